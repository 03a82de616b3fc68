"""JSON: complaints, and what is complained of."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from litestar import Controller, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, MultipartBody, QueryParameter

from network.feedback.commands.answering import (
    acknowledge_complaint,
    answer_complaint,
    go_on,
    state_side,
    wait_for_customer,
)
from network.feedback.commands.complaint_import import import_complaints
from network.feedback.commands.complaints import enter_complaint, locate_complaint
from network.feedback.commands.deciding import call_again, decide_complaint
from network.feedback.lists import COMPLAINTS
from network.feedback.queries.complaints import complaint, list_complaints
from network.feedback.queries.problems import problem_counts
from network.feedback.rules.complaints import Channel, Severity
from network.feedback.schemas.complaints import (
    AnswerIn,
    CareIn,
    ComplaintIn,
    ComplaintMade,
    ComplaintOut,
    ComplaintsMade,
    ComplaintsOut,
    DecisionIn,
    LocationIn,
    NoteIn,
    ProblemsOut,
)
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.files import shown_name
from network.foundation.settings import Settings
from network.web.guards import allows
from network.web.listing import ListState
from network.web.problems import problems
from network.web.uploads import SentFile, blocks

Search = Annotated[str, QueryParameter(max_length=200, description="Part of a number, a site, an order or the words.")]
PageNumber = Annotated[int, QueryParameter(ge=1, le=1_000_000)]
PageSize = Annotated[int, QueryParameter(ge=1, le=200)]
Stage = Literal["locate", "owed", "overdue", "decide", "care", "closed"]
HANDLES = [allows(Permission.HANDLE_COMPLAINTS)]


class ComplaintsApi(Controller):
    path = "/api/v1/complaints"
    tags = ["Complaints"]
    guards = [allows(Permission.READ_COMPLAINTS)]

    @get(responses=problems(422))
    async def complaints(
        self,
        actor: NamedDependency[Actor],
        q: Search = "",
        stage: FromQuery[Stage | None] = None,
        severity: FromQuery[Severity | None] = None,
        channel: FromQuery[Channel | None] = None,
        page: PageNumber = 1,
        size: PageSize = 50,
    ) -> ComplaintsOut:
        """Complaints in your reach, the newest first."""
        asked = {"stage": stage, "severity": severity, "channel": channel}
        filters = {name: str(value) for name, value in asked.items() if value}
        state = ListState(COMPLAINTS, q, "received_at", "descending", page=page, size=size, filters=filters)
        return await list_complaints(actor, state, now())

    @get("/problems", responses=problems(422))
    async def tree(
        self, actor: NamedDependency[Actor], first_day: FromQuery[date], last_day: FromQuery[date]
    ) -> ProblemsOut:
        """What was complained of in these days, by problem and region. `silent` is an estimate, never scored."""
        return await problem_counts(actor, first_day, last_day)

    @post(guards=HANDLES, status_code=201, responses=problems(422))
    async def enter(self, actor: NamedDependency[Actor], data: JSONBody[ComplaintIn]) -> ComplaintMade:
        """Enter a complaint; its site is told at once."""
        return ComplaintMade(id=await enter_complaint(actor, data, now()))

    @get("/{complaint_id:uuid}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], complaint_id: FromPath[UUID]) -> ComplaintOut:
        """A complaint with all that happened to it. Who the customer is, no site is told."""
        return await complaint(actor, complaint_id, now())

    @post("/{complaint_id:uuid}/locate", guards=HANDLES, status_code=200, responses=problems(404, 409, 422))
    async def locate(
        self, actor: NamedDependency[Actor], complaint_id: FromPath[UUID], data: JSONBody[LocationIn]
    ) -> ComplaintOut:
        """Say at which site it was; the site's clock runs from then on."""
        await locate_complaint(actor, complaint_id, data, now())
        return await complaint(actor, complaint_id, now())

    @post("/{complaint_id:uuid}/acknowledge", status_code=200, responses=problems(404, 409))
    async def acknowledge(self, actor: NamedDependency[Actor], complaint_id: FromPath[UUID]) -> ComplaintOut:
        """The customer has been told that somebody looks into it."""
        await acknowledge_complaint(actor, complaint_id, now())
        return await complaint(actor, complaint_id, now())

    @post(
        "/{complaint_id:uuid}/statement",
        guards=[allows(Permission.ANSWER_COMPLAINTS)],
        status_code=200,
        responses=problems(404, 409, 422),
    )
    async def state(
        self, actor: NamedDependency[Actor], complaint_id: FromPath[UUID], data: JSONBody[NoteIn]
    ) -> ComplaintOut:
        """The site says its side, until headquarters has decided."""
        await state_side(actor, complaint_id, data.note, now())
        return await complaint(actor, complaint_id, now())

    @post("/{complaint_id:uuid}/wait", status_code=200, responses=problems(404, 409, 422))
    async def wait(
        self, actor: NamedDependency[Actor], complaint_id: FromPath[UUID], data: JSONBody[NoteIn]
    ) -> ComplaintOut:
        """The customer cannot be reached: the clock of the answer stands."""
        await wait_for_customer(actor, complaint_id, data.note, now())
        return await complaint(actor, complaint_id, now())

    @post("/{complaint_id:uuid}/go-on", status_code=200, responses=problems(404, 409))
    async def go(self, actor: NamedDependency[Actor], complaint_id: FromPath[UUID]) -> ComplaintOut:
        """The customer was reached: the clock runs again."""
        await go_on(actor, complaint_id, now())
        return await complaint(actor, complaint_id, now())

    @post("/{complaint_id:uuid}/answer", status_code=200, responses=problems(404, 409, 422))
    async def answer(
        self, actor: NamedDependency[Actor], complaint_id: FromPath[UUID], data: JSONBody[AnswerIn]
    ) -> ComplaintOut:
        """The customer has been answered. It cannot be changed afterwards."""
        await answer_complaint(actor, complaint_id, data, now())
        return await complaint(actor, complaint_id, now())

    @post("/{complaint_id:uuid}/decide", guards=HANDLES, status_code=200, responses=problems(404, 409, 422))
    async def decide(
        self, actor: NamedDependency[Actor], complaint_id: FromPath[UUID], data: JSONBody[DecisionIn]
    ) -> ComplaintOut:
        """Decide about it, once; somebody else than who answered."""
        await decide_complaint(actor, complaint_id, data, now())
        return await complaint(actor, complaint_id, now())

    @post("/{complaint_id:uuid}/care", guards=HANDLES, status_code=200, responses=problems(404, 409, 422))
    async def care(
        self, actor: NamedDependency[Actor], complaint_id: FromPath[UUID], data: JSONBody[CareIn]
    ) -> ComplaintOut:
        """The customer was called again."""
        await call_again(actor, complaint_id, data, now())
        return await complaint(actor, complaint_id, now())


@dataclass
class ComplaintFileForm:
    file: UploadFile


class ComplaintFilesApi(Controller):
    """Apart from the others because files are handed in here."""

    path = "/api/v1/complaints/import"
    tags = ["Complaints"]
    guards = HANDLES

    @post(status_code=201, responses=problems(409, 413, 422))
    async def take(
        self, actor: NamedDependency[Actor], settings: NamedDependency[Settings], data: MultipartBody[ComplaintFileForm]
    ) -> ComplaintsMade:
        """Take in a file of complaints, CSV or XLSX: all of it, or nothing with every error of every row."""
        sent = SentFile(shown_name(data.file.filename), blocks(data.file))
        return ComplaintsMade(taken=await import_complaints(actor, sent, settings.files, now()))
