"""Jobs in words: what each of them does."""

from collections.abc import Mapping
from enum import StrEnum

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    FAILED = "failed"
    DONE = "done"
    CANCELLED = "cancelled"


STATE_LABELS: Mapping[JobState, Text] = {
    JobState.WAITING: _("Waiting"),
    JobState.RUNNING: _("Running"),
    JobState.FAILED: _("Has failed"),
    JobState.DONE: _("Done"),
    JobState.CANCELLED: _("Cancelled"),
}

# By the names under which they stand in the queue; one that is in no list is shown by its name.
TASK_LABELS: Mapping[str, Text] = {
    "mail": _("Mail what somebody was told"),
    "audit_mailed": _("Note that mail about an audit has left"),
    "compute_quarter": _("Compute a quarter"),
    "print_chunk": _("Print scorecards"),
}
