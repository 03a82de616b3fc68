"""JSON: checklists, from draft to retired, and what answers would come to."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, delete, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, JSONBody

from network.audits.commands.checklists import (
    delete_draft,
    new_checklist,
    publish_draft,
    retire_checklist,
    start_draft,
    write_draft,
)
from network.audits.queries.checklists import (
    list_checklists,
    read_checklist_version,
    version_with_problems,
)
from network.audits.rules.answers import asked
from network.audits.rules.scoring import score
from network.audits.schemas.answers import answers_of
from network.audits.schemas.checklist_versions import (
    ChecklistDocumentOut,
    ChecklistsOut,
    NewIn,
    PublishIn,
    RetireIn,
    StartIn,
    TrialIn,
    TrialOut,
    checklist_out,
    document_out,
    trial_out,
)
from network.audits.schemas.checklists import document_of
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.web.guards import allows
from network.web.problems import problems
from network.web.versions import if_match, versioned

Version = NamedDependency[int | None]
MATCHED = {"version": Provide(if_match, sync_to_thread=False)}
CHANGES = [allows(Permission.CHANGE_CHECKLISTS)]


class ChecklistsApi(Controller):
    path = "/api/v1/checklists"
    tags = ["Checklists"]
    guards = [allows(Permission.READ_CHECKLISTS)]

    @get(responses=problems())
    async def checklists(self, actor: NamedDependency[Actor]) -> ChecklistsOut:
        """Every version that you may see, by key, the newest first."""
        return ChecklistsOut(checklists=[checklist_out(each) for each in await list_checklists(actor)])

    @post(guards=CHANGES, status_code=201, responses=problems(409, 422))
    async def new(self, actor: NamedDependency[Actor], data: JSONBody[NewIn]) -> Response[ChecklistDocumentOut]:
        """Start a new checklist with a draft that has no question yet."""
        return await _versioned(actor, (await new_checklist(actor, data, now())).id, 201)

    @get("/{checklist_id:uuid}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], checklist_id: FromPath[UUID]) -> Response[ChecklistDocumentOut]:
        """One version with its document. The ETag is what its changes name as If-Match."""
        return await _versioned(actor, checklist_id)

    @post("/{checklist_id:uuid}/drafts", guards=CHANGES, status_code=201, responses=problems(404, 409, 422))
    async def start(
        self, actor: NamedDependency[Actor], checklist_id: FromPath[UUID], data: JSONBody[StartIn]
    ) -> Response[ChecklistDocumentOut]:
        """Start a draft that says what this version says, of the same checklist or of a new one with another key."""
        return await _versioned(actor, (await start_draft(actor, checklist_id, now(), data.key)).id, 201)

    @put("/{checklist_id:uuid}", guards=CHANGES, dependencies=MATCHED, responses=problems(404, 409, 412, 422, 428))
    async def write(
        self,
        actor: NamedDependency[Actor],
        checklist_id: FromPath[UUID],
        version: Version,
        data: JSONBody[dict[str, Any]],
    ) -> Response[ChecklistDocumentOut]:
        """Replace what a draft says by this document. `problems` names what keeps it from being published."""
        await write_draft(actor, checklist_id, document_of(data), version, now())
        return await _versioned(actor, checklist_id)

    @delete("/{checklist_id:uuid}", guards=CHANGES, responses=problems(404, 409))
    async def delete(self, actor: NamedDependency[Actor], checklist_id: FromPath[UUID]) -> None:
        """Delete a draft."""
        await delete_draft(actor, checklist_id)

    @post(
        "/{checklist_id:uuid}/publish",
        guards=CHANGES,
        dependencies=MATCHED,
        status_code=200,
        responses=problems(404, 409, 412, 422, 428),
    )
    async def publish(
        self, actor: NamedDependency[Actor], checklist_id: FromPath[UUID], version: Version, data: JSONBody[PublishIn]
    ) -> Response[ChecklistDocumentOut]:
        """Publish a draft: visits are planned by it from now on, and the version before it is retired."""
        await publish_draft(actor, checklist_id, data, version, now())
        return await _versioned(actor, checklist_id)

    @post(
        "/{checklist_id:uuid}/retire",
        guards=CHANGES,
        dependencies=MATCHED,
        status_code=200,
        responses=problems(404, 409, 412, 422, 428),
    )
    async def retire(
        self, actor: NamedDependency[Actor], checklist_id: FromPath[UUID], version: Version, data: JSONBody[RetireIn]
    ) -> Response[ChecklistDocumentOut]:
        """Retire the version in force: it takes visits that are begun within 14 days, and none is planned by it."""
        await retire_checklist(actor, checklist_id, data, version, now())
        return await _versioned(actor, checklist_id)

    @post("/{checklist_id:uuid}/trial", status_code=200, responses=problems(404, 422))
    async def trial(
        self, actor: NamedDependency[Actor], checklist_id: FromPath[UUID], data: JSONBody[TrialIn]
    ) -> TrialOut:
        """What a visit with these answers would come to. Nothing is kept."""
        document = (await read_checklist_version(actor, checklist_id)).document
        answers = answers_of(document, data.answers)
        return trial_out(asked(document, answers, data.photos), score(document, answers))


async def _versioned(actor: Actor, checklist_id: UUID, status: int = 200) -> Response[ChecklistDocumentOut]:
    found, wrong = await version_with_problems(actor, checklist_id)
    return versioned(document_out(found, {each.path: str(each) for each in wrong}), found.row_version, status)
