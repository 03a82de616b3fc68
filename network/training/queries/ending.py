"""What is held now and ends soon, of what is required."""

from datetime import datetime, timedelta

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction
from network.training.queries.coverage_sql import pairs
from network.training.schemas.coverage import EndingLine

SHOWN = 500

# $1 now, $2 how far is looked ahead. Sites that are closed train nobody.
_ENDING = f"""
select s.code as site, s.name, s.name_zh, c.key as course, c.title ->> 'en' as title, c.title ->> 'zh_CN' as title_zh,
       count(*)::int as people, min(p.valid_to) as first
from ({pairs("($1::timestamptz at time zone s.time_zone)::date", "s.status = 'active'")}) p
join site s on s.id = p.site
join course c on c.id = p.course
where p.valid and p.valid_to <= p.day + $2::integer
group by s.code, s.name, s.name_zh, c.key, c.title
order by first, s.code, c.key
limit {SHOWN}
"""


async def ending_lines(actor: Actor, now: datetime, span: timedelta) -> list[EndingLine]:
    """By site in reach and course: of how many people the record ends within the span; the soonest, `SHOWN` at most."""
    actor.require(Permission.READ_TRAINING)
    async with transaction(actor, read_only=True):
        return [EndingLine(**dict(row)) for row in await fetch(_ENDING, now, span.days)]
