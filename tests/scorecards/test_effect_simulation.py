"""Simulated networks in which the effect is known: the interval covers it, and no effect is seldom called one."""

import os
from dataclasses import dataclass
from math import cos, pi
from random import Random

import pytest

from network.scorecards.rules.effect import Effect, History, effect

SEEDS = 100 if "SERVICEMARK_FAULTS" in os.environ else 10
# Of so many seeds; with 10 the bounds that a method of 95% passes by chance in 99 of 100 runs.
LEAST_COVERED, MOST_CALLED = (90, 10) if SEEDS == 100 else (8, 2)
SITES, TRAINED, MONTHS = 300, 120, 24
FIRST, LAST = 7, 20
EFFECTS = (0.0, -0.05, -0.10)


@dataclass(frozen=True)
class World:
    """`worst_first`: those with the highest rate are trained first; else whoever comes."""

    change: float
    worst_first: bool


def simulated(world: World, seed: int) -> list[History]:
    """300 sites of four peer groups for two years: levels, chance that lingers, the seasons, and 2 to 14 units a month.

    40% are trained, in months spread over a year; from the month after, their rate is lower by the effect.
    """
    chance = Random(seed)
    levels = [min(0.6, max(0.15, chance.gauss(0.32, 0.08))) for _site in range(SITES)]
    order = list(range(SITES))
    chance.shuffle(order)
    if world.worst_first:
        order.sort(key=lambda site: -levels[site] + chance.gauss(0, 0.03))
    trained = {site: FIRST + place * (LAST - FIRST + 1) // TRAINED for place, site in enumerate(order[:TRAINED])}
    return [_history(chance, site, levels[site], trained.get(site), world.change) for site in range(SITES)]


def _history(chance: Random, site: int, level: float, treated: int | None, change: float) -> History:
    counts, lingering, size = {}, 0.0, chance.randint(2, 14)
    for month in range(MONTHS):
        lingering = 0.5 * lingering + chance.gauss(0, 0.02)
        after = change if treated is not None and month > treated else 0.0
        rate = min(0.98, max(0.02, level + lingering + 0.03 * cos(month * pi / 6) + after))
        units = max(0, size + chance.randint(-2, 2))
        counts[month] = (float(sum(chance.random() < rate for _unit in range(units))), float(units))
    return History(site, f"group {site % 4}", counts, treated)


def runs(world: World) -> list[Effect]:
    return [effect(simulated(world, seed), MONTHS - 1) for seed in range(SEEDS)]


@pytest.mark.parametrize("worst_first", [False, True], ids=["whoever comes first", "the worst first"])
@pytest.mark.parametrize("change", EFFECTS)
def test_the_interval_covers_the_true_effect(change: float, worst_first: bool) -> None:
    found = runs(World(change, worst_first))
    overall = [each.overall for each in found if each.overall]
    covered = sum(each.low <= change <= each.high for each in overall)
    called = sum(each.is_apart_from_zero for each in overall)
    assert len(overall) == SEEDS
    assert covered >= LEAST_COVERED
    # Who was trained first being worse is no reason not to conclude.
    assert sum(bool(each.doubts) for each in found) <= MOST_CALLED
    assert called <= MOST_CALLED if change == 0 else called >= SEEDS // 2
