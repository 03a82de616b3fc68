"""What comes in and goes out about settlements."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from network.ledger.rules.postings import LONGEST_REASON, SHORTEST_REASON
from network.ledger.schemas.balances import Amount, Balance, Frozen
from network.sites.schemas.texts import PROSE, Strict


class SettlementIn(Strict):
    """`cut_off`: the last day in it, on the calendar of each site."""

    cut_off: date


class PaymentIn(Strict):
    """How it was paid: the bank's reference, say. The sites read it."""

    reason: Annotated[str, Field(min_length=SHORTEST_REASON, max_length=LONGEST_REASON, pattern=PROSE)]


class SettlementHead(Frozen):
    """`owed`: to sites, `claimed`: from sites; each by currency. `open`: lines that are not marked as paid."""

    id: UUID
    number: int
    cut_off: date
    made_at: datetime
    maker: str
    sites: int
    lines: int
    open: int
    owed: list[Balance]
    claimed: list[Balance]


class SettlementsOut(Frozen):
    """One page of settlements, the newest first; `total` counts all."""

    items: list[SettlementHead]
    total: int
    page: int
    size: int


class SettlementLineOut(Frozen):
    """What a site is owed in one currency; below zero, what it owes. `entries`: how many lines of postings that sums.
    `posting`: the one that marks it as paid."""

    id: UUID
    site: str
    site_name: str
    site_name_zh: str
    unit: str
    amount: Amount
    entries: int
    paid_at: datetime | None
    posting: UUID | None
    posting_number: int | None


class SettlementOut(Frozen):
    head: SettlementHead
    lines: list[SettlementLineOut]


class SettlementMade(Frozen):
    id: UUID
