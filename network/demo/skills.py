"""How good a site is, quarter by quarter: a start that nearly all share, and the different ways they take from it."""

from collections.abc import Sequence
from enum import Enum
from random import Random
from typing import NamedTuple

from network.demo.chance import Lottery


class Skill(NamedTuple):
    """Chances in one quarter: a repair ready in time, a unit sent to HQ without a fault, one back within 30 days,
    a repair done at the site."""

    on_time: float
    no_fault: float
    repeat: float
    local: float


# The network as it was found (38% of the units sent to HQ without a fault, 5% repaired locally, 7-8% coming back),
# and as good as a site can get.
_START = Skill(on_time=0.58, no_fault=0.398, repeat=0.078, local=0.018)
_MASTERY = Skill(on_time=0.995, no_fault=0.018, repeat=0.005, local=0.86)


class Character(Enum):
    """A way of learning: the level (0 the start, 1 mastery) at the beginning, in the middle and at the end."""

    STRONG = (0.0, 0.66, 1.05)
    STEADY = (0.0, 0.42, 0.80)
    SLOW = (0.0, 0.22, 0.58)
    FLAT = (0.0, 0.03, 0.08)
    FADING = (0.02, 0.52, 0.15)
    DECLINING = (0.45, 0.25, 0.0)
    EXPERIENCED = (0.75, 0.76, 0.80)
    HOPELESS = (0.0, -0.08, -0.12)
    MODEL = (0.10, 0.80, 1.12)
    LATE_BLOOMER = (-0.15, 0.10, 1.15)
    OWN = (0.50, 0.80, 0.98)


_ORDINARY_SHARES = {
    Character.STRONG: 0.30,
    Character.STEADY: 0.34,
    Character.SLOW: 0.17,
    Character.FLAT: 0.07,
    Character.FADING: 0.06,
    Character.DECLINING: 0.03,
    Character.EXPERIENCED: 0.03,
}
_ORDINARY = Lottery(tuple(_ORDINARY_SHARES), _ORDINARY_SHARES.values())


def ordinary_character(rng: Random) -> Character:
    return _ORDINARY.draw(rng)


def path(character: Character, quarters: int, rng: Random, spread: float = 1.0) -> Sequence[Skill]:
    """The skill of one site in each quarter: its character, its own strengths and weaknesses, and chance.

    `spread` scales the latter two: sites with a story to tell are kept close to their character.
    """
    talent = rng.gauss(0, 0.05 * spread)
    strengths = [rng.gauss(0, 0.07 * spread) for _dimension in Skill._fields]
    skills = []
    for index in range(quarters):
        progress = index / max(quarters - 1, 1)
        level = _level(character, progress) + talent * progress
        skills.append(_skill([level + strength * progress + rng.gauss(0, 0.04 * spread) for strength in strengths]))
    return skills


def _level(character: Character, progress: float) -> float:
    beginning, middle, end = character.value
    if progress < 0.5:
        return beginning + (middle - beginning) * progress * 2
    return middle + (end - middle) * (progress * 2 - 1)


def _skill(levels: Sequence[float]) -> Skill:
    chances = (
        start + (best - start) * min(max(level, -0.15), 1.0)
        for start, best, level in zip(_START, _MASTERY, levels, strict=True)
    )
    return Skill(*(min(max(chance, 0.004), 0.996) for chance in chances))
