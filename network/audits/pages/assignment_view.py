"""What the pages of assigned visits show."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from network.audits.pages.planning_words import (
    assignment_cells,
    kind_text,
    name_of,
    state_tag,
    visits_text,
    window_text,
)
from network.audits.queries.assignments import assignment_detail, list_assignments
from network.audits.queries.auditors import active_codes
from network.audits.queries.programmes import programme_detail
from network.audits.rules.assignments import LIVE, AssignmentState
from network.audits.schemas.assignments import AssignmentOut
from network.foundation.access import Actor
from network.foundation.errors import NotFound, ServicemarkError
from network.foundation.i18n import Language, Text, current, lazy
from network.foundation.i18n import gettext as _
from network.web.forms import summary, wrong_fields
from network.web.listing import ListState, options
from network.web.tables import Empty, list_card
from network.web.templating import Page, page

PATH = "/assignments"
# Pills of the list; declined, handed back and expired are one: nobody makes these visits.
STATES: Mapping[str, Text] = MappingProxyType(
    {
        "offered": lazy("Offered"),
        "accepted": lazy("Taken on"),
        "lost": lazy("Nobody goes"),
        "filed": lazy("Filed"),
        "proposed": lazy("To be offered"),
        "cancelled": lazy("Cancelled"),
    }
)
DONE: Mapping[str, Text] = MappingProxyType(
    {
        "cancelled": lazy("Nobody makes this visit. Whoever was told of it has been told."),
        "reassigned": lazy("The visit is offered to another auditor."),
    }
)
_LOST = frozenset({AssignmentState.DECLINED, AssignmentState.HANDED_BACK, AssignmentState.EXPIRED})


async def assignments_page(actor: Actor, state: ListState) -> Page:
    language = current()
    found = await list_assignments(actor, state)
    table = list_card(
        state.within(found.total),
        found.total,
        [_row(each, language) for each in found.items],
        title=_("Assigned visits"),
        count=visits_text(found.total),
        search_label=_("Code or name of a site"),
        groups=[options(state, "state", _("State"), STATES)],
        chips=await _chips(actor, state),
        empty=Empty(
            _("No visits yet"),
            _("Visits are planned in a programme and then offered to auditors."),
            _("Programmes"),
            "/programmes",
        ),
    )
    return page(
        "assignments.html",
        table=table,
        days={name: state.filters.get(name, "") for name in ("from_on", "to_on")},
        keep=state.parameters("from_on", "to_on", "page"),
        breadcrumbs=_crumbs(),
    )


async def assignment_page(
    actor: Actor,
    assignment: UUID,
    *,
    done: str = "",
    typed: Mapping[str, str] | None = None,
    refusal: ServicemarkError | None = None,
) -> Page:
    """One visit. AssignmentNotFound."""
    language, wrong = current(), wrong_fields(refusal)
    found = await assignment_detail(actor, assignment)
    ends = found.state in LIVE
    site = name_of(found.site, found.site_name, found.site_name_zh, language)
    return page(
        "assignment.html",
        status=refusal.status if refusal else 200,
        found=found,
        site=site,
        tag=state_tag(found.state),
        facts=_facts(found, language),
        ends=ends or (found.state in _LOST and found.announced),
        moves=ends or found.state in _LOST,
        auditors=[code for code in await active_codes(actor) if code != found.auditor],
        typed={"auditor": "", "reason": "", **(typed or {})},
        wrong=wrong,
        errors=summary(wrong),
        flashes=[{"tone": "good", "text": str(DONE[done])}] if done in DONE else [],
        breadcrumbs=_crumbs(site),
    )


def _facts(found: AssignmentOut, language: Language) -> list[dict[str, str | None]]:
    def moment(name: str) -> str:
        at = getattr(found, name)
        return language.moment(at) if at else "–"

    facts = [
        (_("Kind of visit"), kind_text(found.kind)),
        (_("Auditor"), found.auditor or "–"),
        (_("Window"), window_text(found.window_from, found.window_to, found.time_zone)),
        (_("Announced"), _("Yes") if found.announced else _("No")),
        (_("Scored visit"), _("Yes") if found.scored else _("No")),
        (_("Planned"), moment("proposed_at")),
        (_("Offered"), moment("offered_at")),
        (_("Answered on"), moment("answered_at")),
        (_("Reason given"), found.answer or "–"),
    ]
    return [{"label": label, "value": value} for label, value in facts]


def _row(each: AssignmentOut, language: Language) -> dict[str, Any]:
    return {
        **assignment_cells(each, language),
        "site": name_of(each.site, each.site_name, each.site_name_zh, language),
        "code": each.site,
        "state": state_tag(each.state),
        "href": f"{PATH}/{each.id}",
        "programme_href": f"/programmes/{each.programme}",
    }


async def _chips(actor: Actor, state: ListState) -> list[dict[str, str]]:
    """What is set elsewhere: the programme, the auditor, the site and the days."""
    labels = {"auditor": _("Auditor"), "site": _("Site"), "from_on": _("From"), "to_on": _("to")}
    chips = [
        {"label": label, "value": state.filters[name], "remove_href": state.url(**{name: ""})}
        for name, label in labels.items()
        if name in state.filters
    ]
    if named := state.filters.get("programme"):
        value = await _programme_name(actor, named)
        chips.append({"label": _("Programme"), "value": value, "remove_href": state.url(programme="")})
    return chips


async def _programme_name(actor: Actor, named: str) -> str:
    try:
        return (await programme_detail(actor, UUID(named))).name
    except (NotFound, ValueError):
        return named


def _crumbs(last: str = "") -> list[dict[str, str]]:
    steps = [(_("Assigned visits"), PATH), *([(last, "")] if last else [])]
    return [{"label": label, "href": href} for label, href in steps]
