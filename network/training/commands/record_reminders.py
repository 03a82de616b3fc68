"""Reminding of records that end: one statement over the whole network, and each reminder is made once."""

from datetime import date

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch_value, transaction
from network.training.rules.records import REMINDERS

# Of people who still work there, and of what is still required of them or not: an end is worth knowing either way. One
# that was first looked at late gets the nearest reminder only; one that was renewed, or is void, is nobody's worry.
_REMIND = """
with made as (
    insert into record_reminder (record, site, days, made_at)
    select held.id, work.site, nearest.days, now()
    from training_record held
    cross join lateral (
        select min(each) as days from unnest($2::integer[]) each where each >= held.valid_to - $1::date) nearest
    cross join lateral (
        select m.site from staff_member m
        where m.person = held.person and m.from_on <= $1 and (m.to_on is null or m.to_on >= $1)
        order by m.from_on desc, m.site limit 1) work
    where held.valid_to between $1 and $1 + $3::integer and held.valid_from <= $1
      and not exists (select from record_revocation v where v.record = held.id)
      and not exists (
          select from training_record later
          where later.person = held.person and later.course = held.course
            and (later.valid_to is null or later.valid_to > held.valid_to)
            and not exists (select from record_revocation v where v.record = later.id))
    on conflict (record, days) do nothing
    returning 1
)
select count(*) from made
"""


async def remind_of_records(actor: Actor, today: date) -> int:
    """Make the reminders that are due on this day and were not made yet; how many. Running it again is safe."""
    actor.require(Permission.CHANGE_COURSES)
    async with transaction(actor):
        return int(await fetch_value(_REMIND, today, list(REMINDERS), max(REMINDERS)))
