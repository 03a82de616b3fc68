"""What one cell may say, kind by kind."""

from decimal import Decimal

import pytest

from network.foundation.tabular.cells import converter
from network.foundation.tabular.faults import CellFault
from network.foundation.tabular.layout import Column, Kind
from network.foundation.tabular.plan import Field, Notation

COUNT = Column("count", Kind.INTEGER, minimum=Decimal(0), maximum=Decimal(1000000))
HOURS = Column("hours", Kind.DECIMAL, places=2)
CODE = Column("code", Kind.CODE, max_length=20)
WORDS = Column("words", Kind.TEXT, max_length=200)
MOMENT = Column("at", Kind.TIMESTAMP)
DAY = Column("on", Kind.DATE)
FLAG = Column("flag", Kind.BOOLEAN)
FINDING = Column("finding", Kind.CHOICE, choices=("fault_confirmed", "no_fault_found"))


def convert(column: Column, cell: str, notation: Notation | None = None) -> str:
    return converter(Field(column), notation or Notation())(cell)


@pytest.mark.parametrize(
    ("column", "cell", "copied"),
    [
        (COUNT, "1250", "1250"),
        (COUNT, " 007 ", "7"),
        (COUNT, "1,234", "1234"),
        (COUNT, "１２３", "123"),
        (HOURS, "0.50", "0.5"),
        (HOURS, "-3", "-3"),
        (HOURS, "1,234.5", "1234.5"),
        (CODE, "ＡＢ－1", "AB-1"),
        (CODE, "a/b c", "a/b c"),
        (CODE, r"a\b", r"a\\b"),
        (WORDS, "شاشة 📱 👨‍👩‍👧", "شاشة 📱 👨‍👩‍👧"),
        (WORDS, "two\r\nlines\tand a tab", r"two\nlines\tand a tab"),
        (WORDS, "=cmd|'/c calc'!A1", "=cmd|'/c calc'!A1"),
        (WORDS, "'; DROP TABLE x; {{7*7}} %s", "'; DROP TABLE x; {{7*7}} %s"),
        (WORDS, "名" * 200, "名" * 200),
        (MOMENT, "2026-01-31T14:05:09+08:00", "2026-01-31T14:05:09+08:00\t\\N"),
        (MOMENT, "2026-01-31T14:05:09Z", "2026-01-31T14:05:09+00:00\t\\N"),
        (MOMENT, "2026-01-31 14:05 +0800", "2026-01-31T14:05:00+08:00\t\\N"),
        (MOMENT, "2026-01-31 14:05", "\\N\t2026-01-31T14:05:00"),
        (MOMENT, "2026-01-31T14:05:09.25", "\\N\t2026-01-31T14:05:09.250000"),
        (MOMENT, "2026/1/5 7:05", "\\N\t2026-01-05T07:05:00"),
        (MOMENT, "2026年1月5日 7:05", "\\N\t2026-01-05T07:05:00"),
        (MOMENT, "２０２６年１月５日７：０５", "\\N\t2026-01-05T07:05:00"),
        (DAY, "2026-01-31", "2026-01-31"),
        (DAY, "20260131", "2026-01-31"),
        (DAY, "2026年1月5日", "2026-01-05"),
        (DAY, "2026-01-31 00:00:00", "2026-01-31"),
        (FLAG, "YES", "t"),
        (FLAG, "是", "t"),
        (FLAG, "０", "f"),
        (FINDING, "No_Fault_Found", "no_fault_found"),
        (FLAG, "", "\\N"),
        (MOMENT, "  ", "\\N\t\\N"),
        (Column("currency", Kind.CODE, default="CNY"), "", "CNY"),
    ],
)
def test_a_cell_that_is_right_becomes_copy_text(column: Column, cell: str, copied: str) -> None:
    assert convert(column, cell) == copied


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        (Column("site", Kind.CODE, required=True), "", "required"),
        (COUNT, "3.5", "not_an_integer"),
        (COUNT, "1,23", "not_an_integer"),
        (COUNT, "+5", "not_an_integer"),
        (COUNT, "1_000", "not_an_integer"),
        (COUNT, "0x10", "not_an_integer"),
        (COUNT, "٣", "not_an_integer"),
        (COUNT, "一百", "not_an_integer"),
        (COUNT, "²", "not_an_integer"),
        (COUNT, "1e3", "scientific_number"),
        (COUNT, "-1", "below_minimum"),
        (COUNT, "1000001", "above_maximum"),
        (COUNT, "1" + "0" * 30, "too_many_digits"),
        (HOURS, "NaN", "not_a_number"),
        (HOURS, "inf", "not_a_number"),
        (HOURS, "-", "not_a_number"),
        (HOURS, "¥12", "not_a_number"),
        (HOURS, "1.234,5", "not_a_number"),
        (HOURS, "6.5E+3", "scientific_number"),
        (HOURS, "0.333", "too_many_places"),
        (HOURS, "#DIV/0!", "spreadsheet_error"),
        (CODE, "#N/A", "spreadsheet_error"),
        (CODE, "6.22E+17", "scientific_code"),
        (CODE, "a\tb", "control_character"),
        (CODE, "a\u200bb", "control_character"),
        (CODE, "x" * 21, "too_long"),
        (WORDS, "evil\u202etxt", "control_character"),
        (WORDS, "bell\x07", "control_character"),
        (WORDS, "nul\x00", "control_character"),
        (WORDS, "lone \ud83d half", "control_character"),
        (WORDS, "lost \ufffd", "control_character"),
        (WORDS, "名" * 201, "too_long"),
        (MOMENT, "45292", "excel_serial"),
        (MOMENT, "45292.5", "excel_serial"),
        (MOMENT, "31/02/2026", "ambiguous_date"),
        (MOMENT, "03/04/2026 10:00", "ambiguous_date"),
        (MOMENT, "2026-02-30 10:00", "impossible_date"),
        (MOMENT, "2026-13-01T10:00:00+08:00", "impossible_date"),
        (MOMENT, "0000-00-00 00:00", "impossible_date"),
        (MOMENT, "2026-01-01 24:00", "impossible_date"),
        (MOMENT, "2026/2/30 7:05", "impossible_date"),
        (MOMENT, "2026-01-01 10:00 +99:00", "impossible_offset"),
        (MOMENT, "5.1.26 10:00", "two_digit_year"),
        (MOMENT, "0115-01-05 10:00", "year_out_of_range"),
        (MOMENT, "2569-01-05 10:00", "year_out_of_range"),
        (MOMENT, "2026-01-05", "time_missing"),
        (MOMENT, "2026-01-05 12:30 PM", "not_a_timestamp"),
        (MOMENT, "yesterday", "not_a_timestamp"),
        (DAY, "2026-02-29", "impossible_date"),
        (DAY, "2026-01-31 14:05", "not_a_date"),
        (DAY, "45292", "excel_serial"),
        (FLAG, "maybe", "not_a_boolean"),
        (FINDING, "broken", "not_a_choice"),
    ],
)
def test_a_cell_that_is_wrong_says_how(column: Column, cell: str, code: str) -> None:
    with pytest.raises(CellFault) as caught:
        convert(column, cell)
    assert caught.value.code == code


def test_an_excel_date_number_is_explained_with_the_date_it_meant() -> None:
    with pytest.raises(CellFault) as caught:
        convert(MOMENT, "45292.25")
    assert caught.value.values == {"meant": "2024-01-01 06:00"}


def test_a_decimal_comma_is_read_only_when_the_profile_says_so() -> None:
    assert convert(HOURS, "1.234,5", Notation(decimal_mark=",")) == "1234.5"
    with pytest.raises(CellFault):
        convert(HOURS, "1234.5", Notation(decimal_mark=","))


def test_formats_of_the_profile_come_before_the_usual_ones() -> None:
    notation = Notation(timestamps=("%d/%m/%Y %H:%M",), dates=("%d.%m.%Y",))
    assert convert(MOMENT, "31/01/2026 10:00", notation) == "\\N\t2026-01-31T10:00:00"
    assert convert(MOMENT, "2026-01-31 10:00", notation) == "\\N\t2026-01-31T10:00:00"
    assert convert(DAY, "31.1.2026", notation) == "2026-01-31"
    with pytest.raises(CellFault) as caught:
        convert(MOMENT, "31/02/2026 10:00", notation)
    assert caught.value.code == "ambiguous_date"
