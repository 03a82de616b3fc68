"""What happened at the order desk, in words: short ones for an order's own page, whole ones for the trail."""

from collections.abc import Mapping
from types import MappingProxyType

from network.foundation.i18n import Text, lazy
from network.foundation.i18n import gettext as _
from network.web.happenings import Happening, Teller

_DONE: Mapping[str, tuple[Text, str]] = MappingProxyType(
    {
        "order.taken_in": (lazy("Taken in at the desk"), "clipboard-list"),
        "order.corrected": (lazy("Entry corrected"), "pencil"),
        "order.diagnosed": (lazy("Diagnosed"), "search"),
        "order.ready": (lazy("Ready"), "circle-check"),
        "order.notified": (lazy("Customer notified"), "message"),
        "order.handed_over": (lazy("Handed over"), "package-export"),
        "order.cancelled": (lazy("Cancelled by the customer"), "ban"),
        "order.undone": (lazy("Last step undone"), "arrow-back-up"),
        "order.held": (lazy("Put on hold"), "player-pause"),
        "order.resumed": (lazy("Hold ended"), "player-play"),
        "order.loan_out": (lazy("Loan unit given out"), "device-mobile"),
        "order.loan_back": (lazy("Loan unit taken back"), "device-mobile"),
    }
)


def told(action: str) -> str:
    """What was done to an order, on its own page; empty for what has no words here."""
    return str(_DONE[action][0]) if action in _DONE else ""


def icon_of(action: str) -> str:
    return _DONE[action][1] if action in _DONE else "pencil"


def _order(event: Happening) -> str:
    return _("Order %(name)s: %(done)s") % {"name": event.name, "done": told(event.action)}


ACTIONS: Mapping[str, Teller] = MappingProxyType(
    dict.fromkeys(_DONE, _order)
    | {
        "template.added": lazy("Template “%(title)s” of the order desk added"),
        "template.changed": lazy("Template “%(title)s” of the order desk changed"),
        "template.removed": lazy("Template “%(title)s” of the order desk removed"),
    }
)
ICONS: Mapping[str, str] = MappingProxyType(
    {action: icon for action, (_text, icon) in _DONE.items()}
    | {"template.added": "plus", "template.changed": "pencil", "template.removed": "trash"}
)
