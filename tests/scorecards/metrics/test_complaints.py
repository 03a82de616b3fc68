"""Complaints and overcharging as figures of a quarter: what counts, by how much, and when."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from network.foundation.database import fetch, fetch_value, transaction
from network.foundation.periods import Quarter
from network.scorecards.metrics.catalogue import METRICS
from network.scorecards.queries.measuring import Moment
from tests.factory import HQ, Store, at

PERIOD, AS_OF = Quarter(2026, 3), at("2026-10-20")
Figures = tuple[Any, ...]


async def measured(code: str, site: int, as_of: datetime = AS_OF, **params: int) -> Figures:
    async with transaction(HQ, read_only=True):
        [row] = await fetch(METRICS[code].statement(params), *Moment(PERIOD, as_of).values([site]))
    return (row["numerator"], row["denominator"], row["value"], row["sample_size"])


async def evidence(code: str, site: int) -> dict[str, bool]:
    async with transaction(HQ, read_only=True):
        rows = await fetch(METRICS[code].evidence({}), *Moment(PERIOD, AS_OF).values([site]), 100, 0)
    return {row["number"]: row["counts"] for row in rows}


async def fingerprint(code: str, site: int) -> bytes:
    async with transaction(HQ, read_only=True):
        moment = Moment(PERIOD, AS_OF).values([site])
        found: bytes = await fetch_value(f"select fingerprint from ({METRICS[code].fingerprints({})}) x", *moment)
    return found


async def add(store: Store, table: str, **row: Any) -> UUID:
    row = {"id": uuid4(), **row}
    names, places = ", ".join(row), ", ".join(f"${place}" for place in range(1, len(row) + 1))
    return UUID(str(await store.value(f"insert into {table} ({names}) values ({places}) returning id", *row.values())))


async def complained(
    store: Store, site: int, number: str, received_at: datetime, responsible: str | None = None, **more: Any
) -> UUID:
    decided = {
        "responsible": responsible, "substantiated": responsible != "customer", "decided_at": at("2026-10-10"),
    }  # fmt: skip
    row = {
        "complaint_no": number, "site": site, "channel": "phone", "received_at": received_at, "told_at": received_at,
        "problem": "service.too_late", "tree_version": 1, "severity": "minor", "customer": "", "words": "x",
        "hold_hours": 0, "entered_at": received_at, "state": "received",
    }  # fmt: skip
    return await add(store, "complaint", **{**row, **(decided if responsible else {}), **more})


async def charged(store: Store, site: int, number: str, day: datetime, state: str, **more: Any) -> UUID:
    decided = {"decided_at": at("2026-10-10"), "decided_by": uuid4()} if state != "suspected" else {}
    return await add(
        store, "overcharge_case", site=site, ground="warranty", order_no=number, product="", service="",
        charged_on=day.date(), charge=Decimal(9), currency="CNY", state=state, found_at=day, **{**decided, **more},
    )  # fmt: skip


async def test_a_site_answers_for_its_own_complaints_whole_and_for_shared_ones_by_half(store: Store) -> None:
    site = await store.site("S1")
    for place in range(40):
        await store.order(site, f"R{place}", at("2026-08-01"), ready=5)
    for place, responsible in enumerate(("site", "shared", "hq", "product", "logistics", "customer", None)):
        await complained(store, site, f"C{place}", at("2026-08-05"), responsible)
    assert await measured("complaint_rate", site) == (Decimal("1.5"), Decimal("0.4"), Decimal("3.75"), 40)
    counted = {number for number, counts in (await evidence("complaint_rate", site)).items() if counts}
    assert counted == {"C0", "C1"}
    assert await measured("complaint_rate", site, at("2026-10-09")) == (0, Decimal("0.4"), Decimal(0), 40)


async def test_a_complaint_belongs_to_the_quarter_of_the_site_in_which_it_came_in(store: Store) -> None:
    site = await store.site("S1")
    await store.order(site, "R", at("2026-08-01"), ready=5)
    # The quarter begins at 16:00 UTC of the day before at the site.
    for number, moment in (("A", "2026-06-30 15:59"), ("B", "2026-06-30 16:00"), ("C", "2026-09-30 16:00")):
        await complained(store, site, number, at(moment), "site")
    assert await evidence("complaint_rate", site) == {"B": True}


async def test_without_orders_there_is_no_rate_of_complaints(store: Store) -> None:
    site = await store.site("S1")
    await complained(store, site, "A", at("2026-08-01"), "site")
    assert await measured("complaint_rate", site) == (1, 0, None, 0)


async def test_an_order_more_changes_the_fingerprint_of_the_rate(store: Store) -> None:
    site = await store.site("S1")
    before = await fingerprint("complaint_rate", site), await fingerprint("complaints_within_target", site)
    await store.order(site, "R", at("2026-08-01"), ready=5)
    after = await fingerprint("complaint_rate", site), await fingerprint("complaints_within_target", site)
    assert (before[0] != after[0], before[1] == after[1]) == (True, True)


async def test_an_answer_counts_in_the_quarter_in_which_it_falls_due(store: Store) -> None:
    site = await store.site("S1")
    answered = {"state": "answered", "answer": "x"}
    received = at("2026-08-01")
    await complained(store, site, "IN TIME", received, **answered, answered_at=at("2026-08-03"))
    await complained(store, site, "LATE", received, **answered, answered_at=at("2026-08-03", 0.01))
    await complained(store, site, "HIDDEN", received)
    await complained(store, site, "HELD", received, **answered, answered_at=at("2026-08-05"), hold_hours=Decimal(48))
    await complained(store, site, "WAITS", received, waiting_since=at("2026-08-02"))
    await complained(store, site, "READ LATER", received, told_at=at("2026-09-29"))
    assert await evidence("complaints_within_target", site) == {
        "IN TIME": True, "LATE": False, "HIDDEN": False, "HELD": True,
    }  # fmt: skip
    assert (await measured("complaints_within_target", site))[:2] == (2, 4)
    assert (await measured("complaints_within_target", site, target_hours=72))[:2] == (3, 4)


async def test_cases_count_by_the_day_of_the_charge_once_they_are_decided(store: Store) -> None:
    site = await store.site("S1")
    await store.order(site, "R", at("2026-08-01"), ready=5)
    assert await measured("overcharging_cases", site) == (0, 1, Decimal(0), 1)
    for number, day, state in (
        ("A", "2026-07-01", "substantiated"), ("B", "2026-09-30", "substantiated"), ("C", "2026-08-01", "dismissed"),
        ("D", "2026-08-01", "suspected"), ("E", "2026-10-01", "substantiated"),
    ):  # fmt: skip
        await charged(store, site, number, at(day), state)
    assert await measured("overcharging_cases", site) == (2, 1, Decimal(2), 4)
    assert await measured("overcharging_cases", site, at("2026-10-09")) == (0, 1, Decimal(0), 4)
    shown = await evidence("overcharging_cases", site)
    assert shown == {"A": True, "B": True, "C": False, "D": False}


async def test_a_site_that_repaired_nothing_has_no_figure_of_overcharging(store: Store) -> None:
    site = await store.site("S1")
    assert await measured("overcharging_cases", site) == (0, 0, None, 0)
