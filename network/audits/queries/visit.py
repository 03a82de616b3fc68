"""Reading one visit whole: for headquarters with all that speaks for and against it; for its auditor, how it stands."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from network.audits.errors.filings import FilingNotFound
from network.audits.queries.visit_texts import written
from network.audits.queries.visits import VISIT, standing, without_ids
from network.audits.rules.assignments import FilingState
from network.audits.rules.review import MAY_ANSWER, moves_of
from network.audits.schemas.visits import (
    OwnVisitOut,
    VisitDetail,
    VisitMessageOut,
    VisitPhotoOut,
    VisitStepOut,
    VisitVersionOut,
)
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, transaction

_ONE = f"""
with visit as materialized ({VISIT} where f.id = $4)
select visit.*, f.version, f.current, f.left_at, f.skew_seconds, a.announced, c.key as checklist_key,
       c.version as checklist_version, c.document, f.quarantine, f.signals as visit_signals, f.redactions,
       am_auditor(f.auditor) as own, (select audit from audit_source where filing = f.id) as audit
from visit join filing f on f.id = visit.id join assignment a on a.id = f.assignment
join checklist c on c.id = f.checklist
"""
_PHOTOS = """
select p.id, p.question, p.place, p.sha256, u.width, u.height, p.taken_at, p.latitude, p.longitude, p.accuracy,
       p.signals, p.redaction, p.redactor
from filing_photo p join photo_upload u on u.id = p.upload
where p.filing = $1 and p.number = $2 order by p.question, p.place
"""
_VERSIONS = """
select number, reason, filed_at, received_at, score, critical_failures, content, result
from filing_version where filing = $1 order by number
"""
_STEPS = "select from_state, to_state, reason, who, at from filing_step where filing = $1 order by at, id"
_MESSAGES = """
select question, visibility, body, from_auditor, who, at from filing_message where filing = $1 order by at, id
"""
_DOCUMENTS = ("document", "quarantine", "visit_signals", "redactions")

# Of the auditor who asks: row security leaves no other. Nobody at headquarters is named, and no score is told.
_OWN = """
select f.id, f.assignment, s.code as site, f.state, f.visited_at, f.received_at, f.late,
       coalesce((select reason from filing_step where filing = f.id and to_state = f.state
                 and to_state in ('needs_clarification', 'rejected', 'voided') order by at desc limit 1), '') as reason
from filing f join assigned_sites() s on s.id = f.site
"""
_OWN_MESSAGES = """
select question, visibility, body, from_auditor, case when from_auditor then who else '' end as who, at
from filing_message where filing = $1 order by at, id
"""


async def visit_detail(actor: Actor, filing: UUID, now: datetime) -> VisitDetail:
    """Raises FilingNotFound."""
    actor.require(Permission.REVIEW_VISITS)
    async with transaction(actor, read_only=True, snapshot=True):
        row = await fetch_row(_ONE, *standing(now), filing)
        if row is None:
            raise FilingNotFound()
        photos = await fetch(_PHOTOS, filing, row["current"])
        versions = await fetch(_VERSIONS, filing)
        steps, messages = await fetch(_STEPS, filing), await fetch(_MESSAGES, filing)
    return VisitDetail(
        **without_ids(row) | _more(row),
        undecided=written(row["current"], row["document"], versions[-1]["content"], row["redactions"]).undecided,
        moves=[] if row["own"] else list(moves_of(FilingState(row["state"]), published=row["published"])),
        photos=[VisitPhotoOut(**_read(photo, "signals")) for photo in photos],
        versions=[VisitVersionOut(**_read(version, "content", "result")) for version in versions],
        steps=[VisitStepOut(**step) for step in steps],
        messages=[VisitMessageOut(**message) for message in messages],
    )


async def own_visits(actor: Actor) -> Sequence[OwnVisitOut]:
    """What an auditor has filed, the latest first; without what was said about each."""
    actor.require(Permission.MAKE_VISITS)
    async with transaction(actor, read_only=True):
        rows = await fetch(f"{_OWN} order by f.received_at desc, f.id limit 200")
    return [_own(row, []) for row in rows]


async def own_visit(actor: Actor, filing: UUID) -> OwnVisitOut:
    """Raises FilingNotFound."""
    actor.require(Permission.MAKE_VISITS)
    async with transaction(actor, read_only=True):
        row = await fetch_row(f"{_OWN} where f.id = $1", filing)
        if row is None:
            raise FilingNotFound()
        return _own(row, await fetch(_OWN_MESSAGES, filing))


def _own(row: Record, messages: Sequence[Record]) -> OwnVisitOut:
    may_answer = row["state"] in MAY_ANSWER
    return OwnVisitOut(**row, may_answer=may_answer, messages=[VisitMessageOut(**each) for each in messages])


def _more(row: Record) -> dict[str, Any]:
    names = set(VisitDetail.model_fields) & set(row.keys())
    return {name: json.loads(row[name]) if name in _DOCUMENTS else row[name] for name in names}


def _read(row: Record, *documents: str) -> dict[str, Any]:
    return dict(row) | {name: json.loads(row[name]) for name in documents}
