"""What is still to be done about findings: counted by grade, and the actions that are late, one by one."""

from dataclasses import dataclass
from datetime import date, datetime

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction
from network.improvement.rules.findings import Grade

# $1 now, $2 a region's path with all below it, '' for all in reach.
_OPEN = """
with outstanding as (
    select s.code as site, s.name, s.name_zh, f.title ->> 'en' as title, f.title ->> 'zh_CN' as title_zh, f.grade,
           a.due_on, a.state in ('open', 'returned') as owed, a.state = 'answered' as answered,
           a.state in ('open', 'returned')
               and ($1::timestamptz at time zone s.time_zone)::date > a.due_on as overdue, a.id
    from corrective_action a
    join finding f on f.id = a.finding
    join site s on s.id = a.site
    left join region g on g.id = s.region
    where a.state in ('open', 'returned', 'answered')
      and ($2 = '' or g.path = $2 or starts_with(g.path, $2 || '/'))
)
"""
_BY_GRADE = f"""
{_OPEN}
select grade, count(*) filter (where owed)::int as owed, count(*) filter (where overdue)::int as overdue,
       count(*) filter (where answered)::int as answered, min(due_on) filter (where owed) as oldest
from outstanding group by grade
"""
_LINES = f"""
{_OPEN}
select site, name, name_zh, title, title_zh, grade, due_on, overdue, count(*) over ()::int as total
from outstanding where owed order by overdue desc, due_on, site, id limit $3
"""


@dataclass(frozen=True, slots=True)
class Outstanding:
    """The actions about findings of a grade that are not verified: `owed` by a site, of them `overdue`; `answered`, and
    waiting for headquarters; `oldest`: the first day on which one that is owed was due."""

    grade: Grade
    owed: int
    overdue: int
    answered: int
    oldest: date | None


@dataclass(frozen=True, slots=True)
class OutstandingAction:
    """An action that its site owes."""

    site: str
    name: str
    name_zh: str
    title: str
    title_zh: str
    grade: Grade
    due_on: date
    overdue: bool


async def outstanding(actor: Actor, region: str, now: datetime) -> list[Outstanding]:
    """By grade, the gravest first, of the sites in reach that lie in the region; none for who reads no actions."""
    if not actor.may(Permission.READ_ACTIONS):
        return []
    async with transaction(actor, read_only=True):
        rows = await fetch(_BY_GRADE, now, region)
    found = [Outstanding(**{**dict(row), "grade": Grade(row["grade"])}) for row in rows]
    return sorted(found, key=lambda each: list(Grade).index(each.grade), reverse=True)


async def outstanding_actions(
    actor: Actor, region: str, now: datetime, most: int
) -> tuple[list[OutstandingAction], int]:
    """What sites in reach owe, the late ones first, at most so many; and how many there are."""
    if not actor.may(Permission.READ_ACTIONS):
        return [], 0
    async with transaction(actor, read_only=True):
        rows = await fetch(_LINES, now, region, most)
    names = [name for name in OutstandingAction.__dataclass_fields__ if name != "grade"]
    found = [OutstandingAction(**{name: row[name] for name in names}, grade=Grade(row["grade"])) for row in rows]
    return found, rows[0]["total"] if rows else 0
