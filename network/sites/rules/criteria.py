"""Selection criteria as a document: what a candidate is judged by, in described levels.

A published one never changes. How it is written and kept is for `network.sites.schemas.criteria`. It may be nonsense:
`criteria_validation` tells what is wrong with its meaning, and scoring expects one without such problems.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

WHOLE_WEIGHT = Decimal(100)

# How a strict reader takes every part of the document: no field that is not known, no text for a number.
_STRICT = {"extra": "forbid", "strict": True}


class Evidence(StrEnum):
    """What an applicant must hand in for a criterion."""

    DOCUMENT = "document"
    PHOTO = "photo"


EVIDENCE_LABELS: Mapping[Evidence, Text] = MappingProxyType(
    {Evidence.DOCUMENT: _("Document"), Evidence.PHOTO: _("Photo")}
)


@dataclass(frozen=True, slots=True)
class LocalText:
    """A text that belongs to the document, in every language that ships."""

    __pydantic_config__ = _STRICT

    en: str
    zh_CN: str

    def in_language(self, code: str) -> str:
        return self.zh_CN if code == "zh_CN" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One described step of a scale. `points` count in proportion to those of the best level."""

    __pydantic_config__ = _STRICT

    points: Decimal
    description: LocalText


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing that is judged. Levels are numbered from 1, the worst; `knock_out`: at or below it nothing else counts.

    `key` stays the same through all versions, so that marks of one can be judged by another.
    """

    __pydantic_config__ = _STRICT

    key: str
    label: LocalText
    weight: Decimal
    knock_out: int | None = None
    evidence: tuple[Evidence, ...] = ()
    levels: tuple[Level, ...]

    def knocks_out(self, level: int) -> bool:
        return self.knock_out is not None and level <= self.knock_out

    def points(self, level: int) -> Decimal:
        """0 to 100: the points of the level as a share of those of the best one."""
        return 100 * self.levels[level - 1].points / self.levels[-1].points


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Criteria that are judged together as well: their weighted mean must reach `minimum`, 0 to 100."""

    __pydantic_config__ = _STRICT

    key: str
    label: LocalText
    minimum: Decimal = Decimal(0)
    criteria: tuple[Criterion, ...]

    @property
    def weight(self) -> Decimal:
        return sum((criterion.weight for criterion in self.criteria), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class CriteriaDocument:
    """A whole set. The total is the weighted mean of all criteria and must reach `minimum`, 0 to 100."""

    __pydantic_config__ = _STRICT

    code: str
    title: LocalText
    minimum: Decimal
    groups: tuple[Group, ...]

    @property
    def criteria(self) -> Iterator[Criterion]:
        return (criterion for group in self.groups for criterion in group.criteria)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(criterion.key for criterion in self.criteria)

    def criterion(self, key: str) -> Criterion:
        """KeyError for a key that this set does not have."""
        for criterion in self.criteria:
            if criterion.key == key:
                return criterion
        raise KeyError(key)
