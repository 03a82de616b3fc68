"""Reminding of monthly reports: one statement over the whole network, each step of a site's month once.

Days are those of the site's own calendar: a report is due at 24:00 there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction
from network.identity.rules.notice_mail import mail_after
from network.repairs.rules.report_calendar import CATCH_UP_DAYS, ESCALATIONS, REMINDERS

# Whoever looks late gives the latest reminder only, not all that were missed.
_REMIND = """
with near as materialized (
    select site, month, due_at from report_due
    where month between $1::timestamptz - interval '3 months' and $1::timestamptz and not reported
),
owed as (
    select d.site, d.month, s.code, to_char(d.month, 'YYYY-MM') as named,
           ((d.due_at - interval '1 microsecond') at time zone s.time_zone)::date as due_on,
           ($1::timestamptz at time zone s.time_zone)::date as today
    from near d join site s on s.id = d.site
    where d.due_at between $1::timestamptz - $5::interval and $1::timestamptz + interval '5 days'
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
    select due.*, how.kind, how.above, how.mail_after, due.code || ' ' || due.named || ' ' || due.step as about,
           due.named || ' ' || due.due_on || ' ' || due.step as about_all,
           '/reports?month=' || due.named || '&state=missing' as list,
           '/sites/' || due.code || '/reports/' || due.named as link,
           jsonb_build_object('month', due.named, 'due', due.due_on) as facts
    from made
    join due on (due.site, due.month, due.step) = (made.site, made.month, made.step)
    join unnest($2::integer[], $3::text[], $6::text[], $4::interval[]) how (step, kind, above, mail_after)
        on how.step = made.step
    order by due.code, due.named
)
select code, named as month, step,
       tell_site(site, kind, about, link, facts, mail_after)
       + case when above is null then 0
         else tell_headquarters(site, above, about_all, list, facts, mail_after) end as people
from news
"""


@dataclass(frozen=True, slots=True)
class Reminded:
    """`step`: days from the day on which the report is due. `people`: how many were told just by this; managers hear of
    all that are late at once."""

    code: str
    month: str
    step: int
    people: int


async def remind_of_reports(actor: Actor, now: datetime) -> list[Reminded]:
    """Give the reminders that are due now and were not given; what was given. Running it again is safe."""
    actor.require(Permission.DECIDE_REPORTS)
    kinds = [kind.value for kind in REMINDERS.values()]
    above = [ESCALATIONS.get(step) for step in REMINDERS]
    waits = [mail_after(kind) for kind in REMINDERS.values()]
    async with transaction(actor):
        rows = await fetch(_REMIND, now, list(REMINDERS), kinds, waits, timedelta(days=CATCH_UP_DAYS), above)
    return [Reminded(**row) for row in rows]
