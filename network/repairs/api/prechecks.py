"""JSON: pre-check lists, their drafts and their publication; and what the lists caught."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Response, delete, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.repairs.commands.prechecks import delete_draft, publish_draft, start_draft, write_draft
from network.repairs.queries.filters import filtering
from network.repairs.queries.prechecks import list_lists, prechecks_for, read_list
from network.repairs.rules.filters import last_quarters
from network.repairs.rules.prechecks import validate_prechecks
from network.repairs.schemas.filters import FilteringOut, FilterWanted, filtering_out
from network.repairs.schemas.prechecks import (
    PrecheckDocumentOut,
    PrecheckList,
    PrecheckListsOut,
    PublishIn,
    StartIn,
    document_out,
    list_out,
    take_prechecks,
)
from network.sites.schemas.texts import PRINTABLE
from network.web.guards import allows
from network.web.problems import problems
from network.web.versions import if_match, versioned

Version = NamedDependency[int | None]
Name = Annotated[str, QueryParameter(max_length=60, pattern=PRINTABLE)]
MATCHED = {"version": Provide(if_match, sync_to_thread=False)}


class PrecheckListsApi(Controller):
    path = "/api/v1/precheck-lists"
    tags = ["Returns"]
    guards = [allows(Permission.READ_RECORDS)]

    @get(responses=problems())
    async def lists(self, actor: NamedDependency[Actor]) -> PrecheckListsOut:
        """Every version that you may see, by product, the newest first."""
        return PrecheckListsOut(precheck_lists=[list_out(each) for each in await list_lists(actor)])

    @get("/in-force", responses=problems(409))
    async def in_force(self, actor: NamedDependency[Actor], product: Name = "") -> Response[PrecheckDocumentOut]:
        """What a unit of this product is checked by today, before it may be sent to HQ."""
        return _versioned(await prechecks_for(actor, product))

    @get("/effectiveness", responses=problems())
    async def effectiveness(
        self,
        actor: NamedDependency[Actor],
        first: FromQuery[date | None] = None,
        end: FromQuery[date | None] = None,
        site: Name = "",
        product: Name = "",
    ) -> FilteringOut:
        """What the steps caught of units that HQ inspected from `first` on and before `end`; else in four quarters."""
        since, until = last_quarters(now().date())
        wanted = FilterWanted(first or since, end or until, site, product)
        return filtering_out(await filtering(actor, wanted), wanted)

    @get("/{list_id:uuid}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], list_id: FromPath[UUID]) -> Response[PrecheckDocumentOut]:
        """One version with its document. The ETag of a draft is what its changes name as If-Match."""
        return _versioned(await read_list(actor, list_id))

    @post(
        "/{list_id:uuid}/drafts",
        guards=[allows(Permission.CHANGE_PRECHECKS)],
        status_code=201,
        responses=problems(404, 409, 422),
    )
    async def start(
        self, actor: NamedDependency[Actor], list_id: FromPath[UUID], data: JSONBody[StartIn]
    ) -> Response[PrecheckDocumentOut]:
        """Start a draft that says what this version says, for its product or another. A product has one at most."""
        return _versioned(await start_draft(actor, list_id, now(), data.product or None), 201)

    @put(
        "/{list_id:uuid}",
        guards=[allows(Permission.CHANGE_PRECHECKS)],
        dependencies=MATCHED,
        responses=problems(404, 409, 412, 422, 428),
    )
    async def write(
        self, actor: NamedDependency[Actor], list_id: FromPath[UUID], version: Version, data: JSONBody[dict[str, Any]]
    ) -> Response[PrecheckDocumentOut]:
        """Replace what a draft says by this document. `problems` names what keeps it from being published."""
        return _versioned(await write_draft(actor, list_id, take_prechecks(data), version, now()))

    @delete("/{list_id:uuid}", guards=[allows(Permission.CHANGE_PRECHECKS)], responses=problems(404, 409))
    async def delete(self, actor: NamedDependency[Actor], list_id: FromPath[UUID]) -> None:
        """Delete a draft."""
        await delete_draft(actor, list_id)

    @post(
        "/{list_id:uuid}/publish",
        guards=[allows(Permission.CHANGE_PRECHECKS)],
        dependencies=MATCHED,
        status_code=200,
        responses=problems(404, 409, 412, 422, 428),
    )
    async def publish(
        self, actor: NamedDependency[Actor], list_id: FromPath[UUID], version: Version, data: JSONBody[PublishIn]
    ) -> Response[PrecheckDocumentOut]:
        """Publish a draft: its product is checked by it from now on, and the list before it is retired."""
        return _versioned(await publish_draft(actor, list_id, data, version, now()))


def _versioned(found: PrecheckList, status: int = 200) -> Response[PrecheckDocumentOut]:
    wrong = {each.path: str(each) for each in validate_prechecks(found.document)} if found.is_draft else {}
    return versioned(document_out(found, wrong), found.row_version, status)
