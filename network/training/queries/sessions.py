"""Reading sessions, and who of one's own people has a seat in them. Nobody sees the names of other sites' people."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.training.errors.sessions import SessionNotFound
from network.training.schemas.sessions import EnrolmentOut, SessionOut, SessionsOut, SessionWithPeopleOut

FILTERS = ("when", "course", "mine")
SORTS = {
    "starts_at": "starts_at",
    "course": "title",
    "place": "place",
    "cost": "cost",
    "free": "seats - taken",
}

# Every session in reach, with numbers of all its seats and of one's own people in it.
SESSIONS = """
select s.id, c.key as course, c.title ->> 'en' as title, c.title ->> 'zh_CN' as title_zh, v.number, r.path as region,
       r.name_zh as region_zh, s.place, s.time_zone, s.starts_at, s.ends_at, s.trainer,
       home.code as trainer_site, s.seats,
       coalesce(t.taken, 0) as taken, coalesce(t.waiting, 0) as waiting,
       (select count(*) from enrolment e where e.session = s.id and e.state <> 'cancelled') as mine,
       s.cost, s.currency, s.state, s.ends_in_exam as by_exam, s.cancelled_because, s.row_version
from training_session s
join course_version v on v.id = s.version
join course c on c.id = v.course
left join region r on r.id = s.region
left join session_mentor m on m.session = s.id
left join site home on home.id = m.site
left join lateral seats_taken(array[s.id]) t on true
"""
_MATCHING = """
where ($1 = '' or ($1 = 'coming') = (s.ends_at > $4 and s.state = 'planned'))
  and ($2 = '' or c.key = $2)
  and ($3 = '' or exists (select from enrolment e where e.session = s.id and e.state <> 'cancelled'))
  and ($5 = '' or s.place ilike $5 or c.title ->> 'en' ilike $5 or c.title ->> 'zh_CN' ilike $5 or s.trainer ilike $5)
"""
# $1 keys of courses, $2 now.
_OPEN = """
where c.key = any ($1::text[]) and s.state = 'planned' and s.starts_at > $2 and coalesce(t.taken, 0) < s.seats
  and exists (
      select from site x left join region here on here.id = x.region
      where x.status = 'active'
        and (s.region is null or here.path = r.path or starts_with(here.path, r.path || '/')))
order by s.starts_at, s.id
"""
_PEOPLE = """
select e.id, e.person, coalesce(called.name, '') as name, s.code as site, s.name as site_name,
       s.name_zh as site_name_zh, e.seat, e.state, e.enrolled_by, e.enrolled_at, e.attended_by
from enrolment e
join site s on s.id = e.site
left join lateral (select m.name from staff_member m where m.person = e.person
                   order by (m.site = e.site) desc, m.from_on desc limit 1) called on true
where e.session = $1
order by e.state = 'cancelled', e.seat nulls last, e.enrolled_at, e.id
"""


async def list_sessions(
    actor: Actor,
    now: datetime,
    *,
    when: str = "coming",
    course: str = "",
    mine: str = "",
    search: str = "",
    sort: str = "starts_at",
    descending: bool = False,
    limit: int = 200,
    offset: int = 0,
) -> SessionsOut:
    """Sessions in reach. `when`: `coming`, `past` (or cancelled), or empty for all; `mine`: with own people only."""
    actor.require(Permission.READ_COURSES)
    pattern = "%" + search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%" if search else ""
    values = (when, course, mine, now, pattern)
    order = f"order by {SORTS.get(sort, 'starts_at')} {'desc' if descending else 'asc'}, starts_at, id"
    async with transaction(actor, read_only=True):
        rows = await fetch(
            f"select *, count(*) over () as total from ({SESSIONS}{_MATCHING}) found {order} limit $6 offset $7",
            *values,
            limit,
            offset,
        )
    return SessionsOut(total=rows[0]["total"] if rows else 0, sessions=[session_out(row) for row in rows])


async def read_session(actor: Actor, session_id: UUID) -> SessionWithPeopleOut:
    """One session, and whoever of one's own people was ever enrolled in it. SessionNotFound."""
    actor.require(Permission.READ_COURSES)
    async with transaction(actor, read_only=True):
        found = await find_session(session_id)
        rows = await fetch(_PEOPLE, session_id)
    return SessionWithPeopleOut(session=found, people=[EnrolmentOut(**dict(row)) for row in rows])


async def attendance_code(actor: Actor, session_id: UUID) -> tuple[SessionOut, str]:
    """The session, and what the QR code at its door says, for those who train its region. SessionNotFound."""
    actor.require(Permission.TRAIN_SITES)
    async with transaction(actor, read_only=True):
        row = await fetch_row("select region, attendance_token from training_session where id = $1", session_id)
        if row is None:
            raise SessionNotFound()
        actor.require_right(Permission.TRAIN_SITES, row["region"])
        return await find_session(session_id), str(row["attendance_token"])


async def trains(actor: Actor, session_id: UUID) -> bool:
    """Whether the actor may change this session and note who came. SessionNotFound."""
    if not actor.may(Permission.TRAIN_SITES):
        return False
    async with transaction(actor, read_only=True):
        row = await fetch_row("select region from training_session where id = $1", session_id)
    if row is None:
        raise SessionNotFound()
    return actor.holds(Permission.TRAIN_SITES, row["region"])


async def find_session(session_id: UUID) -> SessionOut:
    """Inside a transaction. SessionNotFound."""
    row = await fetch_row(SESSIONS + "where s.id = $1", session_id)
    if row is None:
        raise SessionNotFound()
    return session_out(row)


def session_out(row: Record) -> SessionOut:
    return SessionOut(**{name: row[name] for name in SessionOut.model_fields})


async def next_sessions(actor: Actor, courses: Sequence[str], now: datetime) -> list[SessionOut]:
    """Of these courses, all with a free seat for people of a site in reach, the soonest first."""
    actor.require(Permission.READ_COURSES)
    async with transaction(actor, read_only=True):
        rows = await fetch(f"{SESSIONS}{_OPEN}", list(courses), now)
    return [session_out(row) for row in rows]
