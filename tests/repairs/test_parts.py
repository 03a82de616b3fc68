"""HQ's ledger of parts: imported like every other record, by headquarters only."""

from pathlib import Path

import pytest

from network.foundation.access import Actor
from network.foundation.errors import Forbidden
from network.foundation.periods import Month
from network.repairs.commands.importing import PARTS, Request, import_records
from network.repairs.queries.reconciliation import reconciliation
from network.sites.schemas.sites import ImportOutcome
from tests.factory import HQ, NOW, Store, codes, manager, operator, write_csv
from tests.scorecards.reporting import filed

LINE = {"site": "S1", "shipment_no": "L1", "part_no": "P-77", "quantity": 12, "shipped_at": "2026-07-03 09:00"}


async def take(folder: Path, rows: list[dict[str, object]], actor: Actor = HQ) -> ImportOutcome:
    path = write_csv(folder / "parts.csv", rows)
    return await import_records(actor, PARTS, Request(path, path.name, NOW, folder))


async def test_a_line_is_known_by_its_shipment_and_part(store: Store, sites: dict[str, int], tmp_path: Path) -> None:
    other = {**LINE, "part_no": "P-78", "quantity": 3}
    first = await take(tmp_path, [LINE, other])
    assert (first.new, first.errors) == (2, ())
    again = await take(tmp_path, [LINE, other])
    assert (again.new, again.changed, again.unchanged, again.file) == (0, 0, 2, None)
    changed = await take(tmp_path, [{**LINE, "quantity": 10}, other, {**LINE, "shipment_no": "L2"}])
    assert (changed.new, changed.changed, changed.unchanged) == (1, 1, 1)
    assert await store.value("select sum(quantity) from part_shipment") == 10 + 3 + 12
    events = await store.rows("select action, subject from trail_event where action like 'part%' order by id")
    assert [tuple(row.values()) for row in events] == [
        ("parts.imported", events[0]["subject"]),
        ("part.changed", "part:L1/P-77"),
        ("parts.imported", events[2]["subject"]),
    ]


async def test_every_error_is_named(store: Store, sites: dict[str, int], tmp_path: Path) -> None:
    rows = [
        LINE,
        LINE,
        {**LINE, "part_no": "P-1", "quantity": 0},
        {**LINE, "part_no": "P-2", "site": "S9"},
        {**LINE, "part_no": "P-3", "shipped_at": "2027-01-01 09:00"},
    ]
    outcome = await take(tmp_path, rows)
    assert codes(outcome.errors) == [
        (3, "part_no", "part_twice"),
        (4, "quantity", "below_minimum"),
        (5, "site", "unknown_site"),
        (6, "shipped_at", "in_the_future"),
    ]
    assert await store.value("select count(*) from part_shipment") == 0


async def test_only_headquarters_says_what_it_sent(store: Store, sites: dict[str, int], tmp_path: Path) -> None:
    with pytest.raises(Forbidden):
        await take(tmp_path, [LINE], operator(sites["S1"]))
    assert (await take(tmp_path, [LINE], manager(sites["S1"]))).new == 1
    elsewhere = await take(tmp_path, [{**LINE, "shipment_no": "L2"}], manager(sites["SE"]))
    assert codes(elsewhere.errors) == [(2, "site", "unknown_site")]


async def test_the_ledger_is_the_second_source_of_parts(store: Store, sites: dict[str, int], tmp_path: Path) -> None:
    await take(tmp_path, [LINE])
    await filed(store, sites["S1"], "2026-07", NOW, {"parts_received": 24})
    found = await reconciliation(HQ, "S1", Month(2026, 7))
    [line] = [each for each in found.lines if each.hq is not None]
    assert (line.figure, line.site, line.hq) == ("parts_received", 24, 12)
    assert found.accuracy == 0
