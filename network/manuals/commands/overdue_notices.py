"""Telling managers of an edition whose day has passed everywhere: once each, of all who are late at their sites.

Headquarters' administrators look after the program and are not told.
"""

from datetime import datetime
from urllib.parse import urlencode

from network.foundation.database import execute, fetch
from network.identity.rules.notice_mail import mail_after
from network.identity.rules.notices import NoticeKind
from network.manuals.lists import COVERAGE
from network.manuals.queries.duties import duties, first_taken, on_day

_TODAY = "($1::timestamptz at time zone g.time_zone)::date"
_OVER = "g.starts + g.due_days::int < (select day from over)"
# $1 now. `over`: the day that has begun wherever people live. `region` is empty when a manager's scope is not just one.
_LATE = f"""
with over as (select ($1::timestamptz at time zone 'Etc/GMT+12')::date as day),
late as (
    select d.edition, d.number, d.manual, d.starts + (d.due_on - d.begins) as due_on, d.person, here.path
    from ({duties(people=f"{_OVER} and {on_day(_TODAY)}")}) d
    cross join lateral (select ($1::timestamptz at time zone d.time_zone)::date as day) today
    {first_taken()}
    join site s on s.id = d.site
    left join region here on here.id = s.region
    where not d.lapsed and taken.at is null and d.due_on < today.day
),
manager as (
    select distinct m.account, top.path
    from membership m
    join account a on a.id = m.account and a.disabled_at is null
    left join membership_region link on link.membership = m.id
    left join region top on top.id = link.region
    where m.role = 'hq_manager' and m.valid_from <= now() and (m.valid_to is null or m.valid_to > now())
      and (m.whole_network or top.id is not null)
)
select m.account, late.edition, late.number, late.due_on, manual.key, manual.title ->> 'en' as title,
       manual.title ->> 'zh_CN' as title_zh, count(distinct late.person)::int as people,
       case when count(m.path) = count(*) and count(distinct m.path) = 1 then min(m.path) else '' end as region
from late
join manual on manual.id = late.manual
join manager m on m.path is null or late.path = m.path or starts_with(late.path, m.path || '/')
group by m.account, late.edition, late.number, late.due_on, manual.key, manual.title
order by m.account, late.edition
"""
_TELL = """
select tell_account(account, $1, edition::text, link,
                    jsonb_build_object('manual', title, 'manual_zh', title_zh, 'number', number, 'due', due_on,
                                       'count', people), $2)
from unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::date[], $10::text[])
    as told (account, edition, link, title, title_zh, number, due_on, people)
order by account, edition
"""


async def tell_managers(now: datetime) -> None:
    """Inside a transaction of headquarters: whoever was told of an edition before is not told again."""
    kind = NoticeKind.MANUALS_OVERDUE
    told = [
        (
            row["account"],
            row["edition"],
            _coverage(row["key"], row["region"]),
            row["title"],
            row["title_zh"],
            str(row["number"]),
            row["due_on"],
            str(row["people"]),
        )
        for row in await fetch(_LATE, now)
    ]
    if told:
        await execute(_TELL, kind.value, mail_after(kind), *map(list, zip(*told, strict=True)))


def _coverage(manual_key: str, region: str) -> str:
    """Where the sites stand of which people are late."""
    wanted = {"manual": manual_key, "region": region, "waiting": "overdue"}
    return f"{COVERAGE.path}?{urlencode({name: value for name, value in wanted.items() if value})}"
