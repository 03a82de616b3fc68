"""What waits to be restated, and restatements that one person proposes and another one decides on."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Conflict, Forbidden, Invalid, NotFound, ServicemarkError
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.scorecards.commands.restating import approve_restatement, propose_restatement, reject_restatement
from network.scorecards.errors import NotPublished, RestatementWrong
from network.scorecards.metrics.catalogue import FACTS
from network.scorecards.pages.process_words import difference_rows, measured_text, metric_text, named, utc_text
from network.scorecards.pages.texts import period_links, quarter_of, quarter_text, scorecard_href, whole
from network.scorecards.queries.restatements import (
    Queued,
    Restatement,
    list_restatements,
    looking_back,
    read_restatement,
    restatement_queue,
)
from network.scorecards.queries.runs import list_runs, read_run
from network.scorecards.rules.restating import CAUSE_LABELS, RESTATEMENT_LABELS, RestatementState
from network.scorecards.rules.scheme import Scheme
from network.web.forms import summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page

PATH = "/scorecards/restatements"
_TONES = {RestatementState.PROPOSED: "info", RestatementState.APPROVED: "good", RestatementState.REJECTED: "neutral"}
# More sites than this are named on the page of a restatement by their number only.
MOST_SHOWN = 60


class RestatementPages(Controller):
    path = PATH
    guards = [allows(Permission.RESTATE_SCORECARDS)]

    @get()
    async def restatements(
        self, actor: NamedDependency[Actor], period: FromQuery[str] = "", done: FromQuery[str] = ""
    ) -> Page:
        """What waits in a published quarter, and all that was proposed."""
        return await _list(actor, period, done=done)

    @post()
    async def propose(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        form = await request.form()
        typed = typed_values(form, ("period", "sites", "reason"))
        codes = typed["sites"].replace(",", " ").replace("，", " ").split()
        try:
            made = await propose_restatement(actor, Quarter.parse(typed["period"]), codes, typed["reason"], now())
        except (Invalid, Conflict, NotFound) as refusal:
            return await _list(actor, typed["period"], typed=typed, refusal=refusal)
        return Redirect(f"{PATH}/{made}", status_code=303)

    @get("/{restatement_id:uuid}")
    async def show(self, actor: NamedDependency[Actor], restatement_id: FromPath[UUID]) -> Page:
        return await _one(actor, restatement_id)

    @post("/{restatement_id:uuid}")
    async def decide(
        self, request: HouseRequest, actor: NamedDependency[Actor], restatement_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = typed_values(await request.form(), ("outcome", "reason"))
        decide = {"approved": approve_restatement, "rejected": reject_restatement}.get(typed["outcome"])
        try:
            if decide is None:
                raise RestatementWrong({"outcome": _("Choose one.")})
            await decide(actor, restatement_id, typed["reason"], now())
        except (Invalid, Conflict, Forbidden) as refusal:
            return await _one(actor, restatement_id, typed, refusal)
        return Redirect(f"{PATH}?done={typed['outcome']}", status_code=303)


async def _list(
    actor: Actor,
    period: str,
    *,
    done: str = "",
    typed: Mapping[str, str] | None = None,
    refusal: ServicemarkError | None = None,
) -> Page:
    final = [line for line in await list_runs(actor) if line.is_final]
    asked = quarter_of(period) if any(str(line.period) == period for line in final) else None
    try:
        quarter, waiting = await restatement_queue(actor, asked)
    except NotPublished:
        quarter, waiting = None, []
    wrong = wrong_fields(refusal)
    filled = {"sites": " ".join(dict.fromkeys(each.site for each in waiting)), "reason": "", **(typed or {})}
    told = {
        "approved": _("The next revision is in force. Both revisions stay readable."),
        "rejected": _("The restatement is rejected; what is published stays."),
    }
    flashes = [{"tone": "good", "text": told[done]}] if done in told else []
    if refusal and not wrong:
        flashes = [{"tone": "bad", "text": refusal.text()}]
    return page(
        "restatements.html",
        status=refusal.status if refusal else 200,
        flashes=flashes,
        period=str(quarter or ""),
        quarter=quarter_text(quarter) if quarter else "",
        periods=period_links(final, quarter, PATH) if quarter else [],
        queue=_queue(waiting, quarter) if quarter else [],
        lines=[_line(each) for each in await list_restatements(actor)],
        typed=filled,
        wrong=wrong,
        errors=summary(wrong),
        breadcrumbs=[{"label": _("Restatements"), "href": ""}],
    )


def _queue(waiting: Sequence[Queued], period: Quarter) -> list[dict[str, Any]]:
    """A line for each site, with its causes."""
    return [
        {
            "site": named(code, each[0].name, each[0].name_zh),
            "href": scorecard_href(code, period),
            "causes": [_cause(one) for one in each],
        }
        for code, group in groupby(waiting, key=lambda one: one.site)
        if (each := list(group))
    ]


def _cause(found: Queued) -> dict[str, str]:
    label = str(CAUSE_LABELS[found.cause])
    if found.metric is None:
        return {"label": label, "detail": ""}
    figures = [_figures(found.metric, values) for values in (found.before, found.after)]
    told = {"label": metric_text(found.metric), "text": f"{figures[0]} → {figures[1]}"}
    return {"label": label, "detail": _("%(label)s: %(text)s") % told}


def _figures(key: str, values: Sequence[Any]) -> str:
    numerator, denominator, value, sample = values
    if FACTS[key.partition("(")[0]].is_rate:
        return f"{current().decimal(numerator)}/{current().decimal(denominator)}"
    return f"{measured_text(key, value)} (n = {whole(sample)})"


def _line(found: Restatement) -> dict[str, Any]:
    return {
        "href": f"{PATH}/{found.id}",
        "quarter": quarter_text(found.period),
        "sites": whole(len(found.sites)),
        "cards": whole(len(found.difference)),
        "reason": found.reason,
        "state": {"label": str(RESTATEMENT_LABELS[found.state]), "tone": _TONES[found.state]},
        "proposed": f"{utc_text(found.proposed_at)} · {found.proposer}",
        "decided": f"{utc_text(found.decided_at)} · {found.decider}" if found.decided_at else "",
    }


async def _one(
    actor: Actor,
    restatement: UUID,
    typed: Mapping[str, str] | None = None,
    refusal: ServicemarkError | None = None,
) -> Page:
    found = await read_restatement(actor, restatement)
    scheme = (await read_run(actor, found.period)).kept.scheme
    wrong, later = wrong_fields(refusal), await looking_back(actor, found.period)
    return page(
        "restatement.html",
        later=", ".join(quarter_text(each) for each in later if found.state is not RestatementState.REJECTED),
        status=refusal.status if refusal else 200,
        line=_line(found),
        flashes=[{"tone": "bad", "text": refusal.text()}] if refusal and not wrong else [],
        path=f"{PATH}/{found.id}",
        named=found.sites[:MOST_SHOWN],
        decision=found.decision or "",
        open=found.state is RestatementState.PROPOSED,
        own=found.proposed_by == actor.account,
        cards=_cards(found, scheme),
        more=whole(max(len(found.difference) - MOST_SHOWN, 0)) if len(found.difference) > MOST_SHOWN else "",
        typed={"outcome": "", "reason": "", **(typed or {})},
        wrong=wrong,
        errors=summary(wrong),
        breadcrumbs=[{"label": _("Restatements"), "href": PATH}, {"label": quarter_text(found.period), "href": ""}],
    )


def _cards(found: Restatement, scheme: Scheme) -> list[dict[str, Any]]:
    """The sites it is about first, then those whose rank it moves."""
    asked = set(found.sites)
    codes = sorted(found.difference, key=lambda code: (code not in asked, code))[:MOST_SHOWN]
    return [
        {
            "code": code,
            "href": scorecard_href(code, found.period),
            "asked": code in asked,
            "rows": difference_rows(found.difference[code], scheme),
        }
        for code in codes
    ]
