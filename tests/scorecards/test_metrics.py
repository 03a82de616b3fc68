"""Each metric against an independent model, on random histories that crowd around every boundary there is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from network.foundation.database import connection, fetch, transaction
from network.foundation.periods import Month, Period, Quarter
from network.scorecards.metrics.catalogue import METRICS
from network.scorecards.queries.measuring import Moment
from network.scorecards.rules.measurement import Measurement
from tests.factory import HQ, Store
from tests.scorecards import model
from tests.scorecards.conftest import Evidence, Measure

ZONES = ("Asia/Shanghai", "Europe/Stockholm", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
FINDINGS = ("fault_confirmed", "no_fault_found", "user_education", "customer_damage", "transit_damage", "recall", None)
OUTCOMES = ("repaired", "replaced", "no_fault", "unrepairable", "declined", None)
HOLDS = ("0", "0", "0.5", "7.25", "24", "100")
SERIALS = ("X1", "X2", "X3", "X4", "X5", "X6", None)


@dataclass
class History:
    """What happened at five sites, each in its own time zone."""

    orders: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    returns: dict[int, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def all_orders(self) -> list[dict[str, Any]]:
        return [order for orders in self.orders.values() for order in orders]

    @property
    def all_returns(self) -> list[dict[str, Any]]:
        return [unit for units in self.returns.values() for unit in units]


def midnight(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


class Chance:
    """Times on and one minute beside everything that decides: period ends, 24 and 720 hours before them, DST nights."""

    def __init__(self, seed: int, period: Period) -> None:
        self.random = Random(seed)
        self.marks = [midnight(day, zone) for day in (period.first, period.end) for zone in ZONES]
        self.marks += [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2025, 10, 26, 1, tzinfo=UTC)]

    def moment(self) -> datetime:
        away = self.random.choice((0, 0, 24, 48, 720, 744, self.random.randrange(0, 2200)))
        sign = self.random.choice((-1, -1, 1))
        return self.random.choice(self.marks) + timedelta(hours=sign * away, minutes=self.random.choice((-1, 0, 0, 1)))

    def later(self, than: datetime) -> datetime:
        hours = self.random.choice((0, 1, 24, 31, 48, 720, self.random.randrange(0, 1000)))
        return than + timedelta(hours=hours, minutes=self.random.choice((0, 0, 1)))

    def maybe(self, moment: datetime, chance: float) -> datetime | None:
        return self.later(moment) if self.random.random() < chance else None

    def order(self, number: str) -> dict[str, Any]:
        received = self.moment()
        return {
            "order_no": number,
            "received_at": received,
            "ready_at": self.maybe(received, 0.8),
            "cancelled_at": self.maybe(received, 0.2),
            "hold_hours": self.random.choice(HOLDS),
            "serial_no": self.random.choice(SERIALS),
            "outcome": self.random.choice(OUTCOMES),
            "sent_to_hq": self.random.random() < 0.5,
        }

    def returned(self, number: str) -> dict[str, Any]:
        shipped = self.moment()
        received = self.maybe(shipped, 0.5)
        finding = self.random.choice(FINDINGS)
        return {
            "return_no": number,
            "shipped_at": shipped,
            "received_at": received,
            "inspected_at": self.later(received or shipped) if finding else None,
            "finding": finding,
            "serial_no": self.random.choice(SERIALS),
            "requested_by_hq": self.random.random() < 0.15,
        }


async def happen(store: Store, chance: Chance) -> History:
    history = History()
    for index, zone in enumerate(ZONES):
        site = await store.site(f"S{index}", zone)
        orders = [chance.order(f"{site}-{number}") for number in range(45 if index else 3)]
        open_units: set[str] = set()
        for order in orders:
            still_open = order["ready_at"] is None and order["cancelled_at"] is None
            if still_open and order["serial_no"] in open_units:
                order["serial_no"] = None
            if still_open and order["serial_no"]:
                open_units.add(order["serial_no"])
            columns = {name: value for name, value in order.items() if name not in ("order_no", "received_at")}
            await store.order(site, order["order_no"], order["received_at"], **columns)
        history.orders[site] = orders
        history.returns[site] = [chance.returned(f"{site}-{number}") for number in range(30 if index else 0)]
        for unit in history.returns[site]:
            columns = {name: value for name, value in unit.items() if name not in ("return_no", "shipped_at")}
            await store.returned(site, unit["return_no"], unit["shipped_at"], **columns)
    await store.link()
    return history


def bounds(zone: str, period: Period, as_of: datetime) -> tuple[datetime, datetime]:
    return midnight(period.first, zone), min(midnight(period.end, zone), as_of)


def assert_share(found: Measurement, expected: Mapping[str, bool], what: str) -> None:
    numerator, denominator = sum(expected.values()), len(expected)
    assert (found.numerator, found.denominator) == (Decimal(numerator), Decimal(denominator)), what
    assert found.sample_size == denominator, what
    assert (found.value is None) == (denominator == 0), what
    if denominator:
        assert abs(Fraction(found.value or 0) - Fraction(numerator, denominator)) < Fraction(1, 10**15), what


def assert_hours(found: Measurement, expected: Fraction | None, sample: int, what: str) -> None:
    assert found.sample_size == sample, what
    assert (found.value is None) == (expected is None), what
    if expected is not None:
        assert abs(Fraction(found.value or 0) - expected) <= Fraction(1, 10**6), what
        assert (found.numerator, found.denominator) == (found.value or 0, Decimal(1)), what


CASES = [
    (11, Quarter(2026, 1), datetime(2026, 8, 1, tzinfo=UTC)),
    (12, Quarter(2025, 4), datetime(2026, 8, 1, tzinfo=UTC)),
    (13, Quarter(2026, 1), datetime(2026, 3, 29, 3, tzinfo=UTC)),
    (14, Month(2026, 3), datetime(2026, 8, 1, tzinfo=UTC)),
]


@pytest.mark.parametrize(("seed", "period", "as_of"), CASES)
async def test_every_number_and_its_evidence_are_those_of_the_model(
    store: Store, measure: Measure, evidence: Evidence, seed: int, period: Period, as_of: datetime
) -> None:
    history = await happen(store, Chance(seed, period))
    sites = list(history.orders)
    numbers = {code: await measure(code, period, as_of, sites) for code in METRICS}
    for site, zone in zip(sites, ZONES, strict=True):
        start, end = bounds(zone, period, as_of)
        expected: dict[str, dict[str, bool]] = {
            code: rate(history.orders[site], history.all_orders, start, end)
            for code, rate in model.RATES_OF_ORDERS.items()
        }
        expected["no_fault_return_rate"] = model.without_fault(history.returns[site], history.all_returns, start, end)
        for code, share in expected.items():
            assert_share(numbers[code][site], share, f"{code} of {zone}")
            assert await evidence(code, period, as_of, site) == share, f"{code} of {zone}"
        await _assert_turnaround(numbers, history.orders[site], evidence, (site, zone, period, as_of))
    assert any(figure.denominator > 5 for figure in numbers["repeat_repair_rate"].values())
    assert any(figure.numerator > 0 for figure in numbers["repeat_repair_rate"].values())


async def _assert_turnaround(
    numbers: Mapping[str, Mapping[int, Measurement]],
    orders: Sequence[dict[str, Any]],
    evidence: Evidence,
    where: tuple[int, str, Period, datetime],
) -> None:
    site, zone, period, as_of = where
    start, end = bounds(zone, period, as_of)
    ready = model.closed(orders, start, end)
    for code, fraction in (("turnaround_median_h", Fraction(1, 2)), ("turnaround_p90_h", Fraction(9, 10))):
        value = model.percentile([model.turnaround(order) for order in ready], fraction)
        assert_hours(numbers[code][site], value, len(ready), f"{code} of {zone}")
        assert set(await evidence(code, period, as_of, site)) == {order["order_no"] for order in ready}
    still_open = model.open_at(orders, end)
    oldest = min((order["received_at"] for order in still_open), default=None)
    age = None if oldest is None else Fraction(int((end - oldest).total_seconds()), 3600)
    assert_hours(numbers["oldest_open_h"][site], age, len(still_open), f"oldest_open_h of {zone}")
    assert set(await evidence("oldest_open_h", period, as_of, site)) == {order["order_no"] for order in still_open}


async def test_a_metric_is_one_statement_that_has_a_row_for_every_site(store: Store, database: str) -> None:
    sites = [await store.site(f"S{number:02}") for number in range(40)]
    await store.order(sites[3], "A1", datetime(2026, 7, 1, tzinfo=UTC), ready=30)
    values = Moment(Quarter(2026, 3), datetime(2026, 11, 1, tzinfo=UTC)).values(sites)
    async with transaction(HQ, read_only=True):
        for metric in METRICS.values():
            # The extended protocol takes a single statement only: preparing two is an error.
            statement = await connection().prepare(metric.statement(metric.facts.params))
            rows = await statement.fetch(*values)
            assert sorted(row["site"] for row in rows) == sites, metric.code
            assert sum(row["sample_size"] > 0 for row in rows) <= 1, metric.code
            fingerprints = await fetch(metric.fingerprints(metric.facts.params), *values)
            assert len({row["fingerprint"] for row in fingerprints}) == 1 + any(row["sample_size"] for row in rows)
