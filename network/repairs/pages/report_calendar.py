"""Pages: when monthly reports are due; for headquarters of the whole network, also by which rule."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Invalid
from network.foundation.i18n import gettext as _
from network.foundation.settings import Settings
from network.repairs.commands.report_calendar import check_calendar, set_calendar
from network.repairs.errors.report_calendar import BadCalendar
from network.repairs.pages.report_calendar_words import day_rows, due_row, month_options, rule_row, site_name
from network.repairs.pages.report_words import month_text, report_path
from network.repairs.queries.report_calendar import due_reports, preview_calendar, report_calendar
from network.repairs.schemas.report_calendar import CalendarIn, CalendarOut, DueOut
from network.web.downloads import download
from network.web.forms import read_as, summary, wrong_fields
from network.web.guards import allows
from network.web.icalendar import MEDIA_TYPE, DayEntry, icalendar
from network.web.requests import HouseRequest
from network.web.templating import Page, page

PATH = "/reports/calendar"
FIELDS = ("from_month", "day", "working_days")


class ReportCalendarPages(Controller):
    path = PATH
    guards = [allows(Permission.READ_REPORTS)]

    @get()
    async def calendar(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Page:
        """When reports are due; `?done=set` after a change."""
        typed = {"from_month": month_options(now())[0]["value"], "day": "5", "working_days": "false"}
        return await _page(actor, typed, done=request.query_params.get("done", "") == "set")

    @get("/preview", guards=[allows(Permission.CHANGE_REPORT_CALENDAR)])
    async def preview(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Page:
        """On which days reports would be due by a rule, before it is set."""
        typed = {name: str(request.query_params.get(name, "")) for name in FIELDS}
        try:
            wanted = read_as(CalendarIn, typed, BadCalendar)
            check_calendar(wanted, now())
        except Invalid as refusal:
            return await _page(actor, typed, refusal=refusal)
        return page(
            "report_calendar_preview.html",
            typed=typed,
            month=month_text(wanted.from_month),
            rows=day_rows(await preview_calendar(actor, wanted)),
            breadcrumbs=_crumbs(_("Preview")),
        )

    @post(guards=[allows(Permission.CHANGE_REPORT_CALENDAR)])
    async def set(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        form = await request.form()
        typed = {name: str(form.get(name, "")) for name in FIELDS}
        try:
            await set_calendar(actor, read_as(CalendarIn, typed, BadCalendar), now())
        except Invalid as refusal:
            return await _page(actor, typed, refusal=refusal)
        return Redirect(f"{PATH}?done=set", status_code=303)

    @get("/days.ics")
    async def days(self, actor: NamedDependency[Actor], settings: NamedDependency[Settings]) -> Response[bytes]:
        """The same days for a calendar of one's own: of each site for an operator, of all together for headquarters."""
        single = actor.may(Permission.FILE_REPORTS)
        entries = (
            [_own_entry(each, settings) for each in await due_reports(actor, now())]
            if single
            else _entries(await report_calendar(actor, now()), settings)
        )
        return download(_("Monthly reports") + ".ics", icalendar(entries, now()), MEDIA_TYPE)


def _own_entry(due: DueOut, settings: Settings) -> DayEntry:
    text = _("Report of %(site)s for %(month)s is due, 24:00") % {
        "site": site_name(due),
        "month": month_text(due.month),
    }
    return DayEntry(f"{due.site}-{due.month}", due.due_on, text, settings.address + report_path(due.site, due.month))


def _entries(calendar: CalendarOut, settings: Settings) -> list[DayEntry]:
    text = _("Reports for %(month)s are due, 24:00")
    return [
        DayEntry(
            f"{day.month}-{day.due_on}",
            day.due_on,
            text % {"month": month_text(day.month)},
            f"{settings.address}/reports?month={day.month}",
        )
        for day in calendar.days
    ]


async def _page(actor: Actor, typed: dict[str, str], *, refusal: Invalid | None = None, done: bool = False) -> Page:
    wrong, found, files = wrong_fields(refusal), await report_calendar(actor, now()), actor.may(Permission.FILE_REPORTS)
    return page(
        "report_calendar.html",
        status=refusal.status if refusal else 200,
        own=[due_row(each) for each in await due_reports(actor, now())] if files else [],
        files=files,
        days=day_rows(found.days),
        rules=[rule_row(rule) for rule in found.rules],
        changes=actor.may(Permission.CHANGE_REPORT_CALENDAR),
        months=month_options(now()),
        typed=typed,
        errors=summary(wrong),
        faults=wrong,
        flashes=[{"tone": "good", "text": _("The rule is set.")}] if done else [],
        breadcrumbs=_crumbs(),
    )


def _crumbs(*more: str) -> list[dict[str, str]]:
    steps = [(_("Monthly reports"), "/reports"), (_("Reporting calendar"), PATH), *[(label, "") for label in more]]
    return [{"label": label, "href": href} for label, href in steps]
