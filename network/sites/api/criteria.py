"""JSON: selection criteria, their drafts and their publication."""

from typing import Any

from litestar import Controller, Response, delete, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, JSONBody

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.sites.commands.criteria import delete_draft, publish_draft, start_draft, write_draft
from network.sites.queries.criteria import list_sets, read_set
from network.sites.rules.criteria_validation import validate_criteria
from network.sites.schemas.criteria import (
    CriteriaDocumentOut,
    CriteriaSet,
    CriteriaSetsOut,
    document_out,
    set_out,
    take_criteria,
)
from network.web.guards import allows
from network.web.problems import problems
from network.web.versions import if_match, versioned

Revision = NamedDependency[int | None]
MATCHED = {"revision": Provide(if_match, sync_to_thread=False)}


class CriteriaApi(Controller):
    path = "/api/v1/criteria-sets"
    tags = ["Applications"]
    guards = [allows(Permission.READ_CRITERIA)]

    @get(responses=problems())
    async def sets(self, actor: NamedDependency[Actor]) -> CriteriaSetsOut:
        """Every version that you may see, the newest first within its code."""
        return CriteriaSetsOut(criteria_sets=[set_out(each) for each in await list_sets(actor)])

    @get("/{code:str}/{version:int}", responses=problems(404))
    async def show(
        self, actor: NamedDependency[Actor], code: FromPath[str], version: FromPath[int]
    ) -> Response[CriteriaDocumentOut]:
        """One version with its document. The ETag of a draft is what its changes name as If-Match."""
        return _versioned(await read_set(actor, code, version))

    @post(
        "/{code:str}/{version:int}/drafts",
        guards=[allows(Permission.CHANGE_CRITERIA)],
        status_code=201,
        responses=problems(404, 409),
    )
    async def start(
        self, actor: NamedDependency[Actor], code: FromPath[str], version: FromPath[int]
    ) -> Response[CriteriaDocumentOut]:
        """Start a draft that says what this version says. A set has one draft at most."""
        return _versioned(await start_draft(actor, code, version, now()), 201)

    @put(
        "/{code:str}/{version:int}",
        guards=[allows(Permission.CHANGE_CRITERIA)],
        dependencies=MATCHED,
        responses=problems(404, 409, 412, 422, 428),
    )
    async def write(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        version: FromPath[int],
        revision: Revision,
        data: JSONBody[dict[str, Any]],
    ) -> Response[CriteriaDocumentOut]:
        """Replace what a draft says by this document. `problems` names what keeps it from being published."""
        return _versioned(await write_draft(actor, code, version, take_criteria(data), revision, now()))

    @delete(
        "/{code:str}/{version:int}",
        guards=[allows(Permission.CHANGE_CRITERIA)],
        responses=problems(404, 409),
    )
    async def delete(self, actor: NamedDependency[Actor], code: FromPath[str], version: FromPath[int]) -> None:
        """Delete a draft."""
        await delete_draft(actor, code, version)

    @post(
        "/{code:str}/{version:int}/publish",
        guards=[allows(Permission.CHANGE_CRITERIA)],
        dependencies=MATCHED,
        status_code=200,
        responses=problems(404, 409, 412, 422, 428),
    )
    async def publish(
        self, actor: NamedDependency[Actor], code: FromPath[str], version: FromPath[int], revision: Revision
    ) -> Response[CriteriaDocumentOut]:
        """Publish a draft: what is submitted from now on is judged by it, and it never changes again."""
        await publish_draft(actor, code, version, revision, now())
        return _versioned(await read_set(actor, code, version))


def _versioned(found: CriteriaSet, status: int = 200) -> Response[CriteriaDocumentOut]:
    wrong = {} if found.published else {each.path: str(each) for each in validate_criteria(found.document)}
    return versioned(document_out(found, wrong), found.revision, status)
