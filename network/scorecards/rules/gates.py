"""Gates: conditions that cap a standing, never a score."""

import operator
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from network.scorecards.rules.catalogue import MetricFacts
from network.scorecards.rules.measurement import NOTHING, SiteInput, raw_value
from network.scorecards.rules.results import CriterionResult, FiredGate, State
from network.scorecards.rules.scheme import UNRATED, Gate, MetricCondition, Scheme

COMPARE: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}

# A number that is challenged, or that is not the site's own work, fires no gate.
_SILENT = frozenset({State.HELD, State.NOT_APPLICABLE})


class GateMetric(NamedTuple):
    """The metric that a gate looks at."""

    key: str
    facts: MetricFacts


class _Figures(NamedTuple):
    raw: Decimal | None
    adjusted: Decimal | None
    sample_size: int


def holds(condition: MetricCondition, raw: Decimal | None, adjusted: Decimal | None, sample_size: int) -> bool:
    """Whether the condition is true of these numbers; never without data."""
    value = adjusted if condition.use == "adjusted" else raw
    if value is None or sample_size < condition.min_sample:
        return False
    return COMPARE[condition.op](value, condition.value)


def fired_gates(
    scheme: Scheme,
    metrics: Mapping[str, GateMetric],
    site: SiteInput,
    criteria: Iterable[CriterionResult],
    band: str | None,
) -> tuple[FiredGate, ...]:
    """All gates that fire, in the scheme's order. `metrics` by gate code; `band`: the standing by score alone."""
    by_metric = {result.metric: result for result in criteria}
    found = []
    for gate in scheme.gates:
        if not isinstance(gate.when, MetricCondition):
            if site.certification_valid is False:
                found.append(fired(scheme, gate, None, None, band))
            continue
        metric = metrics[gate.code]
        figures = _figures(metric, by_metric.get(metric.key), site)
        if figures and holds(gate.when, *figures):
            observed = figures.adjusted if gate.when.use == "adjusted" else figures.raw
            found.append(fired(scheme, gate, metric.key, observed, band))
    return tuple(found)


def _figures(metric: GateMetric, result: CriterionResult | None, site: SiteInput) -> _Figures | None:
    """The numbers a gate compares: those of the criterion on the same metric, or bare measurements without one."""
    if result is None:
        measured = site.measurements.get(metric.key, NOTHING)
        return _Figures(raw_value(metric.facts, measured), None, measured.sample_size)
    if result.state in _SILENT:
        return None
    return _Figures(result.raw, result.adjusted, result.sample_size)


def fired(scheme: Scheme, gate: Gate, metric: str | None, observed: Decimal | None, band: str | None) -> FiredGate:
    """A gate that holds, on a card whose score alone would give `band`."""
    lowers = band is not None and (gate.cap == UNRATED or scheme.place(band) < scheme.place(gate.cap))
    return FiredGate(gate.code, metric, observed, gate.cap, gate.reason, lowers)
