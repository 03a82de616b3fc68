"""What comes in and goes out about proposals, appeals and honours."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from network.ledger.rules.effects import Effect
from network.ledger.rules.proposals import Origin, ProposalState, ProposalStep
from network.sites.schemas.texts import PROSE, Name, Strict

LONGEST_NOTE = 4000
MOST_AT_ONCE = 200

Prose = Annotated[str, Field(min_length=3, max_length=LONGEST_NOTE, pattern=PROSE)]
OptionalProse = Annotated[str, Field(max_length=LONGEST_NOTE, pattern=PROSE)]
Amount = Annotated[Decimal, Field(max_digits=14, decimal_places=4)]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal to be written. `facts` and `details` hold what the trail may; `skipped`: why it is none after all."""

    site: int
    origin: Origin
    rule: str
    title: dict[str, str]
    effect: Effect
    fact: str
    amount: Decimal | None = None
    unit: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    run: UUID | None = None
    period: str | None = None
    scheme: str | None = None
    two_people: bool = False
    appeal_days: int = 14
    skipped: str | None = None


class ManualIn(Strict):
    """What somebody at HQ proposes for a site, with the reason, which the site reads."""

    effect: Literal["money", "points", "demerits", "honour", "warning", "rectification"]
    title: Name
    reason: Prose
    amount: Amount | None = None
    currency: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""
    days: Annotated[int, Field(ge=1, le=365)] | None = None


class ApprovalIn(Strict):
    note: OptionalProse = ""


class ManyIn(Strict):
    ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_AT_ONCE)]
    note: OptionalProse = ""


class ReasonIn(Strict):
    reason: Prose


class AppealDecisionIn(Strict):
    upheld: bool
    reason: Prose


class ConsentIn(Strict):
    given: bool


class ProposalMade(Frozen):
    id: UUID


class ProposalLine(Frozen):
    """A proposal of the list. `skipped`: why one that was left out was."""

    id: UUID
    number: int
    site: str
    site_name: str
    site_name_zh: str
    title: dict[str, str]
    origin: Origin
    period: str | None
    effect: Effect
    amount: Decimal | None
    unit: str | None
    adverse: bool
    two_people: bool
    state: ProposalState
    proposed_at: datetime
    appeal_until: datetime
    skipped: str | None = None


class ProposalsOut(Frozen):
    items: list[ProposalLine]
    total: int
    page: int
    size: int


class StepOut(Frozen):
    what: ProposalStep
    note: str
    who: str | None
    at: datetime


class AppealOut(Frozen):
    reason: str
    asker: str
    asked_at: datetime
    upheld: bool | None
    decided_at: datetime | None
    decision: str | None


class ProposalOut(ProposalLine):
    """`proposer` and who agreed are for headquarters only."""

    rule: str
    scheme: str | None
    details: dict[str, Any]
    facts: dict[str, Any]
    proposer: str | None
    first_name: str | None
    second_name: str | None
    decided_at: datetime | None
    posting: UUID | None
    outcome: UUID | None
    version: int
    may_decide: bool
    may_decide_appeal: bool
    consent: bool | None
    appeal: AppealOut | None
    steps: list[StepOut]


class HonourOut(Frozen):
    period: str | None
    title: dict[str, str]
    code: str
    name: str
    name_zh: str
    city: str
    city_zh: str
    honoured_at: datetime


class DemeritLine(Frozen):
    """The demerit points of a site within twelve months."""

    site: str
    site_name: str
    site_name_zh: str
    points: Decimal
    probation: ProposalState | None


class ManyOut(Frozen):
    """How many of them need no other person any more."""

    approved: int
