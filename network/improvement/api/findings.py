"""JSON: findings, and the corrective actions about them."""

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from litestar import Controller, delete, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, MultipartBody, QueryParameter
from litestar.response import File

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.files import shown_name
from network.foundation.settings import Settings
from network.improvement.commands.action_files import add_action_file, remove_action_file
from network.improvement.commands.actions import answer_action, judge_effect, return_action, verify_action
from network.improvement.commands.extensions import ask_for_time, decide_on_time
from network.improvement.commands.findings import withdraw_finding, write_finding_down
from network.improvement.lists import FINDINGS
from network.improvement.queries.findings import action, action_file, finding
from network.improvement.queries.findings_list import list_findings
from network.improvement.rules.findings import Grade, Source
from network.improvement.schemas.findings import (
    ActionFileMade,
    ActionOut,
    AnswerIn,
    EffectIn,
    ExtensionDecisionIn,
    ExtensionIn,
    FindingIn,
    FindingMade,
    FindingOut,
    FindingsOut,
    ReasonIn,
    VerificationIn,
)
from network.web.evidence import evidence_answer
from network.web.guards import allows
from network.web.listing import ListState
from network.web.problems import problems
from network.web.uploads import SentFile, blocks

Search = Annotated[str, QueryParameter(max_length=200, description="Part of a site's code or name, or of the title.")]
PageNumber = Annotated[int, QueryParameter(ge=1, le=1_000_000)]
PageSize = Annotated[int, QueryParameter(ge=1, le=200)]
Stage = Literal["owed", "overdue", "time", "verify", "check", "open", "closed", "withdrawn"]


class FindingsApi(Controller):
    path = "/api/v1/findings"
    tags = ["Findings"]
    guards = [allows(Permission.READ_ACTIONS)]

    @get(responses=problems(422))
    async def findings(
        self,
        actor: NamedDependency[Actor],
        q: Search = "",
        stage: FromQuery[Stage | None] = None,
        grade: FromQuery[Grade | None] = None,
        source: FromQuery[Source | None] = None,
        page: PageNumber = 1,
        size: PageSize = 50,
    ) -> FindingsOut:
        """Findings in your reach, each with its newest corrective action; what is due first comes first."""
        asked = {"stage": stage, "grade": grade, "source": source}
        filters = {name: str(value) for name, value in asked.items() if value}
        state = ListState(FINDINGS, q, "due_on", page=page, size=size, filters=filters)
        return await list_findings(actor, state, now())


class SiteFindingsApi(Controller):
    path = "/api/v1/sites/{code:str}/findings"
    tags = ["Findings"]
    guards = [allows(Permission.READ_ACTIONS)]

    @post(guards=[allows(Permission.VERIFY_ACTIONS)], status_code=201, responses=problems(404, 422))
    async def write(self, actor: NamedDependency[Actor], code: FromPath[str], data: JSONBody[FindingIn]) -> FindingMade:
        """Write a finding down. The site is told, and has to answer."""
        return FindingMade(id=await write_finding_down(actor, code, data, now()))

    @get("/{finding_id:uuid}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], code: FromPath[str], finding_id: FromPath[UUID]) -> FindingOut:
        """A finding with its corrective actions and what later visits saw."""
        return await finding(actor, code, finding_id)

    @post(
        "/{finding_id:uuid}/withdraw",
        guards=[allows(Permission.VERIFY_ACTIONS)],
        status_code=200,
        responses=problems(404, 409, 422),
    )
    async def withdraw(
        self, actor: NamedDependency[Actor], code: FromPath[str], finding_id: FromPath[UUID], data: JSONBody[ReasonIn]
    ) -> FindingOut:
        """Take a finding back, with what it asks for."""
        await withdraw_finding(actor, code, finding_id, data.reason, now())
        return await finding(actor, code, finding_id)


class ActionsApi(Controller):
    path = "/api/v1/sites/{code:str}/actions/{action_id:uuid}"
    tags = ["Findings"]
    guards = [allows(Permission.READ_ACTIONS)]

    @get(responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], code: FromPath[str], action_id: FromPath[UUID]) -> ActionOut:
        """A corrective action with all that happened to it."""
        return await action(actor, code, action_id, now())

    @post("/answer", guards=[allows(Permission.TAKE_ACTIONS)], status_code=200, responses=problems(404, 409, 422))
    async def answer(
        self, actor: NamedDependency[Actor], code: FromPath[str], action_id: FromPath[UUID], data: JSONBody[AnswerIn]
    ) -> ActionOut:
        """Hand in what was done. Add the files before."""
        await answer_action(actor, code, action_id, data, now())
        return await action(actor, code, action_id, now())

    @post("/extension", guards=[allows(Permission.TAKE_ACTIONS)], status_code=200, responses=problems(404, 409, 422))
    async def ask(
        self, actor: NamedDependency[Actor], code: FromPath[str], action_id: FromPath[UUID], data: JSONBody[ExtensionIn]
    ) -> ActionOut:
        """Ask for more time, until the day on which the action is due."""
        await ask_for_time(actor, code, action_id, data, now())
        return await action(actor, code, action_id, now())

    @get("/files/{file_id:uuid}", responses=problems(404))
    async def file(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        action_id: FromPath[UUID],
        file_id: FromPath[UUID],
    ) -> File:
        """A file that the site added: a photo as JPEG, a document as it came."""
        found = await action_file(actor, code, action_id, file_id)
        return await evidence_answer(settings.files, found.sha256, found.media_type, found.name)

    @delete(
        "/files/{file_id:uuid}",
        guards=[allows(Permission.TAKE_ACTIONS)],
        status_code=204,
        responses=problems(404, 409),
    )
    async def remove(
        self, actor: NamedDependency[Actor], code: FromPath[str], action_id: FromPath[UUID], file_id: FromPath[UUID]
    ) -> None:
        """Take a file out again, until the action is answered."""
        await remove_action_file(actor, code, action_id, file_id)


class ActionDecisionsApi(Controller):
    path = "/api/v1/sites/{code:str}/actions/{action_id:uuid}"
    tags = ["Findings"]
    guards = [allows(Permission.VERIFY_ACTIONS)]

    @post("/verify", status_code=200, responses=problems(404, 409, 422))
    async def verify(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        action_id: FromPath[UUID],
        data: JSONBody[VerificationIn],
    ) -> ActionOut:
        """Say that it was done; by another person than who answered."""
        await verify_action(actor, code, action_id, data.note, now())
        return await action(actor, code, action_id, now())

    @post("/return", status_code=200, responses=problems(404, 409, 422))
    async def send_back(
        self, actor: NamedDependency[Actor], code: FromPath[str], action_id: FromPath[UUID], data: JSONBody[ReasonIn]
    ) -> ActionOut:
        """Send an answer back; the due date stays."""
        await return_action(actor, code, action_id, data.reason, now())
        return await action(actor, code, action_id, now())

    @post("/effect", status_code=200, responses=problems(404, 409, 422))
    async def effect(
        self, actor: NamedDependency[Actor], code: FromPath[str], action_id: FromPath[UUID], data: JSONBody[EffectIn]
    ) -> ActionOut:
        """Say whether it helped, 90 days after it was verified. What did not is followed by another action: the answer
        is then that one."""
        again = await judge_effect(actor, code, action_id, data, now())
        return await action(actor, code, again or action_id, now())

    @post("/extension/decide", status_code=200, responses=problems(404, 409, 422))
    async def decide(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        action_id: FromPath[UUID],
        data: JSONBody[ExtensionDecisionIn],
    ) -> ActionOut:
        """Grant the time that was asked for, or refuse it."""
        await decide_on_time(actor, code, action_id, data, now())
        return await action(actor, code, action_id, now())


@dataclass
class ActionFileForm:
    file: UploadFile


class ActionFilesApi(Controller):
    """Apart from the others because files are handed in here."""

    path = "/api/v1/sites/{code:str}/actions/{action_id:uuid}/files"
    tags = ["Findings"]
    guards = [allows(Permission.TAKE_ACTIONS)]

    @post(status_code=201, responses=problems(404, 409, 413, 422))
    async def add(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        action_id: FromPath[UUID],
        data: MultipartBody[ActionFileForm],
    ) -> ActionFileMade:
        """Add a photo or a document that shows what was done."""
        sent = SentFile(shown_name(data.file.filename), blocks(data.file))
        made = await add_action_file(actor, code, action_id, sent, settings.files, settings.photo_megabytes, now())
        return ActionFileMade(id=made)
