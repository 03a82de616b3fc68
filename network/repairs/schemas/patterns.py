"""Serial numbers and patterns, as they come in and go out."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

from network.repairs.rules.patterns import Count
from network.repairs.schemas.records import Frozen

Code60 = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=r"^[^\x00]*$")]
Code40 = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=r"^[^\x00]*$")]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=1000, pattern=r"^[^\x00]*$")]


class PatternScopeIn(BaseModel):
    """Which orders: of this product with this fault, received on these days; `to_on` None: it goes on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    product: Code60
    fault_code: Code40
    from_on: date
    to_on: date | None = None


class PatternIn(PatternScopeIn):
    reason: Reason


class WithdrawalIn(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: Reason


class AffectedSiteOut(Frozen):
    """A site whose figures move: how many of its orders leave, of how many that it received in those days; and how many
    of those that leave came back within 30 days, and went to HQ.
    """

    site: str
    name: str
    name_zh: str
    orders: int
    received: int
    came_back: int
    sent_to_hq: int

    def name_in(self, language: str) -> str:
        return self.name_zh or self.name if language == "zh_CN" else self.name


class PatternEffectOut(Frozen):
    """What marking does: the orders that leave the metrics, and the sites whose figures move, most orders first."""

    orders: int
    sites: list[AffectedSiteOut]


class PatternOut(Frozen):
    """A fault of a product that HQ has marked; `orders` and `sites`: what it holds now. Withdrawn ones hold nothing."""

    id: UUID
    product: str
    fault_code: str
    from_on: date
    to_on: date | None
    reason: str
    marker: str
    marked_at: datetime
    withdrawn_at: datetime | None
    withdrawer: str | None
    withdrawal: str | None
    orders: int
    sites: int


class PatternDetailOut(PatternOut):
    affected: list[AffectedSiteOut]


class FaultOut(Frozen):
    """One fault of one product over a period, as orders say it; None: they do not.

    `no_fault`: findings of HQ without a fault, by the day of inspection. `repeats`: units that came back to any site
    within 30 days of being ready. `early`: of `dated`, those with a known activation, received in the first 60 days.
    `marked`: orders that HQ has marked as the product's.
    """

    product: str | None
    fault_code: str | None
    orders: int
    sites: int
    no_fault: int
    repeats: int
    early: int
    dated: int
    marked: int


class FaultsOut(Frozen):
    """One page of the faults of a period; `total` counts all."""

    items: list[FaultOut]
    total: int
    page: int
    size: int


class RankedOut(Frozen):
    product: str | None
    fault_code: str | None
    count: int
    cumulative: Decimal


class ParetoOut(Frozen):
    """The most frequent first; `total` counts all that occurred, also those past the lines given."""

    counted: Count
    total: int
    lines: list[RankedOut]


class BucketOut(Frozen):
    """Orders by days since the first use: from `first` to the day before `end`."""

    first: int
    end: int | None
    count: int
    early: bool


class PatternsOverviewOut(Frozen):
    """A period at a glance. `undated`: orders without a known activation, which the histogram leaves out."""

    first: date
    last: date
    paretos: list[ParetoOut]
    buckets: list[BucketOut]
    early_share: Decimal | None
    undated: int


class SerialEventOut(Frozen):
    """Something that happened to a unit. `kind`: `order` or `return`. At a site that the reader does not reach, only
    the day is told: `at`, `site`, `id` and all the rest are None then.
    """

    kind: str
    day: date
    at: datetime | None = None
    site: str | None = None
    time_zone: str | None = None
    id: UUID | None = None
    number: str | None = None
    product: str | None = None
    fault_code: str | None = None
    ready_at: datetime | None = None
    result: str | None = None
    came_back: bool = False
    pattern: UUID | None = None


class SerialOut(Frozen):
    """A unit's history across sites, newest first."""

    serial_no: str
    product: str | None
    activated_on: date | None
    events: list[SerialEventOut]
