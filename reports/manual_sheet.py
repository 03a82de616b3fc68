"""What the PDF of a manual's edition says: chapters of clauses, made of blocks."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text. `href`: https, http, mailto, or `#clause-<key>` within the manual; "" for none."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    spans: Spans
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Heading:
    spans: Spans


@dataclass(frozen=True, slots=True)
class Item:
    """A point of a list; `mark` is its bullet or number."""

    mark: str
    spans: Spans
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, the head first."""

    rows: tuple[tuple[Spans, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """One of the sheet's `pictures`, and what it shows in words."""

    sha256: str
    caption: str


@dataclass(frozen=True, slots=True)
class Preformatted:
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


Block = Paragraph | Heading | Item | Table | Picture | Preformatted | Rule


@dataclass(frozen=True, slots=True)
class ClausePart:
    key: str
    number: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class ChapterPart:
    number: str
    title: str
    clauses: tuple[ClausePart, ...]


@dataclass(frozen=True, slots=True)
class ManualSheet:
    """`edition`: which one it is and since when, for every page. `pictures`: JPEG, by what `Picture` names."""

    network: str
    title: str
    other_title: str
    summary: str
    edition: str
    fingerprint: str
    chapters: tuple[ChapterPart, ...]
    pictures: Mapping[str, bytes]
