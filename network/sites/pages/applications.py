"""Pages of headquarters: the list of applications, one of them, its photos."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import File

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.evidence.kinds import Kind
from network.foundation.i18n import Language, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.settings import Settings
from network.sites.errors.applications import DocumentNotFound
from network.sites.lists.applications import APPLICATIONS
from network.sites.pages.applications_next import next_step, other_steps
from network.sites.pages.applications_words import (
    course,
    document,
    evidence_groups,
    facts,
    happened,
    state_badge,
    wants,
)
from network.sites.pages.assessments_panel import panel_view
from network.sites.pages.sites import region_groups
from network.sites.queries.applications import application, document_file, wanted_titles
from network.sites.queries.applications_list import list_applications, regions_of_applications
from network.sites.queries.assessments import panel
from network.sites.rules.applications import COURSE, STATE_LABELS, ApplicationState
from network.sites.schemas.applications import ApplicationLineOut, ApplicationOut, ApplicationsOut
from network.sites.schemas.assessments import Panel
from network.sites.schemas.sites import RegionOut
from network.web.downloads import MOST_ROWS, Cell, check_rows, format_of, table_download
from network.web.evidence import evidence_answer
from network.web.guards import allows, signed_in
from network.web.listing import ListState, options
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page
from network.web.visit import visit_of

PATH = "/applications"


class ApplicationPages(Controller):
    path = PATH
    guards = [allows(Permission.READ_APPLICATIONS)]

    @get()
    async def applications(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """All applications in reach, or what is shown of them as a file (`?format=csv`)."""
        state, language = ListState.read(request.query_params, APPLICATIONS), visit_of(request).language
        if kind := format_of(request):
            found = await list_applications(actor, state, limit=MOST_ROWS)
            check_rows(found.total)
            shown = state.visible()
            rows = [[cells(line, language, plain=True)[column.key] for column in shown] for line in found.items]
            return await table_download(_("Applications"), [str(column.label) for column in shown], rows, kind)
        found = await list_applications(actor, state)
        return _list_page(found, state.within(found.total), await regions_of_applications(actor), language)

    @get("/{application_id:uuid}")
    async def show(self, request: HouseRequest, actor: NamedDependency[Actor], application_id: FromPath[UUID]) -> Page:
        found = await application(actor, application_id)
        seats = await panel(actor, application_id, now())
        return page("application.html", **await about(actor, found, seats, visit_of(request).language))

    @get("/{application_id:uuid}/documents/{document_id:uuid}")
    async def photo(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        application_id: FromPath[UUID],
        document_id: FromPath[UUID],
    ) -> Page:
        """A photo in its full size, with those before and after it."""
        found, language = await application(actor, application_id), visit_of(request).language
        return page("application_photo.html", **photo_context(found, document_id, f"{PATH}/{found.id}", language))


class ApplicationFiles(Controller):
    """The files themselves; whether the reader sees their application is asked of the database."""

    path = "/application-documents/{document_id:uuid}"
    guards = [signed_in]

    @get()
    async def file(
        self, actor: NamedDependency[Actor], settings: NamedDependency[Settings], document_id: FromPath[UUID]
    ) -> File:
        found = await document_file(actor, document_id)
        return await evidence_answer(settings.files, found.sha256, found.document.media_type, found.document.name)

    @get("/thumbnail")
    async def thumbnail(
        self, actor: NamedDependency[Actor], settings: NamedDependency[Settings], document_id: FromPath[UUID]
    ) -> File:
        found = await document_file(actor, document_id)
        if found.thumbnail_sha256 is None:
            raise DocumentNotFound()
        media_type, name = found.document.media_type, found.document.name
        return await evidence_answer(settings.files, found.thumbnail_sha256, media_type, name)


async def about(actor: Actor, found: ApplicationOut, seats: Panel, language: Language) -> dict[str, Any]:
    """The names that application.html and the pages of the steps need."""
    return {
        "found": found,
        "name": found.name_in(language.code),
        "badge": state_badge(found.state),
        "course": course(found, language),
        "facts": facts(found, await wanted_titles(actor, found.wanted), language),
        "groups": evidence_groups(found, f"{PATH}/{found.id}", language),
        "wants": wants(found, language),
        "timeline": happened(found, language),
        "assessments": panel_view(seats) if found.state != ApplicationState.SUBMITTED or seats.seats else None,
        "next": next_step(found, seats),
        "others": other_steps(found, seats),
        "breadcrumbs": [{"label": _("Applications"), "href": PATH}, {"label": found.number, "href": ""}],
    }


def photo_context(found: ApplicationOut, document_id: UUID, above: str, language: Language) -> dict[str, Any]:
    """The names that application_photo.html needs. `above`: the page of the application. DocumentNotFound."""
    photos = [document(above, each, language) for each in found.documents if each.kind is Kind.PHOTO]
    place = next((place for place, each in enumerate(photos) if each["id"] == str(document_id)), None)
    if place is None:
        raise DocumentNotFound()
    near = {"previous": photos[:place][-1:], "following": photos[place + 1 :][:1]}
    links = {name: each[0]["href"] if each else "" for name, each in near.items()}
    crumbs = [{"label": found.number, "href": above}, {"label": photos[place]["name"], "href": ""}]
    return {"photo": photos[place], "above": above, **links, "breadcrumbs": crumbs}


def cells(line: ApplicationLineOut, language: Language, *, plain: bool = False) -> dict[str, Cell]:
    """A row of the list, by column; `plain` for a file, where dates are written as ISO 8601."""
    since, submitted = line.since.date(), line.submitted_at.date() if line.submitted_at else None
    total = line.total if plain or line.total is None else language.decimal(line.total, 2)
    return {
        "number": line.number,
        "site_name": line.name_in(language.code),
        "operator_name": line.operator_in(language.code),
        "city": line.city_in(language.code),
        "region": line.region_in(language.code),
        "state": str(STATE_LABELS[line.state]),
        "since": since.isoformat() if plain else language.date(since),
        "submitted_at": None if submitted is None else submitted.isoformat() if plain else language.date(submitted),
        "total": total,
    }


def _list_page(found: ApplicationsOut, state: ListState, tree: list[RegionOut], language: Language) -> Page:
    rows = [
        {**cells(line, language), "href": f"{PATH}/{line.id}", "badge": state_badge(line.state)} for line in found.items
    ]
    ends = (ApplicationState.REJECTED, ApplicationState.WITHDRAWN)
    states = {each.value: STATE_LABELS[each] for each in (*COURSE[1:], *ends)}
    city = state.filters.get("city", "")
    table = list_card(
        state,
        found.total,
        rows,
        title=_("Applications"),
        count=ngettext("%(count)s application", "%(count)s applications", found.total)
        % {"count": language.decimal(found.total)},
        search_label=_("Number, name or city"),
        empty=Empty(
            _("No applications yet"),
            _("An applicant who submits one appears here. Invite applicants under “People”."),
        ),
        groups=[options(state, "state", _("State"), states), *region_groups(state, tree, language)],
        chips=[{"label": _("City"), "value": city, "remove_href": state.url(city="")}] if city else [],
    )
    return page("applications.html", table=table, breadcrumbs=[{"label": _("Applications"), "href": ""}])
