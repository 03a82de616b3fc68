"""How far two who judge the same agree beyond chance: Cohen's kappa. Pure, and exact but for its last rounding."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from network.foundation.precision import half_up, scoring_arithmetic

# With fewer pairs a kappa says more about luck than about those who judge.
ENOUGH_PAIRS = 20

# Below it they are to settle with each other how they judge.
POOR = Decimal("0.4")

_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Agreement:
    """Pairs of verdicts. `table`: (first, second) -> how many pairs.

    `kappa`: -1 to 1, to four places; None where it is not defined: all verdicts are the same, or there are none.
    """

    pairs: int
    agreed: int
    table: Mapping[tuple[str, str], int]
    kappa: Decimal | None

    @property
    def conclusive(self) -> bool:
        """Whether there are enough pairs to conclude anything."""
        return self.pairs >= ENOUGH_PAIRS


def agreement(pairs: Iterable[tuple[str, str]]) -> Agreement:
    """The agreement of first with second verdicts, whatever they are."""
    table = Counter(pairs)
    count = sum(table.values())
    agreed = sum(times for (first, second), times in table.items() if first == second)
    return Agreement(count, agreed, dict(table), _kappa(table, count, agreed))


def _kappa(table: Mapping[tuple[str, str], int], count: int, agreed: int) -> Decimal | None:
    """(observed - chance) / (1 - chance), multiplied out by the square of `count`, so that it is of whole numbers."""
    first, second = Counter[str](), Counter[str]()
    for (one, other), times in table.items():
        first[one] += times
        second[other] += times
    chance = sum(first[kind] * second[kind] for kind in first)
    possible = count * count - chance
    if not possible:
        return None
    with scoring_arithmetic():
        return half_up(Decimal(count * agreed - chance) / Decimal(possible), _PLACES)
