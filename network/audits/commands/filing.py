"""Taking in a visit from a tablet: once, however often it is sent, and never lost for a rule it breaks.

Whether an id, or an assignment, is taken already is for the unique keys of the database to say: the row is inserted,
and what stands in its way is looked at afterwards.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID, uuid4

from network.audits.commands.filing_content import Content, check_complete, content_of, result
from network.audits.commands.filing_photos import Uploads, Version, keep_photos, uploads_of
from network.audits.commands.myself import Myself, myself
from network.audits.errors.assignments import AssignmentNotFound
from network.audits.errors.filings import BadVisit, FiledOtherwise, FilingClosed, FilingNotFound
from network.audits.queries.receipts import receipt
from network.audits.rules.assignments import AssignmentState, FilingState, is_late
from network.audits.rules.filings import Circumstances, Doubt, Signals, Timing, doubts, signals
from network.audits.schemas.filings import FilingIn, ReceiptOut
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch_row, fetch_value, transaction
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.web.versions import PreconditionFailed

_ASSIGNMENT = """
select id, site, checklist, state, coalesce(offered_at, proposed_at) as assigned_at, window_from, window_to
from assignment where id = $1
"""
_STORED = """
select f.id, f.assignment, f.site, f.state, f.current, f.embargo_until, v.sha256
from filing f join filing_version v on v.filing = f.id and v.number = f.current
where f.id = $1 for update of f
"""
_INSERT = """
insert into filing (id, assignment, site, auditor, checklist, state, quarantine, signals, current, visited_at, left_at,
    received_at, skew_seconds, late, redactions, version)
values ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10, $11, $12, $13, '{}', 1)
on conflict do nothing returning id
"""
_VERSION = """
insert into filing_version (id, filing, site, number, content, sha256, score, critical_failures, result, reason,
    filed_at, received_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""
_EDIT = """
update filing set state = $2, current = $3, signals = $4, visited_at = $5, left_at = $6, skew_seconds = $7
where id = $1
"""

# What an edit makes of a filing: it is looked at again, and what was decided before it does not hold any more.
_AFTER_EDIT = {
    FilingState.QUARANTINED: FilingState.QUARANTINED,
    FilingState.RECEIVED: FilingState.RECEIVED,
    FilingState.IN_REVIEW: FilingState.IN_REVIEW,
    FilingState.NEEDS_CLARIFICATION: FilingState.IN_REVIEW,
    FilingState.APPROVED: FilingState.IN_REVIEW,
    FilingState.APPROVED_EXCLUDED: FilingState.IN_REVIEW,
}
_REASON_NEEDED = _("Say why the visit is changed after it was filed.")
# More than the column holds is as impossible as that.
_MOST_SECONDS = 2_000_000_000


class Outcome(Enum):
    """What has become of a visit that was sent."""

    FILED = "filed"
    QUARANTINED = "quarantined"
    SAME = "same"
    EDITED = "edited"


@dataclass(frozen=True, slots=True)
class Filed:
    outcome: Outcome
    receipt: ReceiptOut


@dataclass(frozen=True, slots=True)
class _Sent:
    """A visit that has come, and all that is known about it."""

    me: Myself
    id: UUID
    assigned: Record
    filing: FilingIn
    content: Content
    timing: Timing

    @property
    def known(self) -> Circumstances:
        row = self.assigned
        return Circumstances(
            state=AssignmentState(row["state"]),
            assigned_at=row["assigned_at"],
            window_from=row["window_from"],
            window_to=row["window_to"],
            retired_at=self.content.checklist["retired_at"],
        )

    @property
    def signals(self) -> Signals:
        other = self.content.checklist["id"] != self.assigned["checklist"]
        return signals(self.timing, self.known, other_version=other, dropped=self.content.dropped)

    @property
    def skew_seconds(self) -> int:
        return max(-_MOST_SECONDS, min(_MOST_SECONDS, round(self.timing.skew.total_seconds())))


async def file_visit(
    actor: Actor, assignment: UUID, filing: UUID, sent: FilingIn, base: int | None, received_at: datetime
) -> Filed:
    """Keep a visit under the id that its tablet gave it. `base`: the version an edit was made from; None: a first one.

    What is stored already is answered in the same way, whatever `base` says. AssignmentNotFound, FilingNotFound,
    BadVisit, PhotosMissing, FiledOtherwise, PreconditionFailed, FilingClosed.
    """
    actor.require(Permission.MAKE_VISITS)
    try:
        return await _file(actor, assignment, filing, sent, base, received_at)
    except FiledOtherwise:
        await _note_attempt(actor, assignment, filing, sent)
        raise


async def _file(
    actor: Actor, assignment: UUID, filing: UUID, sent: FilingIn, base: int | None, received_at: datetime
) -> Filed:
    async with transaction(actor):
        me = await myself(actor)
        assigned = await fetch_row(_ASSIGNMENT, assignment)
        if assigned is None:
            raise AssignmentNotFound()
        timing = Timing.corrected(sent.started_at, sent.left_at, sent.submitted_at, sent.client_now, received_at)
        visit = _Sent(me, filing, assigned, sent, await content_of(assigned, sent), timing)
        stored = await _stored(visit)
        if stored is None:
            check_complete(visit.content, sent)
            outcome = await _first(visit, await uploads_of(sent))
            if outcome is not None:
                return Filed(outcome, await receipt(filing))
            # The same id came twice at once, and the other one was faster.
            stored = await _stored(visit)
        if stored is None:
            raise FilingNotFound()
        return Filed(await _again(visit, stored, base), await receipt(filing))


async def _stored(visit: _Sent) -> Record | None:
    """What this auditor has filed under this id, locked. FilingNotFound when that was for another assignment."""
    row = await fetch_row(_STORED, visit.id)
    if row is not None and row["assignment"] != visit.assigned["id"]:
        raise FilingNotFound()
    return row


async def _first(visit: _Sent, uploads: Uploads) -> Outcome | None:
    """None when the id is taken."""
    found = doubts(visit.timing, visit.known)
    if not await _insert(visit, found):
        if await _own(visit.id):
            return None
        # Another filing counts for this assignment, unless the id is somebody else's.
        found.append(Doubt.SECOND)
        if not await _insert(visit, found):
            return None
    state = FilingState.QUARANTINED if found else FilingState.RECEIVED
    await _keep_version(visit, 1, None, uploads)
    await execute(
        "update assignment set state = 'filed' where id = $1 and state in ('accepted', 'expired')",
        visit.assigned["id"],
    )
    await _step(visit, "", state, "")
    facts = {"doubts": [doubt.value for doubt in found], "late": _late(visit), "app": visit.filing.app}
    await _tell(visit, "visit.quarantined" if found else "visit.filed", facts)
    return Outcome.QUARANTINED if found else Outcome.FILED


async def _own(filing: UUID) -> bool:
    return bool(await fetch_value("select exists (select from filing where id = $1)", filing))


async def _insert(visit: _Sent, found: Sequence[Doubt]) -> bool:
    made = await fetch_value(
        _INSERT,
        visit.id,
        visit.assigned["id"],
        visit.assigned["site"],
        visit.me.id,
        visit.content.checklist["id"],
        FilingState.QUARANTINED if found else FilingState.RECEIVED,
        json.dumps(list(found)),
        json.dumps(visit.signals),
        visit.timing.visited_at,
        visit.timing.left_at,
        visit.timing.received_at,
        visit.skew_seconds,
        _late(visit),
    )
    return made is not None


def _late(visit: _Sent) -> bool:
    return is_late(visit.timing.left_at, visit.timing.received_at)


async def _again(visit: _Sent, stored: Record, base: int | None) -> Outcome:
    """The same once more, an edit, or something else under an id that is taken."""
    if stored["sha256"] == visit.content.sha256:
        return Outcome.SAME
    if base is None:
        raise FiledOtherwise(stored["current"])
    if base != stored["current"]:
        raise PreconditionFailed(base, stored["current"])
    before = FilingState(stored["state"])
    published = stored["embargo_until"] is not None and stored["embargo_until"] <= visit.timing.received_at
    if before not in _AFTER_EDIT or published:
        raise FilingClosed()
    if not visit.filing.reason:
        raise BadVisit({"reason": _REASON_NEEDED})
    check_complete(visit.content, visit.filing)
    await _edit(visit, stored, before, visit.filing.reason)
    return Outcome.EDITED


async def _edit(visit: _Sent, stored: Record, before: FilingState, reason: str) -> None:
    uploads, number, after = await uploads_of(visit.filing), stored["current"] + 1, _AFTER_EDIT[before]
    await _keep_version(visit, number, reason, uploads)
    await execute(
        _EDIT,
        visit.id,
        after,
        number,
        json.dumps(visit.signals),
        visit.timing.visited_at,
        visit.timing.left_at,
        visit.skew_seconds,
    )
    if after is not before:
        await _step(visit, before, after, reason)
    await _tell(visit, "visit.edited", {"version": number, "reason": reason, "app": visit.filing.app})


async def _keep_version(visit: _Sent, number: int, reason: str | None, uploads: Uploads) -> None:
    found = visit.content.score
    await execute(
        _VERSION,
        uuid4(),
        visit.id,
        visit.assigned["site"],
        number,
        visit.content.text,
        visit.content.sha256,
        found.total,
        found.critical_failures,
        json.dumps(result(visit.content, found)),
        reason,
        visit.filing.submitted_at,
        visit.timing.received_at,
    )
    of = Version(visit.id, visit.assigned["site"], number)
    await keep_photos(of, visit.filing, visit.content, visit.timing, uploads)


async def _step(visit: _Sent, before: str, after: FilingState, reason: str) -> None:
    await execute(
        "insert into filing_step (id, filing, site, from_state, to_state, reason, by, who, at) "
        "values ($1, $2, $3, $4, $5, $6, null, $7, $8)",
        uuid4(),
        visit.id,
        visit.assigned["site"],
        before,
        after,
        reason,
        visit.me.code,
        visit.timing.received_at,
    )


async def _tell(visit: _Sent, action: str, facts: dict[str, object]) -> None:
    about = {"filing": visit.id, "sha256": visit.content.sha256, "photos": len(visit.filing.photos)}
    subject, site = f"visit:{visit.assigned['id']}", -visit.assigned["site"]
    await trail.record(visit.me.stand_in, action, subject, about | facts, site=site)


async def _note_attempt(actor: Actor, assignment: UUID, filing: UUID, sent: FilingIn) -> None:
    """Somebody sent other content under an id that is taken: nothing changes, and it is known."""
    async with transaction(actor):
        me, assigned = await myself(actor), await fetch_row(_ASSIGNMENT, assignment)
        if assigned is not None:
            facts = {"filing": filing, "app": sent.app, "device": sent.device}
            subject, site = f"visit:{assignment}", -assigned["site"]
            await trail.record(me.stand_in, "visit.contradicted", subject, facts, site=site)
