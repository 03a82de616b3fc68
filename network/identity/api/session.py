"""JSON: the session and the accounts."""

from typing import Annotated

from litestar import Controller, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter

from network.foundation.access import Actor, Permission
from network.foundation.settings import Settings
from network.identity import commands
from network.identity.queries import accounts as queries
from network.identity.schemas.accounts import AccountIn, AccountMade, AccountsOut, SessionOut, SignInIn
from network.identity.schemas.sessions import CodeIn, Entered, Stay, Step, WaitingOut
from network.web.cookies import browser_of, entrance_cookies, session_cookie, token_of
from network.web.guards import allows, public, signed_in
from network.web.requests import HouseRequest
from network.web.visit import visit_of, visitor_of


class SessionApi(Controller):
    path = "/api/v1/session"
    tags = ["Session"]

    @post(guards=[public], opt={"csrf": "origin"})
    async def start(
        self, request: HouseRequest, settings: NamedDependency[Settings], data: JSONBody[SignInIn]
    ) -> Response[SessionOut | WaitingOut]:
        """Sign in. Sets the session's cookie; send the answer's `csrf_token` along with each later change.

        202: a second step is needed, `code` or `enrolment`; until then nobody is signed in.
        """
        entered = await commands.sign_in(data, browser_of(request, settings), Stay.of(settings))
        return await _told(request, settings, entered)

    @post("/code", guards=[public], opt={"csrf": "origin"})
    async def enter_code(
        self, request: HouseRequest, settings: NamedDependency[Settings], data: JSONBody[CodeIn]
    ) -> Response[SessionOut | WaitingOut]:
        """The second step: a code of the authenticator app, or a recovery code. Sets another cookie."""
        entered = await commands.enter_code(data.code, browser_of(request, settings), Stay.of(settings))
        return await _told(request, settings, entered)

    @get(guards=[signed_in])
    async def show(self, request: HouseRequest) -> SessionOut:
        """Who is signed in, what they may do, and at which sites."""
        return await queries.describe_session(visitor_of(request), visit_of(request).language.code)

    @delete(guards=[signed_in], status_code=200)
    async def end(self, request: HouseRequest, settings: NamedDependency[Settings]) -> Response[dict[str, bool]]:
        """Sign out."""
        await commands.sign_out(visitor_of(request), token_of(request, settings))
        return Response({"signed_in": False}, cookies=[session_cookie("", settings)])


async def _told(request: HouseRequest, settings: Settings, entered: Entered) -> Response[SessionOut | WaitingOut]:
    cookies = entrance_cookies(entered.token, entered.devices, settings)
    if entered.step is not Step.DONE:
        return Response(WaitingOut(step=entered.step), status_code=202, cookies=cookies)
    signed_in = await queries.session_of(entered.token)
    told = await queries.describe_session(signed_in, visit_of(request).language.code)
    return Response(told, status_code=201, cookies=cookies)


class AccountsApi(Controller):
    path = "/api/v1/accounts"
    tags = ["Accounts"]
    guards = [allows(Permission.MANAGE_ACCOUNTS)]

    @get()
    async def list_accounts(
        self,
        actor: NamedDependency[Actor],
        limit: Annotated[int, QueryParameter(ge=1, le=200)] = 100,
        offset: Annotated[int, QueryParameter(ge=0, le=1_000_000)] = 0,
    ) -> AccountsOut:
        """A page of the accounts, by email address."""
        return await queries.list_accounts(actor, limit=limit, offset=offset)

    @post()
    async def create(self, actor: NamedDependency[Actor], data: JSONBody[AccountIn]) -> AccountMade:
        """Make an account with one role: for the whole network, for regions (by path) or for sites (by code)."""
        return AccountMade(id=await commands.create_account(actor, data), email=data.email)
