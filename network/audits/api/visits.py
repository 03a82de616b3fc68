"""JSON: visits in review, for headquarters; and how its own stand, for an auditor."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.response import File

from network.audits.commands.answering import answer_headquarters
from network.audits.commands.publishing import publish_now
from network.audits.commands.redacting import decide_photo, decide_texts
from network.audits.commands.reviewing import move_visit, say
from network.audits.lists_visits import VISITS
from network.audits.queries.visit import own_visit, own_visits, visit_detail
from network.audits.queries.visit_photos import visit_photo
from network.audits.queries.visits import list_visits, under_embargo
from network.audits.schemas.visits import (
    EmbargoOut,
    MoveIn,
    OwnVisitOut,
    PhotoDecisionIn,
    PublishedNow,
    ReplyIn,
    VisitDetail,
    VisitMessageIn,
    VisitsOut,
    VisitTextsIn,
)
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.evidence.kinds import JPEG
from network.foundation.settings import Settings
from network.web.evidence import evidence_answer
from network.web.guards import allows
from network.web.listing import ListState
from network.web.problems import problems

PageNumber = Annotated[int, QueryParameter(ge=1, le=1_000_000)]
PageSize = Annotated[int, QueryParameter(ge=1, le=200)]
WantedState = Annotated[
    str,
    QueryParameter(name="state", max_length=30, description="A state, or waiting, overdue, embargo, published."),
]


class VisitsApi(Controller):
    path = "/api/v1/visits"
    tags = ["Visits"]
    guards = [allows(Permission.REVIEW_VISITS)]

    @get(responses=problems())
    async def visits(
        self, actor: NamedDependency[Actor], wanted_state: WantedState = "", page: PageNumber = 1, size: PageSize = 50
    ) -> VisitsOut:
        """Visits that were filed, the latest first. Auditors stand under their codes."""
        wanted = ListState(
            VISITS, sort="received_at", direction="descending", page=page, size=size, filters={"state": wanted_state}
        )
        return await list_visits(actor, wanted, now())

    @get("/embargo", responses=problems())
    async def embargo(self, actor: NamedDependency[Actor]) -> list[EmbargoOut]:
        """Visits that are approved and still secret, and until when."""
        return await under_embargo(actor)

    @post("/embargo/publish", status_code=200, responses=problems(409))
    async def publish(self, actor: NamedDependency[Actor]) -> PublishedNow:
        """The batch of the day by hand; refused while a single visit is under embargo."""
        return await publish_now(actor, now())

    @get("/{filing_id:uuid}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], filing_id: FromPath[UUID]) -> VisitDetail:
        """A visit with its versions, photos, signals, steps and messages."""
        return await visit_detail(actor, filing_id, now())

    @post("/{filing_id:uuid}/move", status_code=200, responses=problems(403, 404, 409, 422))
    async def move(
        self, actor: NamedDependency[Actor], filing_id: FromPath[UUID], data: JSONBody[MoveIn]
    ) -> VisitDetail:
        """Take it up, ask its auditor, approve, exclude, reject or void it."""
        await move_visit(actor, filing_id, data, now())
        return await visit_detail(actor, filing_id, now())

    @post("/{filing_id:uuid}/messages", status_code=201, responses=problems(403, 404, 409, 422))
    async def say(
        self, actor: NamedDependency[Actor], filing_id: FromPath[UUID], data: JSONBody[VisitMessageIn]
    ) -> VisitDetail:
        await say(actor, filing_id, data, now())
        return await visit_detail(actor, filing_id, now())

    @put("/{filing_id:uuid}/texts", responses=problems(403, 404, 409, 422))
    async def texts(
        self, actor: NamedDependency[Actor], filing_id: FromPath[UUID], data: JSONBody[VisitTextsIn]
    ) -> VisitDetail:
        """Say what the site reads in place of each text."""
        await decide_texts(actor, filing_id, data)
        return await visit_detail(actor, filing_id, now())

    @put("/{filing_id:uuid}/photos/{photo_id:uuid}/decision", responses=problems(403, 404, 409, 422))
    async def photo(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        filing_id: FromPath[UUID],
        photo_id: FromPath[UUID],
        data: JSONBody[PhotoDecisionIn],
    ) -> VisitDetail:
        """Say what the site sees of a photo: all of it, all but what is blackened, or nothing."""
        await decide_photo(actor, filing_id, photo_id, data, settings.files)
        return await visit_detail(actor, filing_id, now())

    @get("/{filing_id:uuid}/photos/{photo_id:uuid}", responses=problems(404))
    async def picture(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        filing_id: FromPath[UUID],
        photo_id: FromPath[UUID],
        original: FromQuery[bool] = False,
    ) -> File:
        """A photo drawn anew; with `original` the file as the tablet sent it, with all that is in it."""
        found = await visit_photo(actor, filing_id, photo_id)
        name = f"{found.question}-{found.place}.jpg"
        if original:
            return await evidence_answer(settings.files, found.sha256, found.media_type, name)
        return await evidence_answer(settings.files, found.picture, JPEG, name)


class OwnVisitsApi(Controller):
    path = "/api/v1/my-visits"
    tags = ["Visits"]
    guards = [allows(Permission.MAKE_VISITS)]

    @get(responses=problems())
    async def visits(self, actor: NamedDependency[Actor]) -> list[OwnVisitOut]:
        """How the review of what you have filed stands."""
        return list(await own_visits(actor))

    @get("/{filing_id:uuid}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], filing_id: FromPath[UUID]) -> OwnVisitOut:
        """One of them, with what headquarters asks."""
        return await own_visit(actor, filing_id)

    @post("/{filing_id:uuid}/messages", status_code=201, responses=problems(404, 409, 422))
    async def answer(
        self, actor: NamedDependency[Actor], filing_id: FromPath[UUID], data: JSONBody[ReplyIn]
    ) -> OwnVisitOut:
        """Answer headquarters."""
        await answer_headquarters(actor, filing_id, data, now())
        return await own_visit(actor, filing_id)
