"""Pages on which headquarters sets, changes and retires standards. They stand here because metrics are known here."""

from collections.abc import Mapping
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Forbidden, NotFound, ServicemarkError
from network.foundation.i18n import current, lazy
from network.foundation.i18n import gettext as _
from network.manuals.commands.standards import retire_standard, standard_fields
from network.manuals.errors.standards import StandardWrong
from network.manuals.queries.standards import standard
from network.manuals.rules.standards import CONTROL_POINT_LABELS
from network.manuals.schemas.standards import RetirementIn, StandardChangeIn, StandardIn, StandardOut
from network.scorecards.commands.standards import change_measured, make_measured
from network.scorecards.metrics.catalogue import METRICS
from network.scorecards.pages.standard_words import PATH, standard_path
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, differences, version_of

LABELS = {
    "control_point": lazy("Control point"),
    "indicator": lazy("Indicator (English)"),
    "indicator_zh": lazy("Indicator (Chinese)"),
    "target": lazy("Target (English)"),
    "target_zh": lazy("Target (Chinese)"),
    "metric": lazy("Metric"),
    "metric_target": lazy("Met from this value on"),
}
FIELDS = (*LABELS, "key", "reason")


class StandardFormPages(Controller):
    path = PATH
    guards = [allows(Permission.CHANGE_STANDARDS)]

    @get("/new")
    async def new(self) -> Page:
        return _form(dict.fromkeys(FIELDS, ""))

    @post("/new")
    async def make(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        typed = typed_values(await request.form(), FIELDS)
        try:
            wanted = read_as(StandardIn, _given(typed, "reason"), StandardWrong)
            await make_measured(actor, wanted, now())
        except Forbidden:
            raise
        except ServicemarkError as refusal:
            return _form(typed, refusal)
        return Redirect(f"{standard_path(wanted.key)}?done=made", status_code=303)

    @get("/{standard_key:str}/edit")
    async def edit(self, actor: NamedDependency[Actor], standard_key: FromPath[str]) -> Page:
        found = await standard(actor, standard_key)
        return _form({**standard_fields(found), "key": found.key, "reason": ""}, found=found)

    @post("/{standard_key:str}/edit")
    async def change(
        self, request: HouseRequest, actor: NamedDependency[Actor], standard_key: FromPath[str]
    ) -> Response[Any]:
        form = await request.form()
        typed = typed_values(form, FIELDS)
        try:
            wanted = read_as(StandardChangeIn, _given(typed, "key"), StandardWrong)
            await change_measured(actor, standard_key, wanted, version_of(form))
        except (Forbidden, NotFound):
            raise
        except ServicemarkError as refusal:
            return _form(typed, refusal, await standard(actor, standard_key))
        return Redirect(f"{standard_path(standard_key)}?done=changed", status_code=303)

    @get("/{standard_key:str}/retire")
    async def ask(self, actor: NamedDependency[Actor], standard_key: FromPath[str]) -> Page:
        return _retiring(await standard(actor, standard_key), "")

    @post("/{standard_key:str}/retire")
    async def retire(
        self, request: HouseRequest, actor: NamedDependency[Actor], standard_key: FromPath[str]
    ) -> Response[Any]:
        form = await request.form()
        typed = typed_values(form, ("reason",))
        try:
            reason = read_as(RetirementIn, typed, StandardWrong).reason
            await retire_standard(actor, standard_key, reason, version_of(form), now())
        except (Forbidden, NotFound):
            raise
        except ServicemarkError as refusal:
            return _retiring(await standard(actor, standard_key), typed["reason"], refusal)
        return Redirect(f"{standard_path(standard_key)}?done=retired", status_code=303)


def _given(typed: Mapping[str, str], without: str) -> dict[str, Any]:
    """What a model takes: an empty choice or figure is none."""
    optional = ("metric", "metric_target")
    return {name: text or None if name in optional else text for name, text in typed.items() if name != without}


def _form(typed: Mapping[str, str], refusal: ServicemarkError | None = None, found: StandardOut | None = None) -> Page:
    wrong = wrong_fields(refusal)
    stale = isinstance(refusal, PreconditionFailed)
    title = _("Change the standard") if found else _("Set a standard")
    return page(
        "standard_form.html",
        status=refusal.status if refusal else 200,
        title=title,
        action=f"{standard_path(found.key)}/edit" if found else f"{PATH}/new",
        back=standard_path(found.key) if found else PATH,
        version=found.version if found else 0,
        changing=found is not None,
        both=differences(LABELS, typed, standard_fields(found)) if stale and found else None,
        labels=LABELS,
        typed=typed,
        wrong=wrong,
        errors=summary(wrong),
        control_points=[{"value": str(key), "label": str(text)} for key, text in CONTROL_POINT_LABELS.items()],
        metrics=[{"value": "", "label": _("None")}, *_metrics()],
        breadcrumbs=_crumbs(found, title),
    )


def _metrics() -> list[dict[str, str]]:
    return [{"value": code, "label": metric.named({})} for code, metric in METRICS.items()]


def _retiring(found: StandardOut, reason: str, refusal: ServicemarkError | None = None) -> Page:
    wrong = wrong_fields(refusal)
    return page(
        "standard_retire.html",
        status=refusal.status if refusal else 200,
        action=f"{standard_path(found.key)}/retire",
        back=standard_path(found.key),
        name=found.indicator.in_language(current().code),
        version=found.version,
        reason=reason,
        wrong=wrong,
        errors=summary(wrong),
        breadcrumbs=_crumbs(found, _("Retire the standard")),
    )


def _crumbs(found: StandardOut | None, title: str) -> list[dict[str, str]]:
    name = [{"label": found.indicator.in_language(current().code), "href": standard_path(found.key)}] if found else []
    return [{"label": _("Standards"), "href": PATH}, *name, {"label": title, "href": ""}]
