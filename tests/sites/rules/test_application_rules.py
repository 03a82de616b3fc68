"""What may follow what in the course of an application, and what it must hold."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.foundation.evidence.kinds import Kind
from network.foundation.i18n import reading
from network.sites.rules.applications import (
    APPLICANTS_MOVES,
    COURSE,
    NEEDED,
    NUMBER,
    OPENING_LABELS,
    REJECTION_LABELS,
    STATE_LABELS,
    TRANSITIONS,
    ApplicationState,
    Held,
    OpeningItem,
    RejectionReason,
    Requirement,
    Want,
    application_number,
    may_move,
    missing_evidence,
    missing_fields,
    missing_opening_items,
    open_wants,
    requirements,
)
from network.sites.rules.criteria import Evidence
from network.sites.schemas.criteria import load_criteria
from tests.sites.rules.sets import SHIPPED

S = ApplicationState
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
states = st.sampled_from(list(ApplicationState))


def test_the_course_can_be_walked_from_the_draft_to_the_certificate() -> None:
    for here, there in pairwise(COURSE):
        assert there in TRANSITIONS[here]


def test_what_has_ended_never_moves_again() -> None:
    ends = {state for state in ApplicationState if not TRANSITIONS[state]}
    assert ends == {S.CERTIFIED, S.REJECTED, S.WITHDRAWN}
    for end in ends:
        assert not any(may_move(end, to, by_applicant=who) for to in ApplicationState for who in (True, False))


@given(states, states)
def test_no_step_is_open_to_both_sides(here: ApplicationState, there: ApplicationState) -> None:
    assert not (may_move(here, there, by_applicant=True) and may_move(here, there, by_applicant=False))


@given(states, states, st.booleans())
def test_a_step_is_one_of_the_table(here: ApplicationState, there: ApplicationState, mine: bool) -> None:
    if may_move(here, there, by_applicant=mine):
        assert there in TRANSITIONS[here]
        assert (there in APPLICANTS_MOVES) is mine


@given(states, st.booleans())
def test_nobody_marks_an_application_as_assessed_by_hand(here: ApplicationState, mine: bool) -> None:
    assert not may_move(here, S.SCORED, by_applicant=mine)


@pytest.mark.parametrize("state", [S.CONTRACTED, S.OPENING_CHECK])
def test_under_contract_an_applicant_does_not_withdraw_by_itself(state: ApplicationState) -> None:
    assert not may_move(state, S.WITHDRAWN, by_applicant=True)


def test_a_draft_is_nothing_that_headquarters_could_reject() -> None:
    assert not may_move(S.DRAFT, S.REJECTED, by_applicant=False)


def test_everything_has_its_words_in_both_languages() -> None:
    tables = (
        (STATE_LABELS, ApplicationState),
        (REJECTION_LABELS, RejectionReason),
        (OPENING_LABELS, OpeningItem),
    )
    for labels, members in tables:
        for member in members:
            with reading("en"):
                english = str(labels[member])
            with reading("zh_CN"):
                assert str(labels[member]) not in ("", english)


@given(st.randoms(use_true_random=False))
def test_a_number_is_drawn_and_has_no_sign_that_is_taken_for_another(random: object) -> None:
    number = application_number(lambda signs: random.choice(signs))  # type: ignore[attr-defined]
    assert NUMBER.fullmatch(number)
    assert not set(number[1:]) & set("01IO")


def complete() -> dict[str, object]:
    return dict.fromkeys(NEEDED, "x")


def test_a_complete_form_lacks_nothing() -> None:
    assert missing_fields(complete()) == {}


@given(st.sets(st.sampled_from(list(NEEDED))))
def test_all_that_is_missing_is_named_at_once(left_out: set[str]) -> None:
    values = {name: "" if name in left_out else value for name, value in complete().items()}
    assert set(missing_fields(values)) == left_out


@pytest.mark.parametrize("name", ["operator_name", "site_name"])
def test_a_name_in_chinese_is_a_name(name: str) -> None:
    values = complete() | {name: "", f"{name}_zh": "外滩"}
    assert missing_fields(values) == {}


def held(criterion: str, kind: Kind, hours: float = 0) -> Held:
    return Held(criterion, kind, NOON + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("evidence", "kind", "met"),
    [
        (Evidence.PHOTO, Kind.PHOTO, True),
        (Evidence.PHOTO, Kind.PDF, False),
        (Evidence.PHOTO, Kind.DOCUMENT, False),
        (Evidence.DOCUMENT, Kind.PDF, True),
        (Evidence.DOCUMENT, Kind.DOCUMENT, True),
        (Evidence.DOCUMENT, Kind.PHOTO, True),
    ],
)
def test_a_document_may_be_photographed_but_a_place_is_not_described(evidence: Evidence, kind: Kind, met: bool) -> None:
    assert Requirement("means", evidence).met_by(held("means", kind)) is met
    assert not Requirement("means", evidence).met_by(held("staff", kind))


def test_what_the_criteria_ask_for_is_missing_until_it_is_handed_in() -> None:
    document = load_criteria(SHIPPED.read_text(encoding="utf-8"))
    asked = requirements(document)
    assert asked
    assert missing_evidence(document, []) == asked
    assert missing_evidence(document, [held(each.criterion, Kind.PHOTO) for each in asked]) == []


@pytest.mark.parametrize(("hours", "answered"), [(-1, False), (0, True), (1, True)])
def test_only_what_came_after_the_question_answers_it(hours: float, answered: bool) -> None:
    want = Want("means", "The licence of this year, please", NOON)
    assert (open_wants([want], [held("means", Kind.PDF, hours)]) == []) is answered


@given(st.sets(st.sampled_from(list(OpeningItem))))
def test_a_site_opens_with_nothing_missing(met: set[OpeningItem]) -> None:
    assert set(missing_opening_items(met)) == set(OpeningItem) - met
