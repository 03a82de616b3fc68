"""Sitting an exam: once at a time, on the server's clock, from several devices, and what a pass gives."""

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from network.foundation.access import Actor
from network.foundation.errors import Forbidden
from network.training.commands.exams import close_run_out, hand_in, save_answers, start_exam
from network.training.errors.exams import (
    AttemptsUsed,
    BadAnswers,
    ExamNotFound,
    ExamOver,
    NoExam,
    NotEmployed,
    OtherExamOpen,
    PassedAlready,
    PassedForGood,
    PrerequisiteMissing,
)
from network.training.errors.sessions import NoPersonOfYours
from network.training.queries.exams import read_exam
from network.web.versions import PreconditionFailed
from tests.factory import HQ, NOW, Store, operator
from tests.training.teaching import BASIC, course, exam, examined, learner, passed, worker

ACCOUNT = UUID(int=91)
OTHER = UUID(int=92)
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
async def me(store: Store, sites: dict[str, int]) -> Actor:
    """A technician of SH1 whose entry is linked to their account."""
    await link(store, await worker(store, sites["SH1"]))
    return learner(ACCOUNT, sites["SH1"])


async def link(store: Store, person: UUID, account: UUID = ACCOUNT) -> None:
    await store.root.execute("update person set account = $2 where id = $1", person, account)


async def answers(me: Actor, attempt: UUID, right: int = 3) -> dict[str, list[str]]:
    """So many right answers, the rest wrong."""
    paper = await read_exam(me, attempt, NOW)
    return {each.key: ["a"] if place < right else ["b"] for place, each in enumerate(paper.questions)}


async def sit(me: Actor, key: str, right: int, at: datetime = NOW) -> UUID:
    attempt = await start_exam(me, key, at)
    await hand_in(me, attempt, None, await answers(me, attempt, right), at)
    return attempt


async def test_a_pass_gives_a_certificate_in_the_same_moment(store: Store, me: Actor) -> None:
    await examined("safety")
    attempt = await sit(me, "safety", 2)
    found = await read_exam(me, attempt, NOW)
    assert (found.passed, found.percent) == (True, Decimal("66.67"))
    [record] = await store.rows("select number, passed_on, valid_from, valid_to, source, attempt from training_record")
    assert record == {
        "number": found.record,
        "passed_on": date(2026, 11, 20),
        "valid_from": date(2026, 11, 20),
        "valid_to": date(2027, 11, 19),
        "source": "exam",
        "attempt": attempt,
    }


async def test_what_is_right_is_told_of_a_passed_exam_only(me: Actor) -> None:
    await examined("safety")
    failed = await read_exam(me, await sit(me, "safety", 0), NOW)
    assert failed.passed is False
    assert all(each.right is None for each in failed.questions)
    again = await read_exam(me, await sit(me, "safety", 3), NOW)
    assert all(each.right == ["a"] for each in again.questions)


async def test_an_exam_that_is_open_is_the_one_that_is_begun_again(store: Store, me: Actor) -> None:
    await examined("safety")
    await examined("prices")
    both = await asyncio.gather(start_exam(me, "safety", NOW), start_exam(me, "safety", NOW))
    assert both[0] == both[1]
    assert await store.counts("exam_attempt") == {"exam_attempt": 1}
    with pytest.raises(OtherExamOpen, match="Course safety"):
        await start_exam(me, "prices", NOW)


async def test_an_exam_that_is_handed_in_twice_counts_once(store: Store, me: Actor) -> None:
    await examined("safety")
    attempt = await start_exam(me, "safety", NOW)
    given = await answers(me, attempt)
    await asyncio.gather(*(hand_in(me, attempt, 1, given, NOW) for _click in range(2)))
    await hand_in(me, attempt, 1, {}, NOW + A_MINUTE)
    assert (await read_exam(me, attempt, NOW)).percent == 100
    assert await store.counts("training_record") == {"training_record": 1}


async def test_of_two_devices_the_one_that_is_behind_is_told_and_overwrites_nothing(me: Actor) -> None:
    await examined("safety")
    attempt = await start_exam(me, "safety", NOW)
    given = await answers(me, attempt)
    assert await save_answers(me, attempt, 1, given, NOW) == 2
    with pytest.raises(PreconditionFailed) as refusal:
        await save_answers(me, attempt, 1, {}, NOW)
    assert refusal.value.theirs == {"answers": given}
    with pytest.raises(PreconditionFailed):
        await hand_in(me, attempt, 1, {}, NOW)
    assert (await read_exam(me, attempt, NOW)).answers == given


async def test_after_its_end_what_was_kept_is_graded(store: Store, me: Actor) -> None:
    await examined("safety")
    attempt = await start_exam(me, "safety", NOW)
    await save_answers(me, attempt, 1, await answers(me, attempt), NOW)
    late = NOW + timedelta(minutes=20, seconds=31)
    with pytest.raises(ExamOver):
        await save_answers(me, attempt, 2, {}, late)
    await hand_in(me, attempt, 2, {}, late)
    found = await read_exam(me, attempt, late)
    assert (found.percent, found.handed_in_at, found.remaining) == (Decimal(100), NOW + 20 * A_MINUTE, 0)


async def test_what_was_under_way_at_the_end_is_taken(me: Actor) -> None:
    await examined("safety")
    attempt = await start_exam(me, "safety", NOW)
    await hand_in(me, attempt, 1, await answers(me, attempt), NOW + timedelta(minutes=20, seconds=30))
    found = await read_exam(me, attempt, NOW)
    assert (found.passed, found.handed_in_at) == (True, NOW + 20 * A_MINUTE)


async def test_attempts_that_ran_out_are_closed_by_the_daily_work(store: Store, me: Actor) -> None:
    await examined("safety")
    attempt = await start_exam(me, "safety", NOW)
    await save_answers(me, attempt, 1, await answers(me, attempt), NOW)
    assert await close_run_out(Actor.system(), NOW + 20 * A_MINUTE) == 0
    assert await close_run_out(Actor.system(), NOW + 21 * A_MINUTE) == 1
    assert await close_run_out(Actor.system(), NOW + 21 * A_MINUTE) == 0
    assert await store.value("select passed from exam_attempt where id = $1", attempt)
    assert await store.counts("training_record") == {"training_record": 1}


async def test_after_all_attempts_there_is_a_wait(me: Actor) -> None:
    await examined("safety", attempts=2, wait_days=7)
    await sit(me, "safety", 0)
    await sit(me, "safety", 0, NOW + A_MINUTE)
    with pytest.raises(AttemptsUsed, match="2026-11-27"):
        await start_exam(me, "safety", NOW + timedelta(days=7))
    await start_exam(me, "safety", NOW + timedelta(days=7, minutes=1))


async def test_what_is_passed_can_be_renewed_within_its_window_and_loses_no_day(store: Store, me: Actor) -> None:
    await examined("safety")
    await sit(me, "safety", 3)
    with pytest.raises(PassedAlready, match="2027-09-20"):
        await start_exam(me, "safety", datetime.fromisoformat("2027-09-19T12:00:00Z"))
    renewed = datetime.fromisoformat("2027-09-20T12:00:00Z")
    await sit(me, "safety", 3, renewed)
    assert await store.value("select max(valid_from) from training_record") == date(2027, 11, 20)


async def test_what_is_passed_for_good_is_not_sat_again(me: Actor) -> None:
    await course("safety", replace(BASIC, validity_months=None, exam=exam()))
    await sit(me, "safety", 3)
    with pytest.raises(PassedForGood):
        await start_exam(me, "safety", NOW)


async def test_what_comes_first_must_be_valid(store: Store, sites: dict[str, int], me: Actor) -> None:
    await course("basics")
    await course("repair", replace(BASIC, prerequisites=("basics",), exam=exam()))
    with pytest.raises(PrerequisiteMissing, match="Course basics"):
        await start_exam(me, "repair", NOW)
    person = await store.value("select id from person where account = $1", ACCOUNT)
    await passed(store, person, "basics", sites["SH1"], date(2026, 1, 1), date(2026, 11, 19))
    with pytest.raises(PrerequisiteMissing):
        await start_exam(me, "repair", NOW)
    await passed(store, person, "basics", sites["SH1"], date(2026, 1, 1), date(2026, 11, 20))
    await start_exam(me, "repair", NOW)


async def test_only_who_is_on_the_staff_list_today_sits_an_exam(store: Store, sites: dict[str, int]) -> None:
    await examined("safety")
    with pytest.raises(NoPersonOfYours):
        await start_exam(learner(ACCOUNT, sites["SH1"]), "safety", NOW)
    await link(store, await worker(store, sites["SH1"], to_on=date(2026, 11, 19)))
    with pytest.raises(NotEmployed):
        await start_exam(learner(ACCOUNT, sites["SH1"]), "safety", NOW)
    with pytest.raises(Forbidden):
        await start_exam(HQ, "safety", NOW)


async def test_nobody_sees_or_fills_in_the_exam_of_somebody_else(
    store: Store, sites: dict[str, int], me: Actor
) -> None:
    await examined("safety")
    attempt = await start_exam(me, "safety", NOW)
    await link(store, await worker(store, sites["SH1"], "Wang Wei"), OTHER)
    for stranger in (learner(OTHER, sites["SH1"]), operator(sites["SH1"])):
        with pytest.raises(ExamNotFound):
            await read_exam(stranger, attempt, NOW)
        with pytest.raises(ExamNotFound):
            await hand_in(stranger, attempt, None, {}, NOW)


async def test_answers_to_other_questions_are_refused(me: Actor) -> None:
    await examined("safety")
    attempt = await start_exam(me, "safety", NOW)
    with pytest.raises(BadAnswers) as refusal:
        await save_answers(me, attempt, 1, {"elsewhere": ["a"]}, NOW)
    assert set(refusal.value.fields) == {"elsewhere"}


async def test_a_course_without_an_exam_has_none_to_sit(me: Actor) -> None:
    await course("safety")
    with pytest.raises(NoExam):
        await start_exam(me, "safety", NOW)
