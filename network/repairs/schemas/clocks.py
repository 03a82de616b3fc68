"""The five clocks as they go out. All lengths are hours."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from network.repairs.schemas.records import Frozen


class ClockOut(Frozen):
    """One clock over the orders of a period. `share`: of the customers' time. Half of the orders took no longer than
    `median_h`, nine in ten no longer than `p90_h` (nearest rank: a length that one of them had). `orders`: how many it
    was measured for.
    """

    orders: int
    total_h: Decimal
    mean_h: Decimal | None
    median_h: Decimal | None
    p90_h: Decimal | None
    share: Decimal | None


class SumsOut(Frozen):
    """Of the orders made ready in a period: clock -> its sums, see `network.repairs.rules.clocks.CLOCKS`."""

    orders: int
    clocks: Mapping[str, ClockOut]


class MonthSumsOut(SumsOut):
    month: date


class OrderClocksOut(Frozen):
    """One order: clock -> hours, None for a diagnosis that has not been made."""

    id: UUID
    order_no: str
    received_at: datetime
    ready_at: datetime | None
    hours: Mapping[str, Decimal | None]


class BalanceOut(Frozen):
    """Work in progress of a period: opening + received - closed = closing, each counted for itself."""

    opening: int
    received: int
    closed: int
    closing: int


class SiteClocksOut(Frozen):
    """A site's period, the twelve months up to its end, and the orders of the period that took longest."""

    site: str
    period: str
    sums: SumsOut
    balance: BalanceOut
    trend: list[MonthSumsOut]
    slowest: list[OrderClocksOut]


class SiteSumsOut(SumsOut):
    site: str
    name: str
    name_zh: str

    def name_in(self, language: str) -> str:
        return self.name_zh or self.name if language == "zh_CN" else self.name


class HqTurnaroundOut(Frozen):
    """HQ by the same clocks: the units that it sent back in the period to the sites in reach.

    `inbound_median_h` and `outbound_median_h`: on the way there and back. `waiting`: units that HQ has now.
    """

    units: int
    total_h: Decimal
    mean_h: Decimal | None
    median_h: Decimal | None
    p90_h: Decimal | None
    inbound_median_h: Decimal | None
    outbound_median_h: Decimal | None
    waiting: int
    longest_waiting_h: Decimal | None


class NetworkClocksOut(Frozen):
    """One page of the sites that made orders ready in a period, and HQ beside them."""

    period: str
    hq: HqTurnaroundOut
    items: list[SiteSumsOut]
    total: int
    page: int
    size: int
