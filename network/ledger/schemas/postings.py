"""What comes in and goes out about postings."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from network.ledger.rules.postings import LONGEST_REASON, SHORTEST_REASON, Kind
from network.ledger.schemas.balances import Amount, Balance, Frozen
from network.sites.schemas.texts import PROSE, Strict


class ReversalIn(Strict):
    """Why it is taken back; the site reads it."""

    reason: Annotated[str, Field(min_length=SHORTEST_REASON, max_length=LONGEST_REASON, pattern=PROSE)]


class PostingLine(Frozen):
    """A posting of the list. `amounts`: what the site gained by it, or below zero gave."""

    id: UUID
    number: int
    site: str
    site_name: str
    site_name_zh: str
    kind: Kind
    reason: str
    title: dict[str, str] | None = None
    posted_at: datetime
    amounts: list[Balance]
    reversed: bool


class PostingsOut(Frozen):
    """One page of postings; `total` counts all that match."""

    items: list[PostingLine]
    total: int
    page: int
    size: int


class EntryOut(Frozen):
    """A line of a posting, in double entry. `account`: `site` for that of the site, else of the network."""

    account: str
    unit: str
    amount: Amount


class PostingName(Frozen):
    """Another posting that this one goes with."""

    id: UUID
    number: int
    posted_at: datetime
    reason: str


class SettledIn(Frozen):
    """The settlement that a posting is in."""

    id: UUID
    number: int
    cut_off: date


class PostingOut(Frozen):
    """A posting with its lines. `poster` is None for a site, which is not told who at HQ booked it. `takes_back` and
    `taken_back_by`: of a reversal, and of what was reversed. `of_the_two`: the reader is one of the two who approved
    it, and so does not take it back."""

    id: UUID
    number: int
    site: str
    kind: Kind
    reason: str
    facts: dict[str, Any]
    effective_on: date
    posted_at: datetime
    poster: str | None
    lines: list[EntryOut]
    takes_back: PostingName | None
    taken_back_by: PostingName | None
    settled_in: SettledIn | None
    of_the_two: bool


class PostingMade(Frozen):
    id: UUID
