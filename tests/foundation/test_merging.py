"""Merging staged rows into a table, apart from any domain's files."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from decimal import Decimal

from network.foundation.database import execute, transaction
from network.foundation.intake.merging import EXAMPLES, Merged, Target, merge
from network.foundation.intake.turns import reading_records, writing_records
from tests.factory import HQ, Store, at

TARGET = Target(
    table="repair_order",
    noun="order",
    key=("site", "order_no"),
    columns=("hold_hours", "outcome"),
    chain="t.site",
    subject="'order:' || t.order_no",
    stamped=("import_row",),
    inserted=("received_at",),
    cleared=("came_back_at",),
)


async def merged(site: int, rows: list[tuple[str, str, str | None]]) -> Merged:
    """Merge rows of number, hold hours and outcome."""
    async with transaction(HQ):
        await execute(
            "create temp table arrived (stored uuid, site int, order_no text, hold_hours numeric, outcome text, "
            "import_row int, received_at timestamptz) on commit drop"
        )
        for line, (number, hold, outcome) in enumerate(rows, start=2):
            await execute(
                "insert into arrived values ((select id from repair_order where site = $1 and order_no = $2), "
                "$1, $2, $3, $4, $5, '2026-07-01Z')",
                site,
                number,
                Decimal(hold),
                outcome,
                line,
            )
        return await merge(HQ, TARGET)


async def test_rows_are_new_changed_or_unchanged_and_only_changes_are_written(store: Store, database: str) -> None:
    site = await store.site("S1")
    await store.order(site, "same", at("2026-07-01"), hold_hours=1, outcome="repaired")
    await store.order(site, "other", at("2026-07-01"), hold_hours=1, outcome="repaired")
    await store.order(site, "untouched", at("2026-07-01"))
    done = await merged(site, [("same", "1.0000", "repaired"), ("other", "1", None), ("new", "0", None)])
    assert (done.new, done.changed, done.unchanged) == (1, 1, 1)
    assert done.examples == (("order:other", {"outcome": "repaired"}, {"outcome": None}),)
    rows = await store.rows("select order_no, version, import_row, outcome from repair_order order by order_no")
    assert [tuple(row.values()) for row in rows] == [
        ("new", 1, 4, None),
        ("other", 2, 3, None),
        ("same", 1, 2, "repaired"),
        ("untouched", 1, 2, None),
    ]
    (event,) = await store.rows("select site, subject, action, body from trail_event")
    assert (event["site"], event["subject"], event["action"]) == (site, "order:other", "order.changed")
    assert json.loads(event["body"]) == {"before": {"outcome": "repaired"}, "after": {"outcome": None}}


async def test_a_change_empties_what_was_derived_from_the_old_values(store: Store, database: str) -> None:
    site = await store.site("S1")
    for number in ("changes", "stays"):
        await store.order(site, number, at("2026-07-01"), ready=5, came_back_at=at("2026-07-09"), outcome="repaired")
    await merged(site, [("changes", "0", "replaced"), ("stays", "0", "repaired")])
    rows = await store.rows("select order_no, came_back_at is null as empty from repair_order order by order_no")
    assert [tuple(row.values()) for row in rows] == [("changes", True), ("stays", False)]


async def test_all_changes_are_made_and_told_though_only_some_are_shown(store: Store, database: str) -> None:
    site = await store.site("S1")
    numbers = [f"A{number:03}" for number in range(EXAMPLES + 10)]
    await merged(site, [(number, "0", None) for number in numbers])
    done = await merged(site, [(number, "2", None) for number in numbers])
    assert (done.changed, len(done.examples)) == (EXAMPLES + 10, EXAMPLES)
    assert await store.value("select count(*) from trail_event where action = 'order.changed'") == EXAMPLES + 10


async def test_readers_of_records_go_together_and_writers_alone(database: str) -> None:
    running: list[str] = []
    seen: list[tuple[str, ...]] = []

    async def go(name: str, turn: Callable[[], Awaitable[None]]) -> None:
        async with transaction(HQ):
            await turn()
            running.append(name)
            await asyncio.sleep(0.2)
            seen.append(tuple(sorted(running)))
            running.remove(name)

    await asyncio.gather(*(go("reads", reading_records) for _ in range(3)))
    assert max(map(len, seen)) > 1
    await asyncio.gather(
        *(go("reads", reading_records) for _ in range(3)), *(go("writes", writing_records) for _ in range(2))
    )
    assert all(together in (("writes",), *(("reads",) * n for n in (1, 2, 3))) for together in seen)
