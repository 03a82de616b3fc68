"""Pages: the visits that are assigned, for headquarters."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.audits.commands.assignments import cancel_visit, reassign_visit
from network.audits.errors.assignments import AnswerIncomplete, ReassignmentIncomplete
from network.audits.lists_assignments import ASSIGNMENTS
from network.audits.pages.assignment_view import PATH, assignment_page, assignments_page
from network.audits.pages.planning_words import assignment_cells
from network.audits.queries.assignments import list_assignments
from network.audits.schemas.assignments import AnswerIn, ReassignIn
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Forbidden, ServicemarkError
from network.foundation.i18n import gettext as _
from network.web.downloads import MOST_ROWS, check_rows, format_of, table_download
from network.web.forms import read_as, typed_values
from network.web.guards import allows
from network.web.listing import ListState
from network.web.requests import HouseRequest
from network.web.templating import Page
from network.web.visit import visit_of


class AssignmentPages(Controller):
    path = PATH
    guards = [allows(Permission.PLAN_VISITS)]

    @get()
    async def assignments(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """The visits in reach, or what is shown of them as a file (`?format=csv`)."""
        state, language = ListState.read(request.query_params, ASSIGNMENTS), visit_of(request).language
        if kind := format_of(request):
            found = await list_assignments(actor, state, limit=MOST_ROWS)
            check_rows(found.total)
            shown = state.visible()
            rows = [[assignment_cells(each, language)[column.key] for column in shown] for each in found.items]
            return await table_download(_("Assigned visits"), [str(column.label) for column in shown], rows, kind)
        return await assignments_page(actor, state)

    @get("/{assignment_id:uuid}")
    async def show(
        self, actor: NamedDependency[Actor], assignment_id: FromPath[UUID], done: FromQuery[str] = ""
    ) -> Page:
        return await assignment_page(actor, assignment_id, done=done)

    @post("/{assignment_id:uuid}/cancel")
    async def cancel(
        self, request: HouseRequest, actor: NamedDependency[Actor], assignment_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = typed_values(await request.form(), ("reason",))
        try:
            await cancel_visit(actor, assignment_id, read_as(AnswerIn, typed, AnswerIncomplete), now())
        except Forbidden:
            raise
        except ServicemarkError as refusal:
            return await assignment_page(actor, assignment_id, typed=typed, refusal=refusal)
        return Redirect(f"{PATH}/{assignment_id}?done=cancelled", status_code=303)

    @post("/{assignment_id:uuid}/reassign")
    async def reassign(
        self, request: HouseRequest, actor: NamedDependency[Actor], assignment_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = typed_values(await request.form(), ("auditor", "reason"))
        try:
            wanted = read_as(ReassignIn, typed, ReassignmentIncomplete)
            made = await reassign_visit(actor, assignment_id, wanted, now())
        except Forbidden:
            raise
        except ServicemarkError as refusal:
            return await assignment_page(actor, assignment_id, typed=typed, refusal=refusal)
        return Redirect(f"{PATH}/{made}?done=reassigned", status_code=303)
