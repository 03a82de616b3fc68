"""Pages: what a site sends up to HQ, a new parcel with its pre-checks, its packing list, and what comes back."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import gettext as _
from network.repairs.commands.shipments import have_back
from network.repairs.lists import shipments_list
from network.repairs.pages.shipments_words import (
    PART,
    checked_row,
    shipment_facts,
    shipment_row,
    shipment_tag,
    unit_row,
    units_text,
)
from network.repairs.queries.shipments import list_shipments, shipment, shipping_sites, units_away
from network.repairs.rules.shipments import SHIPMENT_STATE_LABELS
from network.repairs.wording import Wording
from network.sites.pages.sites import site_path, site_tabs, trail_to
from network.sites.queries.sites import site
from network.sites.schemas.sites import SiteOut
from network.web.guards import allows
from network.web.listing import ListState, options
from network.web.paths import local_path
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page
from network.web.versions import version_of
from network.web.visit import visit_of


class OwnShipmentPages(Controller):
    path = "/shipments"
    guards = [allows(Permission.SHIP_RETURNS)]

    @get()
    async def sites(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """The shipments of one's site; of several sites, which to choose from."""
        language, found = visit_of(request).language, await shipping_sites(actor)
        if len(found) == 1:
            return Redirect(site_path(found[0].code, PART), status_code=303)
        rows = [
            {
                "name": each.name_in(language.code),
                "code": each.code,
                "href": site_path(each.code, PART),
                "figures": [(language.decimal(each.away), ""), (language.decimal(each.coming_back), "")],
            }
            for each in found
        ]
        return page(
            "site_choice.html",
            title=_("Shipments to HQ"),
            columns=[_("Units away"), _("On their way back")],
            rows=rows,
            empty=(_("You have no site to ship from"), _("Headquarters gives you the sites that you run.")),
            breadcrumbs=[{"label": _("Shipments to HQ"), "href": ""}],
        )


class ShipmentPages(Controller):
    path = "/sites/{code:str}"
    guards = [allows(Permission.READ_RECORDS)]

    @get("/shipments")
    async def shipments(self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str]) -> Page:
        """What is away, what is coming back, and every parcel of the site."""
        state = ListState.read(request.query_params, shipments_list(site_path(code, PART)))
        shop, away = await site(actor, code), await units_away(actor, code)
        found = await list_shipments(actor, code, state)
        spoken = wording_of(request, shop)
        ships = actor.may(Permission.SHIP_RETURNS)
        table = list_card(
            state.within(found.total),
            found.total,
            [shipment_row(each, spoken) for each in found.items],
            title=_("Shipments"),
            count=spoken.language.decimal(found.total),
            search_label=_("Shipment, order or serial number"),
            groups=[options(state, "state", _("State"), SHIPMENT_STATE_LABELS)],
            empty=_nothing_shipped(code, ships=ships),
            exports=False,
        )
        return page(
            "shipments.html",
            site=shop,
            table=table,
            away=[unit_row(each, actor, code, spoken) for each in away],
            new_href=site_path(code, PART, "new") if ships else "",
            filters_href=f"/prechecks/effectiveness?site={code}",
            here=site_path(code, PART),
            tabs=site_tabs(actor, code, PART),
            breadcrumbs=trail_to(shop, spoken.language, _("Shipments to HQ")),
        )

    @get("/shipments/{shipment_id:uuid}")
    async def show(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], shipment_id: FromPath[UUID]
    ) -> Page:
        """One parcel: where it is, what is in it, and what was ticked for each unit."""
        return await _one("shipment.html", request, actor, code, shipment_id)

    @get("/shipments/{shipment_id:uuid}/packing-list")
    async def packing_list(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], shipment_id: FromPath[UUID]
    ) -> Page:
        """What goes into the parcel on paper."""
        return await _one("packing_list.html", request, actor, code, shipment_id)

    @post("/returns/{return_id:uuid}/back", guards=[allows(Permission.SHIP_RETURNS)])
    async def back(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], return_id: FromPath[UUID]
    ) -> Redirect:
        """One tap: the unit is at the site again."""
        form = await request.form()
        await have_back(actor, code, return_id, version_of(form), now())
        return Redirect(local_path(str(form.get("next", ""))), status_code=303)


def wording_of(request: HouseRequest, shop: SiteOut) -> Wording:
    """In the reader's language, on the site's clock."""
    return Wording(visit_of(request).language, ZoneInfo(shop.time_zone))


async def _one(template: str, request: HouseRequest, actor: Actor, code: str, shipment_id: UUID) -> Page:
    shop, found = await site(actor, code), await shipment(actor, code, shipment_id)
    spoken = wording_of(request, shop)
    return page(
        template,
        site=shop,
        found=found,
        facts=shipment_facts(found, spoken),
        state=shipment_tag(found.state),
        units=[checked_row(each, actor, code, spoken) for each in found.contents],
        count=units_text(spoken.language.decimal(found.units), found.units),
        here=site_path(code, PART, str(shipment_id)),
        tabs=site_tabs(actor, code, PART),
        breadcrumbs=trail_to(shop, spoken.language, _("Shipments to HQ"), PART, found.shipment_no),
    )


def _nothing_shipped(code: str, *, ships: bool) -> Empty:
    why = _("A unit goes up only when the pre-checks are done and the fault is still there.")
    title = _("Nothing has been shipped from here yet")
    return Empty(title, why, _("New shipment"), site_path(code, PART, "new")) if ships else Empty(title, why)
