"""Pages: a site contests what HQ found in one of its units; somebody who did not test it decides."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Invalid
from network.foundation.i18n import gettext as _
from network.repairs.commands.contests import contest_finding, decide_contest, retract_contest
from network.repairs.errors.inspections import ContestWrong, NotContestable
from network.repairs.lists_returns import PATH
from network.repairs.pages.returns_words import FINDING_TONES, contest_view, unit_href, verdict_view
from network.repairs.queries.contests import contest, findings_of
from network.repairs.queries.inspections import bench
from network.repairs.queries.returns import return_
from network.repairs.rules.inspections import better_for_site
from network.repairs.rules.orders import FINDING_LABELS, Finding
from network.repairs.schemas.inspections import ContestDecisionIn, ContestIn, UnitOut
from network.repairs.wording import Wording
from network.sites.pages.sites import site_path, site_tabs, trail_to
from network.sites.queries.sites import site
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.visit import visit_of

_DECIDED = ("outcome", "finding", "reason")


class SiteContestPages(Controller):
    path = "/sites/{code:str}/returns/{return_id:uuid}/contest"
    guards = [allows(Permission.SHIP_RETURNS)]

    @get()
    async def form(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], return_id: FromPath[UUID]
    ) -> Page:
        """What is contested, until when, and what follows."""
        return await _form(request, actor, code, return_id)

    @post()
    async def contest(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], return_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = typed_values(await request.form(), ("reason",))
        try:
            await contest_finding(actor, code, return_id, read_as(ContestIn, typed, ContestWrong), now())
        except Invalid as refusal:
            return await _form(request, actor, code, return_id, typed["reason"], refusal)
        return _back(code, return_id, "contested")

    @post("/retract")
    async def retract(self, actor: NamedDependency[Actor], code: FromPath[str], return_id: FromPath[UUID]) -> Redirect:
        await retract_contest(actor, code, return_id, now())
        return _back(code, return_id, "retracted")


class ContestPages(Controller):
    path = PATH + "/contests/{contest_id:uuid}"
    guards = [allows(Permission.INSPECT_RETURNS)]

    @get()
    async def show(self, request: HouseRequest, actor: NamedDependency[Actor], contest_id: FromPath[UUID]) -> Page:
        """A contest with the verdicts beside it; once the second test is in, the form to decide."""
        return await _decision(request, actor, contest_id)

    @post()
    async def decide(
        self, request: HouseRequest, actor: NamedDependency[Actor], contest_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = typed_values(await request.form(), _DECIDED)
        given = {**typed, "finding": typed["finding"] or None if typed["outcome"] == "upheld" else None}
        try:
            await decide_contest(actor, contest_id, read_as(ContestDecisionIn, given, ContestWrong), now())
        except Invalid as refusal:
            return await _decision(request, actor, contest_id, typed, refusal)
        return Redirect(f"{PATH}?part=contest&done=decided", status_code=303)


def _back(code: str, return_id: UUID, done: str) -> Redirect:
    return Redirect(f"{site_path(code, 'returns', str(return_id))}?done={done}", status_code=303)


async def _form(
    request: HouseRequest, actor: Actor, code: str, return_id: UUID, reason: str = "", refusal: Invalid | None = None
) -> Page:
    """Raises NotContestable where there is nothing to contest, or no longer."""
    shop, found = await site(actor, code), await return_(actor, code, return_id)
    told = await findings_of(actor, code, return_id, now())
    if not told.may_contest or told.contest_until is None or found.finding is None:
        raise NotContestable()
    wrong = wrong_fields(refusal)
    language = visit_of(request).language
    return page(
        "return_contest.html",
        status=422 if wrong else 200,
        site=shop,
        number=found.return_no,
        finding={"label": str(FINDING_LABELS[found.finding]), "tone": FINDING_TONES.get(found.finding, "neutral")},
        until=language.date(told.contest_until),
        retest=told.retest,
        back=site_path(code, "returns", str(return_id)),
        reason=reason,
        wrong=wrong,
        errors=summary(wrong),
        tabs=site_tabs(actor, code, "returns"),
        breadcrumbs=trail_to(shop, language, _("Returns to HQ"), "returns", found.return_no),
    )


async def _decision(
    request: HouseRequest,
    actor: Actor,
    contest_id: UUID,
    typed: Mapping[str, str] | None = None,
    refusal: Invalid | None = None,
) -> Page:
    found = await contest(actor, contest_id)
    beside = await bench(actor, found.return_id)
    spoken, wrong = Wording(visit_of(request).language, ZoneInfo(beside.zone)), wrong_fields(refusal)
    verdicts, here = beside.unit.verdicts, unit_href(found.site, found.return_id)
    return page(
        "returns_contest.html",
        status=422 if wrong else 200,
        contest=contest_view(found, spoken),
        unit=beside.unit,
        unit_href=f"{PATH}/{found.return_id}",
        site_href=here,
        verdicts=[verdict_view(each, beside.steps, spoken, here) for each in verdicts],
        findings=_better(beside.unit),
        second=str(verdicts[1].finding) if len(verdicts) > 1 else "",
        typed=typed or dict.fromkeys(_DECIDED, ""),
        wrong=wrong,
        errors=summary(wrong),
        breadcrumbs=[{"label": _("Returns desk"), "href": PATH}, {"label": found.return_no, "href": ""}],
    )


def _better(unit: UnitOut) -> list[dict[str, str]]:
    """The findings that an upheld contest may end with."""
    if unit.finding is None:
        return []
    present = unit.finding
    return [
        {"value": str(each), "label": str(FINDING_LABELS[each])}
        for each in Finding
        if better_for_site(each, than=present)
    ]
