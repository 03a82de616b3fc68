"""Who can be enrolled in a session, and what stands against it for each."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, fetch_row, transaction
from network.foundation.i18n import Text, current, lazy
from network.foundation.i18n import gettext as _
from network.sites.rules.criteria import LocalText
from network.training.errors.sessions import NoPersonOfYours, NotMeantFor, SessionNotFound
from network.training.schemas.sessions import CandidateOut

ALREADY = lazy("Is enrolled in this session already.")
ELSEWHERE = lazy("Is in another session at that time.")
NOT_EMPLOYED = lazy("Does not work at this site on that day.")

# The session's day, what its course asks for, and whose sites it is for.
_SESSION = """
select (s.starts_at at time zone s.time_zone)::date as day, v.outline -> 'prerequisites' as asked, r.path as region
from training_session s join course_version v on v.id = s.version left join region r on r.id = s.region
where s.id = $1
"""
_SITE = """
select s.id from site s left join region here on here.id = s.region
where s.code = $1 and ($2::text is null or here.path = $2 or starts_with(here.path, $2 || '/'))
"""
_EMPLOYED = """
select distinct on (m.person) m.person, m.name, m.role
from staff_member m
where m.site = $1 and m.from_on <= $2 and (m.to_on is null or m.to_on >= $2)
order by m.person, m.from_on desc
"""
# What each of these people must have passed first and has no record of that holds on the day.
_LACKING = """
select p.person, c.title ->> 'en' as title, c.title ->> 'zh_CN' as title_zh
from unnest($1::uuid[]) p (person)
cross join course_version v
join lateral jsonb_array_elements_text(v.outline -> 'prerequisites') asked (key) on true
join course c on c.key = asked.key
where v.id = (select version from training_session where id = $2)
  and not exists (
    select from training_record r left join record_revocation void on void.record = r.id
    where r.person = p.person and r.course = c.id and void.record is null
      and r.valid_from <= $3 and (r.valid_to is null or r.valid_to >= $3))
order by p.person, c.key
"""
_OWN_SITE = """
select s.code from staff_member m join site s on s.id = m.site
where m.person = my_person() and m.from_on <= $1 and (m.to_on is null or m.to_on >= $1)
order by m.from_on desc, s.code limit 1
"""


async def candidates(actor: Actor, session_id: UUID, code: str) -> list[CandidateOut]:
    """The people of a site on the session's day, by name, each with what stands against a seat. SessionNotFound,
    NotMeantFor.
    """
    actor.require(Permission.ENROL_PEOPLE)
    async with transaction(actor, read_only=True):
        site, day = await site_of(session_id, code)
        rows = await fetch(_EMPLOYED, site, day)
        against = await obstacles(session_id, [row["person"] for row in rows], day)
    found = [
        CandidateOut(
            person=row["person"],
            name=row["name"],
            role=row["role"],
            lacks=[str(text) for text in against.get(row["person"], ())],
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: (each.name.casefold(), str(each.person)))


async def site_of(session_id: UUID, code: str) -> tuple[int, date]:
    """Inside a transaction: the site with this code, and the session's day. SessionNotFound, NotMeantFor."""
    session = await fetch_row(_SESSION, session_id)
    if session is None:
        raise SessionNotFound()
    site = await fetch_row(_SITE, code, session["region"])
    if site is None:
        raise NotMeantFor()
    return site["id"], session["day"]


async def own_site(session_id: UUID) -> tuple[UUID, str]:
    """Inside a transaction: who the actor is, and the code of the site where they work on that day. NoPersonOfYours."""
    session = await fetch_row(_SESSION, session_id)
    if session is None:
        raise SessionNotFound()
    person = await fetch_row("select my_person() as id")
    site = await fetch_row(_OWN_SITE, session["day"])
    if person is None or person["id"] is None or site is None:
        raise NoPersonOfYours()
    return person["id"], site["code"]


async def employed(site: int, day: date) -> set[UUID]:
    """Inside a transaction: who works there on the day."""
    return {row["person"] for row in await fetch(_EMPLOYED, site, day)}


async def obstacles(session_id: UUID, people: Sequence[UUID], day: date) -> dict[UUID, list[Text]]:
    """Inside a transaction: what stands against a seat, for those against whom anything does."""
    found: dict[UUID, list[Text]] = {}
    for row in await fetch("select person, already from taken_up($1::uuid[], $2)", list(people), session_id):
        found.setdefault(row["person"], []).append(ALREADY if row["already"] else ELSEWHERE)
    for row in await fetch(_LACKING, list(people), session_id, day):
        title = LocalText(en=row["title"], zh_CN=row["title_zh"]).in_language(current().code)
        found.setdefault(row["person"], []).append(_("Has not passed “%(course)s” yet.") % {"course": title})
    return found
