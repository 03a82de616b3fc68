"""Pages: one's own second factor. See `second_step` for setting one up while signing in."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect
from pydantic import SecretStr, ValidationError

from network.foundation.access import Actor
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import gettext as _
from network.foundation.settings import Settings
from network.identity import commands
from network.identity.errors.accounts import TooManyAttempts
from network.identity.errors.sessions import AlreadyEnrolled, BadPassword, NotEnrolled, WrongCode
from network.identity.pages.wording import account_frame, enrolment, faults, flashes
from network.identity.queries.second_factor import second_factor
from network.identity.schemas.second_factor import ConfirmedIn
from network.web.guards import signed_in
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.visit import visit_of, visitor_of

REFUSALS = (AlreadyEnrolled, BadPassword, NotEnrolled, TooManyAttempts, WrongCode)


class SecondFactorPages(Controller):
    path = "/account/second-factor"
    guards = [signed_in]

    @get()
    async def show(self, request: HouseRequest, settings: NamedDependency[Settings], done: FromQuery[str] = "") -> Page:
        """On, off, or being set up."""
        said = {"off": _("The second factor is turned off. The password alone signs you in.")}
        shown = await _shown(request, settings)
        shown.context["flashes"] = flashes(done, said)
        return shown

    @post("/start")
    async def start(self, actor: NamedDependency[Actor]) -> Response[Any]:
        await commands.begin_enrolment(actor)
        return Redirect("/account/second-factor", status_code=303)

    @post()
    async def confirm(
        self, request: HouseRequest, actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Page:
        code = str((await request.form()).get("code", ""))[:40]
        try:
            codes = await commands.confirm_enrolment(actor, code, visitor_of(request).session)
        except REFUSALS as refusal:
            return await _shown(request, settings, refusal)
        return _codes_page(codes, _("The second factor is set up. Everywhere else you are signed out."))

    @post("/codes")
    async def renew(
        self, request: HouseRequest, actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Page:
        try:
            codes = await commands.renew_recovery_codes(actor, await _confirmed(request))
        except REFUSALS as refusal:
            return await _shown(request, settings, refusal)
        return _codes_page(codes, _("The codes that were left from before are worth nothing now."))

    @post("/disable")
    async def disable(
        self, request: HouseRequest, actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        try:
            await commands.disable_second_factor(actor, await _confirmed(request), visitor_of(request).session)
        except REFUSALS as refusal:
            return await _shown(request, settings, refusal)
        return Redirect("/account/second-factor?done=off", status_code=303)


async def _confirmed(request: HouseRequest) -> ConfirmedIn:
    """What was typed; something that no password or code can be is a wrong one."""
    form = await request.form()
    password, code = str(form.get("password", "")), str(form.get("code", ""))
    try:
        return ConfirmedIn(password=SecretStr(password), code=code)
    except ValidationError as error:
        raise WrongCode() from error


async def _shown(request: HouseRequest, settings: Settings, refusal: ServicemarkError | None = None) -> Page:
    visitor, language = visitor_of(request), visit_of(request).language
    found = await second_factor(visitor.actor)
    setting_up = found.secret and enrolment(found.secret, visitor.email, settings.name_of_network(language.code))
    return page(
        "account_second_factor.html",
        status=refusal.status if refusal else 200,
        since=language.moment(found.since) if found.since else "",
        codes_left=found.recovery_codes_left,
        enrolment=setting_up,
        **(faults(refusal) if refusal else {}),
        **account_frame("second-factor"),
    )


def _codes_page(codes: list[str], text: str) -> Page:
    """The answer itself and no redirect: recovery codes are shown once."""
    flash = {"tone": "good", "text": text}
    return page("account_recovery.html", codes=codes, flashes=[flash], **account_frame("second-factor"))
