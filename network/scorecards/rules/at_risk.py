"""Which sites are at risk, and how much revenue: by the figures of the field, never part of a score.

A customer who was satisfied and becomes less so spends less: by 10.94% at the next grade, 39.30% at the one after and
65.99% at the worst (mechanism for satisfaction, Xinjiang 2011). An estimate for other networks, and shown as one.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType

# A site is at risk when its score fell from the first to the second of these quarters and again to the third.
QUARTERS = 3

# Fewer answers than that say nothing about a site.
FEWEST_ANSWERS = 5

# Grades of satisfaction from 5, very good, to 1, very bad.
LOSS_BY_GRADE: Mapping[int, Decimal] = MappingProxyType(
    {3: Decimal("0.1094"), 2: Decimal("0.3930"), 1: Decimal("0.6599")}
)


def fell_throughout(scores: Sequence[Decimal]) -> bool:
    """Whether each score is lower than the one before it; `scores` oldest first, at least two."""
    return all(later < earlier for earlier, later in pairwise(scores))


def revenue_at_risk(revenue: Decimal, answers: Mapping[int, int]) -> Decimal | None:
    """What of a revenue the grades put at risk. `answers`: how many gave each grade; None with too few."""
    total = sum(answers.values())
    if total < FEWEST_ANSWERS:
        return None
    lost = sum((LOSS_BY_GRADE.get(grade, Decimal(0)) * count for grade, count in answers.items()), Decimal(0))
    return revenue * lost / total
