"""Pages: the file of a site, and a form for each section of it."""

from typing import Any
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Invalid, NotFound, ServicemarkError
from network.foundation.i18n import current, lazy
from network.foundation.i18n import gettext as _
from network.sites.commands.site_files import change_site_file
from network.sites.pages.document_words import document_row
from network.sites.pages.site_file_forms import (
    Typed,
    changes_of,
    controls,
    error_lines,
    read_form,
    rows,
    typed_from,
)
from network.sites.pages.site_file_words import all_words, equipment_rows
from network.sites.pages.sites import site_path, site_tabs, trail_to
from network.sites.queries.documents import list_documents
from network.sites.queries.proposals import proposals_of
from network.sites.queries.site_files import operator_names, region_choices, site_file
from network.sites.queries.sites import site
from network.sites.rules.documents import BINDING, in_force
from network.sites.rules.proposals import ProposalState
from network.sites.rules.site_files import FIELDS, SECTION_LABELS, Section, fields_of
from network.sites.schemas.site_files import SiteFileOut
from network.sites.schemas.sites import SiteOut
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, differences, version_of
from network.web.visit import visit_of

DONE = {
    "changed": lazy("The file has been changed."),
    "proposed": lazy("Headquarters has been asked. The file stays as it is until they have decided."),
}


class SiteFilePages(Controller):
    path = "/sites/{code:str}/file"
    guards = [allows(Permission.READ_SITE_FILES)]

    @get()
    async def show(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], done: FromQuery[str] = ""
    ) -> Page:
        """The whole file; whoever may not change it proposes changes, section by section."""
        shop, file = await site(actor, code), await site_file(actor, code)
        context = await _file_context(request, actor, shop, file)
        return page("site_file.html", **context, flashes=_flashes(done))

    @get("/{section:str}")
    async def form(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], section: FromPath[str]
    ) -> Page:
        shop, file = await site(actor, code), await site_file(actor, code)
        wanted = section_of(section)
        return await form_page(request, actor, shop, wanted, typed_from(file, wanted), file.version)

    @post("/{section:str}", guards=[allows(Permission.CHANGE_SITE_FILES)])
    async def change(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], section: FromPath[str]
    ) -> Response[Any]:
        shop, wanted, form = await site(actor, code), section_of(section), await request.form()
        typed, version = read_form(form, wanted, open_only=False), version_of(form)
        if form.get("more"):
            return await form_page(request, actor, shop, wanted, typed, version)
        try:
            await change_site_file(actor, code, version, changes_of(typed, wanted), now())
        except (Invalid, PreconditionFailed) as refusal:
            return await form_page(request, actor, shop, wanted, typed, version, refusal)
        return Redirect(site_path(code, "file") + "?done=changed", status_code=303)


def section_of(name: str) -> Section:
    """Raises NotFound."""
    try:
        return Section(name)
    except ValueError:
        raise NotFound() from None


async def form_page(
    request: HouseRequest,
    actor: Actor,
    shop: SiteOut,
    section: Section,
    typed: Typed,
    version: int,
    refusal: ServicemarkError | None = None,
    reason: str = "",
) -> Page:
    """The form of a section with what was typed, and beside it what was refused or has changed meanwhile."""
    proposing = not actor.may(Permission.CHANGE_SITE_FILES)
    regions = [] if proposing or section is not Section.IDENTITY else await region_choices(actor)
    operators = [] if proposing or section is not Section.IDENTITY else await operator_names(actor)
    wrong = _wrong(refusal)
    title = str(SECTION_LABELS[section])
    overtaken = refusal if isinstance(refusal, PreconditionFailed) else None
    return page(
        "site_file_form.html",
        status=refusal.status if refusal else 200,
        site=shop,
        section=section.value,
        title=title,
        proposing=proposing,
        action=site_path(shop.code, "proposals") if proposing else site_path(shop.code, "file", section),
        cancel_href=site_path(shop.code, "file"),
        version=overtaken.current if overtaken else version,
        overtaken=overtaken.text() if overtaken else "",
        both=_both(section, typed, overtaken, proposing=proposing),
        controls=controls(section, typed, wrong, regions, open_only=proposing),
        rows=rows(section, typed, wrong),
        operators=operators,
        errors=error_lines(wrong),
        wrong=wrong,
        reason=reason,
        breadcrumbs=trail_to(shop, visit_of(request).language, _("Site file"), "file", title),
    )


def _wrong(refusal: ServicemarkError | None) -> dict[str, str]:
    if not isinstance(refusal, Invalid):
        return {}
    return {name: str(text) for name, text in refusal.fields.items()} or {"": refusal.text()}


def _both(
    section: Section, typed: Typed, overtaken: PreconditionFailed | None, *, proposing: bool
) -> list[dict[str, Any]]:
    """What was typed beside what holds now, field by field; what cannot even be read is shown as it was typed."""
    if overtaken is None:
        return []
    try:
        yours = all_words(changes_of(typed, section).values())
    except Invalid:
        yours = dict(typed.texts)
    labels = {name: FIELDS[name].label for name in fields_of(section, open_only=proposing)}
    return differences(labels, yours, all_words(overtaken.theirs))


def _flashes(done: str) -> list[dict[str, str]]:
    return [{"tone": "good", "text": str(DONE[done])}] if done in DONE else []


async def _file_context(request: HouseRequest, actor: Actor, shop: SiteOut, file: SiteFileOut) -> dict[str, Any]:
    """The names that site_file.html needs."""
    spoken, zone = visit_of(request).language, ZoneInfo(file.time_zone)
    today = now().astimezone(zone).date()
    proposals = await proposals_of(actor, file.code)
    binding = [each for each in in_force(await list_documents(actor, file.code), today) if each.kind in BINDING]
    changing = actor.may(Permission.CHANGE_SITE_FILES)
    return {
        "site": shop,
        "file": file,
        "sections": [_section(shop, file, section, changing=changing) for section in Section],
        "equipment": equipment_rows(file.equipment, today),
        "binding": [document_row(each, today, file.code) for each in binding],
        "notation": file.opening_hours,
        "changing": changing,
        "proposals": {
            "count": len(proposals),
            "open": sum(each.state is ProposalState.OPEN for each in proposals),
            "href": site_path(file.code, "proposals"),
        },
        "tabs": site_tabs(actor, file.code, "file"),
        "breadcrumbs": trail_to(shop, spoken, _("Site file")),
    }


def _section(shop: SiteOut, file: SiteFileOut, section: Section, *, changing: bool) -> dict[str, Any]:
    """A card of the file. `href`: where it is changed or a change of it is proposed."""
    told = all_words(file.values()) | {"region": (shop.region_in(current().code) or "").replace("/", " / ")}
    # Most sites never close: a dash would look like something that is still to be entered.
    names = [name for name in fields_of(section) if name != "closed_on" or told[name]]
    return {
        "key": section.value,
        "title": str(SECTION_LABELS[section]),
        "items": [
            {"label": str(FIELDS[name].label), "value": told[name] or None, "reason": _("Nobody has entered it yet.")}
            for name in names
        ],
        "href": site_path(file.code, "file", section),
        "mine": changing or bool(fields_of(section, open_only=True)),
    }
