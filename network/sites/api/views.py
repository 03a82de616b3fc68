"""JSON: the views of lists that one has kept."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from network.foundation.access import Actor, Permission
from network.sites.commands.views import change_view, delete_view, save_view
from network.sites.queries.views import list_views
from network.sites.schemas.views import ViewChangeIn, ViewIn, ViewOut, ViewsOut
from network.web.guards import allows
from network.web.problems import problems

LISTS = "Name of the list, such as sites."


class ViewsApi(Controller):
    path = "/api/v1/views"
    tags = ["Views"]
    guards = [allows(Permission.READ_SITES)]

    @get(responses=problems(422))
    async def views(
        self,
        actor: NamedDependency[Actor],
        of: Annotated[str, QueryParameter(max_length=40, pattern=r"^[a-z_]*$", description=LISTS)] = "sites",
    ) -> ViewsOut:
        """Your own views of a list, by name."""
        return ViewsOut(items=await list_views(actor, of))

    @post(responses=problems(409, 422))
    async def save(self, actor: NamedDependency[Actor], data: JSONBody[ViewIn]) -> ViewOut:
        """Keep a list as it is shown. A name that is taken is refused, or replaced when you say so."""
        return await save_view(actor, data)

    @patch("/{view_id:uuid}", responses=problems(404, 409, 422))
    async def change(
        self, actor: NamedDependency[Actor], view_id: FromPath[UUID], data: JSONBody[ViewChangeIn]
    ) -> ViewOut:
        """Rename a view, or make it the one that its list opens with."""
        return await change_view(actor, view_id, data)

    @delete("/{view_id:uuid}", responses=problems(404))
    async def remove(self, actor: NamedDependency[Actor], view_id: FromPath[UUID]) -> None:
        """Forget a view."""
        await delete_view(actor, view_id)
