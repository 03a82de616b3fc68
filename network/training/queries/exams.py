"""Exams as those who sit them see them."""

import json
from datetime import datetime
from uuid import UUID

from pydantic import TypeAdapter

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.sites.rules.criteria import LocalText
from network.training.errors.exams import ExamNotFound
from network.training.rules.courses import CourseDocument, Exam, ExamQuestion
from network.training.rules.exams import Drawn, opens_at, remaining_seconds
from network.training.schemas.courses import kept_course
from network.training.schemas.exams import ClauseOut, ExamOut, OptionOut, QuestionOut

DRAWN = TypeAdapter(tuple[Drawn, ...])

ATTEMPT = """
select a.*, c.id as course, c.key, c.title ->> 'en' as title, c.title ->> 'zh_CN' as title_zh, v.outline,
       s.time_zone
from exam_attempt a
join course_version v on v.id = a.version
join course c on c.id = v.course
join site s on s.id = a.site
where a.id = $1
"""
# Whoever runs a site sees its people's attempts as well; these are the asker's own.
OWN_ATTEMPT = ATTEMPT + " and a.person = (select my_person())"
# What the database tells of the right answers: all of them once the exam is passed.
_TOLD = 'select key, several, "right", explanation from told_of_attempt($1)'
# When the exams of a course were handed in since it was last passed by one.
_SAT = """
select a.handed_in_at
from exam_attempt a join course_version v on v.id = a.version
where a.person = $1 and v.course = $2 and a.handed_in_at > coalesce((
    select max(b.handed_in_at) from exam_attempt b join course_version w on w.id = b.version
    where b.person = $1 and w.course = $2 and b.passed), '-infinity')
"""


async def read_exam(actor: Actor, attempt_id: UUID, now: datetime) -> ExamOut:
    """An own attempt: its paper while it is open, its outcome afterwards. ExamNotFound."""
    actor.require(Permission.LEARN)
    async with transaction(actor, read_only=True):
        row = await fetch_row(OWN_ATTEMPT, attempt_id)
        if row is None:
            raise ExamNotFound()
        given = await fetch_row("select number, valid_to from training_record where attempt = $1", attempt_id)
        told = {each["key"]: each for each in await fetch(_TOLD, attempt_id)}
        document, exam = paper_of(row)
        again = opens_at(exam, await sat(row["person"], row["course"]))
    known = {each.key: each for each in exam.questions}
    drawn = DRAWN.validate_json(row["questions"])
    questions = [_question(known[each.key], each, told[each.key]) for each in drawn]
    return _exam(row, document, exam, questions, given, again, now)


async def sat(person: UUID, course: UUID) -> list[datetime]:
    """Inside a transaction: when somebody handed exams of a course in, since they last passed it by one."""
    return [row["handed_in_at"] for row in await fetch(_SAT, person, course)]


def paper_of(row: Record) -> tuple[CourseDocument, Exam]:
    """What an attempt (a row of `ATTEMPT`) was made from, without what is right in it. ExamNotFound for a version
    without an exam."""
    document = kept_course(row["outline"])
    if document.exam is None:
        raise ExamNotFound()
    return document, document.exam


def _exam(
    row: Record,
    document: CourseDocument,
    exam: Exam,
    questions: list[QuestionOut],
    given: Record | None,
    again: datetime | None,
    now: datetime,
) -> ExamOut:
    passed = row["passed"]
    names = (
        "id",
        "title",
        "title_zh",
        "number",
        "started_at",
        "ends_at",
        "handed_in_at",
        "percent",
        "passed",
        "time_zone",
    )
    return ExamOut(
        **{name: row[name] for name in names},
        course=row["key"],
        attempts=exam.attempts,
        pass_percent=exam.pass_percent,
        minutes=exam.minutes,
        remaining=remaining_seconds(row["ends_at"], now),
        version=row["row_version"],
        questions=questions,
        answers=json.loads(row["answers"]),
        record=given["number"] if given else None,
        valid_to=given["valid_to"] if given else None,
        again=again if passed is False and again and again > now else None,
        read_again=[ClauseOut(manual=each.manual, clause=each.clause) for each in document.clauses]
        if passed is False
        else [],
    )


def _question(question: ExamQuestion, drawn: Drawn, told: Record) -> QuestionOut:
    """As it is shown; `told`: a row of `_TOLD`."""
    texts = {option.key: option.text for option in question.options}
    why = LocalText(**json.loads(told["explanation"])) if told["explanation"] else None
    return QuestionOut(
        key=question.key,
        question=question.question.en,
        question_zh=question.question.zh_CN,
        several=told["several"],
        options=[OptionOut(key=key, text=texts[key].en, text_zh=texts[key].zh_CN) for key in drawn.options],
        right=json.loads(told["right"]) if told["right"] else None,
        explanation=why.en if why else None,
        explanation_zh=why.zh_CN if why else None,
    )
