"""What the child process is told: where to read, what to make of each column, what it may cost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from network.foundation.tabular.layout import Column
from network.foundation.tabular.limits import Limits


@dataclass(frozen=True, slots=True)
class Field:
    """One column of the COPY file and where its cells come from.

    `headers` are the headers that it may stand under, `named` says that a profile names the header, so that it must be
    there. `constant` replaces the file. `values` maps a source value, normalised like a header, to the text read
    instead; `filled` and `empty` are the texts for cells that hold something (and are not in `values`), or nothing.
    """

    column: Column
    headers: tuple[str, ...] = ()
    named: bool = False
    constant: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    filled: str | None = None
    empty: str | None = None

    @property
    def must_be_there(self) -> bool:
        return self.named or (self.column.required and self.constant is None)


@dataclass(frozen=True, slots=True)
class Notation:
    """How the file writes things. None: to be found out."""

    timestamps: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    decimal_mark: str = "."
    encoding: str | None = None
    delimiter: str | None = None


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """Read `source` into the COPY file `target`. `strict`: a header that no field knows is refused."""

    source: Path
    target: Path
    fields: tuple[Field, ...]
    notation: Notation
    limits: Limits
    strict: bool


@dataclass(frozen=True, slots=True)
class ExtractPlan:
    """Write the cells of some rows of `source`, as text, to `target`: one JSON array `[row, cells]` a line."""

    source: Path
    target: Path
    rows: frozenset[int]
    fields: tuple[Field, ...]
    notation: Notation
    limits: Limits


@dataclass(frozen=True, slots=True)
class GridPlan:
    """Tell every filled cell of a small workbook."""

    source: Path
    limits: Limits
