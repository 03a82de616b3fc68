"""A published quarter, scored again from what was frozen with it; and edits that got past every trigger."""

import pytest

from network.foundation.periods import Quarter
from network.scorecards.commands.runs import compute, publish
from network.scorecards.commands.verifying import Verified, verify_quarters
from network.scorecards.errors import NotPublished
from tests.factory import HQ, NOW, Store

Q3 = Quarter(2026, 3)


@pytest.fixture
async def published(store: Store, quarter: dict[str, int]) -> dict[str, int]:
    await compute(HQ, Q3, "authorized-site", NOW, 1)
    await publish(HQ, Q3, NOW)
    return quarter


async def _verified() -> Verified:
    [found] = await verify_quarters(HQ, Q3)
    return found


async def test_a_published_quarter_is_what_its_frozen_inputs_give(store: Store, published: dict[str, int]) -> None:
    found = await _verified()
    assert (found.revision, found.sites, found.derived, found.faults) == (1, 2, False, ())
    await store.root.execute("update repair_order set ready_at = null; update site set city_tier = 3, name = 'Else'")
    assert (await _verified()).faults == (), "records and sites may change: what was frozen does not"


async def test_a_quarter_that_is_not_published_cannot_be_verified(store: Store, quarter: dict[str, int]) -> None:
    assert await verify_quarters(HQ) == []
    with pytest.raises(NotPublished):
        await verify_quarters(HQ, Q3)


@pytest.mark.parametrize(
    ("table", "edit", "told"),
    [
        ("scorecard", "update scorecard set overall = 99 where site = 1", ("scorecard", "overall", "S1")),
        ("scorecard", "update scorecard set months = '[]' where site = 1", ("scorecard_run", "inputs_fingerprint", "")),
        ("scorecard", "delete from scorecard where site = 1", ("scorecard_run", "fingerprint", "")),
        ("scorecard", "update scorecard set identity = '{}'", ("scorecard_run", "inputs_fingerprint", "")),
        (
            "criterion_result",
            "update criterion_result set points = 1 where site = 2 and position = 0",
            ("criterion_result", "points", "S2"),
        ),
        ("criterion_result", "delete from criterion_result where site = 2", ("criterion_result", "points", "S2")),
        (
            "metric_result",
            "update metric_result set numerator = numerator + 1 where site = 2 and metric like 'repair_within%'",
            ("criterion_result", "numerator", "S2"),
        ),
        (
            "metric_result",
            "update metric_result set fingerprint = '\\x00' where site = 2",
            ("scorecard", "fingerprint", "S2"),
        ),
        (
            "scorecard_circumstance",
            "update scorecard_circumstance set held = '[\"repair_within_target\"]' where site = 1",
            ("criterion_result", "state", "S1"),
        ),
        (
            "scheme_version",
            "update scheme_version set document = jsonb_set(document, '{min_coverage}', '\"0.1\"')",
            ("scheme_version", "sha256", ""),
        ),
        ("scorecard_run", "update scorecard_run set state = 'computed'", ("scorecard_run", "state", "")),
        (
            "scorecard_run",
            "update scorecard_run set published_at = published_at - interval '1 day'",
            ("scorecard_run", "inputs_fingerprint", ""),
        ),
        (
            "scorecard_run",
            "update scorecard_run set network = jsonb_set(network, '{mean}', '\"99.00\"')",
            ("scorecard_run", "network", ""),
        ),
        ("scorecard_run", "update scorecard_run set fingerprint = '\\x00'", ("trail_event", "fingerprint", "")),
        ("scorecard_run", "update scorecard_run set period = '2026Q1'", ("scorecard_run", "id", "")),
    ],
)
async def test_an_edit_with_every_trigger_off_is_found_and_named(
    store: Store, published: dict[str, int], table: str, edit: str, told: tuple[str, str, str]
) -> None:
    await store.root.execute(f"alter table {table} disable trigger user; {edit}")
    found = await verify_quarters(HQ)
    faults = {(fault.table, fault.field, fault.site) for each in found for fault in each.faults}
    assert told in faults, faults


async def test_a_quarter_published_before_circumstances_were_kept_is_verified_as_far_as_its_cards_go(
    store: Store, published: dict[str, int]
) -> None:
    from network.scorecards.piccolo_migrations import scorecards_2026_11_22t23_50_00_000000 as migration

    for table in ("scorecard_circumstance", "scorecard_release", "scorecard_run"):
        await store.root.execute(f"alter table {table} disable trigger user")
    await store.root.execute(
        "delete from scorecard_circumstance; delete from scorecard_release; "
        "update scorecard_run set inputs_fingerprint = null; alter table trail_event disable trigger user; "
        "update trail_event set body = (body::jsonb - 'inputs' - 'revision')::text "
        "where action = 'scorecards.published'"
    )
    await store.root.execute(migration.DERIVE)
    found = await _verified()
    assert (found.derived, found.faults) == (True, ())
    assert await store.counts("scorecard_release", "scorecard_circumstance") == {
        "scorecard_release": 2,
        "scorecard_circumstance": 2,
    }
