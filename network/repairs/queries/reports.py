"""Reading the monthly reports of one site."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.foundation.errors import Conflict
from network.foundation.i18n import current
from network.foundation.periods import Month, bounds
from network.repairs.errors.problems import Problem
from network.repairs.errors.reports import ClosedInMonth, MonthAhead, NeverCertified, NoDutyAnyMore, NoDutyYet
from network.repairs.queries.report_known import known_of_month
from network.repairs.rules.report_questions import MONTHS_BACK, questions
from network.repairs.rules.reports import IN_FORCE, Content, Figures, hard_problems
from network.repairs.schemas.reports import AskedOut, MonthOut, ReceiptOut, ReportOut, RevisionOut
from network.sites.errors.sites import SiteNotFound
from network.sites.queries.sites import site_row

# What is in force of a month, and the draft beside it. `f` and `draft` are joined to a row `d` of `report_due`.
MONTH_COLUMNS = """
d.due_at, d.timed_at, coalesce(f.state, case when draft.id is null then 'open' else 'draft' end) as state,
coalesce(f.nil, draft.nil, false) as nil, f.id is not null and draft.id is not null as correcting
"""
MONTH_JOINS = f"""
left join monthly_report f on f.site = d.site and f.month = d.month
    and f.state in ({", ".join(f"'{state}'" for state in IN_FORCE)})
left join monthly_report draft on draft.site = d.site and draft.month = d.month and draft.state = 'draft'
"""

_DUTY = """
select s.id, s.time_zone, s.closed_on, due.due_at, span.first, span.last
from site s
left join report_due due on due.site = s.id and due.month = $2
cross join lateral (select min(month) as first, max(month) as last from report_due d where d.site = s.id) span
where s.code = $1
"""
_MONTHS = f"""
select d.month, {MONTH_COLUMNS} from report_due d {MONTH_JOINS}
where d.site = $1 and d.month <= ($2::timestamptz at time zone $3)::date order by d.month desc
"""
_MONTH = f"select {MONTH_COLUMNS} from report_due d {MONTH_JOINS} where d.site = $1 and d.month = $2"
_REVISIONS = "select * from monthly_report where site = $1 and month = $2 order by revision desc"
_HISTORY = f"""
select figures from monthly_report
where site = $1 and month < $2 and month >= $2::date - interval '{MONTHS_BACK} months' and state = any ($3)
"""
_RECEIPTS = "select * from report_receipt where site = $1 and month = $2 order by received_at desc, id"


@dataclass(frozen=True, slots=True)
class Duty:
    """A month that a site owes a report for. `due_at`: the first moment that is too late."""

    site: int
    code: str
    month: Month
    zone: ZoneInfo
    due_at: datetime

    @property
    def days(self) -> int:
        return (self.month.end - self.month.first).days

    def begun(self, now: datetime) -> bool:
        return bounds(self.month, self.zone)[0] <= now

    def over(self, now: datetime) -> bool:
        return bounds(self.month, self.zone)[1] <= now


async def site_months(actor: Actor, code: str, now: datetime) -> list[MonthOut]:
    """The months that a site owes reports for, up to the running one, the newest first. SiteNotFound."""
    actor.require(Permission.READ_REPORTS)
    async with transaction(actor, read_only=True):
        site = await site_row(code)
        rows = await fetch(_MONTHS, site["id"], now, site["time_zone"])
    return [month_out(row, code, row["month"]) for row in rows]


async def report(actor: Actor, code: str, month: Month, now: datetime) -> ReportOut:
    """A site's report of a month, begun or not. SiteNotFound; NoDutyYet and the like when none is owed; MonthAhead."""
    actor.require(Permission.READ_REPORTS)
    async with transaction(actor, read_only=True):
        duty = await duty_of(code, month, now)
        revisions, version = await revisions_of(duty)
        known = await known_of_month(duty.site, month.first)
        # Half a month is unlike any whole one.
        past = await history_of(duty) if duty.over(now) else []
        row = await fetch_row(_MONTH, duty.site, month.first)
        receipts = await fetch(_RECEIPTS, duty.site, month.first)
    if row is None:
        raise SiteNotFound()
    shown = revisions[0].content() if revisions else Content(figures=known)
    return ReportOut(
        **month_out(row, code, month.first).model_dump(),
        version=version,
        known=known,
        problems=_told(hard_problems(shown, known, duty.days)),
        questions=_told(questions(shown, known, past)),
        revisions=revisions,
        receipts=[ReceiptOut(**{name: receipt[name] for name in ReceiptOut.model_fields}) for receipt in receipts],
    )


def _told(problems: Sequence[Problem]) -> list[AskedOut]:
    return [AskedOut(field=each.field, code=each.code, text=each.sentence()) for each in problems]


async def duty_of(code: str, month: Month, now: datetime) -> Duty:
    """Inside a transaction: that the site in reach owes a report of this month, which has begun.

    SiteNotFound; NeverCertified, NoDutyYet, NoDutyAnyMore, ClosedInMonth; MonthAhead.
    """
    # PostgreSQL takes no zero byte, and an address may hold one.
    row = None if "\0" in code else await fetch_row(_DUTY, code, month.first)
    if row is None:
        raise SiteNotFound()
    if row["due_at"] is None:
        raise _no_duty(row, month)
    duty = Duty(row["id"], code, month, ZoneInfo(row["time_zone"]), row["due_at"])
    if not duty.begun(now):
        raise MonthAhead(month=_spoken(month.first))
    return duty


def _no_duty(row: Record, month: Month) -> Conflict:
    first, last, closed_on = row["first"], row["last"], row["closed_on"]
    if first is None:
        return NeverCertified()
    if month.first < first:
        return NoDutyYet(first=_spoken(first))
    if closed_on is not None and closed_on < month.first:
        return ClosedInMonth(last=_spoken(last))
    return NoDutyAnyMore(last=_spoken(last))


def _spoken(month: date) -> str:
    return current().month(month.year, month.month)


async def revisions_of(duty: Duty) -> tuple[list[RevisionOut], int]:
    """Inside a transaction: the revisions that this actor sees, the newest first, and the version of them together.

    It starts with 1 and grows with every change, so that it serves as an ETag before there is a revision.
    """
    rows = await fetch(_REVISIONS, duty.site, duty.month.first)
    return [_revision(row) for row in rows], 1 + sum(row["version"] for row in rows)


def _revision(row: Record) -> RevisionOut:
    values = {name: row[name] for name in RevisionOut.model_fields}
    values |= {name: json.loads(row[name]) for name in ("figures", "explanations", "words", "returned")}
    return RevisionOut.model_validate(values)


async def history_of(duty: Duty) -> Sequence[Figures]:
    """Inside a transaction: the figures of the months before that were reported, as `rules.report_questions` asks."""
    rows = await fetch(_HISTORY, duty.site, duty.month.first, list(IN_FORCE))
    return [{key: int(value) for key, value in json.loads(row["figures"]).items()} for row in rows]


def month_out(row: Record, code: str, month: date) -> MonthOut:
    """From a row with `MONTH_COLUMNS`."""
    return MonthOut(
        site=code,
        month=f"{month:%Y-%m}",
        due_at=row["due_at"],
        timed_at=row["timed_at"],
        state=row["state"],
        nil=row["nil"],
        correcting=row["correcting"],
    )
