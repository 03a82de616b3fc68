"""HQ's returns desk: what comes in, what is found, twice where it must be, and what goes back."""

import asyncio
import json
from collections.abc import Awaitable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from network.foundation.access import Actor, Role
from network.foundation.database import execute, fetch, transaction
from network.foundation.errors import Forbidden
from network.foundation.periods import Quarter
from network.foundation.trail.record import verify
from network.repairs.commands.importing import RETURNS
from network.repairs.commands.inspections import inspect_return, lot, retest_return
from network.repairs.commands.receiving import (
    dispatch_units,
    receive_shipment,
    receive_unannounced,
    receive_unit,
)
from network.repairs.commands.shipments import have_back
from network.repairs.errors.inspections import (
    InParcel,
    InspectedAlready,
    NoRetestAsked,
    NotAnInspector,
    NotReceivedYet,
    NotToSendBack,
    ReceiptWrong,
    ReceivedAlready,
    SameInspector,
    ShipmentUnknown,
    VerdictWrong,
)
from network.repairs.errors.records import ReturnNotFound
from network.repairs.lists_returns import desk_list
from network.repairs.queries.inspections import desk, parcels_on_the_way, unit, units_on_desk
from network.repairs.queries.inspections import parcel as read_parcel
from network.repairs.queries.verdicts import agreement_of
from network.repairs.rules.inspections import Cause, Stage
from network.repairs.rules.orders import Finding
from network.repairs.schemas.inspections import ExtraUnitIn, ReceiptIn, UnannouncedIn, VerdictIn
from network.web.listing import ListState
from tests.factory import Store, codes
from tests.repairs.conftest import Take
from tests.repairs.returning import (
    HUA,
    INSPECTED,
    LI,
    RECEIVED,
    RETESTED,
    SHIPPED,
    ZHOU,
    Desk,
    always,
    inspector,
    never,
    runs,
    verdict,
)

F = Finding


@pytest.fixture
async def office(store: Store, sites: dict[str, int]) -> Desk:
    return Desk(store, sites)


async def refusals(*attempts: Awaitable[object]) -> list[type[BaseException]]:
    done = await asyncio.gather(*attempts, return_exceptions=True)
    return [type(each) for each in done if isinstance(each, BaseException)]


async def test_a_parcel_is_received_as_it_was_announced(office: Desk) -> None:
    parcel, one, two = await office.parcel("S1", "P1", ["X1", "X2"])
    assert [each.shipment_no for each in await parcels_on_the_way(HUA, "x2")] == ["P1"]
    await receive_shipment(HUA, parcel, ReceiptIn(units=2, received=[one, two]), RECEIVED)
    shown = await read_parcel(HUA, parcel)
    assert (shown.units_received, shown.discrepancy, shown.receiver) == (2, None, "Hua")
    assert all(each.here for each in shown.announced)
    assert (await office.row(one))["received_at"] == RECEIVED
    assert (await desk(HUA)).units == {Stage.INSPECT: 2}
    assert await parcels_on_the_way(HUA) == []
    assert await refusals(receive_shipment(LI, parcel, ReceiptIn(units=0), RECEIVED)) == [ReceivedAlready]
    async with transaction(HUA, read_only=True):
        assert (await verify())[1] == []


async def test_missing_units_stay_on_the_way_and_can_come_later_by_themselves(office: Desk) -> None:
    parcel, one, two = await office.parcel("S1", "P1", ["X1", "X2"])
    assert await refusals(receive_unit(HUA, two, RECEIVED)) == [InParcel]
    silent = ReceiptIn(units=1, received=[one])
    with pytest.raises(ReceiptWrong) as refused:
        await receive_shipment(HUA, parcel, silent, RECEIVED)
    assert set(refused.value.fields) == {"discrepancy"}
    said = silent.model_copy(update={"discrepancy": "X2 is not in the box."})
    await receive_shipment(HUA, parcel, said, RECEIVED)
    assert (await unit(HUA, two)).stage is Stage.ON_THE_WAY
    await receive_unit(HUA, two, INSPECTED)
    assert (await unit(HUA, two)).stage is Stage.INSPECT
    assert await refusals(receive_unit(HUA, two, INSPECTED)) == [ReceivedAlready]


async def test_a_unit_that_was_never_shipped_is_recorded_with_the_parcel_it_came_in(office: Desk) -> None:
    parcel, one = await office.parcel("S1", "P1", ["X1"])
    given = ReceiptIn(
        units=2,
        received=[one],
        extra=[ExtraUnitIn(serial_no="Y9", product="P2", requested_by_hq=True)],
        discrepancy="One more than on the list.",
    )
    done = await receive_shipment(HUA, parcel, given, RECEIVED)
    [extra] = done.extra
    found = await unit(HUA, extra)
    assert (found.site, found.return_no, found.shipment_no, found.stage) == ("S1", "P1-X1", "P1", Stage.INSPECT)
    assert found.requested_by_hq
    assert await office.told("P1-X1") == ["return.received"]


async def test_a_parcel_that_nobody_announced_gets_a_number_of_hqs(office: Desk) -> None:
    given = UnannouncedIn(site="SE", units=[ExtraUnitIn(serial_no="Y1")], discrepancy="No note in it.")
    first = await receive_unannounced(HUA, given, RECEIVED)
    again = given.model_copy(update={"units": [ExtraUnitIn(serial_no="Y2"), ExtraUnitIn(serial_no="Y3")]})
    second = await receive_unannounced(HUA, again, RECEIVED)
    numbers = [(await read_parcel(HUA, each.shipment)).shipment_no for each in (first, second)]
    assert numbers == ["HQ-20261103-1", "HQ-20261103-2"]
    assert (await read_parcel(HUA, second.shipment)).units == 0
    assert [(await unit(HUA, each)).return_no for each in second.extra] == ["HQ-20261103-2-X1", "HQ-20261103-2-X2"]


async def test_a_unit_has_one_place_and_comes_once(office: Desk) -> None:
    [_here] = await office.received("S1", "P1", "X1")
    await office.parcel("S2", "P2", ["X2"])
    parcel, again = await office.parcel("S2", "P3", ["X1"])
    with pytest.raises(ReceiptWrong) as refused:
        await receive_shipment(HUA, parcel, ReceiptIn(units=1, received=[again]), RECEIVED)
    assert set(refused.value.fields) == {"received"}
    units = [ExtraUnitIn(serial_no=serial) for serial in ("X1", "X2", "Y1", "Y1")]
    given = ReceiptIn(units=4, extra=units, discrepancy="Not what was announced.")
    with pytest.raises(ReceiptWrong) as refused:
        await receive_shipment(HUA, parcel, given, RECEIVED)
    assert set(refused.value.fields) == {"extra.0.serial_no", "extra.1.serial_no", "extra.3.serial_no"}
    assert await office.store.value("select count(*) from hq_return where serial_no = 'Y1'") == 0


async def test_units_of_another_parcel_cannot_be_ticked(office: Desk) -> None:
    parcel, _one = await office.parcel("S1", "P1", ["X1"])
    _other, foreign = await office.parcel("S1", "P2", ["X2"])
    given = ReceiptIn(units=1, received=[foreign], discrepancy="?")
    assert await refusals(receive_shipment(HUA, parcel, given, RECEIVED)) == [ReceiptWrong]
    assert await refusals(receive_shipment(HUA, uuid4(), given, RECEIVED)) == [ShipmentUnknown]


async def test_nothing_is_inspected_before_it_is_received(office: Desk) -> None:
    _parcel, one = await office.parcel("S1", "P1", ["X1"])
    attempt = inspect_return(HUA, one, verdict(F.FAULT_CONFIRMED), INSPECTED, 5, never)
    assert await refusals(attempt) == [NotReceivedYet]
    assert (await office.row(one))["finding"] is None


async def test_a_verdict_is_the_finding_at_once_where_the_lot_does_not_fall(office: Desk) -> None:
    [one] = await office.received("S1", "P1", "X1")
    done = await inspect_return(HUA, one, verdict(F.NO_FAULT_FOUND), INSPECTED, 5, never)
    row = await office.row(one)
    assert done.open
    assert (row["finding"], row["inspected_at"], row["missed_step"]) == ("no_fault_found", INSPECTED, "-")
    attempt = inspect_return(LI, one, verdict(F.FAULT_CONFIRMED), INSPECTED, 5, never)
    assert await refusals(attempt, retest_return(LI, one, verdict(F.RECALL), RETESTED)) == [
        InspectedAlready,
        NoRetestAsked,
    ]
    assert await office.told("P1-1") == ["return.received", "return.inspected"]


async def test_a_no_fault_finding_says_which_step_would_have_caught_it(office: Desk) -> None:
    [one] = await office.received("S1", "P1", "X1")
    for step in ("", "no-such-step"):
        given = VerdictIn(finding=F.USER_EDUCATION, missed_step=step, note="Was off.")
        assert await refusals(inspect_return(HUA, one, given, INSPECTED, 5, never)) == [VerdictWrong]
    given = VerdictIn(finding=F.FAULT_CONFIRMED, missed_step="no-such-step", note="Broken.")
    await inspect_return(HUA, one, given, INSPECTED, 5, never)
    assert (await office.row(one))["missed_step"] is None


async def test_what_the_lot_falls_on_is_hidden_until_both_verdicts_are_in(office: Desk) -> None:
    [one] = await office.received("S1", "P1", "X1")
    done = await inspect_return(HUA, one, verdict(F.NO_FAULT_FOUND), INSPECTED, 5, always)
    assert not done.open
    assert (await office.row(one))["finding"] is None
    region = inspector(101, "Li", frozenset({office.sites["S1"]}))
    for actor in (LI, region, Actor.system(), Actor(Role.HQ_ADMINISTRATOR, "Root", UUID(int=1), None)):
        async with transaction(actor, read_only=True):
            rows = await fetch("select finding, inspector from return_inspection where returned = $1", one)
        assert [tuple(row) for row in rows] == [(None, None)]
        assert (await unit(actor, one)).stage is Stage.RETEST
    async with transaction(runs(office.sites["S1"]), read_only=True):
        assert await fetch("select id from return_inspection") == []
    assert "no_fault_found" not in json.dumps(await office.store.rows("select body from trail_event"))
    assert (await unit(HUA, one)).stage is Stage.COLLEAGUE
    await retest_return(LI, one, verdict(F.USER_EDUCATION), RETESTED)
    row = await office.row(one)
    assert (row["finding"], row["inspected_at"]) == ("user_education", RETESTED)
    assert [each.finding for each in (await unit(ZHOU, one)).verdicts] == [F.NO_FAULT_FOUND, F.USER_EDUCATION]
    assert await office.told("P1-1") == ["return.received", "return.tested", "return.inspected"]


async def test_the_better_finding_holds_and_the_pair_counts_as_disagreement(office: Desk) -> None:
    one = await office.tested_twice("P1", F.FAULT_CONFIRMED, F.NO_FAULT_FOUND)
    two = await office.tested_twice("P2", F.NO_FAULT_FOUND, F.CUSTOMER_DAMAGE)
    await office.tested_twice("P3", F.RECALL, F.RECALL)
    assert [(await office.row(each))["finding"] for each in (one, two)] == ["fault_confirmed", "customer_damage"]
    found = await agreement_of(HUA, Quarter(2026, 4))
    assert (found.pairs, found.agreed, found.conclusive) == (3, 1, False)
    assert found == await agreement_of(HUA, Quarter(2026, 4), Cause.SAMPLE)
    assert (await agreement_of(HUA, Quarter(2026, 3))).pairs == 0
    assert (await agreement_of(inspector(9, "Ma", frozenset({office.sites["S2"]})), Quarter(2026, 4))).pairs == 0


async def test_the_same_inspector_never_tests_twice_not_even_in_the_database(office: Desk) -> None:
    [one] = await office.received("S1", "P1", "X1")
    await inspect_return(HUA, one, verdict(F.RECALL), INSPECTED, 5, always)
    assert await refusals(retest_return(HUA, one, verdict(F.RECALL), RETESTED)) == [SameInspector]
    with pytest.raises(asyncpg.PostgresError, match="another inspector"):
        async with transaction(HUA):
            await execute(
                "update return_inspection set inspector = $2, inspected_at = $3, finding = 'recall'"
                " where returned = $1 and place = 2",
                one,
                HUA.account,
                RETESTED,
            )
    await retest_return(LI, one, verdict(F.RECALL), RETESTED)


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("update return_inspection set finding = 'recall' where returned = $1 and place = 1", "never changed"),
        ("update return_inspection set inspector = $2 where returned = $1 and place = 2", "row-level security|check"),
        ("update return_inspection set opened = 1 where returned = $1", "permission denied"),
        ("delete from return_inspection where returned = $1", "permission denied"),
        (
            "insert into return_inspection (id, site, returned, place, cause, asked_at, opened)"
            " select gen_random_uuid(), site, id, 2, 'sample', now(), 1 from hq_return where id = $1",
            "row-level security",
        ),
    ],
)
async def test_the_database_keeps_verdicts_from_those_who_inspect(office: Desk, statement: str, reason: str) -> None:
    [one] = await office.received("S1", "P1", "X1")
    await inspect_return(HUA, one, verdict(F.NO_FAULT_FOUND), INSPECTED, 5, always)
    values = [one, ZHOU.account] if "$2" in statement else [one]
    with pytest.raises(asyncpg.PostgresError, match=reason):
        async with transaction(HUA):
            await execute(statement, *values)


async def test_a_site_reads_what_was_found_but_not_by_whom(office: Desk) -> None:
    one = await office.inspected("S1", "P1", "X1", F.NO_FAULT_FOUND)
    operator = runs(office.sites["S1"])
    async with transaction(operator, read_only=True):
        assert [row["finding"] for row in await fetch("select finding from return_inspection")] == ["no_fault_found"]
    async with transaction(runs(office.sites["S2"]), read_only=True):
        assert await fetch("select finding from return_inspection") == []
    for column, table in (("inspector_name", "return_inspection"), ("decider", "finding_contest")):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction(operator, read_only=True):
                await fetch(f"select {column} from {table}")
    with pytest.raises(Forbidden):
        await unit(operator, one)


async def test_two_who_inspect_at_once_leave_one_verdict(office: Desk) -> None:
    for number, draw in enumerate((never, always)):
        [one] = await office.received("S1", f"P{number}", f"X{number}")
        attempts = (inspect_return(who, one, verdict(F.RECALL), INSPECTED, 5, draw) for who in (HUA, LI, ZHOU))
        assert await refusals(*attempts) == [InspectedAlready, InspectedAlready]
        wanted = "select count(*) from return_inspection where returned = $1 and inspected_at is not null"
        assert await office.store.value(wanted, one) == 1


async def test_only_a_person_signs_a_verdict(office: Desk) -> None:
    [one] = await office.received("S1", "P1", "X1")
    attempt = inspect_return(Actor.system(), one, verdict(F.RECALL), INSPECTED, 5, never)
    assert await refusals(attempt) == [NotAnInspector]


async def test_who_is_elsewhere_finds_nothing_there(office: Desk) -> None:
    elsewhere = inspector(9, "Ma", frozenset({office.sites["S2"]}))
    parcel, one = await office.parcel("S1", "P1", ["X1"])
    attempts: list[Any] = [
        receive_shipment(elsewhere, parcel, ReceiptIn(units=1, received=[one]), RECEIVED),
        receive_unit(elsewhere, one, RECEIVED),
        inspect_return(elsewhere, one, verdict(F.RECALL), INSPECTED, 5, never),
        retest_return(elsewhere, one, verdict(F.RECALL), INSPECTED),
        dispatch_units(elsewhere, [one], INSPECTED),
    ]
    assert await refusals(*attempts) == [ShipmentUnknown, *[ReturnNotFound] * 4]
    operator = runs(office.sites["S1"])
    assert (
        await refusals(
            receive_unit(operator, one, RECEIVED),
            inspect_return(operator, one, verdict(F.RECALL), INSPECTED, 5, never),
            desk(operator),
        )
        == [Forbidden] * 3
    )


async def test_a_fault_confirmed_within_thirty_days_reverses_the_finding_before(office: Desk) -> None:
    first = await office.inspected("S1", "P1", "X1", F.NO_FAULT_FOUND)
    await dispatch_units(HUA, [first], INSPECTED)
    await office.inspected("S2", "P2", "X1", F.FAULT_CONFIRMED, INSPECTED + timedelta(days=20))
    assert (await office.row(first))["reversed_at"] == INSPECTED + timedelta(days=20)


async def test_units_go_back_many_at_once_or_none(office: Desk) -> None:
    one = await office.inspected("S1", "P1", "X1", F.FAULT_CONFIRMED)
    two = await office.inspected("S2", "P2", "X2", F.NO_FAULT_FOUND)
    [waiting] = await office.received("S1", "P3", "X3")
    with pytest.raises(NotToSendBack) as refused:
        await dispatch_units(HUA, [one, waiting], RETESTED)
    assert "P3-1" in refused.value.text()
    assert (await office.row(one))["dispatched_at"] is None
    assert await dispatch_units(HUA, [one, two, one], RETESTED) == 2
    assert (await office.row(two))["dispatched_at"] == RETESTED
    assert await refusals(dispatch_units(HUA, [one], RETESTED)) == [NotToSendBack]
    assert (await desk(HUA)).units == {Stage.INSPECT: 1}
    assert await office.told("P2-1") == ["return.received", "return.inspected", "return.dispatched"]


async def test_no_site_escapes_a_verdict_by_saying_that_it_has_the_unit_back(office: Desk) -> None:
    operator = runs(office.sites["S1"])
    parcel, one, two = await office.parcel("S1", "P1", ["X1", "X2"])
    await have_back(operator, "S1", one, None, SHIPPED + timedelta(hours=1))
    await receive_shipment(HUA, parcel, ReceiptIn(units=2, received=[one, two]), RECEIVED)
    for unit_id, draw in ((one, never), (two, always)):
        await have_back(operator, "S1", unit_id, None, RECEIVED + timedelta(hours=1))
        await inspect_return(HUA, unit_id, verdict(F.NO_FAULT_FOUND), INSPECTED, 5, draw)
    await have_back(operator, "S1", one, None, INSPECTED + timedelta(hours=1))
    await retest_return(LI, two, verdict(F.NO_FAULT_FOUND), RETESTED)
    rows = [await office.row(each) for each in (one, two)]
    assert [row["finding"] for row in rows] == ["no_fault_found"] * 2
    assert [row["back_at"] for row in rows] == [INSPECTED + timedelta(hours=1), None]


async def test_a_unit_that_is_tested_again_does_not_leave(office: Desk) -> None:
    [one] = await office.received("S1", "P1", "X1")
    await inspect_return(HUA, one, verdict(F.RECALL), INSPECTED, 5, always)
    assert await refusals(dispatch_units(HUA, [one], RETESTED)) == [NotToSendBack]


async def test_imported_returns_are_done_unless_they_wait_for_hq(office: Desk) -> None:
    """HQ's own files tell what was found long ago, and never what was sent back."""
    site = office.sites["S1"]
    await office.store.returned(site, "R1", SHIPPED, received_at=RECEIVED, inspected=60, finding="recall")
    coming = await office.store.returned(site, "R2", SHIPPED, serial_no="X2")
    await office.store.returned(site, "R3", SHIPPED, received_at=RECEIVED)
    await receive_unit(HUA, coming, RECEIVED)
    assert (await desk(HUA)).units == {Stage.INSPECT: 2}
    await inspect_return(HUA, coming, verdict(F.RECALL), INSPECTED, 5, never)
    assert (await desk(HUA)).units == {Stage.INSPECT: 1, Stage.DISPATCH: 1}


async def test_no_file_undoes_what_was_found_on_the_desk(office: Desk, take: Take) -> None:
    settled = await office.inspected("S1", "P1", "X1", F.FAULT_CONFIRMED)
    [drawn] = await office.received("S1", "P2", "X2")
    await inspect_return(HUA, drawn, verdict(F.RECALL), INSPECTED, 5, always)
    row = {"site": "S1", "shipped_at": "2026-11-02 09:00", "received_at": "2026-11-03 09:00"}
    told = {"finding": "no_fault_found", "inspected_at": "2026-11-04 09:00"}
    rows = [{"return_no": number, **row, **told} for number in ("P1-1", "P2-1", "NEW-1")]
    outcome = await take(rows, RETURNS)
    assert codes(outcome.errors) == [(row, "finding", "found_on_the_desk") for row in (2, 3)]
    assert (await office.row(settled))["finding"] == "fault_confirmed"
    same = {"return_no": "P1-1", **row, **told, "finding": "fault_confirmed", "product": "P9"}
    assert not (await take([same], RETURNS)).errors


async def test_the_desk_lists_the_oldest_first_and_finds_a_unit_by_its_numbers(office: Desk) -> None:
    await office.received("S1", "P1", "X1", shipped=SHIPPED + timedelta(days=1))
    await office.received("S2", "P2", "X2", "Y3")
    found = await units_on_desk(HUA, ListState(desk_list("all"), sort="since"), Stage.INSPECT)
    assert [each.serial_no for each in found.items] == ["X2", "Y3", "X1"]
    for searched, numbers in (("y3", ["P2-2"]), ("p1-", ["P1-1"]), ("s2", ["P2-1", "P2-2"]), ("100%", [])):
        found = await units_on_desk(HUA, ListState(desk_list("all"), q=searched, sort="return_no"))
        assert [each.return_no for each in found.items] == numbers


def test_the_lot_falls_on_about_as_many_as_it_should() -> None:
    assert not any(lot(0) for _unit in range(200))
    assert all(lot(100) for _unit in range(200))
    # By luck alone outside of these bounds once in more than ten million runs.
    assert 300 < sum(lot(20) for _unit in range(2000)) < 500
