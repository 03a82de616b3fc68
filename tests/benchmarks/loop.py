"""What a quarter takes without SQL that knows the metrics: each site's records through the ORM, counted in Python."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from network.foundation.database import Record
from network.foundation.periods import Period, bounds
from network.repairs.tables.records import HqReturn, RepairOrder
from network.scorecards.rules.measurement import Measurement

TARGET, BACK_WITHIN = timedelta(hours=24), timedelta(days=30)
HOUR = timedelta(hours=1)
MICROSECOND, MICROSECONDS_AN_HOUR = timedelta(microseconds=1), Decimal(3_600_000_000)
PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Window:
    """The period on the clock of a site."""

    starts: datetime
    ends: datetime

    def holds(self, moment: datetime | None, back: timedelta = timedelta()) -> bool:
        return moment is not None and self.starts - back <= moment < self.ends - back


async def measured(site: Record, period: Period, as_of: datetime) -> dict[str, Measurement]:
    """By metric code, with the parameters that a metric has by default."""
    starts, ends = bounds(period, ZoneInfo(site["time_zone"]))
    window = Window(starts, min(ends, as_of))
    orders = await RepairOrder.objects().where(
        (RepairOrder.site == site["id"])
        & (RepairOrder.received_at < window.ends)
        & (RepairOrder.ready_at.is_null() | (RepairOrder.ready_at >= starts - BACK_WITHIN))
    )
    returns = await HqReturn.objects().where((HqReturn.site == site["id"]) & (HqReturn.inspected_at >= starts))
    return {**_of_orders(orders, window), "no_fault_return_rate": _no_fault(returns, window)}


def _of_orders(orders: Sequence[Any], window: Window) -> dict[str, Measurement]:
    ready = [order for order in orders if window.holds(order.ready_at)]
    mature = [order for order in orders if order.serial_no is not None and window.holds(order.ready_at, BACK_WITHIN)]
    known = [order for order in ready if order.outcome is not None]
    hours = sorted(map(_turnaround, ready))
    return {
        "repair_within_target": _within_target(orders, window),
        "turnaround_median_h": _percentile(hours, Decimal("0.5")),
        "turnaround_p90_h": _percentile(hours, Decimal("0.9")),
        "oldest_open_h": _oldest_open(orders, window),
        "local_resolution_rate": _share([not order.sent_to_hq for order in ready]),
        "repeat_repair_rate": _share(
            [order.came_back_at is not None and order.came_back_at <= order.ready_at + BACK_WITHIN for order in mature]
        ),
        "fix_rate": _share([order.outcome in ("repaired", "replaced") for order in known]),
    }


def _within_target(orders: Sequence[Any], window: Window) -> Measurement:
    counted = []
    for order in orders:
        due = order.received_at + HOUR * float(order.hold_hours) + TARGET
        if window.holds(due) and (order.cancelled_at is None or order.cancelled_at >= due):
            counted.append(order.ready_at is not None and order.ready_at <= due)
    return _share(counted)


def _no_fault(returns: Sequence[Any], window: Window) -> Measurement:
    return _share(
        [
            each.finding in ("no_fault_found", "user_education") and each.reversed_at is None
            for each in returns
            if window.holds(each.inspected_at)
            and not each.requested_by_hq
            and each.finding not in ("recall", "transit_damage")
        ]
    )


def _oldest_open(orders: Sequence[Any], window: Window) -> Measurement:
    still_open = [
        order.received_at
        for order in orders
        if (order.ready_at is None or order.ready_at >= window.ends)
        and (order.cancelled_at is None or order.cancelled_at >= window.ends)
    ]
    age = _hours(window.ends - min(still_open)) if still_open else None
    return _single(age, len(still_open))


def _turnaround(order: Any) -> Decimal:
    hours: Decimal = _hours(order.ready_at - order.received_at) - order.hold_hours
    return max(hours.quantize(PLACES, ROUND_HALF_UP), Decimal(0))


def _hours(length: timedelta) -> Decimal:
    return Decimal(length // MICROSECOND) / MICROSECONDS_AN_HOUR


def _percentile(values: Sequence[Decimal], fraction: Decimal) -> Measurement:
    if not values:
        return _single(None, 0)
    place = (len(values) - 1) * fraction
    below = int(place)
    low, high = values[below], values[min(below + 1, len(values) - 1)]
    return _single(low + (high - low) * (place - below), len(values))


def _single(value: Decimal | None, size: int) -> Measurement:
    return Measurement(value or Decimal(0), Decimal(size > 0), value, size)


def _share(counts: Sequence[bool]) -> Measurement:
    of, size = Decimal(sum(counts)), Decimal(len(counts))
    return Measurement(of, size, of / size if size else None, len(counts))
