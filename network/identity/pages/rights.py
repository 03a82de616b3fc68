"""Pages: who holds which of the six rights over which region, granting one and taking it back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import RIGHT_LABELS, RIGHTS, Actor, Permission, Role
from network.foundation.clock import now
from network.foundation.errors import NotFound, ServicemarkError
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.identity.commands.rights import grant_right, revoke_right
from network.identity.lists.rights import RIGHTS_HELD
from network.identity.pages.places import Places, day_text, plain_day, plain_until, right_text, until_text
from network.identity.pages.scope_form import checked, told
from network.identity.queries.memberships import managers
from network.identity.queries.places import region_tree
from network.identity.queries.rights import rights_held
from network.identity.schemas.access_review import HeldRightOut, HeldRightsOut
from network.identity.schemas.memberships import ReasonIn, RightIn
from network.sites.pages.sites import region_groups
from network.web.downloads import MOST_ROWS, Cell, check_rows, format_of, table_download
from network.web.guards import allows
from network.web.listing import ListState, options
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page

FIELDS = ("membership", "right", "region", "last_day")


class RightPages(Controller):
    path = "/rights"

    @get(guards=[allows(Permission.READ_ACCESS)])
    async def rights(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """Who holds what, as a matrix and as a list; or the list as a file (`?format=csv`)."""
        state, places = ListState.read(request.query_params, RIGHTS_HELD), Places(await region_tree(actor))
        try:
            found = await rights_held(actor, state, now(), limit=MOST_ROWS)
        except NotFound as refusal:
            return _page(actor, HeldRightsOut(items=[], total=0, at=now()), state, places, unknown=refusal.text())
        if kind := format_of(request):
            check_rows(found.total)
            shown = state.visible()
            rows = [[(_cells(held, places) | _plain(held))[column.key] for column in shown] for held in found.items]
            return await table_download(_("Rights"), [str(column.label) for column in shown], rows, kind)
        return _page(actor, found, state.within(found.total), places)

    @get("/grant", guards=[allows(Permission.MANAGE_ACCOUNTS)])
    async def grant_form(self, actor: NamedDependency[Actor], membership: FromQuery[str] = "") -> Page:
        return await _form(actor, {"membership": membership}, {"errors": [], "wrong": {}})

    @post("/grant", guards=[allows(Permission.MANAGE_ACCOUNTS)])
    async def grant(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        form = await request.form()
        typed = {name: str(form.get(name, "")).strip()[:300] for name in FIELDS}
        try:
            wanted = checked(RightIn, {name: text for name, text in typed.items() if text})
            await grant_right(actor, wanted, now())
        except ServicemarkError as refusal:
            return await _form(actor, typed, told(refusal), refusal.status)
        held_by = next((each.account for each in await managers(actor, now()) if each.id == wanted.membership), None)
        return Redirect(f"/people/{held_by}?done=granted" if held_by else "/rights", status_code=303)

    @post("/{right_id:int}/revoke", guards=[allows(Permission.MANAGE_ACCOUNTS)])
    async def revoke(
        self, request: HouseRequest, actor: NamedDependency[Actor], right_id: FromPath[int]
    ) -> Response[Any]:
        reason = str((await request.form()).get("reason", "")).strip()
        account = await revoke_right(actor, right_id, checked(ReasonIn, {"reason": reason}).reason, now())
        return Redirect(f"/people/{account}?done=revoked", status_code=303)


def _page(actor: Actor, found: HeldRightsOut, state: ListState, places: Places, unknown: str = "") -> Page:
    shown = found.items[state.offset : state.offset + state.limit]
    count = ngettext("%(count)s grant", "%(count)s grants", found.total) % {"count": current().decimal(found.total)}
    table = list_card(
        state,
        found.total,
        [{**_cells(held, places), "href": _person(actor, held.account)} for held in shown],
        title=_("Every grant"),
        count=count,
        search_label=_("Name of the person"),
        groups=[
            options(state, "right", _("Right"), {right.value: RIGHT_LABELS[right] for right in RIGHTS}),
            *region_groups(state, places.tree, current()),
        ],
        chips=_site_chip(state),
        empty=Empty(_("Nobody holds a right"), _("Administrators hold all six; managers are granted them.")),
    )
    return page(
        "rights.html",
        table=table,
        state=state,
        keep=state.parameters("site", "page"),
        site=state.filters.get("site", ""),
        unknown=unknown,
        heads=[str(RIGHT_LABELS[right]) for right in RIGHTS],
        matrix=_matrix(actor, found.items, places),
        may_grant=actor.may(Permission.MANAGE_ACCOUNTS),
        breadcrumbs=[{"label": _("Rights"), "href": ""}],
    )


def _matrix(actor: Actor, held: list[HeldRightOut], places: Places) -> list[dict[str, Any]]:
    """A row for each region that a right was given over, everywhere first; a cell for each of the six."""
    rows = []
    for region in sorted({each.region for each in held}, key=lambda path: path or ""):
        here = [each for each in held if each.region == region]
        cells = [[_holder(actor, each) for each in here if each.right is right] for right in RIGHTS]
        rows.append({"region": places.over(region), "cells": cells})
    return rows


def _holder(actor: Actor, held: HeldRightOut) -> dict[str, Any]:
    return {
        "name": held.name,
        "href": _person(actor, held.account),
        "since": day_text(held.since),
        "by_role": held.role is Role.HQ_ADMINISTRATOR,
    }


def _person(actor: Actor, account: UUID) -> str:
    """The page of a person, for those who may open it."""
    return f"/people/{account}" if actor.may(Permission.MANAGE_ACCOUNTS) else ""


def _cells(held: HeldRightOut, places: Places) -> dict[str, Cell]:
    return {
        "name": held.name,
        "right": right_text(held.right),
        "region": places.over(held.region),
        "since": day_text(held.since),
        "until": until_text(held.until) or _("no end"),
        "grantor": _("by role") if held.role is Role.HQ_ADMINISTRATOR else held.grantor,
    }


def _plain(held: HeldRightOut) -> dict[str, Cell]:
    return {"since": plain_day(held.since), "until": plain_until(held.until)}


def _site_chip(state: ListState) -> list[dict[str, str]]:
    code = state.filters.get("site", "")
    return [{"label": _("Over the site"), "value": code, "remove_href": state.url(site="")}] if code else []


async def _form(actor: Actor, typed: dict[str, str], problem: dict[str, Any], status: int = 200) -> Page:
    """The form by which a right is granted. One's own memberships are not offered: nobody grants to themselves."""
    at: datetime = now()
    places = Places(await region_tree(actor))
    holders = [
        {
            "value": str(each.id),
            "label": f"{each.name} ({each.email}): "
            + places.scope(Role.HQ_MANAGER, whole_network=each.whole_network, regions=each.regions, sites=0),
        }
        for each in await managers(actor, at)
        if each.account != actor.account
    ]
    return page(
        "right_grant.html",
        status=status,
        holders=holders,
        rights=[{"value": right.value, "label": str(RIGHT_LABELS[right])} for right in RIGHTS],
        regions=[{"value": region.path, "label": places.region(region.path)} for region in places.tree],
        typed={name: typed.get(name, "") for name in FIELDS},
        breadcrumbs=[{"label": _("Rights"), "href": "/rights"}, {"label": _("Grant a right"), "href": ""}],
        **problem,
    )
