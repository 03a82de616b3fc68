"""The first steps of a network and of a site: what is done, and what comes next."""

from typing import Any

from network.foundation.access import Actor, Permission
from network.foundation.i18n import gettext as _
from network.scorecards.queries.glance import Begun
from network.scorecards.queries.home import Missing
from network.sites.pages.sites import site_path


def network_steps(actor: Actor, begun: Begun) -> list[dict[str, Any]]:
    """From an empty network to its first published quarter; nothing once there is one, or for who takes no step."""
    if begun.published or not actor.may(Permission.IMPORT_SITES):
        return []
    steps = (
        (
            begun.sites,
            _("Import your sites"),
            _("One row a site: its code, names, region and time zone."),
            "/imports/new?kind=sites",
        ),
        (
            begun.orders,
            _("Import repair orders"),
            _("What the sites repaired; operators can import their own."),
            "/imports/new?kind=orders",
        ),
        (
            begun.computed,
            _("Compute a quarter"),
            _("Scorecards of all sites, for you to look at. Nobody else sees them yet."),
            "/scorecards/runs",
        ),
        (
            begun.published,
            _("Publish the quarter"),
            _("Every site sees its scorecard, and this page shows how the network stands."),
            "/scorecards/runs",
        ),
    )
    return [{"done": done, "label": label, "help": told, "href": href} for done, label, told, href in steps]


def own_steps(actor: Actor, missing: Missing) -> list[dict[str, Any]]:
    """What an operator can do before the first scorecard, each with the first site that lacks it."""
    steps = (
        (
            missing.contacts,
            _("Check the file of your site"),
            _("Is everything right, and does it name whom headquarters should ask? Propose what is to change."),
            ("file",),
            Permission.PROPOSE_SITE_CHANGES,
        ),
        (
            missing.staff,
            _("Add the people who work there"),
            _("Name, role, and from when on."),
            ("staff",),
            Permission.MANAGE_STAFF,
        ),
        (
            missing.orders,
            _("Bring in your repair orders"),
            _("As a file, as often as you like: what is there already is not counted twice."),
            ("orders",),
            Permission.IMPORT_RECORDS,
        ),
        (
            missing.keys,
            _("Make a key for your own program"),
            _("Only if a program of yours is to send the records by itself."),
            ("keys",),
            Permission.MANAGE_KEYS,
        ),
    )
    return [
        {"done": code is None, "label": label, "help": told, "href": site_path(code, *parts) if code else ""}
        for code, label, told, parts, permission in steps
        if actor.may(permission)
    ]
