"""Pages: people, one person, and what an administrator does to their account and memberships."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import gettext as _
from network.identity.commands.accounts import reset_password
from network.identity.commands.memberships import add_membership, end_membership
from network.identity.commands.people import disable_person, enable_person
from network.identity.commands.second_factor import reset_second_factor
from network.identity.lists.people import PEOPLE
from network.identity.pages.person import people_page, people_rows, person_page
from network.identity.pages.places import Places
from network.identity.pages.scope_form import ScopeForm, checked, told
from network.identity.queries.people import list_people, person
from network.identity.queries.places import region_tree, site_choices
from network.identity.rules.passwords import made_password
from network.identity.schemas.memberships import EndIn, MembershipIn, ReasonIn
from network.web.downloads import MOST_ROWS, check_rows, format_of, table_download
from network.web.guards import allows
from network.web.listing import ListState
from network.web.requests import HouseRequest
from network.web.templating import Page, page


class PeoplePages(Controller):
    path = "/people"
    guards = [allows(Permission.MANAGE_ACCOUNTS)]

    @get()
    async def people(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """Everyone with an account, or what is shown of them as a file (`?format=csv`)."""
        state, places = ListState.read(request.query_params, PEOPLE), Places(await region_tree(actor))
        if kind := format_of(request):
            found = await list_people(actor, state, now(), limit=MOST_ROWS)
            check_rows(found.total)
            header, rows = people_rows(found, state, places)
            return await table_download(_("People"), header, rows, kind)
        found = await list_people(actor, state, now())
        return people_page(found, state.within(found.total), places)

    @get("/{account_id:uuid}")
    async def person(
        self, actor: NamedDependency[Actor], account_id: FromPath[UUID], done: FromQuery[str] = ""
    ) -> Page:
        """One person; `done` says what was just done."""
        return await _person(actor, account_id, done=done)

    @post("/{account_id:uuid}/disable")
    async def disable(
        self, request: HouseRequest, actor: NamedDependency[Actor], account_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = await _typed(request)
        try:
            await disable_person(actor, account_id, checked(ReasonIn, typed).reason, now())
        except ServicemarkError as refusal:
            return await _person(actor, account_id, refusal=refusal, typed=typed)
        return _back(account_id, "disabled")

    @post("/{account_id:uuid}/enable")
    async def enable(
        self, request: HouseRequest, actor: NamedDependency[Actor], account_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = await _typed(request)
        try:
            await enable_person(actor, account_id, checked(ReasonIn, typed).reason, now())
        except ServicemarkError as refusal:
            return await _person(actor, account_id, refusal=refusal, typed=typed)
        return _back(account_id, "enabled")

    @post("/{account_id:uuid}/password", status_code=200)
    async def password(self, actor: NamedDependency[Actor], account_id: FromPath[UUID]) -> Page:
        """Give a password made here, and show it this once: it cannot be asked for again, so nothing to redirect to."""
        found, password = await person(actor, account_id, now()), made_password()
        await reset_password(actor, found.email, password)
        return page("new_password.html", person=found, password=password, breadcrumbs=_crumbs(found.name, account_id))

    @post("/{account_id:uuid}/second-factor/reset")
    async def reset_second_factor(self, actor: NamedDependency[Actor], account_id: FromPath[UUID]) -> Response[Any]:
        try:
            await reset_second_factor(actor, account_id)
        except ServicemarkError as refusal:
            return await _person(actor, account_id, refusal=refusal)
        return _back(account_id, "reset")

    @get("/{account_id:uuid}/memberships/new")
    async def new_membership(self, actor: NamedDependency[Actor], account_id: FromPath[UUID]) -> Page:
        return await _membership_form(actor, account_id, ScopeForm(), {"errors": [], "wrong": {}})

    @post("/{account_id:uuid}/memberships")
    async def add_membership(
        self, request: HouseRequest, actor: NamedDependency[Actor], account_id: FromPath[UUID]
    ) -> Response[Any]:
        form = await request.form()
        typed = ScopeForm.read(form)
        if "find" in form:
            return await _membership_form(actor, account_id, typed, {"errors": [], "wrong": {}})
        try:
            wanted = checked(MembershipIn, typed.values("first_day"))
            await add_membership(actor, account_id, wanted, now())
        except ServicemarkError as refusal:
            return await _membership_form(actor, account_id, typed, told(refusal), refusal.status)
        return _back(account_id, "added")

    @post("/{account_id:uuid}/memberships/{membership_id:uuid}/end")
    async def end_membership(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        account_id: FromPath[UUID],
        membership_id: FromPath[UUID],
    ) -> Response[Any]:
        typed = await _typed(request)
        try:
            account = await end_membership(actor, membership_id, checked(EndIn, typed), now())
        except ServicemarkError as refusal:
            return await _person(actor, account_id, refusal=refusal, typed=typed)
        return _back(account, "ended")


async def _typed(request: HouseRequest) -> dict[str, str]:
    """What was written into a dialog; what was left empty is not there."""
    form = await request.form()
    written = {name: str(form.get(name, "")).strip()[:600] for name in ("last_day", "reason")}
    return {name: text for name, text in written.items() if text}


async def _person(
    actor: Actor,
    account: UUID,
    *,
    done: str = "",
    refusal: ServicemarkError | None = None,
    typed: dict[str, str] | None = None,
) -> Page:
    """The page of one person, after something was done, or with why it was not and what was typed for it."""
    problem = told(refusal) if refusal else {"errors": [], "wrong": {}}
    found, places = await person(actor, account, now()), Places(await region_tree(actor))
    shown = person_page(actor, found, places, now(), done=done, typed=typed or {}, **problem)
    shown.status_code = refusal.status if refusal else 200
    return shown


async def _membership_form(
    actor: Actor, account: UUID, typed: ScopeForm, problem: dict[str, Any], status: int = 200
) -> Page:
    """The form of a further role, with what was typed."""
    found, choices = await person(actor, account, now()), await site_choices(actor, typed.search, list(typed.sites))
    return page(
        "membership_new.html",
        status=status,
        person=found,
        breadcrumbs=[*_crumbs(found.name, account), {"label": _("Add a membership"), "href": ""}],
        **typed.as_typed(await region_tree(actor), choices),
        **problem,
    )


def _crumbs(name: str, account: UUID) -> list[dict[str, str]]:
    return [{"label": _("People"), "href": "/people"}, {"label": name, "href": f"/people/{account}"}]


def _back(account: UUID, done: str) -> Redirect:
    return Redirect(f"/people/{account}?done={done}", status_code=303)
