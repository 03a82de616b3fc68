"""A site answers a corrective action; somebody else says whether that is enough, and later whether it helped."""

from datetime import datetime
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch_row, transaction
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.identity.rules.notices import NoticeKind
from network.improvement.commands.raising import add_step, open_action, site_day
from network.improvement.errors.actions import (
    ActionMoved,
    ActionNotFound,
    AnswererVerifies,
    AnswerWrong,
    CheckedTooEarly,
)
from network.improvement.rules.actions import (
    ACTION_LABELS,
    ActionState,
    Step,
    check_on,
    may_check,
    may_move,
    may_verify,
)
from network.improvement.rules.findings import FindingState, Grade, asks_root_cause
from network.improvement.schemas.findings import AnswerIn, EffectIn
from network.improvement.telling import tell_of_action
from network.sites.queries.sites import site_row


async def answer_action(actor: Actor, code: str, action_id: UUID, given: AnswerIn, at: datetime) -> None:
    """Hand in what was done; files were added before. SiteNotFound, ActionNotFound, ActionMoved, AnswerWrong."""
    actor.require(Permission.TAKE_ACTIONS)
    async with transaction(actor):
        row = await locked_action(code, action_id, ActionState.ANSWERED)
        if asks_root_cause(Grade(row["grade"])) and not given.root_cause:
            raise AnswerWrong(
                {"root_cause": _("A finding of this grade asks why it came to this. Say the root cause.")}
            )
        await execute(
            "update corrective_action set state = 'answered', containment = $2, root_cause = $3, remedy = $4, "
            "owner = $5, answered_by = $6, answered_at = $7 where id = $1",
            action_id,
            given.containment,
            given.root_cause,
            given.remedy,
            given.owner,
            actor.account,
            at,
        )
        await add_step(actor, row["site"], action_id, Step.ANSWERED, given.remedy, at)
        facts = {"owner": given.owner}
        await trail.record(actor, "action.answered", f"action:{action_id}", facts, site=row["site"])


async def return_action(actor: Actor, code: str, action_id: UUID, reason: str, at: datetime) -> None:
    """The answer is not enough; its due date stays. SiteNotFound, ActionNotFound, ActionMoved, AnswererVerifies."""
    actor.require(Permission.VERIFY_ACTIONS)
    async with transaction(actor):
        row = await locked_action(code, action_id, ActionState.RETURNED)
        _require_another(actor, row)
        await execute("update corrective_action set state = 'returned' where id = $1", action_id)
        await add_step(actor, row["site"], action_id, Step.RETURNED, reason, at)
        await trail.record(actor, "action.returned", f"action:{action_id}", {"reason": reason}, site=row["site"])
        key = f"{action_id} {row['answered_at']:%Y-%m-%dT%H:%M:%S}"
        await tell_of_action(row["site"], NoticeKind.ACTION_RETURNED, action_id, key, row["due_on"])


async def verify_action(actor: Actor, code: str, action_id: UUID, note: str, at: datetime) -> None:
    """Somebody else has seen that it was done; its day is that of the answer, however long the look took.

    SiteNotFound, ActionNotFound, ActionMoved, AnswererVerifies.
    """
    actor.require(Permission.VERIFY_ACTIONS)
    async with transaction(actor):
        row = await locked_action(code, action_id, ActionState.VERIFIED)
        _require_another(actor, row)
        done_on = await site_day(row["site"], row["answered_at"])
        checked = check_on(await site_day(row["site"], at))
        await execute(
            "update corrective_action set state = 'verified', done_on = $2, verified_by = $3, verifier = $4, "
            "verified_at = $5, check_on = $6 where id = $1",
            action_id,
            done_on,
            actor.account,
            actor.name,
            at,
            checked,
        )
        facts = {"done_on": done_on, "check_on": checked}
        await add_step(actor, row["site"], action_id, Step.VERIFIED, note, at)
        await trail.record(actor, "action.verified", f"action:{action_id}", facts, site=row["site"])


async def judge_effect(actor: Actor, code: str, action_id: UUID, given: EffectIn, at: datetime) -> UUID | None:
    """Whether it helped, 90 days after it was verified: then the finding is closed, otherwise another action is opened;
    the id of that. SiteNotFound, ActionNotFound, ActionMoved, CheckedTooEarly."""
    actor.require(Permission.VERIFY_ACTIONS)
    to = ActionState.EFFECTIVE if given.effective else ActionState.INEFFECTIVE
    async with transaction(actor):
        row = await locked_action(code, action_id, to)
        if not may_check(await site_day(row["site"], at), row["check_on"]):
            raise CheckedTooEarly(day=row["check_on"].isoformat())
        await execute(
            "update corrective_action set state = $2, effective = $3, checked_at = $4, checked_by = $5 where id = $1",
            action_id,
            to,
            given.effective,
            at,
            actor.name,
        )
        facts = {"effective": given.effective, "reason": given.reason}
        step = Step.EFFECTIVE if given.effective else Step.INEFFECTIVE
        await add_step(actor, row["site"], action_id, step, given.reason, at)
        await trail.record(actor, "action.checked", f"action:{action_id}", facts, site=row["site"])
        if given.effective:
            await _close(actor, row, given.reason, at)
            return None
        return await open_action(actor, row["site"], row["finding"], Grade(row["grade"]), at, given.reason)


async def locked_action(code: str, action_id: UUID, to: ActionState | None = None) -> Record:
    """Inside a transaction: an action of the site, locked, with the `grade` of its finding. `to`: where it has to be
    able to go. SiteNotFound, ActionNotFound, ActionMoved."""
    site = (await site_row(code))["id"]
    await fetch_row("select id from corrective_action where site = $1 and id = $2 for update", site, action_id)
    row = await fetch_row(
        "select a.*, f.grade from corrective_action a join finding f on f.id = a.finding "
        "where a.site = $1 and a.id = $2",
        site,
        action_id,
    )
    if row is None:
        raise ActionNotFound()
    if to is not None and not may_move(ActionState(row["state"]), to):
        raise ActionMoved(state=ACTION_LABELS[row["state"]])
    return row


def _require_another(actor: Actor, row: Record) -> None:
    if not may_verify(actor.account, row["answered_by"]):
        raise AnswererVerifies()


async def _close(actor: Actor, row: Record, reason: str, at: datetime) -> None:
    await execute(
        "update finding set state = $2, closed_at = $3, closed_reason = $4 where id = $1",
        row["finding"],
        FindingState.CLOSED,
        at,
        reason,
    )
    await trail.record(actor, "finding.closed", f"finding:{row['finding']}", {"reason": reason}, site=row["site"])
