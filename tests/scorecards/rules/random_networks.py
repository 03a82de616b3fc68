"""Networks drawn by lot, with a scheme each: the same ones for the same number, on any machine."""

from decimal import Decimal
from itertools import accumulate
from random import Random

from network.scorecards.rules.catalogue import MetricFacts
from network.scorecards.rules.measurement import Measurement, SiteInput
from network.scorecards.rules.scheme import (
    UNRATED,
    CertificationCondition,
    Criterion,
    CurvePoint,
    Gate,
    Scheme,
    Standing,
)
from tests.scorecards.rules.cases import BANDS, CATALOGUE, criterion, gate, level, rate, scheme, site, text

_WORSE = {"higher": ("<", "<="), "lower": (">", ">=")}


def network(number: int) -> tuple[Scheme, list[SiteInput]]:
    """A scheme without problems and a network of up to a dozen sites; the measurements go far beyond what is likely."""
    lot = Random(number)
    judged = _scheme(lot)
    keys = {CATALOGUE[one.metric].key(one.params): CATALOGUE[one.metric] for one in judged.criteria}
    keys |= {facts.key({}): facts for facts in CATALOGUE.values() if not facts.scored}
    codes = [one.code for one in judged.criteria]
    empty = {key for key in keys if lot.random() < 0.08}  # nobody has data of these
    sites = [_site(lot, place, keys, codes, empty) for place in range(lot.choice((1, 2, 3, 5, 8, 12)))]
    return judged, sites


def _site(lot: Random, place: int, keys: dict[str, MetricFacts], codes: list[str], empty: set[str]) -> SiteInput:
    return site(
        place,
        {key: _figure(lot, facts, key in empty) for key, facts in keys.items() if lot.random() < 0.9},
        kind="self_operated" if lot.random() < 0.2 else "franchised",
        peer_group=lot.choice("abc"),
        not_applicable=frozenset(code for code in codes if lot.random() < 0.06),
        held=frozenset(code for code in codes if lot.random() < 0.06),
        missing_reports=lot.random() < 0.25,
        quarters_certified=lot.choice((None, -1, 0, 1, 2, 9)),
        certification_valid=lot.choice((None, True, True, True, False)),
    )


def _figure(lot: Random, facts: MetricFacts, empty: bool) -> Measurement:
    sample = 0 if empty or lot.random() < 0.12 else lot.choice((1, 2, 3, 5, 10, 40, 997))
    if facts.is_rate:
        return rate(lot.choice((0, sample, lot.randint(0, sample), lot.randint(0, sample))), sample)
    if sample == 0:
        return Measurement(Decimal(0), Decimal(0), None, 0)
    most = {"points": 10_000, "count": 3}.get(facts.unit, 20_000)
    value = lot.randint(0, most)
    return level(str(value if facts.unit == "count" else Decimal(value) / 100), sample)


def _scheme(lot: Random) -> Scheme:
    scored = sorted(code for code, facts in CATALOGUE.items() if facts.scored)
    metrics = lot.sample(scored, lot.randint(1, len(scored)))
    cuts = sorted(lot.sample(range(1, 10_000), len(metrics) - 1))
    weights = [after - before for before, after in zip([0, *cuts], [*cuts, 10_000], strict=True)]
    criteria = [_criterion(lot, metric, weight) for metric, weight in zip(metrics, weights, strict=True)]
    return scheme(
        *criteria,
        gates=tuple(_gates(lot, criteria)),
        standings=lot.choice((BANDS, _standings(lot))),
        min_coverage=lot.choice((Decimal("0.60"), Decimal("0.4"), Decimal(1), Decimal("0.3333"))),
        reporting_duty=True,
    )


def _criterion(lot: Random, metric: str, weight: int) -> Criterion:
    facts = CATALOGUE[metric]
    return criterion(
        metric,
        weight,
        curve=_curve(lot, facts),
        min_sample=lot.choice((1, 1, 3, 5)),
        shrink=lot.choice((0, 7, 10, 20)) if facts.is_rate else 0,
        absent=lot.choice(("leaves", "leaves", "not_reported")),
    )


def _curve(lot: Random, facts: MetricFacts) -> tuple[CurvePoint, ...]:
    size = lot.randint(2, 5)
    steps = 100 if facts.unit == "fraction" else 10_000
    values = sorted(lot.sample(range(steps + 1), size))
    earned = sorted(lot.choice((0, 60, 100, Decimal(lot.randint(0, 10_000)) / 100)) for _ in range(size))
    if facts.direction == "lower":
        earned.reverse()
    return tuple(CurvePoint(Decimal(x) / 100, Decimal(y)) for x, y in zip(values, earned, strict=True))


def _gates(lot: Random, criteria: list[Criterion]) -> list[Gate]:
    found = []
    for one in lot.sample(criteria, min(2, len(criteria))):
        facts = CATALOGUE[one.metric]
        found.append(
            gate(
                one.metric,
                lot.choice(_WORSE[facts.direction]),
                str(lot.choice((Decimal(lot.randint(0, 100)) / 100, one.curve[0].value))),
                lot.choice(("three_star", "fail", UNRATED)) if lot.random() < 0.2 else "fail",
                use=lot.choice(("raw", "adjusted")),
                min_sample=lot.choice((0, 3, 10)),
            )
        )
    found.append(gate("overcharging_cases", ">=", "1", lot.choice(("fail", "three_star"))))
    certified = CertificationCondition(certification="not_valid")
    found.append(Gate(code="certified", when=certified, cap=UNRATED, reason=text("Not certified")))
    return found


def _standings(lot: Random) -> tuple[Standing, ...]:
    """Other bands under the codes that gates name."""
    scores = sorted(lot.sample(range(1, 10_001), 2), reverse=True)
    lows = [*accumulate(scores, min), 0]
    codes = ("five_star", "three_star", "fail")
    return tuple(
        Standing(code=code, from_score=Decimal(low) / 100, label=text(code))
        for code, low in zip(codes, lows, strict=True)
    )
