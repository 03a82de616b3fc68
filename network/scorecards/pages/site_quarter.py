"""What the operator of a site wants to know first: what changed, what would lift the standing, what is due.

Each panel is a title with lines; a domain that has something to say about the quarter adds its panel to `PANELS`.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from network.foundation.access import Actor, Permission
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.improvement.queries.waiting import owed_actions
from network.manuals.queries.site_duties import site_duties
from network.manuals.rules.duties import DutyState
from network.repairs.queries.report_due import owed_reports
from network.scorecards.pages import changing
from network.scorecards.pages.actions_due import owed_action_line
from network.scorecards.pages.due import due_line
from network.scorecards.pages.explaining import lift_lines
from network.scorecards.pages.own_quarter import consequences_panel
from network.scorecards.pages.reports_due import owed_line
from network.scorecards.pages.texts import change, days_text, quarter_text, scorecard_href, whole
from network.scorecards.pages.waiting import TONES
from network.scorecards.queries.explained import Explained
from network.scorecards.queries.revisions import kept_in_links
from network.scorecards.queries.sheets import Card
from network.sites.pages.sites import site_path
from network.sites.queries.due import due_at_own_sites
from network.sites.rules.waiting import urgency_of
from network.training.queries.coverage import site_needs

_FEW = 3

Panel = dict[str, Any]
Maker = Callable[[Actor, Card, datetime], Awaitable[Panel | None]]


async def overview(actor: Actor, found: Card, told: Explained, at: datetime) -> dict[str, Any]:
    """The panels above the criteria, in the order in which they are read."""
    # Beside a revision that was replaced nothing is due: that stands beside the newest.
    makers = () if kept_in_links(found.run) else PANELS
    made = [await make(actor, found, at) for make in makers]
    return {
        "changed": _changed(found, told),
        "lifts": _lifts(found),
        "panels": [panel for panel in made if panel],
    }


def _changed(found: Card, told: Explained) -> dict[str, Any]:
    earlier = told.earlier
    if earlier is None or earlier.change is None:
        return {"factors": [], "note": changing.changing(found, told)["none"], "href": ""}
    return {
        "label": _("Since %(quarter)s") % {"quarter": quarter_text(earlier.period)},
        "total": change(earlier.change.now - earlier.change.before),
        "factors": changing.factors(earlier.change),
        "note": "",
        "href": scorecard_href(found.site_code, found.run.period, tab="change", **kept_in_links(found.run)),
    }


def _lifts(found: Card) -> dict[str, Any]:
    told = lift_lines(found)
    return {
        "standing": told["standing"],
        "first": told["first"],
        "steps": told["steps"][:_FEW],
        "note": told["note"],
        "none": told["none"],
        "href": scorecard_href(found.site_code, found.run.period, tab="explanation", **kept_in_links(found.run)),
    }


async def due_panel(actor: Actor, found: Card, at: datetime) -> Panel | None:
    """What is due at this site today, for who has to do it; what falls under a quarter that is over is in the card."""
    if not actor.may(Permission.FILE_REPORTS):
        return None
    today, code = at.date(), found.site_code
    nobody: dict[str, str] = {}
    reports = [owed_line(each, nobody, today) for each in await owed_reports(actor, at) if each.site == code]
    actions = [owed_action_line(each, nobody, today) for each in await owed_actions(actor) if each.site == code]
    people = await _people_lines(actor, code, at)
    ends = [due_line(each, nobody, today) for each in await due_at_own_sites(actor, today) if each.site == code]
    return {
        "title": _("What is due now"),
        "lines": sorted([*reports, *actions, *people, *ends], key=itemgetter("on")),
        "empty": _("Nothing is due: no report, no finding, no manual and no course is waiting."),
    }


async def _people_lines(actor: Actor, code: str, at: datetime) -> Sequence[dict[str, Any]]:
    """Manuals to take note of and courses to take, a line each for all people of the site."""
    if not actor.may(Permission.READ_TRAINING):
        return []
    today, lines = at.date(), []
    unread = [duty.due_on for duty in await site_duties(actor, code, today) if duty.state in _UNREAD]
    if unread:
        text = ngettext("%(count)s acknowledgement open", "%(count)s acknowledgements open", len(unread))
        label = _("Manuals to take note of")
        lines.append(
            _line(label, text % {"count": whole(len(unread))}, "notebook", site_path(code, "manuals"), min(unread), at)
        )
    untrained = [need.due_on for need in await site_needs(actor, code, today) if not need.valid]
    if untrained:
        text = ngettext("%(count)s course of a person open", "%(count)s courses of people open", len(untrained))
        label = _("Courses to take")
        told = text % {"count": whole(len(untrained))}
        lines.append(_line(label, told, "school", site_path(code, "training"), min(untrained), at))
    return lines


_UNREAD = frozenset({DutyState.DUE, DutyState.OVERDUE})


def _line(label: str, subject: str, symbol: str, href: str, day: Any, at: datetime) -> dict[str, Any]:
    today = at.date()
    return {
        "label": label,
        "subject": subject,
        "note": "",
        "symbol": symbol,
        "href": href,
        "day": current().date(day),
        "on": day,
        "left": days_text(day, today),
        "tone": TONES[urgency_of(day, today)],
    }


# What is told beside the figures, in this order. None: nothing for this reader.
PANELS: tuple[Maker, ...] = (consequences_panel, due_panel)
