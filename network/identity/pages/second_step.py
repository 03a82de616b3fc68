"""Pages: the second step of signing in, a code of the second factor or setting one up."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from network.foundation.settings import Settings
from network.identity import commands
from network.identity.errors.accounts import TooManyAttempts
from network.identity.errors.sessions import AlreadyEnrolled, WrongCode
from network.identity.pages.session import let_in, refused
from network.identity.pages.wording import enrolment
from network.identity.queries.second_factor import Waiting, second_factor, waiting
from network.identity.schemas.sessions import Stay, Step
from network.web.cookies import browser_of, entrance_cookies, token_of
from network.web.guards import public
from network.web.paths import HOME, local_path
from network.web.refusals import SignInNeeded
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.visit import visit_of


class SecondStepPages(Controller):
    """Nobody is signed in here yet: these pages know who waits by the session that is nobody's."""

    path = "/login"
    guards = [public]
    opt = {"csrf": "origin"}

    @get("/code")
    async def ask(
        self,
        request: HouseRequest,
        settings: NamedDependency[Settings],
        next: FromQuery[str] = HOME,  # noqa: A002
    ) -> Page:
        await _waiting(request, settings, Step.CODE)
        return page("login_code.html", next=local_path(next))

    @post("/code")
    async def enter(self, request: HouseRequest, settings: NamedDependency[Settings]) -> Response[Any]:
        form = await request.form()
        place = local_path(str(form.get("next", "")))
        try:
            code = str(form.get("code", ""))[:40]
            entered = await commands.enter_code(code, browser_of(request, settings), Stay.of(settings))
        except (WrongCode, TooManyAttempts) as refusal:
            return refused(page("login_code.html", status=refusal.status, next=place), refusal)
        return let_in(entered, place, settings)

    @get("/setup")
    async def setup(
        self,
        request: HouseRequest,
        settings: NamedDependency[Settings],
        next: FromQuery[str] = HOME,  # noqa: A002
    ) -> Page:
        who = await _waiting(request, settings, Step.ENROLMENT)
        if (await second_factor(who.actor)).secret is None:
            await commands.begin_enrolment(who.actor)
        return await _setup_page(request, settings, who, local_path(next))

    @post("/setup")
    async def confirm(self, request: HouseRequest, settings: NamedDependency[Settings]) -> Response[Any]:
        who, form = await _waiting(request, settings, Step.ENROLMENT), await request.form()
        place = local_path(str(form.get("next", "")))
        try:
            code, browser = str(form.get("code", ""))[:40], browser_of(request, settings)
            entered, codes = await commands.enrol_at_sign_in(code, browser, Stay.of(settings))
        except (WrongCode, AlreadyEnrolled) as refusal:
            return refused(await _setup_page(request, settings, who, place, refusal.status), refusal)
        # No redirect: the codes are shown in this answer and never again.
        shown = page("login_recovery.html", codes=codes, next=place)
        shown.cookies.extend(entrance_cookies(entered.token, entered.devices, settings))
        return shown


async def _waiting(request: HouseRequest, settings: Settings, step: Step) -> Waiting:
    """Who waits for this step. SignInNeeded, which leads to the login page, for anyone else."""
    found = await waiting(token_of(request, settings))
    if found.step is not step:
        raise SignInNeeded()
    return found


async def _setup_page(request: HouseRequest, settings: Settings, who: Waiting, place: str, status: int = 200) -> Page:
    found = await second_factor(who.actor)
    if found.secret is None:
        raise SignInNeeded()
    network = settings.name_of_network(visit_of(request).language.code)
    return page("login_setup.html", status=status, next=place, **enrolment(found.secret, who.email, network))
