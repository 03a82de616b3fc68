"""The delivery of a published audit: when it reached its site. From then on the days to appeal are counted.

It is written down once, with the moment at which it is written: what is noticed late takes no day from a site. Until
when it can be appealed follows in the database, from the calendar of the site.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from network.audits.queries.audits import audit
from network.audits.schemas.audits import AuditOut
from network.foundation.access import Actor, Permission
from network.foundation.database import fetch_row, transaction
from network.foundation.trail import record as trail

# Clocks may be set back; nothing is delivered before it was published.
_DELIVER = """
update audit set delivered_at = greatest($2, published_at) where id = $1 and delivered_at is null
returning site, appeal_until
"""


class Way(StrEnum):
    OPENED = "opened"
    MAILED = "mailed"


async def opened_audit(actor: Actor, code: str, audit_id: UUID, at: datetime) -> AuditOut:
    """One published audit in whole; once somebody of its site opens it, it is delivered. SiteNotFound, AuditNotFound.
    Only the first time anything is written."""
    found = await audit(actor, code, audit_id)
    if found.delivered_at is not None or not actor.may(Permission.APPEAL_AUDITS):
        return found
    async with transaction(actor):
        await deliver(actor, audit_id, Way.OPENED, at)
    return await audit(actor, code, audit_id)


async def deliver_mailed(actor: Actor, audit_id: UUID, at: datetime) -> None:
    """The mail that tells its site of an audit was handed over. Nothing happens when it was delivered before."""
    async with transaction(actor):
        await deliver(actor, audit_id, Way.MAILED, at)


async def deliver(actor: Actor, audit_id: UUID, way: Way, at: datetime) -> None:
    """Inside a transaction: an audit has reached its site. Of two at once one writes it down, and the trail has one."""
    row = await fetch_row(_DELIVER, audit_id, at)
    if row is not None:
        facts = {"way": way, "appeal_until": row["appeal_until"]}
        await trail.record(actor, "audit.delivered", f"audit:{audit_id}", facts, site=row["site"])
