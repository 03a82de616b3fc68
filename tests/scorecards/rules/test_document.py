import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network.foundation.documents.problems import Problem
from network.foundation.i18n import reading
from network.scorecards.rules.document import dump_scheme, load_scheme
from network.scorecards.rules.problems import SchemeUnreadable
from network.scorecards.rules.scheme import UNRATED, CurvePoint, LocalText, Scheme
from network.scorecards.rules.validation import validate_scheme
from tests.scorecards.rules.cases import BANDS, CATALOGUE, SCHEMES, criterion, gate, scheme
from tests.scorecards.rules.test_gates import CERTIFICATION

PLACEHOLDER = re.compile(r"%\(\w+\)s")
SHIPPED = sorted(SCHEMES.glob("*.yaml"))
SOURCE = (SCHEMES / "authorized-site.yaml").read_text("utf-8")


def problems_of(text: str) -> list[tuple[str, str]]:
    with pytest.raises(SchemeUnreadable) as refused:
        load_scheme(text)
    return [(problem.path, problem.code) for problem in refused.value.problems]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_scheme_has_no_problems_and_is_named_like_its_file(path: Path) -> None:
    assert SHIPPED
    shipped = load_scheme(path.read_text("utf-8"))
    assert validate_scheme(shipped, CATALOGUE) == []
    later = "" if shipped.version == 1 else f"-{shipped.version}"
    assert (SCHEMES / f"{shipped.code}{later}.yaml") == path


def test_a_field_that_a_document_leaves_out_does_not_change_its_fingerprint() -> None:
    """Schemes that were added before `effective_from` was thought of stay the very same documents."""
    assert "effective_from" not in load_scheme(SOURCE).as_document()
    second = load_scheme((SCHEMES / "authorized-site-2.yaml").read_text("utf-8"))
    assert second.as_document()["effective_from"] == "2027Q1"
    assert load_scheme(dump_scheme(second)) == second


@pytest.mark.parametrize(
    ("version", "added"),
    [
        (2, {"report_timeliness": 5}),
        (3, {"report_timeliness": 5, "audit_score": 20, "actions_on_time": 3}),
        (
            4,
            {
                "report_timeliness": 5,
                "audit_score": 20,
                "actions_on_time": 3,
                "training_coverage": 8,
                "manual_acknowledgement": 4,
            },
        ),
        (
            5,
            {
                "report_timeliness": 5,
                "audit_score": 20,
                "actions_on_time": 3,
                "training_coverage": 8,
                "manual_acknowledgement": 4,
                "satisfaction": 10,
            },
        ),
    ],
)
def test_a_later_version_weighs_the_criteria_as_the_page_does_to_the_basis_point(
    version: int, added: dict[str, int]
) -> None:
    weights = {"repair_within_target": 20, "no_fault_return_rate": 15, "repeat_repair_rate": 10}
    weights |= {"local_resolution_rate": 5} | added
    whole = sum(weights.values())
    later = load_scheme((SCHEMES / f"authorized-site-{version}.yaml").read_text("utf-8"))
    for one in later.criteria:
        assert abs(one.weight - Fraction(10_000 * weights.pop(one.metric), whole)) < 1
    assert not weights


@pytest.mark.parametrize("quarter", ["2027", "2027Q5", "next"])
def test_a_scheme_takes_effect_with_a_quarter(quarter: str) -> None:
    text = SOURCE.replace("version: 1", f"version: 1\neffective_from: '{quarter}'")
    problems = validate_scheme(load_scheme(text), CATALOGUE)
    assert [(problem.path, problem.code) for problem in problems] == [("effective_from", "bad_quarter")]


def test_the_full_scheme_is_that_of_the_page() -> None:
    full = load_scheme((SCHEMES / "authorized-site-6.yaml").read_text("utf-8"))
    assert [one.weight for one in full.criteria] == [2000, 1500, 1000, 500, 2000, 1000, 800, 500, 400, 300]
    assert [(one.shrink, one.min_sample) for one in full.criteria][5] == (10, 5)
    assert [(gate.code, gate.cap) for gate in full.gates] == [
        ("audit_critical_failures", "three_star"),
        ("no_fault_returns", "three_star"),
        ("overcharging", "pass"),
        ("falsification", "fail"),
        ("certification", UNRATED),
    ]
    assert full.rules is not None


def test_the_repairs_only_scheme_is_that_of_the_page() -> None:
    repairs = load_scheme((SCHEMES / "repairs-only.yaml").read_text("utf-8"))
    assert [(one.metric, dict(one.params), one.weight) for one in repairs.criteria] == [
        ("repair_within_target", {"target_hours": 24}, 4000),
        ("no_fault_return_rate", {}, 3000),
        ("repeat_repair_rate", {"days": 30}, 2000),
        ("local_resolution_rate", {}, 1000),
    ]
    assert {(one.shrink, one.min_sample) for one in repairs.criteria} == {(20, 5)}
    assert (repairs.min_coverage, repairs.gates, repairs.reporting_duty) == (Decimal("0.40"), (), False)


def test_the_authorized_site_scheme_scales_the_weights_of_the_page() -> None:
    authorized = load_scheme(SOURCE)
    assert [(one.weight, one.shrink, one.min_sample) for one in authorized.criteria] == [
        (4000, 20, 5),
        (3000, 10, 3),
        (2000, 20, 5),
        (1000, 20, 5),
    ]
    assert [standing.label.zh_CN for standing in authorized.standings] == ["五星", "四星", "三星", "达标", "不达标"]
    assert (authorized.min_coverage, authorized.reporting_duty) == (Decimal("0.60"), True)


def test_numbers_are_read_as_written_never_through_a_float() -> None:
    exact = load_scheme(SOURCE.replace("0.95, 100", "0.95000000000000000001, 100"))
    assert exact.criteria[0].curve[2].value == Decimal("0.95000000000000000001")
    assert load_scheme(SOURCE).criteria[0].curve[0] == CurvePoint(Decimal("0.60"), Decimal(0))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_scheme_survives_yaml_and_json(path: Path) -> None:
    shipped = load_scheme(path.read_text("utf-8"))
    assert load_scheme(dump_scheme(shipped)) == shipped
    assert Scheme.model_validate_json(shipped.model_dump_json()) == shipped


WORDS = st.text(st.characters(codec="utf-8"), max_size=20)
DECIMALS = st.decimals(-1000, 1000, allow_nan=False, places=4)
SCHEMES_OF_ANY_SENSE = st.builds(
    lambda words, value, params, weight, cap: scheme(
        criterion("fix_rate", weight, params=params, curve=(CurvePoint(value, value),)),
        gates=(gate("fix_rate", "<", str(value), cap), CERTIFICATION),
        name=LocalText(en=words, zh_CN=words),
        standings=BANDS,
    ),
    words=WORDS,
    value=DECIMALS,
    params=st.dictionaries(WORDS, WORDS | st.integers(-(10**9), 10**9), max_size=3),
    weight=st.integers(-(10**9), 10**9),
    cap=st.sampled_from(["pass", UNRATED, "no", "1:30", "0x10", "null", "true", "1.5", "~", ""]),
)


@settings(max_examples=40, deadline=None)
@given(SCHEMES_OF_ANY_SENSE)
def test_any_scheme_survives_yaml_and_json(given_scheme: Scheme) -> None:
    assert load_scheme(dump_scheme(given_scheme)) == given_scheme
    assert Scheme.model_validate_json(given_scheme.model_dump_json()) == given_scheme


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("", "not_fields")]),
        ("- a\n- b", [("", "not_fields")]),
        ("code: [", [("", "not_yaml")]),
        ("code: a\ncode: b", [("", "repeated_field")]),
        ("code: &a x\nname: *a", [("", "alias_refused")]),
        ("1: 2", [("", "not_yaml")]),
        ("? [a, b]\n: c", [("", "not_yaml")]),
        ("code: !!python/object/apply:os.system [x]", [("", "not_yaml")]),
        ("version: !!int abc", [("", "not_yaml")]),
        ("code: !!seq abc", [("", "not_yaml")]),
        ("code: !!map abc", [("", "not_yaml")]),
        ("code: a\0b", [("", "not_yaml")]),
        ("[" * 5_000, [("", "too_deep")]),
    ],
)
def test_what_is_no_scheme_document_is_refused(text: str, expected: list[tuple[str, str]]) -> None:
    assert problems_of(text) == expected


@pytest.mark.parametrize(
    ("original", "replaced", "expected"),
    [
        ("version: 1", "", [("version", "missing")]),
        ("version: 1", "version: 1\ncolour: blue", [("colour", "unexpected")]),
        ("version: 1", "version: '1'", [("version", "not_whole_number")]),
        ("version: 1", "version: 1.0", [("version", "not_whole_number")]),
        ("version: 1", "version: 0x10", [("version", "not_whole_number")]),
        ("version: 1", "version: 1:30", [("version", "not_whole_number")]),
        ("min_coverage: 0.60", "min_coverage: most", [("min_coverage", "not_number")]),
        ("min_coverage: 0.60", "min_coverage: .nan", [("min_coverage", "not_number")]),
        ("min_coverage: 0.60", "min_coverage: true", [("min_coverage", "not_number")]),
        ("reporting_duty: true", "reporting_duty: no", [("reporting_duty", "not_yes_no")]),
        ("code: authorized-site", "code: 7", [("code", "not_text")]),
        ("code: authorized-site", "code:", [("code", "not_text")]),
        ("curve: [[0.60, 0], [0.80, 60], [0.95, 100]]", "curve: 7", [("criteria[0].curve", "not_list")]),
        ("[[0.60, 0],", "[7,", [("criteria[0].curve[0]", "not_breakpoint")]),
        ("[[0.60, 0],", "[[0.60],", [("criteria[0].curve[0]", "not_breakpoint")]),
        ("[[0.60, 0],", "[[0.60, 0, 1],", [("criteria[0].curve[0]", "not_breakpoint")]),
        ("[[0.60, 0],", "[[a, 0],", [("criteria[0].curve[0][0]", "not_number")]),
        ("{target_hours: 24}", "{target_hours: true}", [("criteria[0].params.target_hours", "not_whole_number")]),
        ("{target_hours: 24}", "7", [("criteria[0].params", "not_fields")]),
        ("use: adjusted", "use: both", [("gates[0].when.use", "not_choice")]),
        ('op: ">="', 'op: "=="', [("gates[0].when.op", "not_choice")]),
        ("when: {metric: no_fault_return_rate, ", "when: {", [("gates[0].when.metric", "missing")]),
    ],
)
def test_every_place_without_the_form_of_a_scheme_is_named(
    original: str, replaced: str, expected: list[tuple[str, str]]
) -> None:
    assert original in SOURCE
    assert problems_of(SOURCE.replace(original, replaced, 1)) == expected


def test_all_places_are_named_at_once_with_words_for_people() -> None:
    wrong = SOURCE.replace("version: 1", "version: one").replace("weight: 4000", "weight: 40%")
    with pytest.raises(SchemeUnreadable) as refused:
        load_scheme(wrong)
    assert refused.value.fields == {
        "version": "Write a whole number, without a decimal point or quotes.",
        "criteria[0].weight": "Write a whole number, without a decimal point or quotes.",
    }


def test_a_broken_line_is_named() -> None:
    with pytest.raises(SchemeUnreadable) as refused:
        load_scheme("code: a\nname: b\n  version: 1\n")
    assert str(refused.value.problems[0]) == "Line 3 cannot be read as YAML."


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60) | st.text("[]{}:,-!&*?|>'\"%#\n a1.~", max_size=40))
def test_no_text_ends_in_anything_but_a_refusal(text: str) -> None:
    with pytest.raises(SchemeUnreadable):
        load_scheme(text)


def test_every_message_is_written_in_chinese_with_the_same_values() -> None:
    kinds = [kind for kind in Problem.__subclasses__() if kind.__module__.startswith("network.scorecards.")]
    messages = [SchemeUnreadable.message, *(kind.message for kind in kinds)]
    for message in messages:
        english = str(message)
        with reading("zh_CN"):
            chinese = str(message)
        assert chinese != english, english
        assert sorted(PLACEHOLDER.findall(chinese)) == sorted(PLACEHOLDER.findall(english))


def test_a_gate_on_the_certification_needs_one_line() -> None:
    line = "  - {code: certificate, when: {certification: not_valid}, cap: unrated, reason: {en: a, zh_CN: b}}\n"
    assert load_scheme(SOURCE.replace("gates:\n", "gates:\n" + line)).gates[0].when == CERTIFICATION.when
