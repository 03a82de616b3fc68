"""A site's own view of its customer orientation: the questionnaire, and what the answers come to. Pure.

It never enters a scorecard: a site that is judged by what it says of itself says what is wanted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from network.foundation.precision import TENTH, half_up
from network.sites.rules.criteria import LocalText

_STRICT = {"extra": "forbid", "strict": True}

# What an item may be answered with: 1 is “not at all”, 5 is “always”.
LOWEST, HIGHEST = 1, 5

Answers = Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    __pydantic_config__ = _STRICT

    key: str
    text: LocalText


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    __pydantic_config__ = _STRICT

    key: str
    title: LocalText
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    __pydantic_config__ = _STRICT

    version: str
    parts: tuple[Part, ...]

    @property
    def items(self) -> Iterator[Item]:
        return (item for part in self.parts for item in part.items)


@dataclass(frozen=True, slots=True)
class PartScore:
    """`points` of `possible`, and the same in per cent to a tenth; `answered` of the part's items are answered."""

    key: str
    points: int
    possible: int
    percent: Decimal
    answered: int


def scores(questionnaire: Questionnaire, answers: Answers) -> list[PartScore]:
    """Part by part. What is not answered has no points."""
    return [_scored(part, answers) for part in questionnaire.parts]


def total(parts: list[PartScore]) -> PartScore:
    """All parts together, under an empty key."""
    points, possible = sum(part.points for part in parts), sum(part.possible for part in parts)
    return PartScore("", points, possible, _percent(points, possible), sum(part.answered for part in parts))


def unanswered(questionnaire: Questionnaire, answers: Answers) -> list[Item]:
    return [item for item in questionnaire.items if item.key not in answers]


def _scored(part: Part, answers: Answers) -> PartScore:
    given = [answers[item.key] for item in part.items if item.key in answers]
    possible = HIGHEST * len(part.items)
    return PartScore(part.key, sum(given), possible, _percent(sum(given), possible), len(given))


def _percent(points: int, possible: int) -> Decimal:
    return half_up(Decimal(100 * points) / possible, TENTH)
