"""Pages: inviting somebody, the invitations that wait, and the page that a link leads to."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Invalid, ServicemarkError
from network.foundation.i18n import LANGUAGES, current, lazy
from network.foundation.i18n import gettext as _
from network.foundation.settings import Settings
from network.identity.commands.invitations import accept_invitation, invite, renew_invitation, revoke_invitation
from network.identity.errors.people import HasAccount, InvitationGone
from network.identity.pages.places import Places, right_text, role_text
from network.identity.pages.scope_form import ScopeForm, checked, choice_lines, told
from network.identity.queries.invitations import invitation, waiting_invitations
from network.identity.queries.places import region_tree, site_choices
from network.identity.rules.invitations import VALID_FOR, InvitationState
from network.identity.schemas.invitations import AcceptIn, InvitationIn, InvitationMade, InvitationOut, InvitedOut
from network.web.guards import allows, public
from network.web.requests import HouseRequest
from network.web.templating import Page, page

NO_PROBLEM: dict[str, Any] = {"errors": [], "wrong": {}}
DONE = {"revoked": lazy("The invitation is revoked: its link is good no more.")}


class InvitationPages(Controller):
    path = "/people"
    guards = [allows(Permission.MANAGE_ACCOUNTS)]

    @get("/invite")
    async def form(self, actor: NamedDependency[Actor]) -> Page:
        return await _form(actor, ScopeForm(), NO_PROBLEM)

    @post("/invite")
    async def invite(
        self, request: HouseRequest, actor: NamedDependency[Actor], settings: NamedDependency[Settings]
    ) -> Response[Any]:
        """Shows the link this once: only its SHA-256 is kept, so there is nothing to redirect to."""
        form = await request.form()
        typed = ScopeForm.read(form)
        if "find" in form:
            return await _form(actor, typed, NO_PROBLEM)
        try:
            made = await invite(actor, checked(InvitationIn, typed.values("email", "name")), now())
        except ServicemarkError as refusal:
            return await _form(actor, typed, told(refusal), refusal)
        return _made(request, settings, made)

    @get("/site-choices")
    async def site_choices(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Page:
        """The part of a form that offers sites, while somebody types what to search for."""
        searched, chosen = str(request.query_params.get("search", ""))[:200], request.query_params.getall("sites", [])
        return page("site_choices.html", choices=choice_lines(await site_choices(actor, searched, chosen[:2000])))

    @get("/invitations")
    async def waiting(self, actor: NamedDependency[Actor], done: FromQuery[str] = "") -> Page:
        """The invitations that nobody has accepted yet."""
        places = Places(await region_tree(actor))
        return page(
            "invitations.html",
            invitations=[_line(each, places) for each in await waiting_invitations(actor, now())],
            flashes=[{"tone": "good", "text": str(DONE[done])}] if done in DONE else [],
            breadcrumbs=_crumbs(_("Invitations")),
        )

    @post("/invitations/{invitation_id:uuid}/renew", status_code=200)
    async def renew(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        invitation_id: FromPath[UUID],
    ) -> Page:
        return _made(request, settings, await renew_invitation(actor, invitation_id, now()))

    @post("/invitations/{invitation_id:uuid}/revoke")
    async def revoke(self, actor: NamedDependency[Actor], invitation_id: FromPath[UUID]) -> Response[Any]:
        await revoke_invitation(actor, invitation_id, now())
        return Redirect("/people/invitations?done=revoked", status_code=303)


class AcceptPages(Controller):
    path = "/invitations"
    guards = [public]

    @get("/accepted")
    async def accepted(self) -> Page:
        return page("invitation_accepted.html")

    @get("/{token:str}")
    async def invitation(self, token: FromPath[str]) -> Page:
        """Who invites to what; the same polite page for a link that is not good, whatever the reason."""
        try:
            found = await invitation(token, now())
        except InvitationGone as refusal:
            return page("invitation_gone.html", status=refusal.status)
        return _accept_form(token, found, {"name": found.name, "language": current().code}, NO_PROBLEM)

    @post("/{token:str}")
    async def accept(self, request: HouseRequest, token: FromPath[str]) -> Response[Any]:
        form = await request.form()
        typed = {name: str(form.get(name, ""))[:1000] for name in ("name", "language")}
        password, again = str(form.get("password", "")), str(form.get("password_again", ""))
        try:
            found = await invitation(token, now())
            if password != again:
                raise Invalid({"password_again": _("The two passwords are not the same.")})
            await accept_invitation(token, checked(AcceptIn, {**typed, "password": password}), now())
        except InvitationGone as refusal:
            return page("invitation_gone.html", status=refusal.status)
        except Invalid as refusal:
            return _accept_form(token, found, typed, told(refusal), refusal.status)
        return Redirect("/invitations/accepted", status_code=303)


def _accept_form(
    token: str, found: InvitedOut, typed: dict[str, str], problem: dict[str, Any], status: int = 200
) -> Page:
    """The page that a good link leads to. A password is never shown again."""
    return page(
        "invitation.html",
        status=status,
        action=f"/invitations/{token}",
        email=found.email,
        inviter=found.inviter,
        role=role_text(found.role),
        expires=current().moment(found.expires_at),
        typed=typed,
        languages=[{"value": code, "label": label} for code, label in LANGUAGES.items()],
        **problem,
    )


async def _form(
    actor: Actor, typed: ScopeForm, problem: dict[str, Any], refusal: ServicemarkError | None = None
) -> Page:
    """The form by which somebody is invited, with what was typed; `known`: the account that the address has already."""
    return page(
        "invite.html",
        status=refusal.status if refusal else 200,
        known=f"/people/{refusal.account}/memberships/new" if isinstance(refusal, HasAccount) else "",
        days=VALID_FOR.days,
        breadcrumbs=_crumbs(_("Invite somebody")),
        **typed.as_typed(await region_tree(actor), await site_choices(actor, typed.search, list(typed.sites))),
        **problem,
    )


def _made(request: HouseRequest, settings: Settings, made: InvitationMade) -> Page:
    """The link, with the address that people use."""
    base = settings.public_url or str(request.base_url)
    return page(
        "invitation_link.html",
        email=made.email,
        link=base.rstrip("/") + made.path,
        expires=current().moment(made.expires_at),
        breadcrumbs=_crumbs(_("Invitation")),
    )


def _line(each: InvitationOut, places: Places) -> dict[str, Any]:
    return {
        "id": str(each.id),
        "name": each.name,
        "email": each.email,
        "role": role_text(each.role),
        "scope": places.reach_of(each),
        "rights": ", ".join(right_text(right) for right in each.rights),
        "inviter": each.inviter,
        "created": current().date(each.created_at.date()),
        "expires": current().moment(each.expires_at),
        "open": each.state is InvitationState.OPEN,
    }


def _crumbs(label: str) -> list[dict[str, str]]:
    return [{"label": _("People"), "href": "/people"}, {"label": label, "href": ""}]
