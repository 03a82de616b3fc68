"""A report's figures against a second source: which figures have one, how far they may differ, how right a month is.

Pure. `network.repairs.queries.reconciled` does the same arithmetic in SQL, for all sites at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _


class Side(StrEnum):
    SITE = "site"
    HQ = "hq"


SIDE_LABELS: Mapping[Side, Text] = MappingProxyType({Side.SITE: _("The site"), Side.HQ: _("Headquarters")})

# The part of the second source, and the number of units, that a figure may be off by without being wrong.
SHARE = Decimal("0.02")
UNITS = 1

_FRACTION = Decimal("0.000001")
_POINTS = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class SecondSource:
    """What a figure is held against. `exact`: headquarters counts these itself, so that no difference is tolerated."""

    figure: str
    label: Text
    exact: bool = False


SOURCES: Mapping[str, SecondSource] = MappingProxyType(
    {
        source.figure: source
        for source in (
            SecondSource("received", _("Repair orders on record")),
            SecondSource("closed", _("Repair orders on record")),
            SecondSource("wip_closing", _("Repair orders on record")),
            SecondSource("units_shipped", _("What HQ received, and what is on its way"), exact=True),
            SecondSource("units_back", _("Returns that came back")),
            SecondSource("parts_received", _("HQ’s parts ledger")),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """One figure as the two sides have it now; `hq` is None where there is no second source."""

    figure: str
    site: Decimal
    hq: Decimal | None


def tolerance(source: SecondSource, hq: Decimal) -> Decimal:
    """By how much the site's figure may differ."""
    return Decimal(0) if source.exact else max(Decimal(UNITS), SHARE * hq)


def variance(line: Line) -> Decimal | None:
    """How wrong the site's figure is, 0 to 1: the difference in parts of the second source; 0 within the tolerance."""
    if line.hq is None:
        return None
    difference = abs(line.site - line.hq)
    if difference <= tolerance(SOURCES[line.figure], line.hq):
        return Decimal(0)
    share = difference / max(line.hq, Decimal(1))
    return min(share, Decimal(1)).quantize(_FRACTION, ROUND_HALF_UP)


def accuracy(lines: Iterable[Line]) -> Decimal | None:
    """100 less the mean variance in percent, to four places; None where no figure has a second source."""
    found = [off for line in lines if (off := variance(line)) is not None]
    if not found:
        return None
    return (100 - 100 * sum(found, Decimal(0)) / len(found)).quantize(_POINTS, ROUND_HALF_UP)
