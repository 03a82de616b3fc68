"""What another scheme would have made of a quarter that was judged: who moves, by how much, and by which criteria."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, NamedTuple

from network.scorecards.rules.catalogue import MetricFacts
from network.scorecards.rules.measurement import NOTHING, Pool, SiteInput
from network.scorecards.rules.results import SiteScore
from network.scorecards.rules.scheme import Scheme
from network.scorecards.rules.scoring import score_network

Catalogue = Mapping[str, MetricFacts]
Direction = Literal["up", "down", "same"]
Standing = str | None

_DUTY = "report_timeliness"


class Cause(NamedTuple):
    """What one metric gave to the score before and after; None where it gave nothing. The changes of all metrics add up
    to that of the score, but for its rounding."""

    metric: str
    before: Decimal | None
    after: Decimal | None

    @property
    def change(self) -> Decimal:
        return (self.after or Decimal(0)) - (self.before or Decimal(0))


@dataclass(frozen=True, slots=True)
class Move:
    """One site under both schemes. `change` is None unless both give a score; `causes`: the largest first.

    direction       of the standing; unrated is below all, and of standings that only one scheme has the score decides
    gained, lost    conditions that cap now and did not, and the other way round
    """

    site: Hashable
    before: SiteScore
    after: SiteScore
    change: Decimal | None
    direction: Direction
    causes: tuple[Cause, ...]
    gained: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """All sites in the order of the inputs, and how many went from which standing to which; None is unrated."""

    moves: tuple[Move, ...]
    matrix: Mapping[tuple[Standing, Standing], int]


def compared(
    before: Scheme,
    after: Scheme,
    catalogue: Catalogue,
    given: Iterable[SiteInput],
    pooled: Mapping[str, Pool],
) -> Outcome:
    """Score the same sites by both schemes. `pooled`: the rates of the network as they were published; others are taken
    from what is given."""
    inputs = list(given)
    old = score_network(before, catalogue, inputs, pooled).sites
    new = score_network(after, catalogue, translated(before, after, inputs), pooled).sites
    moves = tuple(_move(after, old[one.site], new[one.site]) for one in inputs)
    return Outcome(moves, Counter((move.before.standing, move.after.standing) for move in moves))


def translated(before: Scheme, after: Scheme, given: Sequence[SiteInput]) -> list[SiteInput]:
    """What was held, or no work of a site, under codes of one scheme, under those that the other one has for the same
    metric. Where only the other one judges the duty to report, a site that owed no report so far has no such duty."""
    codes = {
        old.code: frozenset(new.code for new in after.criteria if new.metric == old.metric) for old in before.criteria
    }
    told = any(old.metric == _DUTY for old in before.criteria)
    duty = frozenset(new.code for new in after.criteria if new.metric == _DUTY and not told)

    def through(those: frozenset[str]) -> frozenset[str]:
        return frozenset[str]().union(*(codes.get(code, frozenset()) for code in those))

    return [
        replace(
            one,
            held=through(one.held),
            not_applicable=through(one.not_applicable)
            | (frozenset() if one.measurements.get(_DUTY, NOTHING).sample_size else duty),
        )
        for one in given
    ]


def _move(after: Scheme, old: SiteScore, new: SiteScore) -> Move:
    change = None if old.overall is None or new.overall is None else new.overall - old.overall
    capped = [tuple(gate.gate for gate in card.gates if gate.lowers) for card in (old, new)]
    return Move(
        site=old.site,
        before=old,
        after=new,
        change=change,
        direction=_direction(after, old, new),
        causes=_causes(old, new),
        gained=tuple(code for code in capped[1] if code not in capped[0]),
        lost=tuple(code for code in capped[0] if code not in capped[1]),
    )


def _causes(old: SiteScore, new: SiteScore) -> tuple[Cause, ...]:
    was = {result.metric: result.contribution for result in old.criteria}
    now = {result.metric: result.contribution for result in new.criteria}
    found = [Cause(metric, was.get(metric), now.get(metric)) for metric in dict.fromkeys([*now, *was])]
    return tuple(sorted((each for each in found if each.change), key=lambda each: -abs(each.change)))


def _direction(after: Scheme, old: SiteScore, new: SiteScore) -> Direction:
    if old.standing == new.standing:
        return "same"
    if old.standing is None or new.standing is None:
        return "up" if old.standing is None else "down"
    ladder = [standing.code for standing in after.standings]
    if old.standing in ladder:
        return "up" if ladder.index(new.standing) < ladder.index(old.standing) else "down"
    was, now = old.overall or Decimal(0), new.overall or Decimal(0)
    return "up" if now > was else "down" if now < was else "same"
