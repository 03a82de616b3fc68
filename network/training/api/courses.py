"""JSON: courses, from draft to retired, and who must have passed them."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, delete, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, JSONBody

from network.foundation.access import Actor, Permission
from network.foundation.clock import headquarters_day, now
from network.training.commands.courses import (
    change_course,
    discard_version,
    make_course,
    publish_version,
    retire_course,
    start_version,
    write_version,
)
from network.training.commands.requirements import end_requirement, require_course
from network.training.queries.courses import course_versions, files_of, list_courses, version_with_problems
from network.training.queries.requirements import list_requirements
from network.training.schemas.course_versions import (
    CourseHeadingIn,
    CoursesOut,
    CourseVersionOut,
    NewCourseIn,
    RequirementEndIn,
    RequirementIn,
    RequirementsOut,
    version_out,
)
from network.training.schemas.courses import document_of
from network.web.guards import allows
from network.web.problems import problems
from network.web.versions import if_match, versioned

Version = NamedDependency[int | None]
MATCHED = {"version": Provide(if_match, sync_to_thread=False)}
CHANGES = [allows(Permission.CHANGE_COURSES)]


class CoursesApi(Controller):
    path = "/api/v1/courses"
    tags = ["Training"]
    guards = [allows(Permission.READ_COURSES)]

    @get(responses=problems())
    async def courses(self, actor: NamedDependency[Actor]) -> CoursesOut:
        """Every course, with who must have passed it today."""
        return CoursesOut(courses=await list_courses(actor, headquarters_day(now())))

    @post(guards=CHANGES, status_code=201, responses=problems(409, 422))
    async def make(self, actor: NamedDependency[Actor], data: JSONBody[NewCourseIn]) -> Response[CourseVersionOut]:
        """Start a course with an empty draft."""
        made = await make_course(actor, data, now())
        return await _versioned(actor, made.key, made.number, 201)

    @get("/requirements", responses=problems())
    async def requirements(self, actor: NamedDependency[Actor]) -> RequirementsOut:
        """Which role must have passed what, at sites of which level: now, before and later."""
        return RequirementsOut(requirements=await list_requirements(actor))

    @post("/requirements", guards=CHANGES, status_code=201, responses=problems(409, 422))
    async def require(self, actor: NamedDependency[Actor], data: JSONBody[RequirementIn]) -> RequirementsOut:
        """Require a course of a role; all requirements of that course."""
        await require_course(actor, data, now())
        return RequirementsOut(requirements=await list_requirements(actor, data.course))

    @put("/requirements/{requirement_id:uuid}", guards=CHANGES, responses=problems(404, 409, 422))
    async def end(
        self, actor: NamedDependency[Actor], requirement_id: FromPath[UUID], data: JSONBody[RequirementEndIn]
    ) -> RequirementsOut:
        """Enter the last day of a requirement, or correct it; all requirements."""
        await end_requirement(actor, requirement_id, data, now())
        return RequirementsOut(requirements=await list_requirements(actor))

    @get("/{course_key:str}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], course_key: FromPath[str]) -> Response[CourseVersionOut]:
        """The newest version that you may see."""
        return await _versioned(actor, course_key, (await course_versions(actor, course_key))[0].number)

    @put("/{course_key:str}", guards=CHANGES, responses=problems(404, 422))
    async def rename(
        self, actor: NamedDependency[Actor], course_key: FromPath[str], data: JSONBody[CourseHeadingIn]
    ) -> Response[CourseVersionOut]:
        """Call it otherwise, or put it under another topic, in all its versions."""
        await change_course(actor, course_key, data)
        return await _versioned(actor, course_key, (await course_versions(actor, course_key))[0].number)

    @post("/{course_key:str}/retire", guards=CHANGES, status_code=204, responses=problems(404, 409))
    async def retire(self, actor: NamedDependency[Actor], course_key: FromPath[str]) -> None:
        """Teach it no more. Records of it hold as long as they say."""
        await retire_course(actor, course_key, now())

    @post("/{course_key:str}/versions", guards=CHANGES, status_code=201, responses=problems(404, 409))
    async def start(self, actor: NamedDependency[Actor], course_key: FromPath[str]) -> Response[CourseVersionOut]:
        """Start a draft that says what the newest version says."""
        made = await start_version(actor, course_key, now())
        return await _versioned(actor, made.key, made.number, 201)

    @get("/{course_key:str}/versions/{number:int}", responses=problems(404))
    async def version(
        self, actor: NamedDependency[Actor], course_key: FromPath[str], number: FromPath[int]
    ) -> Response[CourseVersionOut]:
        """One version. Questions of its exam are shown to those who write courses. Its ETag is for If-Match."""
        return await _versioned(actor, course_key, number)

    @put(
        "/{course_key:str}/versions/{number:int}",
        guards=CHANGES,
        dependencies=MATCHED,
        responses=problems(404, 409, 412, 422, 428),
    )
    async def write(
        self,
        actor: NamedDependency[Actor],
        course_key: FromPath[str],
        number: FromPath[int],
        version: Version,
        data: JSONBody[dict[str, Any]],
    ) -> Response[CourseVersionOut]:
        """Replace what a draft says by this document. `problems` names what keeps it from being published."""
        await write_version(actor, course_key, number, document_of(data), version)
        return await _versioned(actor, course_key, number)

    @post(
        "/{course_key:str}/versions/{number:int}/publish",
        guards=CHANGES,
        dependencies=MATCHED,
        status_code=200,
        responses=problems(404, 409, 412, 422, 428),
    )
    async def publish(
        self, actor: NamedDependency[Actor], course_key: FromPath[str], number: FromPath[int], version: Version
    ) -> Response[CourseVersionOut]:
        """Publish a draft: it is taught and examined from now on, and the version before it is retired."""
        await publish_version(actor, course_key, number, version, now())
        return await _versioned(actor, course_key, number)

    @delete("/{course_key:str}/versions/{number:int}", guards=CHANGES, responses=problems(404, 409))
    async def discard(self, actor: NamedDependency[Actor], course_key: FromPath[str], number: FromPath[int]) -> None:
        """Delete a draft."""
        await discard_version(actor, course_key, number)


async def _versioned(actor: Actor, key: str, number: int, status: int = 200) -> Response[CourseVersionOut]:
    found, wrong = await version_with_problems(actor, key, number)
    writes = actor.may(Permission.CHANGE_COURSES)
    told = {each.path: str(each) for each in wrong}
    made = version_out(found, await files_of(actor, found.id), told, answers=writes)
    return versioned(made, found.row_version, status)
