"""Reading when reports are due."""

from datetime import datetime

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, transaction
from network.foundation.periods import Month
from network.repairs.rules.report_calendar import due_state
from network.repairs.schemas.report_calendar import CalendarIn, CalendarOut, DueDayOut, DueOut, RuleOut

# What was due lately and what is due next.
BACK, AHEAD = 2, 3
# So many months of a rule are shown before it is set.
PREVIEWED = 3
MOST_ROWS = 200

_RULES = "select from_month, day, working_days, set_by, set_at from report_calendar order by from_month desc"
# The last moment of the day on which a report is due, for its date on the site's own calendar.
_OWED = """
with near as materialized (
    select site, month, due_at, reported from report_due
    where month between date_trunc('month', $1::timestamptz)::date - make_interval(months => $2)
                    and date_trunc('month', $1::timestamptz)::date + make_interval(months => $3)
)
select s.code as site, s.name, s.name_zh, d.month, d.due_at, d.reported, d.due_at <= $1 as is_late,
       ((d.due_at - interval '1 microsecond') at time zone s.time_zone)::date as due_on
from near d join site s on s.id = d.site
"""
_DUE = f"select * from ({_OWED}) owed order by due_on desc, site limit $4"
_DAYS = f"""
select month, due_on, count(*) as sites, count(*) filter (where reported) as reported,
       count(*) filter (where not reported and is_late) as late
from ({_OWED}) owed group by month, due_on order by month desc, due_on desc
"""
_PREVIEW = """
select m.month::date as month, count(*) as sites, 0 as reported, 0 as late,
       ((report_due_by(m.month::date, $2, $3, s.time_zone, s.holidays, s.make_up_days) - interval '1 microsecond')
        at time zone s.time_zone)::date as due_on
from site s
cross join generate_series($1::timestamp, $1::timestamp + make_interval(months => $4 - 1), interval '1 month') m (month)
where s.status = 'active'
group by 1, 5 order by 1, 5
"""


async def report_calendar(actor: Actor, now: datetime) -> CalendarOut:
    """The rules, the newest first, and the days on which reports of the sites in reach were or will be due."""
    actor.require(Permission.READ_REPORTS)
    async with transaction(actor, read_only=True):
        rules = await fetch(_RULES)
        days = await fetch(_DAYS, now, BACK, AHEAD)
    first = RuleOut(from_month=None, day=5, working_days=False, set_by=None, set_at=None)
    return CalendarOut(rules=[*[_rule(row) for row in rules], first], days=[_day(row) for row in days])


async def due_reports(actor: Actor, now: datetime) -> list[DueOut]:
    """The single reports of the same months, of at most `MOST_ROWS`: for somebody with few sites."""
    actor.require(Permission.READ_REPORTS)
    async with transaction(actor, read_only=True):
        rows = await fetch(_DUE, now, BACK, AHEAD, MOST_ROWS)
    return [
        DueOut(
            **{name: row[name] for name in ("site", "name", "name_zh", "due_on", "due_at")},
            month=f"{row['month']:%Y-%m}",
            state=due_state(reported=row["reported"], late=row["is_late"]),
        )
        for row in rows
    ]


async def preview_calendar(actor: Actor, wanted: CalendarIn) -> list[DueDayOut]:
    """On which days the first months would be due by this rule, and for how many sites."""
    actor.require(Permission.CHANGE_REPORT_CALENDAR)
    first = Month.parse(wanted.from_month).first
    async with transaction(actor, read_only=True):
        rows = await fetch(_PREVIEW, first, wanted.day, wanted.working_days, PREVIEWED)
    return [_day(row) for row in rows]


def _rule(row: Record) -> RuleOut:
    return RuleOut(**{**row, "from_month": f"{row['from_month']:%Y-%m}"})


def _day(row: Record) -> DueDayOut:
    return DueDayOut(**{**row, "month": f"{row['month']:%Y-%m}"})
