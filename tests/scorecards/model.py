"""The metrics of scorecard.md said once more in plain Python, from the text alone, to hold the SQL against.

An order or a return is a mapping as it is inserted. Every function gives the records that belong, and which of them
count, by number.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

Record = Mapping[str, Any]
Sorted = dict[str, bool]
MONTH = timedelta(hours=720)


def due_at(order: Record, target_hours: int = 24) -> datetime:
    moment: datetime = order["received_at"] + timedelta(hours=target_hours + float(order["hold_hours"]))
    return moment


def within_target(orders: Sequence[Record], start: datetime, end: datetime) -> Sorted:
    found = {}
    for order in orders:
        due = due_at(order)
        cancelled = order["cancelled_at"] is not None and order["cancelled_at"] < due
        if start <= due < end and not cancelled:
            found[order["order_no"]] = order["ready_at"] is not None and order["ready_at"] <= due
    return found


def closed(orders: Sequence[Record], start: datetime, end: datetime) -> list[Record]:
    return [order for order in orders if order["ready_at"] is not None and start <= order["ready_at"] < end]


def turnaround(order: Record) -> Fraction:
    seconds = int((order["ready_at"] - order["received_at"]).total_seconds())
    return max(Fraction(seconds, 3600) - Fraction(order["hold_hours"]), Fraction(0))


def percentile(values: Sequence[Fraction], fraction: Fraction) -> Fraction | None:
    """Linear between the two nearest ranks, the first rank at 0 and the last at 1."""
    if not values:
        return None
    ordered = sorted(values)
    place = fraction * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def open_at(orders: Sequence[Record], end: datetime) -> list[Record]:
    def still(order: Record, name: str) -> bool:
        return order[name] is None or order[name] >= end

    return [o for o in orders if o["received_at"] < end and still(o, "ready_at") and still(o, "cancelled_at")]


def resolved_locally(orders: Sequence[Record], start: datetime, end: datetime) -> Sorted:
    return {order["order_no"]: not order["sent_to_hq"] for order in closed(orders, start, end)}


def fixed(orders: Sequence[Record], start: datetime, end: datetime) -> Sorted:
    known = [order for order in closed(orders, start, end) if order["outcome"] is not None]
    return {order["order_no"]: order["outcome"] in ("repaired", "replaced") for order in known}


def repeated(orders: Sequence[Record], everywhere: Sequence[Record], start: datetime, end: datetime) -> Sorted:
    def came_back(order: Record) -> bool:
        ready = order["ready_at"]
        return any(
            other["serial_no"] == order["serial_no"] and ready < other["received_at"] <= ready + MONTH
            for other in everywhere
            if other is not order
        )

    cohort = [order for order in closed(orders, start - MONTH, end - MONTH) if order["serial_no"] is not None]
    return {order["order_no"]: came_back(order) for order in cohort}


def without_fault(returns: Sequence[Record], everywhere: Sequence[Record], start: datetime, end: datetime) -> Sorted:
    def turned_over(unit: Record) -> bool:
        seen = unit["inspected_at"]
        return unit["serial_no"] is not None and any(
            other["serial_no"] == unit["serial_no"]
            and other["finding"] == "fault_confirmed"
            and seen < (other["received_at"] or other["shipped_at"]) <= seen + MONTH
            for other in everywhere
            if other is not unit
        )

    found = {}
    for unit in returns:
        at = unit["inspected_at"]
        if at is None or not start <= at < end or unit["requested_by_hq"]:
            continue
        if unit["finding"] not in ("recall", "transit_damage"):
            no_fault = unit["finding"] in ("no_fault_found", "user_education")
            found[unit["return_no"]] = no_fault and not turned_over(unit)
    return found


RATES_OF_ORDERS: Mapping[str, Callable[[Sequence[Record], Sequence[Record], datetime, datetime], Sorted]] = {
    "repair_within_target": lambda own, _all, start, end: within_target(own, start, end),
    "local_resolution_rate": lambda own, _all, start, end: resolved_locally(own, start, end),
    "fix_rate": lambda own, _all, start, end: fixed(own, start, end),
    "repeat_repair_rate": repeated,
}
