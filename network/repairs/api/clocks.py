"""JSON: the five clocks of a site and of all sites in reach, and the history of a unit."""

from typing import Annotated, Literal

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.periods import Month, NotAPeriod, Quarter
from network.repairs.api.records import PageNumber, PageSize, Search
from network.repairs.lists_clocks import CLOCKS_LIST
from network.repairs.queries.clocks import site_clocks
from network.repairs.queries.network_clocks import network_clocks
from network.repairs.queries.serials import serial
from network.repairs.schemas.clocks import NetworkClocksOut, SiteClocksOut
from network.repairs.schemas.patterns import SerialOut
from network.web.guards import allows
from network.web.listing import Direction, ListState

PeriodText = Annotated[str, QueryParameter(name="period", max_length=10, description="2026-07, or a quarter: 2026Q3.")]
ClockKey = Literal[
    "code",
    "name",
    "orders",
    "customer_median",
    "customer_p90",
    "site_mean",
    "hq_mean",
    "logistics_mean",
    "hold_mean",
    "site_share",
]


class ClocksApi(Controller):
    path = "/api/v1"
    tags = ["Repairs"]
    guards = [allows(Permission.READ_RECORDS)]

    @get("/sites/{code:str}/clocks")
    async def site(self, actor: NamedDependency[Actor], code: FromPath[str], period: PeriodText) -> SiteClocksOut:
        """The clocks of the orders that a site made ready in a month or a quarter, in hours."""
        return await site_clocks(actor, code, _period(period), now())

    @get("/clocks")
    async def network(
        self,
        actor: NamedDependency[Actor],
        period: PeriodText,
        q: Search = "",
        sort: FromQuery[ClockKey] = "customer_median",
        direction: FromQuery[Direction] = "descending",
        page: PageNumber = 1,
        size: PageSize = 50,
    ) -> NetworkClocksOut:
        """The same of every site in reach, and HQ's own turnaround by the same definitions."""
        state = ListState(CLOCKS_LIST, q, sort, direction, page, size)
        return await network_clocks(actor, state, _period(period), now())

    @get("/serials/{serial_no:str}")
    async def serial(self, actor: NamedDependency[Actor], serial_no: FromPath[str]) -> SerialOut:
        """The history of a unit. Of sites out of reach only the day is told."""
        return await serial(actor, serial_no)


def _period(text: str) -> Month | Quarter:
    """NotAPeriod."""
    try:
        return Quarter.parse(text)
    except NotAPeriod:
        return Month.parse(text)
