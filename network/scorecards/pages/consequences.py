"""Pages: proposed rewards and penalties, deciding about them, appeals, and honours."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Invalid
from network.ledger.commands.consequence_appeals import appeal, consent
from network.ledger.errors.proposals import ProposalWrong
from network.ledger.queries.proposals import list_proposals
from network.ledger.schemas.proposals import AppealDecisionIn, ApprovalIn, ManualIn, ManyIn, ReasonIn
from network.scorecards.commands.consequences import (
    approve_consequences,
    decide_consequence_appeal,
    propose_consequence,
    reject_consequence,
)
from network.scorecards.lists import PROPOSALS, PROPOSALS_PATH, proposals_of_site
from network.scorecards.pages.consequence_forms import (
    NEW,
    approval_page,
    chosen,
    given_manual,
    honours_page,
    list_page,
    new_page,
    proposal_page,
    proposals_file,
)
from network.scorecards.pages.consequence_words import consequence_path
from network.web.downloads import MOST_ROWS, format_of
from network.web.forms import read_as, typed_values
from network.web.guards import allows
from network.web.listing import ListState
from network.web.requests import HouseRequest
from network.web.templating import Page

ONE = "/{consequence_id:uuid}"


class ProposalPages(Controller):
    path = PROPOSALS_PATH
    guards = [allows(Permission.READ_PROPOSALS)]

    @get()
    async def proposals(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """Every proposal in reach, the newest first; what is shown of them as a file (`?format=csv`)."""
        state = ListState.read(request.query_params, PROPOSALS)
        if kind := format_of(request):
            return await proposals_file(await list_proposals(actor, state, limit=MOST_ROWS), state, kind)
        return await list_page(actor, state)

    @get("/approval", guards=[allows(Permission.APPROVE_CONSEQUENCES)])
    async def approval(self, request: HouseRequest, actor: NamedDependency[Actor], done: FromQuery[str] = "") -> Page:
        """What one person may decide and waits: all that would be booked, before it is."""
        return await approval_page(actor, ListState.read(request.query_params, PROPOSALS), done=done)

    @post("/approval", guards=[allows(Permission.APPROVE_CONSEQUENCES)])
    async def approve(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        form = await request.form()
        state = ListState(PROPOSALS, "", "site")
        ticked = [str(each) for each in form.getall("id", [])]
        try:
            given = read_as(ManyIn, {"ids": ticked, "note": str(form.get("note", ""))}, ProposalWrong)
        except Invalid as refusal:
            return await approval_page(actor, state, refusal=refusal, ticked=ticked)
        await approve_consequences(actor, given.ids, given.note, now())
        return Redirect(f"{PROPOSALS_PATH}/approval?done=approved", status_code=303)


class HonourPages(Controller):
    path = "/ledger/honours"
    guards = [allows(Permission.READ_BALANCES)]

    @get()
    async def honours(self, actor: NamedDependency[Actor]) -> Page:
        return await honours_page(actor)


class ConsequencePages(Controller):
    path = "/sites/{code:str}/consequences"
    guards = [allows(Permission.READ_PROPOSALS)]

    @get()
    async def proposals(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str]
    ) -> Response[Any]:
        state = ListState.read(request.query_params, proposals_of_site(consequence_path(code)))
        if kind := format_of(request):
            found = await list_proposals(actor, state, code=code, limit=MOST_ROWS)
            return await proposals_file(found, state, kind)
        return await list_page(actor, state, code)

    @get("/new", guards=[allows(Permission.APPROVE_CONSEQUENCES)])
    async def form(self, actor: NamedDependency[Actor], code: FromPath[str]) -> Page:
        return await new_page(actor, code, dict.fromkeys(NEW, ""))

    @post(guards=[allows(Permission.APPROVE_CONSEQUENCES)])
    async def propose(self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str]) -> Response[Any]:
        typed = typed_values(await request.form(), NEW)
        try:
            made = await propose_consequence(actor, code, read_as(ManualIn, given_manual(typed), ProposalWrong), now())
        except Invalid as refusal:
            return await new_page(actor, code, typed, refusal)
        return Redirect(f"{consequence_path(code, str(made))}?done=proposed", status_code=303)

    @get(ONE)
    async def show(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        consequence_id: FromPath[UUID],
        done: FromQuery[str] = "",
    ) -> Page:
        """What is asked, what it rests on, who must agree, what would follow, and the record of it."""
        return await proposal_page(actor, code, consequence_id, done=done)


class ConsequenceDecisionPages(Controller):
    path = f"/sites/{{code:str}}/consequences{ONE}"
    guards = [allows(Permission.READ_PROPOSALS)]

    @post("/decide", guards=[allows(Permission.APPROVE_CONSEQUENCES)])
    async def decide(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], consequence_id: FromPath[UUID]
    ) -> Response[Any]:
        """Approve it, or not; what is not approved needs a reason."""
        typed = typed_values(await request.form(), ("decision", "reason"))
        try:
            if chosen(typed, "decision", ("approve", "reject")) == "approve":
                note = read_as(ApprovalIn, {"note": typed["reason"]}, ProposalWrong).note
                await approve_consequences(actor, [consequence_id], note, now(), code)
            else:
                reason = read_as(ReasonIn, {"reason": typed["reason"]}, ProposalWrong).reason
                await reject_consequence(actor, consequence_id, reason, now(), code)
        except Invalid as refusal:
            return await proposal_page(actor, code, consequence_id, typed, refusal)
        return _back(code, consequence_id, "decided")

    @post("/appeal/decide", guards=[allows(Permission.DECIDE_CONSEQUENCE_APPEALS)])
    async def decide_appeal(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], consequence_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = typed_values(await request.form(), ("upheld", "verdict"))
        try:
            upheld = chosen(typed, "upheld", ("yes", "no")) == "yes"
            reason = read_as(ReasonIn, {"reason": typed["verdict"]}, ProposalWrong).reason
            given = AppealDecisionIn(upheld=upheld, reason=reason)
            await decide_consequence_appeal(actor, consequence_id, given, now(), code)
        except Invalid as refusal:
            return await proposal_page(actor, code, consequence_id, typed, refusal)
        return _back(code, consequence_id, "appeal_decided")


class SiteAppealPages(Controller):
    path = f"/sites/{{code:str}}/consequences{ONE}"
    guards = [allows(Permission.APPEAL_CONSEQUENCES)]

    @post("/appeal")
    async def appeal(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], consequence_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = typed_values(await request.form(), ("reason",))
        try:
            reason = read_as(ReasonIn, typed, ProposalWrong).reason
            await appeal(actor, code, consequence_id, reason, now())
        except Invalid as refusal:
            return await proposal_page(actor, code, consequence_id, typed, refusal)
        return _back(code, consequence_id, "appealed")

    @post("/consent")
    async def consent(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], consequence_id: FromPath[UUID]
    ) -> Redirect:
        """Let the honour be published, or take that back."""
        form = await request.form()
        await consent(actor, code, consequence_id, form.get("given") == "yes", now())
        return _back(code, consequence_id, "consented")


def _back(code: str, consequence_id: UUID, done: str) -> Redirect:
    return Redirect(f"{consequence_path(code, str(consequence_id))}?done={done}", status_code=303)
