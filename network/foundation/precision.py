"""The one arithmetic of scores: where digits are kept and where they are dropped.

Adjusted values, points and contributions keep 34 significant digits (IEEE 754 decimal128). Only what people read as
a number of its own (the overall score, a percentile) is rounded, half up, and from then on the rounded number counts.
"""

from contextlib import AbstractContextManager
from decimal import (
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    FloatOperation,
    InvalidOperation,
    Overflow,
    localcontext,
)

# FloatOperation is trapped, so that even comparing a score with a float is an error.
SCORING = Context(prec=34, rounding=ROUND_HALF_EVEN, traps=[DivisionByZero, FloatOperation, InvalidOperation, Overflow])

# Thirds and sevenths leave an error in the last of 34 digits. Dropping it before rounding half up makes a true tie
# (89.995) a tie again. A score that lies closer than this to a tie without being one cannot come from real counts.
_NOISE = Decimal("1E-24")

HUNDREDTH = Decimal("0.01")
TENTH = Decimal("0.1")


def scoring_arithmetic() -> AbstractContextManager[Context]:
    """The block inside computes with 34 digits, whatever the caller's decimal context is."""
    return localcontext(SCORING)


def half_up(value: Decimal, quantum: Decimal = HUNDREDTH) -> Decimal:
    """`value` rounded half up to a multiple of `quantum`: 94.995 -> 95.00."""
    settled = value.quantize(_NOISE, context=SCORING)
    return settled.quantize(quantum, rounding=ROUND_HALF_UP, context=SCORING)
