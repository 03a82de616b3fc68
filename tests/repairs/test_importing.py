"""What an import does to the records: all or nothing, once, and told in the trail."""

import asyncio
import hashlib
import json
from pathlib import Path

import asyncpg
import pytest

from network.foundation.database import fetch, transaction
from network.foundation.errors import Forbidden
from network.foundation.trail.record import verify
from network.repairs.commands.importing import ORDERS, RETURNS, Request, import_records
from network.sites.errors.sites import CreatingSitesNeedsZone, UnknownSiteKind
from tests.factory import HQ, NOW, Store, at, codes, manager, operator, write_csv
from tests.repairs.conftest import Take

ORDER = {"order_no": "A1", "site": "S1", "serial_no": "X1", "received_at": "2026-07-01 09:00"}
READY = {**ORDER, "ready_at": "2026-07-02 10:30", "outcome": "repaired"}
RETURN = {"return_no": "R1", "site": "S1", "serial_no": "X1", "shipped_at": "2026-07-03 09:00"}

TABLES = ("site", "repair_order", "hq_return", "import_file", "trail_event", "region")


async def test_a_row_keeps_its_file_and_row_number_and_its_time_is_read_on_the_clock_of_its_site(
    take: Take, store: Store, sites: dict[str, int], tmp_path: Path
) -> None:
    rows = [READY, {**READY, "order_no": "B1", "site": "SE", "serial_no": "X2"}]
    outcome = await take(rows)
    assert (outcome.rows, outcome.new, outcome.changed, outcome.unchanged, outcome.errors) == (2, 2, 0, 0, ())
    kept = await store.rows(
        "select o.*, f.sha256 from repair_order o join import_file f on f.id = o.import_file order by 3"
    )
    assert [row["import_row"] for row in kept] == [2, 3]
    assert {row["sha256"] for row in kept} == {hashlib.sha256((tmp_path / "records.csv").read_bytes()).hexdigest()}
    assert [row["received_at"] for row in kept] == [at("2026-07-01 01:00"), at("2026-07-01 07:00")]
    assert [row["turnaround_hours"] for row in kept] == [25.5, 25.5]
    assert kept[0]["import_file"] == outcome.file


async def test_the_same_file_again_changes_nothing_at_all(take: Take, store: Store, sites: dict[str, int]) -> None:
    first = await take([READY, {**READY, "order_no": "A2", "serial_no": "X2"}])
    before = await store.counts(*TABLES), await store.rows("select * from repair_order order by id")
    again = await take([READY, {**READY, "order_no": "A2", "serial_no": "X2"}])
    assert (again.new, again.changed, again.unchanged, again.file) == (0, 0, 2, None)
    assert (first.imported_before, again.imported_before) == (None, NOW)
    assert before == (await store.counts(*TABLES), await store.rows("select * from repair_order order by id"))


async def test_a_changed_row_updates_its_order_and_leaves_before_and_after_in_the_trail_of_its_site(
    take: Take, store: Store, sites: dict[str, int]
) -> None:
    await take([{**READY, "hold_hours": "1.5"}, {**READY, "order_no": "A2", "serial_no": "X2"}])
    outcome = await take(
        [{**READY, "hold_hours": "2"}, {**READY, "order_no": "A2", "serial_no": "X2", "hold_hours": 0}]
    )
    assert (outcome.new, outcome.changed, outcome.unchanged) == (0, 1, 1)
    assert outcome.changes == (("order:A1", {"hold_hours": 1.5}, {"hold_hours": 2}),)
    events = await store.rows("select site, actor, subject, body from trail_event where action = 'order.changed'")
    assert [(event["site"], event["actor"], event["subject"]) for event in events] == [(sites["S1"], "Hua", "order:A1")]
    assert json.loads(events[0]["body"]) == {"before": {"hold_hours": 1.5}, "after": {"hold_hours": 2}}
    versions = await store.rows("select order_no, version, import_file from repair_order order by order_no")
    assert [row["version"] for row in versions] == [2, 1]
    assert versions[0]["import_file"] == outcome.file != versions[1]["import_file"]


async def test_each_site_hears_in_its_own_chain_how_many_records_a_file_wrote(
    take: Take, store: Store, sites: dict[str, int]
) -> None:
    rows = [{**READY, "order_no": f"A{n}", "site": site, "serial_no": ""} for n, site in enumerate(("S1", "S1", "SE"))]
    await take(rows)
    events = await store.rows("select site, body from trail_event where action = 'orders.imported' order by site")
    told = {event["site"]: json.loads(event["body"])["records"] for event in events}
    assert told == {sites["S1"]: 2, sites["SE"]: 1}
    async with transaction(HQ):
        assert (await verify())[1] == []


async def test_columns_that_a_file_does_not_have_leave_the_stored_values_alone(
    take: Take, store: Store, sites: dict[str, int]
) -> None:
    await take([{**READY, "technician": "李雷", "charge": "12.50", "currency": "CNY", "sent_to_hq": "yes"}])
    outcome = await take([{"order_no": "A1", "site": "S1", "received_at": "2026-07-01 09:00", "charge": "13"}])
    assert (outcome.changed, outcome.errors) == (1, ())
    (kept,) = await store.rows("select * from repair_order")
    assert (kept["technician"], kept["charge"], kept["currency"], kept["sent_to_hq"]) == ("李雷", 13, "CNY", True)
    assert (kept["serial_no"], kept["outcome"], kept["ready_at"]) == ("X1", "repaired", at("2026-07-02 02:30"))


async def test_a_file_without_a_column_is_checked_against_what_is_stored_in_it(
    take: Take, sites: dict[str, int]
) -> None:
    await take([READY])
    late = [{"order_no": "A1", "site": "S1", "received_at": "2026-07-03 09:00"}]
    (error,) = (await take(late)).errors
    assert (error.row, error.column, error.code) == (2, "ready_at", "times_out_of_order")
    handed = [{**late[0], "received_at": "2026-07-01 09:00", "handed_over_at": "2026-07-04 09:00"}]
    assert (await take(handed)).changed == 1


async def test_an_emptied_cell_empties_the_stored_value(take: Take, store: Store, sites: dict[str, int]) -> None:
    await take([{**READY, "technician": "李雷"}])
    await take([{**READY, "technician": ""}])
    assert await store.value("select technician from repair_order") is None


async def test_a_dry_run_tells_what_would_happen_and_changes_nothing(
    take: Take, store: Store, sites: dict[str, int]
) -> None:
    await take([READY])
    before = await store.counts(*TABLES)
    outcome = await take([{**READY, "outcome": "replaced"}, {**READY, "order_no": "A2", "serial_no": ""}], dry_run=True)
    assert (outcome.new, outcome.changed, outcome.file) == (1, 1, None)
    assert outcome.changes[0][2] == {"outcome": "replaced"}
    assert before == await store.counts(*TABLES)
    assert await store.value("select outcome from repair_order") == "repaired"


async def test_one_error_anywhere_and_nothing_of_the_file_is_there(
    take: Take, store: Store, sites: dict[str, int]
) -> None:
    before = await store.counts(*TABLES)
    rows = [{**READY, "order_no": f"A{n}", "serial_no": ""} for n in range(50)]
    outcome = await take([*rows, {**READY, "order_no": "Z", "site": "NOWHERE"}])
    assert (outcome.error_count, outcome.file, outcome.new) == (1, None, 0)
    assert before == await store.counts(*TABLES)


async def test_returns_are_imported_with_what_hq_found(take: Take, store: Store, sites: dict[str, int]) -> None:
    await take([RETURN], RETURNS)
    inspected = {**RETURN, "inspected_at": "2026-07-09 09:00", "finding": "No_Fault_Found", "requested_by_hq": "no"}
    outcome = await take([inspected], RETURNS)
    assert (outcome.changed, outcome.kind) == (1, "hq_returns")
    (kept,) = await store.rows("select * from hq_return")
    assert (kept["finding"], kept["inspected_at"], kept["requested_by_hq"]) == (
        "no_fault_found",
        at("2026-07-09 01:00"),
        False,
    )


async def test_a_unit_that_comes_back_to_another_site_is_linked_to_the_order_before(
    take: Take, store: Store, sites: dict[str, int]
) -> None:
    again = {**ORDER, "order_no": "B1", "site": "SE", "received_at": "2026-07-10 09:00"}
    await take([READY])
    await take([again])
    back = "select came_back_at from repair_order where order_no = 'A1'"
    assert await store.value(back) == at("2026-07-10 07:00")
    await take([{**again, "serial_no": "X9"}])
    assert await store.value(back) is None, "the serial number was corrected: it had never come back"
    await take([again])
    await take([{**READY, "ready_at": "2026-07-12 09:00"}])
    assert await store.value(back) is None, "it was made ready later than it was received again"
    await take([{**READY, "ready_at": ""}])
    await take([READY])
    assert await store.value(back) == at("2026-07-10 07:00")


async def test_a_no_fault_finding_is_reversed_by_a_fault_confirmed_within_thirty_days(
    take: Take, store: Store, sites: dict[str, int]
) -> None:
    found = {**RETURN, "inspected_at": "2026-07-09 09:00", "finding": "no_fault_found"}
    back = {**RETURN, "return_no": "R2", "site": "SE", "shipped_at": "2026-08-01 09:00"}
    confirmed = {**back, "inspected_at": "2026-08-20 09:00", "finding": "fault_confirmed"}
    await take([found], RETURNS)
    await take([confirmed], RETURNS)
    reversed_at = "select reversed_at from hq_return where return_no = 'R1'"
    assert await store.value(reversed_at) == at("2026-08-20 07:00")
    await take([{**confirmed, "finding": "customer_damage"}], RETURNS)
    assert await store.value(reversed_at) is None
    await take([{**confirmed, "shipped_at": "2026-08-09 09:00"}], RETURNS)
    assert await store.value(reversed_at) is None, "31 days later"


PROFILE = """
[columns]
order_no = "case"
site = "team"
received_at = "opened"
[sites]
region = "country"
time_zone = "Europe/Stockholm"
unknown_region = ["?"]
[formats]
time_zone = "Europe/Stockholm"
"""
CASES = "case,team,country,opened,notes\n1,T1,Nordic/ Sweden,2026-07-01 09:00,x\n2,T2,?,2026-07-01 09:00,y\n"


async def test_sites_that_nobody_knows_are_made_with_their_region_when_asked(
    take: Take, store: Store, sites: dict[str, int]
) -> None:
    outcome = await take(CASES, profile=PROFILE, create_sites=True)
    assert (outcome.new, outcome.created_sites, outcome.unread_columns) == (2, 2, ("notes",))
    made = await store.rows(
        "select s.code, s.name, s.status, s.kind, s.time_zone, r.path "
        "from site s left join region r on r.id = s.region where s.code like 'T_' order by s.code"
    )
    rest = {"status": "listed", "kind": "franchised", "time_zone": "Europe/Stockholm"}
    assert made == [
        {"code": "T1", "name": "T1", **rest, "path": "Nordic/Sweden"},
        {"code": "T2", "name": "T2", **rest, "path": None},
    ]
    assert await store.value("select count(*) from trail_event where action = 'site.listed'") == 2
    assert await store.value("select max(received_at) from repair_order") == at("2026-07-01 07:00")


async def test_without_being_asked_no_site_is_made(take: Take, store: Store, sites: dict[str, int]) -> None:
    outcome = await take(CASES, profile=PROFILE)
    assert codes(outcome.errors) == [(2, "team", "unknown_site"), (3, "team", "unknown_site")]
    assert await store.value("select count(*) from site") == 3


async def test_sites_with_names_that_no_scorecard_can_print_are_not_made(
    take: Take, store: Store, sites: dict[str, int]
) -> None:
    outcome = await take(CASES.replace("T2", "T😀"), profile=PROFILE, create_sites=True)
    assert codes(outcome.errors) == [(3, "team", "unprintable")]
    assert await store.value("select count(*) from site") == 3


async def test_making_sites_takes_a_time_zone_and_a_known_kind(take: Take, sites: dict[str, int]) -> None:
    with pytest.raises(CreatingSitesNeedsZone):
        await take([READY], create_sites=True)
    with pytest.raises(UnknownSiteKind, match="franchised, self_operated"):
        await take(CASES, profile=PROFILE.replace("[formats]", 'kind = "kiosk"\n[formats]'), create_sites=True)


async def test_an_operator_imports_for_its_own_sites_and_learns_nothing_of_others(
    take: Take, store: Store, sites: dict[str, int]
) -> None:
    ours = operator(sites["S1"])
    assert (await take([READY], actor=ours)).new == 1
    rows = [{**READY, "order_no": "A9", "serial_no": "", "site": site} for site in ("S2", "NOWHERE")]
    rival, nowhere = (await take(rows, actor=ours)).errors
    assert (rival.row, nowhere.row) == (2, 3)
    assert (rival.code, rival.column, rival.values) == (nowhere.code, nowhere.column, nowhere.values)
    assert (rival.value, nowhere.value) == ("S2", "NOWHERE")
    with pytest.raises(Forbidden):
        await take(CASES, profile=PROFILE, create_sites=True, actor=ours)
    assert await store.value("select count(*) from repair_order") == 1


async def test_what_hq_found_is_never_imported_by_the_site_it_judges(
    take: Take, store: Store, sites: dict[str, int]
) -> None:
    await take([{**RETURN, "inspected_at": "2026-07-05 10:00", "finding": "no_fault_found"}], RETURNS)
    confirmed = {**RETURN, "inspected_at": "2026-07-05 10:00", "finding": "fault_confirmed"}
    with pytest.raises(Forbidden):
        await take([confirmed], RETURNS, actor=operator(sites["S1"]))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction(operator(sites["S1"])):
            await fetch("update hq_return set finding = 'fault_confirmed'")
    assert await store.value("select finding from hq_return") == "no_fault_found"
    assert (await take([confirmed], RETURNS, actor=manager(sites["S1"]))).changed == 1


async def test_a_unit_repaired_before_by_a_rival_is_linked_though_the_importer_may_not_see_it(
    take: Take, store: Store, sites: dict[str, int]
) -> None:
    await take([READY])
    ours = operator(sites["S2"])
    await take([{**ORDER, "site": "S2", "order_no": "B1", "received_at": "2026-07-09 09:00"}], actor=ours)
    assert await store.value("select came_back_at from repair_order where order_no = 'A1'") == at("2026-07-09 01:00")
    async with transaction(ours):
        assert [row["order_no"] for row in await fetch("select order_no from repair_order")] == ["B1"]


async def test_two_imports_at_once_wait_for_each_other(store: Store, sites: dict[str, int], tmp_path: Path) -> None:
    files = []
    for name in ("one", "two"):
        rows = [{**READY, "order_no": f"A{n}", "serial_no": f"X{n}", "technician": name} for n in range(500)]
        (tmp_path / name).mkdir()
        files.append(write_csv(tmp_path / name / "orders.csv", rows))
    requests = [Request(path, path.name, NOW, path.parent) for path in files]
    outcomes = await asyncio.gather(*(import_records(HQ, ORDERS, request) for request in requests))
    assert sorted((outcome.new, outcome.changed) for outcome in outcomes) == [(0, 500), (500, 0)]
    assert await store.value("select count(distinct technician) from repair_order") == 1
    assert await store.value("select array_agg(distinct version) from repair_order") == [2]


async def test_the_database_itself_refuses_what_the_checks_refuse(store: Store, sites: dict[str, int]) -> None:
    start = at("2026-07-01")
    for wrong in (
        {"ready": -1},
        {"diagnosed_at": at("2026-07-03"), "ready_at": at("2026-07-02")},
        {"handed_over_at": at("2026-07-02")},
        {"ready": 5, "handed_over_at": at("2026-07-01 04:00")},
        {"hold_hours": -1},
        {"outcome": "vanished"},
        {"charge": 5},
        {"cancelled": -1},
    ):
        with pytest.raises(asyncpg.CheckViolationError):
            await store.order(sites["S1"], "A1", start, **wrong)
    await store.order(sites["S1"], "A1", start, serial_no="X1")
    with pytest.raises(asyncpg.UniqueViolationError):
        await store.order(sites["S1"], "A2", start, serial_no="X1")
