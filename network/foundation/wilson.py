"""The 95% Wilson score interval of a rate, shown wherever a rate is shown.

Wilson, E. B. (1927), "Probable inference, the law of succession, and statistical inference", JASA 22, 209-212.
"""

from decimal import Decimal
from typing import NamedTuple

from network.foundation.precision import SCORING, scoring_arithmetic

# The 97.5% point of the standard normal distribution.
_Z = Decimal("1.959963984540054")
# In the arithmetic of scores: that of whoever imports this may keep fewer digits.
_ZZ = SCORING.multiply(_Z, _Z)
_ZERO = Decimal(0)
_ONE = Decimal(1)


class Interval(NamedTuple):
    """Where the true rate lies with 95% confidence, as fractions 0..1."""

    low: Decimal
    high: Decimal


def wilson(numerator: Decimal, denominator: Decimal) -> Interval:
    """The interval of `numerator` out of `denominator`; ValueError for what is no rate, `denominator` 0 included."""
    if denominator <= 0 or not 0 <= numerator <= denominator:
        raise ValueError(f"{numerator} out of {denominator} is not a rate")
    with scoring_arithmetic():
        spread = _Z * (numerator * (denominator - numerator) / denominator + _ZZ / 4).sqrt()
        centre = numerator + _ZZ / 2
        total = denominator + _ZZ
        # At the ends the formula gives 0 and 1 but for the last digit.
        low = _ZERO if numerator == 0 else (centre - spread) / total
        high = _ONE if numerator == denominator else (centre + spread) / total
    return Interval(low, high)
