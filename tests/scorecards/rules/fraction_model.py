"""`scorecard.md`, "From value to points", said once more in fractions, one site at a time and by plain definitions.

Written from the page, not from the code, and sharing nothing with it but the forms in which a scheme and the figures
come. Nothing here is ever rounded but the two numbers that the page rounds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import floor

from network.scorecards.rules.catalogue import MetricFacts
from network.scorecards.rules.measurement import SiteInput
from network.scorecards.rules.scheme import Criterion, MetricCondition, Scheme
from tests.scorecards.rules.cases import CATALOGUE

Z = Fraction("1.959963984540054")


@dataclass(frozen=True)
class Line:
    """One criterion of one site."""

    state: str
    raw: Fraction | None
    adjusted: Fraction | None
    points: Fraction | None
    contribution: Fraction | None
    rate_of: tuple[Fraction, Fraction] | None


@dataclass(frozen=True)
class Place:
    position: int
    of: int
    percentile: Fraction | None


@dataclass(frozen=True)
class Card:
    lines: tuple[Line, ...]
    overall: Fraction | None
    coverage: Fraction
    band: str | None
    standing: str | None
    unrated: str | None
    gates: tuple[tuple[str, bool], ...]
    provisional: bool
    network: Place | None = None
    peers: Place | None = None


def key_of(metric: str, params: Mapping[str, object]) -> str:
    every = {**CATALOGUE[metric].params, **params}
    inside = ",".join(f"{name}={value}" for name, value in sorted(every.items()))
    return f"{metric}({inside})" if inside else metric


def rounded(value: Fraction, steps: int) -> Fraction:
    """Half up, to so many steps of one."""
    return Fraction(floor(value * steps + Fraction(1, 2)), steps)


def ramped(value: Fraction, one: Criterion) -> Fraction:
    """The curve as a sum of ramps: each piece adds its rise, in the share of it that the value has passed."""
    exact = [(Fraction(x), Fraction(y)) for x, y in one.curve]
    total = exact[0][1]
    for (x0, y0), (x1, y1) in pairwise(exact):
        total += (y1 - y0) * min(max((value - x0) / (x1 - x0), Fraction(0)), Fraction(1))
    return total


def near_the_ends_of(low: Fraction, high: Fraction, good: Fraction, records: Fraction, within: Fraction) -> bool:
    """Whether these are the ends of the 95% Wilson interval: the rates p with (x - n p)^2 = z^2 n p (1 - p)."""

    def off(p: Fraction) -> Fraction:
        return (good - records * p) ** 2 - Z * Z * records * p * (1 - p)

    def crosses(p: Fraction) -> bool:
        return off(p) == 0 or (off(p - within) < 0) != (off(p + within) < 0)

    return low <= good / records <= high and crosses(low) and crosses(high)


def cards(scheme: Scheme, sites: Sequence[SiteInput]) -> dict[object, Card]:
    """Everybody's card."""
    alone = {one.site: _card(scheme, one, sites) for one in sites}
    ranked = [one for one in sites if one.kind == "franchised" and alone[one.site].standing is not None]
    found = {}
    for one in sites:
        card = alone[one.site]
        if one in ranked:
            peers = [other for other in ranked if other.peer_group == one.peer_group]
            network_place, peer_place = (_place(card, [alone[o.site] for o in group]) for group in (ranked, peers))
            card = Card(**{**vars(card), "network": network_place, "peers": peer_place})
        found[one.site] = card
    return found


def _place(mine: Card, everyone: Sequence[Card]) -> Place:
    """`everyone` includes `mine`, which is why the others are one fewer."""
    scores = [card.overall for card in everyone]
    assert mine.overall is not None
    above = sum(1 for score in scores if score is not None and score > mine.overall)
    below = sum(1 for score in scores if score is not None and score < mine.overall)
    others = len(scores) - 1
    return Place(above + 1, len(scores), rounded(Fraction(100 * below, others), 10) if others else None)


def _card(scheme: Scheme, mine: SiteInput, everyone: Sequence[SiteInput]) -> Card:
    bare = [_line(scheme, one, mine, everyone) for one in scheme.criteria]
    kept = sum(c.weight for c, line in zip(scheme.criteria, bare, strict=True) if line.points is not None)
    lines = tuple(
        Line(**{**vars(line), "contribution": None if line.points is None else c.weight * line.points / kept})
        for c, line in zip(scheme.criteria, bare, strict=True)
    )
    total = sum((line.contribution for line in lines if line.contribution is not None), Fraction(0))
    overall = rounded(total, 100) if kept else None
    coverage = Fraction(kept, sum(c.weight for c in scheme.criteria))
    band = None if overall is None else _band(scheme, overall)
    fired = [gate for gate in scheme.gates if _fires(scheme, gate.when, mine, lines)]
    standing, unrated = band, None
    if band is None or coverage < Fraction(scheme.min_coverage):
        standing, unrated = None, "low_coverage"
    elif any(gate.cap == "unrated" for gate in fired):
        standing, unrated = None, "gate"
    else:
        standing = max([band, *(gate.cap for gate in fired)], key=lambda code: _depth(scheme, code))
    return Card(
        lines=lines,
        overall=overall,
        coverage=coverage,
        band=band,
        standing=standing,
        unrated=unrated,
        gates=tuple((gate.code, _lowers(scheme, band, gate.cap)) for gate in fired),
        provisional=standing is not None and mine.quarters_certified in (0, 1),
    )


def _line(scheme: Scheme, one: Criterion, mine: SiteInput, everyone: Sequence[SiteInput]) -> Line:
    facts, key = CATALOGUE[one.metric], key_of(one.metric, one.params)
    raw, sample = _raw(facts, key, mine)
    adjusted = raw
    measured = mine.measurements.get(key)
    rate_of = None
    if raw is not None and facts.is_rate and measured is not None:
        rate_of = (Fraction(measured.numerator), Fraction(measured.denominator))
        good = sum((Fraction(o.measurements[key].numerator) for o in everyone if key in o.measurements), Fraction(0))
        of = sum((Fraction(o.measurements[key].denominator) for o in everyone if key in o.measurements), Fraction(0))
        adjusted = (rate_of[0] + one.shrink * good / of) / (rate_of[1] + one.shrink)
    state = _state(scheme, one, mine, sample)
    points = None
    if state == "scored" and adjusted is not None:
        points = ramped(adjusted, one)
    elif state == "not_reported":
        points = Fraction(0)
    return Line(state, raw, adjusted, points, None, rate_of)


def _raw(facts: MetricFacts, key: str, mine: SiteInput) -> tuple[Fraction | None, int]:
    measured = mine.measurements.get(key)
    if measured is None or measured.sample_size == 0:
        return None, 0
    if facts.is_rate:
        return Fraction(measured.numerator) / Fraction(measured.denominator), measured.sample_size
    return (None if measured.value is None else Fraction(measured.value)), measured.sample_size


def _state(scheme: Scheme, one: Criterion, mine: SiteInput, sample: int) -> str:
    if one.code in mine.not_applicable:
        return "not_applicable"
    if one.code in mine.held:
        return "held"
    if sample >= one.min_sample:
        return "scored"
    if sample > 0:
        return "insufficient_sample"
    owes = scheme.reporting_duty and mine.quarters_certified is not None and mine.quarters_certified >= 0
    silent = mine.missing_reports and CATALOGUE[one.metric].fed_by_reports
    return "not_reported" if owes and (silent or one.absent == "not_reported") else "not_applicable"


def _band(scheme: Scheme, overall: Fraction) -> str:
    reached = [standing for standing in scheme.standings if overall >= Fraction(standing.from_score)]
    return max(reached, key=lambda standing: standing.from_score).code


def _depth(scheme: Scheme, code: str) -> int:
    return [standing.code for standing in scheme.standings].index(code)


def _lowers(scheme: Scheme, band: str | None, cap: str) -> bool:
    return band is not None and (cap == "unrated" or _depth(scheme, band) < _depth(scheme, cap))


def _fires(scheme: Scheme, when: object, mine: SiteInput, lines: Sequence[Line]) -> bool:
    if not isinstance(when, MetricCondition):
        return mine.certification_valid is False
    key = key_of(when.metric, when.params)
    value, sample = _raw(CATALOGUE[when.metric], key, mine)
    for one, line in zip(scheme.criteria, lines, strict=True):
        if key_of(one.metric, one.params) == key:
            if line.state in ("held", "not_applicable"):
                return False
            value = line.adjusted if when.use == "adjusted" else line.raw
    if value is None or sample < when.min_sample:
        return False
    limit = Fraction(when.value)
    return {">=": value >= limit, ">": value > limit, "<=": value <= limit, "<": value < limit}[when.op]
