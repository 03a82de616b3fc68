"""Pages: how far the people of the network have passed what they must, on any day; and what is to be planned for."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from network.foundation.access import Actor, Permission
from network.foundation.clock import headquarters_day, now
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.sites.pages.sites import region_labels, site_path
from network.sites.pages.staff import day_context, day_of
from network.sites.queries.regions import regions
from network.training.lists_coverage import COVERAGE, PATH
from network.training.queries.coverage import covered_sites, training_plan
from network.training.schemas.coverage import CoverageOut, CoveredSite, PlanLine
from network.web.downloads import MOST_ROWS, Format, check_rows, format_of, table_download
from network.web.guards import allows
from network.web.listing import ListState
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page


class CoveragePages(Controller):
    path = PATH
    guards = [allows(Permission.READ_TRAINING)]

    @get()
    async def sites(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """Every site in reach with its coverage, today or on the day that `?on=` names; `?format=csv` as a file."""
        state = ListState.read(request.query_params, COVERAGE)
        on = state.filters.get("on", "")
        day = day_of(on) or headquarters_day(now())
        if kind := format_of(request):
            return await _file(await covered_sites(actor, state, day, limit=MOST_ROWS), kind)
        found = await covered_sites(actor, state, day)
        return page(
            "training_coverage.html",
            table=_table(found, region_labels(await regions(actor), current()), state),
            sums=_sums(found),
            may_import=actor.may(Permission.TRAIN_SITES),
            **day_context(on, day_of(on), PATH),
            breadcrumbs=[{"label": _("Training coverage"), "href": ""}],
        )


class TrainingPlanPages(Controller):
    path = "/training/plan"
    guards = [allows(Permission.READ_TRAINING)]

    @get()
    async def plan(self, actor: NamedDependency[Actor]) -> Page:
        """By region and course: how many people need it within 90 days, how many seats are free, what that costs."""
        at = now()
        lines = await training_plan(actor, headquarters_day(at), at)
        labels = region_labels(await regions(actor), current())
        return page(
            "training_plan.html",
            lines=[_line(each, labels) for each in lines],
            breadcrumbs=[{"label": _("Training coverage"), "href": PATH}, {"label": _("Training plan")}],
        )


def share_text(covered: int, counted: int) -> str:
    """As a percentage; a dash where nobody must have passed anything yet."""
    return current().percent(Decimal(covered) / counted, 0) if counted else "–"


def _table(found: CoverageOut, labels: Mapping[str, str], state: ListState) -> dict[str, Any]:
    return list_card(
        state,
        found.total,
        [_row(each, labels, found.day) for each in found.items],
        title=_("Sites"),
        count=ngettext("%(num)s site", "%(num)s sites", found.total) % {"num": found.total},
        search_label=_("Search sites"),
        empty=Empty(
            _("Nobody must have passed anything"),
            _("No course is required of the people of these sites on this day. The courses say who needs what."),
        ),
    )


def _row(each: CoveredSite, labels: Mapping[str, str], day: date) -> dict[str, Any]:
    return {
        "href": f"{site_path(each.site, 'training')}?on={day.isoformat()}",
        "site": each.site,
        "name": each.name_zh or each.name if current().code == "zh_CN" else each.name,
        "region": labels.get(each.region or "", each.region or ""),
        "share": share_text(each.covered, each.counted),
        "missing": each.counted - each.covered,
        "required": each.required,
    }


def _sums(found: CoverageOut) -> list[dict[str, str]]:
    return [
        {"label": _("Training coverage"), "value": share_text(found.covered, found.counted)},
        {"label": _("Valid"), "value": str(found.covered)},
        {"label": _("Not passed"), "value": str(found.counted - found.covered)},
        {"label": _("Still have time"), "value": str(found.required - found.counted)},
    ]


def _line(each: PlanLine, labels: Mapping[str, str]) -> dict[str, Any]:
    spoken = current()
    seatless = each.people - each.seated
    return {
        "region": labels.get(each.region, each.region) if each.region else _("No region"),
        "course": each.title_zh if spoken.code == "zh_CN" else each.title,
        "href": f"/courses/{each.course}",
        "people": each.people,
        "overdue": each.overdue,
        "seated": each.seated,
        "free": each.free,
        "short": max(0, seatless - each.free),
        "cost": spoken.money(each.cost * seatless, each.currency) if each.cost and each.currency else "–",
        "session": f"/sessions/{each.session}" if each.session else "",
        "nearest": _nearest(each),
    }


def _nearest(each: PlanLine) -> str:
    """When and where the next session with a free seat is; a dash where there is none."""
    if each.starts_at is None or each.time_zone is None:
        return "–"
    return f"{current().moment(each.starts_at, ZoneInfo(each.time_zone))} · {each.place}"


async def _file(found: CoverageOut, kind: Format) -> Response[bytes]:
    check_rows(found.total)
    header = [_("Site"), _("Name"), _("Region"), _("Required"), _("Valid"), _("Counted"), _("Not passed")]
    rows = [
        [each.site, each.name, each.region, each.required, each.held, each.counted, each.counted - each.covered]
        for each in found.items
    ]
    return await table_download(f"training {found.day.isoformat()}", header, rows, kind)
