"""What many clerks book at once, and what must have come of it, worked out from the jobs alone.

A job is known by its number: a posting of its own, the reversal of an earlier one, or a restatement, which posts the
difference between what stands for a card and what is right for it now.
"""

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from random import Random
from typing import Literal

import asyncpg

SITES = 8
CARDS = 40
LANES = 8
UNITS = ("CNY", "JPY", "KWD", "points")
_PLACES = {"CNY": 2, "JPY": 0, "KWD": 3, "points": 0}

What = Literal["posting", "reversal", "restatement"]
Sums = dict[tuple[int, str], Decimal]


@dataclass(frozen=True, slots=True)
class Job:
    """`site` from 1 on. `amount`: of a posting; of a restatement, what is right for the card from then on. `of`: the
    job whose posting a reversal takes back, if there is one that is no reversal and still stands."""

    number: int
    what: What
    site: int
    unit: str
    amount: Decimal
    card: int = 0
    of: int = 0

    @property
    def key(self) -> str:
        return f"{self.what} {self.number}"


@cache
def job(number: int) -> Job:
    random = Random(number)
    drawn = random.random()
    if number > 20 and drawn < 0.2:
        return Job(number, "reversal", 0, "", Decimal(0), of=random.randrange(1, number))
    if drawn < 0.4:
        card = random.randrange(CARDS)
        unit = UNITS[card % len(UNITS)]
        return Job(number, "restatement", card % SITES + 1, unit, _amount(random, unit), card=card)
    unit = random.choice(UNITS)
    return Job(number, "posting", random.randrange(SITES) + 1, unit, _amount(random, unit))


def _amount(random: Random, unit: str) -> Decimal:
    return Decimal(random.choice((-1, 1)) * random.randrange(1, 100_000)).scaleb(-_PLACES[unit])


def expected(keys: Iterable[str], taken_back: Container[str], restated: Iterable[asyncpg.Record]) -> Sums:
    """What each site stands at by what the jobs say: `keys` of what is there, those of postings that were taken back,
    and of each card the job that restated it last."""
    sums: Sums = defaultdict(Decimal)
    for key in keys:
        what, number = key.split()
        if what == "posting" and key not in taken_back:
            sums[job(int(number)).site, job(int(number)).unit] += job(int(number)).amount
    for row in restated:
        last = job(int(row["job"]))
        sums[last.site, last.unit] += last.amount
    return {place: amount for place, amount in sums.items() if amount}
