"""JSON: what one was told. For people: a key of a site is told nothing."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from network.foundation.access import Actor
from network.foundation.clock import now
from network.identity.commands.notices import read_all_notices, read_notice
from network.identity.queries.notices import list_notices
from network.identity.schemas.notices import NoticesOut
from network.web.guards import signed_in
from network.web.problems import problems


class NoticesApi(Controller):
    path = "/api/v1/notices"
    tags = ["My account"]
    guards = [signed_in]

    @get()
    async def notices(
        self,
        actor: NamedDependency[Actor],
        page: Annotated[int, QueryParameter(ge=1, le=1_000_000)] = 1,
        size: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
        *,
        unread: FromQuery[bool] = False,
    ) -> NoticesOut:
        """What you were told, the newest first; with `unread=true` only what you have not read."""
        return await list_notices(actor, limit=size, offset=(page - 1) * size, unread=unread)

    @post("/{notice_id:uuid}/read", status_code=204, responses=problems(404))
    async def read(self, actor: NamedDependency[Actor], notice_id: FromPath[UUID]) -> None:
        """Mark one as read."""
        await read_notice(actor, notice_id, now())

    @post("/read", status_code=204)
    async def read_all(self, actor: NamedDependency[Actor]) -> None:
        """Mark all as read that have come until now."""
        await read_all_notices(actor, now())
