"""The five clocks of many orders: SQL says what the rules say; sums, work in progress, and HQ beside the sites."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID, uuid4

import pytest

from network.foundation.database import fetch, transaction
from network.foundation.errors import Forbidden
from network.foundation.periods import Month, Quarter
from network.repairs.queries.clock_sums import CHOSEN, COLUMNS, MEASURED
from network.repairs.queries.clocks import order_course, site_clocks
from network.repairs.queries.network_clocks import network_clocks
from network.repairs.rules.clocks import CLOCKS, Clocks, Course, clocks, hours
from network.sites.errors.sites import SiteNotFound
from network.web.listing import Column, ListPage, ListState
from tests.factory import HQ, Store, at, executive, operator
from tests.repairs.rules.histories import NOW, START, histories

LIST = ListPage(path="/clocks", columns=(Column("code", "Code"), Column("orders", "Orders")), sort="code")
HISTORIES = 4000


ORDER = ("received_at", "diagnosed_at", "ready_at", "notified_at", "cancelled_at", "hold_hours")
JOURNEY = ("shipped_at", "received_at", "dispatched_at", "back_at")
HOLD = ("from_at", "to_at")


async def put(store: Store, site: int, courses: Sequence[Course]) -> dict[UUID, Course]:
    """The histories as records of a site, many at a time."""
    made = {uuid4(): course for course in courses}
    orders = [(key, site, str(key), 2, *_values(course, ORDER)) for key, course in made.items()]
    journeys = [
        (uuid4(), site, f"{key}-{place}", str(key), 2, *_values(each, JOURNEY))
        for key, course in made.items()
        for place, each in enumerate(course.journeys)
    ]
    pauses = [
        (uuid4(), site, key, place, "quote_pending", "", *_values(each, HOLD))
        for key, course in made.items()
        for place, each in enumerate(course.pauses, start=1)
    ]
    copy = store.root.copy_records_to_table
    await copy("repair_order", columns=("id", "site", "order_no", "import_row", *ORDER), records=orders)
    names = ("id", "site", "return_no", "order_no", "import_row", *JOURNEY)
    await copy("hq_return", columns=names, records=journeys)
    await copy("order_hold", columns=("id", "site", "order", "place", "reason", "note", *HOLD), records=pauses)
    return made


def _values(record: object, names: Sequence[str]) -> tuple[object, ...]:
    return tuple(getattr(record, name) for name in names)


def kept(courses: Sequence[Course]) -> list[Course]:
    """Those that the table takes: a cancelled order may be ready, but its times are in order."""
    return [c for c in courses if not (c.diagnosed_at and c.ready_at and c.diagnosed_at > c.ready_at)]


def in_hours(length: timedelta) -> Decimal:
    return hours(length).quantize(Decimal("0.000001"), ROUND_HALF_UP)


def seconds(length: timedelta | None) -> Decimal | None:
    return None if length is None else Decimal(length // timedelta(microseconds=1)) / 1_000_000


async def test_the_statement_measures_what_the_rules_say(store: Store, sites: dict[str, int]) -> None:
    made = await put(store, sites["S1"], kept(list(histories(seed=11, count=HISTORIES))))
    async with transaction(HQ, read_only=True):
        rows = await fetch(
            f"with chosen as (select {CHOSEN} from repair_order o), {MEASURED} select * from measured", NOW
        )
    assert len(rows) == len(made) > HISTORIES * 0.9
    for row in rows:
        found: Clocks = clocks(made[row["id"]], NOW)
        expected = {clock: seconds(found.read(clock)) for clock in CLOCKS}
        assert {clock: row[column] for clock, column in COLUMNS.items()} == expected, made[row["id"]]


@pytest.mark.parametrize("period", [Month(2026, 4), Quarter(2026, 2), Month(2026, 6), Month(2020, 1)], ids=str)
async def test_the_work_in_progress_of_random_histories_balances(
    store: Store, sites: dict[str, int], period: Month | Quarter
) -> None:
    courses = kept(list(histories(seed=12, count=500)))
    await put(store, sites["S1"], courses)
    found = (await site_clocks(HQ, "S1", period, NOW)).balance
    assert found.opening + found.received - found.closed == found.closing
    starts = at(f"{period.first} 00:00", -8)
    ends = max(starts, min(at(f"{period.end} 00:00", -8), NOW))
    open_at = [sum(c.received_at < moment and _closed(c) >= moment for c in courses) for moment in (starts, ends)]
    received = sum(starts <= c.received_at < ends for c in courses)
    assert (found.opening, found.received, found.closing) == (open_at[0], received, open_at[1])


def _closed(course: Course) -> datetime:
    return min((each for each in (course.ready_at, course.cancelled_at) if each), default=at("9999-01-01"))


async def test_a_site_and_its_months_add_up_to_its_orders(store: Store, sites: dict[str, int]) -> None:
    made = await put(store, sites["S1"], kept(list(histories(seed=13, count=600))))
    await put(store, sites["S2"], kept(list(histories(seed=14, count=50))))
    found = await site_clocks(HQ, "S1", Quarter(2026, 2), NOW)
    quarter = [clocks(c, NOW) for c in made.values() if c.ready_at and c.ready_at >= at("2026-03-31 16:00")]
    assert len(quarter) == found.sums.orders > 200
    for clock in CLOCKS:
        lengths = sorted(each for one in quarter if (each := one.read(clock)) is not None)
        sums = found.sums.clocks[clock]
        assert sums.orders == len(lengths)
        assert sums.total_h == in_hours(sum(lengths, timedelta()))
        assert sums.median_h == in_hours(lengths[-(-len(lengths) // 2) - 1])
        assert sums.p90_h == in_hours(lengths[-(-len(lengths) * 9 // 10) - 1])
    parts = [found.sums.clocks[clock].share or Decimal(0) for clock in ("site", "hq", "logistics", "hold")]
    assert abs(sum(parts, Decimal(0)) - 1) < Decimal("1e-15")
    months = {each.month: each.orders for each in found.trend}
    counted: Counter[datetime] = Counter()
    for course in made.values():
        if course.ready_at:
            local = course.ready_at + timedelta(hours=8)
            counted[local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)] += 1
    assert {each.date(): count for each, count in counted.items()} == months
    slowest = [each.hours["customer"] or Decimal(0) for each in found.slowest]
    assert slowest == sorted(slowest, reverse=True)
    assert len(slowest) == 10


async def test_the_network_shows_each_site_once_and_its_own_numbers(store: Store, sites: dict[str, int]) -> None:
    for place, code in enumerate(sites):
        await put(store, sites[code], kept(list(histories(seed=20 + place, count=60))))
    state = ListState(LIST, sort="orders", direction="descending")
    found = await network_clocks(HQ, state, Month(2026, 4), NOW)
    assert sorted(each.site for each in found.items) == ["S1", "S2", "SE"]
    assert [each.orders for each in found.items] == sorted((each.orders for each in found.items), reverse=True)
    for each in found.items:
        alone = await site_clocks(HQ, each.site, Month(2026, 4), NOW)
        assert (each.orders, each.clocks) == (alone.sums.orders, alone.sums.clocks)
    past = await network_clocks(HQ, ListState(LIST, sort="code", page=9, size=25), Month(2026, 4), NOW)
    assert (past.page, [each.site for each in past.items]) == (1, ["S1", "S2", "SE"])
    searched = await network_clocks(HQ, ListState(LIST, q="S2", sort="code"), Month(2026, 4), NOW)
    assert [each.site for each in searched.items] == ["S2"]
    assert searched.hq == past.hq


async def test_hq_is_measured_from_receipt_to_dispatch(store: Store, sites: dict[str, int]) -> None:
    one = sites["S1"]
    start = at("2026-04-05")
    for number, (there, back) in enumerate(((10, 30), (20, 60), (40, 140))):
        times = {"received_at": start + timedelta(hours=there), "dispatched_at": start + timedelta(hours=back)}
        await store.returned(one, f"R{number}", start, back_at=start + timedelta(hours=back + 5), **times)
    await store.returned(one, "R8", start, received_at=NOW - timedelta(hours=7))
    await store.order(one, "A9", start, ready=500)
    await store.returned(one, "R9", start, received_at=NOW - timedelta(hours=900), order_no="A9")
    await store.returned(sites["S2"], "R1", start, received_at=start, dispatched_at=at("2026-05-02"))
    hq = (await network_clocks(HQ, ListState(LIST, sort="code"), Month(2026, 4), NOW)).hq
    assert (hq.units, hq.waiting) == (3, 1)
    measured = (hq.total_h, hq.median_h, hq.p90_h, hq.inbound_median_h, hq.outbound_median_h, hq.longest_waiting_h)
    assert measured == tuple(map(Decimal, (160, 40, 100, 20, 5, 7)))


async def test_everybody_sees_the_clocks_of_their_own_sites_only(store: Store, sites: dict[str, int]) -> None:
    made: dict[str, dict[UUID, Course]] = defaultdict(dict)
    for code in ("S1", "S2"):
        made[code] = await put(store, sites[code], kept(list(histories(seed=30, count=40))))
    mine = operator(sites["S1"])
    found = await network_clocks(mine, ListState(LIST, sort="code"), Quarter(2026, 2), NOW)
    assert [each.site for each in found.items] == ["S1"]
    with pytest.raises(SiteNotFound):
        await site_clocks(mine, "S2", Quarter(2026, 2), NOW)
    with pytest.raises(SiteNotFound):
        await order_course(mine, "S2", next(iter(made["S2"])))
    with pytest.raises(Forbidden):
        await network_clocks(executive(), ListState(LIST, sort="code"), Quarter(2026, 2), NOW)
    key, course = next((key, c) for key, c in made["S1"].items() if c.journeys and c.pauses)
    read = await order_course(mine, "S1", key)
    assert clocks(read, NOW) == clocks(course, NOW)


def test_histories_start_when_they_say() -> None:
    assert all(START <= each.received_at < NOW for each in histories(seed=1, count=50))
