"""Complaints from the customer to the decision."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from network.feedback.commands.answering import (
    acknowledge_complaint,
    answer_complaint,
    go_on,
    state_side,
    wait_for_customer,
)
from network.feedback.commands.complaint_import import import_complaints
from network.feedback.commands.complaints import locate_complaint
from network.feedback.commands.deciding import call_again
from network.feedback.errors.complaints import (
    AnswererDecides,
    ComplaintDecided,
    ComplaintMoved,
    ComplaintNotFound,
    ComplaintUnlocated,
    ComplaintWrong,
    NoCareDue,
    NotWaiting,
    WaitsAlready,
)
from network.feedback.lists import COMPLAINTS
from network.feedback.queries.complaints import complaint, list_complaints
from network.feedback.queries.problems import problem_counts
from network.feedback.queries.waiting import Wait, owed_answers, waiting_complaints
from network.feedback.rules.complaints import ComplaintState
from network.feedback.schemas.complaints import AnswerIn, CareIn, LocationIn
from network.foundation.access import Actor
from network.foundation.errors import Forbidden
from network.foundation.intake.small import RowsFaulty
from network.web.listing import ListState
from network.web.uploads import SentFile
from tests.factory import NOW, Store, at, executive, manager, operator
from tests.feedback.complaining import AGENT, GIVEN, JUDGE, answer, complain, decide

ANSWER = AnswerIn(answer="It is repaired and free of charge.")


async def found(actor: Actor = AGENT, **filters: str) -> list[str]:
    state = ListState(COMPLAINTS, sort="received_at", filters=filters)
    return [each.site for each in (await list_complaints(actor, state, NOW)).items]


async def test_a_complaint_goes_from_receipt_over_the_answer_to_the_decision(
    store: Store, sites: dict[str, int]
) -> None:
    made = await complain()
    own = operator(sites["SH1"])
    await acknowledge_complaint(own, made, at("2026-11-20 12:30"))
    await state_side(own, made, "The part came late.", at("2026-11-20 13:00"))
    await answer_complaint(own, made, ANSWER, at("2026-11-21"))
    assert (await complaint(own, made, NOW)).state is ComplaintState.ANSWERED
    await decide(made)
    shown = await complaint(JUDGE, made, NOW)
    assert (shown.state, shown.substantiated, shown.share, shown.answer_side) == (
        ComplaintState.CLOSED, True, Decimal(1), "site",
    )  # fmt: skip
    assert [step.what for step in shown.steps][-1] == "entered"
    assert {step.what for step in shown.steps} == {"entered", "acknowledged", "stated", "answered", "decided"}
    assert shown.care_on == date(2026, 12, 20)
    actions = await store.rows("select action from trail_event where action like 'complaint%' order by sequence")
    assert [row["action"].partition(".")[2] for row in actions] == [
        "entered", "acknowledged", "stated", "answered", "decided",
    ]  # fmt: skip


async def test_a_site_reads_no_name_and_no_phone_of_its_customer_and_not_who_decided(
    store: Store, sites: dict[str, int]
) -> None:
    made = await complain()
    await answer(made, sites["SH1"])
    await decide(made)
    own, hq = await complaint(operator(sites["SH1"]), made, NOW), await complaint(AGENT, made, NOW)
    assert (own.customer, hq.customer) == ("Z…, …1234", "Zhang San, 138 0000 1234")
    assert own.decider is None
    assert {step.who for step in own.steps if step.side == "hq"} == {None}
    assert hq.decider == "Judge"


async def test_rivals_and_other_regions_find_nothing(store: Store, sites: dict[str, int]) -> None:
    made = await complain()
    for actor in (operator(sites["SH2"]), manager(sites["BJ1"])):
        assert await found(actor) == []
        with pytest.raises(ComplaintNotFound):
            await complaint(actor, made, NOW)
    with pytest.raises(ComplaintNotFound):
        await answer_complaint(operator(sites["BJ1"]), made, ANSWER, NOW)
    with pytest.raises(Forbidden):
        await complaint(executive(), made, NOW)
    with pytest.raises(Forbidden):
        await complain(operator(sites["SH1"]))
    assert await found(manager(sites["SH1"])) == ["SH1"]


WRONG: list[tuple[dict[str, Any], set[str]]] = [
    ({"site": "NOWHERE"}, {"site"}),
    ({"site": "XX1"}, {"site"}),
    ({"received_at": "2026-11-20T12:00:01+00:00"}, {"received_at"}),
    ({"order_no": "NO-SUCH"}, {"order_no"}),
    ({"problem": "hardware"}, {"problem"}),
]


@pytest.mark.parametrize(("given", "fields"), WRONG)
async def test_what_cannot_be_is_refused_at_its_field(
    store: Store, sites: dict[str, int], given: dict[str, Any], fields: set[str]
) -> None:
    await store.root.execute("update site set status = 'closed', closed_on = '2026-11-20' where code = 'XX1'")
    with pytest.raises(ComplaintWrong) as refused:
        await complain(**given)
    assert set(refused.value.fields) == fields


async def test_a_complaint_of_the_last_day_of_a_site_is_still_taken(store: Store, sites: dict[str, int]) -> None:
    await store.root.execute("update site set status = 'closed', closed_on = '2026-11-21' where code = 'XX1'")
    await complain(site="XX1")


async def test_without_a_site_it_is_located_later_and_only_then_the_sites_clock_runs(
    store: Store, sites: dict[str, int]
) -> None:
    made = await complain(site="")
    assert [await found(manager(sites["SH1"])), await found(stage="locate")] == [[], [""]]
    with pytest.raises(ComplaintUnlocated):
        await answer_complaint(AGENT, made, ANSWER, NOW)
    with pytest.raises(ComplaintUnlocated):
        await decide(made)
    with pytest.raises(ComplaintWrong):
        await locate_complaint(AGENT, made, LocationIn(site="NOWHERE"), NOW)
    await locate_complaint(AGENT, made, LocationIn(site="SH2"), at("2026-11-24"))
    shown = await complaint(operator(sites["SH2"]), made, NOW)
    assert shown.due_at == at("2026-11-26")
    assert await store.value("select site from complaint_customer") == sites["SH2"]


@pytest.mark.parametrize("moment", ["2026-11-20T09:59:59+00:00", "2026-11-20T12:00:01+00:00"])
async def test_an_answer_before_receipt_or_still_to_come_is_refused(
    store: Store, sites: dict[str, int], moment: str
) -> None:
    made = await complain()
    with pytest.raises(ComplaintWrong) as refused:
        await answer(made, sites["SH1"], answered_at=moment)
    assert set(refused.value.fields) == {"answered_at"}
    await answer(made, sites["SH1"], answered_at=GIVEN["received_at"])


async def test_who_answered_does_not_decide_and_nobody_decides_twice(store: Store, sites: dict[str, int]) -> None:
    made = await complain()
    await answer_complaint(AGENT, made, ANSWER, NOW)
    with pytest.raises(AnswererDecides):
        await decide(made, AGENT)
    with pytest.raises(AnswererDecides):
        await decide(made, Actor.system())
    with pytest.raises(Forbidden):
        await decide(made, operator(sites["SH1"]))
    await decide(made)
    with pytest.raises(ComplaintDecided):
        await decide(made)
    with pytest.raises(ComplaintMoved):
        await answer_complaint(operator(sites["SH1"]), made, ANSWER, NOW)


async def test_who_decided_does_not_answer_afterwards(store: Store, sites: dict[str, int]) -> None:
    made = await complain()
    await decide(made)
    with pytest.raises(AnswererDecides):
        await answer_complaint(JUDGE, made, ANSWER, NOW)
    await answer(made, sites["SH1"])
    shown = await complaint(AGENT, made, NOW)
    assert (shown.state, shown.care_on) == (ComplaintState.CLOSED, date(2026, 12, 20))


async def test_of_two_screens_that_decide_at_once_one_is_told_that_it_is_decided(
    store: Store, sites: dict[str, int]
) -> None:
    made = await complain()
    told = await asyncio.gather(decide(made), decide(made, substantiated=False), return_exceptions=True)
    assert sorted(type(each).__name__ for each in told) == ["ComplaintDecided", "NoneType"]
    assert await store.value("select count(*) from complaint_step where what = 'decided'") == 1


@pytest.mark.parametrize(
    "statement",
    [
        "update complaint set substantiated = false",
        "update complaint set answer = 'Other words'",
        "update complaint set decided_by = answered_by",
        "update complaint set answered_at = received_at - interval '1 second'",
        "update complaint set state = 'received'",
    ],
)
async def test_the_database_keeps_answers_and_decisions(store: Store, sites: dict[str, int], statement: str) -> None:
    made = await complain()
    await answer(made, sites["SH1"])
    await decide(made)
    with pytest.raises((asyncpg.RestrictViolationError, asyncpg.CheckViolationError)):
        await store.root.execute(statement)


async def test_a_wait_for_the_customer_moves_the_clock(store: Store, sites: dict[str, int]) -> None:
    made, own = await complain(), operator(sites["SH1"])
    due = (await complaint(own, made, NOW)).due_at
    await wait_for_customer(own, made, "Nobody answers the phone.", at("2026-11-21"))
    with pytest.raises(WaitsAlready):
        await wait_for_customer(own, made, "Nobody answers the phone.", at("2026-11-21"))
    assert not (await complaint(own, made, at("2026-12-21"))).late
    await go_on(own, made, at("2026-11-21 06:30"))
    with pytest.raises(NotWaiting):
        await go_on(own, made, at("2026-11-21 06:30"))
    moved = await complaint(own, made, at("2026-12-21"))
    assert (moved.due_at - due, moved.late) == (timedelta(hours=6.5), True)


async def test_a_substantiated_complaint_may_raise_a_finding_at_its_site(store: Store, sites: dict[str, int]) -> None:
    made = await complain()
    with pytest.raises(ComplaintWrong):
        await decide(made, responsible="logistics", finding="major")
    await decide(made, finding="major")
    finding = (await complaint(AGENT, made, NOW)).finding
    [row] = await store.rows("select id, site, grade, source from finding")
    assert row == {"id": finding, "site": sites["SH1"], "grade": "major", "source": "hq"}
    assert await store.value("select count(*) from corrective_action") == 1


async def test_the_customer_is_called_again_until_satisfied_three_times(store: Store, sites: dict[str, int]) -> None:
    made = await complain()
    with pytest.raises(NoCareDue):
        await call_again(AGENT, made, CareIn(satisfied=True, note="All is well."), NOW)
    await answer(made, sites["SH1"])
    await decide(made)
    dues = []
    for satisfied in (True, False, True, True, True):
        await call_again(AGENT, made, CareIn(satisfied=satisfied, note="Said so."), NOW)
        dues.append((await complaint(AGENT, made, NOW)).care_on)
    day = date(2026, 11, 20)
    month, week = day + timedelta(days=30), day + timedelta(days=7)
    assert dues == [month, week, month, month, None]


async def test_lists_and_homes_say_what_is_to_be_done(store: Store, sites: dict[str, int]) -> None:
    await complain(site="")
    late = await complain(site="SH1", received_at="2026-11-01T00:00:00+00:00")
    await store.root.execute("update complaint set told_at = received_at where id = $1", late)
    done = await complain(site="SH2", problem="price.too_high")
    await answer(done, sites["SH2"])
    assert await found(stage="overdue") == ["SH1"]
    assert sorted(await found(stage="decide")) == ["SH1", "SH2"]
    assert await found(branch="price") == ["SH2"]
    assert await found(severity="minor") == []
    waits = {each.wait: each.count for each in await waiting_complaints(AGENT, NOW)}
    assert waits == {Wait.LOCATE: 1, Wait.OVERDUE: 1, Wait.DECIDE: 2, Wait.OVERCHARGES: 1}
    assert [each.owed for each in await owed_answers(operator(sites["SH1"], sites["SH2"]))] == ["answer", "state"]
    counted = await problem_counts(AGENT, date(2026, 11, 1), date(2026, 11, 30))
    assert (counted.complaints, counted.silent) == (3, 78)


COLUMNS = (
    "complaint_no,channel,received_at,site,order_no,problem,severity,"
    "customer_name,customer_phone,words,answered_at,answer\n"
)
GOOD = "X-1,phone,2026-11-10 09:00,SH1,,service.too_late,minor,Li Si,13900001234,Too long,2026-11-11 09:00,Sorry\n"


async def once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def take(folder: Path, text: str, actor: Actor = AGENT) -> int:
    return await import_complaints(actor, SentFile("c.csv", once((COLUMNS + text).encode())), folder, NOW)


async def test_a_file_of_complaints_is_taken_in_on_the_clocks_of_the_sites(
    tmp_path: Path, store: Store, sites: dict[str, int]
) -> None:
    assert await take(tmp_path, GOOD + "X-2,email,2026-11-20 09:00,,,price.too_high,major,,,Too dear,,\n") == 2
    rows = await store.rows("select complaint_no, state, received_at, customer, site from complaint order by 1")
    assert rows[0] == {
        "complaint_no": "X-1", "state": "answered", "received_at": at("2026-11-10 01:00"), "customer": "L…, …1234",
        "site": sites["SH1"],
    }  # fmt: skip
    assert (rows[1]["state"], rows[1]["site"]) == ("received", None)
    assert await store.value("select phone from complaint_customer") == "13900001234"
    assert await store.value("select count(*) from trail_event where action = 'complaints.imported'") == 2
    with pytest.raises(RowsFaulty) as refused:
        await take(tmp_path, GOOD)
    assert [error.code for error in refused.value.errors] == ["complaint_known"]


BAD_ROWS = [
    (GOOD.replace("SH1", "NO"), "unknown_site"),
    (GOOD.replace("SH1", "XX1"), "closed_site"),
    (GOOD.replace("2026-11-10 09:00", "2026-11-21 09:00").replace("2026-11-11", "2026-11-22"), "in_the_future"),
    (GOOD.replace("2026-11-11 09:00", "2026-11-10 08:59"), "answered_before_receipt"),
    (GOOD.replace("2026-11-11 09:00", "2026-11-30 09:00"), "answered_in_the_future"),
    (GOOD.replace("service.too_late", "service"), "unknown_problem"),
    (GOOD.replace("SH1,,", "SH1,R-9,"), "unknown_order"),
    (GOOD.replace(",Sorry", ","), "answer_without_moment"),
    (GOOD.replace("SH1", ""), "answered_without_site"),
    (GOOD + GOOD, "complaint_twice"),
    (GOOD.replace("minor", "awful"), "not_a_choice"),
]


@pytest.mark.parametrize(("text", "code"), BAD_ROWS)
async def test_a_file_with_an_error_changes_nothing_and_names_its_row(
    tmp_path: Path, store: Store, sites: dict[str, int], text: str, code: str
) -> None:
    await store.root.execute("update site set status = 'closed', closed_on = '2026-10-01' where code = 'XX1'")
    with pytest.raises(RowsFaulty) as refused:
        await take(tmp_path, text)
    assert code in {error.code for error in refused.value.errors}
    assert {error.row for error in refused.value.errors} <= {2, 3}
    assert await store.counts("complaint", "complaint_step") == {"complaint": 0, "complaint_step": 0}


async def test_a_complaint_that_is_not_there_is_not_found(store: Store, sites: dict[str, int]) -> None:
    with pytest.raises(ComplaintNotFound):
        await complaint(AGENT, UUID(int=1), NOW)
    with pytest.raises(ComplaintNotFound):
        await decide(UUID(int=1), JUDGE)
