"""A scheme as a document: what is judged, by which curve, with which weight. Once published it never changes.

The models check shape and types only; `validation.validate_scheme` tells everything that is wrong with the meaning,
in one go. Scoring expects a scheme without such problems. Stored as JSON with `model_dump_json` (decimals as strings)
and read back with `model_validate_json`; written by people as YAML (`document`).
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Discriminator, Tag

from network.foundation.periods import Quarter
from network.scorecards.rules.catalogue import MetricFacts, Parameter
from network.scorecards.rules.consequences import Rules
from network.scorecards.rules.parts import LocalText as LocalText
from network.scorecards.rules.parts import MetricCondition as MetricCondition
from network.scorecards.rules.parts import Part

UNRATED = "unrated"
WHOLE_WEIGHT = 10_000


class CurvePoint(NamedTuple):
    """A breakpoint: a value of the metric, in its unit, and the points 0..100 it earns."""

    value: Decimal
    points: Decimal


class Criterion(Part):
    """One line of the card. `weight` is in basis points of the whole; `shrink` is the m of the shrinkage, 0 = off."""

    code: str
    metric: str
    params: Mapping[str, Parameter] = {}
    weight: int
    curve: tuple[CurvePoint, ...]
    min_sample: int = 1
    shrink: int = 0
    absent: Literal["leaves", "not_reported"] = "leaves"


class CertificationCondition(Part):
    """True when the site's certification was not valid on the last day of the period."""

    certification: Literal["not_valid"]


def _condition_tag(condition: Any) -> str:
    if isinstance(condition, CertificationCondition):
        return "certified"
    return "certified" if isinstance(condition, dict) and "certification" in condition else "measured"


class Gate(Part):
    """While `when` holds, the standing is at most `cap`, or none (`cap: unrated`). The score is never touched."""

    code: str
    when: Annotated[
        Annotated[MetricCondition, Tag("measured")] | Annotated[CertificationCondition, Tag("certified")],
        Discriminator(_condition_tag),
    ]
    cap: str
    reason: LocalText


class Standing(Part):
    """A band: from `from_score` up to, not including, the next better one's; the best one includes 100."""

    code: str
    from_score: Decimal
    label: LocalText


class Scheme(Part):
    """`standings` are listed best first. `reporting_duty`: sites under this scheme owe monthly reports.

    `effective_from`: the first quarter that may be judged by this version (`2027Q1`); any quarter without it.
    """

    code: str
    version: int
    effective_from: str | None = None
    name: LocalText
    min_coverage: Decimal = Decimal("0.60")
    reporting_duty: bool
    criteria: tuple[Criterion, ...]
    gates: tuple[Gate, ...] = ()
    standings: tuple[Standing, ...]
    rules: Rules | None = None

    def as_document(self) -> dict[str, Any]:
        """What is stored and fingerprinted: numbers as text, and nothing about fields that the document leaves out."""
        return self.model_dump(mode="json", exclude_none=True)

    def covers(self, period: Quarter) -> bool:
        """Whether this version may judge that quarter."""
        return self.effective_from is None or Quarter.parse(self.effective_from) <= period

    def standing_at(self, overall: Decimal) -> Standing:
        """The band that a rounded score of 0..100 lies in."""
        return next(standing for standing in self.standings if overall >= standing.from_score)

    def place(self, standing: str) -> int:
        """0 for the best standing, counting down the list; KeyError for one the scheme does not have."""
        for place, known in enumerate(self.standings):
            if known.code == standing:
                return place
        raise KeyError(standing)


class MetricCall(NamedTuple):
    """A metric with all its parameters, as a scheme asks for it."""

    facts: MetricFacts
    params: Mapping[str, Parameter]


def metrics_of(scheme: Scheme, catalogue: Mapping[str, MetricFacts]) -> dict[str, MetricCall]:
    """Every metric that criteria, gates and rules need, by metric key, in the order named; KeyError for an unknown."""
    asked: list[Criterion | MetricCondition] = list(scheme.criteria)
    asked += [gate.when for gate in scheme.gates if isinstance(gate.when, MetricCondition)]
    asked += (
        [rule.on for rule in scheme.rules.consequences if isinstance(rule.on, MetricCondition)] if scheme.rules else []
    )
    calls: dict[str, MetricCall] = {}
    for asking in asked:
        facts = catalogue[asking.metric]
        calls.setdefault(facts.key(asking.params), MetricCall(facts, {**facts.params, **asking.params}))
    return calls
