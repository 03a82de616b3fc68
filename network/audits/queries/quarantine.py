"""Visits that wait for a decision of headquarters before they are reviewed."""

import json
from typing import Any
from uuid import UUID

from network.audits.errors.filings import FilingNotFound
from network.audits.rules.checklists import ChecklistDocument
from network.audits.schemas.checklists import kept_checklist
from network.audits.schemas.quarantine import OtherFilingOut, PhotoSignalsOut, QuarantinedOut, QuarantineOut
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, transaction

_LINE = """
f.id as filing, f.assignment, s.code as site, s.name as site_name, s.name_zh as site_name_zh, w.code as auditor,
a.kind, f.visited_at, f.received_at, f.late, f.quarantine
"""
_FROM = """
from filing f join assignment a on a.id = f.assignment join site s on s.id = f.site join auditor w on w.id = f.auditor
"""
_WAITING = f"select {_LINE} {_FROM} where f.state = 'quarantined' order by f.received_at, f.id"
# The step out of quarantine, if there has been one.
_ONE = f"""
select {_LINE}, f.state, f.left_at, f.skew_seconds, f.signals, a.state as assignment_state,
       a.answer as assignment_answer, a.window_from, a.window_to, s.time_zone,
       c.document, d.who as decider, d.at as decided_at, d.reason as decision_reason
{_FROM} join checklist c on c.id = f.checklist
left join lateral (select who, at, reason from filing_step where filing = f.id and from_state = 'quarantined'
                   order by at limit 1) d on true
where f.id = $1 and f.quarantine <> '[]'
"""
_PHOTOS = """
select p.question, p.place, p.signals from filing_photo p join filing f on f.id = p.filing and f.current = p.number
where f.id = $1 order by p.question, p.place
"""
_OTHERS = """
select id as filing, state, received_at from filing where assignment = $1 and id <> $2 order by received_at
"""


async def quarantined(actor: Actor) -> list[QuarantinedOut]:
    """All that wait within reach, the oldest first."""
    actor.require(Permission.REVIEW_VISITS)
    async with transaction(actor, read_only=True):
        return [QuarantinedOut(**_line(row)) for row in await fetch(_WAITING)]


async def quarantined_filing(actor: Actor, filing: UUID) -> QuarantineOut:
    """One that waits, or waited. FilingNotFound."""
    actor.require(Permission.REVIEW_VISITS)
    async with transaction(actor, read_only=True):
        row = await fetch_row(_ONE, filing)
        if row is None:
            raise FilingNotFound()
        photos, others = await fetch(_PHOTOS, filing), await fetch(_OTHERS, row["assignment"], filing)
    document = kept_checklist(row["document"])
    return QuarantineOut(
        **_line(row) | {"signals": json.loads(row["signals"])},
        photos=len(photos),
        photo_signals=[_photo(document, photo) for photo in photos if photo["signals"] != "[]"],
        others=[OtherFilingOut(**other) for other in others],
    )


def _photo(document: ChecklistDocument, row: Record) -> PhotoSignalsOut:
    asked = document.question(row["question"])
    label = {"en": asked.label.en, "zh_CN": asked.label.zh_CN} if asked else {}
    return PhotoSignalsOut(**{**row, "signals": json.loads(row["signals"])}, label=label)


def _line(row: Record) -> dict[str, Any]:
    known = dict(row)
    return known | {"doubts": json.loads(known.pop("quarantine"))}
