"""Pages: the order desk of a site: its queue, the loan units that are out; and which desk to open."""

from typing import Any
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import current, lazy, ngettext
from network.foundation.i18n import gettext as _
from network.repairs.lists_desk import PART_LABELS, desk_list
from network.repairs.pages.desk_words import queue_row
from network.repairs.queries.desk import desk_sites, loans_out, queue
from network.repairs.rules.desk import STEP_LABELS
from network.repairs.schemas.desk import DeskCountsOut, DeskQueueOut
from network.repairs.wording import Wording
from network.sites.pages.sites import site_path, site_tabs, trail_to
from network.sites.queries.sites import site
from network.sites.schemas.sites import SiteOut
from network.web.guards import allows
from network.web.listing import ListState
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page
from network.web.visit import visit_of

DONE = {
    "resumed": lazy("Order %(number)s goes on: its hold has ended."),
    "loan_back": lazy("The loan unit of order %(number)s is back."),
}


class DeskSitesPages(Controller):
    path = "/desk"
    guards = [allows(Permission.RUN_DESK)]

    @get()
    async def desks(self, actor: NamedDependency[Actor]) -> Response[Any]:
        """The desks that one runs; who runs one is taken to it."""
        found = await desk_sites(actor, now())
        if len(found) == 1:
            return Redirect(site_path(found[0].code, "desk"), status_code=303)
        spoken = current()
        rows = [
            {
                "href": site_path(each.code, "desk"),
                "code": each.code,
                "name": (each.name_zh or each.name) if spoken.code == "zh_CN" else (each.name or each.name_zh),
                "figures": [
                    (spoken.decimal(each.open), ""),
                    (spoken.decimal(each.overdue), "bad" if each.overdue else ""),
                ],
            }
            for each in found
        ]
        return page(
            "site_choice.html",
            title=_("Order desk"),
            columns=[_("Open"), _("Overdue")],
            rows=rows,
            empty=(
                _("You run no site"),
                _("The order desk belongs to a site. Ask headquarters for the membership of yours."),
            ),
            breadcrumbs=[{"label": _("Order desk"), "href": ""}],
        )


class DeskPages(Controller):
    path = "/sites/{code:str}/desk"
    guards = [allows(Permission.RUN_DESK)]

    @get()
    async def queue(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        done: FromQuery[str] = "",
        number: FromQuery[str] = "",
    ) -> Page:
        """What is open, most urgent first; the address filters and searches."""
        state = ListState.read(request.query_params, desk_list(site_path(code, "desk")))
        shop, moment = await site(actor, code), now()
        found = await queue(actor, code, state, moment)
        return page(
            "desk.html",
            site=shop,
            table=_table(state.within(found.total), found, code),
            back=state.query,
            counts=found.counts,
            new_href=site_path(code, "desk", "new"),
            loans_href=site_path(code, "desk", "loans"),
            templates_href=site_path(code, "desk", "templates"),
            flashes=_flashes(done, number),
            tabs=site_tabs(actor, code, "desk"),
            breadcrumbs=trail_to(shop, visit_of(request).language, _("Order desk")),
        )

    @get("/loans")
    async def loans(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        done: FromQuery[str] = "",
        number: FromQuery[str] = "",
    ) -> Page:
        """The loan units that are out, and with whom."""
        shop, found = await site(actor, code), await loans_out(actor, code)
        spoken = _wording(request, shop)
        rows = [
            each.model_dump()
            | {
                "href": site_path(code, "desk", "orders", str(each.order)),
                "since": spoken.value("loan_out_at", each.loan_out_at),
                "action": site_path(code, "desk", "orders", str(each.order), "loan", "back"),
            }
            for each in found
        ]
        return page(
            "desk_loans.html",
            site=shop,
            rows=rows,
            flashes=_flashes(done, number),
            breadcrumbs=desk_trail(shop, request, _("Loan units")),
        )


def desk_trail(shop: SiteOut, request: HouseRequest, record: str) -> list[dict[str, str]]:
    """The breadcrumb of a page below the desk."""
    return trail_to(shop, visit_of(request).language, _("Order desk"), "desk", record)


def back_to_queue(code: str, query: str, done: str, number: str) -> Redirect:
    """To the queue as it was shown, told what was done. `query` comes from a form: the list reads it as an address."""
    here = ListState.written(query, desk_list(site_path(code, "desk"))).url()
    return told_at(here, done, number)


def told_at(address: str, done: str, number: str = "") -> Redirect:
    """To a page of the desk that says what was done to which order."""
    named = f"&number={number}" if number.replace("-", "").isalnum() and number.isascii() else ""
    return Redirect(f"{address}{'&' if '?' in address else '?'}done={done}{named}", status_code=303)


def _wording(request: HouseRequest, shop: SiteOut) -> Wording:
    return Wording(visit_of(request).language, ZoneInfo(shop.time_zone))


def _flashes(done: str, number: str) -> list[dict[str, str]]:
    if done in DONE:
        return [{"tone": "good", "text": str(DONE[done]) % {"number": number[:60]}}]
    if done in STEP_LABELS:
        text = _("Order %(number)s: %(done)s") % {"number": number[:60], "done": STEP_LABELS[done]}
        return [{"tone": "good", "text": text}]
    return []


def _table(state: ListState, found: DeskQueueOut, code: str) -> dict[str, Any]:
    moment = now()
    table = list_card(
        state,
        found.total,
        [queue_row(order, code, moment) for order in found.items],
        title=_("Queue"),
        count=ngettext("%(count)s order", "%(count)s orders", found.total) % {"count": current().decimal(found.total)},
        search_label=_("Number, name, end of the phone"),
        groups=[{"label": _("Show"), "options": _parts(state, found.counts)}],
        empty=Empty(
            _("Nothing is open"),
            _("Every unit that was taken in here is done. The next one that a customer brings goes to the top."),
            _("Take in a unit"),
            site_path(code, "desk", "new"),
        ),
        exports=False,
    )
    return table | {"choice": None}


def _parts(state: ListState, counts: DeskCountsOut) -> list[dict[str, Any]]:
    """The pills of the queue with how many each has; what is open is shown when none is chosen."""
    chosen = state.filters.get("show", "") or ("" if state.q else "open")
    return [
        {
            "label": _("%(part)s (%(count)s)") % {"part": label, "count": current().decimal(getattr(counts, name))},
            "href": state.url(show="" if name == "open" and not state.q else name),
            "active": name == chosen,
        }
        for name, label in PART_LABELS.items()
    ]
