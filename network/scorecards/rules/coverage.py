"""How well the network covers its cities: figures about places and months. Pure."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from network.foundation.periods import Month

# Records reach the end of a month when the newest is at most so old then: a weekend and a day.
REACH = timedelta(days=3)

MONTHS = 3


def last_full_months(today: date, newest: date | None) -> tuple[Month, ...]:
    """The last three whole months that are over and that records reach to the end of; `newest`: the last record's day.

    An import comes weeks after the month: the months after it would look as if nothing had been repaired.
    """
    reached = today if newest is None else min(today, newest + REACH)
    after = Month(reached.year, reached.month)
    return tuple(after.shift(-back) for back in range(MONTHS, 0, -1))


def orders_a_month(orders: int) -> Decimal:
    """The mean over the months looked at."""
    return _rounded(Decimal(orders) / MONTHS, "0.1")


def orders_a_site(orders: int, sites: int) -> Decimal | None:
    """A site's mean of a month; None without sites."""
    return _rounded(Decimal(orders) / MONTHS / sites, "0.1") if sites else None


def sites_a_million(sites: int, population: int | None) -> Decimal | None:
    """Sites for a million people; `population` is in thousands. None when it is not known."""
    return _rounded(Decimal(sites) * 1000 / population, "0.01") if population else None


def _rounded(value: Decimal, step: str) -> Decimal:
    return value.quantize(Decimal(step), ROUND_HALF_UP)
