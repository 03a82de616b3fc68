"""Reminding of monthly reports: one statement over the whole network, each step of a site's month once.

Days are those of the site's own calendar: a report is due at 24:00 there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction
from network.identity.rules.notices import mail_after
from network.repairs.rules.report_calendar import CATCH_UP_DAYS, REMINDERS

# Whoever looks late gives the latest reminder only, not all that were missed.
_REMIND = """
with owed as (
    select d.site, d.month, s.code, to_char(d.month, 'YYYY-MM') as named,
           ((d.due_at - interval '1 microsecond') at time zone s.time_zone)::date as due_on,
           ($1::timestamptz at time zone s.time_zone)::date as today
    from report_due d join site s on s.id = d.site
    where d.month > $1::timestamptz - interval '4 months' and not d.reported
      and d.due_at between $1::timestamptz - $5::interval and $1::timestamptz + interval '5 days'
),
due as (
    select owed.*, nearest.step from owed
    cross join lateral (select max(each) as step from unnest($2::integer[]) each where each <= today - due_on) nearest
    where nearest.step is not null
),
made as (
    insert into report_reminder (site, month, step, sent_at) select site, month, step, $1 from due
    on conflict (site, month, step) do nothing
    returning site, month, step
),
news as (
    select due.*, how.kind, how.mail_after, due.code || ' ' || due.named || ' ' || due.step as about,
           '/sites/' || due.code || '/reports/' || due.named as link,
           jsonb_build_object('month', due.named, 'due', due.due_on) as facts
    from made
    join due on (due.site, due.month, due.step) = (made.site, made.month, made.step)
    join unnest($2::integer[], $3::text[], $4::interval[]) how (step, kind, mail_after) on how.step = made.step
    order by due.code, due.named
)
select code, named as month, step,
       tell_site(site, kind, about, link, facts, mail_after)
       + case when step > 0 then tell_headquarters(site, kind, about, link, facts, mail_after) else 0 end as people
from news
"""


@dataclass(frozen=True, slots=True)
class Reminded:
    """`step`: days from the day on which the report is due. `people`: how many were told."""

    code: str
    month: str
    step: int
    people: int


async def remind_of_reports(actor: Actor, now: datetime) -> list[Reminded]:
    """Give the reminders that are due now and were not given; what was given. Running it again is safe."""
    actor.require(Permission.DECIDE_REPORTS)
    kinds = [kind.value for kind in REMINDERS.values()]
    waits = [mail_after(kind) for kind in REMINDERS.values()]
    async with transaction(actor):
        rows = await fetch(_REMIND, now, list(REMINDERS), kinds, waits, timedelta(days=CATCH_UP_DAYS))
    return [Reminded(**row) for row in rows]
