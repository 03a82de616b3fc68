"""Cells that hold numbers, truth values or one of a list: closed patterns, nothing guessed."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal

from network.foundation.tabular.faults import CellFault
from network.foundation.tabular.layout import Column

MOST_DIGITS = 18
MOST_PLACES = 6

FULL_WIDTH = {ord(plain) + 0xFEE0: plain for plain in "0123456789.,-:/"}
_INTEGER = re.compile(r"(-?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)")
_DECIMALS = {
    ".": re.compile(r"(-?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]+))?"),
    ",": re.compile(r"(-?)([0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+)(?:,([0-9]+))?"),
}
_SCIENTIFIC = re.compile(r"[+-]?[0-9]+([.,][0-9]*)?[eE][+-]?[0-9]+")
_TRUTHS = {"true": "t", "yes": "t", "1": "t", "是": "t", "false": "f", "no": "f", "0": "f", "否": "f"}


def integer(cell: str, column: Column) -> str:
    """A whole number. CellFault: not_an_integer, scientific_number, too_many_digits, below_minimum, above_maximum."""
    found = _INTEGER.fullmatch(cell.translate(FULL_WIDTH))
    if not found:
        raise CellFault("scientific_number" if _SCIENTIFIC.fullmatch(cell) else "not_an_integer")
    sign, whole = found.groups()
    return _within(sign, whole.replace(",", ""), "", column)


def decimal(cell: str, column: Column, mark: str) -> str:
    """A number with `mark` before its fraction. CellFault: as `integer`, with not_a_number and too_many_places."""
    found = _DECIMALS[mark].fullmatch(cell.translate(FULL_WIDTH))
    if not found:
        raise CellFault("scientific_number" if _SCIENTIFIC.fullmatch(cell) else "not_a_number", mark=mark)
    sign, whole, fraction = found.groups()
    places = MOST_PLACES if column.places is None else column.places
    fraction = (fraction or "").rstrip("0")
    if len(fraction) > places:
        raise CellFault("too_many_places", places=places)
    return _within(sign, whole.replace(",", "").replace(".", ""), fraction, column)


def plain(cells: Sequence[str], column: Column) -> bool:
    """Whether all these cells, as written, are decimals for the column or empty: found out for thousands at once.

    False may be said of cells that would do, never the other way round. For a decimal point and no maximum only.
    """
    places = MOST_PLACES if column.places is None else column.places
    sign = "-?" if column.minimum is None else ""
    fraction = rf"(?:\.[0-9]{{1,{places}}})?" if places else ""
    return re.fullmatch(rf"(?:(?:{sign}[0-9]{{1,15}}{fraction})?\n)*+", "\n".join(cells) + "\n") is not None


def boolean(cell: str) -> str:
    """`t` or `f`. CellFault: not_a_boolean."""
    truth = _TRUTHS.get(unicodedata.normalize("NFKC", cell).casefold())
    if truth is None:
        raise CellFault("not_a_boolean")
    return truth


def choices_of(column: Column) -> Mapping[str, str]:
    return {unicodedata.normalize("NFKC", choice).casefold(): choice for choice in column.choices}


def choice(cell: str, choices: Mapping[str, str]) -> str:
    """The choice as the layout writes it. CellFault: not_a_choice, naming all of them."""
    chosen = choices.get(unicodedata.normalize("NFKC", cell).casefold())
    if chosen is None:
        raise CellFault("not_a_choice", choices=", ".join(choices.values()))
    return chosen


def _within(sign: str, whole: str, fraction: str, column: Column) -> str:
    digits = whole.lstrip("0") or "0"
    if len(digits) > MOST_DIGITS:
        raise CellFault("too_many_digits", digits=MOST_DIGITS)
    number = f"{sign}{digits}.{fraction}" if fraction else f"{sign}{digits}"
    if column.minimum is None and column.maximum is None:
        return number
    value = Decimal(number)
    if column.minimum is not None and value < column.minimum:
        raise CellFault("below_minimum", minimum=column.minimum)
    if column.maximum is not None and value > column.maximum:
        raise CellFault("above_maximum", maximum=column.maximum)
    return number
