"""What follows from a quarter: the consequences that the rules of its scheme draw from results and events. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Any

from network.scorecards.rules.catalogue import MetricFacts
from network.scorecards.rules.causes import Fired, Judged, causes_of
from network.scorecards.rules.consequences import COUNTED_BY, EventKind, OnMostImproved, OnStanding, OnUnder, Rule
from network.scorecards.rules.results import SiteScore


class Skipped(StrEnum):
    """Why a rule that fired has no consequence."""

    CLOSED = "closed"
    SAME_FACT = "same_fact"
    CAP = "cap"


@dataclass(frozen=True, slots=True)
class Event:
    """Something single that was found to be so. `id`: the record behind it."""

    id: str
    site: int
    kind: EventKind
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Consequence:
    """What one rule draws from one fact about one site.

    fact     names the fact: the same one twice is the same consequence
    facts    what there is to see of it
    amount   in `unit`, after the cap of the year; None for an effect that does not enter the ledger
    skipped  why there is no consequence after all
    """

    rule: Rule
    site: int
    fact: str
    facts: Mapping[str, Any]
    amount: Decimal | None
    unit: str | None
    skipped: Skipped | None = None


def consequences_of(
    quarters: Sequence[Judged],
    catalogue: Mapping[str, MetricFacts],
    events: Sequence[Event] = (),
    *,
    closed: frozenset[int] = frozenset(),
    given: Mapping[tuple[str, int], Decimal] | None = None,
) -> list[Consequence]:
    """In the order of sites and, for each, of the rules; what was skipped is among it with its reason.

    quarters  published quarters running, the newest first; that one's scheme has the rules
    closed    sites that are closed by now
    given     by code of a rule and site: what it has given or taken in other quarters of the year, as a positive number
    """
    scheme = quarters[0].scheme
    if scheme.rules is None:
        return []
    fired: dict[int, list[tuple[Rule, Fired]]] = {site: [] for site in quarters[0].scores}
    by_kind = _by_kind(events)
    for rule in scheme.rules.consequences:
        for cause in causes_of(rule, quarters, catalogue, by_kind):
            if cause.site in fired and _in_scope(rule, quarters[0].scores[cause.site]):
                fired[cause.site].append((rule, cause))
    return [
        drawn for site, causes in fired.items() for drawn in _of_site(site, causes, site in closed, dict(given or {}))
    ]


def _by_kind(events: Sequence[Event]) -> dict[EventKind, list[Fired]]:
    """Each event as what fires a rule, in the order of the ids."""
    ordered = sorted(events, key=lambda event: (event.kind, event.id))
    return {
        kind: [Fired(event.site, f"event:{event.id}", COUNTED_BY[kind], dict(event.facts)) for event in those]
        for kind, those in groupby(ordered, key=lambda event: event.kind)
    }


def _in_scope(rule: Rule, score: SiteScore) -> bool:
    scope = rule.scope
    return (
        score.kind in scope.kinds
        and (not scope.peer_groups or score.peer_group in scope.peer_groups)
        and not (scope.not_provisional and score.provisional)
    )


def _of_site(
    site: int, causes: Iterable[tuple[Rule, Fired]], is_closed: bool, given: dict[tuple[str, int], Decimal]
) -> Iterator[Consequence]:
    punished: list[Fired] = []
    for rule, cause in causes:
        drawn = Consequence(rule, site, cause.fact, cause.facts, rule.amount, rule.unit)
        if rule.punishes:
            if not rule.repeats_criterion and any(cause.is_same_as(other) for other in punished):
                yield replace(drawn, skipped=Skipped.SAME_FACT)
                continue
            punished.append(cause)
        drawn = _capped(drawn, given)
        yield replace(drawn, skipped=Skipped.CLOSED) if is_closed and not drawn.skipped else drawn


def _capped(drawn: Consequence, given: dict[tuple[str, int], Decimal]) -> Consequence:
    """No more than the cap of the year leaves."""
    cap, amount = drawn.rule.cap_per_year, drawn.amount
    if cap is None or amount is None:
        return drawn
    key = (drawn.rule.code, drawn.site)
    left = cap - given.get(key, Decimal(0))
    if left <= 0:
        return replace(drawn, skipped=Skipped.CAP)
    taken = min(abs(amount), left)
    given[key] = given.get(key, Decimal(0)) + taken
    return replace(drawn, amount=taken.copy_sign(amount))


def looks_back(rule: Rule) -> int:
    """How many quarters before its own a rule looks at."""
    match rule.on:
        case OnMostImproved():
            return 1
        case OnStanding(quarters=count) | OnUnder(quarters=count):
            return count - 1
        case _:
            return 0
