"""The five clocks of a repair order: who had how much of the time that the customer waited. Pure.

Every instant from receipt to the end of the customer's clock belongs to exactly one keeper: HQ, logistics, hold or the
site. So the customer's clock is always the sum of these four, and none is ever negative, whatever the events say.
Diagnosis is a part of them and shown beside. `network.repairs.queries.clocks` measures the same in SQL.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

_NEVER = datetime.max.replace(tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MICROSECONDS_OF_AN_HOUR = 3_600_000_000


class Keeper(StrEnum):
    """Who has an instant. Where several claim one, the first named here has it: away beats hold, HQ beats the way."""

    HQ = "hq"
    LOGISTICS = "logistics"
    HOLD = "hold"
    SITE = "site"


CLOCKS: tuple[str, ...] = ("customer", "site", "hq", "logistics", "hold", "diagnosis")

CLOCK_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        "customer": _("Customer turnaround"),
        "site": _("Site turnaround"),
        "hq": _("HQ turnaround"),
        "logistics": _("Logistics time"),
        "hold": _("Hold time"),
        "diagnosis": _("Diagnosis time"),
    }
)

CLOCK_MEANINGS: Mapping[str, Text] = MappingProxyType(
    {
        "customer": _("From receipt until the customer is told that the unit is ready. It never pauses."),
        "site": _("All of it that is none of the three below."),
        "hq": _("From HQ receiving the unit until HQ sends it back."),
        "logistics": _("On the way to HQ, and on the way back."),
        "hold": _("On hold for one of the four reasons, while the unit is at the site."),
        "diagnosis": _("From receipt until the diagnosis; a part of the others."),
    }
)


@dataclass(frozen=True, slots=True)
class Journey:
    """A unit goes to HQ and comes back. A time that nobody wrote down counts for whoever had the unit last."""

    shipped_at: datetime
    received_at: datetime | None = None
    dispatched_at: datetime | None = None
    back_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """A hold; without an end it lasts."""

    from_at: datetime
    to_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """What happened to one order. `hold_hours`: of an order from a file, which says how long but not when."""

    received_at: datetime
    diagnosed_at: datetime | None = None
    ready_at: datetime | None = None
    notified_at: datetime | None = None
    cancelled_at: datetime | None = None
    journeys: Sequence[Journey] = ()
    pauses: Sequence[Pause] = ()
    hold_hours: Decimal = Decimal(0)

    def ends_at(self, moment: datetime) -> datetime:
        """Where the customer's clock stands at this moment: told, else ready, or cancelled; running on while open."""
        told = max(self.ready_at, self.notified_at or self.ready_at) if self.ready_at else None
        return max(self.received_at, min(at for at in (told, self.cancelled_at, moment) if at is not None))


@dataclass(frozen=True, slots=True)
class Stretch:
    start: datetime
    end: datetime
    keeper: Keeper

    @property
    def length(self) -> timedelta:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Clocks:
    """Exact lengths. `stretches` are without gaps and in order; `unplaced` is hold that a file gave without saying
    when, taken from the site's time and not to be found among them. `diagnosis` None: not diagnosed yet.
    """

    stretches: tuple[Stretch, ...]
    unplaced: timedelta
    diagnosis: timedelta | None

    @property
    def customer(self) -> timedelta:
        return sum((each.length for each in self.stretches), timedelta())

    @property
    def hq(self) -> timedelta:
        return self._kept(Keeper.HQ)

    @property
    def logistics(self) -> timedelta:
        return self._kept(Keeper.LOGISTICS)

    @property
    def hold(self) -> timedelta:
        return self._kept(Keeper.HOLD) + self.unplaced

    @property
    def site(self) -> timedelta:
        return self._kept(Keeper.SITE) - self.unplaced

    def read(self, clock: str) -> timedelta | None:
        """One of `CLOCKS`."""
        found: timedelta | None = getattr(self, clock)
        return found

    def _kept(self, keeper: Keeper) -> timedelta:
        return sum((each.length for each in self.stretches if each.keeper is keeper), timedelta())


def clocks(course: Course, moment: datetime) -> Clocks:
    """The clocks as they stand at `moment`."""
    end = course.ends_at(moment)
    claims = {
        Keeper.HQ: [at_hq for journey in course.journeys if (at_hq := _at_hq(journey, course.ready_at))],
        Keeper.LOGISTICS: [_away(journey, course.ready_at) for journey in course.journeys],
        Keeper.HOLD: [(pause.from_at, pause.to_at or _NEVER) for pause in course.pauses],
    }
    stretches = tuple(_joined(_cut(course.received_at, end, claims)))
    at_site = sum((each.length for each in stretches if each.keeper is Keeper.SITE), timedelta())
    return Clocks(
        stretches=stretches,
        unplaced=timedelta() if course.pauses else min(_span(course.hold_hours), at_site),
        diagnosis=max(min(course.diagnosed_at, end) - course.received_at, timedelta()) if course.diagnosed_at else None,
    )


def hours(length: timedelta) -> Decimal:
    return Decimal(length // _MICROSECOND) / _MICROSECONDS_OF_AN_HOUR


Span = tuple[datetime, datetime]


def _away(journey: Journey, ready_at: datetime | None) -> Span:
    """A unit that is ready is at the site, even when nobody wrote down that it came back."""
    return journey.shipped_at, min(journey.back_at or _NEVER, ready_at or _NEVER)


def _at_hq(journey: Journey, ready_at: datetime | None) -> Span | None:
    """Within the time that it is away; None when HQ has not received it."""
    if journey.received_at is None:
        return None
    left, back = _away(journey, ready_at)
    return max(journey.received_at, left), min(journey.dispatched_at or _NEVER, back)


def _cut(start: datetime, end: datetime, claims: Mapping[Keeper, Sequence[Span]]) -> Iterable[Stretch]:
    """The time from start to end, cut wherever a claim begins or ends."""
    edges = {edge for spans in claims.values() for span in spans for edge in span if start < edge < end}
    for one, next_ in pairwise(sorted({start, end, *edges})):
        keepers = (
            keeper for keeper, spans in claims.items() if any(since <= one and next_ <= until for since, until in spans)
        )
        yield Stretch(one, next_, next(keepers, Keeper.SITE))


def _joined(pieces: Iterable[Stretch]) -> list[Stretch]:
    """Neighbours of the same keeper as one."""
    joined: list[Stretch] = []
    for piece in pieces:
        if joined and joined[-1].keeper is piece.keeper:
            joined[-1] = Stretch(joined[-1].start, piece.end, piece.keeper)
        else:
            joined.append(piece)
    return joined


def _span(given: Decimal) -> timedelta:
    return int(given * _MICROSECONDS_OF_AN_HOUR) * _MICROSECOND
