"""Odd records as they go in and out."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from network.repairs.rules.anomalies import Oddity
from network.sites.schemas.texts import PROSE, Strict


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class FlagState(StrEnum):
    """`cleared`: there is a good reason. `confirmed`: it is what it looks like."""

    OPEN = "open"
    CLEARED = "cleared"
    CONFIRMED = "confirmed"


class FlagDecisionIn(Strict):
    """What a person found out, in words."""

    note: Annotated[str, Field(min_length=1, max_length=2000, pattern=PROSE)]


class FlagOut(Frozen):
    """Something odd in a month of a site. `facts`: what was counted; `found` of `among`, and more by `kind`."""

    id: UUID
    site: str
    name: str
    name_zh: str
    time_zone: str
    region: str | None
    month: str
    kind: Oddity
    facts: dict[str, Any]
    found_at: datetime
    state: FlagState
    decider: str | None
    decided_at: datetime | None
    note: str | None

    def name_in(self, language: str) -> str:
        return (self.name_zh or self.name) if language == "zh_CN" else (self.name or self.name_zh)


class FlagsOut(Frozen):
    """A page of flags. `open`: how many wait, whatever is asked for."""

    items: list[FlagOut]
    total: int
    page: int
    size: int
    open: int


class BehindOut(Frozen):
    """A record behind a flag: an order, or a unit that HQ has. Times by what they are called there."""

    id: UUID
    record: str
    number: str
    times: dict[str, datetime | None]


class FlagDetailOut(FlagOut):
    """`behind`: the first records behind it; none for a report, which is `/sites/{site}/reports/{month}`."""

    behind: list[BehindOut]


class ReviewedOut(Frozen):
    """What looking through a month gave: how many sites had records, how many flags there are, how many are new."""

    month: str
    sites: int
    flags: int
    new: int
