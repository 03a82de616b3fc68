"""JSON: price lists, and which of them holds at a site."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from litestar import Controller, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, MultipartBody

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.files import shown_name
from network.foundation.settings import Settings
from network.repairs.commands.prices import upload_prices, withdraw_prices
from network.repairs.errors.prices import PriceListWrong
from network.repairs.queries.prices import list_price_lists, price_list, prices_at
from network.repairs.schemas.prices import (
    PriceListIn,
    PriceListMade,
    PriceListOut,
    PriceListsOut,
    SitePricesOut,
    WithdrawalIn,
)
from network.web.forms import read_as
from network.web.guards import allows
from network.web.problems import problems
from network.web.uploads import SentFile, blocks


class PriceListsApi(Controller):
    path = "/api/v1"
    tags = ["Price lists"]
    guards = [allows(Permission.READ_RECORDS)]

    @get("/price-lists", responses=problems())
    async def lists(self, actor: NamedDependency[Actor]) -> PriceListsOut:
        """Every price list, the newest first."""
        return await list_price_lists(actor, now())

    @get("/price-lists/{list_id:uuid}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], list_id: FromPath[UUID]) -> PriceListOut:
        """One price list with its lines, and what was charged of late that it does not speak of."""
        return await price_list(actor, list_id, now())

    @post(
        "/price-lists/{list_id:uuid}/withdraw",
        guards=[allows(Permission.CHANGE_PRICE_LISTS)],
        status_code=200,
        responses=problems(404, 409, 422),
    )
    async def withdraw(
        self, actor: NamedDependency[Actor], list_id: FromPath[UUID], data: JSONBody[WithdrawalIn]
    ) -> PriceListOut:
        """Take back a list that has not begun."""
        await withdraw_prices(actor, list_id, data.reason, now())
        return await price_list(actor, list_id, now())

    @get("/sites/{code:str}/prices", responses=problems(404))
    async def at_site(self, actor: NamedDependency[Actor], code: FromPath[str]) -> SitePricesOut:
        """Which price list holds at a site today."""
        return await prices_at(actor, code, now())


@dataclass
class PriceListForm:
    """`region`: its path; empty: the whole network. `file`: columns `product`, `service` and `highest`."""

    title: str
    from_on: date
    currency: str
    file: UploadFile
    region: str = ""
    note: str = ""


class PriceUploadsApi(Controller):
    """Apart from the others because files are handed in here."""

    path = "/api/v1/price-lists/upload"
    tags = ["Price lists"]
    guards = [allows(Permission.CHANGE_PRICE_LISTS)]

    @post(status_code=201, responses=problems(409, 413, 422))
    async def upload(
        self, actor: NamedDependency[Actor], settings: NamedDependency[Settings], data: MultipartBody[PriceListForm]
    ) -> PriceListMade:
        """Upload a price list as CSV or XLSX. All of it is taken, or nothing with every error of every row."""
        typed = {name: getattr(data, name) for name in PriceListIn.model_fields}
        sent = SentFile(shown_name(data.file.filename), blocks(data.file))
        given = read_as(PriceListIn, typed, PriceListWrong)
        return PriceListMade(id=await upload_prices(actor, given, sent, settings.files, now()))
