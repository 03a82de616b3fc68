"""Pages: who works at a site, and who did on a day."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from pydantic import BaseModel, ValidationError

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Invalid, ServicemarkError
from network.foundation.i18n import current, lazy
from network.foundation.i18n import gettext as _
from network.sites.commands.staff import add_staff, change_staff_contact, end_staff
from network.sites.errors.site_files import BadSiteFile, SameNameThere
from network.sites.pages.sites import site_path, site_tabs, trail_to
from network.sites.queries.sites import site
from network.sites.queries.staff import list_staff, staff_member
from network.sites.rules.staff import STAFF_ROLE_LABELS
from network.sites.schemas.sites import SiteOut
from network.sites.schemas.staff import StaffContactIn, StaffIn, StaffLeftIn, StaffOut
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.validation import field_errors
from network.web.visit import visit_of

Wanted = TypeVar("Wanted", bound=BaseModel)

DONE = {
    "added": lazy("The person is on the list."),
    "changed": lazy("The entry has been changed."),
    "left": lazy("The last day has been entered."),
}
LABELS = {
    "name": lazy("Full name"),
    "role": lazy("Position"),
    "from_on": lazy("First day"),
    "to_on": lazy("Last day"),
    "phone": lazy("Phone"),
    "email": lazy("Email"),
}


class StaffWrong(Invalid):
    """`fields` says what is wrong with what was typed."""


class StaffPages(Controller):
    path = "/sites/{code:str}/staff"
    guards = [allows(Permission.READ_SITE_FILES)]

    @get()
    async def staff(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        on: FromQuery[str] = "",
        done: FromQuery[str] = "",
    ) -> Page:
        """Everybody, or who was there on the day that the address names (`?on=2026-03-01`)."""
        shop, day = await site(actor, code), day_of(on)
        found = await list_staff(actor, code, day)
        return page(
            "site_staff.html",
            site=shop,
            staff=[_row(each, code) for each in found],
            **day_context(on, day, site_path(code, "staff")),
            managing=actor.may(Permission.MANAGE_STAFF),
            add_href=site_path(code, "staff", "new"),
            flashes=[{"tone": "good", "text": str(DONE[done])}] if done in DONE else [],
            tabs=site_tabs(actor, code, "staff"),
            breadcrumbs=trail_to(shop, visit_of(request).language, _("Staff")),
        )

    @get("/new", guards=[allows(Permission.MANAGE_STAFF)])
    async def form(self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str]) -> Page:
        return _form(request, await site(actor, code), {})

    @post(guards=[allows(Permission.MANAGE_STAFF)])
    async def add(self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str]) -> Response[Any]:
        shop, form = await site(actor, code), await request.form()
        try:
            await add_staff(actor, code, _read(StaffIn, form), now())
        except (StaffWrong, BadSiteFile, SameNameThere) as refusal:
            return _form(request, shop, form, refusal)
        return _back(code, "added")

    @get("/{staff_id:uuid}")
    async def show(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], staff_id: FromPath[UUID]
    ) -> Page:
        shop, member = await site(actor, code), await staff_member(actor, code, staff_id)
        return _member_page(request, actor, shop, member, member.model_dump(mode="json"))

    @post("/{staff_id:uuid}", guards=[allows(Permission.MANAGE_STAFF)])
    async def change(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], staff_id: FromPath[UUID]
    ) -> Response[Any]:
        shop, member = await site(actor, code), await staff_member(actor, code, staff_id)
        form = await request.form()
        try:
            await change_staff_contact(actor, code, staff_id, _read(StaffContactIn, form))
        except StaffWrong as refusal:
            return _member_page(request, actor, shop, member, form, refusal)
        return _back(code, "changed")

    @post("/{staff_id:uuid}/left", guards=[allows(Permission.MANAGE_STAFF)])
    async def leave(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], staff_id: FromPath[UUID]
    ) -> Response[Any]:
        shop, member = await site(actor, code), await staff_member(actor, code, staff_id)
        form = await request.form()
        try:
            await end_staff(actor, code, staff_id, _read(StaffLeftIn, form).to_on, now())
        except (StaffWrong, BadSiteFile) as refusal:
            typed = member.model_dump(mode="json") | {"to_on": form.get("to_on", "")}
            return _member_page(request, actor, shop, member, typed, refusal)
        return _back(code, "left")


def day_of(written: str) -> date | None:
    """The day of an address; None for none, and for what is no date: an address is no place to be told off."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def day_context(written: str, day: date | None, action: str) -> dict[str, Any]:
    """What the form that asks for a day needs, and what it says of one that it cannot read."""
    unread = bool(written) and day is None
    return {
        "on": written[:40],
        "on_text": current().date(day) if day else "",
        "on_error": _("This is not a date. Write it as 2026-03-01.") if unread else "",
        "on_action": action,
    }


def staff_words(member: StaffOut) -> dict[str, Any]:
    """One of the staff in words."""
    spoken = current()
    return {
        "name": member.name,
        "role": str(STAFF_ROLE_LABELS[member.role]),
        "from_on": spoken.date(member.from_on),
        "to_on": spoken.date(member.to_on) if member.to_on else "",
        "phone": member.phone,
        "email": member.email,
    }


def _row(member: StaffOut, code: str) -> dict[str, Any]:
    return staff_words(member) | {"href": site_path(code, "staff", str(member.id))}


def _back(code: str, done: str) -> Redirect:
    return Redirect(site_path(code, "staff") + f"?done={done}", status_code=303)


def _read(model: type[Wanted], form: Mapping[str, Any]) -> Wanted:
    """The form as `model`; an empty field is one that was not filled in. Raises StaffWrong."""
    typed = {name: str(form.get(name, "")).strip() for name in model.model_fields}
    try:
        return model.model_validate({name: text for name, text in typed.items() if text})
    except ValidationError as error:
        raise StaffWrong(dict(field_errors([dict(each) for each in error.errors()]))) from error


def _form(request: HouseRequest, shop: SiteOut, typed: Any, refusal: ServicemarkError | None = None) -> Page:
    crumbs = trail_to(shop, visit_of(request).language, _("Staff"), "staff", _("Add a person"))
    roles = [{"value": role, "label": str(label)} for role, label in STAFF_ROLE_LABELS.items()]
    return page(
        "site_staff_new.html",
        status=refusal.status if refusal else 200,
        site=shop,
        action=site_path(shop.code, "staff"),
        roles=roles,
        typed={name: str(typed.get(name, "")) for name in StaffIn.model_fields},
        same_name=isinstance(refusal, SameNameThere),
        **_faults(refusal),
        breadcrumbs=crumbs,
    )


def _member_page(
    request: HouseRequest,
    actor: Actor,
    shop: SiteOut,
    member: StaffOut,
    typed: Any,
    refusal: ServicemarkError | None = None,
) -> Page:
    here = site_path(shop.code, "staff", str(member.id))
    return page(
        "site_staff_member.html",
        status=refusal.status if refusal else 200,
        site=shop,
        member=staff_words(member),
        managing=actor.may(Permission.MANAGE_STAFF),
        moving=actor.may(Permission.CHANGE_SITE_FILES) and member.to_on is None,
        action=here,
        left_action=f"{here}/left",
        typed={name: str(typed.get(name) or "") for name in ("name", "phone", "email", "to_on")},
        **_faults(refusal),
        breadcrumbs=trail_to(shop, visit_of(request).language, _("Staff"), "staff", member.name),
    )


def _faults(refusal: ServicemarkError | None) -> dict[str, Any]:
    """`errors` of the summary and `wrong` by field."""
    if refusal is None:
        return {"errors": [], "wrong": {}}
    named = refusal.fields if isinstance(refusal, Invalid) else {"same_name": refusal.text()}
    wrong = {name: str(text) for name, text in named.items()}
    errors = [
        {
            "field": name,
            "message": _("%(label)s: %(message)s") % {"label": LABELS[name], "message": text}
            if name in LABELS
            else text,
        }
        for name, text in wrong.items()
    ]
    return {"errors": errors, "wrong": wrong}
