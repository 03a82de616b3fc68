"""Suspected overcharging: how it was found, and what becomes of it. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _


class Ground(StrEnum):
    ABOVE_LIST = "above_list"
    WARRANTY = "warranty"
    COMPLAINT = "complaint"


GROUND_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Ground.ABOVE_LIST: _("Charged above the price list"),
        Ground.WARRANTY: _("Charged for a repair under warranty"),
        Ground.COMPLAINT: _("A customer complains of the price"),
    }
)


class CaseState(StrEnum):
    SUSPECTED = "suspected"
    SUBSTANTIATED = "substantiated"
    DISMISSED = "dismissed"


CASE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        CaseState.SUSPECTED: _("Suspected"),
        CaseState.SUBSTANTIATED: _("Overcharged"),
        CaseState.DISMISSED: _("Dismissed"),
    }
)


class CaseStep(StrEnum):
    FOUND = "found"
    TOLD = "told"
    STATED = "stated"
    SUBSTANTIATED = "substantiated"
    DISMISSED = "dismissed"


CASE_STEP_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        CaseStep.FOUND: _("Found in the orders"),
        CaseStep.TOLD: _("Told by a customer"),
        CaseStep.STATED: _("The site's side"),
        CaseStep.SUBSTANTIATED: _("Found to be overcharged"),
        CaseStep.DISMISSED: _("Dismissed"),
    }
)

# Charges of so many days are looked at each day: files come late.
DAYS_LOOKED_BACK = 100


def may_decide(account: UUID | None, stated_by: UUID | None) -> bool:
    """Nobody judges what they have spoken for, and nobody without a name does."""
    return account is not None and account != stated_by
