"""Pages: the audit trail in words, by site, by person, by object; whether its chains hold; its export for a dispute."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from network.foundation.access import Actor, Permission
from network.foundation.clock import HEADQUARTERS, now
from network.foundation.i18n import Language, current, ngettext
from network.foundation.i18n import gettext as _
from network.identity.lists.trail import NETWORK_TRAIL, site_trail_list
from network.identity.queries import trail
from network.identity.schemas.trail import ChainStatus, Found, Wanted
from network.sites.pages.sites import site_path, site_tabs, trail_to
from network.sites.queries.sites import site
from network.web.downloads import MOST_ROWS, Cell, check_rows, download, format_of, table_download
from network.web.guards import allows
from network.web.happenings import Happening, Words
from network.web.listing import ListState, options
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import page, words_of

CHECKED = "checked"


class TrailPages(Controller):
    @get("/trail", guards=[allows(Permission.READ_TRAIL)])
    async def network_trail(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """Every chain. `?checked=1` computes every hash anew."""
        state, words = ListState.read(request.query_params, NETWORK_TRAIL), words_of(request)
        if kind := format_of(request):
            found = await trail.network_trail(actor, _wanted(state), MOST_ROWS, 0)
            return await _file(_("Audit trail"), state, found, words, kind)
        found = await trail.network_trail(actor, _wanted(state), state.limit, state.offset)
        status = await trail.network_status(actor) if request.query_params.get(CHECKED) else None
        return page(
            "trail.html",
            title=_("Audit trail"),
            table=_table(state.within(found.total), found, words, HEADQUARTERS),
            chain=status,
            status_text=status_text(status) if status else "",
            check_href=_checked_href(state),
            export_href="",
            filters=state.filters,
            keep=state.parameters("first", "last", "page"),
            tabs=[],
            breadcrumbs=[{"label": _("Audit trail"), "href": ""}],
        )

    @get("/sites/{code:str}/trail", guards=[allows(Permission.READ_SITE_TRAIL)])
    async def site_trail(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str]
    ) -> Response[Any]:
        """The chain of one site, checked each time it is looked at."""
        shop = await site(actor, code)
        state, words = (
            ListState.read(request.query_params, site_trail_list(site_path(code, "trail"))),
            words_of(request),
        )
        if kind := format_of(request):
            found = await trail.site_trail(actor, code, _wanted(state), MOST_ROWS, 0)
            return await _file(_("Audit trail %(site)s") % {"site": code}, state, found, words, kind)
        found = await trail.site_trail(actor, code, _wanted(state), state.limit, state.offset)
        status = await trail.chain_status(actor, code)
        return page(
            "trail.html",
            title=shop.name_in(current().code),
            table=_table(state.within(found.total), found, words, ZoneInfo(shop.time_zone)),
            chain=status,
            status_text=status_text(status),
            check_href="",
            export_href=site_path(code, "trail", "chain.json"),
            filters=state.filters,
            keep=state.parameters("first", "last", "page"),
            tabs=site_tabs(actor, code, "trail"),
            breadcrumbs=trail_to(shop, current(), _("Audit trail")),
        )

    @get("/sites/{code:str}/trail/chain.json", guards=[allows(Permission.READ_SITE_TRAIL)])
    async def export(self, actor: NamedDependency[Actor], code: FromPath[str]) -> Response[bytes]:
        """The whole chain with its hashes, for whoever must check it elsewhere."""
        chain = await trail.chain(actor, code, now())
        content = chain.model_dump_json(indent=1).encode()
        return download(_("Audit trail %(site)s") % {"site": code} + ".json", content, "application/json")


def _wanted(state: ListState) -> Wanted:
    chosen: Mapping[str, str] = state.filters
    return Wanted(
        site=chosen.get("site", ""),
        person=chosen.get("person", ""),
        subject=chosen.get("subject", ""),
        action=chosen.get("action", ""),
        first=_day(chosen.get("first", "")),
        last=_day(chosen.get("last", "")),
        text=state.q,
    )


def _day(text: str) -> date | None:
    """A day of the filter; a URL is no place to be told off."""
    with suppress(ValueError):
        return date.fromisoformat(text)
    return None


def _checked_href(state: ListState) -> str:
    here = state.url()
    return f"{here}{'&' if '?' in here else '?'}{urlencode({CHECKED: 1})}"


def _table(state: ListState, found: Found, words: Words, zone: ZoneInfo) -> dict[str, Any]:
    language = current()
    count = ngettext("%(count)s event", "%(count)s events", found.total) % {"count": language.decimal(found.total)}
    return list_card(
        state,
        found.total,
        [_row(state, event, words, language, zone) for event in found.items],
        title=_("What happened"),
        count=count,
        search_label=_("Person, object or content"),
        groups=[options(state, "action", _("About"), _subjects())],
        chips=_chips(state),
        empty=Empty(_("Nothing has been recorded yet."), _("Whatever is done here is written down by itself.")),
    )


def _subjects() -> dict[str, str]:
    """What events are about: the first part of their action."""
    return {
        "site": _("Site data"),
        "orders": _("Imports of orders"),
        "order": _("Orders"),
        "application": _("Applications"),
        "certification": _("Certification"),
        "scorecard": _("Scorecards"),
        "account": _("Accounts"),
        "membership": _("Memberships"),
        "right": _("Rights"),
        "session": _("Sign-ins"),
    }


def _chips(state: ListState) -> list[dict[str, str]]:
    labels = {
        "site": _("Site"),
        "person": _("Who"),
        "subject": _("Object"),
        "first": _("From"),
        "last": _("To"),
    }
    return [
        {"label": label, "value": state.filters[name], "remove_href": state.url(**{name: ""})}
        for name, label in labels.items()
        if name in state.filters
    ]


def _row(state: ListState, event: Happening, words: Words, language: Language, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "at": language.moment(event.at, zone),
        "iso": event.at.isoformat(),
        "text": words.told(event),
        "icon": words.icon(event),
        "differences": words.differences(event),
        "who": event.who,
        "who_href": state.url(person=str(event.account)) if event.account else "",
        "subject": event.subject,
        "subject_href": state.url(subject=event.subject),
        "site": event.site,
        "site_href": site_path(event.site, "trail") if event.site else "",
        "sequence": event.sequence,
    }


async def _file(name: str, state: ListState, found: Found, words: Words, kind: Any) -> Response[bytes]:
    """What the list shows, with before and after in columns of their own; times as ISO 8601."""
    check_rows(found.total)
    shown = [*(str(column.label) for column in state.visible()), _("Before"), _("After")]
    return await table_download(name, shown, [_cells(state, event, words) for event in found.items], kind)


def _cells(state: ListState, event: Happening, words: Words) -> list[Cell]:
    told: dict[str, Cell] = {
        "at": event.at.isoformat(timespec="seconds"),
        "site": event.site,
        "text": words.told(event),
        "who": event.who,
        "subject": event.subject,
        "sequence": event.sequence,
    }
    changed = words.differences(event)
    before = "; ".join(f"{each.label}: {each.before or '–'}" for each in changed)
    after = "; ".join(f"{each.label}: {each.after or '–'}" for each in changed)
    return [*(told[column.key] for column in state.visible()), before, after]


def status_text(status: ChainStatus) -> str:
    """Whether the chain holds, in a sentence."""
    values = {"count": current().decimal(status.events), "number": status.broken_at}
    if status.holds:
        return (
            ngettext(
                "The chain holds: %(count)s event, every hash computed anew just now.",
                "The chain holds: %(count)s events, every hash computed anew just now.",
                status.events,
            )
            % values
        )
    if status.broken_sites:
        return _("Chains are broken: %(sites)s. Somebody has changed the database by hand.") % {
            "sites": ", ".join(status.broken_sites)
        }
    return _("The chain is broken from event %(number)s on. Somebody has changed the database by hand.") % values
