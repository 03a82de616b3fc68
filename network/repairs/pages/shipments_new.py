"""Pages: a new shipment. Units are added and checked one by one; only the last button sends anything."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Conflict, Invalid, NotFound, ServicemarkError
from network.foundation.i18n import Text
from network.foundation.i18n import gettext as _
from network.repairs.commands.shipments import ship
from network.repairs.errors.shipments import (
    CARRIER_NEEDED,
    NO_SUCH_OPEN_ORDER,
    PARCEL_IS_FULL,
    UNIT_ADDED_ALREADY,
    BadShipment,
    PrechecksRenewed,
)
from network.repairs.pages.prechecks_words import step_views
from network.repairs.pages.shipments import wording_of
from network.repairs.pages.shipments_form import PackedUnit, Parcel, read_parcel
from network.repairs.pages.shipments_words import PART
from network.repairs.queries.filters import returned_products
from network.repairs.queries.prechecks import lists_of_today
from network.repairs.queries.shipments import candidates, open_order_by_number, orders_to_ship
from network.repairs.rules.prechecks import gaps
from network.repairs.rules.shipments import MOST_UNITS
from network.repairs.schemas.prechecks import PrecheckList
from network.repairs.schemas.shipments import Candidate, ShipmentIn
from network.sites.pages.sites import site_path, site_tabs, trail_to
from network.sites.queries.sites import site
from network.web.forms import read_as, summary, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page


class NewShipmentPages(Controller):
    path = "/sites/{code:str}/shipments/new"
    guards = [allows(Permission.SHIP_RETURNS)]

    @get()
    async def new(self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str]) -> Page:
        """An empty parcel, or one with the orders that the address names (`?order=`)."""
        asked = [UUID(text) for text in request.query_params.getall("order", []) if _is_identifier(text)]
        orders = await orders_to_ship(actor, code, asked[:MOST_UNITS])
        parcel = Parcel(tuple(PackedUnit(each, None) for each in orders))
        wrong = {"order": str(NO_SUCH_OPEN_ORDER)} if len(orders) < len(asked) else {}
        return await _page(request, actor, code, parcel, wrong)

    @post()
    async def change(self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str]) -> Response[Any]:
        """Add a unit, take one out, or send the parcel; what was typed and ticked stays."""
        form = await request.form()
        parcel, does = read_parcel(form), str(form.get("do", ""))
        if does == "ship":
            return await _ship(request, actor, code, parcel)
        if does.startswith("take-out-") and does[9:].isdigit():
            return await _page(request, actor, code, parcel.without(int(does[9:])), {})
        return await _add(request, actor, code, parcel)


async def _add(request: HouseRequest, actor: Actor, code: str, parcel: Parcel) -> Page:
    """One more unit, from the fields for it."""
    unit, wrong = await _wanted(actor, code, parcel)
    return await _page(request, actor, code, parcel.with_unit(unit) if unit else parcel, wrong)


async def _wanted(actor: Actor, code: str, parcel: Parcel) -> tuple[Candidate | None, dict[str, str]]:
    """The unit that the fields name, or what is wrong with them. An open order of its own goes before a bare unit."""
    order, serial, product = (parcel.typed.get(name, "")[:60] for name in ("order", "serial_no", "product"))
    named = "order" if order else "serial_no"
    if parcel.is_full:
        return None, {named: str(PARCEL_IS_FULL) % {"most": MOST_UNITS}}
    found = await open_order_by_number(actor, code, order or serial) if order or serial else None
    if found is None and not order and serial:
        found = Candidate(None, "", serial, product)
    if found is None:
        return None, {"order": str(NO_SUCH_OPEN_ORDER)}
    return (None, {named: str(UNIT_ADDED_ALREADY)}) if parcel.holds(found) else (found, {})


async def _ship(request: HouseRequest, actor: Actor, code: str, parcel: Parcel) -> Response[Any]:
    try:
        shipment_id = await ship(actor, code, read_as(ShipmentIn, parcel.values(), BadShipment), now())
    except PrechecksRenewed as refused:
        return await _page(request, actor, code, parcel, {"": refused.text()}, status=409)
    except BadShipment as refused:
        wrong = {**_marked(refused), **await _left_to_do(actor, parcel)}
        return await _page(request, actor, code, parcel, wrong)
    except (Invalid, Conflict, NotFound) as refused:
        return await _page(request, actor, code, parcel, _marked(refused), status=refused.status)
    return Redirect(site_path(code, PART, str(shipment_id)), status_code=303)


async def _left_to_do(actor: Actor, parcel: Parcel) -> dict[str, str]:
    """What the command has not come to look at: all that is missing is told at once."""
    held, lists = parcel.under(await lists_of_today(actor))
    missing = {
        f"u{place}.step.{key}": str(text)
        for place, (packed, kept) in enumerate(zip(held.units, lists, strict=True))
        for key, text in gaps(kept.document, packed.ticks).items()
    }
    return missing if parcel.typed.get("carrier") else {"carrier": str(CARRIER_NEEDED), **missing}


def _marked(refused: ServicemarkError) -> dict[str, str]:
    """What is wrong, by the fields of the form: `units.0.ticks.battery` is `u0.step.battery` there."""
    return {_field(name): text for name, text in wrong_fields(refused).items()}


def _field(name: str) -> str:
    parts = name.split(".", 3)
    return f"u{parts[1]}.step.{parts[3]}" if len(parts) == 4 and parts[2] == "ticks" else name


async def _page(
    request: HouseRequest,
    actor: Actor,
    code: str,
    parcel: Parcel,
    wrong: Mapping[str, str],
    *,
    status: int = 422,
) -> Page:
    shop = await site(actor, code)
    held, lists = parcel.under(await lists_of_today(actor))
    spoken = wording_of(request, shop)
    return page(
        "shipment_new.html",
        status=status if wrong else 200,
        site=shop,
        action=site_path(code, PART, "new"),
        units=[_unit_view(place, *each, wrong) for place, each in enumerate(zip(held.units, lists, strict=True))],
        typed={name: held.typed.get(name, "") for name in ("carrier", "tracking_no", "order", "serial_no", "product")},
        orders=[each for each in await candidates(actor, code) if not held.holds(each)],
        products=await returned_products(actor),
        wrong=wrong,
        errors=summary(wrong),
        cancel_href=site_path(code, PART),
        tabs=site_tabs(actor, code, PART),
        breadcrumbs=trail_to(shop, spoken.language, _("Shipments to HQ"), PART, _("New shipment")),
    )


def _unit_view(place: int, packed: PackedUnit, kept: PrecheckList, wrong: Mapping[str, str]) -> dict[str, Any]:
    """A unit's card: what it is, and the steps of its list."""
    prefix = f"u{place}."
    steps = {name.removeprefix(f"{prefix}step."): text for name, text in wrong.items() if name.startswith(prefix)}
    return {
        "place": place,
        "prefix": prefix,
        "order": str(packed.unit.order or ""),
        "order_no": packed.unit.order_no,
        "serial_no": packed.unit.serial_no,
        "product": packed.unit.product,
        "list": str(kept.id),
        "list_version": kept.version,
        "steps": step_views(kept.document, packed.ticks, steps),
        "missing": len(steps),
    }


def _is_identifier(text: Text) -> bool:
    try:
        return bool(UUID(str(text)))
    except ValueError:
        return False
