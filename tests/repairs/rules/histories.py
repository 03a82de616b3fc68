"""Random histories of orders: what may happen, and much that should not, from a seed or from hypothesis."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from network.repairs.rules.clocks import Course, Journey, Pause
from tests.factory import at

START = at("2026-03-01")
NOW = at("2026-06-15 09:30")


def histories(seed: int, count: int) -> Iterator[Course]:
    """Orders as the database may hold them: each record's own times are in order, records overlap as they like."""
    random = Random(seed)
    for _each in range(count):
        yield history(random)


def history(random: Random) -> Course:
    received = START + _some(random, 100 * 24)
    times = sorted(received + _some(random, 20 * 24) for _each in range(3))
    ready = times[1] if random.random() < 0.8 else None
    cancelled = received + _some(random, 15 * 24) if random.random() < 0.1 else None
    return Course(
        received_at=received,
        diagnosed_at=times[0] if random.random() < 0.8 else None,
        ready_at=ready,
        notified_at=times[2] if ready and random.random() < 0.6 else None,
        cancelled_at=cancelled,
        journeys=[_journey(random, received) for _each in range(random.choice((0, 0, 1, 1, 2, 3)))],
        pauses=_pauses(random, received),
        hold_hours=Decimal(random.randrange(0, 600_000)) / 10_000 if random.random() < 0.3 else Decimal(0),
    )


def _journey(random: Random, received: datetime) -> Journey:
    """From before the order came in to long after it; any time but the first may be missing."""
    first = received - timedelta(days=3) + _some(random, 15 * 24)
    later = sorted(first + _some(random, 12 * 24) for _each in range(3))
    known = [each if random.random() < 0.75 else None for each in later]
    return Journey(first, *known)


def _pauses(random: Random, received: datetime) -> list[Pause]:
    """At most two, one after the other; the last one may last."""
    count = random.choice((0, 0, 0, 1, 2))
    edges = sorted(received - timedelta(days=1) + _some(random, 15 * 24) for _each in range(2 * count))
    pauses = [Pause(edges[2 * place], edges[2 * place + 1]) for place in range(count)]
    if pauses and random.random() < 0.2:
        pauses[-1] = Pause(pauses[-1].from_at)
    return pauses


def _some(random: Random, hours: int) -> timedelta:
    """To the microsecond now and then, else to the minute, so that edges meet."""
    if random.random() < 0.3:
        return timedelta(microseconds=random.randrange(hours * 3_600_000_000))
    return timedelta(minutes=30 * random.randrange(hours * 2))
