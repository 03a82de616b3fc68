"""Small networks for the tests of the rules."""

from collections.abc import Hashable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

from network.scorecards.rules.catalogue import MetricFacts, Unit
from network.scorecards.rules.measurement import Measurement, SiteInput
from network.scorecards.rules.scheme import Criterion, CurvePoint, Gate, LocalText, MetricCondition, Scheme, Standing

SCHEMES = Path(__file__).parents[3] / "network" / "scorecards" / "schemes"
UNITS: tuple[Unit, ...] = get_args(Unit)

CATALOGUE = {
    facts.code: facts
    for facts in (
        MetricFacts("repair_within_target", "fraction", "higher", is_rate=True, params={"target_hours": 24}),
        MetricFacts("no_fault_return_rate", "fraction", "lower", is_rate=True),
        MetricFacts("repeat_repair_rate", "fraction", "lower", is_rate=True, params={"days": 30}),
        MetricFacts("local_resolution_rate", "fraction", "higher", is_rate=True),
        MetricFacts("fix_rate", "fraction", "higher", is_rate=True, fed_by_reports=True),
        MetricFacts("report_timeliness", "fraction", "higher", is_rate=True),
        MetricFacts("audit_score", "points", "higher", is_rate=False),
        MetricFacts("audit_critical_failures", "count", "lower", is_rate=False, scored=False),
        MetricFacts("actions_on_time", "fraction", "higher", is_rate=True),
        MetricFacts("training_coverage", "fraction", "higher", is_rate=True),
        MetricFacts("manual_acknowledgement", "fraction", "higher", is_rate=True),
        MetricFacts("satisfaction", "fraction", "higher", is_rate=True),
        MetricFacts("satisfaction_index", "points", "higher", is_rate=False),
        MetricFacts("turnaround_median_h", "hours", "lower", is_rate=False, params={"clock": "elapsed"}),
        MetricFacts("complaint_rate", "per_hundred", "lower", is_rate=False),
        MetricFacts("overcharging_cases", "count", "lower", is_rate=False, scored=False),
        MetricFacts("falsifications", "count", "lower", is_rate=False, scored=False),
        MetricFacts("people_taught", "count", "higher", is_rate=False, scored=False),
    )
}
WITHIN = "repair_within_target(target_hours=24)"


def text(words: str) -> LocalText:
    return LocalText(en=words, zh_CN=words)


def curve(*points: tuple[str | int, str | int]) -> tuple[CurvePoint, ...]:
    return tuple(CurvePoint(Decimal(value), Decimal(earned)) for value, earned in points)


# The curves of the default scheme.
WITHIN_CURVE = curve(("0.60", 0), ("0.80", 60), ("0.95", 100))
NO_FAULT_CURVE = curve(("0.05", 100), ("0.20", 60), ("0.38", 0))
# Points are the value: a way to give a site any score.
PLAIN_CURVE = curve((0, 0), (100, 100))

BANDS = tuple(
    Standing(code=code, from_score=Decimal(score), label=text(code))
    for code, score in (("five_star", 95), ("four_star", 90), ("three_star", 80), ("pass", 70), ("fail", 0))
)


def criterion(metric: str, weight: int = 10_000, **fields: Any) -> Criterion:
    return Criterion(**{"code": metric, "metric": metric, "weight": weight, "curve": PLAIN_CURVE, **fields})


def gate(metric: str, op: str, value: str, cap: str, **condition: Any) -> Gate:
    when = MetricCondition.model_validate({"metric": metric, "op": op, "value": Decimal(value), **condition})
    return Gate(code=f"{metric}-{cap}", when=when, cap=cap, reason=text(f"{metric} {op} {value}"))


def scheme(*criteria: Criterion, **fields: Any) -> Scheme:
    basics = {"code": "test", "version": 1, "name": text("Test"), "reporting_duty": True, "standings": BANDS}
    return Scheme(**{**basics, "criteria": criteria, **fields})


def rate(numerator: int, denominator: int) -> Measurement:
    value = Decimal(numerator) / Decimal(denominator) if denominator else None
    return Measurement(Decimal(numerator), Decimal(denominator), value, denominator)


def level(value: str | int, sample_size: int = 1) -> Measurement:
    """A measurement of a metric that is no rate."""
    return Measurement(Decimal(value), Decimal(1), Decimal(value), sample_size)


def site(name: Hashable, measurements: dict[str, Measurement] | None = None, **fields: Any) -> SiteInput:
    return SiteInput(
        **{"site": name, "kind": "franchised", "peer_group": "a", "measurements": measurements or {}, **fields}
    )


def plain_scheme(**fields: Any) -> Scheme:
    """One criterion, whose value is the score."""
    return scheme(criterion("audit_score"), **fields)


def scored_sites(scores: Iterable[tuple[Hashable, str]], **fields: Any) -> list[SiteInput]:
    """Sites with these scores under `plain_scheme`."""
    return [site(name, {"audit_score": level(score)}, **fields) for name, score in scores]
