"""What happened in the improvement domain, in words."""

from network.foundation.i18n import lazy as _
from network.improvement.rules.falsifications import FALSIFIED_LABELS
from network.improvement.rules.findings import GRADE_LABELS
from network.web.happenings import Words

WORDS = Words(
    actions={
        "finding.raised": _("Finding raised by an audit, question %(question)s"),
        "finding.written": _("Finding written down: %(title)s"),
        "finding.withdrawn": _("Finding withdrawn: %(reason)s"),
        "finding.closed": _("Finding closed: %(reason)s"),
        "action.opened": _("Corrective action asked for, to be done by %(due_on)s"),
        "action.withdrawn": _("Corrective action withdrawn with its finding"),
        "action.answered": _("Corrective action answered; %(owner)s sees to it"),
        "action.returned": _("Answer to a finding sent back: %(reason)s"),
        "action.verified": _("Corrective action verified, done on %(done_on)s"),
        "action.checked": _("Effect of a corrective action checked: %(reason)s"),
        "action.time_asked": _("More time asked for, until %(due_on)s: %(reason)s"),
        "action.time_decided": _("Decided about more time; now to be done by %(due_on)s: %(reason)s"),
        "action.file_added": _("%(file)s added to a corrective action"),
        "action.file_removed": _("%(file)s taken out of a corrective action"),
        "falsification.opened": _("Said to be falsified: %(reference)s. %(grounds)s"),
        "falsification.answered": _("Side of the site about %(reference)s: %(note)s"),
        "falsification.confirmed": _("Falsification of %(reference)s confirmed: %(note)s"),
        "falsification.dismissed": _("Case about %(reference)s dismissed: %(note)s"),
        "falsification.appealed": _("Appeal about %(reference)s: %(note)s"),
        "falsification.upheld": _("Falsification of %(reference)s confirmed on appeal: %(note)s"),
        "falsification.overturned": _("Falsification of %(reference)s overturned on appeal: %(note)s"),
    },
    columns={"grade": _("Grade"), "due_on": _("To be done by"), "kind": _("Kind of record")},
    choices={"grade": GRADE_LABELS, "kind": FALSIFIED_LABELS},
    icons={
        "finding.raised": "alert-circle",
        "finding.written": "pencil",
        "finding.withdrawn": "arrow-back-up",
        "finding.closed": "circle-check",
        "action.opened": "list-check",
        "action.withdrawn": "arrow-back-up",
        "action.answered": "message-report",
        "action.returned": "arrow-back-up",
        "action.verified": "circle-check",
        "action.checked": "search",
        "action.time_asked": "hourglass",
        "action.time_decided": "gavel",
        "action.file_added": "upload",
        "action.file_removed": "trash",
        "falsification.opened": "flag",
        "falsification.answered": "message",
        "falsification.confirmed": "gavel",
        "falsification.dismissed": "circle-check",
        "falsification.appealed": "scale",
        "falsification.upheld": "gavel",
        "falsification.overturned": "arrow-back-up",
    },
)
