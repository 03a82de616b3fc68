"""What headquarters does with visits that were offered: calls them off, or gives them to somebody else."""

from datetime import date, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from network.audits.commands.planning import fit_auditor, locked_assignment
from network.audits.errors.assignments import AlreadyReplaced, AssignmentMoved
from network.audits.rules.assignments import ASSIGNMENT_LABELS, LIVE, AssignmentState
from network.audits.schemas.assignments import AnswerIn, ReassignIn
from network.audits.telling import tell_auditors, tell_offered, tell_sites
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch_value, transaction
from network.foundation.trail import record as trail
from network.identity.rules.notices import NoticeKind

_S = AssignmentState

# Nobody makes these any more, so somebody else may.
_LOST = frozenset({_S.DECLINED, _S.HANDED_BACK, _S.EXPIRED})

_COPY = """
insert into assignment (id, programme, site, checklist, auditor, kind, state, announced, scored, window_from, window_to,
                        announced_visit, proposed_at, offered_at, persona, version)
select $2, programme, site, checklist, $3, kind, 'offered', announced, scored, window_from, window_to,
       announced_visit, $4, $4, persona, 1
from assignment where id = $1
"""
_REPLACED = """
select exists (select from assignment a join assignment old on old.id = $1 and a.id <> old.id
               where a.programme = old.programme and a.site = old.site and a.window_from = old.window_from
                   and a.state in ('offered', 'accepted', 'filed'))
"""


async def cancel_visit(actor: Actor, assignment: UUID, given: AnswerIn, at: datetime) -> None:
    """Nobody makes this visit. Its auditor is told, and the site when it was announced; one that was declined, handed
    back or has expired is only called off to the site. AssignmentNotFound, AssignmentMoved.
    """
    actor.require(Permission.PLAN_VISITS)
    async with transaction(actor):
        row = await locked_assignment(assignment)
        state = _S(row["state"])
        if state in LIVE:
            await _withdraw(actor, row, given.reason, at)
        elif state not in _LOST or row["announced_visit"] is None:
            raise AssignmentMoved(state=ASSIGNMENT_LABELS[state])
        await _call_off(actor, row, at)


async def reassign_visit(actor: Actor, assignment: UUID, given: ReassignIn, at: datetime) -> UUID:
    """Somebody else makes this visit in the same days, by the same hard rules; the id of the new assignment. What was
    announced to the site stands.

    AssignmentNotFound, AssignmentMoved, AlreadyReplaced, AuditorNotFound, AuditorGone, AuditorRefused, WindowOver.
    """
    actor.require(Permission.PLAN_VISITS)
    async with transaction(actor):
        row = await locked_assignment(assignment)
        state = _S(row["state"])
        if state not in LIVE | _LOST:
            raise AssignmentMoved(state=ASSIGNMENT_LABELS[state])
        if await fetch_value(_REPLACED, assignment):
            raise AlreadyReplaced()
        auditor = await fit_auditor(row, given.auditor, at)
        if state in LIVE:
            await _withdraw(actor, row, given.reason, at)
        made = uuid4()
        await execute(_COPY, assignment, made, auditor, at)
        await execute("update assignment set announced_visit = null where id = $1", assignment)
        await tell_offered([(auditor, 1)], str(made))
        facts = {"reason": given.reason, "auditor": given.auditor, "before": f"visit:{assignment}"}
        await trail.record(actor, "visit.reassigned", f"visit:{made}", facts, site=-row["site"])
    return made


async def _withdraw(actor: Actor, row: Record, reason: str, at: datetime) -> None:
    await execute(
        "update assignment set state = 'cancelled', answered_at = $2, answer = $3 where id = $1", row["id"], at, reason
    )
    await trail.record(actor, "visit.cancelled", f"visit:{row['id']}", {"reason": reason}, site=-row["site"])
    if row["auditor"] is not None:
        await tell_auditors(NoticeKind.VISIT_WITHDRAWN, [(row["auditor"], row["id"], _first_day(row))])


async def _call_off(actor: Actor, row: Record, at: datetime) -> None:
    """The site hears that nobody comes, when it was told that somebody would."""
    visit = row["announced_visit"]
    day: date | None = await fetch_value(
        "update announced_visit set cancelled_at = $2 where id = $1 and cancelled_at is null returning visit_on",
        visit,
        at,
    )
    if day is not None:
        await tell_sites(NoticeKind.VISIT_CALLED_OFF, [(row["site"], visit, day)])
        facts = {"visit_on": day}
        await trail.record(actor, "audit.called_off", f"announcement:{visit}", facts, site=row["site"])


def _first_day(row: Record) -> date:
    first: datetime = row["window_from"]
    return first.astimezone(ZoneInfo(row["time_zone"])).date()
