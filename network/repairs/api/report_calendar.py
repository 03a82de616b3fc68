"""JSON: when monthly reports are due."""

from litestar import Controller, get, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.repairs.commands.report_calendar import set_calendar
from network.repairs.queries.report_calendar import due_reports, report_calendar
from network.repairs.schemas.report_calendar import CalendarIn, CalendarOut, DueOut
from network.web.guards import allows
from network.web.problems import problems


class ReportCalendarApi(Controller):
    path = "/api/v1/reports/calendar"
    tags = ["Monthly reports"]
    guards = [allows(Permission.READ_REPORTS)]

    @get()
    async def calendar(self, actor: NamedDependency[Actor]) -> CalendarOut:
        """The rules by which reports are due, and the days on which they were and will be."""
        return await report_calendar(actor, now())

    @get("/due")
    async def due(self, actor: NamedDependency[Actor]) -> list[DueOut]:
        """The single reports of your sites of the last and the next months, at most 200."""
        return await due_reports(actor, now())

    @put(status_code=204, guards=[allows(Permission.CHANGE_REPORT_CALENDAR)], responses=problems(422))
    async def set(self, actor: NamedDependency[Actor], data: JSONBody[CalendarIn]) -> None:
        """Let reports of a month and later ones be due by another rule. Months that are over keep theirs."""
        await set_calendar(actor, data, now())
