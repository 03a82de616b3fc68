"""JSON: people and their memberships, invitations, and the role that one's own session is in."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.settings import Settings
from network.identity.api.moments import Moment, moment_asked
from network.identity.commands.invitations import invite, renew_invitation, revoke_invitation
from network.identity.commands.memberships import add_membership, end_membership, switch_membership
from network.identity.commands.people import disable_person, enable_person
from network.identity.commands.second_factor import reset_second_factor
from network.identity.lists.reach import reach_list
from network.identity.queries.access_review import reach
from network.identity.queries.invitations import waiting_invitations
from network.identity.queries.memberships import own_memberships
from network.identity.queries.people import person
from network.identity.schemas.access_review import ReachOut
from network.identity.schemas.invitations import InvitationIn, InvitationMade, InvitationsOut
from network.identity.schemas.memberships import (
    EndIn,
    MembershipIn,
    MembershipMade,
    OwnMembershipsOut,
    ReasonIn,
    SwitchIn,
)
from network.identity.schemas.people import PersonOut
from network.web.cookies import token_of
from network.web.guards import allows, signed_in
from network.web.listing import ListState
from network.web.problems import problems
from network.web.requests import HouseRequest
from network.web.visit import visitor_of


class PeopleApi(Controller):
    path = "/api/v1/accounts/{account_id:uuid}"
    tags = ["Accounts"]
    guards = [allows(Permission.MANAGE_ACCOUNTS)]

    @get(responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], account_id: FromPath[UUID]) -> PersonOut:
        """One person, with every membership they have, had or will have, and the rights of each."""
        return await person(actor, account_id, now())

    @get("/access", responses=problems(404, 422))
    async def reach(
        self,
        actor: NamedDependency[Actor],
        account_id: FromPath[UUID],
        at: Moment = None,
        page: Annotated[int, QueryParameter(ge=1, le=1_000_000)] = 1,
        size: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
    ) -> ReachOut:
        """The sites that this person could see at a moment, and through which membership."""
        definition = reach_list(account_id)
        state = ListState(definition, sort=definition.sort, page=page, size=size)
        return await reach(actor, account_id, state, moment_asked(at))

    @post("/disable", status_code=200, responses=problems(404, 409, 422))
    async def disable(
        self, actor: NamedDependency[Actor], account_id: FromPath[UUID], data: JSONBody[ReasonIn]
    ) -> PersonOut:
        """Lock somebody out from their next request on. Refused for oneself and for the last administrator."""
        await disable_person(actor, account_id, data.reason, now())
        return await person(actor, account_id, now())

    @post("/enable", status_code=200, responses=problems(404, 422))
    async def enable(
        self, actor: NamedDependency[Actor], account_id: FromPath[UUID], data: JSONBody[ReasonIn]
    ) -> PersonOut:
        """Let somebody sign in again."""
        await enable_person(actor, account_id, data.reason, now())
        return await person(actor, account_id, now())

    @post("/reset-second-factor", status_code=200, responses=problems(404, 409))
    async def reset_second_factor(self, actor: NamedDependency[Actor], account_id: FromPath[UUID]) -> PersonOut:
        """For someone whose phone is gone: the password alone is enough again."""
        await reset_second_factor(actor, account_id)
        return await person(actor, account_id, now())

    @post("/memberships", responses=problems(404, 409, 422))
    async def add_membership(
        self, actor: NamedDependency[Actor], account_id: FromPath[UUID], data: JSONBody[MembershipIn]
    ) -> MembershipMade:
        """Give somebody a further role at a scope, from a day or at once, through a day or without an end."""
        return MembershipMade(id=await add_membership(actor, account_id, data, now()))


class MembershipsApi(Controller):
    path = "/api/v1/memberships"
    tags = ["Accounts"]
    guards = [allows(Permission.MANAGE_ACCOUNTS)]

    @post("/{membership_id:uuid}/end", status_code=200, responses=problems(404, 409, 422))
    async def end(
        self, actor: NamedDependency[Actor], membership_id: FromPath[UUID], data: JSONBody[EndIn]
    ) -> PersonOut:
        """End a membership at once or with a day; whose it is, as they are then."""
        account = await end_membership(actor, membership_id, data, now())
        return await person(actor, account, now())


class InvitationsApi(Controller):
    path = "/api/v1/invitations"
    tags = ["Accounts"]
    guards = [allows(Permission.MANAGE_ACCOUNTS)]

    @get()
    async def waiting(self, actor: NamedDependency[Actor]) -> InvitationsOut:
        """The invitations that nobody has accepted yet, newest first."""
        return InvitationsOut(items=await waiting_invitations(actor, now()))

    @post(responses=problems(409, 422))
    async def invite(self, actor: NamedDependency[Actor], data: JSONBody[InvitationIn]) -> InvitationMade:
        """Invite somebody without an account. The answer holds the link's path, which is told this once."""
        return await invite(actor, data, now())

    @post("/{invitation_id:uuid}/renew", status_code=200, responses=problems(404))
    async def renew(self, actor: NamedDependency[Actor], invitation_id: FromPath[UUID]) -> InvitationMade:
        """A new link for another week; the old one stops working."""
        return await renew_invitation(actor, invitation_id, now())

    @post("/{invitation_id:uuid}/revoke", status_code=200, responses=problems(404))
    async def revoke(self, actor: NamedDependency[Actor], invitation_id: FromPath[UUID]) -> InvitationsOut:
        """Make the link stop working; the invitations that are left."""
        await revoke_invitation(actor, invitation_id, now())
        return InvitationsOut(items=await waiting_invitations(actor, now()))


class OwnMembershipsApi(Controller):
    path = "/api/v1/session"
    tags = ["Session"]
    guards = [signed_in]

    @get("/memberships", responses=problems())
    async def memberships(self, request: HouseRequest, settings: NamedDependency[Settings]) -> OwnMembershipsOut:
        """The roles that you may go on in, with the one that this session is in."""
        token = token_of(request, settings) or ""
        return OwnMembershipsOut(items=await own_memberships(visitor_of(request), token, now()))

    @put("/membership", responses=problems(404, 422))
    async def switch(
        self, request: HouseRequest, settings: NamedDependency[Settings], data: JSONBody[SwitchIn]
    ) -> OwnMembershipsOut:
        """Go on in another of your roles: what you may do changes with the next request."""
        visitor, token = visitor_of(request), token_of(request, settings) or ""
        needed = settings.require_second_factor
        await switch_membership(visitor, token, data.membership, now(), second_factor=needed)
        return OwnMembershipsOut(items=await own_memberships(visitor, token, now()))
