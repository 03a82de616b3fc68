"""JSON: the orders of a site, its returns to HQ, and imports."""

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from litestar import Controller, Response, delete, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, MultipartBody, QueryParameter

from network.foundation.access import Actor, Permission
from network.foundation.periods import Month
from network.repairs.commands.uploads import Counter, Upload, cancel, confirm, handed_back, upload
from network.repairs.lists import IMPORTS, orders_list, returns_list
from network.repairs.queries.imports import import_, list_imports
from network.repairs.queries.orders import list_orders, order
from network.repairs.queries.returns import list_returns, return_
from network.repairs.rules.orders import Finding, OrderState, Outcome
from network.repairs.schemas.records import (
    FileKind,
    ImportOut,
    ImportsOut,
    OrderDetailOut,
    OrdersOut,
    ReturnDetailOut,
    ReturnsOut,
)
from network.repairs.uploading import profile_text
from network.sites.api.sites import PRINTABLE
from network.web.downloads import XLSX, download
from network.web.guards import allows
from network.web.listing import LONGEST_SEARCH, Direction, ListState
from network.web.uploads import blocks

Search = Annotated[str, QueryParameter(max_length=LONGEST_SEARCH, pattern=PRINTABLE, description="Part of a number.")]
PageNumber = Annotated[int, QueryParameter(ge=1, le=1_000_000)]
PageSize = Annotated[int, QueryParameter(ge=1, le=200)]
OrderKey = Literal[
    "order_no", "serial_no", "product", "received_at", "ready_at", "turnaround_hours", "outcome", "sent_to_hq"
]
ReturnKey = Literal[
    "return_no", "order_no", "serial_no", "product", "shipped_at", "inspected_at", "finding", "requested_by_hq"
]


@dataclass(slots=True)
class ImportForm:
    """A file and what it holds; `profile` is a TOML file that says how other columns are to be read.

    `month` (2026-07): the file holds the orders of this month only; rows of other months are errors.
    """

    kind: FileKind
    file: UploadFile
    profile: UploadFile | None = None
    create_sites: bool = False
    month: str | None = None


class RecordsApi(Controller):
    path = "/api/v1/sites/{code:str}"
    tags = ["Repairs"]
    guards = [allows(Permission.READ_RECORDS)]

    @get("/orders")
    async def orders(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        q: Search = "",
        stage: FromQuery[OrderState | None] = None,
        sent: FromQuery[bool | None] = None,
        outcome: FromQuery[Outcome | None] = None,
        back: FromQuery[bool | None] = None,
        sort: FromQuery[OrderKey] = "received_at",
        direction: FromQuery[Direction] = "descending",
        page: PageNumber = 1,
        size: PageSize = 50,
    ) -> OrdersOut:
        """A site's repair orders. `stage`: how far; `sent`: to HQ; `back`: the unit came back later, to any site."""
        filters = {"state": stage or "", "sent": _yes_no(sent), "outcome": outcome or "", "back": _yes_no(back)}
        shown = ListState(orders_list(""), q, sort, direction, page, size, filters=filters)
        return await list_orders(actor, code, shown)

    @get("/orders/{order_id:uuid}")
    async def order(
        self, actor: NamedDependency[Actor], code: FromPath[str], order_id: FromPath[UUID]
    ) -> OrderDetailOut:
        """One order with its source, its history, the unit's other repairs and what was sent to HQ for it."""
        return await order(actor, code, order_id)

    @get("/returns")
    async def returns(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        q: Search = "",
        stage: FromQuery[Literal["waiting", "inspected"] | None] = None,
        finding: FromQuery[Finding | None] = None,
        requested: FromQuery[bool | None] = None,
        sort: FromQuery[ReturnKey] = "shipped_at",
        direction: FromQuery[Direction] = "descending",
        page: PageNumber = 1,
        size: PageSize = 50,
    ) -> ReturnsOut:
        """A site's returns to HQ. `stage`: how far; `requested`: HQ asked for the unit."""
        filters = {"state": stage or "", "finding": finding or "", "requested": _yes_no(requested)}
        shown = ListState(returns_list(""), q, sort, direction, page, size, filters=filters)
        return await list_returns(actor, code, shown)

    @get("/returns/{return_id:uuid}")
    async def return_(
        self, actor: NamedDependency[Actor], code: FromPath[str], return_id: FromPath[UUID]
    ) -> ReturnDetailOut:
        """One return with its source and its history."""
        return await return_(actor, code, return_id)


class ImportsApi(Controller):
    """Apart from a single one because a file is handed in here."""

    path = "/api/v1/imports"
    tags = ["Imports"]
    guards = [allows(Permission.IMPORT_RECORDS)]

    @post(status_code=202)
    async def upload(
        self, actor: NamedDependency[Actor], counter: NamedDependency[Counter], data: MultipartBody[ImportForm]
    ) -> ImportOut:
        """Hand in a file. Nothing changes before you confirm; ask for it until its `state` is no longer `working`."""
        profile = await profile_text(data.profile) if data.profile else ""
        month = Month.parse(data.month) if data.month else None
        given = Upload(data.kind, data.file.filename, blocks(data.file), profile, data.create_sites, month)
        return await import_(actor, counter.desk, await upload(actor, counter, given))

    @get()
    async def imports(
        self,
        actor: NamedDependency[Actor],
        counter: NamedDependency[Counter],
        kind: FromQuery[FileKind | None] = None,
        page: PageNumber = 1,
        size: PageSize = 50,
    ) -> ImportsOut:
        """The files that you handed in, newest first; those of everybody for the HQ of the whole network."""
        filters = {"kind": kind or ""}
        shown = ListState(IMPORTS, sort="created_at", direction="descending", page=page, size=size, filters=filters)
        return await list_imports(actor, counter.desk, shown)


class ImportApi(Controller):
    path = "/api/v1/imports/{file:uuid}"
    tags = ["Imports"]
    guards = [allows(Permission.IMPORT_RECORDS)]

    @get()
    async def show(
        self, actor: NamedDependency[Actor], counter: NamedDependency[Counter], file: FromPath[UUID]
    ) -> ImportOut:
        """What a file holds and would change, or what came of it."""
        return await import_(actor, counter.desk, file)

    @get("/errors.xlsx", media_type=XLSX)
    async def errors(
        self, actor: NamedDependency[Actor], counter: NamedDependency[Counter], file: FromPath[UUID]
    ) -> Response[bytes]:
        """The failing rows as a workbook, with what is wrong in each; put right, it can be handed in as it is."""
        name, content = await handed_back(actor, counter, file)
        return download(name, content, XLSX)

    @post("/confirm", status_code=202)
    async def confirm(
        self, actor: NamedDependency[Actor], counter: NamedDependency[Counter], file: FromPath[UUID]
    ) -> ImportOut:
        """Import the file for real. Ask for it again until its `state` is no longer `importing`."""
        await confirm(actor, counter, file)
        return await import_(actor, counter.desk, file)

    @delete(status_code=200)
    async def cancel(
        self, actor: NamedDependency[Actor], counter: NamedDependency[Counter], file: FromPath[UUID]
    ) -> ImportOut:
        """Stop working on the file and give it up. What has been imported stays: 409."""
        await cancel(actor, counter, file)
        return await import_(actor, counter.desk, file)


def _yes_no(wanted: bool | None) -> str:
    return "" if wanted is None else "yes" if wanted else "no"
