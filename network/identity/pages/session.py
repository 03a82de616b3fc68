"""Pages: signing in and out, and the way home."""

from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect
from pydantic import ValidationError

from network.foundation.access import Actor, Permission
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import ngettext
from network.foundation.settings import Settings
from network.identity import commands
from network.identity.errors.accounts import NoRole, TooManyAttempts, WrongCredentials
from network.identity.schemas.accounts import SignInIn
from network.identity.schemas.sessions import Entered, Stay, Step
from network.web.cookies import browser_of, entrance_cookies, session_cookie, token_of
from network.web.guards import public, signed_in
from network.web.paths import HOME, local_path
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.visit import visit_of, visitor_of

# The first of these that the reader's role allows is their home; each role has one.
HOMES = (
    (Permission.READ_SCORECARDS, "/home"),
    (Permission.APPLY, "/my-applications"),
    (Permission.ASSESS_APPLICATIONS, "/assessments"),
    (Permission.LEARN, "/my-training"),
)

SECOND_STEPS = {Step.CODE: "/login/code", Step.ENROLMENT: "/login/setup"}


class SessionPages(Controller):
    @get("/login", guards=[public])
    async def login_page(self, request: HouseRequest, next: FromQuery[str] = HOME) -> Response[Any]:  # noqa: A002
        if visit_of(request).signed_in:
            return Redirect(local_path(next), status_code=303)
        return page("login.html", next=local_path(next))

    @post("/login", guards=[public], opt={"csrf": "origin"})
    async def login(self, request: HouseRequest, settings: NamedDependency[Settings]) -> Response[Any]:
        form = await request.form()
        email, place = str(form.get("email", "")), local_path(str(form.get("next", "")))
        try:
            entered = await _sign_in(request, settings, email, str(form.get("password", "")))
        except (WrongCredentials, TooManyAttempts, NoRole) as refusal:
            return refused(page("login.html", status=refusal.status, email=email[:254], next=place), refusal)
        return let_in(entered, place, settings)

    @post("/logout", guards=[signed_in])
    async def logout(self, request: HouseRequest, settings: NamedDependency[Settings]) -> Response[Any]:
        await commands.sign_out(visitor_of(request), token_of(request, settings))
        return Redirect("/login", status_code=303, cookies=[session_cookie("", settings)])

    @get("/", guards=[signed_in])
    async def home(self, actor: NamedDependency[Actor]) -> Redirect:
        """To where the reader's work is."""
        return Redirect(next(path for permission, path in HOMES if actor.may(permission)), status_code=303)


def let_in(entered: Entered, place: str, settings: Settings) -> Response[Any]:
    """On to where somebody wanted to go, or to the second step of signing in on the way there."""
    step = SECOND_STEPS.get(entered.step)
    target = f"{step}?{urlencode({'next': place})}" if step else place
    cookies = entrance_cookies(entered.token, entered.devices, settings)
    return Redirect(target, status_code=303, cookies=cookies)


def refused(shown: Page, refusal: ServicemarkError) -> Page:
    """A page of signing in once more, with why."""
    shown.context["error"] = refusal.text()
    if isinstance(refusal, TooManyAttempts):
        seconds = refusal.retry_after
        shown.context["wait"] = (
            ngettext("%(num)s minute", "%(num)s minutes", -(-seconds // 60)) % {"num": -(-seconds // 60)}
            if seconds >= 60
            else ngettext("%(num)s second", "%(num)s seconds", seconds) % {"num": seconds}
        )
        shown.headers["retry-after"] = str(seconds)
    return shown


async def _sign_in(request: HouseRequest, settings: Settings, email: str, password: str) -> Entered:
    """Something that is no e-mail address at all is like a wrong one."""
    try:
        credentials = SignInIn.model_validate({"email": email, "password": password})
    except ValidationError as error:
        raise WrongCredentials() from error
    return await commands.sign_in(credentials, browser_of(request, settings), Stay.of(settings))
