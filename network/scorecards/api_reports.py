"""JSON's neighbour: documents about the network in a quarter, as PDFs."""

from typing import Any, Literal

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import current
from network.foundation.periods import Quarter
from network.foundation.settings import Settings
from network.scorecards.api import Period, Text
from network.scorecards.commands.meeting import print_meeting_pack
from network.scorecards.commands.reporting import print_network_report
from network.scorecards.documents_sent import sent
from network.web.guards import allows
from network.web.problems import problems
from network.web.requests import HouseRequest


class ReportsApi(Controller):
    path = "/api/v1/quarters"
    tags = ["Scorecards"]
    guards = [allows(Permission.COMPARE_SITES)]

    @get("/{period:str}/network-report.pdf", responses=problems(404, 409, 422), media_type="application/pdf")
    async def network_report(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        period: Period,
        region: Text = "",
        language: FromQuery[Literal["en", "zh_CN"] | None] = None,
    ) -> Response[Any]:
        """The quarterly report of the sites in reach, or of a region: figures, regions, criteria, league, method.
        Signed; issued once for each part of the network, revision and language."""
        chosen = language or current().code
        made = await print_network_report(actor, settings, Quarter.parse(period), region, chosen, now())
        return await sent(request, made)

    @get("/{period:str}/meeting-pack.pdf", responses=problems(404, 409, 422), media_type="application/pdf")
    async def meeting_pack(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        period: Period,
        region: Text = "",
        language: FromQuery[Literal["en", "zh_CN"] | None] = None,
    ) -> Response[Any]:
        """The pack for a service meeting: agenda, figures, movers, sites at risk, what is owed and what waits as of
        now, room for minutes. A working paper: neither signed nor kept."""
        chosen = language or current().code
        made = await print_meeting_pack(actor, settings, Quarter.parse(period), region, chosen, now())
        return await sent(request, made)
