"""Requiring courses of people, from a day on, until a day."""

from datetime import datetime
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission
from network.foundation.clock import headquarters_day
from network.foundation.database import execute, fetch, transaction
from network.foundation.trail import record as trail
from network.training.errors.courses import BadRequirement, CourseNotInForce, RequiredAlready
from network.training.queries.courses import version_in_force
from network.training.queries.requirements import requirement_row
from network.training.rules.requirements import overlap, requirement_faults
from network.training.schemas.course_versions import RequirementEndIn, RequirementIn

# Of two who require the same at once the second sees what the first has required.
_TURN = "select pg_advisory_xact_lock(hashtext('requirement:' || $1))"
_SAME = """
select id, from_on, to_on from course_requirement
where course = $1 and role = $2 and least_level is not distinct from $3
"""


async def require_course(actor: Actor, wanted: RequirementIn, now: datetime) -> UUID:
    """That people of a role must have passed a course; the id of the requirement.

    CourseNotInForce, BadRequirement; RequiredAlready when the same is required on one of these days.
    """
    actor.require(Permission.CHANGE_COURSES)
    if wrong := requirement_faults(wanted.from_on, wanted.to_on, headquarters_day(now)):
        raise BadRequirement(wrong)
    async with transaction(actor):
        await execute(_TURN, wanted.course)
        found = await version_in_force(wanted.course)
        if found is None:
            raise CourseNotInForce()
        for row in await fetch(_SAME, found.course, wanted.role.value, wanted.least_level):
            if overlap((row["from_on"], row["to_on"]), (wanted.from_on, wanted.to_on)):
                raise RequiredAlready()
        made = uuid4()
        await execute(
            "insert into course_requirement (id, course, role, least_level, from_on, to_on, added_by, added_at) "
            "values ($1, $2, $3, $4, $5, $6, $7, $8)",
            made,
            found.course,
            wanted.role.value,
            wanted.least_level,
            wanted.from_on,
            wanted.to_on,
            actor.name,
            now,
        )
        await trail.record(actor, "course.required", f"course:{wanted.course}", wanted.model_dump())
    return made


async def end_requirement(actor: Actor, requirement_id: UUID, said: RequirementEndIn, now: datetime) -> None:
    """Its last day, or a correction of it: what was required on days that have passed stays required of them.

    RequirementNotFound, BadRequirement, RequiredAlready.
    """
    actor.require(Permission.CHANGE_COURSES)
    async with transaction(actor):
        row = await requirement_row(requirement_id)
        if wrong := requirement_faults(row["from_on"], said.to_on, headquarters_day(now)):
            raise BadRequirement(wrong)
        await execute(_TURN, row["course"])
        course = await version_in_force(row["course"])
        others = await fetch(_SAME, course.course, row["role"], row["least_level"]) if course else []
        for other in others:
            if other["id"] != requirement_id and overlap(
                (other["from_on"], other["to_on"]), (row["from_on"], said.to_on)
            ):
                raise RequiredAlready()
        await execute("update course_requirement set to_on = $2 where id = $1", requirement_id, said.to_on)
        facts = {"role": row["role"], "least_level": row["least_level"], "to_on": said.to_on}
        await trail.record(actor, "course.unrequired", f"course:{row['course']}", facts)
