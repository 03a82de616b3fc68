"""A site contests what HQ found: within its days, tested again blind, decided by somebody else, on the record."""

import asyncio
import json
from collections.abc import Awaitable
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from network.foundation.access import Actor
from network.foundation.database import execute, fetch_value, transaction
from network.foundation.errors import Forbidden
from network.repairs.commands.contests import contest_finding, decide_contest, retract_contest
from network.repairs.commands.inspections import retest_return
from network.repairs.commands.receiving import dispatch_units
from network.repairs.errors.inspections import (
    ContestedAlready,
    ContestIsOver,
    ContestNotFound,
    ContestWrong,
    InspectorDecides,
    NotContestable,
    NotToSendBack,
    RetestOutstanding,
    SameInspector,
    TooLateToContest,
)
from network.repairs.errors.records import ReturnNotFound
from network.repairs.queries.contests import contest, findings_of, open_contests, sites_held
from network.repairs.queries.inspections import unit
from network.repairs.rules.contests import ContestState
from network.repairs.rules.inspections import Cause, Stage
from network.repairs.rules.orders import Finding
from network.repairs.schemas.inspections import ContestDecisionIn, ContestIn
from tests.factory import HQ, Store, at
from tests.repairs.returning import HUA, INSPECTED, LI, RETESTED, ZHOU, Desk, runs, verdict

F = Finding
WHY = ContestIn(reason="It failed again with the customer.")
DECIDED = at("2026-11-10 01:00")
REJECTED = ContestDecisionIn(outcome="rejected", reason="Nothing was found, twice.")


@pytest.fixture
async def office(store: Store, sites: dict[str, int]) -> Desk:
    return Desk(store, sites)


@pytest.fixture
def operator(sites: dict[str, int]) -> Actor:
    return runs(sites["S1"])


def upheld(finding: Finding | None = None) -> ContestDecisionIn:
    return ContestDecisionIn(outcome="upheld", reason="It does fail when it is warm.", finding=finding)


async def refusals(*attempts: Awaitable[object]) -> list[type[BaseException]]:
    done = await asyncio.gather(*attempts, return_exceptions=True)
    return [type(each) for each in done if isinstance(each, BaseException)]


async def test_a_contested_unit_is_tested_again_and_the_second_verdict_comes_in_force(
    office: Desk, operator: Actor
) -> None:
    one = await office.inspected("S1", "P1", "X1", F.NO_FAULT_FOUND)
    made = await contest_finding(operator, "S1", one, WHY, RETESTED)
    assert await refusals(decide_contest(ZHOU, made, upheld(), DECIDED)) == [RetestOutstanding]
    assert await refusals(retest_return(HUA, one, verdict(F.FAULT_CONFIRMED), DECIDED)) == [SameInspector]
    assert await refusals(dispatch_units(HUA, [one], DECIDED)) == [NotToSendBack]
    await retest_return(LI, one, verdict(F.FAULT_CONFIRMED, "Fails when warm."), DECIDED)
    assert (await office.row(one))["finding"] == "no_fault_found"
    for tester in (HUA, LI):
        assert await refusals(decide_contest(tester, made, upheld(), DECIDED)) == [InspectorDecides]
    await decide_contest(ZHOU, made, upheld(), DECIDED)
    row = await office.row(one)
    assert (row["finding"], row["missed_step"], row["inspected_at"]) == ("fault_confirmed", None, INSPECTED)
    shown = await unit(ZHOU, one)
    assert [(each.cause, each.finding) for each in shown.verdicts] == [
        (Cause.FIRST, F.NO_FAULT_FOUND),
        (Cause.APPEAL, F.FAULT_CONFIRMED),
    ]
    assert shown.contest
    assert (shown.contest.state, shown.contest.decider, shown.stage) == (ContestState.UPHELD, "Zhou", Stage.DISPATCH)
    assert (await office.told("P1-1"))[-3:] == ["finding.contested", "return.retested", "finding.contest_decided"]


async def test_who_tests_on_appeal_reads_neither_the_verdict_nor_the_reason(office: Desk, operator: Actor) -> None:
    one = await office.inspected("S1", "P1", "X1", F.USER_EDUCATION)
    made = await contest_finding(operator, "S1", one, WHY, RETESTED)
    for reader in (HUA, LI, ZHOU, HQ):
        shown = await unit(reader, one)
        assert (shown.blind, shown.finding, shown.verdicts, shown.missed_step) == (True, None, [], None)
        assert shown.contest
        assert shown.contest.reason is None
        assert (await contest(reader, made)).reason is None
        assert [each.reason for each in (await open_contests(reader)).contests] == [None]
        told = await findings_of(reader, "S1", one, RETESTED)
        assert (told.verdicts, told.contest) == ((), None)
    assert WHY.reason not in json.dumps(await office.store.rows("select body from trail_event"))
    own = await findings_of(operator, "S1", one, RETESTED)
    assert own.contest
    assert (own.contest.reason, [each.finding for each in own.verdicts]) == (WHY.reason, [F.USER_EDUCATION])
    await retest_return(LI, one, verdict(F.NO_FAULT_FOUND), DECIDED)
    assert (await contest(ZHOU, made)).reason == WHY.reason


async def test_a_site_is_not_told_who_at_headquarters_found_or_decided(office: Desk, operator: Actor) -> None:
    one = await office.inspected("S1", "P1", "X1", F.NO_FAULT_FOUND)
    made = await contest_finding(operator, "S1", one, WHY, RETESTED)
    await retest_return(LI, one, verdict(F.NO_FAULT_FOUND), DECIDED)
    await decide_contest(ZHOU, made, REJECTED, DECIDED)
    told = await findings_of(operator, "S1", one, DECIDED)
    assert told.contest
    assert [each.inspector for each in told.verdicts] == [None, None]
    assert (told.contest.decider, told.contest.decision) == (None, REJECTED.reason)
    assert [each.inspector for each in (await findings_of(ZHOU, "S1", one, DECIDED)).verdicts] == ["Hua", "Li"]


@pytest.mark.parametrize(
    ("when", "refused"),
    [
        # Found on Wednesday the 4th, in Shanghai; the tenth working day after it is Wednesday the 18th.
        (at("2026-11-18 15:59:59"), []),
        (at("2026-11-18 16:00"), [TooLateToContest]),
        (at("2026-11-19 02:00"), [TooLateToContest]),
    ],
)
async def test_the_tenth_working_day_is_the_last(
    office: Desk, operator: Actor, when: datetime, refused: list[type[Exception]]
) -> None:
    one = await office.inspected("S1", "P1", "X1", F.CUSTOMER_DAMAGE)
    shown = await findings_of(operator, "S1", one, when)
    assert (shown.contest_until, shown.may_contest) == (date(2026, 11, 18), not refused)
    assert await refusals(contest_finding(operator, "S1", one, WHY, when)) == refused


async def test_the_days_of_the_site_are_counted(office: Desk, operator: Actor) -> None:
    one = await office.inspected("S1", "P1", "X1", F.CUSTOMER_DAMAGE)
    await office.store.root.execute(
        'update site set holidays = \'["2026-11-05"]\', make_up_days = \'["2026-11-07", "2026-11-08"]\''
        " where code = 'S1'"
    )
    assert (await findings_of(operator, "S1", one, DECIDED)).contest_until == date(2026, 11, 17)


async def test_what_a_file_told_late_can_be_contested_from_then_on(office: Desk, operator: Actor) -> None:
    file = await office.store.value(
        "insert into import_file (id, kind, name, sha256, size, rows, state, imported_at)"
        " values (gen_random_uuid(), 'hq_returns', 'q3.csv', 'a', 1, 1, 'imported', '2026-11-02 00:00+00') returning id"
    )
    late = {"inspected": 48, "finding": "no_fault_found", "received_at": at("2026-07-02")}
    one = await office.store.returned(office.sites["S1"], "R1", at("2026-07-01"), import_file=file, **late)
    two = await office.store.returned(office.sites["S1"], "R2", at("2026-07-01"), **late)
    assert await refusals(contest_finding(operator, "S1", two, WHY, DECIDED)) == [TooLateToContest]
    made = await contest_finding(operator, "S1", one, WHY, DECIDED)
    # Nobody knows whether HQ has it: it is decided by what is written.
    with pytest.raises(ContestWrong):
        await decide_contest(ZHOU, made, upheld(), DECIDED)
    await decide_contest(ZHOU, made, upheld(F.FAULT_CONFIRMED), DECIDED)
    assert (await office.row(one))["finding"] == "fault_confirmed"


async def test_only_what_counts_against_a_site_or_its_customer_is_contested(office: Desk, operator: Actor) -> None:
    for place, finding in enumerate((F.FAULT_CONFIRMED, F.TRANSIT_DAMAGE, F.RECALL)):
        one = await office.inspected("S1", f"P{place}", f"X{place}", finding)
        assert await refusals(contest_finding(operator, "S1", one, WHY, RETESTED)) == [NotContestable]
        assert not (await findings_of(operator, "S1", one, RETESTED)).may_contest
    [waiting] = await office.received("S1", "P9", "X9")
    assert await refusals(contest_finding(operator, "S1", waiting, WHY, RETESTED)) == [NotContestable]


async def test_a_finding_that_was_reversed_needs_no_contest(office: Desk, operator: Actor) -> None:
    one = await office.inspected("S1", "P1", "X1", F.NO_FAULT_FOUND)
    await dispatch_units(HUA, [one], INSPECTED)
    await office.inspected("S1", "P2", "X1", F.FAULT_CONFIRMED, INSPECTED + timedelta(days=4))
    attempt = contest_finding(operator, "S1", one, WHY, INSPECTED + timedelta(days=5))
    assert await refusals(attempt) == [NotContestable]


async def test_a_unit_that_has_gone_back_is_decided_by_what_is_written(office: Desk, operator: Actor) -> None:
    one = await office.inspected("S1", "P1", "X1", F.NO_FAULT_FOUND)
    await dispatch_units(HUA, [one], INSPECTED)
    assert not (await findings_of(operator, "S1", one, RETESTED)).retest
    made = await contest_finding(operator, "S1", one, WHY, RETESTED)
    assert (await contest(ZHOU, made)).reason == WHY.reason
    assert await refusals(decide_contest(HUA, made, REJECTED, DECIDED)) == [InspectorDecides]
    await decide_contest(ZHOU, made, upheld(F.TRANSIT_DAMAGE), DECIDED)
    assert (await office.row(one))["finding"] == "transit_damage"


async def test_what_the_lot_had_tested_twice_is_not_tested_a_third_time(office: Desk, operator: Actor) -> None:
    one = await office.tested_twice("P1", F.NO_FAULT_FOUND, F.NO_FAULT_FOUND)
    made = await contest_finding(operator, "S1", one, WHY, RETESTED)
    assert not (await contest(ZHOU, made)).retest_waits
    await decide_contest(ZHOU, made, REJECTED, DECIDED)
    assert (await office.row(one))["finding"] == "no_fault_found"


@pytest.mark.parametrize("finding", [None, F.NO_FAULT_FOUND, F.CUSTOMER_DAMAGE])
async def test_an_upheld_contest_is_better_for_the_site_than_before(
    office: Desk, operator: Actor, finding: Finding | None
) -> None:
    one = await office.tested_twice("P1", F.CUSTOMER_DAMAGE, F.CUSTOMER_DAMAGE)
    made = await contest_finding(operator, "S1", one, WHY, RETESTED)
    assert await refusals(decide_contest(ZHOU, made, upheld(finding), DECIDED)) == [ContestWrong]
    assert (await contest(ZHOU, made)).state is ContestState.OPEN


async def test_an_upheld_fault_reverses_an_earlier_finding_about_the_unit(office: Desk, operator: Actor) -> None:
    first = await office.inspected("S2", "P1", "X1", F.NO_FAULT_FOUND)
    await dispatch_units(HUA, [first], INSPECTED)
    second = await office.inspected("S1", "P2", "X1", F.NO_FAULT_FOUND, INSPECTED + timedelta(days=5))
    await dispatch_units(HUA, [second], INSPECTED + timedelta(days=5))
    made = await contest_finding(operator, "S1", second, WHY, INSPECTED + timedelta(days=6))
    await decide_contest(ZHOU, made, upheld(F.FAULT_CONFIRMED), INSPECTED + timedelta(days=7))
    assert (await office.row(first))["reversed_at"] == INSPECTED + timedelta(days=5)


async def test_hq_decides_once_and_a_contest_taken_back_may_be_made_again(office: Desk, operator: Actor) -> None:
    one = await office.inspected("S1", "P1", "X1", F.NO_FAULT_FOUND)
    made = await contest_finding(operator, "S1", one, WHY, RETESTED)
    assert await refusals(contest_finding(operator, "S1", one, WHY, RETESTED)) == [ContestedAlready]
    await retract_contest(operator, "S1", one, RETESTED)
    assert (await unit(LI, one)).stage is Stage.DISPATCH
    assert await refusals(
        retract_contest(operator, "S1", one, RETESTED), decide_contest(ZHOU, made, REJECTED, DECIDED)
    ) == [ContestIsOver, ContestIsOver]
    again = await contest_finding(operator, "S1", one, WHY, RETESTED)
    await retest_return(LI, one, verdict(F.NO_FAULT_FOUND), DECIDED)
    await decide_contest(ZHOU, again, REJECTED, DECIDED)
    assert await refusals(contest_finding(operator, "S1", one, WHY, DECIDED)) == [ContestedAlready]


async def test_one_of_two_who_decide_at_once_is_told_that_it_is_over(office: Desk, operator: Actor) -> None:
    one = await office.inspected("S1", "P1", "X1", F.NO_FAULT_FOUND)
    await dispatch_units(HUA, [one], INSPECTED)
    made = await contest_finding(operator, "S1", one, WHY, RETESTED)
    attempts = (decide_contest(who, made, each, DECIDED) for who, each in ((LI, REJECTED), (ZHOU, upheld(F.RECALL))))
    assert await refusals(*attempts) == [ContestIsOver]


async def test_a_contest_holds_up_the_quarter_of_its_finding_while_it_is_open(office: Desk, operator: Actor) -> None:
    one = await office.inspected("S1", "P1", "X1", F.NO_FAULT_FOUND)
    fourth, third = (date(2026, 10, 1), date(2027, 1, 1)), (date(2026, 7, 1), date(2026, 10, 1))
    assert await sites_held(HQ, *fourth) == frozenset()
    await contest_finding(operator, "S1", one, WHY, RETESTED)
    assert await sites_held(HQ, *fourth) == {office.sites["S1"]}
    assert await sites_held(HQ, *third) == frozenset()
    await retract_contest(operator, "S1", one, RETESTED)
    assert await sites_held(HQ, *fourth) == frozenset()


async def test_rivals_and_readers_contest_and_decide_nothing(office: Desk, operator: Actor) -> None:
    one = await office.inspected("S1", "P1", "X1", F.NO_FAULT_FOUND)
    rival = runs(office.sites["S2"])
    assert await refusals(contest_finding(rival, "S2", one, WHY, RETESTED)) == [ReturnNotFound]
    assert await refusals(contest_finding(HUA, "S1", one, WHY, RETESTED)) == [Forbidden]
    made = await contest_finding(operator, "S1", one, WHY, RETESTED)
    assert await refusals(retract_contest(rival, "S2", one, RETESTED)) == [ReturnNotFound]
    assert await refusals(decide_contest(operator, made, REJECTED, DECIDED)) == [Forbidden]
    assert await refusals(decide_contest(ZHOU, uuid4(), REJECTED, DECIDED)) == [ContestNotFound]
    assert (await findings_of(rival, "S2", one, RETESTED)).contest is None
    async with transaction(rival, read_only=True):
        assert await fetch_value("select count(*) from finding_contest") == 0


async def _by_hand(actor: Actor, statement: str, *values: object) -> None:
    async with transaction(actor):
        await execute(statement, *values)


async def test_the_database_keeps_contests_from_those_who_may_not(office: Desk, operator: Actor) -> None:
    one = await office.inspected("S1", "P1", "X1", F.NO_FAULT_FOUND)
    mine = office.sites["S2"]
    insert = (
        "insert into finding_contest (id, site, returned, reason, state, contested_by, contestant, contested_at)"
        " values (gen_random_uuid(), $1, $2, 'x', 'open', $3, 'Ou', now())"
    )
    rival = runs(mine)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await _by_hand(rival, insert, mine, one, UUID(int=7))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await _by_hand(operator, insert, office.sites["S1"], one, UUID(int=8))
    made = await contest_finding(operator, "S1", one, WHY, RETESTED)
    decide = (
        "update finding_contest set state = 'upheld', decided_by = $2, decider = 'x', decided_at = now(),"
        " decision = 'x' where id = $1"
    )
    for actor in (operator, HUA):  # the site itself, and the inspector
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await _by_hand(actor, decide, made, actor.account)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):  # in another's name
        await _by_hand(ZHOU, decide, made, LI.account)
    assert (await contest(ZHOU, made)).state is ContestState.OPEN
