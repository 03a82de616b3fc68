"""Writing courses: a draft is made and changed, then published for good or deleted; a course is retired."""

import json
from datetime import datetime
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission
from network.foundation.clock import headquarters_day
from network.foundation.database import execute, fetch, fetch_row, fetch_value, transaction
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.sites.rules.criteria import LocalText
from network.training.errors.courses import (
    BadCourseForm,
    CourseDraftExists,
    CourseFaulty,
    CourseKeyTaken,
    CourseNotFound,
    CourseNotInForce,
    CoursePublished,
    CourseRetired,
    CourseStillAsked,
)
from network.training.queries.courses import asked_for, find_problems, find_version, version_in_force
from network.training.rules.courses import CourseDocument, Topic
from network.training.schemas.course_versions import CourseHeadingIn, CourseVersion, NewCourseIn
from network.training.schemas.courses import keep_course
from network.web.versions import check_version

# Pages beside those of the courses.
_ADDRESSES = frozenset({"new", "requirements"})
# What a course asks for is compared with what all others ask for: courses are published one by one.
_TURN = "select pg_advisory_xact_lock(hashtext('courses'))"
_RETIRED = "update course_version set state = 'retired', row_version = row_version + 1 where id = $1"
_FILES_COPIED = """
insert into course_file (id, version, file_name, file_sha256, file_kind, file_type, file_size, thumbnail_sha256,
                         added_by, added_at)
select gen_random_uuid(), $2, file_name, file_sha256, file_kind, file_type, file_size, thumbnail_sha256,
       added_by, added_at
from course_file where version = $1
"""
_STILL_REQUIRED = """
select exists (select from course_requirement r where r.course = $1 and (r.to_on is null or r.to_on >= $2))
"""


async def make_course(actor: Actor, wanted: NewCourseIn, at: datetime) -> CourseVersion:
    """A new course with an empty draft. CourseKeyTaken, BadCourseForm."""
    actor.require(Permission.CHANGE_COURSES)
    if wanted.key in _ADDRESSES:
        raise BadCourseForm({"key": _("This key is the address of another page. Choose another one.")})
    title = LocalText(en=wanted.title, zh_CN=wanted.title_zh)
    async with transaction(actor):
        await execute(_TURN)
        if await fetch_value("select exists (select from course where key = $1)", wanted.key):
            raise CourseKeyTaken(key=wanted.key)
        course = await add_course(actor, wanted.key, wanted.topic, title, at)
        return await draft_of(actor, course, wanted.key, CourseDocument(summary=LocalText(en="", zh_CN="")), at)


async def change_course(actor: Actor, key: str, wanted: CourseHeadingIn) -> None:
    """Call it otherwise, or put it under another topic, in all its versions. CourseNotFound."""
    actor.require(Permission.CHANGE_COURSES)
    async with transaction(actor):
        row = await fetch_row("select id, title, topic from course where key = $1 for update", key)
        if row is None:
            raise CourseNotFound()
        before = {**json.loads(row["title"]), "topic": row["topic"]}
        after = {"en": wanted.title, "zh_CN": wanted.title_zh, "topic": wanted.topic.value}
        changed = [name for name, value in after.items() if before[name] != value]
        if not changed:
            return
        title = json.dumps({"en": wanted.title, "zh_CN": wanted.title_zh})
        await execute("update course set title = $2, topic = $3 where id = $1", row["id"], title, wanted.topic.value)
        facts = {"before": {name: before[name] for name in changed}, "after": {name: after[name] for name in changed}}
        await trail.record(actor, "course.renamed", f"course:{key}", facts)


async def start_version(actor: Actor, key: str, at: datetime) -> CourseVersion:
    """A new draft that says what the newest version says, its files with it.

    CourseNotFound, CourseRetired; CourseDraftExists when there is one already.
    """
    actor.require(Permission.CHANGE_COURSES)
    async with transaction(actor):
        await execute(_TURN)
        newest = await fetch_value(
            "select max(v.number) from course_version v join course c on c.id = v.course where c.key = $1", key
        )
        copied = await find_version(key, newest or 0)
        if copied.retired_at is not None:
            raise CourseRetired()
        if copied.is_draft:
            raise CourseDraftExists(version=copied.number)
        made = await draft_of(actor, copied.course, key, copied.document, at)
        await execute(_FILES_COPIED, copied.id, made.id)
        return made


async def write_version(
    actor: Actor, key: str, number: int, document: CourseDocument, version: int | None
) -> CourseVersion:
    """Replace what a draft says; what it means may still be wrong. `version`: the one that this was made from.

    CourseNotFound, CoursePublished; PreconditionFailed when it was changed meanwhile.
    """
    actor.require(Permission.CHANGE_COURSES)
    async with transaction(actor):
        draft = await locked_draft(key, number)
        check_version(version, draft.row_version)
        if document != draft.document:
            await execute(
                "update course_version set document = $2, row_version = row_version + 1 where id = $1",
                draft.id,
                keep_course(document),
            )
            await trail.record(actor, "course.drafted", _subject(key, number), _facts(document))
        return await find_version(key, number)


async def publish_version(actor: Actor, key: str, number: int, version: int | None, at: datetime) -> CourseVersion:
    """It is taught and examined from now on; the version before it is retired in the same moment.

    CourseNotFound, CoursePublished, PreconditionFailed; CourseFaulty names what must be put right first.
    """
    actor.require(Permission.CHANGE_COURSES)
    async with transaction(actor):
        await execute(_TURN)
        draft = await locked_draft(key, number)
        check_version(version, draft.row_version)
        if problems := await find_problems(draft):
            raise CourseFaulty(problems)
        await publish(actor, draft, at)
        return await find_version(key, number)


async def discard_version(actor: Actor, key: str, number: int) -> None:
    """A draft is gone for good, its files with it, and so is a course that never had another version.

    CourseNotFound; CoursePublished for what is none.
    """
    actor.require(Permission.CHANGE_COURSES)
    async with transaction(actor):
        draft = await locked_draft(key, number)
        await execute("delete from course_file where version = $1", draft.id)
        await execute("delete from course_version where id = $1", draft.id)
        if draft.number == 1:
            await execute("delete from course where id = $1", draft.course)
        await trail.record(actor, "course.discarded", _subject(key, number), {})


async def retire_course(actor: Actor, key: str, at: datetime) -> None:
    """It is taught no more; records of it hold as long as they say. A draft of it is deleted first.

    CourseNotFound, CourseNotInForce, CourseDraftExists; CourseStillAsked while people or other courses need it.
    """
    actor.require(Permission.CHANGE_COURSES)
    async with transaction(actor):
        await execute(_TURN)
        found = await version_in_force(key)
        if found is None:
            known = await fetch_value("select exists (select from course where key = $1)", key)
            raise CourseNotInForce() if known else CourseNotFound()
        draft = await fetch_value(
            "select number from course_version where course = $1 and state = 'draft'", found.course
        )
        if draft is not None:
            raise CourseDraftExists(version=draft)
        asking = sorted(other for other, asked in (await asked_for()).items() if key in asked)
        if await fetch_value(_STILL_REQUIRED, found.course, headquarters_day(at)):
            asking.insert(0, "/courses/requirements")
        if asking:
            raise CourseStillAsked(where=", ".join(asking))
        await execute(_RETIRED, found.id)
        await execute("update course set retired_at = $2 where id = $1", found.course, at)
        await trail.record(actor, "course.retired", f"course:{key}", {})


async def add_course(actor: Actor, key: str, topic: Topic, title: LocalText, at: datetime) -> UUID:
    """Inside a transaction: the course itself, without a version; its id."""
    made = uuid4()
    await execute(
        "insert into course (id, key, title, topic, created_by, created_at) values ($1, $2, $3, $4, $5, $6)",
        made,
        key,
        json.dumps({"en": title.en, "zh_CN": title.zh_CN}),
        topic.value,
        actor.name,
        at,
    )
    return made


async def draft_of(actor: Actor, course: UUID, key: str, document: CourseDocument, at: datetime) -> CourseVersion:
    """Inside a transaction: the next version of a course, as a draft."""
    rows = await fetch("select coalesce(max(number), 0) + 1 as next from course_version where course = $1", course)
    number = rows[0]["next"]
    await execute(
        "insert into course_version (id, course, number, state, document, row_version, written_by, created_at) "
        "values ($1, $2, $3, 'draft', $4, 1, $5, $6)",
        uuid4(),
        course,
        number,
        keep_course(document),
        actor.name,
        at,
    )
    await trail.record(actor, "course.drafted", _subject(key, number), _facts(document))
    return await find_version(key, number)


async def publish(actor: Actor, draft: CourseVersion, at: datetime) -> None:
    """Inside a transaction: it is in force, and what was before it is not."""
    if former := await version_in_force(draft.key):
        await execute(_RETIRED, former.id)
    await execute(
        "update course_version set state = 'published', published_by = $2, published_at = $3, "
        "row_version = row_version + 1 where id = $1",
        draft.id,
        actor.name,
        at,
    )
    await trail.record(actor, "course.published", _subject(draft.key, draft.number), _facts(draft.document))


async def locked_draft(key: str, number: int) -> CourseVersion:
    """Inside a transaction: a draft, locked against others who change it. CourseNotFound, CoursePublished."""
    draft = await find_version(key, number, lock=True)
    if not draft.is_draft:
        raise CoursePublished()
    return draft


def _subject(key: str, number: int) -> str:
    """Such as `course:no-fault-filtering 2`."""
    return f"course:{key} {number}"


def _facts(document: CourseDocument) -> dict[str, object]:
    """What stands in the trail: enough to tell two versions apart."""
    return {
        "hours": document.hours,
        "validity_months": document.validity_months,
        "prerequisites": list(document.prerequisites),
        "questions": [question.key for question in document.exam.questions] if document.exam else [],
    }
