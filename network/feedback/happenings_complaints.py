"""What happened to complaints and to cases of overcharging, in words."""

from collections.abc import Mapping
from types import MappingProxyType

from network.feedback.rules.complaints import CHANNEL_LABELS, RESPONSIBLE_LABELS, SEVERITY_LABELS
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import lazy as _
from network.web.happenings import Happening, Words


def _imported(event: Happening) -> str:
    count = int(event.facts.get("records", 0))
    text = ngettext("%(count)s complaint imported from %(file)s", "%(count)s complaints imported from %(file)s", count)
    return text % {"count": current().decimal(count), "file": event.facts.get("file", "")}


def _found(event: Happening) -> str:
    count = int(event.facts.get("count", 0))
    text = ngettext("%(count)s charge is suspected", "%(count)s charges are suspected", count)
    return text % {"count": current().decimal(count)}


_ICONS: Mapping[str, str] = MappingProxyType(
    {
        "complaint.entered": "message-report",
        "complaints.imported": "upload",
        "complaint.located": "search",
        "complaint.acknowledged": "check",
        "complaint.stated": "message",
        "complaint.waited": "hourglass",
        "complaint.went_on": "clock",
        "complaint.answered": "message-report",
        "complaint.decided": "gavel",
        "complaint.cared": "user",
        "overcharge.found": "receipt",
        "overcharge.told": "message-report",
        "overcharge.stated": "message",
        "overcharge.substantiated": "gavel",
        "overcharge.dismissed": "circle-check",
    }
)

WORDS = Words(
    actions={
        "complaint.entered": _("Complaint %(number)s entered"),
        "complaints.imported": _imported,
        "complaint.located": _("Complaint %(number)s found to be about this site"),
        "complaint.acknowledged": _("Complaint %(number)s acknowledged"),
        "complaint.stated": _("Side of the site about complaint %(number)s: %(note)s"),
        "complaint.waited": _("Complaint %(number)s waits for the customer: %(note)s"),
        "complaint.went_on": _("The customer of complaint %(number)s was reached"),
        "complaint.answered": _("Customer of complaint %(number)s answered"),
        "complaint.decided": _("Complaint %(number)s decided: %(reason)s"),
        "complaint.cared": _("Customer of complaint %(number)s called again: %(note)s"),
        "overcharge.found": _found,
        "overcharge.told": _("Complaint %(number)s is about a price; the charge is looked at"),
        "overcharge.stated": _("Side of the site about the charge of order %(number)s: %(statement)s"),
        "overcharge.substantiated": _("Charge of order %(number)s found to be too much: %(reason)s"),
        "overcharge.dismissed": _("Suspicion about the charge of order %(number)s dismissed: %(reason)s"),
    },
    columns={"severity": _("Severity"), "channel": _("Channel"), "responsible": _("Responsible")},
    choices={"severity": SEVERITY_LABELS, "channel": CHANNEL_LABELS, "responsible": RESPONSIBLE_LABELS},
    icons=_ICONS,
)
