"""What happened to manuals and their editions, in words."""

from collections.abc import Mapping
from types import MappingProxyType

from network.foundation.i18n import lazy as _
from network.web.happenings import Teller

ACTIONS: Mapping[str, Teller] = MappingProxyType(
    {
        "manual.made": _("Manual %(name)s begun"),
        "manual.picture_added": _("Picture for manuals uploaded"),
        "edition.written": _("Edition %(name)s written"),
        "edition.set": _("First day, audience and questions of edition %(name)s set"),
        "edition.submitted": _("Edition %(name)s sent in for approval"),
        "edition.taken_back": _("Edition %(name)s taken back"),
        "edition.approved": _("Edition %(name)s approved"),
        "edition.discarded": _("Draft of edition %(name)s discarded"),
    }
)
ICONS: Mapping[str, str] = MappingProxyType(
    {
        "manual.made": "notebook",
        "manual.picture_added": "camera",
        "edition.written": "edit",
        "edition.set": "settings",
        "edition.submitted": "send",
        "edition.taken_back": "arrow-back-up",
        "edition.approved": "circle-check",
        "edition.discarded": "trash",
    }
)
