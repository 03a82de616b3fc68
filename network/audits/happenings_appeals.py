"""What happened to published audits and appeals, in words."""

from collections.abc import Mapping
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.web.happenings import Happening, Teller

_OPENED = _("Audit opened by the site for the first time")
_MAILED = _("Audit delivered: the mail about it was handed over")


def _delivered(event: Happening) -> str:
    return str(_MAILED if event.facts.get("way") == "mailed" else _OPENED)


ACTIONS: Mapping[str, Teller] = MappingProxyType(
    {
        "audit.delivered": _delivered,
        "audit.message": _("Message written about an audit"),
        "appeal.lodged": _("Appeal lodged against question %(question)s of an audit"),
        "appeal.file_added": _("File %(file)s added to an appeal"),
        "appeal.retracted": _("Appeal withdrawn"),
        "appeal.upheld": _("Appeal about question %(question)s upheld: %(reason)s"),
        "appeal.rejected": _("Appeal about question %(question)s rejected: %(reason)s"),
    }
)
ICONS: Mapping[str, str] = MappingProxyType(
    {
        "audit.delivered": "eye",
        "audit.message": "message",
        "appeal.lodged": "gavel",
        "appeal.file_added": "upload",
        "appeal.retracted": "arrow-back-up",
        "appeal.upheld": "circle-check",
        "appeal.rejected": "circle-x",
    }
)
COLUMNS: Mapping[str, Text] = MappingProxyType({"score": _("Score")})
