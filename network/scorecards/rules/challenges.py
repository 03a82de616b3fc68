"""Challenges of a site against a criterion of its previewed card: until when, on which ground, who decides. Pure."""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

# Working days of a site in which it may challenge, from the delivery of its preview.
WINDOW_DAYS = 10
LONGEST_WINDOW = 60
MOST_FILES = 3


class Ground(StrEnum):
    FACTUAL = "factual"
    EVIDENCE = "evidence"
    OMITTED = "omitted"
    PROCEDURE = "procedure"


GROUND_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Ground.FACTUAL: _("The figure is wrong"),
        Ground.EVIDENCE: _("The records do not show it"),
        Ground.OMITTED: _("Records that matter were left out"),
        Ground.PROCEDURE: _("It was not done as it should be"),
    }
)


class ChallengeState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


CHALLENGE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        ChallengeState.OPEN: _("Challenge is open"),
        ChallengeState.ACCEPTED: _("Challenge accepted"),
        ChallengeState.REJECTED: _("Challenge rejected"),
    }
)


class Outcome(StrEnum):
    """What becomes of the criterion when its challenge is accepted."""

    CORRECTED = "corrected"
    HELD = "held"


def may_challenge(opened_at: datetime, until: datetime, at: datetime) -> bool:
    """From the opening on and before `until`: at that very second it is too late."""
    return opened_at <= at < until


def may_decide(account: UUID | None, involved: Collection[UUID | None], *, made_visit: bool) -> bool:
    """Not whoever computed the run, lodged the challenge, or entered or judged the records; nor a program."""
    return account is not None and not made_visit and account not in involved
