"""Pages: HQ's returns desk: what is on the way, what waits, parcels as they come in, units as they go back."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Invalid, NotFound
from network.foundation.i18n import current, lazy, ngettext
from network.foundation.i18n import gettext as _
from network.repairs.commands.receiving import dispatch_units, receive_shipment, receive_unannounced
from network.repairs.errors.inspections import ReceiptWrong
from network.repairs.lists_returns import ALL, FIRST_PART, PARTS, PATH, desk_list
from network.repairs.pages.receipts_form import Receipt, wrong_of
from network.repairs.pages.returns_words import contest_row, flashes, parcel_row, unit_cells, unit_row
from network.repairs.queries.contests import open_contests
from network.repairs.queries.inspections import desk, parcel, parcels_on_the_way, units_on_desk
from network.repairs.rules.inspections import Stage
from network.repairs.schemas.inspections import DeskOut, DispatchIn, ParcelOut, UnitLines
from network.sites.pages.sites import site_path
from network.web.downloads import MOST_ROWS, check_rows, format_of, table_download
from network.web.forms import read_as, summary
from network.web.guards import allows
from network.web.listing import ListState
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page

EMPTY = {
    Stage.ON_THE_WAY: (lazy("Nothing is on the way"), lazy("No site has sent a unit that HQ has not received.")),
    Stage.INSPECT: (lazy("Nothing waits for inspection"), lazy("Units come here when they are received.")),
    Stage.RETEST: (
        lazy("Nothing waits for a second test by you"),
        lazy("Units drawn by lot and contested ones come here. Those that you tested first are for somebody else."),
    ),
    Stage.CONTEST: (lazy("No contest is open"), lazy("Sites can contest a finding within ten working days.")),
    Stage.DISPATCH: (lazy("Nothing is to be sent back"), lazy("Units come here when they are inspected.")),
    ALL: (lazy("No unit has come to HQ yet"), lazy("Sites announce what they send; HQ receives it here.")),
}


class ReturnsDeskPages(Controller):
    path = PATH
    guards = [allows(Permission.INSPECT_RETURNS)]

    @get()
    async def desk(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        part: FromQuery[str] = FIRST_PART,
        done: FromQuery[str] = "",
    ) -> Response[Any]:
        """One part of the desk, or what is shown of it as a file (`?format=csv`)."""
        shown = part if part in PARTS else FIRST_PART
        state, stage = ListState.read(request.query_params, desk_list(shown)), None if shown == ALL else Stage(shown)
        if kind := format_of(request):
            found = await units_on_desk(actor, state, stage, limit=MOST_ROWS)
            check_rows(found.total)
            columns = state.visible()
            rows = [[unit_cells(each, now())[column.key] for column in columns] for each in found.items]
            return await table_download(str(PARTS[shown]), [str(column.label) for column in columns], rows, kind)
        counts = await desk(actor)
        coming = await parcels_on_the_way(actor, state.q) if stage is Stage.ON_THE_WAY else []
        contests = (await open_contests(actor)).contests if stage is Stage.CONTEST else []
        return page(
            "returns_desk.html",
            part=shown,
            tabs=_tabs(shown, counts),
            parcels=[parcel_row(each, now()) for each in coming],
            contests=[contest_row(each, now()) for each in contests],
            table=None if stage is Stage.CONTEST else _table(state, shown, await units_on_desk(actor, state, stage)),
            empty=_empty(shown),
            flashes=flashes(done),
            breadcrumbs=[{"label": _("Returns desk"), "href": ""}],
        )

    @get("/shipments/{shipment_id:uuid}")
    async def parcel(self, actor: NamedDependency[Actor], shipment_id: FromPath[UUID]) -> Page:
        """A parcel: the form to receive it; afterwards, what came out of it."""
        found = await parcel(actor, shipment_id)
        return _parcel(found, Receipt.blank([each.id for each in found.announced if not each.here]))

    @post("/shipments/{shipment_id:uuid}")
    async def receive(
        self, request: HouseRequest, actor: NamedDependency[Actor], shipment_id: FromPath[UUID]
    ) -> Response[Any]:
        form = await request.form()
        typed = Receipt.read(form)
        try:
            if not form.get("more"):
                await receive_shipment(actor, shipment_id, typed.receipt(), now())
                return Redirect(f"{PATH}?done=received", status_code=303)
        except ReceiptWrong as refusal:
            return _parcel(await parcel(actor, shipment_id), typed, wrong_of(typed, refusal), status=422)
        return _parcel(await parcel(actor, shipment_id), typed)

    @get("/unannounced")
    async def unannounced(self) -> Page:
        """The form for a parcel that nobody had announced."""
        return _unannounced(Receipt())

    @post("/unannounced")
    async def record(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        form = await request.form()
        typed = Receipt.read(form)
        if form.get("more"):
            return _unannounced(typed)
        try:
            await receive_unannounced(actor, typed.unannounced(), now())
        except Invalid as refusal:
            return _unannounced(typed, wrong_of(typed, refusal), status=422)
        except NotFound as refusal:
            return _unannounced(typed, {"site": refusal.text()}, status=422)
        return Redirect(f"{PATH}?done=received", status_code=303)

    @post("/dispatch")
    async def dispatch(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Redirect:
        """Send back one unit or those that are ticked."""
        wanted = (await request.form()).getall("returns", [])
        given = read_as(DispatchIn, {"returns": wanted}, ReceiptWrong)
        await dispatch_units(actor, given.returns, now())
        return Redirect(f"{PATH}?part={Stage.DISPATCH}&done=dispatched", status_code=303)


def _tabs(part: str, counts: DeskOut) -> list[dict[str, Any]]:
    """The parts of the desk, each with how many units wait there; of contests, all that are open."""
    waiting = {str(stage): count for stage, count in counts.units.items()} | {str(Stage.CONTEST): counts.contests}
    return [
        {
            "label": str(label),
            "href": f"{PATH}?part={key}",
            "active": key == part,
            "count": None if key == ALL else current().decimal(waiting.get(key, 0)),
        }
        for key, label in PARTS.items()
    ]


def _table(state: ListState, part: str, found: UnitLines) -> dict[str, Any]:
    count = ngettext("%(count)s unit", "%(count)s units", found.total) % {"count": current().decimal(found.total)}
    return list_card(
        state.within(found.total),
        found.total,
        [unit_row(each, now()) for each in found.items],
        title=str(PARTS[part]) if part != Stage.ON_THE_WAY else _("Units on the way"),
        count=count,
        search_label=_("Return, serial or shipment number"),
        empty=Empty(**_empty(part)),
    )


def _empty(part: str) -> dict[str, str]:
    title, reason = EMPTY[part]
    return {"title": str(title), "reason": str(reason)}


def _parcel(found: ParcelOut, typed: Receipt, wrong: dict[str, str] | None = None, *, status: int = 200) -> Page:
    language = current()
    return page(
        "returns_parcel.html",
        status=status,
        found=found,
        typed=typed,
        wrong=wrong or {},
        errors=summary(wrong or {}),
        shipped=_day(found.shipped_at),
        received=_day(found.received_at) if found.received_at else "",
        counted=None if found.units_received is None else language.decimal(found.units_received),
        site_href=site_path(found.site, "shipments", str(found.id)),
        breadcrumbs=[{"label": _("Returns desk"), "href": PATH}, {"label": found.shipment_no, "href": ""}],
    )


def _unannounced(typed: Receipt, wrong: dict[str, str] | None = None, *, status: int = 200) -> Page:
    return page(
        "returns_unannounced.html",
        status=status,
        typed=typed,
        wrong=wrong or {},
        errors=summary(wrong or {}),
        breadcrumbs=[{"label": _("Returns desk"), "href": PATH}, {"label": _("Unannounced shipment"), "href": ""}],
    )


def _day(at: datetime) -> str:
    return current().date(at.astimezone(UTC).date())
