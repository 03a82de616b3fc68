"""What comes in and goes out about suspected overcharging."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from network.feedback.rules.overcharges import CaseState, CaseStep, Ground
from network.feedback.schemas.complaints import Frozen, Prose
from network.sites.schemas.texts import Strict


class StatementIn(Strict):
    statement: Prose


class VerdictIn(Strict):
    substantiated: bool
    reason: Prose


class PeriodIn(Strict):
    """Which charges are looked at, by the site's day of the charge."""

    first_day: date
    last_day: date


class CaseLine(Frozen):
    """`charge` is None where only a customer says so; `highest`: what the price list allows, None without a line."""

    id: UUID
    site: str
    site_name: str
    site_name_zh: str
    ground: Ground
    order_no: str
    charged_on: date
    charge: Decimal | None
    currency: str | None
    highest: Decimal | None
    state: CaseState
    stated: bool
    found_at: datetime


class CasesOut(Frozen):
    items: list[CaseLine]
    total: int
    page: int
    size: int


class CaseStepOut(Frozen):
    what: CaseStep
    note: str
    side: str
    who: str | None
    at: datetime


class CaseOut(CaseLine):
    """A case with all that happened to it. `mine`: the reader spoke for the site."""

    product: str
    service: str
    repair_order: UUID | None
    price_list: UUID | None
    complaint: UUID | None
    complaint_no: str | None
    statement: str | None
    decision: str | None
    decider: str | None
    decided_at: datetime | None
    mine: bool
    time_zone: str
    steps: list[CaseStepOut]


class Found(Frozen):
    """How many cases are new."""

    found: int
