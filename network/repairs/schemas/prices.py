"""What comes in and goes out about price lists."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from network.repairs.rules.desk import CURRENCY
from network.repairs.rules.prices import ListState
from network.repairs.schemas.records import Frozen
from network.sites.schemas.texts import PRINTABLE, PROSE, Name, Reason, Strict

Currency = Annotated[str, Field(pattern=CURRENCY), AfterValidator(str.upper)]
Because = Annotated[str, Field(min_length=3, max_length=2000, pattern=PROSE)]


class PriceListIn(Strict):
    """The frame of a list; its lines come in a file. `region`: its path; empty: the whole network."""

    title: Name
    region: Annotated[str, Field(max_length=300, pattern=PRINTABLE)] = ""
    from_on: date
    currency: Currency
    note: Reason = ""


class WithdrawalIn(Strict):
    reason: Because


class PriceLineOut(Frozen):
    """An empty `product` or `service` stands for any."""

    product: str
    service: str
    highest: Decimal


class PriceListLine(Frozen):
    """`until`: the first day of the list of the same region that follows it. `region` is empty for the network."""

    id: UUID
    title: str
    region: str
    region_name: str
    region_name_zh: str
    from_on: date
    until: date | None
    currency: str
    lines: int
    state: ListState
    uploaded_at: datetime


class PriceListsOut(Frozen):
    """Every list, the newest first."""

    price_lists: list[PriceListLine]


class UnlistedOut(Frozen):
    """What was charged of late at sites where the list holds, and it does not speak of."""

    product: str
    service: str
    charges: int


class PriceListOut(PriceListLine):
    """A list with its lines. `uploader` is None for a site. `unlisted`: gaps, the most frequent first."""

    note: str
    file_name: str
    uploader: str | None
    withdrawn_at: datetime | None
    withdrawal: str | None
    prices: list[PriceLineOut]
    unlisted: list[UnlistedOut]


class PriceListMade(Frozen):
    id: UUID


class SitePricesOut(Frozen):
    """Which list holds at a site today; None where none does."""

    site: str
    price_list: UUID | None
