"""Seats in sessions: who gets one, who waits, who moves up, and who was there."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import asyncpg

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch, fetch_row, fetch_value, transaction
from network.foundation.trail import record as trail
from network.identity.rules.notices import NoticeKind
from network.training.commands.sessions import locked_session
from network.training.errors.sessions import (
    CodeRefused,
    EnrolmentNotFound,
    EnrolmentRefused,
    NobodyChosen,
    SessionBegun,
    SessionNotBegun,
    SessionNotPlanned,
)
from network.training.queries.candidates import ALREADY, NOT_EMPLOYED, employed, obstacles, own_site, site_of
from network.training.queries.sessions import find_session
from network.training.rules.sessions import EnrolmentState, SessionState
from network.training.schemas.sessions import AttendanceIn, EnrolIn, SessionOut
from network.training.telling import tell_enrolled

_ENROLLED = """
insert into enrolment (id, session, person, site, seat, state, enrolled_by, enrolled_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
"""
# Whoever is enrolled with others waits behind those named before.
_TICK = timedelta(microseconds=1)
# The lock of the session is held until the end, so that no seat is handed out twice and no start overtakes it.
_LOCKED = "select take_seat($1)"
# Of two sessions at one time the second sees that the first has the person. One after the other, in the same order for
# all, so that no two wait for each other.
_TURN = """
select pg_advisory_xact_lock(hashtextextended('enrolment ' || person, 0))
from (select person from unnest($1::uuid[]) p (person) order by person) one
"""
_MARKED = """
update enrolment e set state = case when m.there then 'attended' else 'absent' end,
       attended_at = case when m.there then $4::timestamptz end, attended_by = case when m.there then 'list' end
from unnest($2::uuid[], $3::boolean[]) m (id, there)
where e.session = $1 and e.id = m.id and e.state in ('enrolled', 'attended', 'absent')
  and e.state <> case when m.there then 'attended' else 'absent' end
returning e.id, e.site, m.there
"""


async def enrol_people(actor: Actor, session_id: UUID, wanted: EnrolIn, at: datetime) -> dict[UUID, int | None]:
    """A seat for each of these people of one site, in this order; None for who waits for one. All of them or nobody.

    SessionNotFound, SessionNotPlanned, SessionBegun, NotMeantFor, NobodyChosen; EnrolmentRefused says what stands
    against whom. Whoever may only enrol themselves does: NoPersonOfYours.
    """
    actor.require(Permission.ENROL_PEOPLE if actor.may(Permission.ENROL_PEOPLE) else Permission.LEARN)
    async with transaction(actor):
        await execute(_LOCKED, session_id)
        session = await _open(session_id, at)
        people, code = list(dict.fromkeys(wanted.people)), wanted.site
        if not actor.may(Permission.ENROL_PEOPLE) or not (people or code):
            person, code = await own_site(session_id)
            people = [person]
        if not people:
            raise NobodyChosen()
        await execute(_TURN, people)
        site, day = await site_of(session_id, code)
        there = await employed(site, day)
        against = await obstacles(session_id, people, day)
        against |= {person: [NOT_EMPLOYED] for person in people if person not in there}
        if against:
            raise EnrolmentRefused({str(person): " ".join(map(str, texts)) for person, texts in against.items()})
        return await _enrolled(actor, session, people, site, at)


async def cancel_enrolment(actor: Actor, session_id: UUID, enrolment_id: UUID, at: datetime) -> None:
    """Take somebody off a session before it begins; the first who waits gets the seat, and is told.

    SessionNotFound, SessionNotPlanned, SessionBegun, EnrolmentNotFound.
    """
    actor.require(Permission.ENROL_PEOPLE if actor.may(Permission.ENROL_PEOPLE) else Permission.LEARN)
    async with transaction(actor):
        await execute(_LOCKED, session_id)
        session = await _open(session_id, at)
        row = await fetch_row(
            "select person, site from enrolment where id = $1 and session = $2 and state in ('enrolled', 'waiting')",
            enrolment_id,
            session_id,
        )
        if row is None:
            raise EnrolmentNotFound()
        await execute("update enrolment set state = 'cancelled', seat = null where id = $1", enrolment_id)
        facts = {"course": session.title, "person": row["person"]}
        await trail.record(actor, "enrolment.cancelled", f"enrolment:{enrolment_id}", facts, site=row["site"])
        moved = await fetch("select id from settle_seats($1) as moved (id)", session_id)
        await tell_enrolled(NoticeKind.SEAT_MOVED_UP, session, [each["id"] for each in moved])


async def mark_attendance(actor: Actor, session_id: UUID, said: AttendanceIn, at: datetime) -> int:
    """Who was there and who was not, by the trainer's list; how many entries changed.

    SessionNotFound, SessionNotPlanned, SessionNotBegun.
    """
    async with transaction(actor):
        row = await locked_session(actor, session_id)
        if row["state"] != SessionState.PLANNED:
            raise SessionNotPlanned()
        if row["starts_at"] > at:
            raise SessionNotBegun()
        marked = await fetch(_MARKED, session_id, list(said.present), list(said.present.values()), at)
        for each in marked:
            facts = {"present": each["there"]}
            await trail.record(actor, "enrolment.marked", f"enrolment:{each['id']}", facts, site=each["site"])
        return len(marked)


async def attend_by_code(actor: Actor, session_id: UUID, code: str, at: datetime) -> SessionOut:
    """The actor is there: the QR code at the door says so. SessionNotFound, CodeRefused."""
    actor.require(Permission.LEARN)
    async with transaction(actor):
        found = await find_session(session_id)
        own = await fetch_row(
            "select id, site, state from enrolment where session = $1 and person = my_person() and seat is not null",
            session_id,
        )
        if own is None:
            raise CodeRefused()
        if own["state"] == EnrolmentState.ATTENDED:
            return found
        if not await fetch_value("select attend($1, $2, $3)", session_id, code, at):
            raise CodeRefused()
        await trail.record(
            actor, "enrolment.attended", f"enrolment:{own['id']}", {"course": found.title}, site=own["site"]
        )
        return found


async def _open(session_id: UUID, at: datetime) -> SessionOut:
    """A session whose seats may still change hands."""
    session = await find_session(session_id)
    if session.state is not SessionState.PLANNED:
        raise SessionNotPlanned()
    if session.starts_at <= at:
        raise SessionBegun()
    return session


async def _enrolled(
    actor: Actor, session: SessionOut, people: Sequence[UUID], site: int, at: datetime
) -> dict[UUID, int | None]:
    seats: dict[UUID, int | None] = {}
    seated = []
    for place, person in enumerate(people):
        seat, made = await fetch_value("select take_seat($1)", session.id), uuid4()
        state = EnrolmentState.WAITING if seat is None else EnrolmentState.ENROLLED
        try:
            await execute(_ENROLLED, made, session.id, person, site, seat, state.value, actor.name, at + place * _TICK)
        except asyncpg.UniqueViolationError as error:
            raise EnrolmentRefused({str(person): ALREADY}) from error
        facts = {"course": session.title, "person": person, "seat": seat}
        await trail.record(actor, "enrolment.made", f"enrolment:{made}", facts, site=site)
        seats[person] = seat
        seated += [made] if seat is not None else []
    await tell_enrolled(NoticeKind.SEAT_GIVEN, session, seated)
    return seats
