"""What a line of the ledger can be counted in: points, and the currencies in use with their own smallest units."""

from decimal import Decimal
from functools import cache

from babel.core import get_global
from babel.numbers import get_currency_precision

from network.ledger.errors.postings import AmountTooLarge, LineOfNothing, TooManyDecimals, UnknownUnit

POINTS = "points"

# More than any network pays one site at once; a number beyond it is a slip of the hand.
MOST = Decimal(999999999999)


@cache
def currencies() -> frozenset[str]:
    """Those that some country pays with today, as ISO 4217 writes them."""
    in_use = get_global("territory_currencies")
    return frozenset(code for known in in_use.values() for code, _start, end, tender in known if end is None and tender)


def is_money(unit: str) -> bool:
    return unit != POINTS


def decimals(unit: str) -> int:
    """How many digits its amounts have behind the point: none for points and for JPY, three for KWD. UnknownUnit."""
    if unit == POINTS:
        return 0
    if unit not in currencies():
        raise UnknownUnit(unit=unit[:20])
    return int(get_currency_precision(unit))


def require_amount(unit: str, amount: Decimal) -> None:
    """UnknownUnit, LineOfNothing, AmountTooLarge, TooManyDecimals."""
    most = decimals(unit)
    if not amount.is_finite() or abs(amount) > MOST:
        raise AmountTooLarge(amount=f"{amount:.3e}" if amount.is_finite() else str(amount), unit=unit)
    if amount == 0:
        raise LineOfNothing()
    if amount != round(amount, most):
        raise TooManyDecimals(amount=str(amount.normalize()), unit=unit, decimals=most)


def spelled(unit: str, amount: Decimal) -> str:
    """The amount with just the digits that its unit has, so that 5 and 5.0 are the same: `-12.50`, `3`."""
    return f"{amount:.{decimals(unit)}f}"
