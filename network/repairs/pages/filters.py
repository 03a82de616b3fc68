"""Pages: which pre-check step would have caught it. Sites by steps, a ranking of steps, and the returns behind each."""

from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import Language, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.repairs.pages.filters_words import (
    PATH,
    behind_rows,
    behind_title,
    file_rows,
    filters_list,
    period_choices,
    period_of,
    ranking_rows,
    site_rows,
)
from network.repairs.pages.prechecks_words import list_tabs
from network.repairs.queries.filters import MOST_BEHIND, filtering, returned_products, returns_behind
from network.repairs.rules.filters import WHOLE_LIST, Behind
from network.repairs.schemas.filters import Filtering, FilterWanted
from network.web.downloads import check_rows, format_of, table_download
from network.web.guards import allows
from network.web.listing import ListState, options
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page
from network.web.visit import visit_of

# More products than that are no choice to make by pills.
MOST_PILLS = 12


class FilterPages(Controller):
    path = PATH
    guards = [allows(Permission.READ_RECORDS)]

    @get()
    async def effectiveness(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """Sites by steps, and the steps by how much they let through; each step of each site as a file."""
        language, today = visit_of(request).language, Quarter.of(now().date())
        asked = ListState.read(request.query_params, filters_list({}, language))
        found = await filtering(actor, _wanted(asked, today))
        state = ListState.read(request.query_params, filters_list(_steps(found, asked), language))
        if kind := format_of(request):
            header, rows = file_rows(found, _steps(found, state), language)
            check_rows(len(rows))
            return await table_download(_("What the pre-checks caught"), header, rows, kind)
        return _effectiveness(state, found, await returned_products(actor), today, language)

    @get("/returns")
    async def returns(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Page:
        """The returns behind one number."""
        language, today = visit_of(request).language, Quarter.of(now().date())
        state = ListState.read(request.query_params, filters_list({}, language))
        step, behind = state.filters.get("step", WHOLE_LIST), _behind(request)
        wanted = _wanted(state, today)
        found = await returns_behind(actor, wanted, step, behind)
        steps = (await filtering(actor, wanted)).steps
        title = behind_title(behind, steps.get(step), language)
        return page(
            "filters_returns.html",
            title=title,
            rows=behind_rows(found, language),
            most=MOST_BEHIND if len(found) == MOST_BEHIND else 0,
            back_href=state.url(),
            breadcrumbs=[
                {"label": _("Pre-checks"), "href": "/prechecks"},
                {"label": _("What the steps catch"), "href": state.url()},
                {"label": title, "href": ""},
            ],
        )


def _wanted(state: ListState, today: Quarter) -> FilterWanted:
    first, end = period_of(state.filters.get("period", ""), today)
    return FilterWanted(first, end, state.filters.get("site", ""), state.filters.get("product", ""))


def _steps(found: Filtering, state: ListState) -> dict[str, Any]:
    """The steps that are asked for: one, or all."""
    step = state.filters.get("step", "")
    return {key: each for key, each in found.steps.items() if step in ("", key)}


def _behind(request: HouseRequest) -> Behind:
    """What the address asks for; what nobody knows is all that were ticked."""
    wanted = request.query_params.get("behind", "")
    return Behind(wanted) if wanted in set(Behind) else Behind.TICKED


def _effectiveness(state: ListState, found: Filtering, products: list[str], today: Quarter, language: Language) -> Page:
    steps = _steps(found, state)

    def behind(**asked: str) -> str:
        return f"{PATH}/returns?{urlencode({**dict(state.parameters('page', 'sort', 'direction', 'size')), **asked})}"

    rows = site_rows(found, state, language, behind)
    shown = state.within(len(rows))
    table = list_card(
        shown,
        len(rows),
        rows[shown.offset : shown.offset + shown.limit],
        title=_("Sites"),
        count=ngettext("%(count)s site", "%(count)s sites", len(rows)) % {"count": language.decimal(len(rows))},
        search_label=_("Code or name"),
        empty=Empty(
            _("Nothing to judge yet"),
            _("A step is judged when HQ has inspected units that were shipped with it ticked."),
        ),
    )
    return page(
        "filters.html",
        tabs=list_tabs("effectiveness"),
        filters=_filters(state, found, products, today, language),
        table=table | {"clear_href": state.url(q="") if state.q else ""},
        ranking=ranking_rows(found, steps, language, behind, state),
        breadcrumbs=[
            {"label": _("Pre-checks"), "href": "/prechecks"},
            {"label": _("What the steps catch"), "href": ""},
        ],
    )


def _filters(
    state: ListState, found: Filtering, products: list[str], today: Quarter, language: Language
) -> dict[str, Any]:
    """What `filter_bar` draws: periods and products to choose from; site and step, which were chosen elsewhere."""
    step, site = (state.filters.get(name, "") for name in ("step", "site"))
    name = found.steps[step].label.in_language(language.code) if step in found.steps else step
    chosen = [
        {"label": label, "value": value, "remove_href": state.url(**{key: ""})}
        for key, label, value in (("site", _("Site"), site), ("step", _("Step"), name))
        if value
    ]
    periods = options(state, "period", _("Inspected in"), period_choices(today, language))
    periods["options"][0]["label"] = _("Last four quarters")
    groups = [periods]
    if _few(products):
        groups.append(options(state, "product", _("Product"), {each: each for each in products}))
    bare = state.url(**dict.fromkeys(state.definition.filters, ""))
    return {"groups": groups, "chips": chosen, "clear_href": bare if state.filters else ""}


def _few(products: list[str]) -> bool:
    return 1 < len(products) <= MOST_PILLS
