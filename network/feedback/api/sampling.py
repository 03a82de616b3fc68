"""JSON: draws of those who are called."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from network.feedback.commands.sampling import draw_sample
from network.feedback.lists_sampling import drawn_sites_list
from network.feedback.queries.sampling import drawn_orders, drawn_sites, list_draws
from network.feedback.schemas.sampling import DrawIn, DrawnOrdersOut, DrawnSitesOut, DrawsOut
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.periods import Month
from network.web.guards import allows
from network.web.listing import ListState
from network.web.problems import problems

PageNumber = Annotated[int, QueryParameter(ge=1, le=1_000_000)]
PageSize = Annotated[int, QueryParameter(ge=1, le=200)]


class SamplesApi(Controller):
    path = "/api/v1/samples"
    tags = ["Feedback"]
    guards = [allows(Permission.RUN_SURVEYS)]

    @get()
    async def draws(self, actor: NamedDependency[Actor]) -> DrawsOut:
        """Every draw with its seed, the latest month first."""
        return await list_draws(actor)

    @post(status_code=201, responses=problems(409, 422))
    async def draw(self, actor: NamedDependency[Actor], data: JSONBody[DrawIn]) -> DrawsOut:
        """Draw a month that is over on every clock, once."""
        await draw_sample(actor, Month.parse(data.month), data.size, now())
        return await list_draws(actor)

    @get("/{draw_id:uuid}", responses=problems(404, 422))
    async def show(
        self, actor: NamedDependency[Actor], draw_id: FromPath[UUID], page: PageNumber = 1, size: PageSize = 50
    ) -> DrawnSitesOut:
        """One draw, by site."""
        listed = drawn_sites_list(draw_id)
        return await drawn_sites(actor, draw_id, ListState(listed, sort=listed.sort, page=page, size=size))

    @get("/{draw_id:uuid}/orders", responses=problems(404))
    async def orders(self, actor: NamedDependency[Actor], draw_id: FromPath[UUID]) -> DrawnOrdersOut:
        """The orders drawn: of each site those with the lowest lots. `lot` is SHA-256 of seed and order id."""
        return await drawn_orders(actor, draw_id)
