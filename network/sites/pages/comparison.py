"""Page: the candidates for one city side by side, and the same as a file."""

from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from network.foundation.access import Actor, Permission
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.sites.pages.criteria_words import obstacles, plain_number, points, verdict
from network.sites.queries.comparison import MOST_CANDIDATES, CityComparison, ComparedCandidate, compare_city
from network.sites.rules.comparison import Comparison, Line
from network.web.downloads import Cell, format_of, table_download
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import page

PATH = "/applications/compare"


class ComparisonPages(Controller):
    path = PATH
    guards = [allows(Permission.READ_APPLICATIONS)]

    @get()
    async def candidates(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """The candidates of `?city=`, or the cities that have some; `?format=csv` for a file."""
        found = await compare_city(actor, request.query_params.get("city", "").replace("\0", ""))
        kind = format_of(request)
        if kind and found.comparison:
            header, rows = table_of(found.comparison, found.candidates)
            return await table_download(_("Candidates for %(city)s") % {"city": _city(found)}, header, rows, kind)
        return page("compare.html", **_view(found))


def table_of(comparison: Comparison, candidates: tuple[ComparedCandidate, ...]) -> tuple[list[str], list[list[Cell]]]:
    """Head and rows of the file: groups, criteria, totals and what keeps each candidate out."""
    language = current().code
    header = [_("What is judged"), _("Weight"), *(f"{each.site_in(language)} {each.number}" for each in candidates)]
    rows: list[list[Cell]] = []
    for group, compared in zip(comparison.document.groups, comparison.groups, strict=True):
        rows.append([group.label.in_language(language), group.weight, *compared.line.points])
        for criterion, line in zip(group.criteria, compared.criteria, strict=True):
            rows.append([criterion.label.in_language(language), criterion.weight, *line.points])
    rows.append([_("Total"), None, *comparison.total.points])
    rows.append([_("What keeps it out"), None, *(" ".join(_why(each)) for each in candidates)])
    return header, rows


def _why(candidate: ComparedCandidate) -> list[str]:
    return obstacles(candidate.document, candidate.outcome, candidate.assessors)


def _city(found: CityComparison) -> str:
    return next((each.name_in(current().code) for each in found.cities if each.name == found.chosen), "")


def _view(found: CityComparison) -> dict[str, Any]:
    language = current().code
    title = _("Compare candidates")
    crumbs = [{"label": _("Applications"), "href": "/applications"}, {"label": title, "href": ""}]
    return {
        "cities": [
            {"value": each.name, "label": f"{each.name_in(language)} ({each.candidates})"} for each in found.cities
        ],
        "chosen": found.chosen,
        "city": _city(found),
        "candidates": [_candidate(each) for each in found.candidates],
        "groups": _groups(found.comparison) if found.comparison else [],
        "total": _line(found.comparison.total, _("Total"), "") if found.comparison else None,
        "versions": len({each.judged_by for each in found.candidates}) > 1,
        "three": any(each.assessors == 3 for each in found.candidates),
        "most": MOST_CANDIDATES if len(found.candidates) == MOST_CANDIDATES else 0,
        "breadcrumbs": crumbs,
    }


def _candidate(each: ComparedCandidate) -> dict[str, Any]:
    return {
        "name": each.site_in(current().code),
        "number": each.number,
        "href": f"/applications/{each.id}",
        "badge": verdict(each.outcome),
        "why": _why(each),
    }


def _groups(comparison: Comparison) -> list[dict[str, Any]]:
    language = current().code
    return [
        {
            **_line(
                compared.line,
                group.label.in_language(language),
                _("at least %(minimum)s of 100") % {"minimum": plain_number(group.minimum)},
            ),
            "rows": [
                _line(
                    line,
                    criterion.label.in_language(language),
                    _("Weight %(weight)s") % {"weight": plain_number(criterion.weight)},
                )
                for criterion, line in zip(group.criteria, compared.criteria, strict=True)
            ],
        }
        for group, compared in zip(comparison.document.groups, comparison.groups, strict=True)
    ]


def _line(line: Line, label: str, sub: str) -> dict[str, Any]:
    return {
        "label": label,
        "sub": sub,
        "cells": [
            {
                "points": "–" if value is None else points(value),
                "best": place in line.best,
                "knocks_out": place in line.knock_outs,
            }
            for place, value in enumerate(line.points)
        ],
    }
