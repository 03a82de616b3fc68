from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.audits.rules.answers import Answer, Answers, CallOutcome, Rings, Value, asked, fails, share, visible
from network.audits.rules.checklists import ChecklistDocument, Effect, Question, Section
from network.audits.rules.scoring import score
from tests.audits.rules.checklists import EVERY_TYPE, cap, changed, choices, document, line, question, section

WORST_FIRST: dict[str, list[Value]] = {
    "greeted": [False, True],
    "smile": [1, 2, 3, 4, 5],
    "fault": ["sent", "told", "fixed"],
    "size": [Decimal(30), Decimal(20), Decimal("17.5"), Decimal("12.3333"), Decimal(10), Decimal(2)],
    "queue": [9, 5, 4, 3, 2, 1, 0],
    "wait": [Decimal(1000), Decimal(900), Decimal("600.5"), Decimal(301), Decimal(300), Decimal(0)],
    "price": [Decimal(200), Decimal(120), Decimal("100.01"), Decimal(99), Decimal(80)],
    "call": [
        Rings(1, Decimal(2), CallOutcome.MACHINE),
        Rings(6, Decimal(20), CallOutcome.ANSWERED),
        Rings(5, Decimal(20), CallOutcome.ANSWERED),
        Rings(4, Decimal(20), CallOutcome.ANSWERED),
        Rings(3, Decimal(9), CallOutcome.ANSWERED),
        Rings(1, Decimal(2), CallOutcome.ANSWERED),
    ],
}

answers_to_it = st.fixed_dictionaries(
    {}, optional={key: st.sampled_from([Answer(value) for value in values]) for key, values in WORST_FIRST.items()}
)


def shuffled(whole: ChecklistDocument, order: list[Section]) -> ChecklistDocument:
    return replace(whole, sections=tuple(order))


@given(answers_to_it, st.sampled_from(sorted(WORST_FIRST)), st.data())
def test_a_better_answer_never_lowers_the_score(answers: dict[str, Answer], key: str, data: st.DataObject) -> None:
    values = WORST_FIRST[key]
    worse = data.draw(st.integers(0, len(values) - 2))
    better = data.draw(st.integers(worse + 1, len(values) - 1))

    low = score(EVERY_TYPE, {**answers, key: Answer(values[worse])}).total
    high = score(EVERY_TYPE, {**answers, key: Answer(values[better])}).total

    assert low is not None
    assert high is not None
    assert low <= high


@given(answers_to_it)
def test_a_score_lies_between_0_and_100_and_has_two_decimals(answers: dict[str, Answer]) -> None:
    total = score(EVERY_TYPE, answers).total

    assert total is None or (0 <= total <= 100 and total == total.quantize(Decimal("0.01")))


@given(answers_to_it)
def test_what_does_not_apply_scores_as_if_it_were_not_in_the_checklist(answers: dict[str, Answer]) -> None:
    said = {**answers, "greeted": Answer(not_applicable="The desk is being rebuilt")}
    without = replace(
        EVERY_TYPE,
        sections=tuple(
            replace(each, questions=tuple(q for q in each.questions if q.key != "greeted"))
            for each in EVERY_TYPE.sections
        ),
    )

    assert score(EVERY_TYPE, said).total == score(without, answers).total


@given(answers_to_it, st.permutations(EVERY_TYPE.sections))
def test_the_order_of_sections_and_of_answers_changes_nothing(answers: dict[str, Answer], order: list[Section]) -> None:
    said: Answers = dict(sorted(answers.items(), reverse=True))

    assert score(shuffled(EVERY_TYPE, order), said).total == score(EVERY_TYPE, answers).total


@given(answers_to_it, st.sampled_from(WORST_FIRST["fault"]))
def test_answers_to_questions_that_are_not_asked_change_nothing(answers: dict[str, Answer], fault: Value) -> None:
    gated = question("again", points="50", when=EVERY_TYPE.sections[0].questions[3].when)
    whole = document(*EVERY_TYPE.sections, section("after", gated))
    said = {**answers, "fault": Answer(fault)}

    shown = "again" in visible(whole, said)

    assert shown == (fault == "sent")
    if not shown:
        assert score(whole, {**said, "again": Answer(False)}).total == score(whole, said).total


@given(answers_to_it, st.integers(0, 99))
def test_a_failed_cap_is_never_exceeded(answers: dict[str, Answer], most: int) -> None:
    whole = changed("smile", critical=cap(Effect.CAP_AUDIT, str(most)))

    total = score(whole, {**answers, "smile": Answer(1)}).total

    assert total is not None
    assert total <= most


@given(answers_to_it, st.integers(0, 99))
def test_a_cap_of_a_section_leaves_the_others_alone(answers: dict[str, Answer], most: int) -> None:
    said = {**answers, "smile": Answer(1)}
    desk, measured = score(changed("smile", critical=cap(Effect.CAP_SECTION, str(most))), said).sections

    assert desk.cap == most
    assert desk.earned <= desk.possible * most / 100
    assert measured.earned == score(EVERY_TYPE, said).sections[1].earned


SHARES: list[tuple[Question, Value, str | None]] = [
    (question("q", points="1"), True, "1"),
    (question("q", points="1", expected=False), True, "0"),
    (question("q", "scale", "1", steps=4), 2, "0.3333"),
    (question("q", "scale", "1", steps=4), 3, "0.6667"),
    (question("q", "scale", "1", steps=4), 5, None),
    (question("q", "choice", "1", choices=choices(a="1", b="0.25")), "b", "0.25"),
    (question("q", "choice", "1", choices=choices(a="1", b="0.25")), "c", None),
    (question("q", "number", "1", **line("10", "20")), Decimal("12.5"), "0.75"),
    (question("q", "number", "1", **line("20", "10")), Decimal("12.5"), "0.25"),
    (question("q", "number", "1", **line("10", "20"), most=Decimal(15)), Decimal(16), None),
    (question("q", "count", "1", **line("0", "3")), 1, "0.6667"),
    (question("q", "timer", "1", **line("300", "300.0")), Decimal(500), "1"),
    (question("q", "rings", "1"), Rings(9, Decimal(30), CallOutcome.ANSWERED), "1"),
    (question("q", "rings", "1"), Rings(9, Decimal(30), CallOutcome.BUSY), "0"),
    (question("q", "rings", "1"), Rings(-1, Decimal(30), CallOutcome.ANSWERED), None),
    (question("q", "text", "1"), "words", None),
]


@pytest.mark.parametrize(("asked_for", "value", "expected"), SHARES)
def test_an_answer_gets_its_share_of_the_points(asked_for: Question, value: Value, expected: str | None) -> None:
    assert share(asked_for, Answer(value)) == (None if expected is None else Decimal(expected))


def test_what_earns_nothing_and_is_not_critical_never_fails() -> None:
    gate = question("gate")

    assert not fails(gate, Answer(False))
    assert fails(replace(gate, critical=cap(Effect.MAJOR_FINDING, None)), Answer(False))


def test_a_cap_and_the_points_are_told_by_question_and_section() -> None:
    result = score(changed("greeted", critical=cap(Effect.MAJOR_FINDING, None)), {"greeted": Answer(False)})

    desk = result.sections[0]
    assert desk.earned == 0
    assert desk.possible == 10
    assert result.failed == ("greeted",)
    assert result.critical_failures == 1
    assert desk.questions[0].share == 0
    assert desk.questions[0].critical


def test_a_section_is_incomplete_when_more_than_it_allows_was_said_not_to_apply() -> None:
    desk = replace(EVERY_TYPE.sections[0], most_not_applicable=Decimal("0.3"))
    said = {"greeted": Answer(not_applicable="Closed"), "smile": Answer(5), "fault": Answer("fixed")}

    assert score(document(desk), said).incomplete == ("desk",)
    assert score(document(replace(desk, most_not_applicable=Decimal("0.4"))), said).incomplete == ()


def test_an_answer_with_both_a_value_and_a_reason_opens_nothing_and_earns_nothing() -> None:
    both = {"fault": Answer("sent", "Not mine")}

    assert "why" not in visible(EVERY_TYPE, both)
    assert score(EVERY_TYPE, both).total is None
    assert asked(EVERY_TYPE, both, ()).missing["fault"] == "answer"
