"""The main navigation. Each domain's `pages.py` lists its own `NAVIGATION`; `network.app` puts them together."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from network.foundation.access import Actor, Permission
from network.foundation.i18n import Text


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the navigation, shown to those whose role holds the permission, in `order`.

    `icon` is a name of `frontend/icons.json`. `parts`: the pages of each site that belong to it too, as `desk` for
    those below /sites/CN-SH-001/desk; `also`: other pages that do, with those below them.
    """

    label: Text
    href: str
    icon: str
    permission: Permission
    order: int
    parts: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def shown_to(self, actor: Actor) -> bool:
        return actor.may(self.permission)

    def leads_to(self, path: str) -> bool:
        """Whether a page is this one, or below it."""
        of_a_site = path.startswith("/sites/") and "".join(path.split("/")[3:4]) in self.parts
        return of_a_site or any(path == each or path.startswith(each + "/") for each in (self.href, *self.also))


def navigation_of(entries: Iterable[Entry], actor: Actor, path: str) -> list[dict[str, Any]]:
    """What the frame's template draws: label, href, icon, and which one the reader is in."""
    shown = sorted((entry for entry in entries if entry.shown_to(actor)), key=lambda entry: entry.order)
    within = [entry for entry in shown if entry.leads_to(path)]
    active = max(within, key=lambda entry: (entry.parts != (), len(entry.href)), default=None)
    return [
        {"label": str(entry.label), "href": entry.href, "icon": entry.icon, "active": entry is active}
        for entry in shown
    ]
