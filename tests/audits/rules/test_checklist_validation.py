from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from network.audits.rules.checklist_validation import possible_words, validate_checklist
from network.audits.rules.checklists import ChecklistDocument, Condition, Effect, EvidenceWhen, VisitKind
from network.sites.rules.criteria import LocalText
from tests.audits.rules.checklists import EVERY_TYPE, cap, changed, choices, document, line, question, section, text


def problems(whole: ChecklistDocument) -> list[tuple[str, str]]:
    return [(each.path, each.code) for each in validate_checklist(whole)]


def test_a_checklist_with_a_question_of_every_type_has_no_problem() -> None:
    assert problems(EVERY_TYPE) == []


def when(asked: str, *values: str) -> tuple[Condition, ...]:
    return (Condition(question=asked, values=values),)


DESK, MEASURED = "sections[0].questions", "sections[1].questions"

WRONG_FIELDS: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    ("greeted", {"key": "Greeted"}, [(f"{DESK}[0].key", "bad_code")]),
    ("greeted", {"label": LocalText(en="Greeted?", zh_CN=" ")}, [(f"{DESK}[0].label.zh_CN", "blank")]),
    ("greeted", {"label": text("x" * 301)}, [(f"{DESK}[0].label.{of}", "text_too_long") for of in ("en", "zh_CN")]),
    ("greeted", {"guidance": LocalText(en="", zh_CN="看。")}, [(f"{DESK}[0].guidance.en", "blank")]),
    ("greeted", {"photo": "front.jpg"}, [(f"{DESK}[0].photo", "bad_photo")]),
    ("greeted", {"standard": "x" * 61}, [(f"{DESK}[0].standard", "text_too_long")]),
    ("greeted", {"points": Decimal(-1)}, [(f"{DESK}[0].points", "points_outside")]),
    ("greeted", {"points": Decimal("1000.01")}, [(f"{DESK}[0].points", "points_outside")]),
    ("greeted", {"points": Decimal("1.005")}, [(f"{DESK}[0].points", "points_outside")]),
    ("greeted", {"fails_below": Decimal("1.1")}, [(f"{DESK}[0].fails_below", "share_outside")]),
    ("greeted", {"steps": 5}, [(f"{DESK}[0].steps", "not_of_type")]),
    ("greeted", {"choices": choices(a="1", b="0")}, [(f"{DESK}[0].choices", "not_of_type")]),
    ("greeted", line("0", "1"), [(f"{DESK}[0].best", "not_of_type"), (f"{DESK}[0].worst", "not_of_type")]),
    ("greeted", {"decoy": True, "evidence": EvidenceWhen.NEVER}, [(f"{DESK}[0].points", "points_of_unscored")]),
    (
        "greeted",
        {"decoy": True, "points": Decimal(0), "critical": cap(Effect.CAP_AUDIT, "50")},
        [(f"{DESK}[0].critical", "critical_unjudged"), (f"{DESK}[0].evidence", "evidence_of_unjudged")],
    ),
    ("smile", {"steps": None}, [(f"{DESK}[1].steps", "steps_outside")]),
    ("smile", {"steps": 11}, [(f"{DESK}[1].steps", "steps_outside")]),
    ("smile", {"expected": False}, [(f"{DESK}[1].expected", "not_of_type")]),
    ("smile", {"unit": text("steps")}, [(f"{DESK}[1].unit", "not_of_type")]),
    ("greeted", {"points": Decimal(0)}, [(f"{DESK}[0].evidence", "evidence_of_unjudged")]),
    ("fault", {"choices": choices(sent="1")}, [(f"{DESK}[2].choices", "too_few_choices")]),
    ("fault", {"choices": choices(sent="0.5", fixed="0")}, [(f"{DESK}[2].choices", "no_best_choice")]),
    ("fault", {"choices": choices(sent="1.5", b="1")}, [(f"{DESK}[2].choices[0].share", "share_outside")]),
    ("fault", {"choices": choices(sent="1", b="0") * 2}, [(f"{DESK}[2].choices", "repeated")] * 2),
    ("fault", {"choices": choices(sent="1", Bad="0")}, [(f"{DESK}[2].choices[1].key", "bad_code")]),
    (
        "fault",
        {"choices": choices(sent="1", **{f"c{number}": "0" for number in range(20)})},
        [(f"{DESK}[2].choices", "too_many")],
    ),
    ("why", {"points": Decimal(1)}, [(f"{DESK}[3].points", "points_of_unscored")]),
    (
        "why",
        {"when": (Condition(question="later", values=("yes",)),)},
        [(f"{DESK}[3].when[0].question", "not_earlier")],
    ),
    ("why", {"when": (Condition(question="queue", values=("1",)),)}, [(f"{DESK}[3].when[0].question", "not_earlier")]),
    ("why", {"when": (Condition(question="why", values=("x",)),)}, [(f"{DESK}[3].when[0].question", "not_earlier")]),
    ("why", {"when": (Condition(question="fault", values=()),)}, [(f"{DESK}[3].when[0].values", "no_values")]),
    ("size", {"unit": None}, [(f"{MEASURED}[0].unit", "unit_missing")]),
    ("size", {"unit": LocalText(en="cm", zh_CN="")}, [(f"{MEASURED}[0].unit.zh_CN", "blank")]),
    ("size", {"worst": None}, [(f"{MEASURED}[0].best", "line_missing")]),
    ("size", line("5", "5"), [(f"{MEASURED}[0].best", "line_missing")]),
    ("size", {"least": Decimal(60)}, [(f"{MEASURED}[0].least", "bounds_reversed")]),
    (
        "queue",
        {"when": when("size", "1")},
        [(f"{MEASURED}[1].when[0].question", "no_condition")],
    ),
    ("price", {"critical": cap(Effect.CAP_AUDIT, None)}, [(f"{MEASURED}[3].critical.cap", "cap_missing")]),
    ("price", {"critical": cap(Effect.CAP_SECTION, "100")}, [(f"{MEASURED}[3].critical.cap", "cap_missing")]),
    ("price", {"critical": cap(Effect.MAJOR_FINDING, "50")}, [(f"{MEASURED}[3].critical.cap", "cap_of_finding")]),
    ("call", {"least": Decimal(1)}, [(f"{MEASURED}[4].least", "not_of_type")]),
    ("front", {"evidence": EvidenceWhen.ALWAYS}, [(f"{MEASURED}[5].evidence", "evidence_of_photo")]),
]


@pytest.mark.parametrize(("key", "fields", "expected"), WRONG_FIELDS)
def test_what_is_wrong_with_a_question_is_told_at_its_place(
    key: str, fields: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert problems(changed(key, **fields)) == expected


def test_a_measured_question_that_is_not_judged_needs_no_line() -> None:
    assert problems(changed("queue", points=Decimal(0), best=None, worst=None)) == []


def test_every_problem_is_told_at_once() -> None:
    whole = document(section("Bad", question("q", points="-1"), question("q", "scale")), section("empty"))

    assert problems(whole) == [
        ("sections", "nothing_scored"),
        ("sections", "repeated"),
        ("sections[0].key", "bad_code"),
        ("sections[0].questions[0].points", "points_outside"),
        ("sections[0].questions[1].steps", "steps_outside"),
        ("sections[1].questions", "no_questions"),
    ]


WHOLE: list[tuple[ChecklistDocument, list[tuple[str, str]]]] = [
    (document(), [("sections", "no_sections")]),
    (document(section("only", question("remark", "text"))), [("sections", "nothing_scored")]),
    (replace(EVERY_TYPE, key="9"), [("key", "bad_code")]),
    (replace(EVERY_TYPE, title=LocalText(en="", zh_CN="检查")), [("title.en", "blank")]),
    (replace(EVERY_TYPE, persona=LocalText(en="A customer", zh_CN="")), [("persona.zh_CN", "blank")]),
    (
        replace(EVERY_TYPE, sections=EVERY_TYPE.sections[:1] * 2),
        [("sections", "repeated")] * 5,
    ),
    (
        document(section("big", *(question(f"q{number}", points="1") for number in range(201)))),
        [("sections", "too_many")],
    ),
    (
        document(*(section(f"s{number}", question(f"q{number}", points="1")) for number in range(31))),
        [("sections", "too_many")],
    ),
    (
        document(section("s", question("q", points="1"), most_not_applicable=Decimal(2))),
        [("sections[0].most_not_applicable", "share_outside")],
    ),
]


@pytest.mark.parametrize(("whole", "expected"), WHOLE)
def test_what_is_wrong_with_the_whole_is_told(whole: ChecklistDocument, expected: list[tuple[str, str]]) -> None:
    assert problems(whole) == expected


def test_a_self_check_is_never_scored() -> None:
    scored = document(section("all", question("clean", points="1"), question("safe")), kind=VisitKind.SELF_CHECK)
    unscored = document(section("all", question("clean"), question("safe")), kind=VisitKind.SELF_CHECK)

    assert problems(scored) == [("sections[0].questions[0]", "scored_self_check")]
    assert problems(unscored) == []


POSSIBLE = [
    ("greeted", ("yes", "no")),
    ("smile", ("1", "2", "3", "4", "5")),
    ("fault", ("fixed", "told", "sent")),
    ("call", ("answered", "machine", "busy", "no_answer")),
    ("wait", ()),
    ("why", ()),
]


@pytest.mark.parametrize(("key", "words"), POSSIBLE)
def test_conditions_name_the_answers_that_a_question_has(key: str, words: tuple[str, ...]) -> None:
    found = EVERY_TYPE.question(key)

    assert found is not None
    assert possible_words(found) == words
