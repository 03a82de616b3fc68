"""What concerns the actor's own person: whether there is one, and the sessions they come to."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, fetch_value, transaction
from network.sites.queries.sites import site_row

_SESSIONS = """
select t.id, c.title ->> 'en' as title, c.title ->> 'zh_CN' as title_zh, t.starts_at, t.ends_at, t.time_zone, t.place,
       e.state
from enrolment e
join training_session t on t.id = e.session
join course_version v on v.id = t.version
join course c on c.id = v.course
where e.person = (select my_person()) and e.state in ('enrolled', 'waiting') and t.state = 'planned' and t.ends_at > $1
order by t.starts_at, t.id
"""


class OwnSession(NamedTuple):
    """A session that one comes to, or waits for a seat in (`state`)."""

    id: UUID
    title: str
    title_zh: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    place: str
    state: str


async def own_person(actor: Actor) -> UUID | None:
    """Who the actor is on the staff lists; None for an account that nobody has linked to an entry yet."""
    actor.require(Permission.LEARN)
    async with transaction(actor, read_only=True):
        found: UUID | None = await fetch_value("select my_person()")
    return found


async def own_sessions(actor: Actor, now: datetime) -> list[OwnSession]:
    """The sessions to come, the next one first."""
    actor.require(Permission.LEARN)
    async with transaction(actor, read_only=True):
        return [OwnSession(**dict(row)) for row in await fetch(_SESSIONS, now)]


async def people_of(actor: Actor, code: str, at: datetime) -> list[tuple[UUID, str]]:
    """Who is on the staff list of a site, on its day at this moment or later: person and name. SiteNotFound."""
    actor.require(Permission.HAND_IN_SHEETS)
    async with transaction(actor, read_only=True):
        site = await site_row(code)
        rows = await fetch(
            "select person, min(name) as name from staff_member "
            "where site = $1 and (to_on is null or to_on >= ($2::timestamptz at time zone $3)::date) "
            "group by person order by name, person",
            site["id"],
            at,
            site["time_zone"],
        )
    return [(row["person"], row["name"]) for row in rows]
