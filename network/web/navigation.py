"""The main navigation. Each domain's `pages.py` lists its own `NAVIGATION`; `network.app` puts them together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby
from types import MappingProxyType
from typing import Any

from network.foundation.access import Actor, Permission
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

# A menu of so many lines is short: all its groups are open.
SHORT = 12


class Group(IntEnum):
    """What the lines stand under, from the top down; those of TOP stand above all, without a head."""

    TOP = 0
    SCORECARDS = 1
    SITES = 2
    REPAIRS = 3
    VISITS = 4
    CUSTOMERS = 5
    STANDARDS = 6
    SYSTEM = 7


HEADS: Mapping[Group, Text] = MappingProxyType(
    {
        Group.SCORECARDS: _("Scorecards"),
        Group.SITES: _("Sites and selection"),
        Group.REPAIRS: _("Repairs and reports"),
        Group.VISITS: _("Visits and findings"),
        Group.CUSTOMERS: _("Customers and prices"),
        Group.STANDARDS: _("Standards and training"),
        Group.SYSTEM: _("Administration"),
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the navigation, shown to those whose role holds the permission, in `order` within its group.

    `icon` is a name of `frontend/icons.json`. `parts`: the pages of each site that belong to it too, as `desk` for
    those below /sites/CN-SH-001/desk; `also`: other pages that do, with those below them.
    """

    label: Text
    href: str
    icon: str
    permission: Permission
    order: int
    group: Group = Group.TOP
    parts: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def shown_to(self, actor: Actor) -> bool:
        return actor.may(self.permission)

    def leads_to(self, path: str) -> bool:
        """Whether a page is this one, or below it."""
        of_a_site = path.startswith("/sites/") and "".join(path.split("/")[3:4]) in self.parts
        return of_a_site or any(path == each or path.startswith(each + "/") for each in (self.href, *self.also))


def navigation_of(entries: Iterable[Entry], actor: Actor, path: str) -> list[dict[str, Any]]:
    """The lines of this reader: label, href, icon, group, and which one the reader is in."""
    shown = sorted((entry for entry in entries if entry.shown_to(actor)), key=lambda entry: (entry.group, entry.order))
    within = [entry for entry in shown if entry.leads_to(path)]
    active = max(within, key=lambda entry: (entry.parts != (), len(entry.href)), default=None)
    return [
        {
            "label": str(entry.label),
            "href": entry.href,
            "icon": entry.icon,
            "group": entry.group,
            "active": entry is active,
        }
        for entry in shown
    ]


def grouped(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the frame's template draws: groups of lines. A group of one line needs no head; the reader's own is open."""
    groups = []
    for group, within in groupby(lines, key=lambda line: line["group"]):
        held = list(within)
        head = str(HEADS[group]) if group in HEADS and len(held) > 1 else ""
        opened = len(lines) <= SHORT or any(line["active"] for line in held)
        groups.append({"head": head, "open": opened, "lines": held})
    return groups
