"""Pages: the monthly reports of all sites in reach, and the months of one site."""

from typing import Any
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.periods import Month
from network.repairs.commands.report_decisions import accept_unremarked
from network.repairs.pages.report_words import moment, month_badge, month_row, month_text, report_path, timing
from network.repairs.queries.report_list import list_reports
from network.repairs.queries.reports import site_months
from network.repairs.report_lists import REPORTS, STATE_FILTERS
from network.repairs.schemas.reports import CountsOut, ReportRowOut, ReportsOut
from network.sites.lists.sites import SITES
from network.sites.pages.sites import region_groups, site_path, site_tabs, trail_to
from network.sites.queries.regions import regions
from network.sites.queries.sites import list_sites, site
from network.web.downloads import MOST_ROWS, Cell, check_rows, format_of, table_download
from network.web.guards import allows
from network.web.listing import ListState, options
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page
from network.web.visit import visit_of

# Months to choose among, the newest first; older ones are reached from a site.
_OFFERED = 6


class ReportsPages(Controller):
    path = "/reports"
    guards = [allows(Permission.READ_REPORTS)]

    @get()
    async def reports(
        self, request: HouseRequest, actor: NamedDependency[Actor], accepted: FromQuery[int | None] = None
    ) -> Response[Any]:
        """The reports of a month (`?month=2026-07`; the last one that is over), or what is shown of them as a file.

        Who runs a single site is taken to its months.
        """
        state = ListState.read(request.query_params, REPORTS)
        if alone := await _only_site(actor):
            return Redirect(site_path(alone, "reports"), status_code=303)
        month = _chosen(state)
        if kind := format_of(request):
            found = await list_reports(actor, month, state, now(), limit=MOST_ROWS)
            check_rows(found.total)
            shown = state.visible()
            rows = [[_cells(row)[column.key] for column in shown] for row in found.items]
            header = [str(column.label) for column in shown]
            return await table_download(_("Monthly reports") + f" {month}", header, rows, kind)
        found = await list_reports(actor, month, state, now())
        return await _page(actor, month, state.within(found.total), found, accepted)

    @post("/accept", guards=[allows(Permission.DECIDE_REPORTS)])
    async def accept(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Redirect:
        """Accept all of a month that wait and hold no remark."""
        month = Month.parse(str((await request.form()).get("month", "")))
        accepted = await accept_unremarked(actor, month, now())
        return Redirect(f"/reports?month={month}&accepted={len(accepted)}", status_code=303)


class SiteReportsPages(Controller):
    path = "/sites/{code:str}/reports"
    guards = [allows(Permission.READ_REPORTS)]

    @get()
    async def months(self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str]) -> Page:
        """The months that a site owes reports for, the newest first."""
        shop, at = await site(actor, code), now()
        zone = ZoneInfo(shop.time_zone)
        title = _("Monthly reports")
        return page(
            "site_reports.html",
            site=shop,
            title=title,
            rows=[month_row(each, zone, at) for each in await site_months(actor, code, at)],
            tabs=site_tabs(actor, code, "reports"),
            breadcrumbs=trail_to(shop, visit_of(request).language, title),
        )


async def _only_site(actor: Actor) -> str | None:
    """The code of the one site that an operator runs; None for everybody else."""
    if not actor.may(Permission.FILE_REPORTS):
        return None
    found = (await list_sites(actor, ListState(SITES, sort="code"), limit=2)).items
    return found[0].code if len(found) == 1 else None


def _chosen(state: ListState) -> Month:
    """NotAPeriod."""
    written = state.filters.get("month", "")
    return Month.parse(written) if written else _last_over()


def _last_over() -> Month:
    today = now().date()
    return Month(today.year, today.month).shift(-1)


async def _page(actor: Actor, month: Month, state: ListState, found: ReportsOut, accepted: int | None) -> Page:
    decides = actor.may(Permission.DECIDE_REPORTS)
    number = current().decimal
    table = list_card(
        state,
        found.total,
        [{**_words(row), "href": report_path(row.site, row.month)} for row in found.items],
        title=month_text(str(month)),
        count=ngettext("%(count)s report", "%(count)s reports", found.total) % {"count": number(found.total)},
        search_label=_("Code or name of a site"),
        groups=[
            _months(state, month),
            options(state, "state", _("State"), STATE_FILTERS),
            *(region_groups(state, await regions(actor), current()) if decides else []),
        ],
        empty=Empty(
            _("No report of this month is due"),
            _("A site owes a report for each month in which it is certified. Nobody was in this one."),
        ),
        live=True,
    )
    return page(
        "reports.html",
        table=table,
        counts=_counts(found.counts, state),
        month=str(month),
        waiting=found.counts.waiting if decides else 0,
        accepted=_accepted(accepted) if decides and accepted is not None else "",
        breadcrumbs=[{"label": _("Monthly reports"), "href": ""}],
    )


def _accepted(count: int) -> str:
    if not count:
        return _("No report without remarks was waiting. Read the others one by one.")
    told = ngettext("%(count)s report accepted.", "%(count)s reports accepted.", count)
    return told % {"count": current().decimal(count)}


def _months(state: ListState, chosen: Month) -> dict[str, Any]:
    """Pills for the newest months, and for the chosen one when it is older."""
    newest = _last_over().shift(1)
    months = [newest.shift(-back) for back in range(_OFFERED)]
    offered = months if chosen in months else [*months, chosen]
    return {
        "label": _("Month"),
        "options": [
            {"label": month_text(str(each)), "href": state.url(month=str(each)), "active": each == chosen}
            for each in offered
        ],
    }


def _counts(counts: CountsOut, state: ListState) -> list[dict[str, Any]]:
    """The month in figures; each leads to the reports behind it."""
    rows = (
        (_("Reports due"), counts.due, ""),
        (_("Submitted"), counts.filed, None),
        (_("Waiting for HQ"), counts.waiting, "submitted"),
        (_("Late"), counts.late, "late"),
        (_("Missing"), counts.missing, "missing"),
    )
    return [
        {
            "label": label,
            "value": current().decimal(value),
            "href": state.url(state=wanted) if value and wanted is not None else "",
            "tone": "bad" if wanted == "missing" and value else "",
        }
        for label, value, wanted in rows
    ]


def _words(row: ReportRowOut) -> dict[str, Any]:
    zone = ZoneInfo(row.time_zone)
    region = row.region_zh if current().code == "zh_CN" else row.region
    return {
        "site": row.site,
        "name": row.name_in(current().code),
        "state": month_badge(row, now()),
        "timed_at": moment(row.timed_at, zone),
        "timing": timing(row, now()),
        "remarks": current().decimal(row.remarks) if row.remarks else "",
        "region": (region or "").replace("/", " / "),
        "due_at": moment(row.due_at, zone),
        "nil": row.nil,
    }


def _cells(row: ReportRowOut) -> dict[str, Cell]:
    """A row of a file: times as ISO 8601, words as they are shown."""
    told = _words(row)
    return {
        **{name: told[name] for name in ("site", "name", "region")},
        "state": told["state"]["label"],
        "timing": told["timing"]["label"] if told["timing"] else None,
        "timed_at": row.timed_at.isoformat() if row.timed_at else None,
        "due_at": row.due_at.isoformat(),
        "remarks": row.remarks,
    }
