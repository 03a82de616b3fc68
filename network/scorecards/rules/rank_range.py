"""Between which ranks a site may well lie, since few records leave much to chance. Pure.

The points of a rate are uncertain by its 95% Wilson interval: its two ends are pulled towards the network as the value
was, and read off the curve; a quarter of the distance between them is one standard error. Criteria are independent of
each other, so that of the overall score is the root of the sum of squares of `share * error` (the delta method, with
the curve's true ends instead of its slope, so that a flat piece does not pretend to be certain). What is no rate, and
what was not reported, adds nothing: its records are all there are.

Two sites differ by more than chance (5%, on average over all pairs) when their scores +- 1.39 errors do not meet
(Goldstein and Healy, "The graphical presentation of a collection of means", 1995). The best rank a site may have counts
those that lie wholly above it, the worst one those that do not lie wholly below it.

These are no scores, so floating point will do. 10,000 sites take less than a second.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from math import sqrt

from network.scorecards.rules.results import CriterionResult, Ranges, RankRange, ScoreRange, SiteScore, State
from network.scorecards.rules.scheme import Criterion, Scheme

_Z = 1.959963984540054
_COMPARED = 1.39
_Curve = tuple[tuple[float, float], ...]


def rank_ranges(scheme: Scheme, cards: Iterable[SiteScore]) -> dict[Hashable, Ranges]:
    """Of all cards of a run, by site; none for who is not ranked."""
    ranked = [card for card in cards if card.network_rank is not None]
    errors = score_errors(scheme, ranked)
    everybody = _Field([_compared(card, errors) for card in ranked])
    groups: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for card in ranked:
        groups[card.peer_group].append(_compared(card, errors))
    fields = {group: _Field(ends) for group, ends in groups.items()}
    return {
        card.site: Ranges(
            _score_range(card, errors[card.site]),
            everybody.ranks(_compared(card, errors)),
            fields[card.peer_group].ranks(_compared(card, errors)),
        )
        for card in ranked
    }


def with_ranges(scheme: Scheme, cards: Mapping[Hashable, SiteScore]) -> dict[Hashable, SiteScore]:
    """The same cards, each with what chance leaves open."""
    found = rank_ranges(scheme, cards.values())
    return {site: replace(card, ranges=found[site]) if site in found else card for site, card in cards.items()}


def score_errors(scheme: Scheme, cards: Iterable[SiteScore]) -> dict[Hashable, float]:
    """By site, one standard error of the overall score."""
    known = [(criterion, _floats(criterion)) for criterion in scheme.criteria]
    return {card.site: _error(card, known) for card in cards}


def _floats(criterion: Criterion) -> _Curve:
    return tuple((float(point.value), float(point.points)) for point in criterion.curve)


def _error(card: SiteScore, known: Sequence[tuple[Criterion, _Curve]]) -> float:
    squares = 0.0
    for (criterion, curve), result in zip(known, card.criteria, strict=True):
        if result.state is State.SCORED and result.pool is not None:
            squares += (result.weight * _points_error(criterion, curve, result)) ** 2
    return sqrt(squares) / card.kept_weight if card.kept_weight else 0.0


def _points_error(criterion: Criterion, curve: _Curve, result: CriterionResult) -> float:
    records, shrink = float(result.denominator), criterion.shrink
    pulled = shrink * float(result.pool.rate) if result.pool else 0.0
    ends = ((end * records + pulled) / (records + shrink) for end in _wilson(float(result.numerator), records))
    low, high = (_points(curve, end) for end in ends)
    return abs(high - low) / (2 * _Z)


def _wilson(good: float, records: float) -> tuple[float, float]:
    """As `foundation.wilson`, in floating point."""
    spread = _Z * sqrt(good * (records - good) / records + _Z * _Z / 4)
    centre, total = good + _Z * _Z / 2, records + _Z * _Z
    return (centre - spread) / total, (centre + spread) / total


def _points(curve: _Curve, value: float) -> float:
    after = bisect_left(curve, (value,))
    if after == 0:
        return curve[0][1]
    if after == len(curve):
        return curve[-1][1]
    (left, lower), (right, upper) = curve[after - 1], curve[after]
    return lower + (upper - lower) * (value - left) / (right - left)


def _compared(card: SiteScore, errors: Mapping[Hashable, float]) -> tuple[float, float]:
    score, half = float(card.overall or 0), _COMPARED * errors[card.site]
    return score - half, score + half


def _score_range(card: SiteScore, error: float) -> ScoreRange:
    score, half = float(card.overall or 0), _Z * error
    low, high = max(0.0, score - half), min(100.0, score + half)
    return ScoreRange(Decimal(f"{low:.1f}"), Decimal(f"{high:.1f}"))


class _Field:
    """The stretches of all who are ranked together, so that each is placed by two searches."""

    def __init__(self, ends: Sequence[tuple[float, float]]) -> None:
        self.lows = sorted(low for low, _high in ends)
        self.highs = sorted(high for _low, high in ends)

    def ranks(self, own: tuple[float, float]) -> RankRange:
        low, high = own
        above = len(self.lows) - bisect_right(self.lows, high)
        below = bisect_left(self.highs, low)
        return RankRange(above + 1, len(self.lows) - below)
