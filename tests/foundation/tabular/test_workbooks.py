"""XLSX workbooks as people and programs write them."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from network.foundation.tabular.errors import FileRefused
from network.foundation.tabular.read import Parsed

Read = Callable[..., Parsed]
Rows = Callable[[Parsed], list[dict[str, Any]]]
Codes = Callable[[Parsed], list[tuple[int, str, str]]]

HEADER = ["order_no", "site", "received_at", "ready_at", "hold_hours", "visits", "in_warranty"]
MORNING = datetime(2026, 1, 5, 7, 5)  # noqa: DTZ001 (spreadsheets know no zone)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "orders.xlsx"


def save(path: Path, *rows: list[Any], **sheets: list[list[Any]]) -> Path:
    """A workbook by openpyxl; the unnamed rows make its first sheet."""
    workbook = openpyxl.Workbook()
    first = workbook.active
    assert first is not None
    for row in rows:
        first.append(row)
    for title, others in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in others:
            sheet.append(row)
    workbook.save(path)
    return path


def edit(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """Rewrite one part of a package."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[part] = change(parts.get(part, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def refused(read_file: Read, path: Path) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read_file(path)
    return caught.value


def test_cells_become_what_a_person_would_type(read_file: Read, rows_of: Rows, path: Path) -> None:
    row = [1001, "B7", MORNING, date(2026, 1, 6), 0.1 + 0.2, 3.0, True]
    parsed = read_file(save(path, HEADER, row))
    read = rows_of(parsed)[0]
    assert (read["order_no"], read["hold_hours"], read["visits"], read["in_warranty"]) == ("1001", "0.3", "3", "t")
    assert read["received_at_local"] == "2026-01-05 07:05:00"
    assert read["ready_at_local"] == "2026-01-06 00:00:00"
    assert (parsed.format, parsed.errors) == ("xlsx", ())


def test_dates_of_the_1904_system_are_honoured(read_file: Read, rows_of: Rows, path: Path) -> None:
    with xlsxwriter.Workbook(str(path), {"date_1904": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HEADER[:3])
        sheet.write_row(1, 0, ["A1", "B7"])
        sheet.write_datetime(1, 2, MORNING, workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
    assert rows_of(read_file(path))[0]["received_at_local"] == "2026-01-05 07:05:00"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (45292, "excel_serial"),
        (time(7, 5), "not_a_timestamp"),
        (timedelta(hours=50), "not_a_timestamp"),
        (True, "not_a_timestamp"),
        ("31/02/2026", "ambiguous_date"),
    ],
)
def test_a_cell_that_is_no_moment_is_an_error(
    read_file: Read, codes_of: Codes, path: Path, value: object, code: str
) -> None:
    parsed = read_file(save(path, HEADER[:3], ["A1", "B7", value]))
    assert codes_of(parsed) == [(2, "received_at", code)]


def test_a_truth_value_is_no_number_and_lost_digits_are_noticed(read_file: Read, codes_of: Codes, path: Path) -> None:
    parsed = read_file(save(path, HEADER, [862315089824870123, "B7", MORNING, None, 1e-3, True, None]))
    assert codes_of(parsed) == [
        (2, "order_no", "scientific_code"),
        (2, "hold_hours", "too_many_places"),
        (2, "visits", "not_an_integer"),
    ]


def test_formulas_give_their_stored_value_and_errors_are_seen(
    read_file: Read, rows_of: Rows, codes_of: Codes, path: Path
) -> None:
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(1, 1, HEADER)  # the table does not start in the corner
        sheet.write_row(2, 1, ["A1", "B7", "2026-01-05 07:05"])
        sheet.write_formula(2, 5, "=1+1.5", None, 2.5)
        sheet.write_formula(2, 6, "=B99/0", None, "#DIV/0!")
        sheet.write_row(3, 1, ["A2", "B7", "2026-01-05 07:05"])
        sheet.write_formula(3, 5, "=B1", None, "")
    parsed = read_file(path)
    assert codes_of(parsed) == [(3, "visits", "spreadsheet_error"), (4, "hold_hours", "formula_without_value")]
    assert parsed.errors[0].value == "#DIV/0!"
    assert rows_of(parsed)[0]["hold_hours"] == "2.5"
    assert parsed.header_row == 2


def test_a_formula_that_was_never_calculated_is_an_error(read_file: Read, codes_of: Codes, path: Path) -> None:
    parsed = read_file(save(path, HEADER[:5], ["A1", "B7", MORNING, None, "=1+1"]))
    assert codes_of(parsed) == [(2, "hold_hours", "formula_without_value")]


def test_title_rows_above_the_header_do_no_harm(read_file: Read, rows_of: Rows, path: Path) -> None:
    parsed = read_file(save(path, ["Repair orders"], [], HEADER[:3], ["A1", "B7", MORNING]))
    assert parsed.header_row == 3
    assert rows_of(parsed)[0]["row_number"] == "4"


def test_the_sheet_that_fits_is_taken(read_file: Read, rows_of: Rows, path: Path) -> None:
    parsed = read_file(save(path, ["read me"], Data=[HEADER[:3], ["A1", "B7", MORNING]]))
    assert rows_of(parsed)[0]["order_no"] == "A1"


def test_two_sheets_that_fit_are_not_chosen_between(read_file: Read, path: Path) -> None:
    table: list[list[Any]] = [HEADER[:3], ["A1", "B7", MORNING]]
    refusal = refused(read_file, save(path, *table, Copy=table))
    assert (refusal.code, refusal.values) == ("several_sheets", {"sheets": "Sheet, Copy"})


def test_hidden_sheets_are_not_read(read_file: Read, path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.create_sheet("Hidden").append(HEADER[:3])
    workbook["Hidden"].sheet_state = "hidden"
    workbook.save(path)
    assert refused(read_file, path).code == "no_sheet"


def test_an_empty_workbook_is_refused(read_file: Read, path: Path) -> None:
    assert refused(read_file, save(path)).code == "empty_file"


def test_a_workbook_with_only_a_header_is_refused(read_file: Read, path: Path) -> None:
    assert refused(read_file, save(path, HEADER)).code == "header_only"


def test_merged_cells_below_the_header_are_refused(read_file: Read, path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.merge_range("A1:C1", "Orders")
        sheet.write_row(1, 0, HEADER[:3])
        sheet.merge_range("A3:A4", "A1")
    refusal = refused(read_file, path)
    assert (refusal.code, refusal.values) == ("merged_cells", {"cells": "A3:A4"})


@pytest.mark.parametrize(
    ("part", "content", "code"),
    [
        ("xl/vbaProject.bin", b"macro", "macros"),
        ("xl/workbook.bin", b"binary", "old_excel"),
        ("xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook/>', "damaged_workbook"),
        ("xl/workbook.xml", b"<workbook", "damaged_workbook"),
        ("xl/worksheets/sheet1.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>', "damaged_workbook"),
        ("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row><c t='s'><v>9999</v></c>", "damaged_workbook"),
    ],
)
def test_a_dangerous_or_broken_workbook_is_refused(
    read_file: Read, path: Path, part: str, content: bytes, code: str
) -> None:
    save(path, HEADER[:3], ["A1", "B7", MORNING])
    assert refused(read_file, edit(path, part, lambda _old: content)).code == code


def test_a_truncated_workbook_is_refused(read_file: Read, path: Path) -> None:
    save(path, HEADER[:3], ["A1", "B7", MORNING])
    path.write_bytes(path.read_bytes()[:-200])
    assert refused(read_file, path).code == "damaged_workbook"


def test_another_kind_of_zip_is_refused(read_file: Read, path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("content.xml", "<office/>")
    assert refused(read_file, path).values == {"format": "OpenDocument"}


def test_a_workbook_named_csv_is_read_as_what_it_is(read_file: Read, tmp_path: Path) -> None:
    workbook = save(tmp_path / "orders.xlsx", HEADER[:3], ["A1", "B7", MORNING])
    assert read_file(workbook.rename(tmp_path / "orders.csv")).format == "xlsx"
