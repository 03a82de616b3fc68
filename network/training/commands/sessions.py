"""Planning sessions, changing and cancelling them, and closing them when they are over."""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch, fetch_row, fetch_value, transaction
from network.foundation.trail import record as trail
from network.identity.rules.notices import NoticeKind
from network.training.commands.giving import give_record, validity_of
from network.training.commands.mentoring import count_taught, set_mentor
from network.training.errors.courses import CourseNotInForce
from network.training.errors.sessions import (
    BadSession,
    SeatsTaken,
    SessionBegun,
    SessionNotFound,
    SessionNotOver,
    SessionNotPlanned,
)
from network.training.queries.courses import version_in_force
from network.training.queries.sessions import find_session
from network.training.rules.giving import RecordSource
from network.training.rules.sessions import SessionState, instant, session_faults
from network.training.schemas.courses import kept_course
from network.training.schemas.sessions import SessionCancelIn, SessionChangeIn, SessionIn, SessionOut
from network.training.telling import everybody_in, tell_enrolled
from network.web.versions import check_version

_PLANNED = """
insert into training_session (id, version, region, place, time_zone, starts_at, ends_at, trainer, seats, cost, currency,
                              state, ends_in_exam, attendance_token, planned_by, planned_at, row_version)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'planned', $12, $13, $14, $15, 1)
"""
_CHANGED = """
update training_session set place = $2, time_zone = $3, starts_at = $4, ends_at = $5, trainer = $6, seats = $7,
       cost = $8, currency = $9, row_version = row_version + 1
where id = $1
"""
_ABSENT = "update enrolment set state = 'absent' where session = $1 and state = 'enrolled'"
_ATTENDED = """
select e.person, e.site, v.course, v.id as version, v.outline
from enrolment e join training_session s on s.id = e.session join course_version v on v.id = s.version
where s.id = $1 and e.state = 'attended' order by e.seat
"""


async def plan_session(actor: Actor, wanted: SessionIn, at: datetime) -> SessionOut:
    """An occasion on which the version in force is taught. BadSession, CourseNotInForce; Forbidden over the region."""
    if wrong := session_faults(wanted.starts, wanted.ends, wanted.time_zone, at):
        raise BadSession(wrong)
    async with transaction(actor):
        region = await _region(wanted.region)
        actor.require_right(Permission.TRAIN_SITES, region)
        version = await version_in_force(wanted.course)
        if version is None:
            raise CourseNotInForce()
        made = uuid4()
        values = _values(wanted)
        by_exam, token = version.document.exam is not None, secrets.token_urlsafe(24)
        await execute(_PLANNED, made, version.id, region, *values.values(), by_exam, token, actor.name, at)
        await set_mentor(made, None, wanted)
        told = {"course": wanted.course, "region": wanted.region, "trainer_site": wanted.trainer_site}
        facts = {**told, **values}
        await trail.record(actor, "session.planned", f"session:{made}", facts)
        return await find_session(made)


async def change_session(
    actor: Actor, session_id: UUID, wanted: SessionChangeIn, version: int | None, at: datetime
) -> SessionOut:
    """Another time or place, more seats or fewer; everybody who has a seat or waits is told, and who waits moves up.

    SessionNotFound, SessionNotPlanned, SessionBegun, BadSession, PreconditionFailed; SeatsTaken below what is taken.
    """
    if wrong := session_faults(wanted.starts, wanted.ends, wanted.time_zone, at):
        raise BadSession(wrong)
    async with transaction(actor):
        row = await _planned(actor, session_id)
        check_version(version, row["row_version"])
        if row["starts_at"] <= at:
            raise SessionBegun()
        before = await find_session(session_id)
        if wanted.seats < before.taken:
            raise SeatsTaken({"seats": str(SeatsTaken.message) % {"taken": before.taken}}, taken=before.taken)
        await set_mentor(session_id, before.trainer_site, wanted)
        values, was = _values(wanted), {**row, "trainer_site": before.trainer_site or ""}
        given = {**values, "trainer_site": wanted.trainer_site}
        changed = [name for name, value in given.items() if was[name] != value]
        if changed:
            await execute(_CHANGED, session_id, *values.values())
            facts = {side: {name: of[name] for name in changed} for side, of in (("before", was), ("after", given))}
            await trail.record(actor, "session.changed", f"session:{session_id}", facts)
        found = await find_session(session_id)
        await _settle(found)
        if {"place", "starts_at", "ends_at"} & set(changed):
            about = f":{found.row_version}"
            await tell_enrolled(NoticeKind.SESSION_CHANGED, found, await everybody_in(session_id), about)
        return await find_session(session_id)


async def cancel_session(
    actor: Actor, session_id: UUID, said: SessionCancelIn, version: int | None, at: datetime
) -> SessionOut:
    """It does not take place; everybody who has a seat or waits is told.

    SessionNotFound, SessionNotPlanned, SessionBegun, PreconditionFailed.
    """
    async with transaction(actor):
        row = await _planned(actor, session_id)
        check_version(version, row["row_version"])
        if row["starts_at"] <= at:
            raise SessionBegun()
        await _set_state(session_id, SessionState.CANCELLED, said.reason)
        await trail.record(actor, "session.cancelled", f"session:{session_id}", {"reason": said.reason})
        found = await find_session(session_id)
        await tell_enrolled(NoticeKind.SESSION_CANCELLED, found, await everybody_in(session_id))
        return found


async def close_session(actor: Actor, session_id: UUID, version: int | None, at: datetime) -> SessionOut:
    """It was held: whoever was not marked as present was absent. Without an exam, all who came have passed.

    SessionNotFound, SessionNotPlanned, SessionNotOver, PreconditionFailed.
    """
    async with transaction(actor):
        row = await _planned(actor, session_id)
        check_version(version, row["row_version"])
        if row["ends_at"] > at:
            raise SessionNotOver()
        await execute(_ABSENT, session_id)
        await count_taught(session_id)
        passed = [] if row["ends_in_exam"] else await _pass_attended(actor, row, at)
        await _set_state(session_id, SessionState.HELD)
        await trail.record(actor, "session.held", f"session:{session_id}", {"passed": len(passed)})
        return await find_session(session_id)


async def _pass_attended(actor: Actor, session: Record, at: datetime) -> list[str]:
    """The numbers of the records given to those who came."""
    passed_on = session["ends_at"].astimezone(ZoneInfo(session["time_zone"])).date()
    numbers = []
    for row in await fetch(_ATTENDED, session["id"]):
        terms = kept_course(row["outline"])
        valid_from, valid_to = await validity_of(row["person"], row["course"], terms, passed_on)
        _record, number = await give_record(
            actor,
            person=row["person"],
            course=row["course"],
            version=row["version"],
            site=row["site"],
            source=RecordSource.SESSION,
            passed_on=passed_on,
            valid_from=valid_from,
            valid_to=valid_to,
            at=at,
            session=session["id"],
        )
        numbers.append(number)
    return numbers


async def locked_session(actor: Actor, session_id: UUID) -> Record:
    """Inside a transaction: a session that the actor trains, locked. SessionNotFound, Forbidden."""
    region = await fetch_row("select region from training_session where id = $1", session_id)
    if region is None:
        raise SessionNotFound()
    actor.require_right(Permission.TRAIN_SITES, region["region"])
    row = await fetch_row("select * from training_session where id = $1 for update", session_id)
    if row is None:
        raise SessionNotFound()
    return row


async def _planned(actor: Actor, session_id: UUID) -> Record:
    row = await locked_session(actor, session_id)
    if row["state"] != SessionState.PLANNED:
        raise SessionNotPlanned()
    return row


async def _set_state(session_id: UUID, state: SessionState, because: str | None = None) -> None:
    await execute(
        "update training_session set state = $2, cancelled_because = $3, row_version = row_version + 1 where id = $1",
        session_id,
        state.value,
        because,
    )


async def _settle(session: SessionOut) -> None:
    """Inside a transaction: who waits takes what is free, and is told."""
    rows = await fetch("select id from settle_seats($1) as moved (id)", session.id)
    await tell_enrolled(NoticeKind.SEAT_MOVED_UP, session, [row["id"] for row in rows])


async def _region(path: str) -> int | None:
    """The region at this path; None for the whole network. BadSession."""
    if not path:
        return None
    found = await fetch_value("select id from region where path = $1", path)
    if found is None:
        raise BadSession({"region": str(BadSession.message)})
    return int(found)


def _values(wanted: SessionChangeIn) -> dict[str, Any]:
    """The columns of a session, times as moments."""
    given = wanted.model_dump(exclude={"starts", "ends", "course", "region", "trainer_site"})
    times = {"starts_at": wanted.starts, "ends_at": wanted.ends}
    moments = {name: instant(local, wanted.time_zone) for name, local in times.items()}
    return {"place": given.pop("place"), "time_zone": given.pop("time_zone"), **moments, **given}
