"""Setting when reports are due."""

from datetime import datetime

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, transaction
from network.foundation.periods import Month
from network.foundation.trail import record as trail
from network.repairs.errors.report_calendar import BadCalendar
from network.repairs.rules.report_calendar import calendar_faults
from network.repairs.schemas.report_calendar import CalendarIn

_SET = """
insert into report_calendar (from_month, day, working_days, set_by, set_at) values ($1, $2, $3, $4, $5)
on conflict (from_month) do update set day = excluded.day, working_days = excluded.working_days,
    set_by = excluded.set_by, set_at = excluded.set_at
"""


def check_calendar(wanted: CalendarIn, now: datetime) -> None:
    """BadCalendar with the fields named."""
    month = Month.parse(wanted.from_month)
    if wrong := calendar_faults(month, wanted.day, working_days=wanted.working_days, today=now.date()):
        raise BadCalendar(wrong)


async def set_calendar(actor: Actor, wanted: CalendarIn, now: datetime) -> None:
    """Let reports of this month and later ones be due by this rule, until a later rule begins. BadCalendar."""
    actor.require(Permission.CHANGE_REPORT_CALENDAR)
    check_calendar(wanted, now)
    async with transaction(actor):
        first = Month.parse(wanted.from_month).first
        await execute(_SET, first, wanted.day, wanted.working_days, actor.name, now)
        await trail.record(actor, "report_calendar.set", wanted.from_month, wanted.model_dump())
