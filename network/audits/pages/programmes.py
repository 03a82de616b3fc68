"""Pages: programmes of visits, from the draft to the last visit; their plans are in `pages.plans`."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.audits.commands.programmes import begin_programme, change_programme
from network.audits.errors.programmes import ProgrammeIncomplete
from network.audits.lists_assignments import PROGRAMMES
from network.audits.pages.programme_forms import FIELDS, chosen, given, written
from network.audits.pages.programme_view import PATH, crumbs, programme_page, programme_row
from network.audits.queries.programmes import checklist_choices, list_programmes, programme_detail
from network.audits.rules.planning import STATE_LABELS
from network.audits.schemas.programmes import ProgrammeIn, ProgrammeOut
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Forbidden, NotFound, ServicemarkError
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.sites.queries.regions import regions
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.listing import ListState, options
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, version_of


class ProgrammePages(Controller):
    path = PATH
    guards = [allows(Permission.PLAN_VISITS)]

    @get()
    async def programmes(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Page:
        state = ListState.read(request.query_params, PROGRAMMES)
        found, total = await list_programmes(actor, state)
        count = ngettext("%(count)s programme", "%(count)s programmes", total)
        table = list_card(
            state.within(total),
            total,
            [programme_row(each) for each in found],
            title=_("Programmes"),
            count=count % {"count": current().decimal(total)},
            search_label=_("Name"),
            groups=[options(state, "state", _("State"), STATE_LABELS)],
            exports=False,
            empty=Empty(
                _("No programmes yet"),
                _("A programme says how many visits each site gets, in which days and by which checklist."),
                _("Begin a programme"),
                f"{PATH}/new",
            ),
        )
        return page("programmes.html", table=table, breadcrumbs=crumbs())

    @get("/new")
    async def new(self, actor: NamedDependency[Actor]) -> Page:
        return await _form(actor, written(None, now().date()))

    @post("/new")
    async def begin(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        typed = typed_values(await request.form(), FIELDS)
        try:
            made = await begin_programme(actor, read_as(ProgrammeIn, given(typed), ProgrammeIncomplete), now())
        except Forbidden:
            raise
        except ServicemarkError as refusal:
            return await _form(actor, typed, refusal)
        return Redirect(f"{PATH}/{made}?done=begun", status_code=303)

    @get("/{programme_id:uuid}")
    async def show(
        self, actor: NamedDependency[Actor], programme_id: FromPath[UUID], done: FromQuery[str] = ""
    ) -> Page:
        return await programme_page(actor, programme_id, done=done)

    @get("/{programme_id:uuid}/edit")
    async def edit(self, actor: NamedDependency[Actor], programme_id: FromPath[UUID]) -> Page:
        found = await programme_detail(actor, programme_id)
        return await _form(actor, written(found, now().date()), found=found)

    @post("/{programme_id:uuid}/edit")
    async def change(
        self, request: HouseRequest, actor: NamedDependency[Actor], programme_id: FromPath[UUID]
    ) -> Response[Any]:
        form = await request.form()
        typed = typed_values(form, FIELDS)
        try:
            wanted = read_as(ProgrammeIn, given(typed), ProgrammeIncomplete)
            await change_programme(actor, programme_id, wanted, version_of(form))
        except (Forbidden, NotFound):
            raise
        except ServicemarkError as refusal:
            return await _form(actor, typed, refusal, await programme_detail(actor, programme_id))
        return Redirect(f"{PATH}/{programme_id}?done=changed", status_code=303)


async def _form(
    actor: Actor,
    typed: dict[str, str],
    refusal: ServicemarkError | None = None,
    found: ProgrammeOut | None = None,
) -> Page:
    wrong = wrong_fields(refusal)
    return page(
        "programme_form.html",
        status=refusal.status if refusal else 200,
        found=found,
        action=f"{PATH}/{found.id}/edit" if found else f"{PATH}/new",
        version=refusal.current if isinstance(refusal, PreconditionFailed) else found.version if found else 0,
        typed=typed,
        wrong=wrong,
        errors=summary(wrong),
        **chosen(actor, await checklist_choices(actor), await regions(actor)),
        breadcrumbs=crumbs(found, _("Change it") if found else _("Begin a programme")),
    )
