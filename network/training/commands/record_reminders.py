"""Reminding of records that end: one statement over the whole network, and each reminder is made and told once.

The person is told, when they have an account, and those who run the site where they work.
"""

from datetime import date

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch_value, transaction
from network.identity.rules.notice_mail import mail_after
from network.identity.rules.notices import NoticeKind
from network.training.rules.records import REMINDERS

# $1 today, $2 the days before an end, $3 the most of them, $4 the kind of notice and $5 when it is mailed.
#
# Of people who still work at a site that is open, and of what is still required of them or not: an end is worth knowing
# either way. One that was first looked at late gets the nearest reminder only; one that was renewed, or is void, is
# nobody's worry.
_REMIND = """
with made as (
    insert into record_reminder (record, site, days, made_at)
    select held.id, work.site, nearest.days, now()
    from training_record held
    cross join lateral (
        select min(each) as days from unnest($2::integer[]) each where each >= held.valid_to - $1::date) nearest
    cross join lateral (
        select m.site from staff_member m join site s on s.id = m.site
        where m.person = held.person and m.from_on <= $1 and (m.to_on is null or m.to_on >= $1)
          and (s.closed_on is null or s.closed_on >= $1)
        order by m.from_on desc, m.site limit 1) work
    where held.valid_to between $1 and $1 + $3::integer and held.valid_from <= $1
      and not exists (select from record_revocation v where v.record = held.id)
      and not exists (
          select from training_record later
          where later.person = held.person and later.course = held.course
            and (later.valid_to is null or later.valid_to > held.valid_to)
            and not exists (select from record_revocation v where v.record = later.id))
    on conflict (record, days) do nothing
    returning record, site, days
),
news as (
    select made.site, s.code, p.account, r.number || ' ' || made.days as key,
           jsonb_build_object('course', c.title ->> 'en', 'course_zh', c.title ->> 'zh_CN', 'day', r.valid_to,
                              'person', called.name) as facts,
           jsonb_build_object('site', s.code, 'name', s.name, 'name_zh', s.name_zh) as place
    from made
    join training_record r on r.id = made.record
    join course c on c.id = r.course
    join site s on s.id = made.site
    join person p on p.id = r.person
    cross join lateral (
        select m.name from staff_member m where m.person = r.person and m.site = made.site
        order by m.from_on desc limit 1) called
),
people as (
    select account, key, facts || place as facts from news where account is not null order by account, key
),
told as (
    select coalesce(sum(tell_account(account, $4, key, '/my-training', facts, $5::interval)), 0) as people from people
),
sites as (
    select coalesce(sum(tell_site(site, $4, key, '/sites/' || code || '/training', facts, $5::interval)), 0) as people
    from news
)
select (select count(*) from made) as made, told.people + sites.people as told from told, sites
"""


async def remind_of_records(actor: Actor, today: date) -> int:
    """Make and tell the reminders that are due on this day and were not made yet; how many. Safe to run again."""
    actor.require(Permission.CHANGE_COURSES)
    async with transaction(actor):
        kind = NoticeKind.TRAINING_ENDING
        return int(await fetch_value(_REMIND, today, list(REMINDERS), max(REMINDERS), kind.value, mail_after(kind)))
