"""Page: moving somebody to another site. They stay the same person, and what they have passed goes along."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.sites.errors.site_files import BadSiteFile
from network.sites.errors.sites import SiteNotFound
from network.sites.pages.sites import site_path, trail_to
from network.sites.queries.sites import site
from network.sites.queries.staff import staff_member
from network.sites.rules.staff import STAFF_ROLE_LABELS
from network.training.commands.transfers import move_staff
from network.training.schemas.records import TransferIn
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page

_FIELDS = ("site", "role", "from_on")


class StaffMovePages(Controller):
    path = "/sites/{code:str}/staff/{staff_id:uuid}/move"
    guards = [allows(Permission.CHANGE_SITE_FILES)]

    @get()
    async def form(self, actor: NamedDependency[Actor], code: FromPath[str], staff_id: FromPath[UUID]) -> Page:
        """To which site, in which position, from which day on."""
        return await _form(actor, code, staff_id, {})

    @post()
    async def move(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], staff_id: FromPath[UUID]
    ) -> Response[Any]:
        """End the entry here on the day before, and begin one there."""
        typed = typed_values(await request.form(), _FIELDS)
        try:
            wanted = read_as(TransferIn, typed, BadSiteFile)
            await site(actor, wanted.site)
        except SiteNotFound as refusal:
            return await _form(actor, code, staff_id, typed, BadSiteFile({"site": refusal.text()}))
        except BadSiteFile as refusal:
            return await _form(actor, code, staff_id, typed, refusal)
        try:
            await move_staff(actor, code, staff_id, wanted, now())
        except BadSiteFile as refusal:
            return await _form(actor, code, staff_id, typed, refusal)
        return Redirect(site_path(code, "training") + "?done=moved", status_code=303)


async def _form(
    actor: Actor, code: str, staff_id: UUID, typed: Mapping[str, str], refusal: ServicemarkError | None = None
) -> Page:
    shop, member, wrong = await site(actor, code), await staff_member(actor, code, staff_id), wrong_fields(refusal)
    title = _("Move %(name)s to another site") % {"name": member.name}
    return page(
        "staff_move.html",
        status=refusal.status if refusal else 200,
        title=title,
        action=site_path(code, "staff", str(staff_id), "move"),
        roles=[{"value": role, "label": str(label)} for role, label in STAFF_ROLE_LABELS.items()],
        typed={name: typed.get(name, "") for name in _FIELDS} | {"role": typed.get("role") or member.role},
        wrong=wrong,
        errors=summary(wrong),
        breadcrumbs=trail_to(shop, current(), _("Staff"), "staff", title),
    )
