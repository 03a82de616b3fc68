"""An auditor answers an offer: accepts it, declines it, or hands back what was accepted."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from network.audits.commands.myself import myself
from network.audits.errors.assignments import AssignmentMoved, AssignmentNotFound
from network.audits.rules.assignments import ASSIGNMENT_LABELS, MOVES, AssignmentState
from network.audits.schemas.assignments import AnsweredOut, AnswerIn
from network.audits.telling import tell_planners
from network.foundation.access import Actor, Permission
from network.foundation.database import fetch_row, fetch_value, transaction
from network.foundation.trail import record as trail
from network.identity.rules.notices import NoticeKind

_S = AssignmentState

# What becomes a matter of those who plan: somebody else is to be found.
_TOLD: Mapping[AssignmentState, NoticeKind] = MappingProxyType(
    {_S.DECLINED: NoticeKind.VISIT_DECLINED, _S.HANDED_BACK: NoticeKind.VISIT_HANDED_BACK}
)


async def accept_visit(actor: Actor, assignment: UUID, at: datetime) -> AnsweredOut:
    """Take on a visit. Whoever has accepted it already may say so again: a tablet does when an answer was lost.

    AssignmentNotFound for that of another auditor; AssignmentMoved.
    """
    return await _answer(actor, assignment, _S.ACCEPTED, None, at)


async def decline_visit(actor: Actor, assignment: UUID, given: AnswerIn, at: datetime) -> AnsweredOut:
    """Not take on a visit that was offered. AssignmentNotFound, AssignmentMoved."""
    return await _answer(actor, assignment, _S.DECLINED, given.reason, at)


async def hand_back_visit(actor: Actor, assignment: UUID, given: AnswerIn, at: datetime) -> AnsweredOut:
    """Not make a visit that was accepted. AssignmentNotFound, AssignmentMoved."""
    return await _answer(actor, assignment, _S.HANDED_BACK, given.reason, at)


async def _answer(
    actor: Actor, assignment: UUID, wanted: AssignmentState, reason: str | None, at: datetime
) -> AnsweredOut:
    actor.require(Permission.MAKE_VISITS)
    async with transaction(actor):
        me = await myself(actor)
        row = await fetch_row("select id, site, state, version from assignment where id = $1 for update", assignment)
        if row is None:
            raise AssignmentNotFound()
        state = _S(row["state"])
        if state is wanted:
            return AnsweredOut(id=assignment, state=state, version=row["version"])
        if wanted not in MOVES[state]:
            raise AssignmentMoved(state=ASSIGNMENT_LABELS[state])
        version = await fetch_value(
            "update assignment set state = $2, answered_at = $3, answer = $4 where id = $1 returning version",
            assignment,
            wanted.value,
            at,
            reason,
        )
        if wanted in _TOLD:
            await tell_planners(_TOLD[wanted], assignment)
        facts = {} if reason is None else {"reason": reason}
        await trail.record(me.stand_in, f"visit.{wanted.value}", f"visit:{assignment}", facts, site=-row["site"])
    return AnsweredOut(id=assignment, state=wanted, version=version)
