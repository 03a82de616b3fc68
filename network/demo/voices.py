"""What customers and sites of the demo network have said in its quarters: the better the repair, the better the word.

Like what comes over from the lists of a call centre it is put in set by set, with an event for each set. Who answers
and what is drawn by lot from the numbers of the orders, so that every run of one network says the same.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from network.feedback.rules.answers import SATISFIED, Channel
from network.foundation.access import Actor
from network.foundation.database import Record, execute, fetch, fetch_value, transaction
from network.foundation.periods import Month
from network.foundation.trail import record as trail

# Of a hundred customers so many answer, and of a hundred who answer so many also write something.
ANSWERING, WRITING = 12, 20
# Of a hundred sites so many rate headquarters in a month.
RATING = 70


def _lot(of: str) -> str:
    """A share 0..1 in SQL, drawn by lot from this text."""
    return f"(('x' || substr(md5({of}), 1, 7))::bit(28)::int / 268435456.0)"


# $1 first day, $2 the day after the last, $3 now, $4 and $5 what is written by who is satisfied and who is not. What
# went wrong takes off.
_HEARD = f"""
with drawn as (
    select o.id, o.site, o.ready_at, s.code, s.time_zone, o.order_no,
           {_lot("s.code || o.order_no || 'grade'")}
             - case when o.turnaround_hours > 48 then 0.30 when o.turnaround_hours > 24 then 0.16 else 0 end
             - case when o.came_back_at is not null then 0.25 else 0 end
             - case when o.outcome in ('repaired', 'replaced') then 0 else 0.12 end
             - 0.09 * {_lot("s.code || 'manner'")} as felt,
           {_lot("s.code || o.order_no || 'way'")} as way, {_lot("s.code || o.order_no || 'day'")} as day,
           {_lot("s.code || o.order_no || 'text'")} as text
    from repair_order o join site s on s.id = o.site
    where o.ready_at >= $1::date and o.ready_at < $2::date and o.cancelled_at is null
      and {_lot("s.code || o.order_no || 'answers'")} < {ANSWERING} / 100.0
), graded as (
    select *, case when felt >= 0.42 then 5 when felt >= 0.01 then 4 when felt >= -0.10 then 3
                   when felt >= -0.22 then 2 else 1 end as grade,
           ready_at + interval '3 hours' + day * interval '9 days' as answered_at
    from drawn
)
insert into survey_answer (id, site, repair_order, channel, form, form_version, grade, blocks, comment, language,
                           answered_at)
select gen_random_uuid(), site, id,
       case when way < 0.55 then '{Channel.RECEIPT}' when way < 0.85 then '{Channel.CALL_BACK}'
            else '{Channel.IMPORT}' end,
       'customer', 1, grade, '{{}}',
       case when text < {WRITING} / 100.0 then
           case when grade >= {SATISFIED} then ($4::text[])[1 + floor(day * cardinality($4::text[]))::int]
                else ($5::text[])[1 + floor(day * cardinality($5::text[]))::int] end
       else '' end,
       'zh_CN', answered_at
from graded where answered_at < $3
on conflict do nothing
returning site
"""
# A poster hangs at four sites of ten; whoever scans it answers without an order. Its code is drawn from the site's.
_WITH_POSTER = f"""s.status = 'active' and {_lot("s.code || 'poster'")} < 0.40"""
_HUNG = f"""
insert into survey_poster (id, site, code, made_at)
select gen_random_uuid(), s.id, upper(substr(md5(s.code || 'code of the poster'), 1, 12)),
       $1::date::timestamp at time zone s.time_zone
from site s where {_WITH_POSTER}
returning site
"""
# $3: what some of them write.
_POSTERS = f"""
insert into survey_answer (id, site, repair_order, channel, form, form_version, grade, comment, language, answered_at)
select gen_random_uuid(), s.id, null, '{Channel.POSTER}', 'customer', 1,
       case when {_lot("s.code || n || 'poster'")} < 0.15 then 3
            when {_lot("s.code || n || 'poster'")} < 0.5 then 4 else 5 end,
       case when {_lot("s.code || n || 'words'")} < {WRITING} / 100.0
            then ($3::text[])[1 + floor({_lot("s.code || n || 'which'")} * cardinality($3::text[]))::int] else '' end,
       'zh_CN', ($1::date + (n * 23 + 10))::timestamp at time zone s.time_zone
from site s cross join generate_series(0, 40) n
where {_WITH_POSTER} and $1::date + (n * 23 + 10) < $2::date
returning site
"""
_RATINGS = f"""
insert into hq_rating (id, site, month, form, form_version, grade, blocks, comment, rated_at, rated_by)
select gen_random_uuid(), s.id, $1::date, 'headquarters', 1,
       case when {_lot("s.code || $1::date::text || 'hq'")} < 0.08 then 2
            when {_lot("s.code || $1::date::text || 'hq'")} < 0.30 then 3
            when {_lot("s.code || $1::date::text || 'hq'")} < 0.78 then 4 else 5 end,
       '{{}}', '', (($1::date + interval '1 month' - interval '2 days')::timestamp at time zone s.time_zone), null
from site s
where s.status = 'active' and s.kind = 'franchised' and {_lot("s.code || $1::date::text || 'rates'")} < {RATING} / 100.0
on conflict do nothing
returning site
"""
_PLEASED = (
    "很快就修好了，谢谢师傅。",
    "说好明天取，今天就通知我了。",
    "讲解得很清楚，价格也公道。",
    "前台态度好，还借了备用机。",
    "Quick and friendly, and they explained what was wrong.",
)
_DISPLEASED = (
    "等了三天，没人主动打电话。",
    "修好一周又坏了，又跑一趟。",
    "没说清楚为什么要寄回总部。",
    "排队太久，只有一个人在接待。",
    "Nobody could tell me when it would be ready.",
)
# Of whoever passes by.
_PASSING = (
    "等候区有茶水，挺贴心。",
    "下午人多，要等一会儿。",
    "路牌不好找，希望门口再放一个。",
    "Bright shop, and somebody greeted us at the door.",
)
_FILE = "answers of earlier quarters"
_POSTERS_OF_DEMO = "posters:demo"


async def hear(system: Actor, now: datetime) -> None:
    """Once; from the first order that was ready to now."""
    async with transaction(system, read_only=True):
        first = await fetch_value("select min(ready_at) from repair_order")
        known = "select exists (select from survey_answer) or exists (select from survey_poster)"
        if first is None or await fetch_value(known):
            return
    this_month = Month(now.year, now.month)
    async with transaction(system):
        await execute("set local timezone = 'UTC'")
        rows = await fetch(_HEARD, first.date(), now.date(), now, list(_PLEASED), list(_DISPLEASED))
        for row in await fetch(_HUNG, first.date()):
            await trail.record(system, "poster.made", _POSTERS_OF_DEMO, {"replaced": False}, site=row["site"])
        rows += await fetch(_POSTERS, first.date(), now.date(), list(_PASSING))
        for site, facts in _by_site(rows):
            await trail.record(system, "survey.imported", f"file:{_FILE}", facts, site=site)
        month = Month(first.year, first.month)
        rated = []
        while month < this_month:
            rated += await fetch(_RATINGS, month.first)
            month = month.shift(1)
        for site, facts in _by_site(rated):
            await trail.record(system, "headquarters.ratings_imported", f"file:{_FILE}", facts, site=site)


def _by_site(rows: Sequence[Record]) -> list[tuple[int, dict[str, str | int]]]:
    """The facts of the event of each site."""
    counts = Counter(row["site"] for row in rows)
    return [(site, {"file": _FILE, "count": count}) for site, count in sorted(counts.items())]
