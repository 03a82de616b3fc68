"""Repairs by people who held no valid certificate of a course that was required of them on the day."""

from datetime import datetime

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction
from network.sites.queries.sites import site_row
from network.training.schemas.coverage import UntrainedRepair

# An order names its technician as the site writes it: matched to the staff list of that day, whatever case and spaces.
# Joiners are let off for their time, as everywhere. $1 the site, $2 now, $3 the language of the titles.
_REPAIRS = """
select o.order_no, done.day, m.name as technician, array_agg(distinct c.title ->> $3 order by c.title ->> $3) as courses
from repair_order o
join site s on s.id = o.site
cross join lateral (select (coalesce(o.ready_at, o.received_at) at time zone s.time_zone)::date as day) done
join staff_member m on m.site = o.site and m.from_on <= done.day and (m.to_on is null or m.to_on >= done.day)
    and lower(regexp_replace(btrim(m.name), '\\s+', ' ', 'g'))
        = lower(regexp_replace(btrim(o.technician), '\\s+', ' ', 'g'))
cross join lateral (
    select coalesce(max(t.repair_level), 0) as level
    from certificate held join certificate_type t on t.id = held.type
    where held.site = o.site and held.valid_from <= done.day and held.valid_to >= done.day
      and (held.ended_on is null or held.ended_on > done.day)
) l
join course_requirement q on q.role = m.role and coalesce(q.least_level, 0) <= l.level
    and q.from_on <= done.day and (q.to_on is null or q.to_on >= done.day)
join course c on c.id = q.course
where o.site = $1 and o.received_at > $2::timestamptz - interval '90 days' and o.cancelled_at is null
  and m.from_on + 30 <= done.day
  and not exists (
      select from training_record r
      where r.person = m.person and r.course = q.course and r.valid_from <= done.day
        and (r.valid_to is null or r.valid_to >= done.day)
        and not exists (select from record_revocation v where v.record = r.id))
group by o.order_no, done.day, m.name
order by done.day desc, o.order_no
limit 500
"""


async def untrained_repairs(actor: Actor, code: str, now: datetime, language: str) -> list[UntrainedRepair]:
    """Those of the last 90 days, the newest first, at most 500: flagged, never scored; courses by their titles in the
    language, "en" or "zh_CN". SiteNotFound."""
    actor.require(Permission.READ_TRAINING)
    async with transaction(actor, read_only=True):
        site = await site_row(code)
        rows = await fetch(_REPAIRS, site["id"], now, language)
    return [UntrainedRepair(**dict(row)) for row in rows]
