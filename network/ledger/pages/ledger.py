"""Pages: what all sites in reach stand at, and every posting for them."""

from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.ledger.lists import BALANCES, POSTINGS, SHOWS, STANDS, UNITS
from network.ledger.pages.words import balances_cells, balances_row, ledger_tabs, posting_cells, posting_row
from network.ledger.queries.balances_list import list_balances
from network.ledger.queries.postings import list_postings
from network.ledger.queries.wording import amount_text
from network.ledger.rules.postings import KIND_LABELS
from network.ledger.schemas.balances import BalancesOut
from network.ledger.schemas.postings import PostingsOut
from network.web.downloads import MOST_ROWS, Format, check_rows, format_of, table_download
from network.web.guards import allows
from network.web.listing import ListState, options
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import page


class BalancePages(Controller):
    path = "/ledger"
    guards = [allows(Permission.READ_BALANCES)]

    @get()
    async def balances(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """Sites with what they stand at; what is shown of them as a file (`?format=csv`)."""
        state = ListState.read(request.query_params, BALANCES)
        if kind := format_of(request):
            return await _balances_file(await list_balances(actor, state, now(), limit=MOST_ROWS), state, kind)
        found = await list_balances(actor, state, now())
        return page("balances.html", **_balances(actor, found, state))


class PostingListPages(Controller):
    path = "/ledger/postings"
    guards = [allows(Permission.READ_LEDGER)]

    @get()
    async def postings(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """Every posting in reach, the newest first; what is shown of them as a file (`?format=csv`)."""
        state = ListState.read(request.query_params, POSTINGS)
        if kind := format_of(request):
            return await _postings_file(await list_postings(actor, state, limit=MOST_ROWS), state, kind)
        found = await list_postings(actor, state)
        return page("postings.html", **_postings(actor, found, state))


def _balances(actor: Actor, found: BalancesOut, state: ListState) -> dict[str, Any]:
    language = current()
    count = ngettext("%(count)s site", "%(count)s sites", found.total) % {"count": language.decimal(found.total)}
    table = list_card(
        state.within(found.total),
        found.total,
        [balances_row(actor, line, language) for line in found.items],
        title=_("Balances"),
        count=count,
        search_label=_("Site"),
        groups=[options(state, "shows", _("Show"), SHOWS)],
        empty=Empty(
            _("Nothing has been posted"),
            _("Rewards and penalties are proposed when a quarter is published, and posted when they are approved."),
        ),
    )
    sums = [amount_text(language, each.unit, each.amount) for each in found.sums]
    return {
        "table": table,
        "sums": sums,
        "tabs": ledger_tabs(actor, "balances"),
        "breadcrumbs": [{"label": _("Rewards and penalties"), "href": ""}],
    }


async def _balances_file(found: BalancesOut, state: ListState, kind: Format) -> Response[bytes]:
    check_rows(found.total)
    shown = state.visible()
    rows = [[balances_cells(line, current())[column.key] for column in shown] for line in found.items]
    return await table_download(_("Balances"), [str(column.label) for column in shown], rows, kind)


def _postings(actor: Actor, found: PostingsOut, state: ListState) -> dict[str, Any]:
    language = current()
    count = ngettext("%(count)s posting", "%(count)s postings", found.total)
    table = list_card(
        state.within(found.total),
        found.total,
        [posting_row(line, language) for line in found.items],
        title=_("Postings"),
        count=count % {"count": language.decimal(found.total)},
        search_label=_("Site, reason or number"),
        groups=[
            options(state, "kind", _("Posting type"), KIND_LABELS),
            options(state, "stands", _("State"), STANDS),
            options(state, "unit", _("Counted"), UNITS),
        ],
        empty=Empty(
            _("Nothing has been posted"),
            _("Rewards and penalties are proposed when a quarter is published, and posted when they are approved."),
        ),
    )
    crumbs = [{"label": _("Rewards and penalties"), "href": "/ledger"}, {"label": _("Postings"), "href": ""}]
    return {"table": table, "tabs": ledger_tabs(actor, "postings"), "breadcrumbs": crumbs}


async def _postings_file(found: PostingsOut, state: ListState, kind: Format) -> Response[bytes]:
    check_rows(found.total)
    shown = state.visible()
    rows = [[posting_cells(line)[column.key] for column in shown] for line in found.items]
    return await table_download(_("Postings"), [str(column.label) for column in shown], rows, kind)
