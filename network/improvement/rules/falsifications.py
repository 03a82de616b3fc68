"""Falsified reports and evidence: what it is about, until when a site is heard, who may judge, what counts. Pure."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID
from zoneinfo import ZoneInfo

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

# Calendar days of the site, to the end of the last: from the day on which it could read of the case, or was told what
# was decided.
ANSWER_DAYS, FEWEST_DAYS, MOST_DAYS = 10, 5, 30
APPEAL_DAYS = 14


class Falsified(StrEnum):
    REPORT = "report"
    REPAIR = "repair"
    AUDIT_EVIDENCE = "audit_evidence"
    ACTION_EVIDENCE = "action_evidence"
    SIGNED_SHEET = "signed_sheet"
    OTHER = "other"


FALSIFIED_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Falsified.REPORT: _("Monthly report"),
        Falsified.REPAIR: _("Repair record"),
        Falsified.AUDIT_EVIDENCE: _("Photo or document of an audit"),
        Falsified.ACTION_EVIDENCE: _("Photo or document of a corrective action"),
        Falsified.SIGNED_SHEET: _("Signed sheet"),
        Falsified.OTHER: _("Another record"),
    }
)


class FalsificationState(StrEnum):
    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    APPEALED = "appealed"
    UPHELD = "upheld"
    OVERTURNED = "overturned"


FALSIFICATION_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        FalsificationState.OPEN: _("The site is heard"),
        FalsificationState.CONFIRMED: _("Falsification confirmed"),
        FalsificationState.DISMISSED: _("Case dismissed"),
        FalsificationState.APPEALED: _("Appeal is open"),
        FalsificationState.UPHELD: _("Confirmed on appeal"),
        FalsificationState.OVERTURNED: _("Overturned on appeal"),
    }
)
# What a scorecard counts: confirmed, and not overturned. An appeal that is open takes nothing away yet.
COUNTED = frozenset({FalsificationState.CONFIRMED, FalsificationState.APPEALED, FalsificationState.UPHELD})


class FalsificationStep(StrEnum):
    OPENED = "opened"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    APPEALED = "appealed"
    UPHELD = "upheld"
    OVERTURNED = "overturned"


FALSIFICATION_STEP_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        FalsificationStep.OPENED: _("Case opened"),
        FalsificationStep.ANSWERED: _("The site answers"),
        FalsificationStep.CONFIRMED: _("Falsification confirmed"),
        FalsificationStep.DISMISSED: _("Case dismissed"),
        FalsificationStep.APPEALED: _("The site appeals"),
        FalsificationStep.UPHELD: _("Confirmed on appeal"),
        FalsificationStep.OVERTURNED: _("Overturned on appeal"),
    }
)


def end_of_days(at: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The first moment after so many whole days of the site, the day of `at` not counted."""
    day = at.astimezone(zone).date() + timedelta(days=days + 1)
    return datetime.combine(day, time(), zone)


def is_heard(answered_at: datetime | None, answer_until: datetime, at: datetime) -> bool:
    """Whether a case may be decided: the site has answered, or has let its time pass."""
    return answered_at is not None or at >= answer_until


def may_judge(account: UUID | None, *involved: UUID | None) -> bool:
    """Nobody decides twice about the same case, and nobody without a name does."""
    return account is not None and account not in involved
