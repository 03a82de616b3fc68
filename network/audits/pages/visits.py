"""Pages: the visits that were filed, and those that are approved and still secret."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect

from network.audits.commands.publishing import publish_now
from network.audits.errors.reviews import EmbargoRunning
from network.audits.lists_visits import VISITS
from network.audits.pages.visit_words import visit_cells, visit_row
from network.audits.queries.visits import list_visits, under_embargo
from network.audits.rules.assignments import FILING_LABELS
from network.audits.rules.checklists import KIND_LABELS
from network.audits.schemas.visits import VisitsOut
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import Language, lazy, ngettext
from network.foundation.i18n import gettext as _
from network.web.downloads import MOST_ROWS, check_rows, format_of, table_download
from network.web.forms import summary, wrong_fields
from network.web.guards import allows
from network.web.listing import ListState, options
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page
from network.web.visit import visit_of

PATH = "/visits"
_STATES = {
    "waiting": lazy("Waiting"),
    "overdue": lazy("Overdue"),
    "embargo": lazy("Under embargo"),
    "published": lazy("Published to its site"),
    **FILING_LABELS,
}
# Filters that are set by links from elsewhere, and shown to be taken off.
_SET = {
    "programme": lazy("Programme"),
    "auditor": lazy("Auditor"),
    "site": lazy("Site"),
    "region": lazy("Region"),
}


class VisitsPages(Controller):
    path = PATH
    guards = [allows(Permission.REVIEW_VISITS)]

    @get()
    async def visits(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """Visits that were filed, or what is shown of them as a file (`?format=csv`)."""
        state, spoken = ListState.read(request.query_params, VISITS), visit_of(request).language
        if kind := format_of(request):
            found = await list_visits(actor, state, now(), limit=MOST_ROWS)
            check_rows(found.total)
            columns = state.visible()
            rows = [[visit_cells(each, spoken)[column.key] for column in columns] for each in found.items]
            return await table_download(_("Visits"), [str(column.label) for column in columns], rows, kind)
        found = await list_visits(actor, state, now())
        return page("visits.html", table=_table(state, found, spoken), breadcrumbs=[{"label": _("Visits"), "href": ""}])

    @get("/embargo")
    async def embargo(
        self, request: HouseRequest, actor: NamedDependency[Actor], published: FromQuery[int] = -1
    ) -> Page:
        """What is approved and still secret, and when it goes out."""
        return await _embargo(request, actor, published=published)

    @post("/embargo/publish")
    async def publish(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        try:
            done = await publish_now(actor, now())
        except EmbargoRunning as refusal:
            return await _embargo(request, actor, refusal)
        return Redirect(f"{PATH}/embargo?published={done.published}", status_code=303)


async def _embargo(
    request: HouseRequest, actor: Actor, refusal: EmbargoRunning | None = None, published: int = -1
) -> Page:
    spoken, wrong, at = visit_of(request).language, wrong_fields(refusal), now()
    waiting = await under_embargo(actor)
    return page(
        "visits_embargo.html",
        status=refusal.status if refusal else 200,
        visits=[
            {
                "href": f"{PATH}/{each.id}",
                "site": each.site,
                "name": each.name_in(spoken.code),
                "kind": str(KIND_LABELS[each.kind]),
                "until": spoken.moment(each.embargo_until),
                "over": each.embargo_until <= at,
            }
            for each in waiting
        ],
        may_publish=bool(waiting) and all(each.embargo_until <= at for each in waiting),
        errors=summary(wrong),
        flashes=_flashes(published, spoken),
        breadcrumbs=[{"label": _("Visits"), "href": PATH}, {"label": _("Under embargo"), "href": ""}],
    )


def _flashes(published: int, spoken: Language) -> list[dict[str, str]]:
    if published < 0:
        return []
    text = ngettext("%(count)s visit was published.", "%(count)s visits were published.", published)
    return [{"tone": "good", "text": text % {"count": spoken.decimal(published)}}]


def _table(state: ListState, found: VisitsOut, spoken: Language) -> dict[str, Any]:
    count = ngettext("%(count)s visit", "%(count)s visits", found.total) % {"count": spoken.decimal(found.total)}
    yes = {"yes": lazy("Yes")}
    return list_card(
        state.within(found.total),
        found.total,
        [visit_row(each, spoken) for each in found.items],
        title=_("Visits"),
        count=count,
        search_label=_("Code or name of a site"),
        empty=Empty(_("No visit was filed yet"), _("Visits come here as auditors file them on their tablets.")),
        groups=[
            options(state, "state", _("State"), _STATES),
            options(state, "kind", _("Kind of visit"), KIND_LABELS),
            options(state, "signals", _("With signals"), yes),
            options(state, "late", _("Filed late"), yes),
        ],
        chips=[
            {"label": str(label), "value": state.filters[name], "remove_href": state.url(**{name: ""})}
            for name, label in _SET.items()
            if name in state.filters
        ],
        live=True,
    )
