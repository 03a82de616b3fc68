"""Drawing whose customers are called: once a month, by lot, from a seed that nobody can choose."""

import secrets
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import asyncpg

from network.feedback.errors.sampling import MonthDrawn, MonthLasts
from network.feedback.rules.sampling import HIGH_CHARGE, LATE_HOURS, Reason, over_everywhere
from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch_value, transaction
from network.foundation.periods import Month
from network.foundation.trail.record import record

# No clock is further from UTC.
_OFF_UTC = timedelta(hours=14)

# $1 draw, $2 seed, $3 and $4 the month's first day and the day after its last, $5 and $6 the same in time with room for
# every clock, $7 size, $8 now. Of what stands out for several reasons the gravest is kept.
_DRAW = f"""
with ended as (
    select o.id, o.site, o.order_no, o.came_back_at, o.turnaround_hours, o.charge,
           percent_rank() over (partition by o.currency order by o.charge) as dearer
    from repair_order o join site s on s.id = o.site join survey_reachable($5, $6) r on r.repair_order = o.id
    where coalesce(o.handed_over_at, o.ready_at) >= $5 and coalesce(o.handed_over_at, o.ready_at) < $6
      and (coalesce(o.handed_over_at, o.ready_at) at time zone s.time_zone) >= $3::date
      and (coalesce(o.handed_over_at, o.ready_at) at time zone s.time_zone) < $4::date
      and o.cancelled_at is null
      and not exists (select from survey_answer a where a.repair_order = o.id)
      and not exists (select from survey_invitation i where i.repair_order = o.id and i.source = 'sample')
), placed as (
    select *, row_number() over (partition by site order by lot, id) as place,
           case when came_back_at is not null then '{Reason.CAME_BACK}'
                when exists (select from hq_return r where r.site = ended.site and r.order_no = ended.order_no
                             and r.finding in ('no_fault_found', 'user_education') and r.reversed_at is null)
                    then '{Reason.NO_FAULT}'
                when turnaround_hours > {LATE_HOURS} then '{Reason.LATE}'
                when charge > 0 and dearer >= {HIGH_CHARGE} then '{Reason.CHARGED}' end as stands_out
    from ended cross join lateral (select sha256(convert_to($2 || ended.id::text, 'UTF8')) as lot) drawn
), others as (
    select *, row_number() over (partition by site order by lot, id) as turn
    from placed where place > $7 and stands_out is not null
), made as (
    insert into survey_invitation (id, site, repair_order, source, draw, reason, made_at)
    select gen_random_uuid(), site, id, 'sample', $1::uuid, '{Reason.RANDOM}', $8::timestamptz
    from placed where place <= $7
    union all
    select gen_random_uuid(), site, id, 'sample', $1::uuid, stands_out, $8::timestamptz from others where turn <= $7
    returning site
)
select count(*)::int from made
"""


async def draw_sample(actor: Actor, month: Month, size: int, now: datetime) -> UUID:
    """Draw the orders of a month whose customers are called; the id of the draw. MonthLasts, MonthDrawn."""
    actor.require(Permission.RUN_SURVEYS)
    if not over_everywhere(month, now):
        raise MonthLasts(month=str(month))
    made, seed = uuid4(), secrets.token_hex(32)
    try:
        async with transaction(actor):
            await execute(
                "insert into sample_draw (id, month, seed, size, drawn_at, drawn_by, drawer) "
                "values ($1, $2, $3, $4, $5, $6, $7)",
                *(made, month.first, seed, size, now, actor.account, actor.name),
            )
            begin, end = (datetime.combine(day, time(), UTC) for day in (month.first, month.end))
            room = (month.first, month.end, begin - _OFF_UTC, end + _OFF_UTC)
            count = await fetch_value(_DRAW, made, seed, *room, size, now)
            facts = {"month": str(month), "size": size, "count": count}
            await record(actor, "survey.drawn", f"draw:{made}", facts)
    except asyncpg.UniqueViolationError as twice:
        raise MonthDrawn(month=str(month)) from twice
    return made
