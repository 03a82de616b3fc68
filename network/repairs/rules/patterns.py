"""Recurring faults: how they are counted and ranked. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

# A unit that comes back within so many days was not repaired; as the metric of repeat repairs has it.
REPEAT_DAYS = 30
# Service peaks in the first two months of use, so these days are shown apart.
FIRST_DAYS = 60
BUCKET_DAYS = 30
BUCKETS = 12


class Count(StrEnum):
    """What is counted of each fault of a product."""

    NO_FAULT = "no_fault"
    REPEATS = "repeats"
    EARLY = "early"


COUNT_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Count.NO_FAULT: _("No-fault findings"),
        Count.REPEATS: _("Repeat repairs"),
        Count.EARLY: _("In the first 60 days"),
    }
)


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a product; either may be unknown."""

    product: str | None
    fault_code: str | None


@dataclass(frozen=True, slots=True)
class Ranked:
    """One line of a Pareto chart: `cumulative` is the share of all that this line and those above it make up."""

    fault: Fault
    count: int
    cumulative: Decimal


def pareto(counts: Mapping[Fault, int]) -> list[Ranked]:
    """The faults that occurred at all, the most frequent first; equal ones by name. The last line's share is 1."""
    occurred = {fault: count for fault, count in counts.items() if count}
    total, reached, lines = sum(occurred.values()), 0, []
    for fault, count in sorted(occurred.items(), key=_rank):
        reached += count
        lines.append(Ranked(fault, count, Decimal(reached) / total))
    return lines


def _rank(item: tuple[Fault, int]) -> tuple[int, str, str]:
    fault, count = item
    return -count, fault.product or "", fault.fault_code or ""


@dataclass(frozen=True, slots=True)
class Bucket:
    """Orders received so many days after the first use: from `first` to the day before `end`; None: no end."""

    first: int
    end: int | None
    count: int

    @property
    def early(self) -> bool:
        return self.end is not None and self.end <= FIRST_DAYS


def histogram(counts: Mapping[int, int]) -> list[Bucket]:
    """Buckets of thirty days over a year, and one for all later. `counts`: place of a bucket -> its orders."""
    return [
        Bucket(place * BUCKET_DAYS, (place + 1) * BUCKET_DAYS if place < BUCKETS else None, counts.get(place, 0))
        for place in range(BUCKETS + 1)
    ]


def early_share(buckets: Sequence[Bucket]) -> Decimal | None:
    """The share of the first sixty days; None when nothing is known."""
    total = sum(bucket.count for bucket in buckets)
    return Decimal(sum(bucket.count for bucket in buckets if bucket.early)) / total if total else None
