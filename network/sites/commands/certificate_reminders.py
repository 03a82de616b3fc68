"""Reminding of certificates that end: one statement over the whole network, and each reminder is made once."""

from datetime import date

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch_value, transaction
from network.sites.rules.certification import REMINDERS

# A certificate that was first looked at late gets the nearest reminder only, not all that were missed. One that has
# been renewed, or was ended, is nobody's worry.
_REMIND = """
with made as (
    insert into certificate_reminder (certificate, site, days, made_at)
    select held.id, held.site, nearest.days, now()
    from certificate held
    cross join lateral (
        select min(each) as days from unnest($2::integer[]) each where each >= held.valid_to - $1::date) nearest
    where held.valid_to between $1 and $1 + $3::integer and held.valid_from <= $1 and held.ended_on is null
      and not exists (
          select from certificate later
          where later.certification = held.certification and later.valid_to > held.valid_to and later.ended_on is null)
    on conflict (certificate, days) do nothing
    returning 1
)
select count(*) from made
"""


async def remind(actor: Actor, today: date) -> int:
    """Make the reminders that are due on this day and were not made yet; how many. Running it again is safe."""
    actor.require(Permission.CHANGE_CERTIFICATE_TYPES)
    async with transaction(actor):
        return int(await fetch_value(_REMIND, today, list(REMINDERS), max(REMINDERS)))
