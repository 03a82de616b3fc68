"""An edition of a manual as a document: chapters of clauses, and what changed in it. Pure.

Clauses are written in Markdown: paragraphs, lists, tables, links, pictures (`![what it shows](image:<sha256>)`), no
HTML. A clause keeps its key through all editions, so that what it said on a day can be found.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.sites.rules.criteria import LocalText

_STRICT = {"extra": "forbid", "strict": True}


class Materiality(StrEnum):
    """What a change of a clause asks of its readers: only a material one asks everybody to take note again."""

    EDITORIAL = "editorial"
    MINOR = "minor"
    MATERIAL = "material"


MATERIALITY_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Materiality.EDITORIAL: _("Editorial"),
        Materiality.MINOR: _("Minor"),
        Materiality.MATERIAL: _("Material"),
    }
)


class EditionState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"


EDITION_STATE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        EditionState.DRAFT: _("Draft"),
        EditionState.SUBMITTED: _("Waiting for approval"),
        EditionState.APPROVED: _("Approved"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseChange:
    """What is new in a clause against the edition before, in the writer's words."""

    __pydantic_config__ = _STRICT

    materiality: Materiality
    note: LocalText


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """`standards`: keys of those that it states. `change`: None when it says what it said before."""

    __pydantic_config__ = _STRICT

    key: str
    title: LocalText
    text: LocalText
    standards: tuple[str, ...] = ()
    change: ClauseChange | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    __pydantic_config__ = _STRICT

    key: str
    title: LocalText
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualDocument:
    """`removed`: what became of clauses that the edition before had and this one lacks, by their keys."""

    __pydantic_config__ = _STRICT

    summary: LocalText
    chapters: tuple[Chapter, ...]
    removed: tuple[tuple[str, ClauseChange], ...] = ()

    def numbered(self) -> Iterator[tuple[str, Clause]]:
        """Every clause with the number that readers know it by: `3.2` is the second of the third chapter."""
        for place, chapter in enumerate(self.chapters, start=1):
            for within, clause in enumerate(chapter.clauses, start=1):
                yield f"{place}.{within}", clause

    def clause(self, key: str) -> tuple[str, Clause] | None:
        """The clause of this key with its number."""
        return next(((number, clause) for number, clause in self.numbered() if clause.key == key), None)

    @property
    def is_material(self) -> bool:
        changes = [clause.change for _number, clause in self.numbered()] + [change for _key, change in self.removed]
        return any(change is not None and change.materiality is Materiality.MATERIAL for change in changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    __pydantic_config__ = _STRICT

    key: str
    text: LocalText


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizQuestion:
    """Asked when note is taken: `right` is the key of the one right option, `clause` that of where it is written."""

    __pydantic_config__ = _STRICT

    key: str
    question: LocalText
    options: tuple[Option, ...]
    right: str
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Whom an edition is for. Each empty list is everybody; regions (paths) hold what is below them."""

    __pydantic_config__ = _STRICT

    roles: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
