from decimal import Decimal
from typing import Any

import pytest

from network.foundation.i18n import reading
from network.scorecards.rules.scheme import Scheme
from network.scorecards.rules.validation import validate_scheme
from tests.scorecards.rules.cases import (
    BANDS,
    CATALOGUE,
    NO_FAULT_CURVE,
    PLAIN_CURVE,
    WITHIN_CURVE,
    criterion,
    curve,
    gate,
    plain_scheme,
    scheme,
    text,
)


def found(judged: Scheme) -> list[tuple[str, str]]:
    return [(problem.path, problem.code) for problem in validate_scheme(judged, CATALOGUE)]


def band(index: int, **fields: Any) -> Scheme:
    bands = list(BANDS)
    bands[index] = bands[index].model_copy(update=fields)
    return plain_scheme(standings=tuple(bands))


def with_gate(metric: str, op: str, value: str, cap: str = "pass", **condition: Any) -> Scheme:
    return plain_scheme(gates=(gate(metric, op, value, cap, **condition),))


def test_a_sound_scheme_has_no_problems() -> None:
    sound = scheme(
        criterion("repair_within_target", 6_000, curve=WITHIN_CURVE, shrink=20, params={"target_hours": 48}),
        criterion("no_fault_return_rate", 4_000, curve=NO_FAULT_CURVE, absent="not_reported"),
        gates=(gate("no_fault_return_rate", ">=", "0.38", "pass", use="adjusted"),),
    )
    assert validate_scheme(sound, CATALOGUE) == []


HEADINGS = [
    (plain_scheme(code="Big Code"), ("code", "bad_code")),
    (plain_scheme(code=""), ("code", "bad_code")),
    (plain_scheme(version=0), ("version", "bad_version")),
    (plain_scheme(name=text(" ")), ("name.en", "blank")),
    (plain_scheme(min_coverage=Decimal(0)), ("min_coverage", "bad_coverage")),
    (plain_scheme(min_coverage=Decimal("1.01")), ("min_coverage", "bad_coverage")),
    (scheme(), ("criteria", "no_criteria")),
]

CRITERIA = [
    (scheme(criterion("audit_score", 9_999)), ("criteria", "weights_off")),
    (scheme(criterion("audit_score", 10_001)), ("criteria", "weights_off")),
    (
        scheme(criterion("audit_score", 10_000), criterion("satisfaction_index", 0)),
        ("criteria[1].weight", "bad_weight"),
    ),
    (
        scheme(criterion("audit_score", 5_000), criterion("satisfaction_index", 5_000, code="audit_score")),
        ("criteria", "repeated"),
    ),
    (
        scheme(
            criterion("fix_rate", 5_000, curve=WITHIN_CURVE),
            criterion("fix_rate", 5_000, curve=WITHIN_CURVE, code="again"),
        ),
        ("criteria[1].metric", "repeated_metric"),
    ),
    (
        scheme(
            criterion("repair_within_target", 5_000, curve=WITHIN_CURVE),
            criterion("repair_within_target", 5_000, curve=WITHIN_CURVE, code="again", params={"target_hours": 24}),
        ),
        ("criteria[1].metric", "repeated_metric"),
    ),
    (scheme(criterion("courtesy")), ("criteria[0].metric", "unknown_metric")),
    (
        scheme(criterion("overcharging_cases", curve=curve((0, 100), (5, 0)))),
        ("criteria[0].metric", "metric_not_scored"),
    ),
    (scheme(criterion("audit_score", code="7th")), ("criteria[0].code", "bad_code")),
    (scheme(criterion("audit_score", min_sample=0)), ("criteria[0].min_sample", "bad_minimum_sample")),
    (scheme(criterion("audit_score", shrink=-1)), ("criteria[0].shrink", "bad_shrinkage")),
    (scheme(criterion("audit_score", shrink=5)), ("criteria[0].shrink", "shrinkage_of_no_rate")),
    (
        scheme(criterion("audit_score", absent="not_reported"), reporting_duty=False),
        ("criteria[0].absent", "absent_without_duty"),
    ),
    (
        scheme(criterion("audit_score", params={"days": 30})),
        ("criteria[0].params.days", "unknown_parameter"),
    ),
    *(
        (
            scheme(criterion("repair_within_target", curve=WITHIN_CURVE, params={"target_hours": hours})),
            ("criteria[0].params.target_hours", "bad_parameter"),
        )
        for hours in (0, -1, "day")
    ),
    (
        scheme(criterion("turnaround_median_h", curve=curve((24, 100), (72, 0)), params={"clock": 7})),
        ("criteria[0].params.clock", "bad_parameter"),
    ),
]

CURVES = [
    ("audit_score", curve((50, 50)), ("criteria[0].curve", "curve_too_short")),
    ("audit_score", (), ("criteria[0].curve", "curve_too_short")),
    ("audit_score", curve((0, 0), (50, 60), (50, 70)), ("criteria[0].curve[2]", "curve_not_rising")),
    ("audit_score", curve((50, 0), (40, 60)), ("criteria[0].curve[1]", "curve_not_rising")),
    ("audit_score", curve((0, 0), (50, 60), (90, "59.9")), ("criteria[0].curve[2]", "curve_against_direction")),
    ("no_fault_return_rate", WITHIN_CURVE[:2], ("criteria[0].curve[1]", "curve_against_direction")),
    ("audit_score", curve((0, "-0.1"), (100, 100)), ("criteria[0].curve[0]", "points_outside")),
    ("audit_score", curve((0, 0), (100, "100.1")), ("criteria[0].curve[1]", "points_outside")),
    ("audit_score", curve((0, 0), (101, 100)), ("criteria[0].curve[1]", "value_outside")),
    ("fix_rate", curve((0, 0), (60, 100)), ("criteria[0].curve[1]", "value_outside")),
    ("complaint_rate", curve((-1, 100), (60, 0)), ("criteria[0].curve[0]", "value_negative")),
]

GATES = [
    (with_gate("courtesy", ">=", "1"), ("gates[0].when.metric", "unknown_metric")),
    (with_gate("overcharging_cases", ">=", "1", "gold"), ("gates[0].cap", "unknown_standing")),
    (with_gate("overcharging_cases", "<=", "1"), ("gates[0].when.op", "gate_rewards_bad")),
    (with_gate("audit_score", ">=", "90"), ("gates[0].when.op", "gate_rewards_bad")),
    (with_gate("fix_rate", "<", "50"), ("gates[0].when.value", "value_outside")),
    (with_gate("fix_rate", "<", "0.5", use="adjusted"), ("gates[0].when.use", "gate_needs_criterion")),
    (with_gate("fix_rate", "<", "0.5", min_sample=-1), ("gates[0].when.min_sample", "bad_minimum_sample")),
    (with_gate("fix_rate", "<", "0.5", params={"days": 1}), ("gates[0].when.params.days", "unknown_parameter")),
    (plain_scheme(gates=(gate("fix_rate", "<", "0.5", "pass"),) * 2), ("gates", "repeated")),
]

STANDINGS = [
    (plain_scheme(standings=()), ("standings", "no_standings")),
    (plain_scheme(standings=BANDS[:4]), ("standings[3].from_score", "standings_leave_gap")),
    (band(1, from_score=Decimal(95)), ("standings[1].from_score", "standings_not_falling")),
    (band(2, from_score=Decimal("80.005")), ("standings[2].from_score", "standing_too_fine")),
    (band(0, from_score=Decimal("100.01")), ("standings[0].from_score", "standing_out_of_reach")),
    (band(4, from_score=Decimal(-1)), ("standings[4].from_score", "standing_out_of_reach")),
    (band(0, code="pass"), ("standings", "repeated")),
    (band(0, code="unrated"), ("standings[0].code", "reserved_standing")),
    (band(0, code="Five"), ("standings[0].code", "bad_code")),
    (band(0, label=text("")), ("standings[0].label.en", "blank")),
]


@pytest.mark.parametrize(("judged", "expected"), [*HEADINGS, *CRITERIA, *GATES, *STANDINGS])
def test_a_problem_is_found_and_its_place_named(judged: Scheme, expected: tuple[str, str]) -> None:
    assert expected in found(judged)


@pytest.mark.parametrize(("metric", "points", "expected"), CURVES)
def test_a_curve_that_cannot_be_meant_is_found(metric: str, points: Any, expected: tuple[str, str]) -> None:
    assert found(scheme(criterion(metric, curve=points))) == [expected]


def test_both_directions_may_have_flat_pieces() -> None:
    flat = curve((0, 0), (50, 60), (60, 60), (90, 100))
    assert found(scheme(criterion("audit_score", curve=flat))) == []
    assert found(scheme(criterion("complaint_rate", curve=curve((0, 100), (1, 100), (5, 0))))) == []


def test_all_problems_are_told_at_once_in_the_order_of_the_document() -> None:
    wrong = scheme(
        criterion("courtesy", 9_000),
        criterion("audit_score", 999, curve=PLAIN_CURVE[::-1], shrink=5),
        gates=(gate("courtesy", ">=", "1", "gold"),),
        standings=BANDS[:4],
        version=0,
    )
    assert found(wrong) == [
        ("version", "bad_version"),
        ("criteria", "weights_off"),
        ("criteria[0].metric", "unknown_metric"),
        ("criteria[1].curve[1]", "curve_not_rising"),
        ("criteria[1].shrink", "shrinkage_of_no_rate"),
        ("criteria[1].curve[1]", "curve_against_direction"),
        ("gates[0].cap", "unknown_standing"),
        ("gates[0].when.metric", "unknown_metric"),
        ("standings[3].from_score", "standings_leave_gap"),
    ]


def test_a_problem_speaks_the_readers_language() -> None:
    [problem] = validate_scheme(scheme(criterion("audit_score", 9_999)), CATALOGUE)
    assert str(problem) == "The weights sum to 9999 basis points; they must sum to 10000."
    with reading("zh_CN"):
        assert str(problem) == "权重合计为 9999 个基点，必须恰好为 10000。"


@pytest.mark.parametrize("judged", [judged for judged, _ in [*HEADINGS, *CRITERIA, *GATES, *STANDINGS]])
def test_every_problem_can_be_said(judged: Scheme) -> None:
    for problem in validate_scheme(judged, CATALOGUE):
        assert "%(" not in str(problem)
