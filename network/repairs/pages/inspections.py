"""Pages: one unit on HQ's desk with what is to be done about it now, and how far inspectors agree."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.evidence.errors import EvidenceTooLarge
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.foundation.settings import Settings
from network.repairs.commands.receiving import receive_unit
from network.repairs.errors.inspections import ReceiptWrong
from network.repairs.lists_returns import PATH
from network.repairs.pages.details import facts
from network.repairs.pages.returns_words import (
    FINDING_TONES,
    contest_view,
    flashes,
    stage_tag,
    step_label,
    step_text,
    unit_href,
    verdict_view,
)
from network.repairs.queries.inspections import bench
from network.repairs.queries.verdicts import agreement_of, first_pair_on
from network.repairs.rules.inspections import CAUSE_LABELS, NO_STEP, Cause, Stage
from network.repairs.rules.kappa import ENOUGH_PAIRS, POOR, Agreement
from network.repairs.rules.orders import FINDING_LABELS
from network.repairs.schemas.inspections import Bench
from network.repairs.wording import Wording
from network.web.forms import summary, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.visit import visit_of

_COURSE = ("shipped_at", "received_at", "inspected_at", "dispatched_at", "back_at")
_UNIT = ("serial_no", "product", "order_no", "requested_by_hq")
TYPED = ("finding", "missed_step", "note")


class UnitPages(Controller):
    path = PATH + "/{return_id:uuid}"
    guards = [allows(Permission.INSPECT_RETURNS)]

    @get()
    async def unit(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        return_id: FromPath[UUID],
        done: FromQuery[str] = "",
        too_large: FromQuery[bool] = False,
    ) -> Page:
        """A unit: what is to be done now, what is known. Of what is tested blind, nothing that was found.

        `too_large`: photos were sent that are more than is taken.
        """
        wrong = {"photos": EvidenceTooLarge(limit=settings.photo_megabytes).text()} if too_large else {}
        return await unit_page(request, actor, return_id, done=done, wrong=wrong)

    @post("/receive")
    async def receive(
        self, request: HouseRequest, actor: NamedDependency[Actor], return_id: FromPath[UUID]
    ) -> Response[Any]:
        try:
            await receive_unit(actor, return_id, now())
        except ReceiptWrong as refusal:
            return await unit_page(request, actor, return_id, wrong=wrong_fields(refusal))
        return Redirect(f"{PATH}/{return_id}?done=received", status_code=303)


class VerdictPages(Controller):
    path = PATH + "/verdicts"
    guards = [allows(Permission.INSPECT_RETURNS)]

    @get()
    async def verdicts(
        self, actor: NamedDependency[Actor], quarter: FromQuery[str] = "", cause: FromQuery[str] = Cause.SAMPLE
    ) -> Page:
        """How far first and second verdicts of a quarter agree."""
        today = now().date()
        period = Quarter.parse(quarter) if quarter else Quarter.of(today)
        wanted = cause if cause in (Cause.SAMPLE, Cause.APPEAL) else ""
        found = await agreement_of(actor, period, Cause(wanted) if wanted else None)
        return page(
            "returns_verdicts.html",
            period=current().quarter(period.year, period.number),
            found=_agreement(found),
            quarters=_quarters(period, await first_pair_on(actor) or today, today, wanted),
            causes=_causes(period, wanted),
            breadcrumbs=[
                {"label": _("Returns desk"), "href": PATH},
                {"label": _("Agreement of inspectors"), "href": ""},
            ],
        )


async def unit_page(
    request: HouseRequest,
    actor: Actor,
    return_id: UUID,
    *,
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
    done: str = "",
) -> Page:
    """The page of a unit; with what is `wrong` it is a refusal, and `typed` stays in the form."""
    found = await bench(actor, return_id)
    unit, spoken = found.unit, Wording(visit_of(request).language, ZoneInfo(found.zone))
    return page(
        "returns_unit.html",
        status=422 if wrong else 200,
        unit=unit,
        stage=stage_tag(unit.stage),
        action=_action(unit.stage),
        finding=_finding(found),
        course=facts(unit, _COURSE, spoken) if not unit.blind else facts(unit, _COURSE[:2], spoken),
        about=facts(unit, _UNIT, spoken),
        site_href=unit_href(unit.site, unit.id),
        parcel_href=f"{PATH}/shipments/{unit.shipment}" if unit.shipment else "",
        verdicts=[verdict_view(each, found.steps, spoken, unit_href(unit.site, unit.id)) for each in unit.verdicts],
        contest=contest_view(unit.contest, spoken) if unit.contest and not unit.blind else None,
        ticked=_ticked(found),
        findings=[{"value": str(code), "label": str(label)} for code, label in FINDING_LABELS.items()],
        steps=_step_options(found),
        typed=typed or dict.fromkeys(TYPED, ""),
        wrong=wrong or {},
        errors=summary(wrong or {}),
        flashes=flashes(done),
        breadcrumbs=[{"label": _("Returns desk"), "href": PATH}, {"label": unit.return_no, "href": ""}],
    )


def _action(stage: Stage) -> str:
    """What the one button of the page does; empty when nothing is to be done by this reader."""
    return {
        Stage.ON_THE_WAY: "receive",
        Stage.INSPECT: "inspect",
        Stage.RETEST: "retest",
        Stage.DISPATCH: "dispatch",
    }.get(stage, "")


def _finding(found: Bench) -> dict[str, str] | None:
    """The finding in force."""
    unit = found.unit
    if unit.finding is None:
        return None
    return {
        "label": str(FINDING_LABELS[unit.finding]),
        "tone": FINDING_TONES.get(unit.finding, "neutral"),
        "step": step_text(unit.missed_step, found.steps),
    }


def _ticked(found: Bench) -> list[dict[str, Any]]:
    """What the site said of each step before it shipped the unit; nothing when it came without."""
    if found.ticked is None:
        return []
    ticks = found.ticked.ticks
    return [
        {
            "label": step_label(step.key, found.steps),
            "done": step.key in ticks and ticks[step.key].done,
            "note": ticks[step.key].note if step.key in ticks else "",
        }
        for step in found.ticked.list.document.steps
    ]


def _step_options(found: Bench) -> list[dict[str, str]]:
    each = [{"value": key, "label": step_label(key, found.steps)} for key in found.steps]
    return [*each, {"value": NO_STEP, "label": _("None of them")}]


def _agreement(found: Agreement) -> dict[str, Any]:
    language = current()
    kinds = [str(kind) for kind in FINDING_LABELS if any(kind in pair for pair in found.table)]
    return {
        "pairs": language.decimal(found.pairs),
        "agreed": language.decimal(found.agreed),
        "share": language.percent(Decimal(found.agreed) / found.pairs) if found.pairs else None,
        "kappa": None if found.kappa is None else language.decimal(found.kappa, 2),
        "why_unknown": _("All verdicts are the same, so chance alone would agree as well.")
        if found.pairs
        else _("There are no pairs in this quarter."),
        "tone": _tone(found),
        "conclusion": _conclusion(found),
        "kinds": [str(FINDING_LABELS[kind]) for kind in kinds],
        "rows": [
            {
                "label": str(FINDING_LABELS[first]),
                "cells": [{"count": found.table.get((first, second), 0), "same": first == second} for second in kinds],
            }
            for first in kinds
        ],
    }


def _tone(found: Agreement) -> str:
    if not found.conclusive or found.kappa is None:
        return "info"
    return "warn" if found.kappa < POOR else "good"


def _conclusion(found: Agreement) -> str:
    """What these pairs say, and what to do."""
    if not found.conclusive:
        text = _("Too few pairs to conclude anything: %(pairs)s, and at least %(enough)s are needed.")
        return text % {"pairs": current().decimal(found.pairs), "enough": ENOUGH_PAIRS}
    if found.kappa is None:
        return _("Every verdict was the same, so this says nothing about how the inspectors tell findings apart.")
    if found.kappa < POOR:
        return _(
            "The inspectors agree little more often than by chance. Settle with each other how units are tested, "
            "on the units that they differ about."
        )
    return _("The inspectors agree clearly more often than by chance.")


def _quarters(period: Quarter, first: date, today: date, cause: str) -> list[dict[str, Any]]:
    """The last two years at most, this quarter first."""
    last, begin = Quarter.of(today), min(Quarter.of(first), period)
    shown = [last.shift(-back) for back in range(8) if last.shift(-back) >= begin]
    return [
        {
            "label": current().quarter(each.year, each.number),
            "href": f"{PATH}/verdicts?quarter={each}&cause={cause or 'all'}",
            "active": each == period,
        }
        for each in shown
    ]


def _causes(period: Quarter, wanted: str) -> list[dict[str, Any]]:
    choices = {str(cause): str(CAUSE_LABELS[cause]) for cause in (Cause.SAMPLE, Cause.APPEAL)} | {"all": _("All")}
    return [
        {
            "label": label,
            "href": f"{PATH}/verdicts?quarter={period}&cause={cause}",
            "active": cause == (wanted or "all"),
        }
        for cause, label in choices.items()
    ]
