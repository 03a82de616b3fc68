"""Pages: draws of those who are called, how each was drawn, and drawing another month."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.feedback.commands.sampling import draw_sample
from network.feedback.errors.sampling import DrawWrong
from network.feedback.lists_sampling import SAMPLES, drawn_sites_list
from network.feedback.queries.sampling import drawn_orders, drawn_sites, list_draws
from network.feedback.rules.sampling import MOST_OF_A_SITE, REASON_LABELS, over_everywhere
from network.feedback.schemas.sampling import DrawIn, DrawLine, DrawnSite, DrawnSitesOut
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Conflict, Invalid, ServicemarkError
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.periods import Month
from network.web.downloads import MOST_ROWS, Cell, Format, check_rows, format_of, table_download
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.listing import ListState
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page

# So many months back may be drawn on the page, and so many orders of a site are proposed.
MONTHS, SIZE = 6, "5"


class SamplePages(Controller):
    path = SAMPLES
    guards = [allows(Permission.RUN_SURVEYS)]

    @get()
    async def draws(self, actor: NamedDependency[Actor]) -> Page:
        """Every draw, and the form for the next."""
        return await _draws(actor)

    @post()
    async def draw(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """Draw a month that is over."""
        typed = typed_values(await request.form(), ("month", "size"))
        try:
            given = read_as(DrawIn, typed, DrawWrong)
            made = await draw_sample(actor, Month.parse(given.month), given.size, now())
        except (Invalid, Conflict) as refusal:
            return await _draws(actor, typed, refusal)
        return Redirect(f"{SAMPLES}/{made}?done=drawn", status_code=303)

    @get("/{draw_id:uuid}")
    async def show(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        draw_id: FromPath[UUID],
        done: FromQuery[str] = "",
    ) -> Response[Any]:
        """One draw: its seed, how it was drawn, and its sites; these as a file (`?format=csv`)."""
        state = ListState.read(request.query_params, drawn_sites_list(draw_id))
        if kind := format_of(request):
            return await _sites_file(await drawn_sites(actor, draw_id, state, limit=MOST_ROWS), state, kind)
        return _shown(await drawn_sites(actor, draw_id, state), state, done)

    @get("/{draw_id:uuid}/orders")
    async def orders(
        self, request: HouseRequest, actor: NamedDependency[Actor], draw_id: FromPath[UUID]
    ) -> Response[bytes]:
        """The orders drawn, with the lot of each, as a file."""
        found = await drawn_orders(actor, draw_id)
        check_rows(len(found.items))
        rows: list[list[Cell]] = [
            [each.site, each.order_no, str(each.order), str(REASON_LABELS[each.reason]), each.lot]
            for each in found.items
        ]
        header = [_("Site"), _("Repair order"), _("Id of the order"), _("Why it was drawn"), _("Lot")]
        return await table_download(_("Orders drawn"), header, rows, format_of(request) or "csv")


async def _draws(actor: Actor, typed: Mapping[str, str] | None = None, refusal: ServicemarkError | None = None) -> Page:
    found, wrong = await list_draws(actor), wrong_fields(refusal)
    return page(
        "samples.html",
        status=refusal.status if refusal else 200,
        action=SAMPLES,
        draws=[_draw_row(line) for line in found.items],
        months=_months({Month(line.month.year, line.month.month) for line in found.items}),
        most=MOST_OF_A_SITE,
        typed={"month": "", "size": SIZE} | dict(typed or {}),
        wrong=wrong,
        errors=summary(wrong),
        flashes=[{"tone": "bad", "text": refusal.text()}] if refusal and not wrong else [],
        breadcrumbs=[{"label": _("Customer feedback"), "href": "/feedback"}, {"label": _("Draws"), "href": ""}],
    )


def _months(drawn: set[Month]) -> list[dict[str, str]]:
    """Those that are over everywhere and not drawn yet, the latest first."""
    at = now()
    past = [Month(at.year, at.month).shift(-back) for back in range(1, MONTHS + 1)]
    return [
        {"value": str(each), "label": current().month(each.year, each.number)}
        for each in past
        if each not in drawn and over_everywhere(each, at)
    ]


def _draw_row(line: DrawLine) -> dict[str, Any]:
    language = current()
    counts = {
        name: language.decimal(getattr(line, name)) for name in ("sites", "random", "cases", "called", "answered")
    }
    return {
        **counts,
        "href": f"{SAMPLES}/{line.id}",
        "month": language.month(line.month.year, line.month.month),
        "drawn_at": language.moment(line.drawn_at),
        "drawer": line.drawer,
        "size": language.decimal(line.size),
        "drawn": language.decimal(line.random + line.cases),
    }


def _shown(found: DrawnSitesOut, state: ListState, done: str) -> Page:
    language, draw = current(), _draw_row(found.draw)
    count = ngettext("%(count)s site", "%(count)s sites", found.total) % {"count": language.decimal(found.total)}
    table = list_card(
        state.within(found.total),
        found.total,
        [_site_row(each) for each in found.items],
        title=_("Sites"),
        count=count,
        search_label=_("Code or name of a site"),
        empty=Empty(
            _("No order was drawn"),
            _("No site had an order in this month whose customer left a number and has not answered yet."),
        ),
    )
    return page(
        "sample.html",
        draw=draw,
        seed=found.draw.seed,
        table=table,
        orders=f"{SAMPLES}/{found.draw.id}/orders",
        figures=[
            {"label": _("Drawn at random"), "value": draw["random"]},
            {"label": _("Drawn because they stand out"), "value": draw["cases"]},
            {"label": _("Called"), "value": draw["called"]},
            {"label": _("With an answer"), "value": draw["answered"]},
        ],
        flashes=[{"tone": "good", "text": _("The month is drawn.")}] if done == "drawn" else [],
        breadcrumbs=[
            {"label": _("Customer feedback"), "href": "/feedback"},
            {"label": _("Draws"), "href": SAMPLES},
            {"label": draw["month"], "href": ""},
        ],
    )


def _site_row(each: DrawnSite) -> dict[str, Any]:
    language = current()
    name = (each.site_name_zh if language.code == "zh_CN" else "") or each.site_name
    counts = {name: language.decimal(getattr(each, name)) for name in ("random", "cases", "called", "answered")}
    return {**counts, "site": each.site, "site_name": name, "href": f"/sites/{each.site}/feedback"}


async def _sites_file(found: DrawnSitesOut, state: ListState, kind: Format) -> Response[bytes]:
    check_rows(found.total)
    shown = state.visible()
    rows: list[list[Cell]] = [[_site_row(each)[column.key] for column in shown] for each in found.items]
    return await table_download(_("Sites of a draw"), [str(column.label) for column in shown], rows, kind)
