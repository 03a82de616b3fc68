"""Scoring against a model of the same page, written apart: in fractions, one site at a time, by plain definitions."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from network.scorecards.rules.measurement import Measurement, Pool, SiteInput
from network.scorecards.rules.results import State
from network.scorecards.rules.scheme import Criterion, Scheme
from network.scorecards.rules.scoring import score_network
from tests.scorecards.rules.cases import (
    BANDS,
    CATALOGUE,
    NO_FAULT_CURVE,
    WITHIN,
    WITHIN_CURVE,
    criterion,
    curve,
    gate,
    rate,
    scheme,
    site,
)

SCHEME = scheme(
    criterion("repair_within_target", 4_100, curve=WITHIN_CURVE, shrink=20, min_sample=5),
    criterion("no_fault_return_rate", 2_900, curve=NO_FAULT_CURVE, shrink=10, min_sample=3),
    criterion("fix_rate", 1_700, curve=curve((0, 0), ("0.35", 60), (1, 100))),
    criterion("audit_score", 1_300, curve=curve((50, 0), (80, 60), (95, 100)), min_sample=2, absent="not_reported"),
    gates=(gate("no_fault_return_rate", ">=", "0.38", "three_star", use="adjusted", min_sample=10),),
)
KEYS = [WITHIN, "no_fault_return_rate", "fix_rate", "audit_score"]
CODES = [one.code for one in SCHEME.criteria]

RATES = st.integers(0, 40).flatmap(lambda n: st.builds(rate, st.integers(0, n), st.just(n)))
AUDITS = st.builds(
    lambda points, visits: Measurement(points * visits, Decimal(visits), points if visits else None, visits),
    st.decimals(0, 100, places=2),
    st.integers(0, 4),
)
FEW_CODES = st.frozensets(st.sampled_from(CODES), max_size=1)


@st.composite
def networks(draw: st.DrawFn, most: int = 6) -> list[SiteInput]:
    return [
        site(
            number,
            dict(zip(KEYS, [draw(RATES), draw(RATES), draw(RATES), draw(AUDITS)], strict=True)),
            kind=draw(st.sampled_from(["franchised", "franchised", "self_operated"])),
            peer_group=draw(st.sampled_from("ab")),
            not_applicable=draw(FEW_CODES),
            held=draw(FEW_CODES),
            missing_reports=draw(st.booleans()),
            quarters_certified=draw(st.sampled_from([None, -1, 0, 1, 2])),
        )
        for number in range(draw(st.integers(1, most)))
    ]


class Expected(NamedTuple):
    overall: Fraction | None
    coverage: Fraction
    standing: str | None


def model_points(value: Fraction, points: Sequence[tuple[Decimal, Decimal]]) -> Fraction:
    """The curve as a sum of ramps: each piece adds its rise, in the share of it that the value has passed."""
    exact = [(Fraction(x), Fraction(y)) for x, y in points]
    total = exact[0][1]
    for (x0, y0), (x1, y1) in pairwise(exact):
        total += (y1 - y0) * min(max((value - x0) / (x1 - x0), Fraction(0)), Fraction(1))
    return total


def model_value(one: Criterion, key: str, mine: SiteInput, everyone: list[SiteInput]) -> Fraction | None:
    measured = mine.measurements[key]
    if measured.sample_size == 0:
        return None
    if key == "audit_score":
        return Fraction(measured.value or 0)
    all_good = sum((Fraction(other.measurements[key].numerator) for other in everyone), Fraction(0))
    all_records = sum((Fraction(other.measurements[key].denominator) for other in everyone), Fraction(0))
    usual = all_good / all_records
    return (Fraction(measured.numerator) + one.shrink * usual) / (Fraction(measured.denominator) + one.shrink)


def model(mine: SiteInput, everyone: list[SiteInput]) -> Expected:
    earned = kept = Fraction(0)
    capped = False
    owes = mine.quarters_certified is not None and mine.quarters_certified >= 0
    for one, key in zip(SCHEME.criteria, KEYS, strict=True):
        if one.code in mine.not_applicable | mine.held:
            continue
        value = model_value(one, key, mine, everyone)
        sample = mine.measurements[key].sample_size
        if key == "no_fault_return_rate" and value is not None and sample >= 10 and value >= Fraction(38, 100):
            capped = True
        if value is None:
            fed = CATALOGUE[one.metric].fed_by_reports and mine.missing_reports
            kept += one.weight if owes and (fed or one.absent == "not_reported") else 0
        elif sample >= one.min_sample:
            kept += one.weight
            earned += one.weight * model_points(value, one.curve)
    overall = Fraction(floor(earned / kept * 100 + Fraction(1, 2)), 100) if kept else None
    return Expected(overall, kept / 10_000, model_standing(overall, kept / 10_000, capped))


def model_standing(overall: Fraction | None, coverage: Fraction, capped: bool) -> str | None:
    if overall is None or coverage < Fraction(6, 10):
        return None
    for low, name in ((95, "five_star"), (90, "four_star"), (80, "three_star"), (70, "pass")):
        if overall >= low:
            return "three_star" if capped and low > 80 else name
    return "fail"


@settings(max_examples=100, deadline=None)
@given(networks())
def test_scores_coverage_standings_and_ranks_are_those_of_the_model(network: list[SiteInput]) -> None:
    cards = score_network(SCHEME, CATALOGUE, network).sites
    expected = {one.site: model(one, network) for one in network}
    ranked = [one for one in network if one.kind == "franchised" and expected[one.site].standing is not None]
    for one in network:
        card, wanted = cards[one.site], expected[one.site]
        assert (None if card.overall is None else Fraction(card.overall)) == wanted.overall
        assert Fraction(card.coverage) == wanted.coverage
        assert card.standing == wanted.standing
        better = [other for other in ranked if (expected[other.site].overall or 0) > (wanted.overall or 0)]
        peers = [other for other in better if other.peer_group == one.peer_group]
        if one in ranked:
            assert card.network_rank is not None
            assert card.peer_rank is not None
            assert card.network_rank[:2] == (len(better) + 1, len(ranked))
            assert card.peer_rank.position == len(peers) + 1
        else:
            assert card.network_rank is card.peer_rank is None


def improved(one: SiteInput, key: str) -> SiteInput:
    """The same records, one of them better (or the audits ten points)."""
    measured = one.measurements[key]
    if key == "audit_score":
        assume(measured.value is not None)
        better = measured._replace(value=min((measured.value or Decimal(0)) + 10, Decimal(100)))
    elif key == "no_fault_return_rate":
        assume(measured.numerator > 0)
        better = measured._replace(numerator=measured.numerator - 1)
    else:
        assume(measured.numerator < measured.denominator)
        better = measured._replace(numerator=measured.numerator + 1)
    return replace(one, measurements={**one.measurements, key: better})


POOLS = {
    WITHIN: Pool(Decimal(7), Decimal(10)),
    "no_fault_return_rate": Pool(Decimal(38), Decimal(100)),
    "fix_rate": Pool(Decimal(9), Decimal(10)),
}


@settings(max_examples=100, deadline=None)
@given(networks(), st.sampled_from(KEYS), st.sampled_from([None, POOLS]))
def test_better_records_never_lower_a_score_or_a_standing(
    network: list[SiteInput], key: str, pooled: dict[str, Pool] | None
) -> None:
    """Whether the site's own records move the network's rate, or that rate is fixed."""
    before = score_network(SCHEME, CATALOGUE, network, pooled).sites[0]
    after = score_network(SCHEME, CATALOGUE, [improved(network[0], key), *network[1:]], pooled).sites[0]
    if before.overall is None or after.overall is None:
        assert before.overall is after.overall
    else:
        assert after.overall >= before.overall
    places = [None if card.standing is None else SCHEME.place(card.standing) for card in (before, after)]
    assert places[0] is places[1] is None or (places[1] or 0) <= (places[0] or 0)


@settings(max_examples=40, deadline=None)
@given(networks().flatmap(lambda network: st.tuples(st.just(network), st.permutations(network))))
def test_the_order_of_the_sites_changes_nothing(orders: tuple[list[SiteInput], list[SiteInput]]) -> None:
    one, other = (score_network(SCHEME, CATALOGUE, order) for order in orders)
    assert one.pools == other.pools
    assert one.sites == other.sites


def weighted(*weights: int) -> Scheme:
    criteria = [
        one.model_copy(update={"weight": weight}) for one, weight in zip(SCHEME.criteria, weights, strict=False)
    ]
    return SCHEME.model_copy(update={"criteria": tuple(criteria)})


@settings(max_examples=40, deadline=None)
@given(networks(), st.integers(1, 9_999))
def test_what_is_not_applicable_neither_helps_nor_hurts(network: list[SiteInput], weight: int) -> None:
    """A scheme with a second criterion that a site has no work for scores it like a scheme without."""
    excused = [replace(one, not_applicable=frozenset({"no_fault_return_rate"}), held=frozenset()) for one in network]
    alone = score_network(weighted(10_000), CATALOGUE, excused).sites
    beside = score_network(weighted(weight, 10_000 - weight), CATALOGUE, excused).sites
    assert [card.overall for card in alone.values()] == [card.overall for card in beside.values()]


@settings(max_examples=100, deadline=None)
@given(networks(), RATES)
def test_silence_never_beats_a_bad_number(network: list[SiteInput], bad: Measurement) -> None:
    """Keeping the records of a quarter back, and the report with them, never gives more than handing them in."""
    open_handed = replace(
        network[0],
        measurements={**network[0].measurements, "fix_rate": bad},
        not_applicable=frozenset(),
        held=frozenset(),
        missing_reports=False,
        quarters_certified=4,
    )
    silent = replace(
        open_handed, measurements={**open_handed.measurements, "fix_rate": rate(0, 0)}, missing_reports=True
    )
    assume(bad.denominator > 0)
    said = score_network(SCHEME, CATALOGUE, [open_handed, *network[1:]]).sites[0]
    kept = score_network(SCHEME, CATALOGUE, [silent, *network[1:]]).sites[0]
    assert said.criteria[2].state is State.SCORED
    assert kept.criteria[2].state is State.NOT_REPORTED
    assert kept.overall is not None
    assert said.overall is not None
    assert kept.overall <= said.overall


@pytest.mark.parametrize("share", range(0, 101, 5))
def test_the_models_curve_is_not_the_codes_curve_by_construction(share: int) -> None:
    """A hand-made check of the model itself, on the one curve of the page with round numbers."""
    value = Fraction(share, 100)
    expected = (
        Fraction(100)
        if share <= 5
        else 100 - (value - Fraction(5, 100)) / Fraction(15, 100) * 40
        if share <= 20
        else 60 - (value - Fraction(20, 100)) / Fraction(18, 100) * 60
        if share <= 38
        else Fraction(0)
    )
    assert model_points(value, NO_FAULT_CURVE) == expected


def test_the_bands_of_the_model_are_those_of_the_scheme() -> None:
    assert [(band.code, model_standing(Fraction(band.from_score), Fraction(1), capped=False)) for band in BANDS] == [
        (band.code, band.code) for band in BANDS
    ]
