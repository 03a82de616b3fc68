"""Changing one part of a scheme. Parts go by their place: two of them may have one code while somebody still writes."""

from collections.abc import Sequence
from typing import TypeVar

from network.scorecards.rules.scheme import Scheme

Part = TypeVar("Part")


def placed(parts: tuple[Part, ...], part: Part, place: int | None) -> tuple[Part, ...]:
    """With this part at its place, or at the end. IndexError for a place that there is not."""
    if place is None:
        return (*parts, part)
    _there(parts, place)
    return (*parts[:place], part, *parts[place + 1 :])


def without(parts: tuple[Part, ...], place: int) -> tuple[Part, ...]:
    """IndexError for a place that there is not."""
    _there(parts, place)
    return (*parts[:place], *parts[place + 1 :])


def moved(parts: tuple[Part, ...], place: int, by: int) -> tuple[Part, ...]:
    """One place up (-1) or down (1), as far as there is one. IndexError."""
    _there(parts, place)
    to = min(max(place + by, 0), len(parts) - 1)
    rest = without(parts, place)
    return (*rest[:to], parts[place], *rest[to:])


def weighted(scheme: Scheme, weights: Sequence[int]) -> Scheme:
    """The criteria with these weights, in their order."""
    pairs = zip(scheme.criteria, weights, strict=True)
    criteria = tuple(criterion.model_copy(update={"weight": weight}) for criterion, weight in pairs)
    return scheme.model_copy(update={"criteria": criteria})


def _there(parts: Sequence[object], place: int) -> None:
    if not 0 <= place < len(parts):
        raise IndexError(place)
