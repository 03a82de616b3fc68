"""JSON: the six rights, and who could see a site."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from pydantic import BaseModel

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.identity.api.moments import Moment, moment_asked
from network.identity.commands.rights import grant_right, revoke_right
from network.identity.lists.rights import RIGHTS_HELD
from network.identity.queries.access_review import site_access
from network.identity.queries.rights import rights_held
from network.identity.schemas.access_review import HeldRightsOut, SiteAccessOut
from network.identity.schemas.memberships import ReasonIn, RightIn, RightMade
from network.web.guards import allows
from network.web.listing import LONGEST_FILTER, LONGEST_SEARCH, ListState
from network.web.problems import problems

PRINTABLE = r"^[^\x00-\x1f\x7f]*$"
Word = Annotated[str, QueryParameter(max_length=LONGEST_FILTER, pattern=PRINTABLE)]
SixRights = Literal[
    "sites:right:select",
    "sites:right:train",
    "sites:right:reward",
    "sites:right:punish",
    "sites:right:inspect",
    "sites:right:cancel",
]


class RightRevoked(BaseModel):
    account: UUID


class RightsApi(Controller):
    path = "/api/v1/rights"
    tags = ["Accounts"]

    @get(guards=[allows(Permission.READ_ACCESS)], responses=problems(404, 422))
    async def rights(
        self,
        actor: NamedDependency[Actor],
        q: Annotated[str, QueryParameter(max_length=LONGEST_SEARCH, pattern=PRINTABLE)] = "",
        right: FromQuery[SixRights | None] = None,
        region: Word = "",
        site: Word = "",
        at: Moment = None,
        page: Annotated[int, QueryParameter(ge=1, le=1_000_000)] = 1,
        size: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
    ) -> HeldRightsOut:
        """Who holds which of the six rights over which region and since when; over one region, or over one site."""
        filters = {"right": right or "", "region": region, "site": site}
        state = ListState(RIGHTS_HELD, q=q, sort=RIGHTS_HELD.sort, page=page, size=size, filters=filters)
        return await rights_held(actor, state, moment_asked(at))

    @post(guards=[allows(Permission.MANAGE_ACCOUNTS)], responses=problems(404, 409, 422))
    async def grant(self, actor: NamedDependency[Actor], data: JSONBody[RightIn]) -> RightMade:
        """Give a manager's membership one of the six rights, over a region or wherever it reaches."""
        return RightMade(id=await grant_right(actor, data, now()))

    @post(
        "/{right_id:int}/revoke",
        guards=[allows(Permission.MANAGE_ACCOUNTS)],
        status_code=200,
        responses=problems(404, 409, 422),
    )
    async def revoke(
        self, actor: NamedDependency[Actor], right_id: FromPath[int], data: JSONBody[ReasonIn]
    ) -> RightRevoked:
        """Take a right back, from the next request on; whose it was."""
        return RightRevoked(account=await revoke_right(actor, right_id, data.reason, now()))


class SiteAccessApi(Controller):
    path = "/api/v1/sites/{code:str}/access"
    tags = ["Sites"]
    guards = [allows(Permission.READ_SITE_ACCESS)]

    @get(responses=problems(404, 422))
    async def access(self, actor: NamedDependency[Actor], code: FromPath[str], at: Moment = None) -> SiteAccessOut:
        """Who could see the site at a moment, and through what; an operator is told of its own people only."""
        _site, found = await site_access(actor, code, moment_asked(at))
        return found
