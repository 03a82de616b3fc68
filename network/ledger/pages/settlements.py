"""Pages: settlements, for headquarters: made up to a day, exported, and marked as paid."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Conflict, Invalid, ServicemarkError
from network.foundation.i18n import current, lazy, ngettext
from network.foundation.i18n import gettext as _
from network.ledger.commands.settling import mark_paid, settle
from network.ledger.errors.settlements import SettlementWrong
from network.ledger.lists import SETTLEMENTS_PATH
from network.ledger.pages.words import amounts_text, ledger_tabs, name_in, posting_path, settlement_path, statement_path
from network.ledger.queries.settlements import list_settlements, settlement
from network.ledger.queries.wording import amount_text
from network.ledger.rules.units import spelled
from network.ledger.schemas.settlements import PaymentIn, SettlementHead, SettlementIn, SettlementLineOut, SettlementOut
from network.web.downloads import Cell, Format, format_of, table_download
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.listing import ListPage, ListState, paging
from network.web.requests import HouseRequest
from network.web.templating import Page, page

DONE = {
    "made": lazy("The settlement is made and cannot change any more. Export it, pay it, then mark it as paid."),
    "paid": lazy("Marked as paid; each site has a posting that says so."),
}
_LIST = ListPage(path=SETTLEMENTS_PATH, columns=(), sort="")


class SettlementPages(Controller):
    path = "/ledger/settlements"
    guards = [allows(Permission.SETTLE_LEDGER)]

    @get()
    async def settlements(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Page:
        """All settlements, the newest first, and the form for the next."""
        return await _list(actor, ListState.read(request.query_params, _LIST), {"cut_off": ""})

    @post()
    async def make(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        typed = typed_values(await request.form(), ("cut_off",))
        try:
            made = await settle(actor, read_as(SettlementIn, typed, SettlementWrong).cut_off, now())
        except (Invalid, Conflict) as refusal:
            return await _list(actor, ListState(_LIST), typed, refusal)
        return Redirect(f"{settlement_path(made)}?done=made", status_code=303)

    @get("/{settlement_id:uuid}")
    async def show(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settlement_id: FromPath[UUID],
        done: FromQuery[str] = "",
    ) -> Response[Any]:
        """What each site is owed; as a file (`?format=csv`) for whoever pays."""
        if kind := format_of(request):
            return await _file(await settlement(actor, settlement_id), kind)
        return await _shown(actor, settlement_id, done=done)

    @post("/{settlement_id:uuid}/paid")
    async def paid(
        self, request: HouseRequest, actor: NamedDependency[Actor], settlement_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = typed_values(await request.form(), ("reason",))
        try:
            await mark_paid(actor, settlement_id, read_as(PaymentIn, typed, SettlementWrong).reason, now())
        except Invalid as refusal:
            return await _shown(actor, settlement_id, typed["reason"], refusal)
        return Redirect(f"{settlement_path(settlement_id)}?done=paid", status_code=303)


async def _list(
    actor: Actor, state: ListState, typed: Mapping[str, str], refusal: ServicemarkError | None = None
) -> Page:
    found, wrong = await list_settlements(actor, state.page, state.size), wrong_fields(refusal)
    if "" in wrong:
        wrong = {"cut_off": wrong[""]}
    return page(
        "settlements.html",
        status=refusal.status if refusal else 200,
        rows=[{**_head(head), "href": settlement_path(head.id)} for head in found.items],
        pages=paging(state.within(found.total), found.total),
        typed=typed,
        wrong=wrong,
        errors=summary(wrong),
        tabs=ledger_tabs(actor, "settlements"),
        breadcrumbs=[{"label": _("Rewards and penalties"), "href": "/ledger"}, {"label": _("Settlements"), "href": ""}],
    )


async def _shown(
    actor: Actor, settlement_id: UUID, reason: str = "", refusal: Invalid | None = None, done: str = ""
) -> Page:
    found, wrong = await settlement(actor, settlement_id), wrong_fields(refusal)
    path, title = settlement_path(settlement_id), _("Settlement %(number)s") % {"number": found.head.number}
    crumbs = [
        {"label": _("Rewards and penalties"), "href": "/ledger"},
        {"label": _("Settlements"), "href": SETTLEMENTS_PATH},
    ]
    return page(
        "settlement.html",
        status=422 if wrong else 200,
        title=title,
        path=path,
        head=_head(found.head),
        open=found.head.open,
        rows=[_row(line) for line in found.lines],
        exports=[{"label": kind.upper(), "href": f"{path}?format={kind}"} for kind in ("csv", "xlsx")],
        reason=reason,
        wrong=wrong,
        errors=summary(wrong),
        flashes=[{"tone": "good", "text": str(DONE[done])}] if done in DONE else [],
        tabs=ledger_tabs(actor, "settlements"),
        breadcrumbs=[*crumbs, {"label": title, "href": ""}],
    )


def _head(head: SettlementHead) -> dict[str, Any]:
    language = current()
    sites = ngettext("%(count)s site", "%(count)s sites", head.sites) % {"count": language.decimal(head.sites)}
    return {
        "number": head.number,
        "cut_off": language.date(head.cut_off),
        "made": language.moment(head.made_at),
        "maker": head.maker,
        "sites": sites,
        "owed": amounts_text(language, head.owed) or "–",
        "claimed": amounts_text(language, head.claimed) or "–",
        "state": (_("Paid"), "good", "circle-check") if not head.open else (_("To be paid"), "warn", "hourglass"),
    }


def _row(line: SettlementLineOut) -> dict[str, Any]:
    language = current()
    return {
        "href": statement_path(line.site),
        "site": line.site,
        "site_name": name_in(language, line.site_name, line.site_name_zh),
        "amount": amount_text(language, line.unit, line.amount),
        "entries": language.decimal(line.entries),
        "paid": language.date(line.paid_at.date()) if line.paid_at else "",
        "posting_href": posting_path(line.site, line.posting) if line.posting else "",
    }


async def _file(found: SettlementOut, kind: Format) -> Response[bytes]:
    header = [
        _("Settlement"),
        _("Up to"),
        _("Site"),
        _("Name"),
        _("Currency"),
        _("Amount"),
        _("Postings"),
        _("Paid on"),
    ]
    rows: list[list[Cell]] = [
        [
            found.head.number,
            found.head.cut_off.isoformat(),
            line.site,
            name_in(current(), line.site_name, line.site_name_zh),
            line.unit,
            spelled(line.unit, line.amount),
            line.entries,
            line.paid_at.date().isoformat() if line.paid_at else "",
        ]
        for line in found.lines
    ]
    name = _("Settlement %(number)s") % {"number": found.head.number}
    return await table_download(name, header, rows, kind)
