"""A scheme that a manager has written and sent in, and that waits for somebody else to look at what it would change."""

from datetime import datetime

from network.foundation.access import Actor
from network.foundation.database import transaction
from network.scorecards.commands.drafts import start_draft, submit_draft, write_draft
from network.scorecards.queries.drafts import first_quarter, list_drafts
from network.scorecards.rules.scheme import Criterion

_CODE = "authorized-site"
_VERSION = 6
# Basis points that the repairs give up for the returns without a fault, which cost the network most.
_MOVED = 500


async def propose_scheme(writer: Actor, now: datetime) -> None:
    """Once: the version in force with more weight on returns without a fault."""
    if await list_drafts(writer):
        return
    async with transaction(writer, read_only=True):
        quarter = await first_quarter(now)
    draft = await start_draft(writer, _CODE, _VERSION, now)
    criteria = tuple(_changed(criterion) for criterion in draft.scheme.criteria)
    wanted = draft.scheme.model_copy(update={"criteria": criteria, "effective_from": str(quarter)})
    written = await write_draft(writer, draft.id, wanted, draft.row_version)
    await submit_draft(writer, draft.id, written.row_version, now)


def _changed(criterion: Criterion) -> Criterion:
    moved = {"repair_within_target": -_MOVED, "no_fault_return_rate": _MOVED}.get(criterion.metric, 0)
    return criterion.model_copy(update={"weight": criterion.weight + moved})
