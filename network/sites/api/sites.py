"""JSON: the sites in reach."""

from typing import Annotated, Literal

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from network.foundation.access import Actor, Permission
from network.sites.lists.sites import SITES
from network.sites.queries.sites import list_sites, site
from network.sites.rules.sites import SiteKind, SiteStatus
from network.sites.schemas.sites import SiteOut, SitesOut
from network.web.guards import allows
from network.web.listing import LONGEST_FILTER, LONGEST_SEARCH, Direction, ListState

SEARCHED = "Part of a code, a name or a city."
BELOW = "Path of a region, such as East China/Shanghai; with all that is below it."
PRINTABLE = r"^[^\x00-\x1f\x7f]*$"

SortKey = Literal["code", "name", "city", "city_tier", "region", "operator", "kind", "status", "opened_on"]


class SitesApi(Controller):
    path = "/api/v1/sites"
    tags = ["Sites"]
    guards = [allows(Permission.READ_SITES)]

    @get()
    async def list_sites(
        self,
        actor: NamedDependency[Actor],
        q: Annotated[str, QueryParameter(max_length=LONGEST_SEARCH, pattern=PRINTABLE, description=SEARCHED)] = "",
        region: Annotated[str, QueryParameter(max_length=LONGEST_FILTER, pattern=PRINTABLE, description=BELOW)] = "",
        kind: FromQuery[SiteKind | None] = None,
        status: FromQuery[SiteStatus | None] = None,
        tier: Annotated[int | None, QueryParameter(ge=1, le=9, description="City tier.")] = None,
        sort: FromQuery[SortKey] = "code",
        direction: FromQuery[Direction] = "ascending",
        page: Annotated[int, QueryParameter(ge=1, le=1_000_000)] = 1,
        size: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
    ) -> SitesOut:
        """The sites that you may see."""
        filters = {"region": region, "kind": kind or "", "status": status or "", "tier": str(tier or "")}
        state = ListState(SITES, q=q, sort=sort, direction=direction, page=page, size=size, filters=filters)
        return await list_sites(actor, state)

    @get("/{code:str}")
    async def show(self, actor: NamedDependency[Actor], code: FromPath[str]) -> SiteOut:
        """One site, by its code."""
        return await site(actor, code)
