"""What an approved consequence does in other domains: an order to put right, the change of a certification."""

import json
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from network.foundation.access import Actor
from network.foundation.database import execute, fetch, fetch_value
from network.foundation.trail import record as trail
from network.improvement.commands.raising import open_action, site_day, withdraw
from network.improvement.rules.findings import Grade, Source
from network.ledger.commands.proposals import Approved
from network.ledger.rules.effects import Effect
from network.sites.commands.certification import propose_change
from network.sites.rules.certification import Change
from network.sites.schemas.certification import ChangeIn

_CHANGES = {Effect.SUSPENSION: Change.SUSPENDED, Effect.WITHDRAWAL: Change.WITHDRAWN}
# The certifications that can still be suspended or withdrawn, and about which nobody decides already.
_CERTIFIED = """
select t.code from certification c join certificate_type t on t.id = c.type
where c.site = $1 and c.state = any ($2::text[])
  and not exists (select from certification_change w where w.certification = c.id and w.status = 'proposed')
order by t.code
"""
_STATES = {
    Effect.SUSPENSION: ["provisional", "certified", "conditional"],
    Effect.WITHDRAWAL: ["provisional", "certified", "conditional", "suspended", "expired"],
}


async def order_to_put_right(actor: Actor, approved: Approved, at: datetime) -> UUID:
    """A finding of HQ whose corrective action is due on the cure date; the id of the finding."""
    site, made = approved.site_id, uuid4()
    today = await site_day(site, at)
    due = today + timedelta(days=int(approved.details["days"]))
    await execute(
        "insert into finding (id, site, source, title, detail, grade, found_on, raised_at, raised_by, state) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open')",
        *(made, site, Source.HQ, json.dumps(approved.title), approved.note, Grade.MAJOR, today, at, actor.name),
    )
    facts = {"title": approved.title["en"], "grade": Grade.MAJOR, "found_on": today}
    await trail.record(actor, "finding.written", f"finding:{made}", facts, site=site)
    await open_action(actor, site, made, Grade.MAJOR, at, approved.note, due)
    await execute("update consequence_proposal set outcome = $2 where id = $1", approved.id, made)
    return made


async def take_order_back(actor: Actor, site: int, finding: UUID | None, reason: str, at: datetime) -> None:
    """The finding that a consequence had become falls away with it, where it is still open."""
    if finding is None:
        return
    sql = "select exists (select from finding where site = $1 and id = $2 and state = 'open')"
    if await fetch_value(sql, site, finding):
        await withdraw(actor, site, finding, reason, at)


async def open_certification_change(actor: Actor, approved: Approved, at: datetime) -> list[UUID]:
    """Propose the suspension or withdrawal of each certificate of the site; somebody else confirms each."""
    rows = await fetch(_CERTIFIED, approved.site_id, _STATES[approved.effect])
    reason = f"{approved.title['en']}: {approved.note}" if approved.note else approved.title["en"]
    return [
        await propose_change(
            actor, approved.site, ChangeIn(type=row["code"], change=_CHANGES[approved.effect], reason=reason), at
        )
        for row in rows
    ]
