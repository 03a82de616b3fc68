"""What the trail's lists and its export for a dispute hold."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from network.web.happenings import Happening


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events: of one site, by one person, about one object, of a kind of action, between two days (inclusive)."""

    site: str = ""
    person: str = ""
    subject: str = ""
    action: str = ""
    first: date | None = None
    last: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of events, newest first, and how many there are in all."""

    items: list[Happening]
    total: int


@dataclass(frozen=True, slots=True)
class ChainStatus:
    """Whether a chain holds. `broken_at`: where it breaks first, 0 when only its end is missing."""

    events: int
    holds: bool
    broken_at: int | None = None
    broken_sites: tuple[str, ...] = ()
    head: str = ""


class EventOut(BaseModel):
    """An event as it was hashed: whoever has all of a chain can compute every hash again."""

    sequence: int
    at: datetime
    actor: str
    account: UUID | None
    action: str
    subject: str
    body: str
    previous: str
    hash: str


class ChainOut(BaseModel):
    """A site's whole chain. `rule` says how each hash is made of the event and the one before it."""

    site: str
    exported_at: datetime
    rule: str
    holds: bool
    events: list[EventOut]
