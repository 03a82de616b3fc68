"""What an auditor has filed, as the auditor may read it."""

import json
from typing import Any
from uuid import UUID

from network.audits.errors.filings import FilingNotFound
from network.audits.schemas.filings import OwnFilingOut, ReceiptOut
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch_row, transaction

# Row security leaves the auditor's own. A photo stands once in the list, at however many questions it was put.
_RECEIPT = """
select f.id as filing, f.assignment, f.state, f.current as version, v.sha256, v.received_at, f.late, f.quarantine,
       v.result -> 'dropped' as dropped, v.content, v.reason,
       array(select distinct p.sha256 from filing_photo p where p.filing = f.id and p.number = f.current order by 1)
           as photos
from filing f join filing_version v on v.filing = f.id and v.number = f.current
where f.id = $1
"""


async def receipt(filing: UUID) -> ReceiptOut:
    """Inside a transaction of the auditor. FilingNotFound."""
    return ReceiptOut(**_known(await _row(filing)))


async def own_filing(actor: Actor, assignment: UUID, filing: UUID) -> OwnFilingOut:
    """A visit read back, such as to compare it with what the tablet has. FilingNotFound."""
    actor.require(Permission.MAKE_VISITS)
    async with transaction(actor, read_only=True):
        row = await _row(filing)
    if row["assignment"] != assignment:
        raise FilingNotFound()
    return OwnFilingOut(**_known(row), content=json.loads(row["content"]), reason=row["reason"])


async def _row(filing: UUID) -> Record:
    row = await fetch_row(_RECEIPT, filing)
    if row is None:
        raise FilingNotFound()
    return row


def _known(row: Record) -> dict[str, Any]:
    names = ("filing", "assignment", "state", "version", "sha256", "received_at", "late", "photos")
    doubts, dropped = json.loads(row["quarantine"]), json.loads(row["dropped"])
    return {name: row[name] for name in names} | {"doubts": doubts, "dropped": dropped}
