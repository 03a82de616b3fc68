"""The error workbook: just the failing rows, as they stand in the file, with what is wrong beside them."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event
from uuid import uuid4

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from network.foundation.tabular.faults import CellError
from network.foundation.tabular.messages import message
from network.foundation.tabular.plan import ExtractPlan
from network.foundation.tabular.process import carry_out
from network.foundation.tabular.read import Parsed


def _(text: str) -> str:
    """Marks a text for extraction; it is translated when it is shown."""
    return text


PROBLEMS = _("Problems")
"""Header of the added column. Its translations stand in `headers.PROBLEM_HEADERS`, so that reading ignores it."""
_ROW = _("Row %(row)s")

_LONGEST_CELL = 32_767
_NOT_IN_XML = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}

GetText = Callable[[str], str]


def write_error_workbook(source: Path, parsed: Parsed, errors: Sequence[CellError], out: Path, gettext: GetText) -> int:
    """Write the rows of `source` that `errors` name to `out` (XLSX) and return how many they are.

    `errors` may come from anybody; rows and columns are those of `parsed`. Cells are written as text, those with an
    error are coloured. The rows can be put right in place and the workbook imported as it is. Raises FileRefused when
    the file cannot be read any more.
    """
    by_row: dict[int, list[CellError]] = {}
    for error in errors:
        by_row.setdefault(error.row, []).append(error)
    target = out.with_name(f"{uuid4().hex}.rows")
    try:
        carry_out(_extraction(source, parsed, by_row, target), None, Event())
        return _write(out, parsed.header, _rows(target), by_row, gettext)
    except BaseException:
        out.unlink(missing_ok=True)
        raise
    finally:
        target.unlink(missing_ok=True)


def _extraction(source: Path, parsed: Parsed, rows: Iterable[int], target: Path) -> ExtractPlan:
    order = parsed.plan
    notation = order.notation
    if parsed.format == "csv":
        notation = replace(notation, delimiter=parsed.delimiter)
    return ExtractPlan(source.resolve(), target.resolve(), frozenset(rows), order.fields, notation, order.limits)


def _rows(extracted: Path) -> Iterator[tuple[int, list[str]]]:
    with extracted.open(encoding="utf-8") as lines:
        for line in lines:
            number, cells = json.loads(line)
            yield number, cells


def _write(
    out: Path,
    header: Sequence[str],
    rows: Iterable[tuple[int, list[str]]],
    by_row: Mapping[int, list[CellError]],
    gettext: GetText,
) -> int:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    written = 0
    with xlsxwriter.Workbook(str(out), options) as workbook:
        sheet = workbook.add_worksheet()
        bold = workbook.add_format({"bold": True, "bottom": 1, "num_format": "@"})
        told = workbook.add_format({"text_wrap": True, "valign": "top", "font_color": "#B91C1C", "num_format": "@"})
        plain = workbook.add_format({"valign": "top", "num_format": "@"})
        wrong = workbook.add_format({"valign": "top", "num_format": "@", "bg_color": "#FDEAEA"})
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 60, told)
        sheet.set_column(1, max(1, len(header)), 20, plain)
        _write_row(sheet, 0, [gettext(PROBLEMS), *header], [bold] * (len(header) + 1))
        for number, cells in rows:
            written += 1
            errors = by_row[number]
            bad = {error.column for error in errors}
            named = [*header, *[""] * (len(cells) - len(header))]
            formats = [wrong if name and name in bad else plain for name in named]
            _write_row(sheet, written, [_told(number, errors, gettext), *cells], [told, *formats])
    return written


def _write_row(sheet: Worksheet, row: int, cells: Sequence[str], formats: Sequence[Format]) -> None:
    for column, (cell, style) in enumerate(zip(cells, formats, strict=False)):
        if cell:
            sheet.write_string(row, column, cell.translate(_NOT_IN_XML)[:_LONGEST_CELL], style)
        else:
            sheet.write_blank(row, column, None, style)


def _told(number: int, errors: Sequence[CellError], gettext: GetText) -> str:
    """All that is wrong with a row, one line each, in the reader's language."""
    lines = (f"{error.column}: {message(error, gettext)}".removeprefix(": ") for error in errors)
    return "\n".join([gettext(_ROW) % {"row": number}, *dict.fromkeys(lines)])
