"""Criteria as YAML: read strictly, every problem with its place, in both languages."""

import pytest
from hypothesis import given, settings

from network.foundation.documents.problems import Problem
from network.foundation.i18n import reading
from network.sites.rules.criteria import CriteriaDocument
from network.sites.rules.criteria_validation import CriteriaUnreadable, validate_criteria
from network.sites.schemas.criteria import dump_criteria, keep_criteria, kept_criteria, load_criteria
from tests.sites.rules.sets import SHIPPED, any_set

SOURCE = SHIPPED.read_text("utf-8")


def test_the_shipped_set_can_be_published_and_keeps_residences_out() -> None:
    shipped = load_criteria(SOURCE)
    assert validate_criteria(shipped) == []
    assert [group.key for group in shipped.groups] == ["operator", "place", "city"]
    premises = shipped.criterion("premises")
    assert (premises.knock_out, "residential" in premises.levels[0].description.en) == (1, True)
    assert "住宅" in premises.levels[0].description.zh_CN


@settings(max_examples=50, deadline=None)
@given(any_set())
def test_any_set_survives_yaml_and_json(given_set: CriteriaDocument) -> None:
    assert validate_criteria(given_set) == []
    assert load_criteria(dump_criteria(given_set)) == given_set
    assert kept_criteria(keep_criteria(given_set)) == given_set


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("minimum: 65", "minimum: most", [("minimum", "not_number")]),
        ("minimum: 65", "minimum: 65\ncolour: blue", [("colour", "unexpected")]),
        ("code: authorized-site", "code: 7", [("code", "not_text")]),
        ("weight: 12", "weight: [12]", [("groups[0].criteria[0].weight", "not_number")]),
        ("        weight: 12\n", "", [("groups[0].criteria[0].weight", "missing")]),
        ("  knock_out: 1", "  knock_out: 1.5", [("groups[0].criteria[0].knock_out", "not_whole_number")]),
        ("evidence: [document]", "evidence: [paper]", [("groups[0].criteria[0].evidence[0]", "not_choice")]),
        ("evidence: [document]", "evidence: document", [("groups[0].criteria[0].evidence", "not_list")]),
        ("label: {en: Means, zh_CN: 经济实力}", "label: Means", [("groups[0].criteria[0].label", "not_fields")]),
        (
            "label: {en: Means, zh_CN: 经济实力}",
            "label: {en: Means}",
            [("groups[0].criteria[0].label.zh_CN", "missing")],
        ),
        ("code: authorized-site", "code: [", [("", "not_yaml")]),
        ("code: authorized-site", "code: *site", [("", "alias_refused")]),
    ],
)
def test_what_has_not_the_form_is_named_with_its_place(before: str, after: str, found: list[tuple[str, str]]) -> None:
    changed = SOURCE.replace(before, after, 1)
    assert changed != SOURCE
    with pytest.raises(CriteriaUnreadable) as refused:
        load_criteria(changed)
    assert [(problem.path, problem.code) for problem in refused.value.problems] == found


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("weight: 12", "weight: 11.5", [("groups", "weights_not_whole")]),
        (
            "weight: 12",
            "weight: 0",
            [("groups", "weights_not_whole"), ("groups[0].criteria[0].weight", "weight_not_positive")],
        ),
        ("minimum: 65", "minimum: 101", [("minimum", "minimum_outside")]),
        ("minimum: 60", "minimum: -1", [("groups[0].minimum", "minimum_outside")]),
        ("key: means", "key: staff", [("groups", "repeated")]),
        ("key: means", "key: Means", [("groups[0].criteria[0].key", "bad_code")]),
        ("  knock_out: 1", "  knock_out: 4", [("groups[0].criteria[0].knock_out", "knock_out_outside")]),
        ("  knock_out: 1", "  knock_out: 0", [("groups[0].criteria[0].knock_out", "knock_out_outside")]),
        ("- points: 4", "- points: 0", [("groups[0].criteria[0].levels[1].points", "points_not_rising")]),
        ("en: Means", "en: ' '", [("groups[0].criteria[0].label.en", "blank")]),
        ("[document]", "[document, document]", [("groups[0].criteria[0].evidence", "evidence_repeated")]),
    ],
)
def test_what_makes_no_sense_is_named_with_its_place(before: str, after: str, found: list[tuple[str, str]]) -> None:
    changed = SOURCE.replace(before, after, 1)
    assert changed != SOURCE
    assert [(problem.path, problem.code) for problem in validate_criteria(load_criteria(changed))] == found


def test_all_problems_are_told_at_once() -> None:
    empty = load_criteria("code: a\ntitle: {en: A, zh_CN: ''}\nminimum: 200\ngroups: []\n")
    assert [each.code for each in validate_criteria(empty)] == ["blank", "minimum_outside", "no_groups"]
    one_level = load_criteria(
        "{code: a, title: {en: A, zh_CN: B}, minimum: 0, groups: [{key: g, label: {en: A, zh_CN: B}, criteria: []}, "
        "{key: h, label: {en: A, zh_CN: B}, criteria: [{key: c, label: {en: A, zh_CN: B}, weight: 100, "
        "levels: [{points: -1, description: {en: A, zh_CN: B}}]}]}]}"
    )
    assert [each.code for each in validate_criteria(one_level)] == [
        "no_criteria_in_group",
        "too_few_levels",
        "points_negative",
    ]


def test_every_problem_is_told_in_chinese() -> None:
    faulty = load_criteria(SOURCE.replace("weight: 12", "weight: 0", 1).replace("  knock_out: 1", "  knock_out: 9", 1))
    problems: list[Problem] = validate_criteria(faulty)
    english = [str(each) for each in problems]
    with reading("zh_CN"):
        chinese = [str(each) for each in problems]
    assert len(english) == 3
    assert all(one != other for one, other in zip(english, chinese, strict=True))
