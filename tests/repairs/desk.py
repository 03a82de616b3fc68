"""What tests of the order desk are made with: an intake, a site's operator, and an order to take steps with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from network.foundation.access import Actor
from network.repairs.commands.desk.holds import begin_hold, resume
from network.repairs.commands.desk.intake import take_in
from network.repairs.commands.desk.steps import take_step, undo_step
from network.repairs.queries.desk import desk_order
from network.repairs.schemas.desk import DeskOrderDetailOut, HoldIn, IntakeIn, StepIn
from tests.factory import at

START = at("2026-11-20 02:00")
ENTRY = {
    "serial_no": "SN1",
    "product": "H200",
    "symptom": "Does not switch on",
    "customer_name": "Wang Xiaoming",
    "customer_phone": "138 0013-8000",
}


def later(hours: float) -> datetime:
    return at("2026-11-20 02:00", hours)


def intake(**more: Any) -> IntakeIn:
    return IntakeIn.model_validate({**ENTRY, **more})


@dataclass
class Desk:
    """The desk of one site. Steps are taken so many hours after `START`, from the version that holds then."""

    actor: Actor
    code: str = "S1"

    async def take(self, hours: float = 0, **entry: Any) -> UUID:
        return await take_in(self.actor, self.code, intake(**entry), later(hours))

    async def step(self, order: UUID, step: str, hours: float, **more: Any) -> None:
        wanted = StepIn.model_validate({"step": step, **more}, strict=False)
        await take_step(self.actor, self.code, order, None, wanted, later(hours))

    async def undo(self, order: UUID, hours: float) -> None:
        await undo_step(self.actor, self.code, order, None, later(hours))

    async def hold(self, order: UUID, reason: str, hours: float) -> None:
        await begin_hold(self.actor, self.code, order, None, HoldIn.model_validate({"reason": reason}), later(hours))

    async def resume(self, order: UUID, hours: float) -> None:
        await resume(self.actor, self.code, order, None, later(hours))

    async def seen(self, order: UUID, hours: float = 0) -> DeskOrderDetailOut:
        return await desk_order(self.actor, self.code, order, later(hours))


MakeDesk = Callable[..., Desk]
