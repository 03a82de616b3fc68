"""Candidates for one city side by side: what each criterion brought each of them, and who is best at it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from network.sites.rules.criteria import CriteriaDocument
from network.sites.rules.criteria_scoring import Outcome


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion, a group or the total. `points`: one for each candidate, None for what its set does not judge.

    `best`: which candidates have the most, when they do not all have the same. `knock_outs`: which it keeps out.
    """

    key: str
    points: tuple[Decimal | None, ...]
    best: frozenset[int]
    knock_outs: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class ComparedGroup:
    line: Line
    criteria: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """By the criteria of `document`; candidates in the order given."""

    document: CriteriaDocument
    groups: tuple[ComparedGroup, ...]
    total: Line


def compare(document: CriteriaDocument, outcomes: Sequence[Outcome]) -> Comparison:
    """`document`: the set whose criteria are the lines. Candidates may have been judged by other versions of it."""
    return Comparison(
        document=document,
        groups=tuple(
            ComparedGroup(
                _line(group.key, [outcome.groups for outcome in outcomes]),
                tuple(_criterion(criterion.key, outcomes) for criterion in group.criteria),
            )
            for group in document.groups
        ),
        total=_line("total", [{"total": outcome.total} for outcome in outcomes]),
    )


def _criterion(key: str, outcomes: Sequence[Outcome]) -> Line:
    line = _line(key, [outcome.weighted for outcome in outcomes])
    knocked = frozenset(place for place, outcome in enumerate(outcomes) if key in outcome.knock_outs)
    return Line(line.key, line.points, line.best, knocked)


def _line(key: str, found: Sequence[Mapping[str, Decimal]]) -> Line:
    points = tuple(each.get(key) for each in found)
    known = [value for value in points if value is not None]
    best = max(known, default=None)
    if best is None or min(known) == best:
        return Line(key, points, frozenset())
    return Line(key, points, frozenset(place for place, value in enumerate(points) if value == best))
