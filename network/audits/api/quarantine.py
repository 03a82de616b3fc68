"""JSON: visits that break a rule, for headquarters to decide."""

from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from network.audits.commands.quarantine import reject_filing, release_filing
from network.audits.queries.quarantine import quarantined, quarantined_filing
from network.audits.schemas.quarantine import DecisionIn, QuarantinedOut, QuarantineOut
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.web.guards import allows
from network.web.problems import problems


class QuarantineApi(Controller):
    path = "/api/v1"
    tags = ["Visits"]
    guards = [allows(Permission.REVIEW_VISITS)]

    @get("/quarantine", responses=problems())
    async def waiting(self, actor: NamedDependency[Actor]) -> list[QuarantinedOut]:
        """Visits that wait for a decision whether they are reviewed at all, the oldest first."""
        return await quarantined(actor)

    @get("/visits/{filing_id:uuid}/quarantine", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], filing_id: FromPath[UUID]) -> QuarantineOut:
        """Why a visit waits, or waited, and what is odd about it."""
        return await quarantined_filing(actor, filing_id)

    @post("/visits/{filing_id:uuid}/quarantine/release", status_code=200, responses=problems(404, 409, 422))
    async def release(
        self, actor: NamedDependency[Actor], filing_id: FromPath[UUID], data: JSONBody[DecisionIn]
    ) -> QuarantineOut:
        """Let it into the review."""
        await release_filing(actor, filing_id, data, now())
        return await quarantined_filing(actor, filing_id)

    @post("/visits/{filing_id:uuid}/quarantine/reject", status_code=200, responses=problems(404, 409, 422))
    async def reject(
        self, actor: NamedDependency[Actor], filing_id: FromPath[UUID], data: JSONBody[DecisionIn]
    ) -> QuarantineOut:
        """It does not count."""
        await reject_filing(actor, filing_id, data, now())
        return await quarantined_filing(actor, filing_id)
