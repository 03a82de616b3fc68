"""What people passed before, from files: matched to people, checked row by row, added once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from network.foundation.access import Actor
from network.foundation.errors import Forbidden
from network.sites.schemas.sites import ImportOutcome
from network.training.commands.courses import publish_version, start_version, write_version
from network.training.commands.record_import import RecordFile, import_training
from network.training.commands.records import revoke_record
from network.training.queries.records import site_records
from network.training.rules.giving import RecordSource, longest_end
from network.training.rules.records import RecordState
from tests.factory import HQ, NOW, Store, codes, operator, write_csv
from tests.training.teaching import BASIC, course, passed, trainer, worker

TODAY = date(2026, 11, 20)
ROW = {"site": "SH1", "name": "Li Na", "course": "safety", "passed_on": "2026-03-01", "valid_to": "2026-11-30"}


@pytest.fixture
async def li(store: Store, sites: dict[str, int]) -> UUID:
    await course("safety")
    return await worker(store, sites["SH1"])


async def hand_in(folder: Path, *rows: Mapping[str, str], actor: Actor = HQ, dry_run: bool = False) -> ImportOutcome:
    path = write_csv(folder / "records.csv", rows)
    return await import_training(actor, RecordFile(path, path.name, NOW, folder, dry_run=dry_run))


async def test_records_of_a_file_are_added_once(store: Store, li: UUID, tmp_path: Path) -> None:
    tried = await hand_in(tmp_path, ROW, dry_run=True)
    assert (tried.new, tried.file) == (1, None)
    assert await store.counts("training_record") == {"training_record": 0}
    done = await hand_in(tmp_path, ROW)
    assert (done.new, done.unchanged) == (1, 0)
    [record] = await site_records(HQ, "SH1", TODAY)
    assert (record.person, record.source, record.state) == (li, RecordSource.IMPORTED, RecordState.VALID)
    assert record.number.startswith("T-2026-")
    again = await hand_in(tmp_path, ROW)
    assert (again.new, again.unchanged, again.file) == (0, 1, None)
    assert again.imported_before == NOW
    [event] = await store.rows(
        "select site, body::json ->> 'records' as records from trail_event where action = 'record.imported'"
    )
    assert event["records"] == "1"


async def test_a_record_that_was_declared_void_does_not_come_back(store: Store, li: UUID, tmp_path: Path) -> None:
    await hand_in(tmp_path, ROW)
    await revoke_record(HQ, await store.value("select id from training_record"), "Wrong person", NOW)
    assert (await hand_in(tmp_path, ROW)).new == 0
    assert (await hand_in(tmp_path, ROW | {"valid_to": "2026-12-31"})).new == 1


async def test_the_last_day_of_february_is_a_day_in_leap_years_only(li: UUID, tmp_path: Path) -> None:
    await course("tools", replace(BASIC, validity_months=36))
    outcome = await hand_in(tmp_path, ROW | {"course": "tools", "valid_to": "2027-02-29"})
    assert codes(outcome.errors) == [(2, "valid_to", "impossible_date")]
    assert (await hand_in(tmp_path, ROW | {"course": "tools", "valid_to": "2028-02-29"})).new == 1


@pytest.mark.parametrize("months", [1, 12, 24, None])
@pytest.mark.parametrize("passed_on", [date(2024, 2, 29), date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 1)])
async def test_a_row_without_a_last_day_holds_as_long_as_the_course(
    store: Store, sites: dict[str, int], tmp_path: Path, months: int | None, passed_on: date
) -> None:
    await course("safety", replace(BASIC, validity_months=months, window_days=0))
    await worker(store, sites["SH1"], from_on=date(2024, 1, 1))
    row = ROW | {"passed_on": passed_on.isoformat(), "valid_to": ""}
    assert (await hand_in(tmp_path, row)).new == 1
    assert await store.value("select valid_to from training_record") == longest_end(months, passed_on)
    assert (await hand_in(tmp_path, row)).unchanged == 1


async def test_a_row_without_a_last_day_stays_recorded_when_the_course_holds_longer_now(
    li: UUID, tmp_path: Path
) -> None:
    await hand_in(tmp_path, ROW | {"valid_to": ""})
    draft = await start_version(HQ, "safety", NOW)
    await write_version(HQ, "safety", draft.number, replace(BASIC, validity_months=24), None)
    await publish_version(HQ, "safety", draft.number, None, NOW)
    assert (await hand_in(tmp_path, ROW | {"valid_to": ""})).unchanged == 1


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({"site": "SH9"}, "site", "unknown_site"),
        ({"course": "cooking"}, "course", "unknown_course"),
        ({"name": "Li Nan"}, "name", "unknown_person"),
        ({"from_on": "2026-01-02"}, "name", "unknown_person"),
        ({"passed_on": "2025-12-31"}, "passed_on", "passed_before_they_came"),
        ({"passed_on": "2026-11-21"}, "passed_on", "day_to_come"),
        ({"valid_to": "2026-02-28"}, "valid_to", "ends_before_start"),
        ({"valid_to": "2027-03-01"}, "valid_to", "longer_than_terms"),
        ({"passed_on": "20 March"}, "passed_on", "not_a_date"),
    ],
)
async def test_a_row_that_cannot_be_true_is_named_and_nothing_is_imported(
    store: Store, li: UUID, tmp_path: Path, changes: dict[str, str], column: str, code: str
) -> None:
    outcome = await hand_in(tmp_path, ROW | {"passed_on": "2026-02-01"}, ROW | changes)
    assert codes(outcome.errors) == [(3, column, code)]
    assert await store.counts("training_record") == {"training_record": 0}


async def test_who_left_before_the_day_did_not_pass_there(
    store: Store, sites: dict[str, int], li: UUID, tmp_path: Path
) -> None:
    await worker(store, sites["SH1"], "Wang Wei", to_on=date(2026, 2, 28))
    outcome = await hand_in(tmp_path, ROW | {"name": "Wang Wei"})
    assert codes(outcome.errors) == [(2, "passed_on", "passed_when_away")]


async def test_of_two_people_of_one_name_the_first_day_says_who_is_meant(
    store: Store, sites: dict[str, int], li: UUID, tmp_path: Path
) -> None:
    other = await worker(store, sites["SH1"], " li  NA", from_on=date(2026, 2, 1))
    outcome = await hand_in(tmp_path, ROW)
    assert codes(outcome.errors) == [(2, "name", "ambiguous_person")]
    assert (await hand_in(tmp_path, ROW | {"from_on": "2026-02-01"})).new == 1
    assert await store.value("select person from training_record") == other
    # Only one of them was there already.
    assert (await hand_in(tmp_path, ROW | {"passed_on": "2026-01-20"})).new == 1


async def test_the_same_pass_stands_once_in_a_file_and_is_not_recorded_otherwise(
    store: Store, sites: dict[str, int], li: UUID, tmp_path: Path
) -> None:
    outcome = await hand_in(tmp_path, ROW, ROW | {"valid_to": ""})
    assert codes(outcome.errors) == [(3, "", "record_twice")]
    await passed(store, li, "safety", sites["SH1"], date(2026, 3, 1), None)
    outcome = await hand_in(tmp_path, ROW)
    assert codes(outcome.errors) == [(2, "valid_to", "recorded_otherwise")]


async def test_who_trains_a_region_imports_for_its_sites_only(
    store: Store, sites: dict[str, int], li: UUID, tmp_path: Path
) -> None:
    await worker(store, sites["BJ1"])
    region = await store.value("select region from site where id = $1", sites["SH1"])
    teacher = trainer(UUID(int=8), {region}, sites["SH1"], sites["BJ1"])
    assert (await hand_in(tmp_path, ROW, actor=teacher)).new == 1
    outcome = await hand_in(tmp_path, ROW | {"site": "BJ1"}, actor=teacher)
    assert codes(outcome.errors) == [(2, "site", "unknown_site")]
    with pytest.raises(Forbidden):
        await hand_in(tmp_path, ROW, actor=operator(sites["SH1"]))
