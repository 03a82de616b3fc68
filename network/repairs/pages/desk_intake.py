"""Pages: taking a unit in, within a minute; and correcting what was typed."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Conflict, ServicemarkError
from network.foundation.i18n import gettext as _
from network.foundation.i18n import language
from network.foundation.settings import Settings
from network.repairs.commands.desk.intake import correct_entry, take_in
from network.repairs.errors.desk import BadDeskEntry, ReceiptUnprintable, SerialIsOpen
from network.repairs.pages.desk import desk_trail, told_at
from network.repairs.queries.desk import desk_order, suggestions, template, templates
from network.repairs.queries.desk_receipts import receipt_sheet
from network.repairs.schemas.desk import EntryIn, IntakeIn, TemplateOut
from network.sites.pages.sites import site_path
from network.sites.queries.sites import site
from network.sites.schemas.sites import SiteOut
from network.web.downloads import disposition
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, version_of
from reports.certificate import Pair
from reports.errors import MissingGlyph
from reports.receipt import render_receipt

ENTRY = tuple(EntryIn.model_fields)
INTAKE = tuple(IntakeIn.model_fields)
# What another unit like this one shares with it: never whose it is.
ALIKE = ("product", "symptom", "fault_code", "quoted_price", "currency", "technician", "in_warranty")
FROM_TEMPLATE = ("product", "symptom", "fault_code", "quoted_price", "currency")

Typed = dict[str, str]


class IntakePages(Controller):
    path = "/sites/{code:str}/desk"
    guards = [allows(Permission.RUN_DESK)]

    @get("/new")
    async def form(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        like: FromQuery[UUID | None] = None,
    ) -> Page:
        """An empty form, or one for another unit like that of an order (`?like=`)."""
        shop = await site(actor, code)
        lately = await suggestions(actor, code)
        typed = dict.fromkeys(INTAKE, "") | {"currency": lately.currency}
        if like:
            typed |= _texts(await desk_order(actor, code, like, now()), ALIKE)
        return await _intake_page(request, actor, shop, typed)

    @post("/new")
    async def take_in(self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str]) -> Response[Any]:
        shop, form = await site(actor, code), await request.form()
        typed = typed_values(form, INTAKE)
        if chosen := str(form.get("template", "")):
            return await _intake_page(request, actor, shop, await _filled(actor, code, typed, chosen))
        try:
            made = await take_in(actor, code, _read(IntakeIn, typed), now())
        except (BadDeskEntry, Conflict) as refusal:
            return await _intake_page(request, actor, shop, typed, refusal)
        return told_at(site_path(code, "desk", "orders", str(made)), "taken_in")

    @get("/orders/{order_id:uuid}/edit")
    async def edit(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], order_id: FromPath[UUID]
    ) -> Page:
        shop, order = await site(actor, code), await desk_order(actor, code, order_id, now())
        return await _entry_page(request, actor, shop, order_id, _texts(order, ENTRY), order.version)

    @post("/orders/{order_id:uuid}/edit")
    async def correct(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], order_id: FromPath[UUID]
    ) -> Response[Any]:
        shop, form = await site(actor, code), await request.form()
        typed, version = typed_values(form, ENTRY), version_of(form)
        try:
            await correct_entry(actor, code, order_id, version, _read(EntryIn, typed))
        except (BadDeskEntry, Conflict, PreconditionFailed) as refusal:
            return await _entry_page(request, actor, shop, order_id, typed, version, refusal)
        return told_at(site_path(code, "desk", "orders", str(order_id)), "corrected")

    @get("/orders/{order_id:uuid}/receipt.pdf")
    async def receipt(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        order_id: FromPath[UUID],
    ) -> Response[bytes]:
        """What the customer takes along, shown by the browser so that it can be printed at once. ReceiptUnprintable."""
        network = Pair(settings.network_name, settings.network_name_zh)
        base = settings.public_url or str(request.base_url)
        sheet = await receipt_sheet(actor, await site(actor, code), order_id, now(), network, base)
        try:
            drawn = await asyncio.to_thread(render_receipt, sheet, language("en"), language("zh_CN"))
        except MissingGlyph as error:
            raise ReceiptUnprintable(missing=error.characters) from error
        headers = {"content-disposition": disposition(f"{sheet.order_no}.pdf", inline=True)}
        return Response(drawn, media_type="application/pdf", headers=headers)


def _read(model: type[Any], typed: Typed) -> Any:
    """The form as `model`; an empty field is one that was not filled in. Raises BadDeskEntry."""
    return read_as(model, {name: text for name, text in typed.items() if text.strip()}, BadDeskEntry)


def _texts(record: Any, names: tuple[str, ...]) -> Typed:
    """Fields of an order or a template as a form shows them."""
    return {name: _text(getattr(record, _SAME.get(name, name), None)) for name in names}


# An order has two currencies: that of its quote is the one the form is about.
_SAME: Mapping[str, str] = {"currency": "quoted_currency"}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


async def _filled(actor: Actor, code: str, typed: Typed, chosen: str) -> Typed:
    """What was typed, with the fields that the template fills in."""
    try:
        found = await template(actor, code, UUID(chosen))
    except ValueError:
        return typed
    return typed | {name: text for name, text in _of_template(found).items() if text}


def _of_template(found: TemplateOut) -> Typed:
    return {name: _text(getattr(found, name)) for name in FROM_TEMPLATE}


async def _intake_page(
    request: HouseRequest, actor: Actor, shop: SiteOut, typed: Typed, refusal: ServicemarkError | None = None
) -> Page:
    known = await templates(actor, shop.code)
    return await _form_page(
        "desk_intake.html",
        request,
        actor,
        shop,
        typed,
        refusal,
        title=_("Take in a unit"),
        templates=[{"id": str(each.id), "name": each.name} for each in known],
        templates_href=site_path(shop.code, "desk", "templates"),
    )


async def _entry_page(
    request: HouseRequest,
    actor: Actor,
    shop: SiteOut,
    order_id: UUID,
    typed: Typed,
    version: int,
    refusal: ServicemarkError | None = None,
) -> Page:
    overtaken = refusal if isinstance(refusal, PreconditionFailed) else None
    return await _form_page(
        "desk_entry.html",
        request,
        actor,
        shop,
        typed,
        refusal,
        title=_("Correct the entry"),
        version=overtaken.current if overtaken else version,
        overtaken=overtaken.text() if overtaken else "",
        order_href=site_path(shop.code, "desk", "orders", str(order_id)),
    )


async def _form_page(
    name: str,
    request: HouseRequest,
    actor: Actor,
    shop: SiteOut,
    typed: Typed,
    refusal: ServicemarkError | None,
    *,
    title: str,
    **more: Any,
) -> Page:
    wrong = wrong_fields(None if isinstance(refusal, PreconditionFailed) else refusal)
    return page(
        name,
        status=refusal.status if refusal else 200,
        site=shop,
        title=title,
        typed=typed,
        lately=await suggestions(actor, shop.code),
        wrong=wrong,
        errors=summary(wrong),
        open_order=_open_order(shop.code, refusal),
        desk_href=site_path(shop.code, "desk"),
        breadcrumbs=desk_trail(shop, request, title),
        **more,
    )


def _open_order(code: str, refusal: ServicemarkError | None) -> dict[str, str]:
    """The order that the unit is open in, to go on with."""
    if not isinstance(refusal, SerialIsOpen):
        return {}
    parts = ("desk", "orders") if refusal.at_desk else ("orders",)
    return {"href": site_path(code, *parts, str(refusal.order)), "number": str(refusal.values["order_no"])}
