"""JSON: what customers answered."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, MultipartBody, QueryParameter

from network.feedback.commands.answer_import import import_answers
from network.feedback.commands.answers import void_answer
from network.feedback.lists import ANSWERS
from network.feedback.queries.answers import list_answers
from network.feedback.rules.answers import Channel
from network.feedback.schemas.answers import AnswersMade, AnswersOut, VoidIn
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.files import shown_name
from network.foundation.settings import Settings
from network.web.guards import allows
from network.web.listing import ListState
from network.web.problems import problems
from network.web.uploads import SentFile, blocks

PageNumber = Annotated[int, QueryParameter(ge=1, le=1_000_000)]
PageSize = Annotated[int, QueryParameter(ge=1, le=200)]


class AnswersApi(Controller):
    path = "/api/v1"
    tags = ["Feedback"]
    guards = [allows(Permission.READ_FEEDBACK)]

    @get("/answers", responses=problems(422))
    async def answers(
        self,
        actor: NamedDependency[Actor],
        channel: FromQuery[Channel | None] = None,
        page: PageNumber = 1,
        size: PageSize = 50,
    ) -> AnswersOut:
        """Answers in your reach, the newest month first."""
        return await list_answers(actor, _state(channel, page, size))

    @get("/sites/{code:str}/answers", responses=problems(404, 422))
    async def of_site(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        channel: FromQuery[Channel | None] = None,
        page: PageNumber = 1,
        size: PageSize = 50,
    ) -> AnswersOut:
        """What customers answered about one site: neither who, nor on which day."""
        return await list_answers(actor, _state(channel, page, size), code)

    @post(
        "/answers/{answer_id:uuid}/void",
        guards=[allows(Permission.RUN_SURVEYS)],
        status_code=204,
        responses=problems(404, 409, 422),
    )
    async def void(self, actor: NamedDependency[Actor], answer_id: FromPath[UUID], data: JSONBody[VoidIn]) -> None:
        """Let an answer not count, for a reason that the site reads. Never undone."""
        await void_answer(actor, answer_id, data, now())


def _state(channel: Channel | None, page: int, size: int) -> ListState:
    filters = {"channel": str(channel)} if channel else {}
    return ListState(ANSWERS, "", "month", "descending", page=page, size=size, filters=filters)


@dataclass
class AnswerFileForm:
    file: UploadFile


class AnswerFilesApi(Controller):
    """Apart from the others because files are handed in here."""

    path = "/api/v1/answers/import"
    tags = ["Feedback"]
    guards = [allows(Permission.RUN_SURVEYS)]

    @post(status_code=201, responses=problems(409, 413, 422))
    async def take(
        self, actor: NamedDependency[Actor], settings: NamedDependency[Settings], data: MultipartBody[AnswerFileForm]
    ) -> AnswersMade:
        """Take in a file of answers, CSV or XLSX: all of it, or nothing with every error of every row."""
        sent = SentFile(shown_name(data.file.filename), blocks(data.file))
        return AnswersMade(taken=await import_answers(actor, sent, settings.files, now()))
