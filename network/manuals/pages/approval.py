"""Pages: what is new in an edition, its approval by a second person, and how the next one is begun."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import gettext as _
from network.manuals.commands.editions import (
    approve_edition,
    discard_edition,
    start_edition,
    submit_edition,
    take_back_edition,
)
from network.manuals.errors.editions import (
    EditionApproved,
    EditionDayRefused,
    EditionFaulty,
    ManualNotFound,
    SamePerson,
)
from network.manuals.pages.difference_words import difference_view
from network.manuals.pages.manual_words import PATH, brief, manual_path, problem_lines, trail_to
from network.manuals.queries.audiences import addressed
from network.manuals.queries.editions import (
    edition_with_problems,
    former_edition,
    list_editions,
    read_edition,
    reading_day,
)
from network.manuals.rules.documents import EditionState
from network.manuals.rules.edition_comparison import compared
from network.manuals.schemas.editions import Edition
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, version_of

WRITES = [allows(Permission.WRITE_MANUALS)]
_REFUSALS = (EditionFaulty, EditionDayRefused, SamePerson, PreconditionFailed)


class ApprovalPages(Controller):
    path = PATH + "/{manual_key:str}/editions"
    guards = [allows(Permission.READ_MANUALS)]

    @post(guards=WRITES)
    async def start(self, actor: NamedDependency[Actor], manual_key: FromPath[str]) -> Redirect:
        """Start a draft that says what the last edition says."""
        made = await start_edition(actor, manual_key, now())
        return Redirect(manual_path(made.key, made.number, "edit"), status_code=303)

    @get("/{number:int}/changes")
    async def changes(
        self,
        actor: NamedDependency[Actor],
        manual_key: FromPath[str],
        number: FromPath[int],
        since: FromQuery[int | None] = None,
    ) -> Page:
        """What differs from the edition `since`; without one, from the approved one before."""
        found = await read_edition(actor, manual_key, number)
        before = await read_edition(actor, manual_key, since) if since else await former_edition(actor, found)
        if before is None:
            raise ManualNotFound()
        others = [line for line in await list_editions(actor) if line.key == found.key and line.number != number]
        return page(
            "manual_changes.html",
            **brief(found),
            former=before.number,
            others=[
                {
                    "label": _("Since edition %(number)s") % {"number": line.number},
                    "href": f"{manual_path(found.key, number, 'changes')}?since={line.number}",
                    "active": line.number == before.number,
                }
                for line in others
            ],
            lines=[difference_view(each) for each in compared(before.document, found.document)],
            breadcrumbs=trail_to(found, _("What is new")),
        )

    @get("/{number:int}/approval", guards=WRITES)
    async def approval(self, actor: NamedDependency[Actor], manual_key: FromPath[str], number: FromPath[int]) -> Page:
        """What will be asked of whom, and the button that is next."""
        found = await read_edition(actor, manual_key, number)
        if found.is_approved:
            raise EditionApproved()
        return await _approval(actor, found)

    @post("/{number:int}/submit", guards=WRITES)
    async def submit(
        self, request: HouseRequest, actor: NamedDependency[Actor], manual_key: FromPath[str], number: FromPath[int]
    ) -> Response[Any]:
        """Send the draft in for approval."""
        try:
            found = await submit_edition(actor, manual_key, number, version_of(await request.form()), now())
        except _REFUSALS as refusal:
            return await _approval(actor, await read_edition(actor, manual_key, number), refusal)
        return Redirect(manual_path(found.key, found.number, "approval"), status_code=303)

    @post("/{number:int}/take-back", guards=WRITES)
    async def take_back(
        self, request: HouseRequest, actor: NamedDependency[Actor], manual_key: FromPath[str], number: FromPath[int]
    ) -> Redirect:
        found = await take_back_edition(actor, manual_key, number, version_of(await request.form()))
        return Redirect(manual_path(found.key, found.number, "edit"), status_code=303)

    @post("/{number:int}/approve", guards=[allows(Permission.APPROVE_MANUALS)])
    async def approve(
        self, request: HouseRequest, actor: NamedDependency[Actor], manual_key: FromPath[str], number: FromPath[int]
    ) -> Response[Any]:
        """It holds from its first day on."""
        try:
            found = await approve_edition(actor, manual_key, number, version_of(await request.form()), now())
        except _REFUSALS as refusal:
            return await _approval(actor, await read_edition(actor, manual_key, number), refusal)
        return Redirect(manual_path(found.key, found.number), status_code=303)

    @post("/{number:int}/discard", guards=WRITES)
    async def discard(
        self, actor: NamedDependency[Actor], manual_key: FromPath[str], number: FromPath[int]
    ) -> Redirect:
        """A draft is gone for good."""
        await discard_edition(actor, manual_key, number)
        return Redirect(PATH, status_code=303)


async def _approval(actor: Actor, found: Edition, refusal: ServicemarkError | None = None) -> Page:
    _found, problems = await edition_with_problems(actor, found.key, found.number)
    before = await former_edition(actor, found)
    reached = await addressed(actor, found.audience, found.effective_on or await reading_day(actor, now()))
    told = refusal.fields.get("effective_on") if isinstance(refusal, EditionDayRefused) else refusal and refusal.text()
    return page(
        "manual_approval.html",
        status=refusal.status if refusal else 200,
        **brief(found),
        errors=[{"field": "", "message": str(told)}] if told else [],
        problems=problem_lines(problems),
        submitted=found.state is EditionState.SUBMITTED,
        own=found.is_written_by(actor.account),
        writer=found.writer,
        material=before is None or found.document.is_material,
        first=before is None,
        due_days=found.due_days,
        people=reached.people,
        sites=reached.sites,
        questions=len(found.quiz),
        lines=[difference_view(each) for each in compared(before.document, found.document)] if before else [],
        breadcrumbs=trail_to(found, _("Approval")),
    )
