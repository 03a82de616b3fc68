"""What explains a card, in the shape in which the API gives it."""

import re
from collections.abc import Sequence

from network.scorecards.errors_explained import NotSupposed
from network.scorecards.metrics.catalogue import FACTS
from network.scorecards.queries.benchmarks import Benchmark
from network.scorecards.queries.explained import Explained
from network.scorecards.rules.change import Change
from network.scorecards.rules.explain import cheapest_first, explain
from network.scorecards.rules.results import RankRange, SiteScore
from network.scorecards.rules.what_if import can_be_supposed, supposed
from network.scorecards.schemas.explained import (
    BenchmarkOut,
    ChangeOut,
    CheapestLiftOut,
    CriterionBenchmarksOut,
    ExplanationOut,
    PartOut,
    RangeOut,
    SupposedCriterionOut,
    SupposedOut,
)

_NUMBER = re.compile(r"[+-]?[0-9]{1,9}")


def explanation_out(found: Explained, code: str) -> ExplanationOut:
    scheme = found.run.kept.scheme
    following = explain(scheme, FACTS, found.score).next_standing
    return ExplanationOut(
        quarter=str(found.run.period),
        site=code,
        next_standing=following.standing if following else None,
        fix_first=list(following.blocked_by) if following else [],
        lifts=[
            CheapestLiftOut(
                criterion=lift.criterion,
                value=lift.value,
                records=lift.records,
                effort=lift.effort,
                blocked_by=list(lift.blocked_by),
            )
            for lift in (cheapest_first(following) if following else [])
            if lift.value is not None and lift.effort is not None
        ],
        impossible=[lift.criterion for lift in following.lifts if lift.value is None]
        if following and following.points_missing
        else [],
        benchmarks=[
            CriterionBenchmarksOut(
                criterion=criterion.code,
                peers=_benchmark(found.benchmarks.get((criterion.code, "peers"))),
                network=_benchmark(found.benchmarks.get((criterion.code, "network"))),
            )
            for criterion in scheme.criteria
        ],
        ranges=_ranges(found.score),
    )


def _benchmark(known: Benchmark | None) -> BenchmarkOut | None:
    if known is None:
        return None
    return BenchmarkOut(sites=known.sites, lower=known.lower, middle=known.middle, upper=known.upper)


def _ranges(score: SiteScore) -> RangeOut | None:
    """The range of a rank that may not be told is not told either."""
    if score.ranges is None:
        return None
    network: RankRange | None = score.ranges.network if score.network_rank else None
    peers: RankRange | None = score.ranges.peers if score.peer_rank else None
    return RangeOut(
        score_low=score.ranges.score.low,
        score_high=score.ranges.score.high,
        network_best=network.best if network else None,
        network_worst=network.worst if network else None,
        peers_best=peers.best if peers else None,
        peers_worst=peers.worst if peers else None,
    )


def change_out(found: Explained, code: str) -> ChangeOut:
    earlier = found.earlier
    split: Change | None = earlier.change if earlier else None
    return ChangeOut(
        quarter=str(found.run.period),
        site=code,
        compared_with=str(earlier.period) if earlier else None,
        overall_before=earlier.score.overall if earlier else None,
        overall=found.score.overall,
        own=split.own if split else None,
        peers=split.peers if split else None,
        scheme=split.scheme if split else None,
        parts=[
            PartOut(
                criterion=part.criterion,
                own=part.own,
                peers=part.peers,
                scheme=part.scheme,
                total=part.total,
                before=part.before,
                now=part.now,
            )
            for part in (split.parts if split else ())
        ],
    )


def supposed_out(found: Explained, code: str, better: Sequence[str]) -> SupposedOut:
    """`better`: `criterion:number` each. NotSupposed for one that is no such thing."""
    scheme = found.run.kept.scheme
    after = supposed(scheme, FACTS, found.score, dict(_read(found, each) for each in better))
    card = after.card
    return SupposedOut(
        quarter=str(found.run.period),
        site=code,
        overall=card.overall,
        standing=card.standing,
        gates=[gate.gate for gate in card.gates],
        changed=list(after.changed),
        criteria=[
            SupposedCriterionOut(criterion=each.criterion, value=each.raw, points=each.points) for each in card.criteria
        ],
    )


def _read(found: Explained, text: str) -> tuple[str, int]:
    code, _colon, number = text.partition(":")
    results = zip(found.run.kept.scheme.criteria, found.score.criteria, strict=True)
    known = {each.code for each, result in results if can_be_supposed(FACTS[each.metric], result)}
    if code not in known or not _NUMBER.fullmatch(number):
        raise NotSupposed(text=text[:60])
    return code, int(number)
