"""Selection criteria for tests: a small set by hand, and any valid set."""

from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st

import network.sites
from network.sites.rules.criteria import CriteriaDocument, Criterion, Group, Level, LocalText
from network.sites.rules.criteria_scoring import Marks

SHIPPED = Path(network.sites.__file__).parent / "criteria" / "authorized-site.yaml"


def text(words: str) -> LocalText:
    return LocalText(words, words)


def criterion(key: str, weight: int, *points: int, knock_out: int | None = None) -> Criterion:
    levels = tuple(Level(points=Decimal(each), description=text(f"{key} {each}")) for each in points or (0, 5, 10))
    return Criterion(key=key, label=text(key), weight=Decimal(weight), knock_out=knock_out, levels=levels)


def group(key: str, *criteria: Criterion, minimum: int = 0) -> Group:
    return Group(key=key, label=text(key), minimum=Decimal(minimum), criteria=criteria)


def document(*groups: Group, minimum: int = 60) -> CriteriaDocument:
    return CriteriaDocument(code="set", title=text("Set"), minimum=Decimal(minimum), groups=groups)


# Premises knock out at their worst level; the operator's group asks for 50 points of its own.
SMALL = document(
    group("operator", criterion("means", 30), criterion("staff", 20), minimum=50),
    group("place", criterion("premises", 50, 0, 4, 7, 10, knock_out=1)),
)
BEST = {"means": 3, "staff": 3, "premises": 4}


@st.composite
def any_set(draw: st.DrawFn) -> CriteriaDocument:
    """A set without problems: weights of two decimals that sum to 100, scales of two to five rising levels."""
    count = draw(st.integers(1, 6))
    cuts = sorted(draw(st.lists(st.integers(1, 9_999), min_size=count - 1, max_size=count - 1, unique=True)))
    weights = [high - low for low, high in zip([0, *cuts], [*cuts, 10_000], strict=True)]
    criteria = [draw(_criteria(f"c{place}", Decimal(weight) / 100)) for place, weight in enumerate(weights)]
    split = draw(st.integers(1, count))
    parts = [part for part in (criteria[:split], criteria[split:]) if part]
    minimums = st.integers(0, 100)
    groups = [group(f"g{place}", *part, minimum=draw(minimums)) for place, part in enumerate(parts)]
    return document(*groups, minimum=draw(minimums))


@st.composite
def _criteria(draw: st.DrawFn, key: str, weight: Decimal) -> Criterion:
    steps = draw(st.lists(st.integers(0, 30), min_size=2, max_size=5, unique=True))
    levels = tuple(Level(points=Decimal(step), description=text(key)) for step in sorted(steps))
    knock_out = draw(st.none() | st.integers(1, len(levels) - 1))
    return Criterion(key=key, label=text(key), weight=weight, knock_out=knock_out, levels=levels)


def marks_for(judged_by: CriteriaDocument) -> st.SearchStrategy[Marks]:
    """All criteria marked, at any level."""
    return st.fixed_dictionaries({each.key: st.integers(1, len(each.levels)) for each in judged_by.criteria})


SET_AND_MARKS = any_set().flatmap(lambda one: st.tuples(st.just(one), marks_for(one)))
SET_AND_PANEL = any_set().flatmap(lambda one: st.tuples(st.just(one), st.lists(marks_for(one), min_size=1, max_size=3)))
