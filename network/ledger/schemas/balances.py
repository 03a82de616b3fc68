"""What goes out about balances and statements."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from network.ledger.rules.postings import Kind
from network.ledger.rules.units import spelled


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


def _exact(amount: Decimal) -> str:
    return f"{amount:f}"


# As text, because a number of JSON may lose a digit on its way.
Amount = Annotated[Decimal, PlainSerializer(_exact, return_type=str, when_used="json")]


class Balance(Frozen):
    """`unit`: `points`, or a currency. Above zero the network owes the site, below zero the site owes."""

    unit: str
    amount: Amount

    @property
    def text(self) -> str:
        return spelled(self.unit, self.amount)


class SiteBalances(Frozen):
    """A site of the list. `demerits`: the points that count today, of the last twelve months."""

    site: str
    site_name: str
    site_name_zh: str
    status: str
    points: Amount
    demerits: Amount
    money: list[Balance]
    last_posted_at: datetime | None


class BalancesOut(Frozen):
    """One page of sites; `total` counts all that match. `sums`: over all that match."""

    items: list[SiteBalances]
    sums: list[Balance]
    total: int
    page: int
    size: int


class StatementLine(Frozen):
    """A posting as far as it moves one unit of the site. `balance`: after it. `effective_on`: the day that it counts
    from, on which demerit points begin to run. `title`: in all languages, with whose English one the reason begins."""

    posting: UUID
    number: int
    posted_at: datetime
    effective_on: date
    kind: Kind
    reason: str
    title: dict[str, str] | None = None
    unit: str
    amount: Amount
    balance: Amount
    reversed: bool


class StatementOut(Frozen):
    """What happened on the account of a site from `first` until and with `last`, on its own calendar."""

    site: str
    site_name: str
    site_name_zh: str
    first: date
    last: date
    opening: list[Balance]
    lines: list[StatementLine]
    closing: list[Balance]
    demerits: Amount
    # Drawn on the paper; an answer that is the same as yesterday says nothing new.
    made_at: Annotated[datetime, Field(exclude=True)]
