"""Pages: the pre-check lists of all products, their versions, and how a draft becomes the list in force."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import gettext as _
from network.repairs.commands.prechecks import delete_draft, publish_draft, start_draft
from network.repairs.errors.prechecks import BadPrecheckForm
from network.repairs.pages.prechecks_words import (
    PATH,
    brief,
    list_name,
    list_path,
    list_tabs,
    problem_lines,
    reason_lines,
    step_views,
    trail_to,
)
from network.repairs.queries.filters import frequent_reasons, returned_products
from network.repairs.queries.prechecks import list_lists, read_list
from network.repairs.rules.filters import last_quarters
from network.repairs.schemas.prechecks import PrecheckList, PublishIn, StartIn, dump_prechecks
from network.web.downloads import download
from network.web.forms import read_as, typed_values
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.versions import version_of

YAML = "application/yaml; charset=utf-8"


class PrecheckPages(Controller):
    path = PATH
    guards = [allows(Permission.READ_RECORDS)]

    @get()
    async def lists(self, actor: NamedDependency[Actor]) -> Page:
        """Every version of every product's list."""
        kept = await list_lists(actor)
        changes = actor.may(Permission.CHANGE_PRECHECKS)
        return page(
            "prechecks.html",
            tabs=list_tabs("lists"),
            products=_products(kept),
            copied=next((list_path(each) for each in kept if not each.is_draft), "") if changes else "",
            known=await returned_products(actor) if changes else [],
            breadcrumbs=[{"label": _("Pre-checks"), "href": ""}],
        )

    @get("/{list_id:uuid}")
    async def show(self, actor: NamedDependency[Actor], list_id: FromPath[UUID]) -> Page:
        """One version, as a site sees it, and why units of its product came up without a fault."""
        kept = await read_list(actor, list_id)
        reasons = await frequent_reasons(actor, kept.product, *last_quarters(now().date()))
        changes = actor.may(Permission.CHANGE_PRECHECKS)
        return page(
            "precheck_list.html",
            **brief(kept),
            steps=step_views(kept.document),
            reasons=reason_lines(reasons, kept.document),
            problems=problem_lines(kept.document) if kept.is_draft else [],
            changes=changes and kept.is_draft,
            copies=changes and not kept.is_draft,
            breadcrumbs=trail_to(kept),
        )

    @get("/{list_id:uuid}/document")
    async def document(self, actor: NamedDependency[Actor], list_id: FromPath[UUID]) -> Response[bytes]:
        """The same as a YAML file, to take away."""
        kept = await read_list(actor, list_id)
        name = " ".join((_("Pre-checks"), list_name(kept), str(kept.version)))
        return download(f"{name}.yaml", dump_prechecks(kept.document).encode(), YAML)

    @post("/{list_id:uuid}/drafts", guards=[allows(Permission.CHANGE_PRECHECKS)])
    async def draft(self, request: HouseRequest, actor: NamedDependency[Actor], list_id: FromPath[UUID]) -> Redirect:
        """Start a draft that says what this version says, for its product or for another one."""
        typed = typed_values(await request.form(), StartIn.model_fields)
        product = read_as(StartIn, typed, BadPrecheckForm).product
        made = await start_draft(actor, list_id, now(), product or None)
        return Redirect(f"{list_path(made)}/edit", status_code=303)

    @post("/{list_id:uuid}/publish", guards=[allows(Permission.CHANGE_PRECHECKS)])
    async def publish(self, request: HouseRequest, actor: NamedDependency[Actor], list_id: FromPath[UUID]) -> Redirect:
        """Publish a draft for good, as it was read."""
        form = await request.form()
        said = read_as(PublishIn, typed_values(form, PublishIn.model_fields), BadPrecheckForm)
        made = await publish_draft(actor, list_id, said, version_of(form), now())
        return Redirect(list_path(made), status_code=303)

    @post("/{list_id:uuid}/delete", guards=[allows(Permission.CHANGE_PRECHECKS)])
    async def delete(self, actor: NamedDependency[Actor], list_id: FromPath[UUID]) -> Redirect:
        """Delete a draft."""
        await delete_draft(actor, list_id)
        return Redirect(PATH, status_code=303)


def _products(kept: list[PrecheckList]) -> list[dict[str, Any]]:
    """A group a product: its versions, the newest first; the list of every other product comes first."""
    groups: dict[str, list[PrecheckList]] = {}
    for each in kept:
        groups.setdefault(each.product, []).append(each)
    return [
        {"name": list_name(versions[0]), "lines": [brief(each) for each in versions]} for versions in groups.values()
    ]
