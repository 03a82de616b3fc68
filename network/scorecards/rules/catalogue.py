"""What scoring must know about a metric: its unit, its better direction, its parameters. Its SQL lives elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

Unit = Literal["fraction", "hours", "count", "points", "per_hundred"]
Direction = Literal["higher", "lower"]
Parameter = int | str


class UnitFacts(NamedTuple):
    """`maximum` is None for a unit without one; every unit starts at 0. `step` is the smallest change worth telling."""

    maximum: Decimal | None
    step: Decimal


UNITS: Mapping[Unit, UnitFacts] = {
    "fraction": UnitFacts(Decimal(1), Decimal("0.0001")),
    "hours": UnitFacts(None, Decimal("0.01")),
    "count": UnitFacts(None, Decimal(1)),
    "points": UnitFacts(Decimal(100), Decimal("0.01")),
    "per_hundred": UnitFacts(None, Decimal("0.01")),
}


@dataclass(frozen=True, slots=True)
class MetricFacts:
    """One metric of the catalogue.

    direction       the better one
    is_rate         a share of whole records, numerator out of denominator; only these have an interval and are shrunk
    fed_by_reports  monthly reports supply its records
    scored          False for a metric that is only shown, or used in a gate, and may not be a criterion
    params          every parameter with its default
    """

    code: str
    unit: Unit
    direction: Direction
    is_rate: bool
    fed_by_reports: bool = False
    scored: bool = True
    params: Mapping[str, Parameter] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.is_rate and self.unit != "fraction":
            raise ValueError(f"{self.code}: a rate is a fraction 0..1, not {self.unit}")

    def key(self, params: Mapping[str, Parameter]) -> str:
        """The metric key with every parameter named, the default where `params` has none."""
        return metric_key(self.code, {**self.params, **params})


def metric_key(code: str, params: Mapping[str, Parameter]) -> str:
    """A metric with its parameters, sorted: `repair_within_target(target_hours=24)`; the bare code without any."""
    if not params:
        return code
    named = ",".join(f"{name}={params[name]}" for name in sorted(params))
    return f"{code}({named})"
