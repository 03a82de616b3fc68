"""Pages: the five clocks of a site, and of all sites with HQ beside them."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import Language, ngettext
from network.foundation.i18n import gettext as _
from network.repairs.lists_clocks import CLOCKS_LIST
from network.repairs.pages.clock_words import (
    KEEPERS,
    asked_period,
    length_text,
    meanings,
    period_choices,
    period_text,
    share_text,
    shares_chart,
    trend_chart,
)
from network.repairs.queries.clocks import site_clocks
from network.repairs.queries.network_clocks import network_clocks
from network.repairs.rules.clocks import CLOCK_LABELS
from network.repairs.schemas.clocks import (
    BalanceOut,
    HqTurnaroundOut,
    NetworkClocksOut,
    OrderClocksOut,
    SiteClocksOut,
    SiteSumsOut,
    SumsOut,
)
from network.repairs.wording import Wording
from network.sites.pages.sites import site_path, site_tabs, trail_to
from network.sites.queries.sites import site
from network.sites.schemas.sites import SiteOut
from network.web.downloads import MOST_ROWS, Cell, check_rows, format_of, table_download
from network.web.guards import allows
from network.web.listing import ListState
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page
from network.web.visit import visit_of


class SiteClockPages(Controller):
    path = "/sites/{code:str}/clocks"
    guards = [allows(Permission.READ_RECORDS)]

    @get()
    async def site(self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str]) -> Page:
        """A month or a quarter (`?period=2026-07`) of one site."""
        shop, language = await site(actor, code), visit_of(request).language
        today = now().astimezone(ZoneInfo(shop.time_zone)).date()
        period = asked_period(str(request.query_params.get("period", "")), today)
        found = await site_clocks(actor, code, period, now())
        return page(
            "site_clocks.html",
            site=shop,
            tabs=site_tabs(actor, code, "clocks"),
            switch=period_choices(site_path(code, "clocks"), period, today),
            period=period_text(period),
            meanings=meanings(),
            breadcrumbs=trail_to(shop, language, _("Clocks")),
            **_site_context(found, shop, language),
        )


class ClockPages(Controller):
    path = "/clocks"
    guards = [allows(Permission.READ_RECORDS)]

    @get()
    async def network(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """A month or a quarter of every site in reach, and HQ; or the list of sites as a file (`?format=csv`)."""
        language, today = visit_of(request).language, now().date()
        period = asked_period(str(request.query_params.get("period", "")), today)
        state = ListState.read(request.query_params, replace(CLOCKS_LIST, fixed={"period": str(period)}))
        if kind := format_of(request):
            found = await network_clocks(actor, state, period, now(), limit=MOST_ROWS)
            check_rows(found.total)
            shown = state.visible()
            rows = [[_plain(each)[column.key] for column in shown] for each in found.items]
            return await table_download(_("Clocks") + f" {period}", [str(column.label) for column in shown], rows, kind)
        found = await network_clocks(actor, state, period, now())
        return page(
            "clocks.html",
            table=_table(state.within(found.total), found, language),
            hq=_hq_figures(found.hq, language),
            switch=period_choices(CLOCKS_LIST.path, period, today),
            period=period_text(period),
            meanings=meanings(),
            breadcrumbs=[{"label": _("Clocks"), "href": ""}],
        )


def _site_context(found: SiteClocksOut, shop: SiteOut, language: Language) -> dict[str, Any]:
    any_orders = bool(found.sums.orders)
    return {
        "figures": _figures(found.sums, language) if any_orders else [],
        "shares": shares_chart(found.sums, language) if any_orders else None,
        "trend": trend_chart(found.trend, language) if found.trend else None,
        "balance": _balance(found.balance, language),
        "slowest": [_slow(each, shop, language) for each in found.slowest],
        "headers": [str(CLOCK_LABELS[clock]) for clock in ("customer", *KEEPERS)],
    }


def _figures(sums: SumsOut, language: Language) -> list[dict[str, Any]]:
    """The median of each clock that somebody answers for."""
    return [
        {
            "label": str(CLOCK_LABELS[clock]),
            "value": None if (found := sums.clocks[clock]).median_h is None else length_text(language, found.median_h),
            "unit": _("hours, median"),
            "reason": _("None of these orders has been diagnosed."),
            "sample": ngettext("%(count)s order", "%(count)s orders", found.orders)
            % {"count": language.decimal(found.orders)},
            "target": "",
        }
        for clock in ("customer", "site", "diagnosis")
    ]


def _balance(found: BalanceOut, language: Language) -> list[dict[str, str]]:
    labels = {
        "opening": _("Open at the start"),
        "received": _("+ received"),
        "closed": _("− closed"),
        "closing": _("= open at the end"),
    }
    return [{"label": label, "value": language.decimal(getattr(found, name))} for name, label in labels.items()]


def _slow(order: OrderClocksOut, shop: SiteOut, language: Language) -> dict[str, Any]:
    spoken = Wording(language, ZoneInfo(shop.time_zone))
    return {
        "href": site_path(shop.code, "orders", str(order.id)),
        "number": order.order_no,
        "ready": spoken.value("ready_at", order.ready_at),
        "hours": [length_text(language, order.hours[clock]) for clock in ("customer", *KEEPERS)],
    }


def _hq_figures(found: HqTurnaroundOut, language: Language) -> list[dict[str, Any]]:
    """HQ's own turnaround, and what is on the way to it and back."""
    units = ngettext("%(count)s unit", "%(count)s units", found.units) % {"count": language.decimal(found.units)}
    nothing = _("HQ sent no unit back in this period, or the records do not say when.")
    medians = {
        str(CLOCK_LABELS["hq"]): found.median_h,
        _("On the way to HQ"): found.inbound_median_h,
        _("On the way back"): found.outbound_median_h,
    }
    figures: list[dict[str, Any]] = [
        {
            "label": label,
            "value": None if value is None else length_text(language, value),
            "unit": _("hours, median"),
            "reason": nothing,
            "sample": units if value is not None else "",
        }
        for label, value in medians.items()
    ]
    if found.p90_h is not None:
        text = _("%(units)s; nine in ten within %(hours)s h")
        figures[0]["sample"] = text % {"units": units, "hours": length_text(language, found.p90_h)}
    return [*figures, _waiting(found, language)]


def _waiting(found: HqTurnaroundOut, language: Language) -> dict[str, Any]:
    longest, facts = found.longest_waiting_h, []
    if longest is not None:
        facts = [{"label": _("Longest"), "text": _("%(hours)s h") % {"hours": length_text(language, longest)}}]
    return {"label": _("At HQ now"), "value": language.decimal(found.waiting), "unit": _("units"), "facts": facts}


def _table(state: ListState, found: NetworkClocksOut, language: Language) -> dict[str, Any]:
    period = dict(state.definition.fixed)["period"]
    return list_card(
        state,
        found.total,
        [_row(each, period, language) for each in found.items],
        title=_("Sites"),
        count=ngettext("%(count)s site", "%(count)s sites", found.total) % {"count": language.decimal(found.total)},
        search_label=_("Code, name or city"),
        empty=Empty(
            _("No order was made ready in this period"),
            _("Clocks are summed over the orders that became ready in it. Choose another month or quarter."),
        ),
    )


def _values(each: SiteSumsOut) -> Mapping[str, Decimal | None]:
    clocks = each.clocks
    return {
        "customer_median": clocks["customer"].median_h,
        "customer_p90": clocks["customer"].p90_h,
        **{f"{keeper}_mean": clocks[keeper].mean_h for keeper in KEEPERS},
    }


def _row(each: SiteSumsOut, period: str, language: Language) -> dict[str, Any]:
    return {
        "href": f"{site_path(each.site, 'clocks')}?period={period}",
        "code": each.site,
        "name": each.name_in(language.code),
        "orders": language.decimal(each.orders),
        **{key: length_text(language, value) for key, value in _values(each).items()},
        "site_share": share_text(language, each.clocks["site"].share),
    }


def _plain(each: SiteSumsOut) -> dict[str, Cell]:
    share = each.clocks["site"].share
    return {
        "code": each.site,
        "name": each.name,
        "orders": each.orders,
        **{key: None if value is None else round(value, 2) for key, value in _values(each).items()},
        "site_share": None if share is None else round(share, 4),
    }
