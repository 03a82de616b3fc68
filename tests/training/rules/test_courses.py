"""What makes a course wrong, circles, and how long a pass holds."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.sites.rules.criteria import LocalText
from network.sites.rules.validity import ValidityRule
from network.training.rules.course_problems import CourseUnreadable
from network.training.rules.course_validation import circle, validate_course
from network.training.rules.courses import CourseDocument
from network.training.rules.giving import new_record_number, record_validity
from network.training.schemas.courses import keep_course, kept_course, read_course, write_course
from tests.training.teaching import BASIC, exam, question, text

WHOLE = replace(BASIC, objectives=(text("Aim"),), standards=("rings",), exam=exam())
Change = Callable[[CourseDocument], CourseDocument]


def of_exam(**changes: object) -> Change:
    return lambda whole: replace(whole, exam=replace(exam(), **changes))  # type: ignore[arg-type]


def of_question(**changes: object) -> Change:
    return of_exam(questions=(replace(question("q1"), **changes), question("q2"), question("q3")))  # type: ignore[arg-type]


def having(**changes: object) -> Change:
    return lambda whole: replace(whole, **changes)  # type: ignore[arg-type]


def test_a_whole_course_has_nothing_wrong_with_it() -> None:
    assert validate_course("own", WHOLE, {}) == []
    assert validate_course("own", replace(WHOLE, validity_months=None, window_days=999), {}) == []


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        (having(summary=LocalText(en="Only English", zh_CN="")), "summary.zh_CN", "blank"),
        (having(hours=Decimal(0)), "hours", "hours_outside"),
        (having(validity_months=0), "validity_months", "months_outside"),
        (having(validity_months=121), "validity_months", "months_outside"),
        (having(validity_months=1, window_days=28), "window_days", "window_outside"),
        (having(window_days=-1), "window_days", "window_outside"),
        (having(validity_rule=ValidityRule.FIXED_DATE), "validity_rule", "no_fixed_date"),
        (having(prerequisites=("nowhere",)), "prerequisites[0]", "prerequisite_unknown"),
        (having(prerequisites=("own",)), "prerequisites", "required_in_a_circle"),
        (having(standards=("rings", "rings")), "standards", "repeated"),
        (of_exam(questions=()), "exam.questions", "missing"),
        (of_exam(draw=5), "exam.draw", "draw_outside"),
        (of_exam(draw=0), "exam.draw", "draw_outside"),
        (of_exam(pass_percent=Decimal(0)), "exam.pass_percent", "percent_outside"),
        (of_exam(pass_percent=Decimal("100.5")), "exam.pass_percent", "percent_outside"),
        (of_exam(minutes=0), "exam.minutes", "minutes_outside"),
        (of_exam(attempts=0), "exam.attempts", "attempts_outside"),
        (of_exam(wait_days=-1), "exam.wait_days", "wait_outside"),
        (of_question(right=()), "exam.questions[0].right", "nothing_right"),
        (of_question(right=("a", "b", "c")), "exam.questions[0].right", "nothing_wrong"),
        (of_question(right=("z",)), "exam.questions[0].right", "right_unknown"),
        (of_question(options=question("x").options[:1]), "exam.questions[0].options", "options_outside"),
        (of_question(options=question("x").options * 3), "exam.questions[0].options", "options_outside"),
        (of_question(key="q2"), "exam.questions", "repeated"),
        (of_question(key="Not a key"), "exam.questions[0].key", "bad_code"),
        (of_question(question=LocalText(en="x" * 501, zh_CN="x")), "exam.questions[0].question.en", "text_too_long"),
    ],
)
def test_each_fault_is_named_with_its_place(change: Change, path: str, code: str) -> None:
    assert (path, code) in [(each.path, each.code) for each in validate_course("own", change(WHOLE), {})]


def test_the_shortest_circle_is_named() -> None:
    asked = {"a": ["b", "c"], "b": ["d"], "c": ["a"], "d": ["a"]}
    assert circle("a", asked) == ["a", "c", "a"]
    assert circle("b", asked) == ["b", "d", "a", "b"]
    assert circle("e", {"e": ["a"], **asked}) is None


@given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), max_size=3)))
def test_what_is_called_a_circle_is_one(asked: dict[str, list[str]]) -> None:
    for key in asked:
        if around := circle(key, asked):
            assert around[0] == around[-1] == key
            assert all(after in asked[before] for before, after in pairwise(around))


def test_a_course_is_read_back_as_it_was_written() -> None:
    assert read_course(write_course(WHOLE)) == kept_course(keep_course(WHOLE)) == WHOLE


@pytest.mark.parametrize("text", ["- a", "summary: 1", "summary: {en: a, zh_CN: b}\nnothing: 1", "hours: 1e40"])
def test_what_is_no_course_is_told_by_its_places(text: str) -> None:
    with pytest.raises(CourseUnreadable) as refused:
        read_course(text)
    assert refused.value.problems


DECISION, PREVIOUS = ValidityRule.FROM_DECISION, ValidityRule.FROM_PREVIOUS_EXPIRY


@pytest.mark.parametrize(
    ("rule", "months", "passed_on", "running_to", "expected"),
    [
        (DECISION, 12, date(2026, 5, 15), None, (date(2026, 5, 15), date(2027, 5, 14))),
        # 29 February: a year later there is none, so it ends on the 28th.
        (DECISION, 12, date(2028, 2, 29), None, (date(2028, 2, 29), date(2029, 2, 28))),
        (DECISION, 48, date(2028, 2, 29), None, (date(2028, 2, 29), date(2032, 2, 28))),
        (PREVIOUS, 12, date(2028, 1, 10), date(2028, 2, 28), (date(2028, 2, 29), date(2029, 2, 28))),
        # In the window nothing is lost; before it, it counts as a first pass.
        (PREVIOUS, 12, date(2026, 12, 1), date(2026, 12, 31), (date(2027, 1, 1), date(2027, 12, 31))),
        (DECISION, 12, date(2026, 12, 1), date(2026, 12, 31), (date(2027, 1, 1), date(2027, 11, 30))),
        (PREVIOUS, 12, date(2026, 6, 1), date(2026, 12, 31), (date(2026, 6, 1), date(2027, 5, 31))),
        (DECISION, None, date(2026, 6, 1), date(2026, 12, 31), (date(2026, 6, 1), None)),
    ],
)
def test_how_long_a_pass_holds(
    rule: ValidityRule,
    months: int | None,
    passed_on: date,
    running_to: date | None,
    expected: tuple[date, date | None],
) -> None:
    assert record_validity(rule, months, 60, passed_on, running_to) == expected


@given(
    st.sampled_from([DECISION, PREVIOUS]),
    st.integers(1, 120),
    st.dates(date(2024, 1, 1), date(2040, 1, 1)),
    st.none() | st.integers(0, 4000),
)
def test_no_pass_ends_before_it_begins_or_before_a_first_one_would(
    rule: ValidityRule, months: int, passed_on: date, running_days: int | None
) -> None:
    running = None if running_days is None else passed_on + timedelta(days=running_days)
    first, last = record_validity(rule, months, 27, passed_on, running)
    _alone, least = record_validity(rule, months, 27, passed_on, None)
    assert last is not None
    assert least is not None
    assert first <= last
    assert last >= least


def test_numbers_are_of_their_year_and_never_the_same() -> None:
    numbers = {new_record_number(2026) for _each in range(200)}
    assert len(numbers) == 200
    assert all(number.startswith("T-2026-") and len(number) == 16 for number in numbers)
