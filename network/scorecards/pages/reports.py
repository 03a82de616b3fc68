"""The quarterly report about the network as a file."""

from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import LANGUAGES, current, negotiate
from network.foundation.settings import Settings
from network.scorecards.commands.reporting import print_network_report
from network.scorecards.documents_sent import sent
from network.scorecards.pages.texts import quarter_of, query
from network.web.guards import allows
from network.web.requests import HouseRequest

PATH = "/network/report.pdf"


class NetworkReportPages(Controller):
    guards = [allows(Permission.COMPARE_SITES)]

    @get(PATH)
    async def report(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        period: FromQuery[str] = "",
        region: FromQuery[str] = "",
        language: FromQuery[str] = "",
    ) -> Response[Any]:
        """A published quarter, the newest by default, of the sites in reach; those of a region with `region`."""
        code = negotiate(language) or current().code
        made = await print_network_report(actor, settings, quarter_of(period), region.replace("\0", ""), code, now())
        return await sent(request, made)


def report_links(path: str, period: str, region: str = "") -> list[dict[str, str]]:
    """A document in each language, each named in itself."""
    return [
        {"code": code, "label": label, "href": path + query({"period": period, "region": region, "language": code})}
        for code, label in LANGUAGES.items()
    ]
