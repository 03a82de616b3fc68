"""Pages: what is done to a programme and its plan; each leads back to the programme's page."""

from collections.abc import Awaitable
from typing import Any
from uuid import UUID

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.audits.commands.offering import offer_visits
from network.audits.commands.planning import choose_auditor, plan_programme, remove_proposal
from network.audits.commands.programmes import activate_programme, close_programme
from network.audits.errors.assignments import AuditorChoiceIncomplete
from network.audits.pages.programme_view import PATH, programme_page
from network.audits.schemas.assignments import ChosenAuditorIn
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Forbidden, ServicemarkError
from network.web.forms import read_as, typed_values
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.versions import version_of


class PlanPages(Controller):
    path = PATH + "/{programme_id:uuid}"
    guards = [allows(Permission.PLAN_VISITS)]

    @post("/activate")
    async def activate(self, actor: NamedDependency[Actor], programme_id: FromPath[UUID]) -> Response[Any]:
        return await _done(actor, programme_id, "active", activate_programme(actor, programme_id))

    @post("/close")
    async def close(self, actor: NamedDependency[Actor], programme_id: FromPath[UUID]) -> Response[Any]:
        return await _done(actor, programme_id, "closed", close_programme(actor, programme_id))

    @post("/plan")
    async def plan(self, actor: NamedDependency[Actor], programme_id: FromPath[UUID]) -> Response[Any]:
        return await _done(actor, programme_id, "planned", plan_programme(actor, programme_id, now()))

    @post("/offer")
    async def offer(self, actor: NamedDependency[Actor], programme_id: FromPath[UUID]) -> Response[Any]:
        return await _done(actor, programme_id, "offered", offer_visits(actor, programme_id, now()))

    @post("/visits/{assignment_id:uuid}/auditor")
    async def choose(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        programme_id: FromPath[UUID],
        assignment_id: FromPath[UUID],
    ) -> Response[Any]:
        form = await request.form()
        version, typed = version_of(form), typed_values(form, ("auditor",))

        async def choice() -> None:
            wanted = read_as(ChosenAuditorIn, typed, AuditorChoiceIncomplete)
            await choose_auditor(actor, assignment_id, wanted.auditor, version, now())

        return await _done(actor, programme_id, "chosen", choice())

    @post("/visits/{assignment_id:uuid}/remove")
    async def remove(
        self, actor: NamedDependency[Actor], programme_id: FromPath[UUID], assignment_id: FromPath[UUID]
    ) -> Response[Any]:
        return await _done(actor, programme_id, "removed", remove_proposal(actor, assignment_id))


async def _done(actor: Actor, programme: UUID, done: str, work: Awaitable[object]) -> Response[Any]:
    """Back to the programme, or its page with what was wrong."""
    try:
        await work
    except Forbidden:
        raise
    except ServicemarkError as refusal:
        # A visit that is gone meanwhile is told on the page as well; a programme that is not there is not.
        return await programme_page(actor, programme, refusal=refusal)
    return Redirect(f"{PATH}/{programme}?done={done}", status_code=303)
