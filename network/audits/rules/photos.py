"""What is odd about a photo: where, when and at which question it was taken. Signals for a reviewer. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt

from network.audits.rules.filings import Signal, Signals, Timing, signal

EARTH_METRES = 6_371_008.8
# From the site, beyond what the position may be off.
FAR_METRES = 1000
# Photos of the way there, and those taken while filing, still belong to the visit.
AROUND = timedelta(hours=1)
# Perceptual hashes that differ in so few of 64 bits are of the same picture.
ALIKE_BITS = 6

Place = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Shot:
    """What the tablet knew of a photo. `taken_at`: by its own clock. `accuracy` in metres."""

    question: str
    taken_at: datetime | None
    place: Place | None
    accuracy: Decimal | None
    mocked: bool | None


def photo_signals(
    shot: Shot, timing: Timing, site: Place | None, asked: Collection[str], alike: Collection[str], *, on_site: bool
) -> Signals:
    """`alike`: ids of filings with a photo like it. `on_site`: whether a visit of its kind takes one to the site."""
    found = [signal(Signal.NOT_ASKED)] if shot.question not in asked else []
    if shot.mocked:
        found.append(signal(Signal.MOCKED))
    if on_site:
        found += _place(shot, site)
    if shot.taken_at is not None and not _during(shot.taken_at + timing.skew, timing):
        found.append(signal(Signal.TAKEN_ELSEWHEN, (shot.taken_at + timing.skew).isoformat()))
    if alike:
        found.append(signal(Signal.ALIKE, sorted(alike)))
    return found


def metres_between(one: Place, other: Place) -> float:
    """Along the earth, which is near enough to a ball."""
    (north, east), (to_north, to_east) = (tuple(radians(degrees) for degrees in place) for place in (one, other))
    across = sin((to_north - north) / 2) ** 2 + cos(north) * cos(to_north) * sin((to_east - east) / 2) ** 2
    return 2 * EARTH_METRES * asin(min(1.0, sqrt(across)))


def _during(taken_at: datetime, timing: Timing) -> bool:
    return timing.visited_at - AROUND <= taken_at <= timing.left_at + AROUND


def _place(shot: Shot, site: Place | None) -> Signals:
    if shot.place is None:
        return [signal(Signal.NO_POSITION)]
    if not any(shot.place):
        return [signal(Signal.ZERO_POSITION)]
    if site is None:
        return []
    metres = round(metres_between(shot.place, site))
    return [signal(Signal.FAR, metres)] if metres > FAR_METRES + (shot.accuracy or 0) else []
