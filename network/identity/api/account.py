"""JSON: one's own account. For people: a key of a site has none."""

from uuid import UUID

from litestar import Controller, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from network.foundation.access import Actor
from network.foundation.settings import Settings
from network.identity import commands
from network.identity.queries.second_factor import second_factor
from network.identity.queries.sessions import own_sessions
from network.identity.rules.second_factor import enrolment_uri
from network.identity.schemas.passwords import PasswordIn
from network.identity.schemas.second_factor import ConfirmedIn, EnrolmentOut, RecoveryCodesOut, SecondFactorOut
from network.identity.schemas.sessions import CodeIn, SignInsOut
from network.web.cookies import browser_of
from network.web.guards import signed_in
from network.web.problems import problems
from network.web.requests import HouseRequest
from network.web.visit import visit_of, visitor_of


class AccountApi(Controller):
    path = "/api/v1/account"
    tags = ["My account"]
    guards = [signed_in]

    @put("/password", status_code=204, responses=problems(422, 429))
    async def change_password(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        data: JSONBody[PasswordIn],
    ) -> None:
        """Another password of your own. Everywhere else you are signed out."""
        await commands.change_password(actor, data, visitor_of(request).session, browser_of(request, settings))

    @get("/sessions")
    async def sessions(self, request: HouseRequest) -> SignInsOut:
        """Where you are signed in, this session first."""
        return await own_sessions(visitor_of(request))

    @delete("/sessions/{session_id:uuid}", responses=problems(404))
    async def revoke(self, actor: NamedDependency[Actor], session_id: FromPath[UUID]) -> None:
        """End one of your sign-ins."""
        await commands.revoke_session(actor, session_id)

    @delete("/sessions")
    async def revoke_others(self, request: HouseRequest, actor: NamedDependency[Actor]) -> None:
        """End all your sign-ins but this one."""
        await commands.revoke_other_sessions(actor, visitor_of(request).session)


class SecondFactorApi(Controller):
    path = "/api/v1/account/second-factor"
    tags = ["My account"]
    guards = [signed_in]

    @get()
    async def show(self, actor: NamedDependency[Actor]) -> SecondFactorOut:
        """Whether you have a second factor, and how many recovery codes are left."""
        return await second_factor(actor)

    @post(responses=problems(409))
    async def start(
        self, request: HouseRequest, actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> EnrolmentOut:
        """Begin to set one up: the secret for the authenticator app. It counts once a code of it is confirmed."""
        await commands.begin_enrolment(actor)
        secret, visitor = (await second_factor(actor)).secret or "", visitor_of(request)
        network = settings.name_of_network(visit_of(request).language.code)
        return EnrolmentOut(secret=secret, uri=enrolment_uri(secret, visitor.email, network))

    @put(responses=problems(409, 422))
    async def confirm(
        self, request: HouseRequest, actor: NamedDependency[Actor], data: JSONBody[CodeIn]
    ) -> RecoveryCodesOut:
        """Confirm the first code. The recovery codes are told now and never again."""
        codes = await commands.confirm_enrolment(actor, data.code, visitor_of(request).session)
        return RecoveryCodesOut(recovery_codes=codes)

    @post("/recovery-codes", responses=problems(409, 422, 429))
    async def renew(self, actor: NamedDependency[Actor], data: JSONBody[ConfirmedIn]) -> RecoveryCodesOut:
        """Ten new recovery codes in place of those that are left."""
        return RecoveryCodesOut(recovery_codes=await commands.renew_recovery_codes(actor, data))

    @post("/disable", status_code=204, responses=problems(409, 422, 429))
    async def disable(self, request: HouseRequest, actor: NamedDependency[Actor], data: JSONBody[ConfirmedIn]) -> None:
        """Do without it from now on."""
        await commands.disable_second_factor(actor, data, visitor_of(request).session)
