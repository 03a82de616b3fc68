"""The page of a programme: how far it is, what is proposed, and what could not be assigned to whom."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

from network.audits.pages.planning_words import (
    gap_row,
    name_of,
    programme_facts,
    programme_tag,
    region_text,
    rule_text,
    visits_text,
    window_text,
)
from network.audits.queries.auditors import active_codes
from network.audits.queries.programmes import MOST_GAPS, list_gaps, list_proposals, programme_detail
from network.audits.rules.planning import ProgrammeState
from network.audits.schemas.programmes import ProgrammeOut, ProposalOut
from network.foundation.access import Actor
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import Language, Text, current, lazy
from network.foundation.i18n import gettext as _
from network.web.forms import summary, wrong_fields
from network.web.templating import Page, page

PATH = "/programmes"
# More rows than that are for the list of visits.
MOST_PROPOSALS = 300

DONE: Mapping[str, Text] = MappingProxyType(
    {
        "begun": lazy("The programme is a draft. Make it active to plan its visits."),
        "changed": lazy("The changes are saved."),
        "active": lazy("The programme is active. Plan its visits next."),
        "closed": lazy("The programme is closed."),
        "planned": lazy("The visits are drawn. Nobody has been told; look through them, then offer them."),
        "offered": lazy("The visits are offered, and the auditors are told."),
        "chosen": lazy("Another auditor is chosen."),
        "removed": lazy("The visit is left out."),
    }
)


def programme_row(each: ProgrammeOut) -> dict[str, Any]:
    language = current()
    counts = {name: language.decimal(getattr(each, name)) for name in ("wanted", "waiting", "filed", "published")}
    return {
        **counts,
        "name": each.name,
        "href": f"{PATH}/{each.id}",
        "state": programme_tag(each.state),
        "region": region_text(each, language),
        "from_on": language.date(each.from_on),
        "to_on": language.date(each.to_on),
    }


async def programme_page(
    actor: Actor, programme: UUID, *, done: str = "", refusal: ServicemarkError | None = None
) -> Page:
    """One programme. ProgrammeNotFound."""
    language = current()
    found = await programme_detail(actor, programme)
    proposals = await list_proposals(actor, programme)
    gaps, reasons = await list_gaps(actor, programme)
    return page(
        "programme.html",
        status=refusal.status if refusal else 200,
        found=found,
        tag=programme_tag(found.state),
        facts=programme_facts(found, language),
        figures=_figures(found, language),
        proposals=[_proposal(each, language) for each in proposals[:MOST_PROPOSALS]],
        more=len(proposals) - MOST_PROPOSALS if len(proposals) > MOST_PROPOSALS else 0,
        proposed=visits_text(len(proposals)),
        auditors=await active_codes(actor) if proposals else [],
        gaps=[gap_row(each, language) for each in gaps],
        cut=len(gaps) == MOST_GAPS,
        missing=visits_text(found.gaps),
        reasons=_reasons(reasons, language),
        plans=found.state is ProgrammeState.ACTIVE,
        errors=summary(wrong_fields(refusal)),
        flashes=[{"tone": "good", "text": str(DONE[done])}] if done in DONE else [],
        breadcrumbs=crumbs(found),
    )


def crumbs(found: ProgrammeOut | None = None, last: str = "") -> list[dict[str, str]]:
    steps = [(_("Programmes"), PATH)]
    if found:
        steps.append((found.name, f"{PATH}/{found.id}"))
    if last:
        steps.append((last, ""))
    return [{"label": label, "href": href} for label, href in steps]


def _figures(found: ProgrammeOut, language: Language) -> list[dict[str, Any]]:
    """Planned, filed and published, each out of what is wanted."""
    wanted = language.decimal(found.wanted)
    planned = found.proposed + found.waiting + found.filed
    counts = [
        (_("Planned"), planned, f"{PATH}/{found.id}#proposals"),
        (_("Offered or accepted"), found.waiting, f"/assignments?programme={found.id}"),
        (_("Filed"), found.filed, f"/assignments?programme={found.id}&state=filed"),
        (_("Shown to sites"), found.published, ""),
    ]
    return [
        {"label": label, "value": language.decimal(count), "of": _("of %(wanted)s") % {"wanted": wanted}, "href": href}
        for label, count, href in counts
    ]


def _proposal(each: ProposalOut, language: Language) -> dict[str, Any]:
    return {
        "id": str(each.id),
        "version": each.version,
        "site": name_of(each.site, each.site_name, each.site_name_zh, language),
        "code": each.site,
        "auditor": each.auditor,
        "window": window_text(each.window_from, each.window_to, each.time_zone),
    }


def _reasons(reasons: Mapping[str, int], language: Language) -> Sequence[dict[str, str]]:
    return [{"label": rule_text(rule), "value": language.decimal(count)} for rule, count in reasons.items()]
