"""Pages: the templates of a site's order desk."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from network.foundation.access import Actor, Permission
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import current, lazy
from network.foundation.i18n import gettext as _
from network.repairs.commands.desk.templates import add_template, change_template, remove_template
from network.repairs.errors.desk import BadDeskEntry, TemplateNameTaken
from network.repairs.pages.desk import desk_trail, told_at
from network.repairs.queries.desk import suggestions, template, templates
from network.repairs.schemas.desk import TemplateIn, TemplateOut
from network.sites.pages.sites import site_path, trail_to
from network.sites.queries.sites import site
from network.sites.schemas.sites import SiteOut
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page

FIELDS = tuple(TemplateIn.model_fields)
DONE = {
    "added": lazy("The template is there: it can be chosen when a unit is taken in."),
    "changed": lazy("The template has been changed. Orders that were filled in from it stay as they are."),
    "removed": lazy("The template is gone. Orders that were filled in from it stay as they are."),
}


class DeskTemplatePages(Controller):
    path = "/sites/{code:str}/desk/templates"
    guards = [allows(Permission.RUN_DESK)]

    @get()
    async def templates(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], done: FromQuery[str] = ""
    ) -> Page:
        shop, found = await site(actor, code), await templates(actor, code)
        return page(
            "desk_templates.html",
            site=shop,
            rows=[_row(each, code) for each in found],
            new_href=site_path(code, "desk", "templates", "new"),
            flashes=[{"tone": "good", "text": str(DONE[done])}] if done in DONE else [],
            breadcrumbs=desk_trail(shop, request, _("Templates")),
        )

    @get("/new")
    async def form(self, actor: NamedDependency[Actor], code: FromPath[str]) -> Page:
        return await _form(actor, await site(actor, code), dict.fromkeys(FIELDS, ""))

    @post()
    async def add(self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str]) -> Response[Any]:
        shop, typed = await site(actor, code), typed_values(await request.form(), FIELDS)
        try:
            await add_template(actor, code, _read(typed))
        except (BadDeskEntry, TemplateNameTaken) as refusal:
            return await _form(actor, shop, typed, refusal)
        return told_at(site_path(code, "desk", "templates"), "added")

    @get("/{template_id:uuid}")
    async def show(self, actor: NamedDependency[Actor], code: FromPath[str], template_id: FromPath[UUID]) -> Page:
        shop, found = await site(actor, code), await template(actor, code, template_id)
        return await _form(actor, shop, _texts(found), found=found)

    @post("/{template_id:uuid}")
    async def change(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], template_id: FromPath[UUID]
    ) -> Response[Any]:
        shop, found = await site(actor, code), await template(actor, code, template_id)
        typed = typed_values(await request.form(), FIELDS)
        try:
            await change_template(actor, code, template_id, _read(typed))
        except (BadDeskEntry, TemplateNameTaken) as refusal:
            return await _form(actor, shop, typed, refusal, found)
        return told_at(site_path(code, "desk", "templates"), "changed")

    @post("/{template_id:uuid}/remove")
    async def remove(
        self, actor: NamedDependency[Actor], code: FromPath[str], template_id: FromPath[UUID]
    ) -> Response[Any]:
        await remove_template(actor, code, template_id)
        return told_at(site_path(code, "desk", "templates"), "removed")


def _read(typed: dict[str, str]) -> TemplateIn:
    return read_as(TemplateIn, {name: text for name, text in typed.items() if text.strip()}, BadDeskEntry)


def _texts(found: TemplateOut) -> dict[str, str]:
    return {name: "" if (value := getattr(found, name)) is None else str(value) for name in FIELDS}


def _row(found: TemplateOut, code: str) -> dict[str, str]:
    price, currency = found.quoted_price, found.currency
    return {
        "href": site_path(code, "desk", "templates", str(found.id)),
        "name": found.name,
        "product": found.product or "",
        "symptom": found.symptom,
        "fault_code": found.fault_code or "",
        "price": "" if price is None or currency is None else current().money(price, currency),
    }


async def _form(
    actor: Actor,
    shop: SiteOut,
    typed: dict[str, str],
    refusal: ServicemarkError | None = None,
    found: TemplateOut | None = None,
) -> Page:
    wrong = wrong_fields(refusal)
    here = site_path(shop.code, "desk", "templates")
    title = found.name if found else _("Add a template")
    crumbs = trail_to(shop, current(), _("Order desk"), "desk")
    return page(
        "desk_template.html",
        status=refusal.status if refusal else 200,
        site=shop,
        title=title,
        typed=typed,
        adding=found is None,
        action=f"{here}/{found.id}" if found else here,
        list_href=here,
        lately=await suggestions(actor, shop.code),
        wrong=wrong,
        errors=summary(wrong),
        breadcrumbs=[*crumbs, {"label": _("Templates"), "href": here}, {"label": title, "href": ""}],
    )
