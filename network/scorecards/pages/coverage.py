"""Coverage as a page and as a file: which cities are served how well, and which are not."""

from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import current, lazy, ngettext
from network.foundation.i18n import gettext as _
from network.scorecards.lists import COVERAGE
from network.scorecards.pages.texts import query
from network.scorecards.queries.coverage import coverage
from network.scorecards.schemas.coverage import CoverageOut, CoveredCityOut
from network.sites.pages.sites import TIERS, region_groups, site_path
from network.sites.queries.regions import regions
from network.sites.schemas.sites import RegionOut
from network.web.downloads import Cell, format_of, table_download
from network.web.guards import allows
from network.web.listing import ListState, options
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page

COVERED = {"yes": lazy("With sites"), "no": lazy("Without a site")}


class CoveragePages(Controller):
    path = COVERAGE.path

    @get(guards=[allows(Permission.COMPARE_SITES)])
    async def cities(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """The cities in reach; `?format=csv` or `xlsx`: all that match, in the columns shown."""
        state = ListState.read(request.query_params, COVERAGE)
        if kind := format_of(request):
            found, shown = await coverage(actor, state, now(), whole=True), state.visible()
            rows = [[_plain(city)[column.key] for column in shown] for city in found.items]
            return await table_download(_("City coverage"), [str(column.label) for column in shown], rows, kind)
        found = await coverage(actor, state, now())
        return _shown(actor, found, state.within(found.total), await regions(actor))


def _shown(actor: Actor, found: CoverageOut, state: ListState, tree: list[RegionOut]) -> Page:
    count = ngettext("%(count)s city", "%(count)s cities", found.total) % {"count": current().decimal(found.total)}
    table = list_card(
        state,
        found.total,
        [_row(city) for city in found.items],
        title=_("Cities"),
        count=count,
        search_label=_("Name of a city"),
        groups=[
            *region_groups(state, tree, current()),
            options(state, "covered", _("Sites"), COVERED),
            options(state, "tier", _("City tier"), {tier: tier for tier in TIERS}),
        ],
        empty=Empty(
            _("No city is known yet"),
            _("Cities come with the sites in them, and from a file of those that the network means to serve."),
            _("Import cities") if actor.may(Permission.IMPORT_SITES) else "",
            "/imports/new?kind=cities" if actor.may(Permission.IMPORT_SITES) else "",
        ),
        live=True,
    )
    return page(
        "coverage.html",
        table=table,
        figures=_figures(found),
        months=_("Orders: mean of %(first)s to %(last)s, by the day of receipt.")
        % {"first": found.months[0], "last": found.months[-1]},
        breadcrumbs=[{"label": _("Network map"), "href": "/network/map"}, {"label": _("City coverage"), "href": ""}],
    )


def _figures(found: CoverageOut) -> list[dict[str, Any]]:
    number = current().decimal
    covered = _("%(covered)s of %(total)s") % {"covered": number(found.covered), "total": number(found.total)}
    return [
        {"label": _("Cities with a site"), "value": covered},
        {"label": _("Active sites"), "value": number(found.sites)},
        {"label": _("Repair orders a month"), "value": number(found.orders_per_month)},
        {"label": _("Cities without a site"), "value": number(found.total - found.covered)},
        {"label": _("People there (thousands)"), "value": number(found.uncovered_population)},
    ]


def _row(city: CoveredCityOut) -> dict[str, Any]:
    """A row as the template shows it; what is not known is None."""
    reading = current()
    return {
        "city": city.city_in(reading.code),
        "sites_href": "/sites" + query({"q": city.city_in(reading.code)}) if city.sites else "",
        "region": (city.region_in(reading.code) or "").replace("/", " / "),
        "tier": city.tier,
        "population": None if city.population is None else reading.decimal(city.population),
        "sites": reading.decimal(city.sites),
        "orders_per_month": reading.decimal(city.orders_per_month, 1) if city.sites else None,
        "orders_per_site": None if city.orders_per_site is None else reading.decimal(city.orders_per_site, 1),
        "sites_per_million": None if city.sites_per_million is None else reading.decimal(city.sites_per_million, 2),
        "nearest": city.nearest or "",
        "nearest_name": city.nearest_in(reading.code),
        "nearest_href": site_path(city.nearest) if city.nearest else "",
        "distance_km": None if city.distance_km is None else reading.decimal(city.distance_km),
        "applications": None if city.applications is None else reading.decimal(city.applications),
        "applications_href": "/applications" + query({"q": city.city_in(reading.code)}) if city.applications else "",
    }


def _plain(city: CoveredCityOut) -> dict[str, Cell]:
    """A row for a file: numbers as they are."""
    reading = current()
    return {
        **city.model_dump(),
        "city": city.city_in(reading.code),
        "region": city.region_in(reading.code),
        "nearest": city.nearest,
    }
