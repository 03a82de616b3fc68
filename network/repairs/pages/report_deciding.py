"""Pages: headquarters accepts a report, or sends it back with a reason at each figure that is wrong."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from litestar import Controller, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Invalid
from network.foundation.i18n import Text
from network.foundation.periods import Month
from network.repairs.commands.report_decisions import accept_report, return_report
from network.repairs.errors.reports import NotWaiting, ReasonsNeeded
from network.repairs.pages.report_reading import reading_context
from network.repairs.pages.report_words import WORD_LABELS, report_path
from network.repairs.queries.reports import report
from network.repairs.rules.report_figures import FIGURES, WRITTEN
from network.repairs.schemas.reports import ReturnIn
from network.sites.queries.sites import site
from network.web.forms import read_as, summary, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, version_of

REASON = "reason-"
# What was written of incidents is read with their count, and sent back there.
_PLACES: Mapping[str, Text] = MappingProxyType(
    {
        **{key: figure.label for key, figure in FIGURES.items()},
        **{section.value: WORD_LABELS[section] for section in WRITTEN if section.value not in FIGURES},
    }
)


class ReportDecisionPages(Controller):
    path = "/sites/{code:str}/reports/{month:str}"
    guards = [allows(Permission.DECIDE_REPORTS)]

    @post("/accept")
    async def accept(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], month: FromPath[str]
    ) -> Redirect:
        version = version_of(await request.form())
        await accept_report(actor, code, Month.parse(month), version, now())
        return Redirect(report_path(code, month) + "?done=accepted", status_code=303)

    @get("/return")
    async def form(self, actor: NamedDependency[Actor], code: FromPath[str], month: FromPath[str]) -> Page:
        """Where the reasons are written, each at its figure."""
        return await _form(actor, code, month, {}, material=False)

    @post("/return")
    async def send_back(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], month: FromPath[str]
    ) -> Response[Any]:
        form = await request.form()
        reasons, material = _typed(form), "material" in form
        try:
            wanted = read_as(ReturnIn, {"reasons": reasons, "material": material}, ReasonsNeeded)
            await return_report(actor, code, Month.parse(month), version_of(form), wanted, now())
        except (Invalid, PreconditionFailed) as refusal:
            return await _form(actor, code, month, reasons, material=material, refusal=refusal)
        return Redirect(report_path(code, month) + "?done=returned", status_code=303)


def _typed(form: FormMultiDict) -> dict[str, str]:
    typed = {name: str(form.get(REASON + name, "")).strip() for name in _PLACES}
    return {name: text for name, text in typed.items() if text}


async def _form(
    actor: Actor,
    code: str,
    month: str,
    reasons: Mapping[str, str],
    *,
    material: bool,
    refusal: Invalid | PreconditionFailed | None = None,
) -> Page:
    shop, found = await site(actor, code), await report(actor, code, Month.parse(month), now())
    context = reading_context(actor, shop, found, now())
    if not context["may_return"]:
        raise NotWaiting()
    said = {**found.in_force.words, **found.in_force.figures} if found.in_force else {}
    return page(
        "report_return.html",
        **context,
        status=refusal.status if refusal else 200,
        places=[
            {"name": REASON + name, "label": str(label), "said": said.get(name, ""), "reason": reasons.get(name, "")}
            for name, label in _PLACES.items()
        ],
        material=material,
        errors=summary({"": refusal.text()} if isinstance(refusal, PreconditionFailed) else wrong_fields(refusal)),
    )
