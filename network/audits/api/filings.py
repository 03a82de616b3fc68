"""JSON: a visit from a tablet, filed under an id that the tablet gave it. It may be sent as often as one likes."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get, put
from litestar.di import NamedDependency, Provide
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, HeaderParameter, JSONBody

from network.audits.api.intake import REFUSALS, TURNS
from network.audits.commands.filing import Filed, Outcome, file_visit
from network.audits.queries.receipts import own_filing
from network.audits.schemas.filings import FilingIn, OwnFilingOut, ReceiptOut
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.web.guards import allows
from network.web.problems import problems
from network.web.strict import StrictRequest
from network.web.versions import if_match, versioned

_RECEIPTS = {
    status: ResponseSpec(ReceiptOut, generate_examples=False, description=meaning)
    for status, meaning in ((201, "Filed."), (202, "Kept; headquarters decides whether it is reviewed."))
}
_STATUS = {Outcome.FILED: 201, Outcome.QUARANTINED: 202, Outcome.SAME: 200, Outcome.EDITED: 200}


def made_from(
    sent: Annotated[
        str | None,
        HeaderParameter(name="if-match", max_length=100, description="ETag of the version that an edit was made from."),
    ] = None,
) -> int | None:
    """A dependency: the version that an edit was made from; None of a first filing, which says `If-None-Match: *`."""
    return if_match(sent) if (sent or "").strip() else None


class FilingsApi(Controller):
    """Bodies are larger than elsewhere: see UPLOADS."""

    path = "/api/v1/assignments/{assignment_id:uuid}/filings/{filing_id:uuid}"
    tags = ["Visits"]
    guards = [allows(Permission.MAKE_VISITS)]
    request_class = StrictRequest
    exception_handlers = REFUSALS

    @get(responses=problems(404))
    async def show(
        self, actor: NamedDependency[Actor], assignment_id: FromPath[UUID], filing_id: FromPath[UUID]
    ) -> Response[OwnFilingOut]:
        """What you have filed, as it is kept."""
        found = await own_filing(actor, assignment_id, filing_id)
        return versioned(found, found.version)

    @put(
        dependencies={"base": Provide(made_from, sync_to_thread=False)},
        responses=_RECEIPTS | problems(400, 404, 409, 412, 413, 415, 422, 428, 429),
    )
    async def file(
        self,
        actor: NamedDependency[Actor],
        assignment_id: FromPath[UUID],
        filing_id: FromPath[UUID],
        base: NamedDependency[int | None],
        data: JSONBody[FilingIn],
    ) -> Response[ReceiptOut]:
        """File a visit, its photos first. Send `If-None-Match: *`; for an edit If-Match, and its `reason`.

        201: filed. 200: it was filed already, or the edit was taken. 202: kept, and headquarters decides. 409
        `photos_missing` names the photos that are still to be sent (`missing`); 409 `filed_otherwise`: the id is taken
        by other content. 412: somebody edited it meanwhile; the ETag is that of the version in force. With 422 `fields`
        names each question (`answers.greeting`).
        """
        with TURNS.passing(actor.account):
            return _answer(await file_visit(actor, assignment_id, filing_id, data, base, now()))


def _answer(filed: Filed) -> Response[ReceiptOut]:
    return versioned(filed.receipt, filed.receipt.version, _STATUS[filed.outcome])
