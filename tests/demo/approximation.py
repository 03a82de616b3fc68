"""The four record-fed metrics and their score, computed the slow and obvious way from a demo network's rows.

An approximation of scorecard.md for judging whether the demo is believable: naive local times, no reversals.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from network.demo.model import DemoNetwork
from network.foundation.periods import Quarter

Key = tuple[str, str]  # site code, quarter
_MONTH = timedelta(days=30)
_NOT_COUNTED = ("recall", "transit_damage")
_NO_FAULT = ("no_fault_found", "user_education")


class Rate(NamedTuple):
    numerator: int
    denominator: int


class Criterion(NamedTuple):
    weight: int
    shrink: int
    min_sample: int
    curve: tuple[tuple[float, float], ...]


CRITERIA = {
    "on_time": Criterion(20, 20, 5, ((0.60, 0), (0.80, 60), (0.95, 100))),
    "no_fault": Criterion(15, 10, 3, ((0.05, 100), (0.20, 60), (0.38, 0))),
    "repeat": Criterion(10, 20, 5, ((0.02, 100), (0.05, 60), (0.10, 0))),
    "local": Criterion(5, 20, 5, ((0.05, 0), (0.70, 60), (0.95, 100))),
}
_MIN_COVERAGE = 0.60 * sum(criterion.weight for criterion in CRITERIA.values())
Metrics = Mapping[str, Mapping[Key, Rate]]


def moment(text: str | None) -> datetime | None:
    """A time as written, on the site's clock whether or not its offset stands behind it."""
    return datetime.fromisoformat(text).replace(tzinfo=None) if text else None


def quarter_of(at: datetime) -> str:
    return str(Quarter.of(at.date()))


def measure(network: DemoNetwork) -> Metrics:
    counts: dict[str, dict[Key, list[int]]] = {name: defaultdict(lambda: [0, 0]) for name in CRITERIA}

    def count(metric: str, site: str, at: datetime, hit: bool) -> None:
        numbers = counts[metric][site, quarter_of(at)]
        numbers[0] += hit
        numbers[1] += 1

    visits: dict[str, list[datetime]] = defaultdict(list)
    for order in network.orders:
        visits[order.serial_no].append(datetime.fromisoformat(order.received_at).replace(tzinfo=None))
    for order in network.orders:
        received, ready, cancelled = moment(order.received_at), moment(order.ready_at), moment(order.cancelled_at)
        assert received is not None
        due = received + timedelta(hours=24 + float(order.hold_hours))
        if cancelled is None or cancelled >= due:
            count("on_time", order.site, due, ready is not None and ready <= due)
        if ready is not None:
            count("local", order.site, ready, order.sent_to_hq == "false")
            back = any(ready < visit <= ready + _MONTH for visit in visits[order.serial_no])
            count("repeat", order.site, ready + _MONTH, back)
    for row in network.returns:
        inspected = moment(row.inspected_at)
        if inspected is not None and row.finding not in _NOT_COUNTED and row.requested_by_hq == "false":
            count("no_fault", row.site, inspected, row.finding in _NO_FAULT)
    return {name: {key: Rate(*numbers) for key, numbers in found.items()} for name, found in counts.items()}


def pooled(metrics: Metrics, metric: str, quarter: str) -> float:
    rates = [rate for (_site, when), rate in metrics[metric].items() if when == quarter]
    return sum(rate.numerator for rate in rates) / max(sum(rate.denominator for rate in rates), 1)


def scores(metrics: Metrics, quarter: str) -> dict[str, float]:
    """The overall score, 0..100, of each site that `authorized-site` would rate by what these records feed."""
    network = {name: pooled(metrics, name, quarter) for name in CRITERIA}
    sites = {site for found in metrics.values() for site, when in found if when == quarter}
    found = {site: _score(site, quarter, metrics, network) for site in sorted(sites)}
    return {site: score for site, score in found.items() if score is not None}


def _score(site: str, quarter: str, metrics: Metrics, network: Mapping[str, float]) -> float | None:
    weights = points = 0.0
    for name, criterion in CRITERIA.items():
        rate = metrics[name].get((site, quarter), Rate(0, 0))
        if rate.denominator >= criterion.min_sample:
            adjusted = (rate.numerator + criterion.shrink * network[name]) / (rate.denominator + criterion.shrink)
            weights += criterion.weight
            points += criterion.weight * _on_curve(criterion.curve, adjusted)
    return points / weights if weights >= _MIN_COVERAGE else None


def _on_curve(curve: tuple[tuple[float, float], ...], value: float) -> float:
    for (left, low), (right, high) in pairwise(curve):
        if value <= right:
            return low + (high - low) * max(value - left, 0) / (right - left)
    return curve[-1][1]


def standings(found: Mapping[str, float]) -> dict[str, int]:
    bands = {"five_star": 95, "four_star": 90, "three_star": 80, "pass": 70, "fail": -1}
    counts = dict.fromkeys(bands, 0)
    for score in found.values():
        counts[next(name for name, least in bands.items() if score >= least)] += 1
    return counts
