"""Pages: one's own account, its password, and where one is signed in."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from pydantic import SecretStr

from network.foundation.access import Actor
from network.foundation.clock import now
from network.foundation.i18n import Text, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.settings import Settings
from network.identity import commands
from network.identity.errors.accounts import TooManyAttempts
from network.identity.errors.sessions import BadPassword
from network.identity.pages.places import Places
from network.identity.pages.wording import account_frame, faults, flashes, sign_in_line
from network.identity.queries.memberships import own_memberships
from network.identity.queries.places import region_tree
from network.identity.queries.second_factor import second_factor
from network.identity.queries.sessions import own_sessions
from network.identity.rules.passwords import LONGEST_PASSWORD
from network.identity.schemas.passwords import PasswordIn
from network.web.cookies import browser_of, token_of
from network.web.guards import signed_in
from network.web.language import language_links
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.visit import SignedIn, visit_of, visitor_of


class AccountPages(Controller):
    path = "/account"
    guards = [signed_in]

    @get()
    async def overview(self, request: HouseRequest, settings: NamedDependency[Settings]) -> Page:
        """Who one is here, what one may reach, and how one signs in."""
        visitor, spoken = visitor_of(request), visit_of(request).language
        factor, sessions = await second_factor(visitor.actor), await own_sessions(visitor)
        return page(
            "account.html",
            visitor=visitor,
            scope=await _scope(visitor, token_of(request, settings) or ""),
            since=spoken.moment(factor.since) if factor.since else "",
            codes_left=factor.recovery_codes_left,
            sessions=len(sessions.sessions),
            languages=language_links(request, spoken),
            **account_frame("account"),
        )

    @get("/password")
    async def password(self, request: HouseRequest, done: FromQuery[str] = "") -> Page:
        said = {"changed": _("Your password is changed. Everywhere else you are signed out.")}
        return _password_page(request, flashes=flashes(done, said))

    @post("/password")
    async def change_password(
        self, request: HouseRequest, actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        form = await request.form()
        typed = {name: str(form.get(name, "")) for name in ("current_password", "new_password", "new_password_again")}
        try:
            change = _change(typed)
            await commands.change_password(actor, change, visitor_of(request).session, browser_of(request, settings))
        except (BadPassword, TooManyAttempts) as refusal:
            return _password_page(request, refusal.status, **faults(refusal))
        return Redirect("/account/password?done=changed", status_code=303)

    @get("/sessions")
    async def sessions(self, request: HouseRequest, done: FromQuery[str] = "") -> Page:
        found = await own_sessions(visitor_of(request))
        count = len(found.sessions)
        said = {"revoked": _("That sign-in has ended."), "others": _("Everywhere else you are signed out.")}
        return page(
            "account_sessions.html",
            lines=[sign_in_line(one, visit_of(request).language) for one in found.sessions],
            count=ngettext("%(num)s sign-in", "%(num)s sign-ins", count) % {"num": count},
            flashes=flashes(done, said),
            **account_frame("sessions"),
        )

    @post("/sessions/{session_id:uuid}/revoke")
    async def revoke(self, actor: NamedDependency[Actor], session_id: FromPath[UUID]) -> Response[Any]:
        await commands.revoke_session(actor, session_id)
        return Redirect("/account/sessions?done=revoked", status_code=303)

    @post("/sessions/revoke-others")
    async def revoke_others(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        await commands.revoke_other_sessions(actor, visitor_of(request).session)
        return Redirect("/account/sessions?done=others", status_code=303)


def _password_page(request: HouseRequest, status: int = 200, **more: Any) -> Page:
    frame = account_frame("password")
    return page("account_password.html", status=status, visitor=visitor_of(request), **more, **frame)


def _change(typed: dict[str, str]) -> PasswordIn:
    """Raises BadPassword, of the field, for what can be told without asking anyone."""
    wrong: dict[str, Text] = {}
    if len(typed["current_password"]) > LONGEST_PASSWORD:
        wrong["current_password"] = _("This is not your present password.")
    if typed["new_password"] != typed["new_password_again"]:
        wrong["new_password_again"] = _("This is not the same as the new password. Type both again.")
    if wrong:
        raise BadPassword(wrong)
    return PasswordIn(
        current_password=SecretStr(typed["current_password"]), new_password=SecretStr(typed["new_password"][:1000])
    )


async def _scope(visitor: SignedIn, token: str) -> str:
    """Where the role that this session is in holds, in words."""
    present = next(each for each in await own_memberships(visitor, token, now()) if each.current)
    places = Places(await region_tree(visitor.actor))
    return places.reach_of(present)
