"""One tap: diagnosed, ready, customer notified, handed over, cancelled; and the last one taken back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from network.foundation.access import Actor
from network.repairs.commands.desk.holds import end_hold
from network.repairs.commands.desk.rows import Counter, at_counter, check_serial, link_serials
from network.repairs.errors.desk import NothingToUndo, StepNotPossible
from network.repairs.rules.desk import COLUMNS, STAGE_LABELS, Step
from network.repairs.rules.holds import lasting
from network.repairs.schemas.desk import StepIn

_ENDS_WORK = frozenset({Step.READY, Step.CANCELLED})


async def take_step(
    actor: Actor, site_code: str, order_id: UUID, version: int | None, wanted: StepIn, now: datetime
) -> None:
    """The next step of an order, taken now. What ends the work also ends a hold that lasts.

    SiteNotFound, OrderNotFound, PreconditionFailed, StepNotPossible.
    """
    async with at_counter(actor, site_code, order_id, version) as counter:
        course, step = counter.course, wanted.step
        if step not in course.next_steps:
            raise StepNotPossible(stage=STAGE_LABELS[course.stage])
        moment = course.moment(now)
        changes: dict[str, Any] = {COLUMNS[step][0]: moment, **_said(wanted)}
        held = lasting(counter.holds)
        if step in _ENDS_WORK and held:
            changes |= await end_hold(counter, held, moment)
        back = {"loan_back_at": moment} if wanted.loan_back and _loan_is_out(counter) else {}
        await counter.change(step.value, changes, back)
        if step is Step.READY:
            await link_serials(counter.order["serial_no"])


async def undo_step(actor: Actor, site_code: str, order_id: UUID, version: int | None, now: datetime) -> None:
    """Take back the last step while it is recent; the trail keeps both. A hold that it ended stays ended.

    SiteNotFound, OrderNotFound, PreconditionFailed, NothingToUndo; SerialIsOpen when the unit was taken in again.
    """
    async with at_counter(actor, site_code, order_id, version) as counter:
        order, step = counter.order, counter.course.undoable(now)
        if step is None:
            raise NothingToUndo()
        if step in _ENDS_WORK:
            await check_serial(counter.site["id"], order["serial_no"], but=order_id)
        together = step is Step.HANDED_OVER and order["loan_back_at"] == order["handed_over_at"]
        await counter.change("undone", dict.fromkeys(COLUMNS[step]), {"loan_back_at": None} if together else {})
        if step is Step.READY:
            await link_serials(order["serial_no"])


def _said(wanted: StepIn) -> dict[str, Any]:
    """What was asked with the step."""
    if wanted.step is Step.READY:
        return {"outcome": wanted.outcome}
    if wanted.step is Step.HANDED_OVER:
        return {"charge": wanted.charge, "currency": wanted.currency}
    return {}


def _loan_is_out(counter: Counter) -> bool:
    return counter.order["loan_out_at"] is not None and counter.order["loan_back_at"] is None
