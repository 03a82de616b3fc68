"""What a service meeting goes through, with the pack to print."""

from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import current, negotiate
from network.foundation.i18n import gettext as _
from network.foundation.settings import Settings
from network.scorecards.commands.meeting import print_meeting_pack
from network.scorecards.documents_sent import sent
from network.scorecards.pages.reports import report_links
from network.scorecards.pages.texts import period_links, quarter_of, quarter_text, query
from network.scorecards.queries.meeting import MeetingPack, meeting_pack
from network.scorecards.queries.runs import RunLine, list_runs
from network.sites.pages.sites import region_groups
from network.sites.queries.regions import regions
from network.web.guards import allows
from network.web.listing import ListPage, ListState
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from reports.network.meeting import agenda

PATH = "/network/meeting"
PACK = f"{PATH}.pdf"

# Where each point of the agenda can be gone into.
_LEADS = {
    "figures": ("/network/dashboard", Permission.COMPARE_SITES),
    "movers": ("/scorecards/league-table", Permission.COMPARE_SITES),
    "risk": ("/network/dashboard", Permission.COMPARE_SITES),
    "criteria": ("/network/dashboard", Permission.COMPARE_SITES),
    "actions": ("/actions", Permission.READ_ACTIONS),
    "complaints": ("/complaints", Permission.READ_COMPLAINTS),
    "decisions": ("/ledger/proposals", Permission.READ_PROPOSALS),
}
# Those pages that show a quarter, and a region of it.
_BY_QUARTER = {"/network/dashboard", "/scorecards/league-table"}


class MeetingPages(Controller):
    guards = [allows(Permission.COMPARE_SITES)]

    @get(PATH)
    async def show(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        period: FromQuery[str] = "",
    ) -> Page:
        """A published quarter, the newest by default."""
        lines = [line for line in await list_runs(actor) if line.is_final]
        if not lines and not period:
            return page("meeting.html", items=None, periods=[], breadcrumbs=_crumbs())
        fixed = {"period": period} if period else {}
        state = ListState.read(request.query_params, ListPage(PATH, (), "", filters=("region",), fixed=fixed))
        name = settings.name_of_network(current().code)
        found = await meeting_pack(actor, quarter_of(period), state.filters.get("region", ""), name, now())
        groups = region_groups(state, await regions(actor), current())
        return _shown(actor, found, lines, state, groups)

    @get(PACK)
    async def pack(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        period: FromQuery[str] = "",
        region: FromQuery[str] = "",
        language: FromQuery[str] = "",
    ) -> Response[Any]:
        """The same to print, with every list and room for minutes."""
        code = negotiate(language) or current().code
        made = await print_meeting_pack(actor, settings, quarter_of(period), region.replace("\0", ""), code, now())
        return await sent(request, made)


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("Network"), "href": "/network/dashboard"}, {"label": _("Service meeting"), "href": ""}]


def _shown(
    actor: Actor, found: MeetingPack, lines: list[RunLine], state: ListState, groups: list[dict[str, Any]]
) -> Page:
    region, period = state.filters.get("region", ""), found.run.period
    reading, network = current(), found.sheet.network
    return page(
        "meeting.html",
        quarter=quarter_text(period),
        scope=network.scope,
        day=reading.date(network.actions_on),
        items=[
            {"title": item.title, "told": item.told, "href": _href(actor, item.key, str(period), region)}
            for item in agenda(found.sheet, reading)
        ],
        matters=[
            {
                "name": each.name,
                "count": reading.decimal(each.count),
                "oldest": reading.date(each.oldest) if each.oldest else "",
            }
            for each in found.sheet.matters
        ],
        groups=groups,
        clear_href=state.url(region="") if region else "",
        periods=period_links(lines, period, PATH, **({"region": region} if region else {})),
        packs=report_links(PACK, str(period), region),
        breadcrumbs=_crumbs(),
    )


def _href(actor: Actor, key: str, period: str, region: str) -> str:
    """Where the point is gone into; nowhere for who may not, and for what the meeting decides itself."""
    path, asks = _LEADS.get(key, ("", Permission.COMPARE_SITES))
    if not path or not actor.may(asks):
        return ""
    return path + (query({"period": period, "region": region}) if path in _BY_QUARTER else "")
