"""What a monthly report may say, and what it is asked about."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.foundation.i18n import reading
from network.repairs.rules.report_figures import FIGURES
from network.repairs.rules.report_questions import is_unusual, open_questions, questions
from network.repairs.rules.reports import STAFFING, Content, balance, canonical, fingerprint, hard_problems
from tests.repairs.reporting import QUIET

DAYS = 31
counts = st.integers(0, 5000)


@st.composite
def balanced(draw: st.DrawFn) -> dict[str, int]:
    """Figures of a month as they hang together."""
    figures = {key: draw(counts) for key in FIGURES}
    figures["days_open"] %= DAYS + 1
    for key in reversed(list(FIGURES)):
        if part_of := FIGURES[key].part_of:
            figures[part_of] = max(figures[part_of], figures[key])
    figures["wip_opening"] += figures["closed"] + figures["transferred"]
    figures["wip_closing"] = balance(figures)
    return figures


def codes(content: Content, **known: int) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in hard_problems(content, known, DAYS)]


def test_a_month_that_hangs_together_has_no_problem() -> None:
    assert codes(Content(figures=QUIET)) == []


@given(balanced())
def test_whatever_hangs_together_is_never_refused(figures: dict[str, int]) -> None:
    assert codes(Content(figures=figures)) == []


@given(balanced(), st.sampled_from(("received", "closed", "transferred", "wip_opening")), st.integers(1, 50))
def test_work_in_progress_that_does_not_add_up_is_refused_at_its_end(
    figures: dict[str, int], moved: str, by: int
) -> None:
    figures = {**figures, moved: figures[moved] + by}
    assert ("wip_closing", "wip_unbalanced") in codes(Content(figures=figures))


@given(balanced(), st.sampled_from([key for key, figure in FIGURES.items() if figure.part_of]))
def test_no_part_is_more_than_its_whole(figures: dict[str, int], part: str) -> None:
    figures = {**figures, part: figures[FIGURES[part].part_of] + 1}
    assert (part, "part_exceeds_whole") in codes(Content(figures=figures))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"received": -1}, ("received", "negative")),
        ({"complaints": 1_000_000}, ("complaints", "too_large")),
        ({"days_open": 32}, ("days_open", "too_many_days")),
        ({"profit": 3}, ("profit", "unknown_figure")),
        ({"received": 41}, ("wip_closing", "wip_unbalanced")),
        ({"ready_24h": 37}, ("ready_24h", "part_exceeds_whole")),
        ({"technicians": 5}, ("technicians", "part_exceeds_whole")),
        ({"parts_defective": 1}, ("parts_defective", "part_exceeds_whole")),
    ],
)
def test_a_figure_that_cannot_be_is_named(change: dict[str, int], expected: tuple[str, str]) -> None:
    assert codes(Content(figures=QUIET | change)) == [expected]


def test_each_figure_that_is_missing_is_named() -> None:
    figures = {key: value for key, value in QUIET.items() if key not in ("received", "staff")}
    assert codes(Content(figures=figures)) == [("received", "missing"), ("staff", "missing")]


def test_a_nil_report_needs_no_figures() -> None:
    content = Content(nil=True)
    assert codes(content) == []
    assert content.whole().figures == {key: 0 for key in FIGURES if key not in STAFFING}


def test_a_nil_report_may_say_who_was_there() -> None:
    assert codes(Content(nil=True, figures={"staff": 3, "technicians": 1, "days_open": 20}), staff=3) == []


def test_a_nil_report_has_no_other_figure_above_zero() -> None:
    assert codes(Content(nil=True, figures={"complaints": 1, "received": 0})) == [("complaints", "nil_with_figures")]


def test_a_nil_report_is_refused_where_the_records_know_of_activity() -> None:
    assert codes(Content(nil=True), received=2, closed=0, staff=4) == [("received", "nil_but_records")]


def test_a_problem_says_what_is_wrong_and_what_to_do_in_both_languages() -> None:
    [problem] = hard_problems(Content(figures=QUIET | {"received": 41}), {}, DAYS)
    english = problem.sentence()
    assert english == (
        "0 open at the start + 41 received − 40 closed − 0 handed on leave 1, not 0. "
        "Correct the one of the five that is wrong."
    )
    with reading("zh_CN"):
        assert problem.sentence() != english


@given(st.lists(st.integers(0, 400), min_size=4, max_size=12))
def test_the_middle_of_the_past_is_never_unusual(past: list[int]) -> None:
    assert not is_unusual(sorted(past)[len(past) // 2], past) or len(past) % 2 == 0


@given(st.lists(st.integers(0, 400), min_size=4, max_size=12), st.integers(0, 2000))
def test_what_is_unusual_stays_so_further_out(past: list[int], value: int) -> None:
    if is_unusual(value, past):
        outwards = value + 1 if value > sorted(past)[len(past) // 2] else value - 1
        assert is_unusual(outwards, past)


@pytest.mark.parametrize(
    ("past", "value", "unusual"),
    [
        ([10, 12, 11, 13], 16, True),  # middle 11.5, spread 1: beyond 14.5
        ([10, 12, 11, 13], 14, False),
        ([100, 140, 120, 160], 191, True),  # middle 130, spread 20
        ([100, 140, 120, 160], 190, False),
        ([0, 0, 0, 0], 3, False),  # a spread of 0 counts as 1
        ([0, 0, 0, 0], 4, True),
        ([10, 12, 11], 400, False),  # three months are no past yet
    ],
)
def test_a_figure_far_from_the_past_year_is_asked_about(past: list[int], value: int, unusual: bool) -> None:
    content = Content(figures={"complaints": value})
    asked = questions(content, {}, [{"complaints": each} for each in past])
    assert [(problem.field, problem.code) for problem in asked] == ([("complaints", "unusual")] if unusual else [])


def test_a_figure_unlike_the_records_is_asked_about_until_a_sentence_answers() -> None:
    content = Content(figures=QUIET)
    assert [(each.field, each.code) for each in open_questions(content, {"received": 41}, [])] == [
        ("received", "differs")
    ]
    for answer, enough in (("  ", False), ("ok", False), ("春节停业", True), ("One came on paper.", True)):
        told = Content(figures=QUIET, explanations={"received": answer})
        assert (open_questions(told, {"received": 41}, []) == []) is enough


def test_a_figure_is_asked_about_once() -> None:
    past = [{"received": each} for each in (10, 11, 12, 13)]
    asked = [each for each in questions(Content(figures=QUIET), {"received": 41}, past) if each.field == "received"]
    assert [each.code for each in asked] == ["differs"]


def test_figures_of_one_section_are_unusual_together_and_need_one_sentence() -> None:
    past = [dict.fromkeys(FIGURES, each) for each in (1, 2, 3, 4)]
    asked = questions(Content(figures=QUIET), {}, past)
    assert [(each.field, each.code) for each in asked] == [
        ("received", "unusual"),
        ("ready", "unusual"),
        ("days_open", "unusual"),
    ]


@given(st.randoms(use_true_random=False), st.booleans())
def test_the_same_content_has_the_same_fingerprint_however_it_is_ordered(random: object, nil: bool) -> None:
    keys = list(QUIET)
    random.shuffle(keys)  # type: ignore[attr-defined]
    shuffled = Content(nil, {key: QUIET[key] for key in keys}, {"received": " why "}, {"feedback": ""})
    assert fingerprint(shuffled) == fingerprint(Content(nil, QUIET, {"received": "why"}))


@given(st.sampled_from(sorted(QUIET)), st.integers(1, 9))
def test_another_figure_is_another_fingerprint(key: str, by: int) -> None:
    assert fingerprint(Content(figures=QUIET)) != fingerprint(Content(figures=QUIET | {key: QUIET[key] + by}))


def test_a_report_is_written_in_one_way_only() -> None:
    written = canonical(Content(figures={"staff": 2}, words={"incidents": "无"}))
    assert written.decode() == '{"explanations":{},"figures":{"staff":2},"nil":false,"words":{"incidents":"无"}}'
    assert json.loads(written)["figures"] == {"staff": 2}
