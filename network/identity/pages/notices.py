"""Pages: what one was told, behind the bell."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.foundation.access import Actor
from network.foundation.clock import now
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.identity.commands.notices import read_all_notices, read_notice
from network.identity.lists.notices import NOTICES
from network.identity.queries.notices import list_notices
from network.identity.rules.notices import KINDS
from network.identity.schemas.notices import NoticeOut
from network.web.guards import signed_in
from network.web.listing import ListState, paging
from network.web.requests import HouseRequest
from network.web.templating import Page, page


class NoticePages(Controller):
    path = "/notices"
    guards = [signed_in]

    @get()
    async def notices(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Page:
        """One's own notices, the newest first; `?unread=yes` only those not read yet."""
        state = ListState.read(request.query_params, NOTICES)
        unread = "unread" in state.filters
        found = await list_notices(actor, limit=state.limit, offset=state.offset, unread=unread)
        return page(
            "notices.html",
            lines=[_line(notice) for notice in found.notices],
            unread=found.unread,
            only_unread=unread,
            tabs=[
                {"label": _("All notices"), "href": "/notices", "active": not unread},
                {"label": _("Unread"), "href": "/notices?unread=yes", "active": unread, "count": found.unread},
            ],
            pages=paging(state.within(found.total), found.total),
            breadcrumbs=[{"label": _("Notices"), "href": ""}],
        )

    @post("/{notice_id:uuid}/open")
    async def open(self, actor: NamedDependency[Actor], notice_id: FromPath[UUID]) -> Response[Any]:
        """Read it, and go where it leads."""
        return Redirect(await read_notice(actor, notice_id, now()), status_code=303)

    @post("/read")
    async def read_all(self, actor: NamedDependency[Actor]) -> Response[Any]:
        await read_all_notices(actor, now())
        return Redirect("/notices", status_code=303)


def _line(notice: NoticeOut) -> dict[str, Any]:
    return {
        "id": str(notice.id),
        "text": notice.text,
        "icon": KINDS[notice.kind].icon,
        "at": current().moment(notice.created_at),
        "iso": notice.created_at.isoformat(),
        "unread": notice.read_at is None,
    }
