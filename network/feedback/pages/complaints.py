"""Pages: complaints, one of them, entering one, and what is complained of."""

from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.feedback.commands.answering import (
    acknowledge_complaint,
    answer_complaint,
    go_on,
    state_side,
    wait_for_customer,
)
from network.feedback.commands.complaints import enter_complaint, locate_complaint
from network.feedback.commands.deciding import call_again, decide_complaint
from network.feedback.errors.complaints import ComplaintWrong
from network.feedback.lists import COMPLAINTS
from network.feedback.pages.complaint_forms import (
    ANSWER,
    CARE,
    DECISION,
    ENTRY,
    LOCATION,
    SIDE,
    WAIT,
    complaint_page,
    entry_page,
    given_moment,
)
from network.feedback.pages.complaint_tables import complaints_file, complaints_table, problem_groups
from network.feedback.pages.complaint_words import PATH, complaint_path
from network.feedback.queries.complaints import complaint, list_complaints
from network.feedback.queries.problems import problem_counts
from network.feedback.schemas.complaints import AnswerIn, CareIn, ComplaintIn, DecisionIn, LocationIn, NoteIn
from network.foundation.access import Actor, Permission
from network.foundation.clock import headquarters_day, now
from network.foundation.errors import Invalid
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.sites.errors.sites import SiteNotFound
from network.web.downloads import MOST_ROWS, format_of
from network.web.forms import read_as, typed_values
from network.web.guards import allows
from network.web.listing import ListState
from network.web.requests import HouseRequest
from network.web.templating import Page, page

HANDLES = [allows(Permission.HANDLE_COMPLAINTS)]
DAYS = timedelta(days=90)


class ComplaintListPages(Controller):
    path = PATH
    guards = [allows(Permission.READ_COMPLAINTS)]

    @get()
    async def complaints(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """Every complaint in reach, the newest first; what is shown of them as a file (`?format=csv`)."""
        state = ListState.read(request.query_params, COMPLAINTS)
        if kind := format_of(request):
            return await complaints_file(await list_complaints(actor, state, now(), limit=MOST_ROWS), state, kind)
        found = await list_complaints(actor, state, now())
        return page(
            "complaints.html",
            table=complaints_table(found, state),
            may_enter=actor.may(Permission.HANDLE_COMPLAINTS),
            path=PATH,
            breadcrumbs=[{"label": _("Complaints"), "href": ""}],
        )

    @get("/problems")
    async def problems(self, actor: NamedDependency[Actor]) -> Page:
        """The problem tree with what was complained of in the last 90 days, by region."""
        today = headquarters_day(now())
        found = await problem_counts(actor, today - DAYS, today)
        return page(
            "complaint_problems.html",
            found=found,
            silent=current().decimal(found.silent),
            total=current().decimal(found.complaints),
            branches=problem_groups(found),
            path=PATH,
            breadcrumbs=[{"label": _("Complaints"), "href": PATH}, {"label": _("What is complained of"), "href": ""}],
        )

    @get("/new", guards=HANDLES)
    async def form(self) -> Page:
        return entry_page(dict.fromkeys(ENTRY, ""))

    @post("/new", guards=HANDLES)
    async def enter(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        typed = typed_values(await request.form(), ENTRY)
        try:
            given = {**typed, "received_at": given_moment(typed["received_at"], "received_at")}
            made = await enter_complaint(actor, read_as(ComplaintIn, given, ComplaintWrong), now())
        except Invalid as refusal:
            return entry_page(typed, refusal)
        return _back(made, "entered")


class ComplaintPages(Controller):
    path = f"{PATH}/{{complaint_id:uuid}}"
    guards = [allows(Permission.READ_COMPLAINTS)]

    @get()
    async def show(
        self, actor: NamedDependency[Actor], complaint_id: FromPath[UUID], done: FromQuery[str] = ""
    ) -> Page:
        """What the customer says, who has what to do, what was answered and decided."""
        return await complaint_page(actor, complaint_id, done=done)

    @post("/acknowledge")
    async def acknowledge(self, actor: NamedDependency[Actor], complaint_id: FromPath[UUID]) -> Redirect:
        await acknowledge_complaint(actor, complaint_id, now())
        return _back(complaint_id, "acknowledged")

    @post("/go-on")
    async def go(self, actor: NamedDependency[Actor], complaint_id: FromPath[UUID]) -> Redirect:
        """The customer was reached."""
        await go_on(actor, complaint_id, now())
        return _back(complaint_id, "went_on")

    @post("/wait")
    async def wait(
        self, request: HouseRequest, actor: NamedDependency[Actor], complaint_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = typed_values(await request.form(), WAIT)
        try:
            note = read_as(NoteIn, {"note": typed["wait_note"]}, ComplaintWrong).note
            await wait_for_customer(actor, complaint_id, note, now())
        except Invalid as refusal:
            return await complaint_page(actor, complaint_id, typed, refusal, {"note": "wait_note"})
        return _back(complaint_id, "waits")

    @post("/statement", guards=[allows(Permission.ANSWER_COMPLAINTS)])
    async def statement(
        self, request: HouseRequest, actor: NamedDependency[Actor], complaint_id: FromPath[UUID]
    ) -> Response[Any]:
        """The site says its side."""
        typed = typed_values(await request.form(), SIDE)
        try:
            note = read_as(NoteIn, {"note": typed["statement"]}, ComplaintWrong).note
            await state_side(actor, complaint_id, note, now())
        except Invalid as refusal:
            return await complaint_page(actor, complaint_id, typed, refusal, {"note": "statement"})
        return _back(complaint_id, "stated")

    @post("/answer")
    async def answer(
        self, request: HouseRequest, actor: NamedDependency[Actor], complaint_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = typed_values(await request.form(), ANSWER)
        zone = ZoneInfo((await complaint(actor, complaint_id, now())).time_zone)
        try:
            given = {**typed, "answered_at": given_moment(typed["answered_at"], "answered_at", zone)}
            await answer_complaint(actor, complaint_id, read_as(AnswerIn, given, ComplaintWrong), now())
        except Invalid as refusal:
            return await complaint_page(actor, complaint_id, typed, refusal)
        return _back(complaint_id, "answered")


class ComplaintDecisionPages(Controller):
    path = f"{PATH}/{{complaint_id:uuid}}"
    guards = HANDLES

    @post("/locate")
    async def locate(
        self, request: HouseRequest, actor: NamedDependency[Actor], complaint_id: FromPath[UUID]
    ) -> Response[Any]:
        """Say at which site it was."""
        typed = typed_values(await request.form(), LOCATION)
        try:
            given = {"site": typed["site"], "order_no": typed["order_no"]}
            await locate_complaint(actor, complaint_id, read_as(LocationIn, given, ComplaintWrong), now())
        except (Invalid, SiteNotFound) as refusal:
            return await complaint_page(actor, complaint_id, typed, refusal)
        return _back(complaint_id, "located")

    @post("/decide")
    async def decide(
        self, request: HouseRequest, actor: NamedDependency[Actor], complaint_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = typed_values(await request.form(), DECISION)
        try:
            await decide_complaint(actor, complaint_id, read_as(DecisionIn, typed, ComplaintWrong), now())
        except Invalid as refusal:
            return await complaint_page(actor, complaint_id, typed, refusal)
        return _back(complaint_id, "decided")

    @post("/care")
    async def care(
        self, request: HouseRequest, actor: NamedDependency[Actor], complaint_id: FromPath[UUID]
    ) -> Response[Any]:
        """The customer was called again."""
        typed = typed_values(await request.form(), CARE)
        given = {"satisfied": typed["satisfied"], "note": typed["care_note"]}
        try:
            await call_again(actor, complaint_id, read_as(CareIn, given, ComplaintWrong), now())
        except Invalid as refusal:
            return await complaint_page(actor, complaint_id, typed, refusal, {"note": "care_note"})
        return _back(complaint_id, "cared")


def _back(complaint_id: UUID, done: str) -> Redirect:
    return Redirect(f"{complaint_path(complaint_id)}?done={done}", status_code=303)
