"""What the database alone knows and says of exams: what is right, and what answers come to."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random
from uuid import UUID, uuid4

import asyncpg
import pytest

from network.foundation.access import Actor
from network.foundation.database import execute, fetch, fetch_row, fetch_value, transaction
from network.training.commands.exams import hand_in, start_exam
from network.training.queries.courses import course_versions
from network.training.queries.exams import DRAWN, read_exam
from network.training.rules.courses import Exam
from network.training.rules.exams import draw, grade
from tests.factory import HQ, NOW, Store, manager, operator
from tests.training.teaching import BASIC, course, exam, examined, learner, question, text, worker

ACCOUNT, OTHER = UUID(int=91), UUID(int=92)
SITTINGS = 40
RIGHT = (("a",), ("b",), ("a", "c"), ("a", "b"), ("c",), ("b", "c"))
CHOSEN: tuple[list[str], ...] = ([], ["a"], ["b"], ["c"], ["c", "a"], ["b", "c"], ["c", "b", "a"], ["a", "a"])


@pytest.fixture
async def me(store: Store, sites: dict[str, int]) -> Actor:
    """A technician of SH1 whose entry is linked to their account."""
    await store.root.execute("update person set account = $2 where id = $1", await worker(store, sites["SH1"]), ACCOUNT)
    return learner(ACCOUNT, sites["SH1"])


@pytest.mark.parametrize("percent", ["1", "33.33", "33.34", "50", "66.66", "66.67", "100"])
async def test_the_database_marks_as_the_rules_say(store: Store, sites: dict[str, int], percent: str) -> None:
    chance, asked = Random(percent), 3 if "." in percent else 4
    questions = tuple(question(f"q{number}", right) for number, right in enumerate(RIGHT))
    sat = Exam(questions=questions, draw=asked, pass_percent=Decimal(percent), minutes=20)
    version = await course("safety", replace(BASIC, exam=sat))
    person = await worker(store, sites["SH1"])
    for number in range(SITTINGS):
        drawn = draw(sat, str(number))
        answers = {each.key: chance.choice(CHOSEN) for each in drawn if chance.random() < 0.9}
        answers |= {each.key: list(questions[int(each.key[1])].right)[::-1] for each in drawn if chance.random() < 0.5}
        made = await _attempt(store, version.id, person, sites["SH1"], number, DRAWN.dump_json(drawn).decode(), answers)
        async with transaction(HQ):
            marked = await fetch_row("select * from mark_attempt($1, $2)", made, NOW)
        expected = grade(sat, drawn, answers)
        assert marked is not None
        assert (marked["percent"], marked["passed"]) == (expected.percent, expected.passed), answers


async def _attempt(
    store: Store, version: UUID, person: UUID, site: int, number: int, drawn: str, answers: dict[str, list[str]]
) -> UUID:
    made = uuid4()
    await store.root.execute(
        "insert into exam_attempt (id, version, person, site, number, questions, answers, started_at, ends_at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        *(made, version, person, site, number, drawn, json.dumps(answers), NOW, NOW + timedelta(minutes=20)),
    )
    return made


async def test_who_sits_an_exam_reads_a_course_without_what_is_right(
    store: Store, sites: dict[str, int], me: Actor
) -> None:
    explained = replace(question("q1"), explanation=text("Because."))
    await course("safety", replace(BASIC, exam=replace(exam(), questions=(explained, *exam().questions[1:]))))
    for actor in (me, operator(sites["SH1"])):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction(actor, read_only=True):
                await fetch("select document from course_version")
    for actor in (me, operator(sites["SH1"]), manager(sites["SH1"])):
        [seen] = await course_versions(actor, "safety")
        assert seen.document.exam is not None
        assert [(each.key, each.right, each.explanation) for each in seen.document.exam.questions] == [
            (f"q{number}", (), None) for number in (1, 2, 3, 4)
        ]
    [whole] = await course_versions(HQ, "safety")
    assert whole.document.exam is not None
    assert whole.document.exam.questions[0] == explained


async def test_nobody_marks_or_ends_an_exam_but_by_handing_it_in(
    store: Store, sites: dict[str, int], me: Actor
) -> None:
    await examined("safety")
    attempt = await start_exam(me, "safety", NOW)
    for column in ("percent = 100", "passed = true", "handed_in_at = now()", "questions = '[]'"):
        for actor in (me, HQ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with transaction(actor):
                    await execute(f"update exam_attempt set {column}")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction(me):
            await execute(
                "insert into exam_attempt (id, version, person, site, number, questions, started_at, ends_at, "
                "handed_in_at, percent, passed) select gen_random_uuid(), version, person, site, 2, questions, "
                "started_at, ends_at, ends_at, 100, true from exam_attempt"
            )
    other = await worker(store, sites["SH1"], "Wang Wei")
    await store.root.execute("update person set account = $2 where id = $1", other, OTHER)
    for stranger in (learner(OTHER, sites["SH1"]), operator(sites["SH1"])):
        async with transaction(stranger):
            assert await fetch("select * from mark_attempt($1, $2)", attempt, NOW) == []
            assert await fetch("select * from told_of_attempt($1)", attempt) == []
    assert await store.value("select handed_in_at from exam_attempt") is None


async def test_what_is_right_is_not_told_before_the_exam_is_passed(store: Store, me: Actor) -> None:
    several = (question("q1", ("a", "b")), question("q2"), question("q3"))
    await course("safety", replace(BASIC, exam=replace(exam(), questions=several)))
    attempt = await start_exam(me, "safety", NOW)
    count_right = 'select count("right") from told_of_attempt($1)'
    async with transaction(me, read_only=True):
        assert await fetch_value(count_right, attempt) == 0
    assert {each.key: each.several for each in (await read_exam(me, attempt, NOW)).questions} == {
        "q1": True, "q2": False, "q3": False,
    }  # fmt: skip
    await hand_in(me, attempt, None, {"q1": ["b", "a"], "q2": ["a"]}, NOW)
    found = await read_exam(me, attempt, NOW)
    assert (found.passed, found.percent) == (True, Decimal("66.67"))
    assert {each.key: each.right for each in found.questions} == {"q1": ["a", "b"], "q2": ["a"], "q3": ["a"]}
