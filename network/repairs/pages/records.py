"""Pages: the orders of a site and its returns to HQ, as lists, as files, and each by itself."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.repairs.pages.clock_words import order_panel
from network.repairs.pages.details import order_context, return_context
from network.repairs.pages.returns_words import findings_view, flashes
from network.repairs.pages.shelves import ORDERS, RETURNS, Shelf
from network.repairs.queries.clocks import order_course
from network.repairs.queries.contests import findings_of
from network.repairs.queries.orders import order
from network.repairs.queries.returns import return_
from network.repairs.wording import Wording
from network.sites.pages.sites import site_path, site_tabs, trail_to
from network.sites.queries.sites import site
from network.sites.schemas.sites import SiteOut
from network.web.downloads import MOST_ROWS, check_rows, format_of, table_download
from network.web.guards import allows
from network.web.listing import ListState
from network.web.requests import HouseRequest
from network.web.templating import page
from network.web.visit import visit_of


class RecordPages(Controller):
    path = "/sites/{code:str}"
    guards = [allows(Permission.READ_RECORDS)]

    @get("/orders")
    async def orders(self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str]) -> Response[Any]:
        """A site's orders, or what is shown of them as a file (`?format=csv`)."""
        return await _list(ORDERS, request, actor, code)

    @get("/returns")
    async def returns(self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str]) -> Response[Any]:
        """A site's returns to HQ, or what is shown of them as a file (`?format=csv`)."""
        return await _list(RETURNS, request, actor, code)

    @get("/orders/{order_id:uuid}")
    async def order(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], order_id: FromPath[UUID]
    ) -> Response[Any]:
        shop, found = await site(actor, code), await order(actor, code, order_id)
        spoken, tabs = _wording(request, shop), site_tabs(actor, code, ORDERS.key)
        clocks = order_panel(await order_course(actor, code, order_id), now(), spoken)
        desk = actor.may(Permission.RUN_DESK)
        return page("order.html", tabs=tabs, clocks=clocks, **order_context(found, shop, spoken, desk=desk))

    @get("/returns/{return_id:uuid}")
    async def return_(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        return_id: FromPath[UUID],
        done: FromQuery[str] = "",
    ) -> Response[Any]:
        shop, found = await site(actor, code), await return_(actor, code, return_id)
        spoken, tabs = _wording(request, shop), site_tabs(actor, code, RETURNS.key)
        findings = findings_view(await findings_of(actor, code, return_id, now()), actor, found, spoken)
        context = return_context(found, shop, spoken)
        return page("return.html", tabs=tabs, findings=findings, flashes=flashes(done), **context)


def _wording(request: HouseRequest, shop: SiteOut) -> Wording:
    """In the reader's language, on the site's clock."""
    return Wording(visit_of(request).language, ZoneInfo(shop.time_zone))


async def _list(shelf: Shelf, request: HouseRequest, actor: Actor, code: str) -> Response[Any]:
    state = ListState.read(request.query_params, shelf.list_page(site_path(code, shelf.key)))
    shop, title = await site(actor, code), str(shelf.title)
    spoken = _wording(request, shop)
    if kind := format_of(request):
        found = await shelf.query(actor, code, state, limit=MOST_ROWS)
        check_rows(found.total)
        header, rows = shelf.file_rows(state, found.items, spoken)
        return await table_download(f"{title} {code}", header, rows, kind)
    found = await shelf.query(actor, code, state)
    return page(
        "records.html",
        title=title,
        site=shop,
        table=shelf.table(state.within(found.total), found, shop, spoken),
        clock=shelf.clock(found.items, spoken),
        tabs=site_tabs(actor, code, shelf.key),
        breadcrumbs=trail_to(shop, spoken.language, title),
    )
