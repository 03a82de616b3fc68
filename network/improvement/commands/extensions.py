"""A site asks for more time for a corrective action; headquarters grants or refuses it."""

from datetime import datetime
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch_row, fetch_value, transaction
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.identity.rules.notices import NoticeKind
from network.improvement.commands.actions import locked_action
from network.improvement.commands.raising import add_step, site_day
from network.improvement.errors.actions import (
    ActionMoved,
    ExtensionTooLate,
    ExtensionWaits,
    ExtensionWrong,
    NoExtensionWaits,
)
from network.improvement.rules.actions import (
    ACTION_LABELS,
    OWED,
    ActionState,
    ExtensionState,
    Step,
    may_extend_to,
)
from network.improvement.schemas.findings import ExtensionDecisionIn, ExtensionIn
from network.improvement.telling import tell_of_action


async def ask_for_time(actor: Actor, code: str, action_id: UUID, given: ExtensionIn, at: datetime) -> None:
    """Ask until the action is due; the due date stays until headquarters has decided.

    SiteNotFound, ActionNotFound, ActionMoved, ExtensionTooLate, ExtensionWaits, ExtensionWrong.
    """
    actor.require(Permission.TAKE_ACTIONS)
    async with transaction(actor):
        row = await locked_action(code, action_id)
        if row["state"] not in OWED:
            raise ActionMoved(state=ACTION_LABELS[row["state"]])
        if await site_day(row["site"], at) > row["due_on"]:
            raise ExtensionTooLate()
        if not may_extend_to(given.due_on, row["due_on"]):
            raise ExtensionWrong({"due_on": _("Enter a day after the present due date, and at most 60 days after it.")})
        if await fetch_value("select id from action_extension where action = $1 and state = 'open'", action_id):
            raise ExtensionWaits()
        await execute(
            "insert into action_extension (id, action, site, due_on, reason, state, asked_by, asker, asked_at) "
            "values ($1, $2, $3, $4, $5, 'open', $6, $7, $8)",
            uuid4(),
            action_id,
            row["site"],
            given.due_on,
            given.reason,
            actor.account,
            actor.name,
            at,
        )
        await add_step(actor, row["site"], action_id, Step.ASKED_FOR_TIME, given.reason, at)
        facts = {"due_on": given.due_on, "reason": given.reason}
        await trail.record(actor, "action.time_asked", f"action:{action_id}", facts, site=row["site"])


async def decide_on_time(actor: Actor, code: str, action_id: UUID, given: ExtensionDecisionIn, at: datetime) -> None:
    """Grant what was asked for, or refuse it. SiteNotFound, ActionNotFound, NoExtensionWaits."""
    actor.require(Permission.VERIFY_ACTIONS)
    async with transaction(actor):
        row = await locked_action(code, action_id)
        asked = await fetch_row(
            "update action_extension set state = $2, decided_by = $3, decider = $4, decided_at = $5, decision = $6 "
            "where action = $1 and state = 'open' returning id, due_on",
            action_id,
            ExtensionState.GRANTED if given.granted else ExtensionState.REFUSED,
            actor.account,
            actor.name,
            at,
            given.reason,
        )
        if asked is None:
            raise NoExtensionWaits()
        if row["state"] == ActionState.WITHDRAWN:
            raise ActionMoved(state=ACTION_LABELS[row["state"]])
        due_on = asked["due_on"] if given.granted else row["due_on"]
        await execute("update corrective_action set due_on = $2 where id = $1", action_id, due_on)
        step = Step.GRANTED if given.granted else Step.REFUSED
        await add_step(actor, row["site"], action_id, step, given.reason, at)
        facts = {"granted": given.granted, "due_on": due_on, "reason": given.reason}
        await trail.record(actor, "action.time_decided", f"action:{action_id}", facts, site=row["site"])
        kind = NoticeKind.EXTENSION_GRANTED if given.granted else NoticeKind.EXTENSION_REFUSED
        await tell_of_action(row["site"], kind, action_id, str(asked["id"]), due_on)
