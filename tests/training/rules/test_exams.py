"""Exams: drawing, grading, time and attempts."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.sites.rules.criteria import LocalText
from network.training.rules.courses import Exam, ExamQuestion, Option
from network.training.rules.exams import (
    GRACE,
    draw,
    grade,
    handed_in_at,
    is_over,
    opens_at,
    passes_again_from,
    remaining_seconds,
    unknown_answers,
)

TEXT = LocalText(en="Text", zh_CN="文本")
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def exam(questions: int = 6, ask: int = 3, percent: str = "66.67", **more: int) -> Exam:
    options = tuple(Option(key=key, text=TEXT) for key in "abcd")
    return Exam(
        questions=tuple(
            ExamQuestion(key=f"q{n}", question=TEXT, options=options, right=("a", "c")) for n in range(questions)
        ),
        draw=ask,
        pass_percent=Decimal(percent),
        minutes=20,
        **more,
    )


@given(st.text(), st.integers(1, 6))
def test_a_seed_draws_the_same_questions_each_time_and_none_twice(seed: str, ask: int) -> None:
    drawn = draw(exam(ask=ask), seed)
    assert drawn == draw(exam(ask=ask), seed)
    assert len({each.key for each in drawn}) == ask
    assert all(sorted(each.options) == list("abcd") for each in drawn)


def test_two_seeds_ask_in_two_orders() -> None:
    assert len({draw(exam(ask=6), str(seed)) for seed in range(20)}) > 15


def test_an_answer_counts_when_it_names_just_the_right_options() -> None:
    drawn = draw(exam(), "seed")
    one, two, three = (each.key for each in drawn)
    outcome = grade(exam(), drawn, {one: ["c", "a"], two: ["a"], three: ["a", "b", "c"]})
    assert outcome.percent == Decimal("33.33")
    assert not outcome.passed
    assert outcome.wrong == (two, three)


def test_nobody_passes_by_how_a_share_is_rounded() -> None:
    drawn = draw(exam(), "seed")
    answers = {each.key: ["a", "c"] for each in drawn[:2]}
    # Two of three are 66.666...: written as 66.67, but less than that.
    assert grade(exam(), drawn, answers).percent == Decimal("66.67")
    assert not grade(exam(), drawn, answers).passed
    assert grade(exam(percent="66.66"), drawn, answers).passed


def test_what_was_not_answered_is_wrong() -> None:
    assert grade(exam(), draw(exam(), "seed"), {}).percent == 0


@pytest.mark.parametrize("chosen", [["z"], ["a", "a"]])
def test_options_that_a_question_does_not_have_are_told(chosen: list[str]) -> None:
    drawn = draw(exam(), "seed")
    assert unknown_answers(drawn, {drawn[0].key: chosen, "elsewhere": []}) == [drawn[0].key, "elsewhere"]
    assert unknown_answers(drawn, {drawn[0].key: ["d"]}) == []


def test_what_was_under_way_at_the_end_still_counts_and_counts_as_of_the_end() -> None:
    assert not is_over(NOW, NOW + GRACE)
    assert is_over(NOW, NOW + GRACE + timedelta(microseconds=1))
    assert handed_in_at(NOW, NOW + GRACE) == NOW
    assert remaining_seconds(NOW, NOW - timedelta(seconds=90)) == 90
    assert remaining_seconds(NOW, NOW + GRACE) == 0


def test_after_all_attempts_each_further_one_waits_from_the_last() -> None:
    sat = [NOW, NOW + timedelta(days=1)]
    assert opens_at(exam(attempts=3, wait_days=7), sat) is None
    assert opens_at(exam(attempts=2, wait_days=7), sat) == NOW + timedelta(days=8)


def test_a_pass_for_good_is_never_renewed() -> None:
    assert passes_again_from(None, 60) is None
    assert passes_again_from(date(2026, 3, 1), 1) == date(2026, 2, 28)
