"""Deciding on visits in quarantine: into the review, or rejected. By somebody who did not make the visit."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID, uuid4

from asyncpg import UniqueViolationError

from network.audits.errors.filings import FilingNotFound
from network.audits.errors.quarantine import AnotherCounts, OwnVisit, QuarantineDecided
from network.audits.rules.assignments import FilingState
from network.audits.schemas.quarantine import DecisionIn
from network.audits.telling import tell_auditors
from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch_row, transaction
from network.foundation.trail import record as trail
from network.identity.rules.notices import NoticeKind

_ROW = """
select f.id, f.assignment, f.site, f.state, f.auditor, am_auditor(f.auditor) as is_own,
       (f.visited_at at time zone s.time_zone)::date as visited_on
from filing f join site s on s.id = f.site where f.id = $1 for update of f
"""
_TOLD: Mapping[FilingState, NoticeKind] = MappingProxyType(
    {FilingState.RECEIVED: NoticeKind.VISIT_ADMITTED, FilingState.REJECTED: NoticeKind.VISIT_REJECTED}
)


async def release_filing(actor: Actor, filing: UUID, decision: DecisionIn, at: datetime) -> None:
    """Let a visit into the review, in spite of what is odd about it; its auditor is told.

    FilingNotFound, OwnVisit, QuarantineDecided; AnotherCounts while another filing of the assignment does.
    """
    try:
        await _decide(actor, filing, FilingState.RECEIVED, "visit.released", decision, at)
    except UniqueViolationError as error:
        raise AnotherCounts() from error


async def reject_filing(actor: Actor, filing: UUID, decision: DecisionIn, at: datetime) -> None:
    """A visit does not count, of which its auditor is told; all of it stays readable.

    FilingNotFound, OwnVisit, QuarantineDecided.
    """
    await _decide(actor, filing, FilingState.REJECTED, "visit.turned_away", decision, at)


async def _decide(
    actor: Actor, filing: UUID, after: FilingState, action: str, decision: DecisionIn, at: datetime
) -> None:
    actor.require(Permission.REVIEW_VISITS)
    async with transaction(actor):
        row = await fetch_row(_ROW, filing)
        if row is None:
            raise FilingNotFound()
        if row["is_own"]:
            raise OwnVisit()
        if row["state"] != FilingState.QUARANTINED:
            raise QuarantineDecided()
        await execute("update filing set state = $2 where id = $1", filing, after)
        await execute(
            "insert into filing_step (id, filing, site, from_state, to_state, reason, by, who, at) "
            "values ($1, $2, $3, 'quarantined', $4, $5, $6, $7, $8)",
            uuid4(),
            filing,
            row["site"],
            after,
            decision.reason,
            actor.account,
            actor.name,
            at,
        )
        await tell_auditors(_TOLD[after], [(row["auditor"], filing, row["visited_on"])])
        facts = {"filing": filing, "reason": decision.reason}
        await trail.record(actor, action, f"visit:{row['assignment']}", facts, site=-row["site"])
