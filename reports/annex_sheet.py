"""What follows from a quarter and how it came about, as page 2 of a scorecard and its annex list it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ConsequenceLine:
    """What a rule drew from the quarter. `amount` as it is read, with its unit; of what is not counted a dash."""

    title: str
    amount: str
    adverse: bool
    state: str


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A published audit of the quarter, as its site reads it. `sections`: of each its name, the points got, and those
    that could be had. `score` is None when it is not scored; `contested`: an appeal was open."""

    visited_on: date
    kind: str
    checklist: str
    score: Decimal | None
    critical_failures: int
    sections: tuple[tuple[str, Decimal, Decimal], ...]
    contested: bool = False


@dataclass(frozen=True, slots=True)
class BookedLine:
    """A posting to the account of the site. `other`: the account on its other side; `amount` and the `balance` after it
    as they are read, with their unit. `taken_back`: it was reversed later."""

    booked_on: date
    title: str
    other: str
    amount: str
    adverse: bool
    balance: str
    taken_back: bool


@dataclass(frozen=True, slots=True)
class BookedSum:
    """What the account of the site had in one unit before the quarter, what was booked in it, and what it had after
    it; as they are read, with their unit."""

    opening: str
    booked: str
    closing: str
    adverse: bool
