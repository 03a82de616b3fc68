"""What is wrong with the meaning of a scheme: all of it at once, never just the first."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from network.foundation.documents.problems import Problem
from network.foundation.periods import NotAPeriod, Quarter
from network.foundation.precision import HUNDREDTH
from network.scorecards.rules import problems
from network.scorecards.rules.catalogue import MetricFacts
from network.scorecards.rules.checks import (
    WORSE,
    Catalogue,
    check_code,
    check_condition,
    check_params,
    check_repeated,
    check_text,
    check_value,
    judged_keys,
)
from network.scorecards.rules.consequence_validation import rule_problems
from network.scorecards.rules.scheme import UNRATED, WHOLE_WEIGHT, Criterion, Gate, MetricCondition, Scheme


def validate_scheme(scheme: Scheme, catalogue: Catalogue) -> list[Problem]:
    """Every problem, in the order of the document; none for a scheme that can be scored with this catalogue."""
    return [
        *_heading(scheme),
        *_criteria(scheme, catalogue),
        *_gates(scheme, catalogue),
        *_standings(scheme),
        *rule_problems(scheme, catalogue),
    ]


def _heading(scheme: Scheme) -> Iterator[Problem]:
    yield from check_code("code", scheme.code)
    if scheme.version < 1:
        yield problems.BadVersion("version", {"given": scheme.version})
    if scheme.effective_from is not None and not _is_quarter(scheme.effective_from):
        yield problems.BadQuarter("effective_from", {"given": scheme.effective_from})
    yield from check_text("name", scheme.name)
    if not 0 < scheme.min_coverage <= 1:
        yield problems.BadCoverage("min_coverage", {"given": scheme.min_coverage})


def _is_quarter(text: str) -> bool:
    try:
        Quarter.parse(text)
    except NotAPeriod:
        return False
    return True


def _criteria(scheme: Scheme, catalogue: Catalogue) -> Iterator[Problem]:
    if not scheme.criteria:
        yield problems.NoCriteria("criteria")
        return
    total = sum(criterion.weight for criterion in scheme.criteria)
    if total != WHOLE_WEIGHT:
        yield problems.WeightsOff("criteria", {"sum": total})
    yield from check_repeated("criteria", [criterion.code for criterion in scheme.criteria])
    judged: dict[str, str] = {}
    for index, criterion in enumerate(scheme.criteria):
        path = f"criteria[{index}]"
        yield from _criterion(path, criterion, scheme.reporting_duty)
        facts = catalogue.get(criterion.metric)
        if facts is None:
            yield problems.UnknownMetric(f"{path}.metric", {"metric": criterion.metric})
            continue
        yield from _criterion_of_metric(path, criterion, facts)
        key = facts.key(criterion.params)
        if key in judged:
            yield problems.RepeatedMetric(f"{path}.metric", {"metric": key, "criterion": judged[key]})
        judged.setdefault(key, criterion.code)


def _criterion(path: str, criterion: Criterion, reporting_duty: bool) -> Iterator[Problem]:
    """What needs no catalogue to be seen."""
    yield from check_code(f"{path}.code", criterion.code)
    if criterion.weight < 1:
        yield problems.BadWeight(f"{path}.weight", {"given": criterion.weight})
    if criterion.min_sample < 1:
        yield problems.BadMinimumSample(f"{path}.min_sample", {"given": criterion.min_sample, "least": 1})
    if criterion.shrink < 0:
        yield problems.BadShrinkage(f"{path}.shrink", {"given": criterion.shrink})
    if criterion.absent == "not_reported" and not reporting_duty:
        yield problems.AbsentWithoutDuty(f"{path}.absent")
    yield from _curve_shape(f"{path}.curve", criterion)


def _curve_shape(path: str, criterion: Criterion) -> Iterator[Problem]:
    if len(criterion.curve) < 2:
        yield problems.CurveTooShort(path)
    for index, point in enumerate(criterion.curve):
        if not 0 <= point.points <= 100:
            yield problems.PointsOutside(f"{path}[{index}]", {"given": point.points})
    for index, (before, after) in enumerate(pairwise(criterion.curve), start=1):
        if after.value <= before.value:
            values = {"value": after.value, "previous": before.value}
            yield problems.CurveNotRising(f"{path}[{index}]", values)


def _criterion_of_metric(path: str, criterion: Criterion, facts: MetricFacts) -> Iterator[Problem]:
    if not facts.scored:
        yield problems.MetricNotScored(f"{path}.metric", {"metric": facts.code})
    yield from check_params(f"{path}.params", criterion.params, facts)
    if criterion.shrink > 0 and not facts.is_rate:
        yield problems.ShrinkageOfNoRate(f"{path}.shrink", {"metric": facts.code})
    for index, point in enumerate(criterion.curve):
        yield from check_value(f"{path}.curve[{index}]", point.value, facts)
    for index, (before, after) in enumerate(pairwise(criterion.curve), start=1):
        gained = after.points - before.points
        if gained < 0 if facts.direction == "higher" else gained > 0:
            values = {"value": after.value, "metric": facts.code}
            yield problems.CurveAgainstDirection(f"{path}.curve[{index}]", values)


def _gates(scheme: Scheme, catalogue: Catalogue) -> Iterator[Problem]:
    yield from check_repeated("gates", [gate.code for gate in scheme.gates])
    standings = {standing.code for standing in scheme.standings}
    adjusted = judged_keys(scheme, catalogue)
    for index, gate in enumerate(scheme.gates):
        path = f"gates[{index}]"
        yield from _gate(path, gate, standings)
        if isinstance(gate.when, MetricCondition):
            yield from check_condition(f"{path}.when", gate.when, catalogue, adjusted)
            facts = catalogue.get(gate.when.metric)
            if facts is not None and gate.when.op not in WORSE[facts.direction]:
                yield problems.GateRewardsBad(f"{path}.when.op", {"op": gate.when.op, "metric": facts.code})


def _gate(path: str, gate: Gate, standings: set[str]) -> Iterator[Problem]:
    yield from check_code(f"{path}.code", gate.code)
    if gate.cap != UNRATED and gate.cap not in standings:
        yield problems.UnknownStanding(f"{path}.cap", {"standing": gate.cap})
    yield from check_text(f"{path}.reason", gate.reason)


def _standings(scheme: Scheme) -> Iterator[Problem]:
    standings = scheme.standings
    if not standings:
        yield problems.NoStandings("standings")
        return
    yield from check_repeated("standings", [standing.code for standing in standings])
    for index, standing in enumerate(standings):
        path = f"standings[{index}]"
        yield from check_code(f"{path}.code", standing.code)
        yield from check_text(f"{path}.label", standing.label)
        if standing.code == UNRATED:
            yield problems.ReservedStanding(f"{path}.code")
        yield from _from_score(f"{path}.from_score", standing.from_score)
    for index, (before, after) in enumerate(pairwise(standings), start=1):
        if after.from_score >= before.from_score:
            values = {"score": after.from_score, "previous": before.from_score}
            yield problems.StandingsNotFalling(f"standings[{index}].from_score", values)
    lowest = standings[-1].from_score
    if lowest > 0:
        yield problems.StandingsLeaveGap(f"standings[{len(standings) - 1}].from_score", {"score": lowest})


def _from_score(path: str, score: Decimal) -> Iterator[Problem]:
    if not 0 <= score <= 100:
        yield problems.StandingOutOfReach(path, {"score": score})
    if score % HUNDREDTH:
        yield problems.StandingTooFine(path, {"score": score})
