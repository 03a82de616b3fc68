"""The main navigation. Each domain's `pages.py` lists its own `NAVIGATION`; `network.app` puts them together."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from network.foundation.access import Actor, Permission
from network.foundation.i18n import Text


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the navigation, shown to those whose role holds the permission, in `order`.

    `icon` is a name of `frontend/icons.json`.
    """

    label: Text
    href: str
    icon: str
    permission: Permission
    order: int

    def shown_to(self, actor: Actor) -> bool:
        return actor.may(self.permission)


def navigation_of(entries: Iterable[Entry], actor: Actor, path: str) -> list[dict[str, Any]]:
    """What the frame's template draws: label, href, icon, and which one the reader is in."""
    shown = sorted((entry for entry in entries if entry.shown_to(actor)), key=lambda entry: entry.order)
    within = [entry for entry in shown if path == entry.href or path.startswith(entry.href + "/")]
    active = max(within, key=lambda entry: len(entry.href), default=None)
    return [
        {"label": str(entry.label), "href": entry.href, "icon": entry.icon, "active": entry is active}
        for entry in shown
    ]
