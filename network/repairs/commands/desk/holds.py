"""Putting an order on hold and going on with it: as it happens, never in hindsight."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from network.foundation.access import Actor
from network.foundation.database import execute
from network.repairs.commands.desk.rows import Counter, at_counter
from network.repairs.errors.desk import AlreadyOnHold, NoHoldsLeft, NotOnHold, OrderHasEnded
from network.repairs.rules.holds import Hold, added_hours, holds_left, lasting
from network.repairs.schemas.desk import HoldIn


async def begin_hold(
    actor: Actor, site_code: str, order_id: UUID, version: int | None, wanted: HoldIn, now: datetime
) -> None:
    """The site waits from now on. SiteNotFound, OrderNotFound, PreconditionFailed, OrderHasEnded, AlreadyOnHold,
    NoHoldsLeft.
    """
    async with at_counter(actor, site_code, order_id, version) as counter:
        if not counter.course.is_open:
            raise OrderHasEnded()
        if lasting(counter.holds):
            raise AlreadyOnHold()
        if not holds_left(counter.holds):
            raise NoHoldsLeft()
        begun = Hold(wanted.reason, _moment(counter, now))
        await execute(
            'insert into order_hold (id, site, "order", place, reason, note, from_at, begun_by) '
            "values ($1, $2, $3, $4, $5, $6, $7, $8)",
            uuid4(),
            counter.site["id"],
            order_id,
            len(counter.holds) + 1,
            begun.reason,
            wanted.note,
            begun.from_at,
            actor.account,
        )
        told = {"hold_reason": begun.reason} | ({"hold_note": wanted.note} if wanted.note else {})
        await counter.change("held", {"waiting_since": begun.from_at} if begun.moves_promise else {}, told=told)


async def resume(actor: Actor, site_code: str, order_id: UUID, version: int | None, now: datetime) -> None:
    """The wait is over. SiteNotFound, OrderNotFound, PreconditionFailed, NotOnHold."""
    async with at_counter(actor, site_code, order_id, version) as counter:
        held = lasting(counter.holds)
        if held is None:
            raise NotOnHold()
        await counter.change("resumed", await end_hold(counter, held, _moment(counter, now)))


async def end_hold(counter: Counter, held: Hold, moment: datetime) -> dict[str, Any]:
    """Inside a transaction: end the hold; the changes of the order that follow from it, for the caller to make."""
    await execute(
        'update order_hold set to_at = $2, ended_by = $3 where "order" = $1 and to_at is null',
        counter.order["id"],
        moment,
        counter.actor.account,
    )
    if not held.moves_promise:
        return {}
    return {"hold_hours": counter.order["hold_hours"] + added_hours(held, moment), "waiting_since": None}


def _moment(counter: Counter, now: datetime) -> datetime:
    """Now; never before what has been, should the clock have been put back."""
    been = [at for hold in counter.holds for at in (hold.from_at, hold.to_at) if at is not None]
    return max([counter.course.moment(now), *been])
