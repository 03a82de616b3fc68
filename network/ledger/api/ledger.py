"""JSON: balances, postings, statements and settlements."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.ledger.commands.reversing import reverse_posting
from network.ledger.commands.settling import mark_paid, settle
from network.ledger.lists import BALANCES, POSTINGS
from network.ledger.queries.balances_list import list_balances
from network.ledger.queries.postings import list_postings, posting
from network.ledger.queries.settlements import list_settlements, settlement
from network.ledger.queries.statements import statement
from network.ledger.rules.postings import Kind
from network.ledger.rules.statements import year_to
from network.ledger.schemas.balances import BalancesOut, StatementOut
from network.ledger.schemas.postings import PostingMade, PostingOut, PostingsOut, ReversalIn
from network.ledger.schemas.settlements import PaymentIn, SettlementIn, SettlementMade, SettlementOut, SettlementsOut
from network.sites.queries.sites import site
from network.web.guards import allows
from network.web.listing import ListState
from network.web.problems import problems

Search = Annotated[str, QueryParameter(max_length=200, description="Part of a site's code or name, or of a reason.")]
PageNumber = Annotated[int, QueryParameter(ge=1, le=1_000_000)]
PageSize = Annotated[int, QueryParameter(ge=1, le=200)]


class LedgerApi(Controller):
    path = "/api/v1/ledger"
    tags = ["Ledger"]
    guards = [allows(Permission.READ_BALANCES)]

    @get(responses=problems(422))
    async def balances(
        self,
        actor: NamedDependency[Actor],
        q: Search = "",
        shows: FromQuery[Literal["owed", "claimed", "demerits", "all"] | None] = None,
        page: PageNumber = 1,
        size: PageSize = 50,
    ) -> BalancesOut:
        """What sites in your reach stand at; those that anything was posted for, unless you ask for others."""
        state = ListState(BALANCES, q, "site", page=page, size=size, filters={"shows": shows} if shows else {})
        return await list_balances(actor, state, now())

    @get("/postings", guards=[allows(Permission.READ_LEDGER)], responses=problems(422))
    async def postings(
        self,
        actor: NamedDependency[Actor],
        q: Search = "",
        kind: FromQuery[Kind | None] = None,
        stands: FromQuery[Literal["stands", "reversed"] | None] = None,
        unit: FromQuery[Literal["points", "money"] | None] = None,
        page: PageNumber = 1,
        size: PageSize = 50,
    ) -> PostingsOut:
        """Every posting in your reach, the newest first."""
        asked = {"kind": kind, "stands": stands, "unit": unit}
        filters = {name: str(value) for name, value in asked.items() if value}
        state = ListState(POSTINGS, q, "number", "descending", page=page, size=size, filters=filters)
        return await list_postings(actor, state)


class SiteLedgerApi(Controller):
    path = "/api/v1/sites/{code:str}/ledger"
    tags = ["Ledger"]
    guards = [allows(Permission.READ_LEDGER)]

    @get(responses=problems(404, 422))
    async def statement(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        first: FromQuery[date | None] = None,
        last: FromQuery[date | None] = None,
    ) -> StatementOut:
        """The statement of a site between two days, which are in it; by default the year so far."""
        shop, at = await site(actor, code), now()
        usual = year_to(at.astimezone(ZoneInfo(shop.time_zone)).date())
        return await statement(actor, code, first or usual.first, last or usual.last, at)

    @get("/{posting_id:uuid}", responses=problems(404))
    async def posting(
        self, actor: NamedDependency[Actor], code: FromPath[str], posting_id: FromPath[UUID]
    ) -> PostingOut:
        """One posting with its lines, and what goes with it."""
        return await posting(actor, code, posting_id)

    @post(
        "/{posting_id:uuid}/reverse",
        guards=[allows(Permission.REVERSE_POSTINGS)],
        status_code=201,
        responses=problems(404, 409, 422),
    )
    async def reverse(
        self, actor: NamedDependency[Actor], code: FromPath[str], posting_id: FromPath[UUID], data: JSONBody[ReversalIn]
    ) -> PostingMade:
        """Take a posting back; the answer names its reversal."""
        return PostingMade(id=await reverse_posting(actor, code, posting_id, data.reason, now()))


class SettlementsApi(Controller):
    path = "/api/v1/ledger/settlements"
    tags = ["Ledger"]
    guards = [allows(Permission.SETTLE_LEDGER)]

    @get(responses=problems(422))
    async def settlements(
        self, actor: NamedDependency[Actor], page: PageNumber = 1, size: PageSize = 50
    ) -> SettlementsOut:
        """All settlements, the newest first."""
        return await list_settlements(actor, page, size)

    @post(status_code=201, responses=problems(409, 422))
    async def make(self, actor: NamedDependency[Actor], data: JSONBody[SettlementIn]) -> SettlementMade:
        """Freeze what is owed to and by each site up to a day."""
        return SettlementMade(id=await settle(actor, data.cut_off, now()))

    @get("/{settlement_id:uuid}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], settlement_id: FromPath[UUID]) -> SettlementOut:
        """What each site is owed in each currency, and what of it is marked as paid."""
        return await settlement(actor, settlement_id)

    @post("/{settlement_id:uuid}/paid", status_code=200, responses=problems(404, 409, 422))
    async def paid(
        self, actor: NamedDependency[Actor], settlement_id: FromPath[UUID], data: JSONBody[PaymentIn]
    ) -> SettlementOut:
        """Mark what is still open as paid; each site gets a posting that says so."""
        await mark_paid(actor, settlement_id, data.reason, now())
        return await settlement(actor, settlement_id)
