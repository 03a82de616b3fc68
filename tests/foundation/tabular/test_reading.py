"""CSV files that can be read, and the errors in their rows."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from network.foundation.tabular.layout import Layout
from network.foundation.tabular.limits import Limits
from network.foundation.tabular.read import Parsed, read, read_async

Read = Callable[..., Parsed]
Rows = Callable[[Parsed], list[dict[str, Any]]]
Codes = Callable[[Parsed], list[tuple[int, str, str]]]

HEADER = "order_no,site,product,received_at\n"
CHINESE = "工单号,网点,产品,收件时间\nA1,B7,手机维修服务,2026-01-05 07:05\n"


def test_every_column_of_the_layout_is_copied_in_order(read_file: Read, rows_of: Rows) -> None:
    parsed = read_file("site,order_no,received_at,hold_hours\nB7,A1,2026-01-05T07:05:00+08:00,1.50\n")
    assert rows_of(parsed) == [
        {
            "row_number": "2",
            "has_error": "f",
            "order_no": "A1",
            "site": "B7",
            "product": None,
            "received_at": "2026-01-05T07:05:00+08:00",
            "received_at_local": None,
            "ready_at": None,
            "ready_at_local": None,
            "opened_on": None,
            "hold_hours": "1.50",
            "visits": None,
            "outcome": None,
            "in_warranty": None,
            "currency": "CNY",
        }
    ]
    assert (parsed.rows, parsed.errors, parsed.error_count, parsed.format) == (1, (), 0, "csv")
    assert parsed.sources["received_at"] == "received_at"
    assert "product" not in parsed.sources


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("utf-16", "utf-16")],
)
def test_the_encoding_is_found(read_file: Read, rows_of: Rows, encoding: str, found: str) -> None:
    parsed = read_file(CHINESE.encode(encoding))
    assert parsed.encoding == found
    assert rows_of(parsed)[0]["product"] == "手机维修服务"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_by_the_header(read_file: Read, rows_of: Rows, delimiter: str) -> None:
    text = delimiter.join(HEADER.split(",")) + delimiter.join(["A1", "B7", '"x, y; z"', "2026-01-05 07:05\n"])
    parsed = read_file(text)
    assert parsed.delimiter == delimiter
    assert rows_of(parsed)[0]["product"] == "x, y; z"


def test_a_separator_line_is_obeyed_and_not_counted(read_file: Read, rows_of: Rows) -> None:
    parsed = read_file("sep=;\n" + HEADER.replace(",", ";") + "A1;B7;x;2026-01-05 07:05\n")
    assert rows_of(parsed)[0]["row_number"] == "2"


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_any_line_ending_is_read(read_file: Read, line_end: str) -> None:
    text = HEADER + "A1,B7,x,2026-01-05 07:05\nA2,B7,x,2026-01-05 07:05\n"
    assert read_file(text.replace("\n", line_end)).rows == 2


def test_headers_match_whatever_their_case_width_and_blanks(read_file: Read, rows_of: Rows) -> None:
    parsed = read_file("  Order_No ,ＳＩＴＥ,received_at,,\nA1,B7,2026-01-05 07:05,,\n")
    assert rows_of(parsed)[0]["site"] == "B7"
    assert parsed.unread_columns == ()


def test_a_line_break_in_a_quoted_cell_is_kept_and_does_not_shift_row_numbers(read_file: Read, rows_of: Rows) -> None:
    parsed = read_file(HEADER + 'A1,B7,"two\nlines",2026-01-05 07:05\n\nA2,B7,x,2026-01-05 07:05\n')
    assert [(row["row_number"], row["product"]) for row in rows_of(parsed)] == [("2", "two\nlines"), ("4", "x")]


def test_all_errors_of_all_rows_are_found_in_one_go(read_file: Read, rows_of: Rows, codes_of: Codes) -> None:
    parsed = read_file(
        "order_no,site,received_at,hold_hours,outcome\n"
        "A1,B7,31/02/2026,-1,repaired\n"
        "A2,B7,2026-01-05 07:05,2,repaired\n"
        ",B7,45292,x,sold\n"
    )
    assert codes_of(parsed) == [
        (2, "received_at", "ambiguous_date"),
        (2, "hold_hours", "below_minimum"),
        (4, "order_no", "required"),
        (4, "received_at", "excel_serial"),
        (4, "hold_hours", "not_a_number"),
        (4, "outcome", "not_a_choice"),
    ]
    rows = rows_of(parsed)
    assert [row["has_error"] for row in rows] == ["t", "f", "t"]
    assert (rows[0]["order_no"], rows[0]["received_at"], rows[0]["hold_hours"]) == ("A1", None, None)


def test_errors_past_the_limit_are_counted_but_not_kept(read_file: Read) -> None:
    parsed = read_file(HEADER + "A1,B7,x,never\n" * 50, limits=Limits(detailed_errors=7))
    assert (len(parsed.errors), parsed.error_count, parsed.rows) == (7, 50, 50)


def test_a_ragged_row_is_one_error_and_its_cells_are_not_guessed(
    read_file: Read, rows_of: Rows, codes_of: Codes
) -> None:
    parsed = read_file(HEADER + "A1,B7,x\nA2,B7,x,2026-01-05 07:05,,\nA3,B7,x,2026-01-05 07:05,extra\n")
    assert codes_of(parsed) == [(2, "", "ragged_row"), (4, "", "ragged_row")]
    assert [(row["order_no"], row["has_error"]) for row in rows_of(parsed)] == [(None, "t"), ("A2", "f"), (None, "t")]


@pytest.mark.parametrize("label", ["合计", "Total:", "GRAND TOTAL"])
def test_a_total_row_is_one_error(read_file: Read, codes_of: Codes, label: str) -> None:
    parsed = read_file(HEADER + f"A1,B7,x,2026-01-05 07:05\n{label},,,12\n")
    assert codes_of(parsed) == [(3, "", "total_row")]


def test_trailing_empty_rows_are_dropped(read_file: Read) -> None:
    assert read_file(HEADER + "A1,B7,x,2026-01-05 07:05\n" + " ,,,\n" * 9).rows == 1


def test_an_excerpt_of_the_cell_is_kept_short(read_file: Read) -> None:
    error = read_file(HEADER + f"A1,B7,{'名' * 300},2026-01-05 07:05\n").errors[0]
    assert (error.code, len(error.value), error.values) == ("too_long", 40, {"length": "300", "max_length": "200"})


def test_the_hash_is_that_of_the_file(read_file: Read) -> None:
    parsed = read_file(b"order_no,site,received_at\nA1,B7,2026-01-05 07:05\n")
    assert parsed.sha256 == "cfaf0934663577d633f23a2aa9d0464b15c56bf163584a5ce8aef3a40798e45d"
    assert parsed.size == 49


def test_clean_and_doubtful_chunks_of_one_column_read_alike(read_file: Read, rows_of: Rows) -> None:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["order_no", "site", "product", "received_at"])
    for number in range(5000):
        doubtful = number == 3000
        product = "back\\slash" if doubtful else f"p {number}"
        moment = "2026/1/5 7:05" if doubtful else "2026-01-05T07:05:00+08:00"
        writer.writerow([f"A{number}", "B7", product, moment])
    rows = rows_of(read_file(text.getvalue()))
    assert len(rows) == 5000
    assert rows[3000]["product"] == "back\\slash"
    assert rows[3000]["received_at_local"] == "2026-01-05T07:05:00"
    assert rows[2999]["received_at"] == rows[3001]["received_at"] == "2026-01-05T07:05:00+08:00"


def test_progress_is_told(tmp_path: Path, workdir: Path, layout: Layout) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(HEADER + "A1,B7,x,2026-01-05 07:05\n" * 5000)
    heard: list[int] = []
    read(path, layout, None, Limits(), workdir, heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 5000
    assert len(heard) > 1


async def test_it_reads_without_blocking_the_loop(tmp_path: Path, workdir: Path, layout: Layout) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(HEADER + "A1,B7,x,2026-01-05 07:05\n" * 3000)
    heard: list[int] = []
    parsed = await read_async(path, layout, None, Limits(), workdir, heard.append)
    assert parsed.rows == 3000
    assert heard[-1] == 3000
