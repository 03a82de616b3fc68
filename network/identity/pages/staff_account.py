"""Page: connecting somebody of a staff list with the account that they sign in with."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import gettext as _
from network.identity.commands.linking import is_connected, link_person
from network.identity.errors.linking import AccountNotAtSite, AccountOfSomebodyElse, ConnectedAlready
from network.sites.pages.sites import site_path, trail_to
from network.sites.queries.sites import site
from network.sites.queries.staff import staff_member
from network.web.forms import summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.visit import visit_of


class StaffAccountPages(Controller):
    path = "/sites/{code:str}/staff/{staff_id:uuid}/account"
    guards = [allows(Permission.MANAGE_STAFF)]

    @get()
    async def form(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], staff_id: FromPath[UUID]
    ) -> Page:
        return await _form(request, actor, code, staff_id, None, None)

    @post()
    async def connect(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], staff_id: FromPath[UUID]
    ) -> Response[Any]:
        email = typed_values(await request.form(), ("email",))["email"]
        try:
            await link_person(actor, code, staff_id, email[:254], now())
        except (AccountNotAtSite, AccountOfSomebodyElse, ConnectedAlready) as refusal:
            return await _form(request, actor, code, staff_id, email, refusal)
        return Redirect(site_path(code, "staff", str(staff_id), "account"), status_code=303)


async def _form(
    request: HouseRequest,
    actor: Actor,
    code: str,
    staff_id: UUID,
    email: str | None,
    refusal: ServicemarkError | None,
) -> Page:
    shop, member = await site(actor, code), await staff_member(actor, code, staff_id)
    wrong = wrong_fields(refusal)
    crumbs = trail_to(shop, visit_of(request).language, _("Staff"), "staff", member.name)
    crumbs[-1]["href"] = site_path(code, "staff", str(staff_id))
    return page(
        "staff_account.html",
        status=refusal.status if refusal else 200,
        name=member.name,
        connected=await is_connected(actor, code, staff_id),
        action=site_path(code, "staff", str(staff_id), "account"),
        email=member.email if email is None else email,
        errors=summary(wrong),
        wrong=wrong,
        breadcrumbs=[*crumbs, {"label": _("Account"), "href": ""}],
    )
