"""What happened to visits in their review and when they were published, in words.

Until then it stands in the hidden chains alone.
"""

from collections.abc import Mapping
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.web.happenings import Happening, Teller


def _moved(plain: Text, reasoned: Text) -> Teller:
    """`plain` where no reason was given."""

    def told(event: Happening) -> str:
        reason = str(event.facts.get("reason") or "")
        return str(reasoned if reason else plain) % {"name": event.name, "reason": reason}

    return told


ACTIONS: Mapping[str, Teller] = MappingProxyType(
    {
        "visit.taken_up": _moved(
            _("Review of visit %(name)s taken up"), _("Review of visit %(name)s taken up again: %(reason)s")
        ),
        "visit.questioned": _("Clarification of visit %(name)s asked for: %(reason)s"),
        "visit.approved": _("Visit %(name)s approved"),
        "visit.excluded": _("Visit %(name)s approved, and not counted: %(reason)s"),
        "visit.rejected": _("Visit %(name)s rejected: %(reason)s"),
        "visit.voided": _("Visit %(name)s voided: %(reason)s"),
        "visit.said": _("Message written about visit %(name)s"),
        "visit.answered": _("Question about visit %(name)s answered"),
        "visit.photo_decided": _("Decided what the site sees of a photo of visit %(name)s"),
        "visit.texts_decided": _("Decided what the site reads of visit %(name)s"),
        "audit.published": _("Audit published"),
        "audit.voided": _("Audit voided: %(reason)s"),
    }
)
ICONS: Mapping[str, str] = MappingProxyType(
    {
        "visit.taken_up": "eye",
        "visit.questioned": "message-report",
        "visit.approved": "circle-check",
        "visit.excluded": "minus",
        "visit.rejected": "circle-x",
        "visit.voided": "ban",
        "visit.said": "message",
        "visit.answered": "message",
        "visit.photo_decided": "camera",
        "visit.texts_decided": "file-text",
        "audit.published": "clipboard-check",
        "audit.voided": "ban",
    }
)
