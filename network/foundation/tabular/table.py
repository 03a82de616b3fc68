"""An opened file: its header, and its rows as text."""

from collections.abc import Iterator
from dataclasses import dataclass

Record = list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """`records` yields the rows after the header, blank ones too, so that row numbers are those of the file.

    `header_row` is the header's own number, counted from 1; `header` has no empty columns at its end.
    """

    format: str
    encoding: str
    delimiter: str
    header: list[str]
    header_row: int
    records: Iterator[Record]
