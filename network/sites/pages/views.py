"""Pages: keeping the list of sites as one sees it, and putting what one has kept in order."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from pydantic import ValidationError

from network.foundation.access import Actor, Permission
from network.foundation.i18n import gettext as _
from network.sites.commands.views import change_view, delete_view, save_view
from network.sites.errors.views import TooManyViews, ViewNameTaken
from network.sites.lists.sites import SITES
from network.sites.pages.view_pills import view_path
from network.sites.pages.view_words import view_facts
from network.sites.queries.views import list_views
from network.sites.schemas.views import ViewChangeIn, ViewIn
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.validation import field_errors

PATH = "/views"


class ViewPages(Controller):
    path = PATH
    guards = [allows(Permission.READ_SITES)]

    @get()
    async def views(self, actor: NamedDependency[Actor], done: FromQuery[str] = "") -> Page:
        """One's own views. `done`: what has just been done to one of them."""
        return await _shown(actor, done=done)

    @post()
    async def save(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """Keep the list that the form was sent from; the form again when that cannot be."""
        form = await request.form()
        typed = {name: str(form.get(name, "")) for name in ("name", "query")}
        try:
            view = await save_view(actor, ViewIn(list="sites", replace=bool(form.get("replace")), **typed))
        except ValidationError as wrong:
            return _form(typed, field_errors(wrong.errors()), 422)
        except ViewNameTaken as taken:
            return _form(typed, {"name": taken.text()}, taken.status, replaceable=True)
        except TooManyViews as refusal:
            return _form(typed, {"": refusal.text()}, refusal.status)
        return Redirect(view_path(view), status_code=303)

    @post("/{view_id:uuid}/name")
    async def rename(
        self, request: HouseRequest, actor: NamedDependency[Actor], view_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = str((await request.form()).get("name", ""))
        try:
            await change_view(actor, view_id, ViewChangeIn(name=typed))
        except ValidationError as wrong:
            return await _shown(actor, wrong=(view_id, typed, field_errors(wrong.errors())["name"], 422))
        except ViewNameTaken as taken:
            return await _shown(actor, wrong=(view_id, typed, taken.text(), taken.status))
        return Redirect(f"{PATH}?done=renamed", status_code=303)

    @post("/{view_id:uuid}/default")
    async def default(self, request: HouseRequest, actor: NamedDependency[Actor], view_id: FromPath[UUID]) -> Redirect:
        """The list opens with this view, or (`default` empty) no longer does."""
        chosen = bool((await request.form()).get("default"))
        await change_view(actor, view_id, ViewChangeIn(is_default=chosen))
        return Redirect(f"{PATH}?done=default", status_code=303)

    @post("/{view_id:uuid}/delete")
    async def delete(self, actor: NamedDependency[Actor], view_id: FromPath[UUID]) -> Redirect:
        await delete_view(actor, view_id)
        return Redirect(f"{PATH}?done=deleted", status_code=303)


def _form(typed: dict[str, str], wrong: dict[str, str], status: int, *, replaceable: bool = False) -> Page:
    return page(
        "view_new.html",
        status=status,
        typed=typed,
        wrong=wrong,
        errors=[{"field": field, "message": text} for field, text in wrong.items()],
        replaceable=replaceable,
        facts=view_facts(typed["query"]),
        breadcrumbs=[{"label": _("Sites"), "href": SITES.path}, {"label": _("Save view"), "href": ""}],
    )


async def _shown(actor: Actor, *, done: str = "", wrong: tuple[UUID, str, str, int] | None = None) -> Page:
    """All views; `wrong`: which one was not renamed, what was typed, why not, and the status of the answer."""
    told = {
        "renamed": _("The view has its new name."),
        "default": _("Saved. The list of sites opens as you have chosen."),
        "deleted": _("The view was deleted."),
    }.get(done)
    refused, typed, reason, status = wrong or (None, "", "", 200)
    return page(
        "views.html",
        status=status,
        views=[
            {
                "id": view.id,
                "name": view.name,
                "typed": typed if view.id == refused else view.name,
                "error": reason if view.id == refused else "",
                "href": view_path(view),
                "is_default": view.is_default,
                "facts": view_facts(view.query),
            }
            for view in await list_views(actor, "sites")
        ],
        flashes=[{"tone": "good", "text": told}] if told else [],
        breadcrumbs=[{"label": _("Sites"), "href": SITES.path}, {"label": _("My views"), "href": ""}],
    )
