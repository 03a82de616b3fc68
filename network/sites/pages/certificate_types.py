"""Pages: the certificate types, and the form of one with the dates that it would give."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Forbidden, NotFound, ServicemarkError
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.sites.commands.certificate_types import (
    add_certificate_type,
    add_shipped_types,
    change_certificate_type,
    check_type,
)
from network.sites.pages.certification_forms import type_in, typed_type
from network.sites.pages.certification_words import TRAIL_WORDS
from network.sites.queries.certificate_types import certificate_type, certificate_types, product_lines
from network.sites.rules.validity import CASE_LABELS, VALIDITY_LABELS, ValidityRule, preview
from network.sites.schemas.certification import CertificateTypeIn, CertificateTypeOut
from network.web.forms import summary, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, differences, version_of

PATH = "/certification/types"

# What a new type starts from.
_NEW = {
    "repair_level": "1",
    "validity_rule": ValidityRule.FROM_PREVIOUS_EXPIRY.value,
    "validity_months": "12",
    "window_days": "90",
    "active": "yes",
}


class CertificateTypePages(Controller):
    path = PATH
    guards = [allows(Permission.READ_CERTIFICATIONS)]

    @get()
    async def types(self, actor: NamedDependency[Actor]) -> Page:
        found = await certificate_types(actor)
        return page(
            "certificate_types.html",
            lines=[_line(kind) for kind in found],
            may_change=actor.may(Permission.CHANGE_CERTIFICATE_TYPES),
            breadcrumbs=_crumbs(),
        )

    @post("/shipped", guards=[allows(Permission.CHANGE_CERTIFICATE_TYPES)])
    async def shipped(self, actor: NamedDependency[Actor]) -> Redirect:
        """Adds the types that ship with the program."""
        await add_shipped_types(actor)
        return Redirect(PATH, status_code=303)

    @get("/new", guards=[allows(Permission.CHANGE_CERTIFICATE_TYPES)])
    async def new(self, actor: NamedDependency[Actor]) -> Page:
        return await _form(actor, dict(_NEW))

    @post("/new", guards=[allows(Permission.CHANGE_CERTIFICATE_TYPES)])
    async def add(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """Keeps the type, or (`step=preview`) shows its dates with all that was typed."""
        form = await request.form()
        typed = typed_type(form)
        if form.get("step") == "preview":
            return await _form(actor, typed)
        try:
            await add_certificate_type(actor, type_in(typed))
        except (Forbidden, NotFound):
            raise
        except ServicemarkError as refusal:
            return await _form(actor, typed, refusal)
        return Redirect(PATH, status_code=303)

    @get("/{type_code:str}", guards=[allows(Permission.CHANGE_CERTIFICATE_TYPES)])
    async def edit(self, actor: NamedDependency[Actor], type_code: FromPath[str]) -> Page:
        kind = await certificate_type(actor, type_code)
        return await _form(actor, _typed(kind), code=type_code, version=kind.version)

    @post("/{type_code:str}", guards=[allows(Permission.CHANGE_CERTIFICATE_TYPES)])
    async def change(
        self, request: HouseRequest, actor: NamedDependency[Actor], type_code: FromPath[str]
    ) -> Response[Any]:
        """Changes the type, or (`step=preview`) shows its dates with all that was typed."""
        form = await request.form()
        typed, version = {**typed_type(form), "code": type_code}, version_of(form)
        if form.get("step") == "preview":
            return await _form(actor, typed, code=type_code, version=version)
        try:
            await change_certificate_type(actor, type_in(typed), version)
        except PreconditionFailed as changed:
            return await _form(actor, typed, changed, code=type_code, version=changed.current)
        except (Forbidden, NotFound):
            raise
        except ServicemarkError as refusal:
            return await _form(actor, typed, refusal, code=type_code, version=version)
        return Redirect(PATH, status_code=303)


def _crumbs(title: str = "") -> list[dict[str, str]]:
    crumbs = [{"label": _("Certification"), "href": "/certification"}, {"label": _("Certificate types"), "href": PATH}]
    return [*crumbs, {"label": title, "href": ""}] if title else crumbs


def _line(kind: CertificateTypeOut) -> dict[str, Any]:
    reading = current()
    return {
        "code": kind.code,
        "title": kind.title_in(reading.code),
        "line": kind.product_line.name_in(reading.code),
        "level": reading.decimal(kind.repair_level),
        "rule": _rule(kind),
        "months": ngettext("%(count)s month", "%(count)s months", kind.validity_months)
        % {"count": reading.decimal(kind.validity_months)},
        "window": ngettext("%(count)s day", "%(count)s days", kind.window_days)
        % {"count": reading.decimal(kind.window_days)},
        "active": kind.active,
        "href": f"{PATH}/{kind.code}",
    }


def _rule(kind: CertificateTypeOut) -> str:
    if kind.validity.fixed is None:
        return str(VALIDITY_LABELS[kind.validity_rule])
    day = current().date(kind.validity.fixed.of(now().year))
    return _("%(rule)s, such as %(day)s") % {"rule": VALIDITY_LABELS[kind.validity_rule], "day": day}


def _typed(kind: CertificateTypeOut) -> dict[str, str]:
    """The type as the form writes it."""
    values = kind.model_dump(mode="json", exclude={"product_line", "active", "version"})
    texts = {name: "" if value is None else str(value) for name, value in values.items()}
    return texts | {"product_line": kind.product_line.code, "active": "yes" if kind.active else ""}


async def _form(
    actor: Actor,
    typed: dict[str, str],
    refusal: ServicemarkError | None = None,
    *,
    code: str = "",
    version: int | None = None,
) -> Page:
    lines, problem = _preview(typed)
    wrong = wrong_fields(None if isinstance(refusal, PreconditionFailed) else refusal or problem)
    title = _("Change certificate type") if code else _("Add certificate type")
    return page(
        "certificate_type.html",
        status=refusal.status if refusal else 200,
        title=title,
        code=code,
        typed={name: typed.get(name, "") for name in CertificateTypeIn.model_fields},
        product_lines=await product_lines(actor),
        rules=[
            {"value": rule.value, "label": str(VALIDITY_LABELS[rule]), "help": _help(rule)} for rule in ValidityRule
        ],
        preview=lines,
        wrong=wrong,
        errors=summary(wrong),
        version=version,
        conflict=_conflict(refusal, typed),
        action=f"{PATH}/{code or 'new'}",
        back=PATH,
        breadcrumbs=_crumbs(title),
    )


def _help(rule: ValidityRule) -> str:
    return {
        ValidityRule.FROM_DECISION: _("The months count from the day of the decision, also for a renewal."),
        ValidityRule.FROM_PREVIOUS_EXPIRY: _(
            "A renewal counts from the end of the certificate before, so deciding early loses nothing."
        ),
        ValidityRule.FIXED_DATE: _("Every certificate ends on the same day of the year."),
    }[rule]


def _preview(typed: dict[str, str]) -> tuple[list[dict[str, Any]], ServicemarkError | None]:
    """The table of dates for what is typed; what keeps it from being made, once there is enough to judge."""
    terms = ("repair_level", "validity_rule", "validity_months", "fixed_month", "fixed_day", "window_days")
    stand_in = {"code": "x", "title": "x", "title_zh": "x", "product_line": "x"}
    try:
        kind = type_in({**stand_in, **{name: typed.get(name, "") for name in terms}})
        check_type(kind)
    except ServicemarkError as problem:
        return [], problem
    given = CertificateTypeOut.model_validate(
        {**kind.model_dump(), "product_line": {"code": "x", "name": "", "name_zh": ""}, "version": 1}
    )
    reading = current()
    return [
        {
            "label": str(CASE_LABELS[line.case]),
            "decided": reading.date(line.decided_on),
            "before": reading.date(line.previous_to) if line.previous_to else "",
            "valid_from": reading.date(line.valid_from),
            "valid_to": reading.date(line.valid_to),
            "days": ngettext("%(count)s day", "%(count)s days", line.days) % {"count": reading.decimal(line.days)},
        }
        for line in preview(given.validity, now().date())
    ], None


def _conflict(refusal: ServicemarkError | None, typed: dict[str, str]) -> dict[str, Any] | None:
    if not isinstance(refusal, PreconditionFailed):
        return None
    theirs = {
        name: "" if value is None else str(getattr(value, "value", value)) for name, value in refusal.theirs.items()
    }
    return {
        "message": refusal.text(),
        "rows": differences(TRAIL_WORDS.columns, typed, theirs),
        "current": refusal.current,
    }
