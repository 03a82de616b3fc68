"""Opening an XLSX workbook: the sheet found by its header, every cell turned into the text that a person would type."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from network.foundation.tabular.faults import Refusal
from network.foundation.tabular.headers import HEADER_SEARCH, known_headers, locate, normalise, trimmed
from network.foundation.tabular.limits import Limits
from network.foundation.tabular.package import open_package, sheet_parts
from network.foundation.tabular.plan import Field
from network.foundation.tabular.sheet_scan import Scan, scan_sheet
from network.foundation.tabular.table import Record, Table

_EXACT_INTEGERS = 10**15


def open_xlsx(path: Path, fields: tuple[Field, ...], limits: Limits) -> Table:
    """Refusal: those of `open_package` and `scan_sheet`, encrypted, no_sheet, several_sheets, merged_cells,
    too_many_columns, too_many_rows, empty_file."""
    package = open_package(path, limits)
    parts = sheet_parts(package)
    workbook = load(path)
    tables = [
        table
        for sheet in workbook.sheets_metadata
        if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet and sheet.name in parts
        for table in _tables(workbook, sheet.name, scan_sheet(package, parts[sheet.name]), fields, limits)
    ]
    if not tables:
        raise Refusal("no_sheet" if len(parts) != 1 else "empty_file")
    return _chosen(tables, fields)


def load(path: Path) -> CalamineWorkbook:
    """Refusal: encrypted, damaged_workbook."""
    try:
        return load_workbook(path)
    except PasswordError:
        raise Refusal("encrypted") from None
    except (CalamineError, OSError, ValueError):
        raise Refusal("damaged_workbook") from None


def sheet_of(workbook: CalamineWorkbook, name: str) -> CalamineSheet:
    """Refusal: damaged_workbook."""
    try:
        return workbook.get_sheet_by_name(name)
    except (CalamineError, ValueError):
        raise Refusal("damaged_workbook") from None


def _tables(
    workbook: CalamineWorkbook, name: str, scan: Scan, fields: tuple[Field, ...], limits: Limits
) -> Iterator[tuple[str, Table]]:
    """The sheet as a table; nothing for an empty sheet."""
    sheet = sheet_of(workbook, name)
    if sheet.end is None:
        return
    if sheet.end[0] > limits.rows + HEADER_SEARCH:
        raise Refusal("too_many_rows", limit=limits.rows)
    records = _records(sheet, scan)
    first = list(islice(records, HEADER_SEARCH))
    position = locate(first, known_headers(fields))
    header = trimmed(first[position])
    if len(header) > limits.columns:
        raise Refusal("too_many_columns", columns=len(header), limit=limits.columns)
    _refuse_merged(sheet, position)
    rest = chain(first[position + 1 :], records)
    yield name, Table("xlsx", "", "", header, position + 1, rest)


def _chosen(tables: list[tuple[str, Table]], fields: tuple[Field, ...]) -> Table:
    """The only sheet, or the only one that has every needed header; several such would be a guess."""
    if len(tables) == 1:
        return tables[0][1]
    needed = [frozenset(map(normalise, field.headers)) for field in fields if field.must_be_there]
    known = known_headers(fields)
    scored = [(_score(table, needed, known), name, table) for name, table in tables]
    best = max(score for score, _, _ in scored)
    chosen = [(name, table) for score, name, table in scored if score == best]
    if len(chosen) > 1 and best[1]:
        raise Refusal("several_sheets", sheets=", ".join(name for name, _ in chosen))
    return chosen[0][1]


def _score(table: Table, needed: list[frozenset[str]], known: frozenset[str]) -> tuple[bool, int]:
    names = frozenset(map(normalise, table.header))
    matched = len(names & known)
    return matched > 0 and all(names & wanted for wanted in needed), matched


def _refuse_merged(sheet: CalamineSheet, header: int) -> None:
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if bottom > header:
            raise Refusal("merged_cells", cells=f"{reference(top, left)}:{reference(bottom, right)}")


def reference(row: int, column: int) -> str:
    """The cell as a spreadsheet names it, such as B7; both are counted from 0."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row + 1}"


def _records(sheet: CalamineSheet, scan: Scan) -> Iterator[Record]:
    """Rows from the first row of the sheet on, as text."""
    shown: dict[int, list[tuple[int, str]]] = {}
    first_column = sheet.start[1] if sheet.start else 0  # rows come from the top, cells from the first used column
    for (row, column), what in scan.shown.items():
        shown.setdefault(row, []).append((column - first_column, what))
    for number, cells in enumerate(as_text(sheet.iter_rows())):
        for column, what in shown.get(number, ()):
            if 0 <= column < len(cells):
                cells[column] = what
        yield cells


def as_text(rows: Iterable[list[Any]]) -> Iterator[Record]:
    """Each cell as a person would type it."""
    texts = _TEXTS
    for row in rows:
        yield [texts[type(cell)](cell) for cell in row]


def _number(value: float) -> str:
    """The 15 digits that a spreadsheet keeps, so that 0.1 + 0.2 reads 0.3. Longer integers come out scientific and are
    refused later, because the spreadsheet has already lost their last digits."""
    if value.is_integer() and abs(value) < _EXACT_INTEGERS:
        return str(int(value))
    written = f"{value:.15g}"
    return f"{Decimal(written):f}" if "e-" in written else written


def _moment(value: datetime) -> str:
    """To the second when it is within a millisecond of one: spreadsheets keep days as fractions."""
    if not value.microsecond:
        return str(value)
    rounded = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    whole = rounded if abs(rounded - value) < timedelta(milliseconds=1) else value
    return str(whole)


def _duration(value: timedelta) -> str:
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"


def _day(value: date) -> str:
    return f"{value.isoformat()} 00:00:00"


_TEXTS: dict[type, Callable[[Any], str]] = {
    str: str,
    int: str,
    float: _number,
    bool: lambda value: "true" if value else "false",
    datetime: _moment,
    date: _day,
    time: time.isoformat,
    timedelta: _duration,
}
