"""How auditors are compared: tables of cases, and what must hold whatever they scored."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.audits.rules.answers import Answer
from network.audits.rules.checklists import ChecklistDocument, QuestionType, Section, VisitKind
from network.audits.rules.quality import (
    ENOUGH_VISITS,
    Scored,
    Severity,
    by_auditor,
    by_question,
    compared,
    residuals,
    severity,
    verdict,
)
from network.audits.rules.visit_signals import (
    LONGEST_PAUSE,
    after_leaving,
    happenings,
    not_applicable,
    repeated,
    section_minutes,
    straight,
)
from network.foundation.kappa import agreement
from network.foundation.precision import half_up
from tests.audits.visiting import document, text, yes_no

ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))
LEFT = datetime(2026, 11, 20, 10, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("table", "per_cent", "kappa"),
    [
        ((40, 8, 6, 6), "76.7", "0.31"),
        ((20, 0, 0, 20), "100.0", "1.00"),
        ((25, 25, 25, 25), "50.0", "0.00"),
        ((0, 10, 10, 0), "0.0", "-1.00"),
        ((60, 0, 0, 0), "100.0", None),
        ((0, 0, 0, 1), "100.0", None),
    ],
)
def test_agreement_that_chance_explains_is_worth_nothing(
    table: tuple[int, ...], per_cent: str, kappa: str | None
) -> None:
    kinds = (("yes", "yes"), ("yes", "no"), ("no", "yes"), ("no", "no"))
    found = agreement(pair for pair, times in zip(kinds, table, strict=True) for _time in range(times))
    assert f"{100 * Decimal(found.agreed) / found.pairs:.1f}" == per_cent
    assert (None if found.kappa is None else f"{found.kappa:.2f}") == kappa


def test_auditors_are_held_against_the_reference_and_without_one_against_each_other() -> None:
    yes, no = {"greeted": Answer(True), "price": Answer(True)}, {"greeted": Answer(False), "price": Answer(True)}
    against = compared(document(), {ONE: yes, TWO: no}, yes)
    assert {who: (each.agreed, each.pairs) for who, each in by_auditor(against).items()} == {ONE: (2, 2), TWO: (1, 2)}
    assert {key: (each.agreed, each.pairs) for key, each in by_question(against).items()} == {
        "greeted": (1, 2),
        "price": (2, 2),
    }
    among = by_auditor(compared(document(), {ONE: yes, TWO: no, THREE: yes}, None))
    assert {who: (each.agreed, each.pairs) for who, each in among.items()} == {ONE: (3, 4), TWO: (2, 4), THREE: (3, 4)}
    assert compared(document(), {ONE: yes}, None) == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(True), "yes"),
        (Answer(None, "not there"), "n/a"),
        (Answer(), "-"),
    ],
)
def test_a_question_left_out_differs_from_one_answered(answer: Answer, said: str) -> None:
    assert verdict(yes_no("greeted"), answer) == said


def test_of_what_is_measured_only_whether_it_failed_is_compared() -> None:
    timed = yes_no("wait")
    measured = type(timed)(
        key="wait",
        type=QuestionType.TIMER,
        label=text("wait"),
        points=Decimal(10),
        best=Decimal(60),
        worst=Decimal(600),
    )
    assert [verdict(measured, Answer(Decimal(seconds))) for seconds in (30, 61, 599)] == ["passed", "passed", "failed"]


def scored(auditor: UUID, site: int, score: int, like: str = "mystery-visit") -> Scored:
    number = scored.__dict__.setdefault("count", 0) + 1
    scored.__dict__["count"] = number
    return Scored(UUID(int=1000 + number), auditor, site, like, Decimal(score))


def test_a_score_is_held_against_what_others_gave_the_same_site_by_the_same_checklist() -> None:
    mine, twice = scored(ONE, 1, 90), scored(ONE, 1, 70)
    theirs, other = scored(TWO, 1, 60), scored(THREE, 1, 80)
    alone, elsewhere = scored(ONE, 2, 10), scored(TWO, 1, 0, "mystery-call")
    found = residuals([mine, twice, theirs, other, alone, elsewhere])
    wanted = {mine.visit: "20.00", twice.visit: "0.00", theirs.visit: "-20.00", other.visit: "6.67"}
    assert {visit: str(half_up(each)) for visit, each in found.items()} == wanted


@pytest.mark.parametrize(
    ("found", "mean", "notable"),
    [
        ((6, 6), None, False),
        ((6, 6, 6), "6.00", True),
        ((5, 5, 5), "5.00", False),
        ((-9, -8, -7), "-8.00", True),
        ((-20, 0, 40), "6.67", False),
        ((4, 4, 4, 4), "4.00", False),
    ],
)
def test_an_auditor_is_looked_at_when_five_points_off_and_not_by_chance(
    found: Sequence[int], mean: str | None, notable: bool
) -> None:
    judged = severity([Decimal(each) for each in found])
    assert (None if judged.mean is None else str(judged.mean), judged.notable) == (mean, notable)


def test_the_interval_is_that_of_student() -> None:
    """1, 2, 3: mean 2, standard error 1 / sqrt(3), times 4.303."""
    assert severity([Decimal(1), Decimal(2), Decimal(3)]) == Severity(
        3, Decimal("2.00"), Decimal("-0.48"), Decimal("4.48")
    )


@given(st.lists(st.decimals(-100, 100, places=2), max_size=40))
def test_the_mean_lies_in_its_interval_and_too_few_visits_have_none(found: list[Decimal]) -> None:
    judged = severity(found)
    if len(found) < ENOUGH_VISITS:
        assert (judged.mean, judged.low, judged.high, judged.notable) == (None, None, None, False)
    else:
        assert judged.low is not None
        assert judged.mean is not None
        assert judged.high is not None
        assert judged.low <= judged.mean <= judged.high
    mirrored = severity([-each for each in found])
    assert mirrored.notable == judged.notable


def event(kind: str, question: str | None, second: int, run: str = "r") -> dict[str, object]:
    at = LEFT + timedelta(seconds=second)
    return {"number": 1, "kind": kind, "question": question, "at": at.isoformat(), "run": run} | {
        "milliseconds": 5_000_000 + second * 1000
    }


def test_the_minutes_of_a_section_are_those_before_its_answers() -> None:
    day = LONGEST_PAUSE // 1000 + 1
    told = [
        event("open", None, -600),
        event("answer", "greeted", -480),
        event("answer", "price", -450),
        event("photo", "greeted", -420),
        event("open", None, -400, "again"),
        event("answer", "price", -400 + day, "again"),
        event("submit", None, -390 + day, "again"),
    ]
    assert section_minutes(document(), happenings(told)) == {"reception": Decimal("2.5"), "money": Decimal("0.5")}


def test_what_is_answered_first_after_leaving_is_counted_and_what_is_changed_then_is_not() -> None:
    told = [event("answer", "greeted", -60), event("change", "greeted", 60), event("answer", "price", 1)]
    assert after_leaving(happenings(told), LEFT) == (1, 2)


@pytest.mark.parametrize("event", [None, 7, "text", {}, {"kind": 1, "run": "r", "milliseconds": 1}, {"kind": "open"}])
def test_notes_without_the_form_of_the_tablets_are_passed_over(event: object) -> None:
    assert list(happenings([event])) == []


def test_a_time_that_cannot_be_read_is_none() -> None:
    told = [event("answer", "greeted", 5) | {"at": at} for at in ("yesterday", "2026-11-20T11:00:00", 5)]
    assert after_leaving(happenings(told), LEFT) == (0, 0)


def many(count: int) -> ChecklistDocument:
    questions = tuple(yes_no(f"q{number}", not_applicable=True) for number in range(count))
    section = Section(key="all", label=text("All"), questions=questions)
    return ChecklistDocument(key="many", kind=VisitKind.MYSTERY_VISIT, title=text("Many"), sections=(section,))


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([Answer(True)] * 5, True),
        ([Answer(None, "closed")] * 5, True),
        ([Answer(True)] * 4, False),
        ([Answer(True)] * 5 + [Answer(False)], False),
        ([Answer(True)] * 4 + [Answer()], False),
    ],
)
def test_a_visit_is_straight_when_five_questions_or_more_have_the_one_answer(
    answers: list[Answer], expected: bool
) -> None:
    said = {f"q{number}": answer for number, answer in enumerate(answers)}
    assert straight(many(len(answers)), said) is expected


def test_only_questions_that_may_be_left_out_count_for_how_often_they_are() -> None:
    said = {"greeted": Answer(True), "price": Answer(None, "closed")}
    assert not_applicable(document(), said) == {"price": True}


def test_visits_with_all_the_same_answers_are_found() -> None:
    assert repeated({ONE: ("c", "yes"), TWO: ("c", "yes"), THREE: ("d", "yes")}) == {ONE, TWO}
