"""The network map: where the sites are and how they stand, on a plain plot of degrees."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Controller, get
from litestar.di import NamedDependency

from network.foundation.access import Actor, Permission
from network.foundation.i18n import Text, current
from network.foundation.i18n import gettext as _
from network.scorecards.pages.plots import LOOKS, UNRATED, city_marks, drawn, site_marks
from network.scorecards.pages.texts import quarter_text
from network.scorecards.queries.map import FILTERS, MappedSite, NetworkMap, network_map
from network.sites.pages.sites import region_groups, site_path
from network.sites.queries.regions import regions
from network.sites.schemas.sites import RegionOut
from network.web.guards import allows
from network.web.listing import ListPage, ListState, options
from network.web.requests import HouseRequest
from network.web.templating import Page, page

MAP = ListPage(path="/network/map", columns=(), sort="", filters=FILTERS)


class MapPages(Controller):
    path = MAP.path

    @get(guards=[allows(Permission.COMPARE_SITES)])
    async def map(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Page:
        """The active sites by city; with `?city=` those of one city, each where it stands."""
        state = ListState.read(request.query_params, MAP)
        return _shown(await network_map(actor, state.filters), state, await regions(actor))


def _shown(found: NetworkMap, state: ListState, tree: list[RegionOut]) -> Page:
    labels = _labels(found)
    placed = [site for site in found.sites if site.latitude is not None]
    city = state.filters.get("city", "")
    marks = site_marks(placed, labels) if city else city_marks(placed, labels, state)
    return page(
        "map.html",
        plot=drawn(marks) if marks else None,
        rows=_site_rows(found.sites, labels) if city else _city_rows(found.sites, labels, state),
        headers=[_("Standing")] if city else [_("Active sites"), *map(str, labels.values())],
        city=found.sites[0].city_in(current().code) if city and found.sites else "",
        whole=state.url(city=""),
        quarter=quarter_text(found.quarter) if found.quarter else "",
        legend=[{"look": LOOKS.get(code, LOOKS[UNRATED]), "label": str(label)} for code, label in labels.items()],
        groups=[*region_groups(state, tree, current()), options(state, "standing", _("Standing"), labels)],
        clear_href=MAP.path if state.filters else "",
        unplaced=[_named(site) for site in found.sites if site.latitude is None],
        breadcrumbs=_crumbs(found, state, city),
    )


def _crumbs(found: NetworkMap, state: ListState, city: str) -> list[dict[str, str]]:
    if not city:
        return [{"label": _("Network map"), "href": ""}]
    name = found.sites[0].city_in(current().code) if found.sites else city
    return [{"label": _("Network map"), "href": state.url(city="")}, {"label": name, "href": ""}]


def _labels(found: NetworkMap) -> dict[str, Text]:
    """The standings of the scheme, best first, and that of sites without one."""
    if found.kept is None:
        return {UNRATED: _("Not rated")}
    named = {each.code: each.label.in_language(current().code) for each in found.kept.scheme.standings}
    return {**named, UNRATED: _("Not rated")}


def _city_rows(sites: Sequence[MappedSite], labels: Mapping[str, Text], state: ListState) -> list[dict[str, Any]]:
    """For each city, the one with most sites first: how many, and how many at each standing."""
    by_city: dict[str, list[MappedSite]] = {}
    for site in sites:
        by_city.setdefault(site.city, []).append(site)
    rows = []
    for city, within in sorted(by_city.items(), key=lambda each: (-len(each[1]), each[0])):
        counts = Counter(site.standing or UNRATED for site in within)
        cells = [current().decimal(number) for number in (len(within), *(counts[code] for code in labels))]
        name = within[0].city_in(current().code) or _("Without a city")
        rows.append({"name": name, "href": state.url(city=city) if city else "", "cells": cells})
    return rows


def _site_rows(sites: Sequence[MappedSite], labels: Mapping[str, Text]) -> list[dict[str, Any]]:
    return [{**_named(site), "cells": [str(labels.get(site.standing or UNRATED, site.standing))]} for site in sites]


def _named(site: MappedSite) -> dict[str, str]:
    return {"name": site.name_in(current().code), "code": site.code, "href": site_path(site.code)}
