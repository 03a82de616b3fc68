"""Did it work? Sites that were trained, or informed, against matched ones that were not yet. Pure.

Difference in differences: what changed at a treated site from its baseline to its follow-up, less what changed at its
matches in the same months. The matches are the closest by the months *before* the baseline, so that what chance did
to the level that they were chosen by has passed when the comparison begins (regression to the mean).

Months are whole numbers that count on; rates are fractions 0..1, each the sum of what counts by the sum of what it is
out of; every site counts the same.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import nsmallest
from math import sqrt
from statistics import NormalDist, fmean, variance

MATCHING = range(-6, -3)
BASELINE = range(-3, 0)
FOLLOW_UP = range(1, 4)
MATCHES = 3
# So many months before, the follow-up ended just before the month of the treatment.
EARLIER = 4
LEAST_SITES = 10
# A rate of fewer records than that, in the three months of a window, says too little of a site to be matched by.
LEAST_RECORDS = 5
CONFIDENCE = 0.95

Site = Hashable
Count = tuple[float, float]


class Doubt(StrEnum):
    """Why nothing can be concluded."""

    FEW_TREATED = "few_treated"
    FEW_CONTROLS = "few_controls"
    FEW_RECORDS = "few_records"
    TRENDS_DIFFER = "trends_differ"


@dataclass(frozen=True, slots=True)
class History:
    """One site through the months. `counts`: by month, (what counts, out of how many records); `treated`: its month."""

    site: Site
    peer_group: str
    counts: Mapping[int, Count]
    treated: int | None = None

    def rate(self, months: Sequence[int], least: int = 1) -> float | None:
        """Over these months together; None when fewer records than `least` are behind it."""
        found = [self.counts[month] for month in months if month in self.counts]
        records = sum(out_of for _counted, out_of in found)
        return sum(counted for counted, _out_of in found) / records if records >= max(least, 1) else None


@dataclass(frozen=True, slots=True)
class Match:
    """A treated site with its controls, the closest first, and its level and theirs in the months of matching."""

    history: History
    month: int
    level: float
    controls: tuple[History, ...]
    levels: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A change in the rate that is due to the treatment, and its interval; `sites` treated ones are behind it."""

    change: float
    low: float
    high: float
    sites: int

    @property
    def is_apart_from_zero(self) -> bool:
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Effect:
    """`months`: +1, +2, +3, of which each may lack the records for an estimate; `overall`: the three together.

    `placebo`: the same comparison four months earlier, when nothing had happened yet. `left_out`: treated sites without
    records enough, or without a match. `doubts` empty: the estimates may be concluded from.
    """

    matches: tuple[Match, ...]
    months: tuple[Estimate | None, ...]
    overall: Estimate | None
    placebo: Estimate | None
    controls: int
    left_out: int
    doubts: tuple[Doubt, ...]


def effect(histories: Sequence[History], last: int) -> Effect:
    """Of a treatment on a rate; `last` is the last month that is over. Sites treated too late to be followed up, or
    in months before the records begin, only serve as controls as long as they are untreated."""
    by_month: defaultdict[int, list[History]] = defaultdict(list)
    for history in histories:
        if history.treated is not None and history.treated + max(FOLLOW_UP) <= last:
            by_month[history.treated].append(history)
    found = [match for month, treated in sorted(by_month.items()) for match in matched(treated, month, histories)]
    # Matched anew for it: those who were chosen by a level fall back from what chance did to that very level.
    earlier = [
        match for month, treated in sorted(by_month.items()) for match in matched(treated, month, histories, EARLIER)
    ]
    placebo = _estimate(earlier, FOLLOW_UP)
    controls = len({control.site for match in found for control in match.controls})
    asked = sum(map(len, by_month.values()))
    return Effect(
        matches=tuple(found),
        months=tuple(_estimate(found, (after,)) for after in FOLLOW_UP),
        overall=_estimate(found, FOLLOW_UP),
        placebo=placebo,
        controls=controls,
        left_out=asked - len(found),
        doubts=_doubts(asked, len(found), controls, placebo),
    )


def matched(treated: Sequence[History], month: int, histories: Sequence[History], earlier: int = 0) -> list[Match]:
    """Sites treated in a month, each with the closest of its peer group that stay untreated until the follow-up ends.

    Left out is who has too few records in one of the windows, or too few such peers. A control may serve several sites.
    `earlier`: the windows lie so many months before. Whoever is no control for the treatment is none then either, or
    treated sites, untreated as yet, would be compared with each other and with themselves.
    """
    compared = month - earlier
    peers: defaultdict[str, list[tuple[float, History]]] = defaultdict(list)
    for other in histories:
        if other.treated is None or other.treated > month + max(FOLLOW_UP):
            level = _level(other, compared)
            if level is not None:
                peers[other.peer_group].append((level, other))
    found = []
    for history in treated:
        own, group = _level(history, compared), peers[history.peer_group]
        if own is not None and len(group) >= MATCHES:
            nearest = nsmallest(MATCHES, group, key=_distance_to(own))
            levels, controls = zip(*nearest, strict=True)
            found.append(Match(history, compared, own, controls, levels))
    return found


def _distance_to(level: float) -> Callable[[tuple[float, History]], tuple[float, str]]:
    """Sites equally far are taken by their name, so that the same records always give the same matches."""
    return lambda peer: (abs(peer[0] - level), str(peer[1].site))


def _level(history: History, month: int) -> float | None:
    """The rate to match by; None unless there are records enough in that window, the baseline and the follow-up."""
    levels = [history.rate(_shifted(window, month), LEAST_RECORDS) for window in (MATCHING, BASELINE, FOLLOW_UP)]
    return None if None in levels else levels[0]


def _shifted(window: Sequence[int], month: int) -> list[int]:
    return [month + offset for offset in window]


def _change(history: History, month: int, after: Sequence[int]) -> float | None:
    later, earlier = history.rate(_shifted(after, month)), history.rate(_shifted(BASELINE, month))
    return None if later is None or earlier is None else later - earlier


@dataclass(frozen=True, slots=True)
class _Difference:
    """What changed at a treated site less the mean of its matches; `spread`: the variance between these."""

    change: float
    controls: tuple[Site, ...]
    spread: float | None


def _difference(match: Match, after: Sequence[int]) -> _Difference | None:
    own = _change(match.history, match.month, after)
    found = {each.site: _change(each, match.month, after) for each in match.controls}
    known = {site: change for site, change in found.items() if change is not None}
    if own is None or not known:
        return None
    spread = variance(known.values()) if len(known) > 1 else None
    return _Difference(own - fmean(known.values()), tuple(known), spread)


def _estimate(matches: Sequence[Match], after: Sequence[int]) -> Estimate | None:
    """The mean difference with its interval, by Student's t; None for fewer than two sites.

    The variance is that of a mean over sites, and what controls add that serve several of them: the differences of such
    sites are not independent (Abadie and Imbens, "Large sample properties of matching estimators", 2006, theorem 7).
    A control that serves in several months is taken to be off in all of them alike: the interval is rather too wide.
    """
    differences = [found for match in matches if (found := _difference(match, after))]
    sites = len(differences)
    if sites < 2:
        return None
    change = fmean(each.change for each in differences)
    between = sum((each.change - change) ** 2 for each in differences)
    spreads = [each.spread for each in differences if each.spread is not None]
    reused = _reuse(differences) * fmean(spreads) if spreads else 0.0
    half = student(CONFIDENCE, sites - 1) * sqrt((between * sites / (sites - 1) + reused) / sites**2)
    return Estimate(change, change - half, change + half, sites)


def _reuse(differences: Sequence[_Difference]) -> float:
    """Over all controls: the square of the weight that each has in the sum, less what it would be if it served each
    time afresh."""
    weight: defaultdict[Site, float] = defaultdict(float)
    afresh: defaultdict[Site, float] = defaultdict(float)
    for each in differences:
        for site in each.controls:
            weight[site] += 1 / len(each.controls)
            afresh[site] += 1 / len(each.controls) ** 2
    return sum(weight[site] ** 2 - afresh[site] for site in weight)


def _doubts(treated: int, found: int, controls: int, placebo: Estimate | None) -> tuple[Doubt, ...]:
    doubts = []
    if treated < LEAST_SITES:
        doubts.append(Doubt.FEW_TREATED)
    elif found < LEAST_SITES:
        doubts.append(Doubt.FEW_RECORDS)
    if controls < LEAST_SITES:
        doubts.append(Doubt.FEW_CONTROLS)
    if placebo is not None and placebo.is_apart_from_zero:
        doubts.append(Doubt.TRENDS_DIFFER)
    return tuple(doubts)


def student(confidence: float, degrees: int) -> float:
    """Between this number and its negative lies a share of `confidence` of Student's distribution.

    By the expansion of Cornish and Fisher; right to 0.02 from three degrees of freedom on, and to 0.001 from nine.
    """
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / float(degrees) ** power for power, term in enumerate(terms, start=1))
