"""JSON: sessions, the seats in them, and who came."""

from uuid import UUID

from litestar import Controller, Response, delete, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.training.commands.enrolments import attend_by_code, cancel_enrolment, enrol_people, mark_attendance
from network.training.commands.sessions import cancel_session, change_session, close_session, plan_session
from network.training.queries.sessions import list_sessions, read_session
from network.training.schemas.sessions import (
    AttendanceIn,
    AttendIn,
    EnrolIn,
    SessionCancelIn,
    SessionChangeIn,
    SessionIn,
    SessionOut,
    SessionsOut,
    SessionWithPeopleOut,
)
from network.web.guards import allows
from network.web.problems import problems
from network.web.versions import if_match, versioned

Version = NamedDependency[int | None]
MATCHED = {"version": Provide(if_match, sync_to_thread=False)}
TRAINS = [allows(Permission.TRAIN_SITES)]


class SessionsApi(Controller):
    path = "/api/v1/sessions"
    tags = ["Training"]
    guards = [allows(Permission.READ_COURSES)]

    @get(responses=problems())
    async def sessions(
        self, actor: NamedDependency[Actor], course: FromQuery[str] = "", past: FromQuery[bool] = False
    ) -> SessionsOut:
        """The next 200 sessions to come, of all courses or of one; or, `past`, those that were or were cancelled."""
        return await list_sessions(actor, now(), when="past" if past else "coming", course=course)

    @post(guards=TRAINS, status_code=201, responses=problems(409, 422))
    async def plan(self, actor: NamedDependency[Actor], data: JSONBody[SessionIn]) -> Response[SessionOut]:
        """Plan a session of the course's version in force. Times are as clocks at the place show them."""
        made = await plan_session(actor, data, now())
        return versioned(made, made.row_version, 201)

    @get("/{session_id:uuid}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], session_id: FromPath[UUID]) -> Response[SessionWithPeopleOut]:
        """One session, and who of your own people has a seat or waits."""
        found = await read_session(actor, session_id)
        return versioned(found, found.session.row_version)

    @put("/{session_id:uuid}", guards=TRAINS, dependencies=MATCHED, responses=problems(404, 409, 412, 422, 428))
    async def change(
        self,
        actor: NamedDependency[Actor],
        session_id: FromPath[UUID],
        version: Version,
        data: JSONBody[SessionChangeIn],
    ) -> Response[SessionOut]:
        """Another time, place, trainer or number of seats. Everybody is told of another time or place."""
        found = await change_session(actor, session_id, data, version, now())
        return versioned(found, found.row_version)

    @post(
        "/{session_id:uuid}/cancel",
        guards=TRAINS,
        dependencies=MATCHED,
        status_code=200,
        responses=problems(404, 409, 412, 422, 428),
    )
    async def cancel(
        self,
        actor: NamedDependency[Actor],
        session_id: FromPath[UUID],
        version: Version,
        data: JSONBody[SessionCancelIn],
    ) -> Response[SessionOut]:
        """Call it off. Everybody who has a seat or waits is told."""
        found = await cancel_session(actor, session_id, data, version, now())
        return versioned(found, found.row_version)

    @post(
        "/{session_id:uuid}/close",
        guards=TRAINS,
        dependencies=MATCHED,
        status_code=200,
        responses=problems(404, 409, 412, 428),
    )
    async def close(
        self, actor: NamedDependency[Actor], session_id: FromPath[UUID], version: Version
    ) -> Response[SessionOut]:
        """It was held. Without an exam, all who came have passed."""
        found = await close_session(actor, session_id, version, now())
        return versioned(found, found.row_version)

    @post("/{session_id:uuid}/enrolments", status_code=201, responses=problems(404, 409, 422))
    async def enrol(
        self, actor: NamedDependency[Actor], session_id: FromPath[UUID], data: JSONBody[EnrolIn]
    ) -> SessionWithPeopleOut:
        """Give these people a seat, or let them wait for one: all of them or nobody."""
        await enrol_people(actor, session_id, data, now())
        return await read_session(actor, session_id)

    @delete("/{session_id:uuid}/enrolments/{enrolment_id:uuid}", responses=problems(404, 409))
    async def take_off(
        self, actor: NamedDependency[Actor], session_id: FromPath[UUID], enrolment_id: FromPath[UUID]
    ) -> None:
        """Take somebody off before it begins. The first who waits gets the seat."""
        await cancel_enrolment(actor, session_id, enrolment_id, now())

    @post("/{session_id:uuid}/attendance", guards=TRAINS, status_code=200, responses=problems(404, 409, 422))
    async def mark(
        self, actor: NamedDependency[Actor], session_id: FromPath[UUID], data: JSONBody[AttendanceIn]
    ) -> SessionWithPeopleOut:
        """Note who was there, by the id of the enrolment."""
        await mark_attendance(actor, session_id, data, now())
        return await read_session(actor, session_id)

    @post(
        "/{session_id:uuid}/attend",
        guards=[allows(Permission.LEARN)],
        status_code=204,
        responses=problems(404, 409, 422),
    )
    async def attend(self, actor: NamedDependency[Actor], session_id: FromPath[UUID], data: JSONBody[AttendIn]) -> None:
        """You are there: the code at the door says so."""
        await attend_by_code(actor, session_id, data.code, now())
