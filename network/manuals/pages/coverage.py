"""Page: which sites have taken note of their manuals, today at headquarters or on a day, and the same as a file."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from network.foundation.access import Actor, Permission
from network.foundation.clock import headquarters_day, now
from network.foundation.i18n import current, lazy, ngettext
from network.foundation.i18n import gettext as _
from network.manuals.lists import COVERAGE, matrix
from network.manuals.pages.manual_words import PATH, local
from network.manuals.queries.coverage import manual_choices, manual_coverage
from network.manuals.schemas.acknowledgements import CoverageLine, CoverageOut
from network.sites.pages.sites import region_groups, region_labels, site_path
from network.sites.pages.staff import day_context, day_of
from network.sites.queries.regions import regions
from network.sites.rules.criteria import LocalText
from network.web.downloads import MOST_ROWS, Cell, check_rows, format_of, table_download
from network.web.guards import allows
from network.web.listing import ListState, options
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import page

WAITING = {"yes": lazy("Somebody has still to"), "overdue": lazy("Somebody is late")}


class ManualCoveragePages(Controller):
    path = COVERAGE.path
    guards = [allows(Permission.READ_TRAINING)]

    @get()
    async def sites(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """The sites in reach with a column for each manual; `?on=` a day; `?format=csv` or `xlsx`: all that match."""
        written = str(request.query_params.get("on", ""))
        day = day_of(written)
        manuals = await manual_choices(actor)
        state = ListState.read(request.query_params, matrix([(key, local(title)) for key, title in manuals], day))
        on = day or headquarters_day(now())
        if kind := format_of(request):
            found = await manual_coverage(actor, state, on, limit=MOST_ROWS)
            check_rows(found.total)
            shown = state.visible()
            rows = [[_plain(line).get(column.key) for column in shown] for line in found.items]
            header = [str(column.label) for column in shown]
            return await table_download(_("Manuals taken note of") + f" {on.isoformat()}", header, rows, kind)
        found = await manual_coverage(actor, state, on)
        table = await _table(actor, found, state.within(found.total), manuals, day)
        return page(
            "manual_coverage.html",
            table=table,
            figures=_figures(found),
            **day_context(written, day, COVERAGE.path),
            breadcrumbs=[{"label": _("Manuals"), "href": PATH}, {"label": _("Who has taken note"), "href": ""}],
        )


async def _table(
    actor: Actor, found: CoverageOut, state: ListState, manuals: list[tuple[str, LocalText]], day: date | None
) -> dict[str, Any]:
    tree = await regions(actor)
    labels = region_labels(tree, current())
    return list_card(
        state,
        found.total,
        [_row(line, labels, day) for line in found.items],
        title=_("Sites"),
        count=ngettext("%(count)s site", "%(count)s sites", found.total) % {"count": current().decimal(found.total)},
        search_label=_("Code or name of a site"),
        groups=[
            *region_groups(state, tree, current()),
            options(state, "manual", _("Manual"), {key: local(title) for key, title in manuals}),
            options(state, "waiting", _("State"), WAITING),
        ],
        chips=_operator_chip(state),
        empty=Empty(
            _("Nobody is asked to take note of anything"),
            _("As soon as an edition of a manual is in force, the sites whose people it is for are listed here."),
        ),
        live=True,
    )


def _operator_chip(state: ListState) -> list[dict[str, str]]:
    operator = state.filters.get("operator", "")
    remove = {"label": _("Operator"), "value": operator, "remove_href": state.url(operator="")}
    return [remove] if operator else []


def _figures(found: CoverageOut) -> list[dict[str, Any]]:
    number = current().decimal
    return [
        {"label": _("People asked, once for each manual"), "value": number(found.people)},
        {"label": _("Taken note"), "value": number(found.taken)},
        {"label": _("Still time"), "value": number(found.people - found.taken - found.overdue)},
        {"label": _("Overdue"), "value": number(found.overdue)},
    ]


def _row(line: CoverageLine, labels: Mapping[str, str], day: date | None) -> dict[str, Any]:
    """A row of the list: where it leads is the same day of the site."""
    reading = current()
    chinese = reading.code == "zh_CN"
    name = (line.name_zh or line.name) if chinese else (line.name or line.name_zh)
    operator = (line.operator_zh or line.operator) if chinese else line.operator
    return {
        "href": site_path(line.site, "manuals") + (f"?on={day.isoformat()}" if day else ""),
        "site": f"{line.site} {name}",
        "region": labels.get(line.region or "", line.region or ""),
        "operator": operator or "",
        "operator_key": line.operator or "",
        "people": reading.decimal(line.people),
        "share": reading.percent(_share(line), 0),
        "due": reading.decimal(line.due),
        "overdue": reading.decimal(line.overdue),
        "late": line.overdue > 0,
        **{f"manual:{key}": cell for key, cell in line.manuals.items()},
    }


def _share(line: CoverageLine) -> Decimal:
    return Decimal(line.taken) / line.people


def _plain(line: CoverageLine) -> dict[str, Cell]:
    """A row for a file: numbers as they are, shares as fractions."""
    own = line.model_dump(exclude={"manuals"})
    cells = {f"manual:{key}": cell for key, cell in line.manuals.items()}
    return {**own, **cells, "share": round(_share(line), 4)}
