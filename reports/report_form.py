"""What the workbook of a monthly report shows: its lines, and what it must carry back."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A line to fill in. `recorded`: what the records know; `value`: what stands in it already; `part_of`: the key of
    the figure that it cannot exceed; `asked`: what needs a sentence as long as that value stands there."""

    key: str
    label: str
    value: int | None
    recorded: int | None = None
    why: str = ""
    part_of: str = ""
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Figures under a heading; with `text_key` also a box to write in, which holds `text`."""

    label: str
    figures: tuple[Figure, ...]
    text_key: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """`closing` is the sum of the figures `plus` less those of `minus`, all by key."""

    closing: str
    plus: tuple[str, ...]
    minus: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportForm:
    """All that the workbook shows. `identity`: what it must carry back, in pairs; the most a count, a sentence and a
    text may have are those that the reader of the workbook allows."""

    network_name: str
    site: str
    month: tuple[int, int]
    due: str
    nil: bool
    sections: tuple[Section, ...]
    balance: Balance
    identity: tuple[tuple[str, str], ...]
    most: int
    longest_sentence: int
    longest_text: int
    shortest_sentence: int

    @property
    def figures(self) -> Iterator[Figure]:
        return (figure for section in self.sections for figure in section.figures)

    def label(self, key: str) -> str:
        return next(figure.label for figure in self.figures if figure.key == key)
