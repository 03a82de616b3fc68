"""The courses that ship with the program, and who needs them."""

from datetime import date, datetime
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch, transaction
from network.training.commands.courses import add_course, draft_of, publish
from network.training.errors.courses import CourseFaulty
from network.training.queries.courses import asked_for, shipped
from network.training.rules.course_validation import validate_course
from network.training.schemas.courses import ShippedCourse, ShippedRequirement, read_shipped_course

_TURN = "select pg_advisory_xact_lock(hashtext('courses'))"


async def add_shipped_courses(actor: Actor, at: datetime) -> None:
    """Publish those whose key no course has yet, and require them from that day on.

    CourseFaulty for one that is wrong among all others: none is added then.
    """
    actor.require(Permission.CHANGE_COURSES)
    async with transaction(actor):
        await execute(_TURN)
        known = {row["key"] for row in await fetch("select key from course")}
        wanted = [each for each in map(read_shipped_course, shipped()) if each.key not in known]
        others = {**(await asked_for()), **{each.key: each.document.prerequisites for each in wanted}}
        for each in wanted:
            if problems := validate_course(each.key, each.document, others):
                raise CourseFaulty(problems)
            await _add(actor, each, at)


async def _add(actor: Actor, shipped_course: ShippedCourse, at: datetime) -> None:
    key = shipped_course.key
    course = await add_course(actor, key, shipped_course.topic, shipped_course.title, at)
    await publish(actor, await draft_of(actor, course, key, shipped_course.document, at), at)
    for requirement in shipped_course.requirements:
        await _require(actor, course, requirement, at.date(), at)


async def _require(actor: Actor, course: UUID, requirement: ShippedRequirement, from_on: date, at: datetime) -> None:
    await execute(
        "insert into course_requirement (id, course, role, least_level, from_on, added_by, added_at) "
        "values ($1, $2, $3, $4, $5, $6, $7)",
        uuid4(),
        course,
        requirement.role.value,
        requirement.least_level,
        from_on,
        actor.name,
        at,
    )
