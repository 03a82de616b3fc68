"""Which monthly reports somebody has to do something about."""

from dataclasses import dataclass
from datetime import date, datetime

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction
from network.repairs.queries.reports import MONTH_COLUMNS, MONTH_JOINS
from network.repairs.rules.reports import ReportState

# More than so many at once help nobody; the list of reports has all.
MOST = 6

_OWED = f"""
select * from (
    select s.code as site, d.month, {MONTH_COLUMNS},
           ((d.due_at at time zone s.time_zone) - interval '1 microsecond')::date as last_day
    from report_due d
    join site s on s.id = d.site
    {MONTH_JOINS}
    where (d.month + interval '1 month')::timestamp at time zone s.time_zone <= $1
) owed
where state in ('open', 'draft', 'returned')
order by due_at desc, site limit {MOST}
"""
_WAITING = f"""
select month, count(*)::int as count, min(submitted_at) as first from monthly_report where state = 'submitted'
group by month order by month limit {MOST}
"""


@dataclass(frozen=True, slots=True)
class Owed:
    """A report of a month that is over: still to be submitted, or sent back by headquarters.

    `last_day`: at its end, on the clock of the site, the report is due.
    """

    site: str
    month: date
    last_day: date
    returned: bool


@dataclass(frozen=True, slots=True)
class WaitingReports:
    """So many reports of a month wait for headquarters, the first since then."""

    month: date
    count: int
    first: datetime


async def owed_reports(actor: Actor, now: datetime) -> list[Owed]:
    """What the sites in reach owe, the newest deadline first; none for who files no reports."""
    if not actor.may(Permission.FILE_REPORTS):
        return []
    async with transaction(actor, read_only=True):
        rows = await fetch(_OWED, now)
    return [Owed(row["site"], row["month"], row["last_day"], row["state"] == ReportState.RETURNED) for row in rows]


async def waiting_reports(actor: Actor) -> list[WaitingReports]:
    """The months of which reports wait, the oldest first; none for who does not decide about reports."""
    if not actor.may(Permission.DECIDE_REPORTS):
        return []
    async with transaction(actor, read_only=True):
        rows = await fetch(_WAITING)
    return [WaitingReports(**dict(row)) for row in rows]
