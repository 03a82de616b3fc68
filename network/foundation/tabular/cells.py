"""From the text of one cell to one field (a timestamp: two) of PostgreSQL's COPY text format."""

import unicodedata
from collections.abc import Callable
from functools import partial

from network.foundation.tabular import moments, numbers, texts
from network.foundation.tabular.faults import CellFault
from network.foundation.tabular.headers import normalise
from network.foundation.tabular.layout import Column, Kind
from network.foundation.tabular.plan import Field, Notation
from network.foundation.tabular.texts import NOTHING, escape

BLANKS = " \t\r\n\u00a0\u3000"
Convert = Callable[[str], str]


def nothing(column: Column) -> str:
    """NULL in every field that the column takes."""
    return "\t".join(NOTHING for _ in column.copy_columns)


def converter(field: Field, notation: Notation) -> Convert:
    """How the cells of this field are read: profile values and defaults first, then by kind. Raises CellFault."""
    column, read = field.column, _by_kind(field.column, notation)

    def convert(cell: str) -> str:
        text = _substituted(cell.strip(BLANKS), field) or column.default or ""
        if text:
            return read(text)
        if column.required:
            raise CellFault("required")
        return nothing(column)

    return convert


def _substituted(cell: str, field: Field) -> str:
    """What the profile says to read instead of the cell."""
    if field.values:
        instead = field.values.get(normalise(cell))
        if instead is not None:
            return instead
    if not cell:
        return field.empty or ""
    return cell if field.filled is None else field.filled


def _by_kind(column: Column, notation: Notation) -> Convert:
    read = _reader(column, notation)

    def checked(cell: str) -> str:
        if cell.startswith("#") and unicodedata.normalize("NFKC", cell).upper() in texts.SPREADSHEET_ERRORS:
            raise CellFault("spreadsheet_error")
        if cell == texts.UNCALCULATED:
            raise CellFault("formula_without_value")
        return read(cell)

    return checked


def _reader(column: Column, notation: Notation) -> Convert:
    match column.kind:
        case Kind.TEXT:
            return lambda cell: escape(texts.text(cell, column.max_length))
        case Kind.CODE:
            return lambda cell: escape(texts.code(cell, column.max_length))
        case Kind.INTEGER:
            return partial(numbers.integer, column=column)
        case Kind.DECIMAL:
            return partial(numbers.decimal, column=column, mark=notation.decimal_mark)
        case Kind.BOOLEAN:
            return numbers.boolean
        case Kind.CHOICE:
            choices = numbers.choices_of(column)
            return lambda cell: escape(numbers.choice(cell, choices))
        case Kind.TIMESTAMP:
            return lambda cell: _instant_or_local(cell, notation.timestamps)
        case Kind.DATE:
            return lambda cell: moments.day(cell, notation.dates).isoformat()


def _instant_or_local(cell: str, patterns: tuple[str, ...]) -> str:
    moment = moments.timestamp(cell, patterns)
    written = moment.isoformat()
    return f"{written}\t{NOTHING}" if moment.tzinfo else f"{NOTHING}\t{written}"
