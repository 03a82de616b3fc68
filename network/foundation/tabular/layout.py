"""What a file is expected to hold: columns by name and kind."""

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum


class Kind(Enum):
    """What a cell holds, and so how it is read and checked."""

    TEXT = "text"
    """Words for people: trimmed; line breaks, emoji and right-to-left text kept; control characters refused."""
    CODE = "code"
    """An identifier: trimmed, NFKC-normalised, case kept, no control or invisible characters."""
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    """One of `Column.choices`, case-insensitively."""
    TIMESTAMP = "timestamp"
    """A moment, with or without offset; takes two fields of the COPY file."""
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """One expected column.

    `required`: the header must be there and no cell may be empty. `default`: the text read for an empty cell or an
    absent column. `max_length` counts characters of TEXT and CODE. `places`: most decimal places of a DECIMAL.
    `aliases`: other headers that mean this column.
    """

    name: str
    kind: Kind
    required: bool = False
    choices: tuple[str, ...] = ()
    max_length: int = 200
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    places: int | None = None
    default: str | None = None
    aliases: tuple[str, ...] = ()

    @property
    def copy_columns(self) -> tuple[str, ...]:
        """The fields that this column takes in the COPY file."""
        return (self.name, f"{self.name}_local") if self.kind is Kind.TIMESTAMP else (self.name,)


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns that a kind of file has, in the order in which they are handed on."""

    name: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)
