"""A small workbook read cell by cell, in a process of its own."""

import asyncio
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from network.foundation.tabular.errors import FileRefused
from network.foundation.tabular.grid import FORM_LIMITS, read_grid
from network.foundation.tabular.limits import Limits


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Two sheets, the second one hidden, with a value of each kind."""
    path = tmp_path / "form.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        form = workbook.add_worksheet("Form")
        form.write_string("B2", " 007 ")
        form.write_number("C2", 12)
        form.write_number("D2", 0.1 + 0.2)
        form.write_boolean("E2", True)
        form.write_datetime("F2", datetime(2026, 7, 1), workbook.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001
        form.write_formula("B4", "=1+1", None, 2)
        form.write_formula("C4", "=1/0", None, "#DIV/0!")
        form.write_formula("D4", "=1+1", None, "")
        form.merge_range("B6:D6", "across")
        form.write_blank("B8", None)
        hidden = workbook.add_worksheet("kept")
        hidden.write_string("A1", "seal")
        hidden.very_hidden()
        workbook.add_worksheet("empty")
    return path


async def test_each_filled_cell_is_what_a_person_would_type_there(book: Path) -> None:
    sheets = (await read_grid(book)).sheets
    assert dict(sheets["Form"]) == {
        "B2": " 007 ",
        "C2": "12",
        "D2": "0.3",
        "E2": "true",
        "F2": "2026-07-01 00:00:00",
        "B4": "2",
        "C4": "#DIV/0!",
        "D4": "#FORMULA!",
        "B6": "across",
    }
    assert (dict(sheets["kept"]), dict(sheets["empty"])) == ({"A1": "seal"}, {})


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (replace(FORM_LIMITS, rows=5), "too_many_rows"),
        (replace(FORM_LIMITS, columns=3), "too_many_columns"),
        (replace(FORM_LIMITS, file_bytes=100), "too_large"),
        (replace(FORM_LIMITS, entries=3), "unpacked_too_large"),
        (replace(FORM_LIMITS, wall_seconds=0.0), "too_slow"),
    ],
)
async def test_past_its_limits_a_workbook_is_refused(book: Path, limits: Limits, code: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        await read_grid(book, limits)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty_file"), (b"a,b\n1,2\n", "unknown_format"), (b"PK\x03\x04" + b"x" * 99, "damaged_workbook")],
)
async def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(content)
    with pytest.raises(FileRefused) as refusal:
        await read_grid(path)
    assert refusal.value.code == code


async def test_a_sheet_that_is_not_xml_is_damage_and_no_crash(book: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(book) as before, zipfile.ZipFile(broken, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name)[:-200] if name.endswith("sheet1.xml") else before.read(name))
    with pytest.raises(FileRefused) as refusal:
        await read_grid(broken)
    assert refusal.value.code == "damaged_workbook"


async def test_reading_ends_when_it_is_cancelled(book: Path) -> None:
    reading = asyncio.create_task(read_grid(book))
    await asyncio.sleep(0.05)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading


async def test_what_a_person_saved_again_reads_the_same(book: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsx"
    openpyxl.load_workbook(book, data_only=True).save(again)
    before, after = (await read_grid(book)).sheets, (await read_grid(again)).sheets
    assert {cell: text for cell, text in before["Form"].items() if cell != "D4"} == dict(after["Form"])
