"""When monthly reports are due: the rule, and the steps of reminding. Pure."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.foundation.periods import Month
from network.identity.rules.notices import NoticeKind

# A month has so many of each in any case: of working days even with the longest holidays.
LAST_DAY = 28
LAST_WORKING_DAY = 15

# Days from the day on which a report is due, and what the site is told then.
REMINDERS: Mapping[int, NoticeKind] = MappingProxyType(
    {
        -3: NoticeKind.REPORT_DUE_SOON,
        -1: NoticeKind.REPORT_DUE,
        0: NoticeKind.REPORT_DUE,
        1: NoticeKind.REPORT_OVERDUE,
        3: NoticeKind.REPORT_ESCALATED,
    }
)

# From the first day on which reports are late the managers hear of it too: once, however many are missing.
ESCALATIONS: Mapping[int, NoticeKind] = MappingProxyType(
    {1: NoticeKind.REPORTS_OVERDUE, 3: NoticeKind.REPORTS_ESCALATED}
)

# A program that was down for so long still gives the latest reminder; after that a report is missing, and known to be.
CATCH_UP_DAYS = 14


class DueState(StrEnum):
    REPORTED = "reported"
    LATE = "late"
    DUE = "due"


def due_state(*, reported: bool, late: bool) -> DueState:
    """`late`: whether the moment at which it is due has passed."""
    return DueState.REPORTED if reported else DueState.LATE if late else DueState.DUE


def calendar_faults(from_month: Month, day: int, *, working_days: bool, today: date) -> dict[str, Text]:
    """What is wrong with a rule, by field. A month that is over keeps the rule that sites have heard of."""
    wrong: dict[str, Text] = {}
    if from_month.end <= today:
        wrong["from_month"] = _("A month that is over keeps its rule. Choose this month or a later one.")
    last = LAST_WORKING_DAY if working_days else LAST_DAY
    if not 1 <= day <= last:
        wrong["day"] = (
            _("Choose a working day from 1 to 15: every month has as many.")
            if working_days
            else _("Choose a day from 1 to 28: every month has it.")
        )
    return wrong
