"""Reminding people of manuals that they have not taken note of: one statement over the whole network, each step once.

Days are those of the site's own calendar. Whoever looks late is reminded of the latest step only. The person is told,
when they have an account; those who run the site are told once a day, of all their people together; managers when the
day of an edition has passed.
"""

from dataclasses import dataclass
from datetime import datetime

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction
from network.identity.rules.notice_mail import mail_after
from network.identity.rules.notices import NoticeKind
from network.manuals.commands.overdue_notices import tell_managers
from network.manuals.queries.duties import duties, first_taken, on_day
from network.manuals.rules.duties import STEPS

_TODAY = "($1::timestamptz at time zone g.time_zone)::date"
# $1 now, $2 names of the steps, $3 their days past due; $4 to $6 kinds: to the person before and after, to the site;
# $7 to $9 when each is mailed.
_REMIND = f"""
with pressing as (
    select d.site, d.time_zone, d.person, d.edition, d.number, d.manual, d.due_on, today.day, latest.step, latest.days
    from ({duties(people=on_day(_TODAY))}) d
    cross join lateral (select ($1::timestamptz at time zone d.time_zone)::date as day) today
    cross join lateral (
        select step, days from unnest($2::text[], $3::integer[]) s (step, days)
        where days <= today.day - d.due_on order by days desc limit 1
    ) latest
    {first_taken()}
    where not d.lapsed and taken.at is null
),
made as (
    insert into acknowledgement_reminder (edition, person, site, step, made_at)
    select distinct edition, person, site, step, $1::timestamptz from pressing
    on conflict (edition, person, site, step) do nothing
    returning edition, person, site, step
),
news as (
    select distinct on (p.edition, p.person, p.site) p.*, s.code, m.key, m.title
    from made join pressing p using (edition, person, site, step)
    join site s on s.id = p.site
    join manual m on m.id = p.manual
),
people as (
    select news.*, person.account,
           case when days < 0 then $4::text else $5::text end as kind,
           case when days < 0 then $7::interval else $8::interval end as mail_after
    from news join person on person.id = news.person and person.account is not null
),
told as (
    select tell_account(account, kind, edition || ' ' || site || ' ' || step,
                        '/manuals/' || key || '/editions/' || number || '/acknowledge',
                        jsonb_build_object('manual', title ->> 'en', 'manual_zh', title ->> 'zh_CN',
                                           'number', number::text, 'due', due_on),
                        mail_after) as people
    from people order by account, edition
),
sites as (
    select site, code, day, count(distinct person)::int as people,
           tell_site(site, $6, code || ' ' || day, '/sites/' || code || '/manuals',
                     jsonb_build_object('count', count(distinct person)::text), $9::interval) as told
    from news group by site, code, day order by code
)
select sites.code, sites.people, (select coalesce(sum(people), 0)::int from told) as persons, sites.told from sites
"""


@dataclass(frozen=True, slots=True)
class Reminded:
    """A site of which `people` were reminded of just now."""

    code: str
    people: int


async def remind_of_manuals(actor: Actor, now: datetime) -> list[Reminded]:
    """Tell of what is due now and was not told; by site. Running it again is safe."""
    actor.require(Permission.APPROVE_MANUALS)
    kinds = (NoticeKind.MANUAL_DUE, NoticeKind.MANUAL_OVERDUE, NoticeKind.MANUALS_WAITING)
    names, days = [step.value for step in STEPS], list(STEPS.values())
    async with transaction(actor):
        rows = await fetch(
            _REMIND, now, names, days, *(kind.value for kind in kinds), *(mail_after(kind) for kind in kinds)
        )
        await tell_managers(now)
    return [Reminded(row["code"], row["people"]) for row in rows]
