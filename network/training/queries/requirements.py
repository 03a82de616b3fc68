"""Reading who must have passed what."""

from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.training.errors.courses import RequirementNotFound
from network.training.schemas.course_versions import RequirementOut

REQUIREMENTS = """
select r.id, c.key as course, c.title ->> 'en' as title, c.title ->> 'zh_CN' as title_zh, r.role, r.least_level,
       r.from_on, r.to_on, r.added_by
from course_requirement r join course c on c.id = r.course
"""


async def list_requirements(actor: Actor, course: str = "") -> list[RequirementOut]:
    """Every requirement there is, was or will be, of all courses or of one; open ones first."""
    actor.require(Permission.READ_COURSES)
    async with transaction(actor, read_only=True):
        rows = await fetch(
            REQUIREMENTS + "where $1 = '' or c.key = $1 order by r.to_on desc nulls first, c.key, r.role, r.from_on",
            course,
        )
    return [RequirementOut(**dict(row)) for row in rows]


async def requirement_row(requirement_id: UUID) -> Record:
    """Inside a transaction: locked for a change. RequirementNotFound."""
    row = await fetch_row(REQUIREMENTS + "where r.id = $1 for update of r", requirement_id)
    if row is None:
        raise RequirementNotFound()
    return row
