"""When a rule fires: for which sites of a quarter, and upon which fact. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from network.foundation.periods import Quarter
from network.scorecards.rules.catalogue import MetricFacts
from network.scorecards.rules.consequences import (
    EventKind,
    OnBest,
    OnEvent,
    OnGate,
    OnMostImproved,
    OnRank,
    OnStanding,
    OnUnder,
    Rule,
)
from network.scorecards.rules.gates import holds
from network.scorecards.rules.measurement import NOTHING, Measurement, raw_value
from network.scorecards.rules.parts import MetricCondition
from network.scorecards.rules.posterior import probability_under
from network.scorecards.rules.rank import competition_ranks
from network.scorecards.rules.results import SiteScore, State
from network.scorecards.rules.scheme import Scheme


@dataclass(frozen=True, slots=True)
class Judged:
    """A quarter as it was judged: every card of it, and what was measured, by site and metric key."""

    period: Quarter
    scheme: Scheme
    scores: Mapping[int, SiteScore]
    measured: Mapping[int, Mapping[str, Measurement]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fired:
    """`metrics`: those that tell of this very fact, by code; none where it is all results together."""

    site: int
    fact: str
    metrics: frozenset[str]
    facts: Mapping[str, Any]

    def is_same_as(self, other: "Fired") -> bool:
        """Whether both rest on one thing that happened: two events never are one, however they are counted."""
        if self.fact == other.fact:
            return True
        both_events = self.fact.startswith("event:") and other.fact.startswith("event:")
        return not both_events and bool(self.metrics & other.metrics)


Events = Mapping[EventKind, Sequence[Fired]]


def causes_of(
    rule: Rule, quarters: Sequence[Judged], catalogue: Mapping[str, MetricFacts], events: Events
) -> Iterator[Fired]:
    """`quarters`: running, the newest first."""
    now = quarters[0]
    match rule.on:
        case OnStanding() as on:
            yield from _standings(on, quarters)
        case OnRank() as on:
            yield from _ranks(on, now)
        case OnGate(gate=code):
            yield from _gates(code, now)
        case OnEvent(event=kind):
            yield from events.get(kind, ())
        case OnBest() as on:
            yield from _best(on, now, catalogue)
        case OnMostImproved() as on:
            yield from _improved(on, quarters)
        case OnUnder() as on:
            yield from _under(on, quarters)
        case MetricCondition() as on:
            yield from _metric(on, now, catalogue)


def _standings(on: OnStanding, quarters: Sequence[Judged]) -> Iterator[Fired]:
    """In each of so many quarters running; a quarter without a standing breaks the row."""
    needed = quarters[: on.quarters]
    if len(needed) < on.quarters:
        return
    for site, score in needed[0].scores.items():
        told = [quarter.scores.get(site) for quarter in needed]
        if all(_stands(on, quarter.scheme, card) for quarter, card in zip(needed, told, strict=True)):
            standings = {str(quarter.period): card.standing for quarter, card in zip(needed, told, strict=True) if card}
            facts = {"standings": standings, "overall": _text(score.overall)}
            yield Fired(site, f"standing:{needed[0].period}", _brought_by_gates(on, needed[0].scheme, score), facts)


def _stands(on: OnStanding, scheme: Scheme, card: SiteScore | None) -> bool:
    return card is not None and _is(on, scheme, card.standing)


def _is(on: OnStanding, scheme: Scheme, standing: str | None) -> bool:
    places = {known.code: place for place, known in enumerate(scheme.standings)}
    if standing is None or standing not in places or on.standing not in places:
        return False
    have, asked = places[standing], places[on.standing]
    return {"is": have == asked, "at_least": have <= asked, "at_most": have >= asked}[on.compare]


def _brought_by_gates(on: OnStanding, scheme: Scheme, score: SiteScore) -> frozenset[str]:
    """The metrics of the gates without which the site would stand better than the rule asks for; else none."""
    if _is(on, scheme, score.band):
        return frozenset()
    return frozenset(gate.metric.partition("(")[0] for gate in score.gates if gate.lowers and gate.metric)


def _ranks(on: OnRank, now: Judged) -> Iterator[Fired]:
    for site, score in now.scores.items():
        rank = score.network_rank if on.among == "network" else score.peer_rank
        if rank is not None and rank.position <= on.rank_within:
            facts = {"rank": rank.position, "of": rank.of, "among": on.among, "overall": _text(score.overall)}
            yield Fired(site, f"rank:{on.among}:{now.period}", frozenset(), facts)


def _gates(code: str, now: Judged) -> Iterator[Fired]:
    for site, score in now.scores.items():
        for gate in score.gates:
            if gate.gate == code:
                metrics = frozenset({gate.metric.partition("(")[0]} if gate.metric else ())
                facts = {"gate": code, "metric": gate.metric, "observed": _text(gate.observed)}
                yield Fired(site, f"gate:{code}:{now.period}", metrics, facts)


def _metric(on: MetricCondition, now: Judged, catalogue: Mapping[str, MetricFacts]) -> Iterator[Fired]:
    facts, key = catalogue[on.metric], catalogue[on.metric].key(on.params)
    for site, score in now.scores.items():
        result = next((each for each in score.criteria if each.metric == key), None)
        if result is not None and result.state in (State.HELD, State.NOT_APPLICABLE):
            continue
        measured = now.measured.get(site, {}).get(key, NOTHING)
        raw = result.raw if result else raw_value(facts, measured)
        sample = result.sample_size if result else measured.sample_size
        if holds(on, raw, result.adjusted if result else None, sample):
            value = result.adjusted if result and on.use == "adjusted" else raw
            told = {"metric": key, "value": _text(value), "sample": sample, "op": on.op, "threshold": str(on.value)}
            yield Fired(site, f"metric:{key}:{now.period}", frozenset({on.metric}), told)


def _best(on: OnBest, now: Judged, catalogue: Mapping[str, MetricFacts]) -> Iterator[Fired]:
    """Rated franchised sites only, as with ranks. What no criterion can judge is compared as it was measured."""
    facts, key = catalogue[on.best_in], catalogue[on.best_in].key(on.params)
    compared = _scored if facts.scored else _counted
    found = {
        site: result
        for site, score in now.scores.items()
        if _is_ranked(score) and (result := compared(now, site, key)) and result[1] >= on.min_sample
    }
    sign = 1 if facts.direction == "higher" else -1
    values = {site: sign * value for site, (value, _sample) in found.items()}
    ranks = competition_ranks(values.values())
    for site, value in values.items():
        if ranks[value].position <= on.within:
            told = {
                "metric": key,
                "value": _text(found[site][0]),
                "sample": found[site][1],
                "rank": ranks[value].position,
                "of": len(values),
            }
            yield Fired(site, f"best:{key}:{now.period}", frozenset({on.best_in}), told)


def _scored(now: Judged, site: int, key: str) -> tuple[Decimal, int] | None:
    """As the criterion adjusted it, and over how many records."""
    judged = (each for each in now.scores[site].criteria if each.metric == key and each.state is State.SCORED)
    result = next(judged, None)
    return None if result is None or result.adjusted is None else (result.adjusted, result.sample_size)


def _counted(now: Judged, site: int, key: str) -> tuple[Decimal, int] | None:
    """As it was measured, and over how many records."""
    measured = now.measured.get(site, {}).get(key, NOTHING)
    return None if measured.value is None else (measured.value, measured.sample_size)


def _improved(on: OnMostImproved, quarters: Sequence[Judged]) -> Iterator[Fired]:
    """Among the franchised sites with a standing in both quarters."""
    if len(quarters) < 2:
        return
    now, before = quarters[0], quarters[1]
    gained: dict[int, Decimal] = {}
    for site, score in now.scores.items():
        earlier = before.scores.get(site)
        if _is_ranked(score) and earlier is not None and _is_ranked(earlier):
            rise = (score.overall or Decimal(0)) - (earlier.overall or Decimal(0))
            if rise >= on.at_least:
                gained[site] = rise
    ranks = competition_ranks(gained.values())
    for site, rise in gained.items():
        if ranks[rise].position <= on.most_improved:
            facts = {"rise": str(rise), "before": _text(before.scores[site].overall), "rank": ranks[rise].position}
            facts["overall"] = _text(now.scores[site].overall)
            yield Fired(site, f"improved:{now.period}", frozenset(), facts)


def _is_ranked(score: SiteScore) -> bool:
    return score.kind == "franchised" and score.standing is not None and score.overall is not None


def _under(on: OnUnder, quarters: Sequence[Judged]) -> Iterator[Fired]:
    needed = quarters[: on.quarters]
    if len(needed) < on.quarters:
        return
    for site in needed[0].scores:
        told: dict[str, str] = {}
        for quarter in needed:
            probability = _probability(on.under, quarter, site)
            if probability is None or probability < on.probability:
                break
            told[str(quarter.period)] = str(probability)
        else:
            facts = {"probabilities": told, "under": on.under, "asked": str(on.probability)}
            yield Fired(site, f"under:{on.under}:{needed[0].period}", frozenset(), facts)


def _probability(standing: str, quarter: Judged, site: int) -> Decimal | None:
    score = quarter.scores.get(site)
    line = next((known.from_score for known in quarter.scheme.standings if known.code == standing), None)
    return None if score is None or line is None else probability_under(quarter.scheme, score, line)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)
