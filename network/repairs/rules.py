"""What is true of repair orders and returns by definition. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _


class Outcome(StrEnum):
    REPAIRED = "repaired"
    REPLACED = "replaced"
    NO_FAULT = "no_fault"
    UNREPAIRABLE = "unrepairable"
    DECLINED = "declined"


class Finding(StrEnum):
    """What HQ found when it inspected a unit."""

    FAULT_CONFIRMED = "fault_confirmed"
    NO_FAULT_FOUND = "no_fault_found"
    USER_EDUCATION = "user_education"
    CUSTOMER_DAMAGE = "customer_damage"
    TRANSIT_DAMAGE = "transit_damage"
    RECALL = "recall"


OUTCOME_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Outcome.REPAIRED: _("Repaired"),
        Outcome.REPLACED: _("Replaced"),
        Outcome.NO_FAULT: _("No fault"),
        Outcome.UNREPAIRABLE: _("Not repairable"),
        Outcome.DECLINED: _("Declined by the customer"),
    }
)

FINDING_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Finding.FAULT_CONFIRMED: _("Fault confirmed"),
        Finding.NO_FAULT_FOUND: _("No fault found"),
        Finding.USER_EDUCATION: _("Customer needed instruction"),
        Finding.CUSTOMER_DAMAGE: _("Damaged by the customer"),
        Finding.TRANSIT_DAMAGE: _("Damaged in transit"),
        Finding.RECALL: _("Recall"),
    }
)
