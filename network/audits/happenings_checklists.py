"""What happened to checklists, in words."""

from collections.abc import Mapping
from types import MappingProxyType

from network.foundation.i18n import lazy as _
from network.web.happenings import Teller

ACTIONS: Mapping[str, Teller] = MappingProxyType(
    {
        "checklist.drafted": _("Draft of checklist %(name)s written"),
        "checklist.published": _("Checklist %(name)s published"),
        "checklist.retired": _("Checklist %(name)s retired: %(reason)s"),
        "checklist.deleted": _("Draft of checklist %(name)s deleted"),
        "checklist.photo_added": _("Reference photo for checklists uploaded"),
    }
)
ICONS: Mapping[str, str] = MappingProxyType(
    {
        "checklist.drafted": "list-check",
        "checklist.published": "list-check",
        "checklist.retired": "archive",
        "checklist.deleted": "trash",
        "checklist.photo_added": "camera",
    }
)
