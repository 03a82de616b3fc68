"""JSON: recurring faults, and marking one as the product's."""

from datetime import date, timedelta
from typing import Annotated, Literal
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.repairs.api.records import PageNumber, PageSize, Search
from network.repairs.commands.patterns import check_scope, mark_pattern, withdraw_pattern
from network.repairs.lists_clocks import FAULTS_LIST
from network.repairs.queries.patterns import list_faults, list_patterns, pattern, pattern_effect, patterns_overview
from network.repairs.schemas.patterns import (
    FaultsOut,
    PatternDetailOut,
    PatternEffectOut,
    PatternIn,
    PatternOut,
    PatternScopeIn,
    PatternsOverviewOut,
    WithdrawalIn,
)
from network.sites.api.sites import PRINTABLE
from network.web.guards import allows
from network.web.listing import Direction, ListState

Product = Annotated[str, QueryParameter(max_length=60, pattern=PRINTABLE, description="Only this product.")]
FaultKey = Literal["product", "fault_code", "orders", "sites", "no_fault", "repeats", "early", "marked"]


class PatternsApi(Controller):
    path = "/api/v1/patterns"
    tags = ["Patterns"]
    guards = [allows(Permission.READ_PATTERNS)]

    @get()
    async def patterns(self, actor: NamedDependency[Actor]) -> list[PatternOut]:
        """The faults that HQ has marked as caused by the product, those in force first."""
        return await list_patterns(actor)

    @get("/faults")
    async def faults(
        self,
        actor: NamedDependency[Actor],
        from_on: FromQuery[date],
        to_on: FromQuery[date],
        product: Product = "",
        q: Search = "",
        sort: FromQuery[FaultKey] = "orders",
        direction: FromQuery[Direction] = "descending",
        page: PageNumber = 1,
        size: PageSize = 50,
    ) -> FaultsOut:
        """Every fault of every product in these days, both included, as orders and HQ's findings count it."""
        state = ListState(FAULTS_LIST, q, sort, direction, page, size, filters={"product": product})
        return await list_faults(actor, state, from_on, _after(to_on))

    @get("/overview")
    async def overview(
        self, actor: NamedDependency[Actor], from_on: FromQuery[date], to_on: FromQuery[date], product: Product = ""
    ) -> PatternsOverviewOut:
        """What occurs most in these days, and how old the units were."""
        return await patterns_overview(actor, from_on, _after(to_on), product)

    @post("/preview", status_code=200, guards=[allows(Permission.MARK_PATTERNS)])
    async def preview(self, actor: NamedDependency[Actor], data: JSONBody[PatternScopeIn]) -> PatternEffectOut:
        """What marking would do. Nothing is changed."""
        check_scope(data, now().date())
        return await pattern_effect(actor, data)

    @post(guards=[allows(Permission.MARK_PATTERNS)])
    async def mark(self, actor: NamedDependency[Actor], data: JSONBody[PatternIn]) -> PatternDetailOut:
        """Mark a fault as caused by the product: its orders leave the sites' metrics."""
        return await pattern(actor, await mark_pattern(actor, data, now()))

    @get("/{pattern_id:uuid}")
    async def show(self, actor: NamedDependency[Actor], pattern_id: FromPath[UUID]) -> PatternDetailOut:
        """One of them, with the sites whose orders it holds."""
        return await pattern(actor, pattern_id)

    @post("/{pattern_id:uuid}/withdraw", status_code=200, guards=[allows(Permission.MARK_PATTERNS)])
    async def withdraw(
        self, actor: NamedDependency[Actor], pattern_id: FromPath[UUID], data: JSONBody[WithdrawalIn]
    ) -> PatternDetailOut:
        """Take it back: its orders count for their sites again."""
        await withdraw_pattern(actor, pattern_id, data.reason, now())
        return await pattern(actor, pattern_id)


def _after(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day
