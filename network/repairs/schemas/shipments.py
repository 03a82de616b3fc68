"""What goes into a parcel to HQ, and what is shown of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from network.repairs.rules.prechecks import LONGEST_NOTE, Tick
from network.repairs.rules.shipments import MOST_UNITS, ShipmentState, UnitState
from network.sites.schemas.texts import PRINTABLE, WRITTEN, Line, Strict

Serial = Annotated[str, Field(max_length=60, pattern=PRINTABLE)]
Product = Annotated[str, Field(max_length=60, pattern=PRINTABLE)]
Carrier = Annotated[str, Field(min_length=1, max_length=100, pattern=WRITTEN)]
StepKey = Annotated[str, Field(max_length=40)]
Note = Annotated[str, Field(max_length=LONGEST_NOTE, pattern=PRINTABLE)]


class TickIn(Strict):
    """`done` false: the step does not apply to this unit, where the list allows that."""

    done: bool
    note: Note = ""


class UnitIn(Strict):
    """One unit: an open order, or (without one) a serial number and what product it is.

    `precheck_list`: the list that was ticked, which must be the one in force; `ticks` by the keys of its steps.
    """

    order: UUID | None = None
    serial_no: Serial = ""
    product: Product = ""
    precheck_list: UUID
    ticks: dict[StepKey, TickIn]

    def said(self) -> dict[str, Tick]:
        return {key: Tick(tick.done, tick.note) for key, tick in self.ticks.items()}


class ShipmentIn(Strict):
    """A parcel that is handed to the carrier now."""

    carrier: Carrier
    tracking_no: Line = ""
    units: Annotated[list[UnitIn], Field(max_length=MOST_UNITS)]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class ShipmentOut(Frozen):
    """A parcel. `units`: as the site counted them, `units_received`: as HQ did, `units_back`: those at the site again.

    `discrepancy`: what HQ found otherwise than the site said, in its words.
    """

    id: UUID
    site: str
    shipment_no: str
    carrier: str
    tracking_no: str
    shipped_at: datetime
    units: int
    received_at: datetime | None
    units_received: int | None
    discrepancy: str | None
    units_back: int
    state: ShipmentState
    version: int


class ShippedStepOut(Frozen):
    """What was ticked for one step. `done` false: it did not apply."""

    key: str
    label: str
    label_zh: str
    done: bool
    note: str


class ShippedUnitOut(Frozen):
    """One unit of a parcel, or one that is away. `order`: the id of its order, when that is recorded."""

    id: UUID
    return_no: str
    order_no: str | None
    order: UUID | None
    serial_no: str | None
    product: str | None
    shipped_at: datetime
    received_at: datetime | None
    inspected_at: datetime | None
    dispatched_at: datetime | None
    back_at: datetime | None
    finding: str | None
    state: UnitState
    version: int


class UnitsAwayOut(Frozen):
    """What HQ has sent back comes first, then what was shipped first."""

    units: list[ShippedUnitOut]


class CheckedUnitOut(ShippedUnitOut):
    """With what was ticked for it, in the order of its list."""

    list_version: int | None
    steps: list[ShippedStepOut]


class ShipmentDetailOut(ShipmentOut):
    contents: list[CheckedUnitOut]


class ShipmentsOut(Frozen):
    """One page of a site's parcels; `total` counts all that match."""

    items: list[ShipmentOut]
    total: int
    page: int
    size: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that may go into a parcel, as far as its site knows. `order` None: it has none."""

    order: UUID | None
    order_no: str
    serial_no: str
    product: str

    @property
    def name(self) -> str:
        """What people know it by: its serial number, else its order's."""
        return self.serial_no or self.order_no


@dataclass(frozen=True, slots=True)
class ShippingSite:
    """One of several sites of an operator: what is away, and what HQ has sent back to it."""

    code: str
    name: str
    name_zh: str
    away: int
    coming_back: int

    def name_in(self, language: str) -> str:
        return (self.name_zh if language == "zh_CN" else self.name) or self.code
