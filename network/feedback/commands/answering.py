"""The course of a complaint: acknowledged, answered by the site or by headquarters, waiting for the customer."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from network.feedback.commands.complaints import locked_complaint, require_owed
from network.feedback.commands.steps import add_step, side_of
from network.feedback.errors.complaints import (
    AnswererDecides,
    ComplaintMoved,
    ComplaintUnlocated,
    ComplaintWrong,
    NotWaiting,
    WaitsAlready,
)
from network.feedback.rules.complaints import (
    CARE_AFTER,
    COMPLAINT_LABELS,
    ComplaintState,
    Step,
    times_wrong,
    waited_hours,
)
from network.feedback.schemas.complaints import AnswerIn
from network.foundation.access import Actor, Permission
from network.foundation.clock import HEADQUARTERS
from network.foundation.database import Record, execute, fetch_value, transaction
from network.foundation.trail import record as trail
from network.foundation.trail.record import NETWORK


async def acknowledge_complaint(actor: Actor, complaint_id: UUID, at: datetime) -> None:
    """Tell the customer that somebody looks into it. ComplaintNotFound, ComplaintMoved."""
    async with transaction(actor):
        row = await _owed(actor, complaint_id)
        if row["state"] != ComplaintState.RECEIVED:
            raise ComplaintMoved(state=COMPLAINT_LABELS[row["state"]])
        await execute(
            "update complaint set state = 'acknowledged', acknowledged_at = $2 where id = $1", complaint_id, at
        )
        await _noted(actor, row, Step.ACKNOWLEDGED, "", at)


async def state_side(actor: Actor, complaint_id: UUID, note: str, at: datetime) -> None:
    """The site says what happened, until headquarters has decided. ComplaintNotFound, ComplaintMoved."""
    actor.require(Permission.ANSWER_COMPLAINTS)
    async with transaction(actor):
        row = await locked_complaint(complaint_id)
        if row["decided_at"] is not None:
            raise ComplaintMoved(state=COMPLAINT_LABELS[row["state"]])
        await _noted(actor, row, Step.STATED, note, at)


async def wait_for_customer(actor: Actor, complaint_id: UUID, note: str, at: datetime) -> None:
    """The customer cannot be reached, or has to send something: the clock of the answer stops.

    ComplaintNotFound, ComplaintMoved, WaitsAlready.
    """
    async with transaction(actor):
        row = await _owed(actor, complaint_id)
        if row["waiting_since"] is not None:
            raise WaitsAlready()
        await execute("update complaint set waiting_since = $2 where id = $1", complaint_id, at)
        await _noted(actor, row, Step.WAITED, note, at)


async def go_on(actor: Actor, complaint_id: UUID, at: datetime) -> None:
    """The customer was reached: the clock runs again. ComplaintNotFound, ComplaintMoved, NotWaiting."""
    async with transaction(actor):
        row = await _owed(actor, complaint_id)
        if row["waiting_since"] is None:
            raise NotWaiting()
        await _end_wait(row, at)
        await _noted(actor, row, Step.WENT_ON, "", at)


async def answer_complaint(actor: Actor, complaint_id: UUID, given: AnswerIn, at: datetime) -> None:
    """The customer has been answered, now or at a moment that is said; what was decided before is closed with it.

    ComplaintNotFound, ComplaintMoved, ComplaintUnlocated, ComplaintWrong.
    """
    async with transaction(actor):
        row = await _owed(actor, complaint_id)
        if row["site"] is None:
            raise ComplaintUnlocated()
        answered_at = given.answered_at or at
        if wrong := times_wrong(row["received_at"], answered_at, at):
            raise ComplaintWrong(wrong)
        if row["decided_by"] is not None and row["decided_by"] == actor.account:
            raise AnswererDecides()
        if row["waiting_since"] is not None:
            await _end_wait(row, max(answered_at, row["waiting_since"]))
        closes = row["decided_at"] is not None
        care = await care_day(row, at) if closes and row["substantiated"] else None
        await execute(
            "update complaint set state = $2, acknowledged_at = coalesce(acknowledged_at, $3), answered_at = $3, "
            "answered_by = $4, answerer = $5, answer_side = $6, answer = $7, closed_at = $8, care_on = $9 "
            "where id = $1",
            *(complaint_id, ComplaintState.CLOSED if closes else ComplaintState.ANSWERED, answered_at, actor.account),
            *(actor.name, side_of(actor), given.answer, at if closes else None, care),
        )
        await _noted(actor, row, Step.ANSWERED, given.answer, at)


async def care_day(row: Record, at: datetime) -> date:
    """When the customer is called again, on the calendar of the site."""
    zone = await fetch_value("select time_zone from site where id = $1", row["site"])
    day = at.astimezone(ZoneInfo(zone) if zone else HEADQUARTERS).date()
    return day + CARE_AFTER


async def _owed(actor: Actor, complaint_id: UUID) -> Record:
    """A complaint that the actor may answer and that is still to be answered."""
    if not actor.may(Permission.ANSWER_COMPLAINTS):
        actor.require(Permission.HANDLE_COMPLAINTS)
    row = await locked_complaint(complaint_id)
    require_owed(row)
    return row


async def _end_wait(row: Record, at: datetime) -> None:
    await execute(
        "update complaint set waiting_since = null, hold_hours = hold_hours + $2 where id = $1",
        row["id"],
        waited_hours(row["waiting_since"], at),
    )


async def _noted(actor: Actor, row: Record, step: Step, note: str, at: datetime) -> None:
    await add_step(actor, row["id"], row["site"], step, note, at)
    facts = {"number": row["complaint_no"], "note": note} if note else {"number": row["complaint_no"]}
    site = NETWORK if row["site"] is None else row["site"]
    await trail.record(actor, f"complaint.{step}", f"complaint:{row['id']}", facts, site=site)
