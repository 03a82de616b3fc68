"""Pages: choosing the role in which one goes on."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from network.foundation.clock import now
from network.foundation.i18n import gettext as _
from network.foundation.settings import Settings
from network.identity.commands.memberships import switch_membership
from network.identity.errors.people import MembershipNotFound
from network.identity.pages.places import Places, role_text, until_text
from network.identity.queries.memberships import own_memberships
from network.identity.queries.places import region_tree
from network.web.cookies import token_of
from network.web.guards import signed_in
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.visit import visitor_of


class OwnMembershipPages(Controller):
    path = "/account/memberships"
    guards = [signed_in]

    @get()
    async def memberships(self, request: HouseRequest, settings: NamedDependency[Settings]) -> Page:
        """One's own roles of this moment, the one that this session is in among them."""
        visitor = visitor_of(request)
        found = await own_memberships(visitor, token_of(request, settings) or "", now())
        places = Places(await region_tree(visitor.actor))
        lines = [
            {
                "id": str(each.id),
                "role": role_text(each.role),
                "scope": places.reach_of(each),
                "until": until_text(each.until),
                "current": each.current,
            }
            for each in found
        ]
        return page("own_memberships.html", lines=lines, breadcrumbs=[{"label": _("Your roles"), "href": ""}])

    @post()
    async def switch(self, request: HouseRequest, settings: NamedDependency[Settings]) -> Response[Any]:
        chosen = str((await request.form()).get("membership", ""))
        token = token_of(request, settings) or ""
        await switch_membership(
            visitor_of(request), token, _membership(chosen), now(), second_factor=settings.require_second_factor
        )
        return Redirect("/", status_code=303)


def _membership(chosen: str) -> UUID:
    try:
        return UUID(chosen)
    except ValueError as error:
        raise MembershipNotFound() from error
