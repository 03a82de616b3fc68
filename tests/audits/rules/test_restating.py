"""What a published audit says after an appeal: reckoned from itself as the checklist would have reckoned it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from network.audits.rules.answers import Answer, visible
from network.audits.rules.appeals import AuditState, answered, left_out, may_appeal, may_decide, upheld
from network.audits.rules.checklists import ChecklistDocument, Effect, Section
from network.audits.rules.published import PublishedDocument, published_document
from network.audits.rules.restating import differing, questions_of, reckoned, with_question
from network.audits.rules.scoring import score
from network.audits.schemas.published import keep_published, kept_published
from tests.audits.rules.checklists import EVERY_TYPE, cap
from tests.audits.rules.test_scoring import WORST_FIRST, answers_to_it


def capped(section: Section, effect: Effect) -> Section:
    """The section with a first question that caps when it fails."""
    first, *others = section.questions
    return replace(section, questions=(replace(first, critical=cap(effect, "40")), *others))


CAPPED = replace(EVERY_TYPE, sections=tuple(capped(each, Effect.CAP_AUDIT) for each in EVERY_TYPE.sections))
BY_SECTION = replace(EVERY_TYPE, sections=tuple(capped(each, Effect.CAP_SECTION) for each in EVERY_TYPE.sections))
checklists = st.sampled_from([EVERY_TYPE, CAPPED, BY_SECTION])


def published(checklist: ChecklistDocument, answers: dict[str, Answer]) -> PublishedDocument:
    return published_document(checklist, answers, score(checklist, answers), {})


@settings(deadline=None)  # the first answer in words reads the languages
@given(checklists, answers_to_it)
def test_a_published_audit_is_reckoned_as_the_visit_was(
    checklist: ChecklistDocument, answers: dict[str, Answer]
) -> None:
    document = published(checklist, answers)
    assert reckoned(document) == document
    assert kept_published(keep_published(document)) == document


@given(checklists, answers_to_it, st.sampled_from(sorted(WORST_FIRST)), st.data())
def test_another_answer_gives_the_score_that_the_visit_would_have_had(
    checklist: ChecklistDocument, answers: dict[str, Answer], key: str, data: st.DataObject
) -> None:
    other = Answer(data.draw(st.sampled_from(WORST_FIRST[key])))
    then = {**answers, key: other}
    document, question = published(checklist, answers), checklist.question(key)
    found = document.question(key)
    assume(found is not None and visible(checklist, answers) == visible(checklist, then))
    assert found is not None
    assert question is not None
    assert with_question(document, answered(found, question, other)) == published(checklist, then)


@given(checklists, answers_to_it, st.data())
def test_an_upheld_appeal_never_lowers_the_score_nor_fails_a_question(
    checklist: ChecklistDocument, answers: dict[str, Answer], data: st.DataObject
) -> None:
    document = published(checklist, answers)
    found = data.draw(st.sampled_from(list(questions_of(document))))
    after = upheld(document, left_out(found))
    assume(after is not None)
    assert after is not None
    assert after.total is None or document.total is None or after.total >= document.total
    assert after.critical_failures <= document.critical_failures
    assert [old.key for old, _new in differing(document, after)] == [found.key]


def test_what_changes_nothing_or_harms_the_site_is_no_upheld_appeal() -> None:
    document = published(EVERY_TYPE, {"greeted": Answer(True), "smile": Answer(1)})
    greeted, question = document.question("greeted"), EVERY_TYPE.question("greeted")
    assert greeted is not None
    assert question is not None
    assert upheld(document, greeted) is None
    assert upheld(document, answered(greeted, question, Answer(False))) is None
    assert upheld(document, left_out(greeted)) is None


PUBLISHED = datetime(2026, 11, 20, tzinfo=UTC)
UNTIL = PUBLISHED + timedelta(days=14)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (PUBLISHED - timedelta(microseconds=1), False),
        (PUBLISHED, True),
        (UNTIL - timedelta(microseconds=1), True),
        (UNTIL, False),
        (UNTIL + timedelta(seconds=1), False),
    ],
)
def test_the_window_to_appeal_is_half_open(at: datetime, expected: bool) -> None:
    assert may_appeal(AuditState.PUBLISHED, PUBLISHED, UNTIL, at) is expected
    assert not may_appeal(AuditState.VOIDED, PUBLISHED, UNTIL, at)


def test_whoever_decides_is_a_person_apart_from_the_visit() -> None:
    person, other = uuid4(), uuid4()
    assert may_decide(person, [other, None], made_visit=False)
    assert not may_decide(person, [person], made_visit=False)
    assert not may_decide(person, [], made_visit=True)
    assert not may_decide(None, [None], made_visit=False)


def test_a_total_is_rounded_half_up_and_nothing_else_is() -> None:
    document = published(EVERY_TYPE, {"smile": Answer(2)})
    assert document.total is not None
    assert document.total == document.total.quantize(Decimal("0.01"))
