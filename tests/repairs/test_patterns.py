"""Marked faults of a product: which orders they hold, what leaves the metrics, and that nothing slips through."""

import asyncio
from contextvars import Context
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from network.foundation.access import Actor, Role
from network.foundation.database import execute, transaction
from network.foundation.errors import Forbidden
from network.foundation.trail.record import verify
from network.repairs.commands.patterns import mark_pattern, withdraw_pattern
from network.repairs.errors.patterns import PatternExists, PatternIncomplete, PatternNotFound, PatternWithdrawn
from network.repairs.queries.patterns import list_faults, list_patterns, pattern, pattern_effect, patterns_overview
from network.repairs.schemas.patterns import PatternIn, PatternScopeIn
from network.scorecards.metrics.catalogue import METRICS
from network.web.listing import Column, ListPage, ListState
from tests.factory import HQ, NOW, Store, at, manager, operator
from tests.repairs.conftest import Take

SCOPE: dict[str, Any] = {"product": "P1", "fault_code": "F1", "from_on": date(2026, 7, 1), "to_on": date(2026, 7, 31)}
MARK = PatternIn(**SCOPE, reason="The radio module of this batch loses its network.")
LIST = ListPage("/patterns", (Column("orders", "Orders"),), sort="orders", direction="descending", filters=("product",))
HELD = "select o.order_no from repair_order o where o.pattern is not null order by o.order_no"


async def held(store: Store) -> list[str]:
    return [row["order_no"] for row in await store.rows(HELD)]


@pytest.fixture
async def orders(store: Store, sites: dict[str, int]) -> None:
    """July in Shanghai ends at 16:00 UTC of its last day, and in Stockholm at 22:00."""
    one, two, sweden = sites["S1"], sites["S2"], sites["SE"]
    fault = {"product": "P1", "fault_code": "F1"}
    await store.order(one, "A1", at("2026-06-30 16:00"), ready=10, **fault)
    await store.order(one, "A2", at("2026-07-31 15:59"), ready=90, serial_no="X1", sent_to_hq=True, **fault)
    await store.order(one, "early", at("2026-06-30 15:59"), ready=10, **fault)
    await store.order(one, "late", at("2026-07-31 16:00"), ready=10, **fault)
    await store.order(one, "other fault", at("2026-07-05"), ready=10, product="P1", fault_code="F2")
    await store.order(one, "other product", at("2026-07-05"), ready=10, product="P2", fault_code="F1")
    await store.order(two, "B1", at("2026-07-05"), **fault)
    await store.order(two, "B2", at("2026-07-05"), product="P1")
    await store.order(sweden, "C1", at("2026-07-31 21:59"), ready=1, **fault)


async def test_marking_holds_the_orders_of_those_days_on_each_sites_calendar(store: Store, orders: None) -> None:
    effect = await pattern_effect(HQ, PatternScopeIn(**SCOPE))
    assert effect.orders == 4
    assert [(each.site, each.orders, each.received, each.sent_to_hq) for each in effect.sites] == [
        ("S1", 2, 4, 1),
        ("S2", 1, 2, 0),
        ("SE", 1, 1, 0),
    ]
    made = await mark_pattern(HQ, MARK, NOW)
    assert await held(store) == ["A1", "A2", "B1", "C1"]
    found = await pattern(HQ, made)
    assert (found.orders, found.sites, found.marker, found.affected) == (4, 3, "Hua", effect.sites)
    assert (await pattern_effect(HQ, PatternScopeIn(**SCOPE))).orders == 0


async def test_marking_and_withdrawing_are_told_to_the_network_and_to_each_site(
    store: Store, sites: dict[str, int], orders: None
) -> None:
    made = await mark_pattern(HQ, MARK, NOW)
    await withdraw_pattern(HQ, made, "It was the charger after all.", NOW)
    assert await held(store) == []
    told = await store.rows(
        "select site, action, (body::json ->> 'orders')::int as orders, body::json ->> 'reason' as reason "
        "from trail_event where subject = $1 order by action, site",
        f"pattern:{made}",
    )
    expected = [(0, 4), (sites["S1"], 2), (sites["S2"], 1), (sites["SE"], 1)]
    assert [(row["site"], row["orders"]) for row in told] == expected * 2
    assert {row["reason"] for row in told} == {MARK.reason, "It was the charger after all."}
    found = (await list_patterns(HQ))[0]
    assert (found.orders, found.withdrawal, found.withdrawer) == (0, "It was the charger after all.", "Hua")
    async with transaction(HQ, read_only=True):
        assert (await verify())[1] == []


async def test_an_order_that_comes_later_by_file_belongs_to_the_pattern_and_one_that_is_corrected_leaves_it(
    take: Take, store: Store, sites: dict[str, int]
) -> None:
    made = await mark_pattern(HQ, PatternIn(**{**SCOPE, "to_on": None}, reason=MARK.reason), NOW)
    row = {"order_no": "N1", "site": "S1", "product": "P1", "fault_code": "F1", "received_at": "2026-07-01 00:00"}
    before = {**row, "order_no": "N2", "received_at": "2026-06-30 23:59"}
    actor = operator(sites["S1"])
    await take([row, before, {**row, "order_no": "N3", "fault_code": ""}], actor=actor)
    assert await store.rows("select order_no, pattern from repair_order order by 1") == [
        {"order_no": "N1", "pattern": made},
        {"order_no": "N2", "pattern": None},
        {"order_no": "N3", "pattern": None},
    ]
    await take([{**row, "fault_code": "F2"}, {**row, "order_no": "N3"}], actor=actor)
    assert await held(store) == ["N3"]
    await withdraw_pattern(HQ, made, "It was the charger after all.", NOW)
    await take([{**row, "order_no": "N4"}], actor=actor)
    assert await held(store) == []


async def test_an_order_that_is_being_written_while_its_pattern_is_marked_is_held_too(
    store: Store, sites: dict[str, int]
) -> None:
    write = (
        "insert into repair_order (id, site, order_no, received_at, hold_hours, import_row, product, fault_code) "
        "values (gen_random_uuid(), $1, 'N1', '2026-07-05', 0, 2, 'P1', 'F1')"
    )
    async with transaction(operator(sites["S1"])):
        await execute(write, sites["S1"])
        marking = asyncio.create_task(mark_pattern(HQ, MARK, NOW), context=Context())
        await asyncio.sleep(0.3)
        assert not marking.done()
    await marking
    assert await held(store) == ["N1"]


async def test_no_site_is_judged_by_what_the_product_causes(store: Store, sites: dict[str, int], orders: None) -> None:
    values = (date(2026, 7, 1), date(2026, 10, 1), NOW, [sites["S1"]])
    judged = [m for m in METRICS.values() if m.source == "repair_order" and m.facts.scored]

    async def samples() -> dict[str, int]:
        return {m.code: (await store.rows(m.statement({}), *values))[0]["sample_size"] for m in judged}

    await store.root.execute(
        "update repair_order set serial_no = order_no, outcome = 'repaired' where site = $1", sites["S1"]
    )
    before = await samples()
    made = await mark_pattern(HQ, MARK, NOW)
    after = await samples()
    assert {code: before[code] - after[code] for code in before} == dict.fromkeys(before, 2)
    assert len(before) >= 6
    await withdraw_pattern(HQ, made, "It was the charger after all.", NOW)
    assert await samples() == before


async def test_the_metrics_are_still_read_from_their_indexes_alone(store: Store, sites: dict[str, int]) -> None:
    await store.root.execute(
        "insert into repair_order "
        "(id, site, order_no, received_at, ready_at, hold_hours, import_row, serial_no, outcome) "
        "select gen_random_uuid(), 1 + i % 3, 'N' || i, timestamptz '2026-01-01' + i * interval '1 hour', "
        "timestamptz '2026-01-02' + i * interval '1 hour', 0, 2, 'X' || i, 'repaired' from generate_series(1, 6000) i"
    )
    await store.root.execute("vacuum analyze repair_order")
    for metric in (each for each in METRICS.values() if each.source == "repair_order" and each.facts.scored):
        statement = f"explain {metric.statement({})}"
        plan = await store.rows(statement, date(2026, 7, 1), date(2026, 8, 1), NOW, [sites["S1"]])
        lines = "\n".join(line["QUERY PLAN"] for line in plan)
        assert "Index Only Scan using repair_order_" in lines, f"{metric.code}\n{lines}"


async def test_days_that_are_marked_already_are_refused(store: Store, orders: None) -> None:
    made = await mark_pattern(HQ, MARK, NOW)
    for days in (
        {"from_on": date(2026, 7, 31), "to_on": None},
        {"from_on": date(2026, 1, 1), "to_on": date(2026, 7, 1)},
    ):
        with pytest.raises(PatternExists):
            await mark_pattern(HQ, PatternIn(**{**SCOPE, **days}, reason=MARK.reason), NOW)
    await mark_pattern(HQ, PatternIn(**{**SCOPE, "from_on": date(2026, 8, 1), "to_on": None}, reason=MARK.reason), NOW)
    assert await held(store) == ["A1", "A2", "B1", "C1", "late"]
    await withdraw_pattern(HQ, made, "It was the charger after all.", NOW)
    assert await held(store) == ["late"]
    with pytest.raises(PatternWithdrawn):
        await withdraw_pattern(HQ, made, "It was the charger after all.", NOW)
    with pytest.raises(PatternNotFound):
        await withdraw_pattern(HQ, UUID(int=5), "It was the charger after all.", NOW)


@pytest.mark.parametrize(
    ("days", "field"),
    [({"from_on": date(2027, 1, 1), "to_on": None}, "from_on"), ({"to_on": date(2026, 6, 30)}, "to_on")],
)
async def test_days_that_cannot_be_are_named(database: str, days: dict[str, Any], field: str) -> None:
    with pytest.raises(PatternIncomplete) as refusal:
        await mark_pattern(HQ, PatternIn(**{**SCOPE, **days}, reason=MARK.reason), NOW)
    assert set(refusal.value.fields) == {field}


def test_a_pattern_needs_a_reason_in_words() -> None:
    with pytest.raises(ValidationError):
        PatternIn(**SCOPE, reason="  bad   ")


@pytest.mark.parametrize("actor", [operator(1), manager(1), Actor(Role.EXECUTIVE, "Zhu")], ids=lambda each: each.role)
async def test_only_headquarters_of_the_whole_network_marks_and_reads_patterns(database: str, actor: Actor) -> None:
    for refused in (
        mark_pattern(actor, MARK, NOW),
        withdraw_pattern(actor, UUID(int=1), MARK.reason, NOW),
        list_patterns(actor),
        pattern_effect(actor, PatternScopeIn(**SCOPE)),
        patterns_overview(actor, date(2026, 1, 1), date(2026, 12, 1)),
    ):
        with pytest.raises(Forbidden):
            await refused


async def test_a_site_cannot_clear_itself(store: Store, sites: dict[str, int], orders: None) -> None:
    with pytest.raises(Exception, match="permission denied"):
        async with transaction(operator(sites["S1"])):
            await execute("update repair_order set pattern = gen_random_uuid() where order_no = 'A1'")


async def test_faults_are_counted_by_product_and_fault_code(store: Store, sites: dict[str, int]) -> None:
    one, two = sites["S1"], sites["S2"]
    fault = {"product": "P1", "fault_code": "F1"}
    for number in range(3):
        received = at(f"2026-07-0{number + 1}")
        await store.order(
            one, f"A{number}", received, ready=5, serial_no=f"X{number}", **fault, activated_on=date(2026, 5, 20)
        )
    await store.order(two, "B1", at("2026-07-10"), ready=5, serial_no="X1", **fault, activated_on=date(2024, 5, 20))
    await store.order(two, "B2", at("2026-07-11"), product="P2")
    await store.order(two, "out", at("2026-08-11"), product="P1", fault_code="F1")
    await store.link()
    shipped = at("2026-07-05")
    await store.returned(one, "R1", shipped, inspected=50, finding="no_fault_found", order_no="A0")
    await store.returned(one, "R2", shipped, inspected=50, finding="user_education", product="P3")
    await store.returned(one, "R3", shipped, inspected=50, finding="fault_confirmed", order_no="A1")
    await mark_pattern(HQ, PatternIn(**{**SCOPE, "to_on": date(2026, 7, 2)}, reason=MARK.reason), NOW)
    found = await list_faults(
        HQ, ListState(LIST, sort="orders", direction="descending"), date(2026, 7, 1), date(2026, 8, 1)
    )
    lines = [
        (e.product, e.fault_code, e.orders, e.sites, e.no_fault, e.repeats, e.early, e.dated, e.marked)
        for e in found.items
    ]
    assert lines == [
        ("P1", "F1", 4, 2, 1, 1, 3, 4, 2),
        ("P2", None, 1, 1, 0, 0, 0, 0, 0),
        ("P3", None, 0, 0, 1, 0, 0, 0, 0),
    ]
    overview = await patterns_overview(HQ, date(2026, 7, 1), date(2026, 8, 1), "P1")
    assert [(each.counted, each.total) for each in overview.paretos] == [("no_fault", 1), ("repeats", 1), ("early", 3)]
    assert [(each.first, each.count) for each in overview.buckets if each.count] == [(30, 3), (360, 1)]
    assert (overview.undated, overview.early_share) == (0, Decimal("0.75"))
    past = ListState(LIST, sort="orders", direction="descending", page=7, size=25, q="F1")
    assert [e.fault_code for e in (await list_faults(HQ, past, date(2026, 7, 1), date(2026, 8, 1))).items] == ["F1"]
