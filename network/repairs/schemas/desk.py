"""What comes in and what goes out at the order desk."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from network.repairs.rules.desk import CURRENCY, PHONE, Course, Step, plain_phone
from network.repairs.rules.holds import Hold, HoldReason
from network.repairs.rules.orders import Outcome
from network.repairs.schemas.records import EventOut, Frozen
from network.sites.schemas.texts import PRINTABLE, PROSE, WRITTEN, Strict

Number = Annotated[str, Field(min_length=1, max_length=60, pattern=WRITTEN)]
OptionalNumber = Annotated[str, Field(max_length=60, pattern=PRINTABLE)]
FaultCode = Annotated[str, Field(max_length=40, pattern=PRINTABLE)]
Symptom = Annotated[str, Field(min_length=1, max_length=1000, pattern=PROSE)]
CustomerName = Annotated[str, Field(min_length=1, max_length=200, pattern=WRITTEN)]
CustomerPhone = Annotated[str, Field(pattern=PHONE), AfterValidator(plain_phone)]
Line200 = Annotated[str, Field(max_length=200, pattern=PRINTABLE)]
Line120 = Annotated[str, Field(max_length=120, pattern=PRINTABLE)]
Price = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
Currency = Annotated[str, Field(pattern=CURRENCY), AfterValidator(str.upper)]


def _needed() -> PydanticCustomError:
    return PydanticCustomError("missing", "Fill this in.")


class Priced(Strict):
    """A price needs its currency; a currency alone says nothing and is left out."""

    quoted_price: Price | None = None
    currency: Annotated[Currency | None, Field(validate_default=True)] = None

    @field_validator("currency")
    @classmethod
    def _goes_with_price(cls, currency: str | None, info: ValidationInfo) -> str | None:
        return _currency_of(info.data.get("quoted_price"), currency)


def _currency_of(amount: Decimal | None, currency: str | None) -> str | None:
    if amount is None:
        return None
    if currency is None:
        raise _needed()
    return currency


class EntryIn(Priced):
    """What is written down of a unit and its customer."""

    serial_no: Number
    product: Number
    symptom: Symptom
    fault_code: FaultCode = ""
    customer_name: CustomerName
    customer_phone: CustomerPhone
    accessories: Line200 = ""
    in_warranty: bool | None = None
    technician: Line120 = ""


class IntakeIn(EntryIn):
    """A unit handed in at the counter. When: the moment at which it is entered."""

    loan_unit_no: OptionalNumber = ""


class StepIn(Strict):
    """`ready` needs its outcome, `handed_over` the charge (0 when it was free) and whether the loan unit came back."""

    step: Step
    outcome: Annotated[Outcome | None, Field(validate_default=True)] = None
    charge: Annotated[Price | None, Field(validate_default=True)] = None
    currency: Annotated[Currency | None, Field(validate_default=True)] = None
    loan_back: bool = False

    @field_validator("outcome")
    @classmethod
    def _of_ready(cls, outcome: Outcome | None, info: ValidationInfo) -> Outcome | None:
        if info.data.get("step") is not Step.READY:
            return None
        if outcome is None:
            raise _needed()
        return outcome

    @field_validator("charge")
    @classmethod
    def _of_hand_over(cls, charge: Decimal | None, info: ValidationInfo) -> Decimal | None:
        if info.data.get("step") is not Step.HANDED_OVER:
            return None
        if charge is None:
            raise _needed()
        return charge

    @field_validator("currency")
    @classmethod
    def _goes_with_charge(cls, currency: str | None, info: ValidationInfo) -> str | None:
        return _currency_of(info.data.get("charge"), currency)


class HoldIn(Strict):
    """Why the site waits from now on."""

    reason: HoldReason
    note: Annotated[str, Field(max_length=500, pattern=PRINTABLE)] = ""


class LoanIn(Strict):
    """The unit that the customer is lent."""

    loan_unit_no: Number


class TemplateIn(Priced):
    """Fields that a site fills in alike again and again."""

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=WRITTEN)]
    product: OptionalNumber = ""
    symptom: Annotated[str, Field(max_length=1000, pattern=PROSE)] = ""
    fault_code: FaultCode = ""


class TemplateOut(Frozen):
    """A template; empty texts are fields that it leaves to be filled in."""

    id: UUID
    name: str
    product: str | None
    symptom: str
    fault_code: str | None
    quoted_price: Decimal | None
    currency: str | None


class HoldOut(Frozen):
    """One hold of an order; `to_at` is null while it lasts."""

    id: UUID
    reason: str
    note: str
    from_at: datetime
    to_at: datetime | None

    @property
    def rule(self) -> Hold:
        return Hold(self.reason, self.from_at, self.to_at)


class DeskOrderOut(Frozen):
    """An order as the desk sees it. `due_at`: the 24 h target; it moves with the clock while `waiting_since` is set.

    `held_for`: the reason of the hold that lasts. `at_hq`: the unit is away. `version` counts its changes.
    """

    id: UUID
    order_no: str
    serial_no: str | None
    product: str | None
    fault_code: str | None
    received_at: datetime
    diagnosed_at: datetime | None
    ready_at: datetime | None
    notified_at: datetime | None
    handed_over_at: datetime | None
    cancelled_at: datetime | None
    hold_hours: Decimal
    waiting_since: datetime | None
    outcome: str | None
    sent_to_hq: bool
    at_hq: bool
    in_warranty: bool | None
    charge: Decimal | None
    currency: str | None
    technician: str | None
    customer_name: str
    customer_phone: str
    symptom: str
    accessories: str
    quoted_price: Decimal | None
    quoted_currency: str | None
    loan_unit_no: str | None
    loan_out_at: datetime | None
    loan_back_at: datetime | None
    held_for: str | None
    due_at: datetime
    version: int

    @property
    def course(self) -> Course:
        return Course(
            self.received_at,
            self.diagnosed_at,
            self.ready_at,
            self.notified_at,
            self.handed_over_at,
            self.cancelled_at,
        )

    @property
    def loan_is_out(self) -> bool:
        return self.loan_out_at is not None and self.loan_back_at is None


class DeskOrderDetailOut(DeskOrderOut):
    """With its holds, who took it in, and what happened. `promised_at`: the 48 h promise."""

    promised_at: datetime
    holds: list[HoldOut]
    taken_in_by: str | None
    history: list[EventOut]


class DeskCountsOut(Frozen):
    """How many orders each part of the queue has."""

    open: int
    overdue: int
    hold: int
    hq: int
    ready: int
    done: int
    loans: int


class DeskQueueOut(Frozen):
    """One page of the queue, what is most urgent first; `total` counts all that match."""

    items: list[DeskOrderOut]
    total: int
    page: int
    size: int
    counts: DeskCountsOut


class LoanOut(Frozen):
    """A loan unit that is out, and with whom."""

    order: UUID
    order_no: str
    version: int
    loan_unit_no: str
    loan_out_at: datetime
    customer_name: str
    customer_phone: str
    ended: bool


class SuggestionsOut(Frozen):
    """What the site has typed lately, so that it need not be typed again."""

    products: list[str]
    technicians: list[str]
    fault_codes: list[str]
    currency: str


class DeskSiteOut(Frozen):
    """A site with a desk that the actor runs, and how much waits there."""

    code: str
    name: str
    name_zh: str
    open: int
    overdue: int
