"""What ships: standards, the operating manual and courses fit together, so that an installation can start with them."""

from collections import Counter
from decimal import Decimal

import pytest

from network.foundation.access import Actor
from network.manuals.commands.shipped import add_shipped_manuals, shipped_manuals, shipped_standards
from network.manuals.rules.document_validation import validate_manual, validate_quiz
from network.manuals.rules.documents import ManualDocument
from network.manuals.rules.standards import ControlPoint
from network.scorecards.metrics.catalogue import METRICS
from network.sites.rules.staff import StaffRole
from network.training.queries.courses import shipped
from network.training.rules.course_validation import validate_course
from network.training.rules.courses import Topic
from network.training.schemas.courses import ShippedCourse, read_shipped_course
from tests.factory import NOW, Store

STANDARDS = shipped_standards()
KEYS = [standard.key for standard in STANDARDS]
MANUALS = {key: document for key, (_heading, document) in shipped_manuals().items()}
COURSES = {course.key: course for course in map(read_shipped_course, shipped())}
PREREQUISITES = {key: course.document.prerequisites for key, course in COURSES.items()}

each_manual = pytest.mark.parametrize("document", MANUALS.values(), ids=MANUALS)
each_course = pytest.mark.parametrize("course", COURSES.values(), ids=COURSES)


def test_every_standard_has_a_key_of_its_own_and_every_control_point_has_standards() -> None:
    assert max(Counter(KEYS).values()) == 1
    assert {standard.control_point for standard in STANDARDS} == set(ControlPoint)


def test_a_standard_with_a_metric_has_a_target_that_some_site_can_reach() -> None:
    measured = [standard for standard in STANDARDS if standard.metric]
    assert measured
    assert {standard.metric for standard in measured} <= METRICS.keys()
    assert all(standard.metric_target is not None and 0 < standard.metric_target <= 1 for standard in measured)


def test_that_all_people_are_trained_is_measured() -> None:
    (trained,) = [standard for standard in STANDARDS if standard.key == "trained-people"]
    assert (trained.metric, trained.metric_target) == ("training_coverage", Decimal(1))


def test_a_standard_is_written_in_both_languages() -> None:
    texts = [text for standard in STANDARDS for text in (standard.indicator, standard.target)]
    assert all(text.en.isascii() and text.en.strip() for text in texts)
    assert not any(text.zh_CN.isascii() for text in texts)


@each_manual
def test_a_shipped_manual_can_be_approved(document: ManualDocument) -> None:
    assert validate_manual(document, None, KEYS, ()) == []


def test_the_questions_of_a_shipped_manual_have_no_problem() -> None:
    for heading, document in shipped_manuals().values():
        assert list(validate_quiz(heading.quiz, document)) == []
        assert heading.quiz


@each_manual
def test_no_clause_was_left_in_the_other_language(document: ManualDocument) -> None:
    clauses = [clause for _number, clause in document.numbered()]
    assert [clause.key for clause in clauses if not _is_chinese(clause.text.zh_CN)] == []
    assert [clause.key for clause in clauses if _is_chinese(clause.text.en)] == []


def test_a_shipped_manual_speaks_to_roles_that_there_are() -> None:
    assert {role for heading, _document in shipped_manuals().values() for role in heading.audience.roles} <= set(
        StaffRole
    )


async def test_what_ships_is_in_force_once(store: Store) -> None:
    await add_shipped_manuals(Actor.system(), NOW)
    before = await store.counts("standard", "manual", "manual_edition", "trail_event")
    await add_shipped_manuals(Actor.system(), NOW)
    assert before == await store.counts("standard", "manual", "manual_edition", "trail_event")
    assert (before["standard"], before["manual"]) == (len(KEYS), len(MANUALS))
    approved = "select count(*) from manual_edition where state = 'approved' and number = 1"
    assert await store.value(approved) == len(MANUALS)


def test_every_standard_is_stated_by_a_clause_and_taught_by_a_course() -> None:
    clauses = [clause for document in MANUALS.values() for _number, clause in document.numbered()]
    assert {key for clause in clauses for key in clause.standards} == set(KEYS)
    assert {key for course in COURSES.values() for key in course.document.standards} == set(KEYS)


@each_course
def test_a_shipped_course_can_be_published(course: ShippedCourse) -> None:
    assert validate_course(course.key, course.document, PREREQUISITES) == []


@each_course
def test_a_course_teaches_clauses_that_there_are(course: ShippedCourse) -> None:
    assert course.document.clauses
    for link in course.document.clauses:
        assert MANUALS[link.manual].clause(link.clause), link


@each_course
def test_an_exam_draws_from_more_questions_than_it_asks_and_explains_each(course: ShippedCourse) -> None:
    exam = course.document.exam
    assert exam is not None
    assert exam.draw < len(exam.questions)
    assert [question.key for question in exam.questions if question.explanation is None] == []


@each_course
def test_who_needs_a_course_needs_what_it_asks_for_first(course: ShippedCourse) -> None:
    roles = {requirement.role for requirement in course.requirements}
    for key in course.document.prerequisites:
        assert roles <= {requirement.role for requirement in COURSES[key].requirements}


def test_the_courses_cover_every_topic() -> None:
    assert {course.topic for course in COURSES.values()} == set(Topic)


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)
