"""Pages: the statement of one site, as a page and as files; a single posting, which headquarters may take back."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Invalid
from network.foundation.i18n import current, lazy
from network.foundation.i18n import gettext as _
from network.foundation.settings import Settings
from network.ledger.commands.reversing import reverse_posting
from network.ledger.errors.postings import ReversalWrong
from network.ledger.errors.statements import DayWrong
from network.ledger.pages.statement_pdf import statement_sheet
from network.ledger.pages.words import (
    days_text,
    posting_path,
    posting_view,
    settlement_path,
    statement_cells,
    statement_path,
    statement_row,
)
from network.ledger.queries.postings import posting
from network.ledger.queries.statements import statement
from network.ledger.queries.wording import amount_text
from network.ledger.rules.demerits import LIMIT
from network.ledger.rules.statements import Days, require_days, year_to
from network.ledger.schemas.balances import StatementOut
from network.ledger.schemas.postings import ReversalIn
from network.sites.pages.sites import site_path, site_tabs, trail_to
from network.sites.queries.sites import site
from network.web.downloads import Format, disposition, format_of, table_download
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from reports.ledger_statement import render_statement

DONE = {"reversed": lazy("The posting is taken back; this one took its place in the books beside it.")}


class StatementPages(Controller):
    path = "/sites/{code:str}/ledger"
    guards = [allows(Permission.READ_LEDGER)]

    @get()
    async def show(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        first: FromQuery[str] = "",
        last: FromQuery[str] = "",
    ) -> Response[Any]:
        """What happened on the account of the site, in the year so far or between two days; `?format=csv` as a file."""
        if kind := format_of(request):
            return await _file(actor, code, await _days(actor, code, first, last), kind)
        return await _statement(actor, code, first, last)

    @get("/statement.pdf")
    async def pdf(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        first: FromQuery[str] = "",
        last: FromQuery[str] = "",
    ) -> Response[bytes]:
        days = await _days(actor, code, first, last)
        found = await statement(actor, code, days.first, days.last, now())
        sheet = await statement_sheet(actor, found, settings)
        drawn = await asyncio.to_thread(render_statement, sheet, current())
        name = f"{code} {days.first.isoformat()} {days.last.isoformat()}.pdf"
        return Response(drawn, media_type="application/pdf", headers={"content-disposition": disposition(name)})

    @get("/{posting_id:uuid}")
    async def posting(
        self, actor: NamedDependency[Actor], code: FromPath[str], posting_id: FromPath[UUID], done: FromQuery[str] = ""
    ) -> Page:
        """One posting: its lines, where it came from, what goes with it."""
        return await _posting(actor, code, posting_id, done=done)

    @post("/{posting_id:uuid}/reverse", guards=[allows(Permission.REVERSE_POSTINGS)])
    async def reverse(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], posting_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = typed_values(await request.form(), ("reason",))
        try:
            reason = read_as(ReversalIn, typed, ReversalWrong).reason
            made = await reverse_posting(actor, code, posting_id, reason, now())
        except Invalid as refusal:
            return await _posting(actor, code, posting_id, typed["reason"], refusal)
        return Redirect(f"{posting_path(code, made)}?done=reversed", status_code=303)


async def _days(actor: Actor, code: str, first: str, last: str) -> Days:
    """The days asked for, on the calendar of the site: the year so far when none are. SiteNotFound, DayWrong,
    PeriodTurned, PeriodTooFar."""
    shop = await site(actor, code)
    usual = year_to(now().astimezone(ZoneInfo(shop.time_zone)).date())
    days = {"first": usual.first, "last": usual.last}
    for name, text in (("first", first.strip()), ("last", last.strip())):
        if text:
            try:
                days[name] = date.fromisoformat(text)
            except ValueError:
                raise DayWrong({name: lazy("Write the day as 2026-07-31.")}) from None
    return require_days(days["first"], days["last"])


async def _statement(actor: Actor, code: str, first: str, last: str) -> Page:
    refusal: Invalid | None = None
    try:
        days = await _days(actor, code, first, last)
    except Invalid as wrong_days:
        refusal, days = wrong_days, await _days(actor, code, "", "")
    shop, found = await site(actor, code), await statement(actor, code, days.first, days.last, now())
    language, zone, wrong = current(), ZoneInfo(shop.time_zone), wrong_fields(refusal)
    query = f"?first={days.first.isoformat()}&last={days.last.isoformat()}"
    return page(
        "statement.html",
        status=422 if wrong else 200,
        site=shop,
        rows=[statement_row(code, line, language, zone) for line in found.lines],
        days=days_text(language, days.first, days.last),
        typed={"first": first or days.first.isoformat(), "last": last or days.last.isoformat()},
        figures=_figures(found),
        opening=[amount_text(language, each.unit, each.amount) for each in found.opening],
        closing=[amount_text(language, each.unit, each.amount) for each in found.closing],
        path=statement_path(code),
        pdf_href=site_path(code, "ledger", "statement.pdf") + query,
        exports=[{"label": kind.upper(), "href": f"{statement_path(code)}{query}&format={kind}"} for kind in _KINDS],
        wrong=wrong,
        errors=summary(wrong),
        tabs=site_tabs(actor, code, "ledger"),
        breadcrumbs=trail_to(shop, language, _("Rewards and penalties")),
    )


_KINDS: tuple[Format, ...] = ("csv", "xlsx")


def _figures(found: StatementOut) -> list[dict[str, Any]]:
    """What it stands at on the last day, each unit by itself, and the points against the licence."""
    language = current()
    money = [each for each in found.closing if each.unit != "points"]
    points = next((each.amount for each in found.closing if each.unit == "points"), None)
    cards: list[dict[str, Any]] = [
        {
            "label": _("Owed to the site") if each.amount > 0 else _("Owed by the site"),
            "value": amount_text(language, each.unit, abs(each.amount)),
        }
        for each in money
    ]
    if not money:
        cards.append({"label": _("Money"), "value": _("Nothing owed")})
    cards.append({"label": _("Balance of points"), "value": language.decimal(points or 0)})
    limit = _("%(limit)s within 12 months open a probation proposal") % {"limit": language.decimal(LIMIT)}
    cards.append(
        {
            "label": _("Demerit points of 12 months"),
            "value": language.decimal(found.demerits),
            "facts": [{"label": _("Limit"), "text": limit}],
        }
    )
    return cards


async def _file(actor: Actor, code: str, days: Days, kind: Format) -> Response[bytes]:
    shop, found = await site(actor, code), await statement(actor, code, days.first, days.last, now())
    header = [_("Posting"), _("Day"), _("Posting type"), _("Why"), _("Points or currency"), _("Amount"), _("Balance")]
    rows = [statement_cells(line, ZoneInfo(shop.time_zone)) for line in found.lines]
    return await table_download(_("Statement"), header, rows, kind)


async def _posting(
    actor: Actor, code: str, posting_id: UUID, reason: str = "", refusal: Invalid | None = None, done: str = ""
) -> Page:
    shop, found = await site(actor, code), await posting(actor, code, posting_id)
    language, wrong = current(), wrong_fields(refusal)
    view = posting_view(found, language, ZoneInfo(shop.time_zone))
    title = _("Posting %(number)s") % {"number": found.number}
    others = (("takes_back", found.takes_back), ("taken_back_by", found.taken_back_by))
    return page(
        "posting.html",
        status=422 if wrong else 200,
        site=shop,
        posting=view,
        title=title,
        path=posting_path(code, posting_id),
        links={name: posting_path(code, other.id) for name, other in others if other},
        settlement_href=settlement_path(found.settled_in.id)
        if found.settled_in and actor.may(Permission.SETTLE_LEDGER)
        else "",
        may_reverse=view["reversible"] and not found.of_the_two and actor.may(Permission.REVERSE_POSTINGS),
        reason=reason,
        wrong=wrong,
        errors=summary(wrong),
        flashes=[{"tone": "good", "text": str(DONE[done])}] if done in DONE else [],
        tabs=site_tabs(actor, code, "ledger"),
        breadcrumbs=trail_to(shop, language, _("Rewards and penalties"), "ledger", title),
    )
