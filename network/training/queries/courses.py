"""Reading courses. Row security hides drafts from all but those who answer for the whole network.

What is right in an exam is for those who write courses. Everybody else is given `outline`, the document without it.
"""

import json
from datetime import date
from importlib.resources import files
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.foundation.documents.problems import Problem
from network.sites.rules.criteria import LocalText
from network.training.errors.courses import CourseFileNotFound, CourseNotFound
from network.training.rules.course_validation import Prerequisites, validate_course
from network.training.rules.courses import CourseState, Topic
from network.training.schemas.course_versions import CourseFileOut, CourseOut, CourseVersion
from network.training.schemas.courses import kept_course

_VERSIONS = """
select v.id, c.id as course, c.key, c.title, c.topic, v.number, v.state, v.{content} as document, v.row_version,
       v.written_by, v.created_at, v.published_by, v.published_at, c.retired_at
from course_version v join course c on c.id = v.course
"""
_WHOLE, _OUTLINE = _VERSIONS.format(content="document"), _VERSIONS.format(content="outline")
# The version that stands for a course: the one in force, else its draft, else the last that was.
_STANDING = "order by v.state = 'published' desc, v.state = 'draft' desc, v.number desc"
_CATALOGUE = f"""
with open as (
    select r.course, array_agg(distinct r.role) as roles,
           bool_or(exists (select from staff_member m where m.role = r.role and m.from_on <= $1
                           and (m.to_on is null or m.to_on >= $1))) as mine
    from course_requirement r where r.from_on <= $1 and (r.to_on is null or r.to_on >= $1) group by r.course
)
select c.key, c.title ->> 'en' as title, c.title ->> 'zh_CN' as title_zh, c.topic, v.number, v.state,
       v.outline ->> 'hours' as hours, (v.outline ->> 'validity_months')::integer as validity_months,
       jsonb_typeof(v.outline -> 'exam') = 'object' as examined,
       coalesce(open.roles, '{{}}') as required_of, coalesce(open.mine, false) as mine
from course c
join lateral (
    select v.number, v.state, v.outline from course_version v where v.course = c.id {_STANDING} limit 1
) v on true
left join open on open.course = c.id
order by c.topic, c.key
"""
_FILES = """
select id, file_name as name, file_type as media_type, file_size as size, file_sha256 as sha256
from course_file where version = $1 order by added_at, id
"""


def shipped() -> list[str]:
    """The courses that ship with the program, as YAML."""
    folder = files("network.training") / "shipped" / "courses"
    found = sorted((each for each in folder.iterdir() if each.name.endswith(".yaml")), key=lambda each: each.name)
    return [each.read_text(encoding="utf-8") for each in found]


async def list_courses(actor: Actor, today: date) -> list[CourseOut]:
    """Every course in reach, by topic. `mine` and `required_of` are as of this day."""
    actor.require(Permission.READ_COURSES)
    async with transaction(actor, read_only=True):
        rows = await fetch(_CATALOGUE, today)
    return [CourseOut(**dict(row)) for row in rows]


async def course_versions(actor: Actor, key: str) -> list[CourseVersion]:
    """All versions of a course that the actor may see, the newest first. CourseNotFound."""
    actor.require(Permission.READ_COURSES)
    async with transaction(actor, read_only=True):
        rows = await fetch(_seen_by(actor) + "where c.key = $1 order by v.number desc", key)
    if not rows:
        raise CourseNotFound()
    return [course_version(row) for row in rows]


async def read_version(actor: Actor, key: str, number: int) -> CourseVersion:
    """One version. CourseNotFound."""
    actor.require(Permission.READ_COURSES)
    async with transaction(actor, read_only=True):
        return await _found(_seen_by(actor), key, number)


async def version_with_problems(actor: Actor, key: str, number: int) -> tuple[CourseVersion, list[Problem]]:
    """One version and, when it is a draft, everything that keeps it from being published. CourseNotFound."""
    actor.require(Permission.READ_COURSES)
    async with transaction(actor, read_only=True):
        found = await _found(_seen_by(actor), key, number)
        return found, await find_problems(found) if found.is_draft else []


async def files_of(actor: Actor, version: UUID) -> list[CourseFileOut]:
    """The material of a version, in the order in which it was added."""
    actor.require(Permission.READ_COURSES)
    async with transaction(actor, read_only=True):
        return [CourseFileOut(**dict(row)) for row in await fetch(_FILES, version)]


async def course_file(actor: Actor, key: str, number: int, file_id: UUID) -> CourseFileOut:
    """One file of a version. CourseNotFound, CourseFileNotFound."""
    actor.require(Permission.READ_COURSES)
    async with transaction(actor, read_only=True):
        found = await _found(_OUTLINE, key, number)
        rows = await fetch(_FILES, found.id)
    for row in rows:
        if row["id"] == file_id:
            return CourseFileOut(**dict(row))
    raise CourseFileNotFound()


async def titles(actor: Actor) -> dict[str, LocalText]:
    """Key -> title of every course that has a version in force."""
    actor.require(Permission.READ_COURSES)
    async with transaction(actor, read_only=True):
        rows = await fetch(
            "select c.key, c.title from course c join course_version v on v.course = c.id and v.state = 'published' "
            "order by c.key"
        )
    return {row["key"]: LocalText(**json.loads(row["title"])) for row in rows}


async def find_version(key: str, number: int, *, lock: bool = False) -> CourseVersion:
    """Inside a transaction of those who write courses: one version, locked for a change if wanted. CourseNotFound."""
    return await _found(_WHOLE, key, number, " for update of v" if lock else "")


async def version_in_force(key: str) -> CourseVersion | None:
    """Inside a transaction of headquarters."""
    row = await fetch_row(_WHOLE + "where c.key = $1 and v.state = 'published'", key)
    return course_version(row) if row else None


async def asked_for() -> Prerequisites:
    """Inside a transaction: what each course in force asks for, by its key."""
    rows = await fetch(
        "select c.key, array(select jsonb_array_elements_text(v.outline -> 'prerequisites')) as asked "
        "from course c join course_version v on v.course = c.id and v.state = 'published'"
    )
    return {row["key"]: row["asked"] for row in rows}


async def find_problems(found: CourseVersion) -> list[Problem]:
    """Inside a transaction: what is wrong with its meaning, among the courses in force."""
    return validate_course(found.key, found.document, await asked_for())


def _seen_by(actor: Actor) -> str:
    return _WHOLE if actor.may(Permission.CHANGE_COURSES) else _OUTLINE


async def _found(versions: str, key: str, number: int, lock: str = "") -> CourseVersion:
    row = await fetch_row(f"{versions} where c.key = $1 and v.number = $2{lock}", key, number)
    if row is None:
        raise CourseNotFound()
    return course_version(row)


def course_version(row: Record) -> CourseVersion:
    """From the columns of the versions."""
    return CourseVersion(
        **{
            **dict(row),
            "title": LocalText(**json.loads(row["title"])),
            "topic": Topic(row["topic"]),
            "state": CourseState(row["state"]),
            "document": kept_course(row["document"]),
        }
    )
