"""How the sites of others stand on each criterion of a card: of enough of them, and of a published quarter only."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal
from uuid import UUID

from network.foundation.database import fetch

Scope = Literal["peers", "network"]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Quartiles of the adjusted values of `sites` sites of other operators, each the mean of the three around it."""

    sites: int
    lower: Decimal
    middle: Decimal
    upper: Decimal


Benchmarks = dict[tuple[str, Scope], Benchmark]


async def benchmarks(run: UUID, site: int) -> Benchmarks:
    """Inside a transaction: by criterion and scope. The database leaves out what too few sites stand behind."""
    rows = await fetch("select * from benchmarks($1, $2)", run, site)
    return {
        (row["criterion"], row["scope"]): Benchmark(row["sites"], row["lower"], row["middle"], row["upper"])
        for row in rows
    }
