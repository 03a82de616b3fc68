"""The error workbook, and CSV that a spreadsheet may open."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.foundation.i18n import LANGUAGES, language
from network.foundation.tabular.export import neutralise, restored, write_csv
from network.foundation.tabular.faults import CellError
from network.foundation.tabular.headers import PROBLEM_HEADERS
from network.foundation.tabular.read import Parsed
from network.foundation.tabular.workbook import PROBLEMS, write_error_workbook

Read = Callable[..., Parsed]
Rows = Callable[[Parsed], list[dict[str, Any]]]

TEXT = (
    "order_no,site,product,received_at\n"
    "A1,B7,fine,2026-01-05 07:05\n"
    'A2,B7,"=1+1, ""x""",31/02/2026\n'
    "\n"
    "A3,,\x01bell,45292\n"
    "A4,B7,short\n"
)


@pytest.fixture
def parsed(read_file: Read) -> Parsed:
    return read_file(TEXT)


def cells(path: Path) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    assert sheet.freeze_panes == "B2"
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_it_holds_just_the_failing_rows_with_what_is_wrong(parsed: Parsed, tmp_path: Path) -> None:
    out = tmp_path / "errors.xlsx"
    assert write_error_workbook(tmp_path / "orders.csv", parsed, parsed.errors, out, str) == 3
    header, second, third, fourth = cells(out)
    assert header == ["Problems", "order_no", "site", "product", "received_at"]
    assert second[1:] == ["A2", "B7", '=1+1, "x"', "31/02/2026"]
    assert second[0].startswith("Row 3\nreceived_at: “31/02/2026”")
    assert len(third[0].splitlines()) == 4
    assert fourth[1:] == ["A4", "B7", "short", None]
    assert sorted(tmp_path.glob("*.rows")) == []


def test_formulas_are_written_as_text(parsed: Parsed, tmp_path: Path) -> None:
    out = tmp_path / "errors.xlsx"
    write_error_workbook(tmp_path / "orders.csv", parsed, parsed.errors, out, str)
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    assert sheet["D2"].data_type == "s"


def test_errors_found_elsewhere_are_told_in_the_readers_language(parsed: Parsed, tmp_path: Path) -> None:
    out = tmp_path / "errors.xlsx"
    errors = [
        CellError(2, "site", "B7", "unknown_site", {"message": "There is no site %(value)s (%(hint)s).", "hint": "?"}),
        CellError(2, "received_at", "", "required"),
    ]
    write_error_workbook(tmp_path / "orders.csv", parsed, errors, out, language("zh_CN").gettext)
    header, row = cells(out)
    assert header[0] == "问题"
    assert row[0].splitlines()[1:] == ["site: There is no site B7 (?).", "received_at: 此项不能为空，请填写。"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_can_be_put_right_and_imported_as_it_is(
    parsed: Parsed, tmp_path: Path, read_file: Read, rows_of: Rows, code: str
) -> None:
    out = tmp_path / "errors.xlsx"
    write_error_workbook(tmp_path / "orders.csv", parsed, parsed.errors[:1], out, language(code).gettext)
    workbook = openpyxl.load_workbook(out)
    sheet = workbook.active
    assert sheet is not None
    sheet["E2"] = "2026-02-28 10:00"
    workbook.save(out)
    again = read_file(out)
    assert (again.errors, again.unread_columns) == ((), ())
    assert [(row["order_no"], row["product"]) for row in rows_of(again)] == [("A2", '=1+1, "x"')]


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_added_header_is_known_to_the_reader_in_every_language(code: str) -> None:
    assert language(code).gettext(PROBLEMS) in PROBLEM_HEADERS


def test_the_rows_of_a_workbook_are_handed_back_too(tmp_path: Path, read_file: Read) -> None:
    source = tmp_path / "source.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in (
        ["A title"],
        ["order_no", "site", "received_at"],
        ["A1", "B7", 45292],
        ["A2", "B7", "2026-01-05 07:05"],
    ):
        sheet.append(row)
    workbook.save(source)
    out = tmp_path / "errors.xlsx"
    parsed = read_file(source)
    assert write_error_workbook(source, parsed, parsed.errors, out, str) == 1
    assert cells(out)[1][1:] == ["A1", "B7", "45292"]


@pytest.mark.parametrize(
    "cell", ["=1+2", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1", " =1", "＋1", "－x", "＠x"]
)
def test_a_cell_that_a_spreadsheet_would_run_is_neutralised(cell: str) -> None:
    assert neutralise(cell) == "'" + cell


@given(st.text(st.sampled_from("'=+-@1 a\t"), max_size=6))
def test_a_neutralised_cell_is_read_back_as_it_was(cell: str) -> None:
    assert restored(neutralise(cell)) == cell


def test_an_apostrophe_that_belongs_to_the_words_stays() -> None:
    assert [restored(cell) for cell in ("'t Hof", "'1", "'-5", "'=1+1", "''=1")] == [
        "'t Hof",
        "'1",
        "'-5",
        "=1+1",
        "'=1",
    ]


@pytest.mark.parametrize("cell", ["-2", "+3.5", "-1,234.50", "-12.5%", "plain", "a=b", "", "李雷"])
def test_numbers_and_words_stay_as_they_are(cell: str) -> None:
    assert neutralise(cell) == cell


def test_csv_opens_in_excel_with_chinese_and_holds_no_formula() -> None:
    blocks = list(write_csv([["李雷", -2, None], ["=1+1", 'say "hi"', "a,b"]] * 1500, ["name", "points", "note"]))
    assert len(blocks) == 4
    whole = b"".join(blocks)
    assert whole.startswith(b"\xef\xbb\xbfname,points,note\r\n")
    assert whole.decode("utf-8-sig").splitlines()[1:3] == ["李雷,-2,", '\'=1+1,"say ""hi""","a,b"']
