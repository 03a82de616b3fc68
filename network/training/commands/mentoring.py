"""Which site the trainer of a session is of, and how many people of other sites came to learn there."""

from uuid import UUID

from network.foundation.database import execute, fetch_row
from network.foundation.i18n import lazy as _
from network.training.errors.sessions import BadSession
from network.training.schemas.sessions import SessionChangeIn

# $1 code of the site, $2 the first day.
_SITE = """
select s.id, coalesce(array_agg(distinct m.name order by m.name) filter (where m.name is not null), '{}') as people
from site s
left join staff_member m on m.site = s.id and m.from_on <= $2 and (m.to_on is null or m.to_on >= $2)
where s.code = $1 group by s.id
"""
_MENTOR = """
insert into session_mentor (session, site) values ($1, $2) on conflict (session) do update set site = excluded.site
"""
_CAME = """
update session_mentor m set came = (
    select count(distinct e.person) from enrolment e
    where e.session = m.session and e.state = 'attended' and e.site <> m.site)
where m.session = $1
"""
_NO_SITE = _("There is no site %(code)s. Leave it empty for a trainer from elsewhere.")
_NOBODY = _("Nobody of this name works at %(code)s on that day. On its staff list: %(people)s.")
_NOBODY_AT_ALL = _("Nobody is on the staff list of %(code)s on that day.")
_MOST_NAMED = 12


async def set_mentor(session: UUID, before: str | None, wanted: SessionChangeIn) -> None:
    """Inside a transaction: the trainer is of this site, where somebody of that name works on the first day.

    `before`: the site until now, as the actor sees it. BadSession.
    """
    code = wanted.trainer_site
    if not code:
        if before:
            await execute("delete from session_mentor where session = $1", session)
        return
    site = await fetch_row(_SITE, code, wanted.starts.date())
    if site is None:
        raise BadSession({"trainer_site": str(_NO_SITE) % {"code": code}})
    if wanted.trainer not in site["people"]:
        people = ", ".join(site["people"][:_MOST_NAMED])
        raise BadSession({"trainer": str(_NOBODY if people else _NOBODY_AT_ALL) % {"code": code, "people": people}})
    await execute(_MENTOR, session, site["id"])


async def count_taught(session: UUID) -> None:
    """Inside a transaction: the session is held, and who was there is known."""
    await execute(_CAME, session)
