"""The sites whose people may be enrolled in a session."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction

_SITES = """
select s.code, s.name, s.name_zh
from site s
join training_session t on t.id = $1
left join region wanted on wanted.id = t.region
left join region here on here.id = s.region
where s.status = 'active'
  and (t.region is null or here.path = wanted.path or starts_with(here.path, wanted.path || '/'))
order by s.code
"""


class SiteToEnrol(BaseModel):
    """A site in reach for which the session is meant."""

    model_config = ConfigDict(frozen=True)

    code: str
    name: str
    name_zh: str


async def sites_to_enrol(actor: Actor, session_id: UUID) -> list[SiteToEnrol]:
    """Sites in reach that are open and that the session is for, by code; none for a session that is not there."""
    actor.require(Permission.ENROL_PEOPLE)
    async with transaction(actor, read_only=True):
        return [SiteToEnrol(**dict(row)) for row in await fetch(_SITES, session_id)]
