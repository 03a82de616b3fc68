"""The workbook of a monthly report, read back as Excel would."""

from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from network.foundation.i18n import Language, language
from reports.report_form import Balance, Figure, ReportForm, Section
from reports.report_workbook import HIDDEN_SHEET, hidden_lines, render_report_workbook, seal

FORM = ReportForm(
    network_name="Northline",
    site="=1+2 上海 (S1)",
    month=(2026, 7),
    due="Due by the end of 5 Aug 2026",
    nil=False,
    sections=(
        Section(
            "Work",
            (
                Figure("opening", "Open before", 3, 3),
                Figure("received", "Received", 12, 12, "“=cmd|”", asked='12 is far from your "usual" 40.'),
                Figure("closed", "Closed", None),
                Figure("fast", "Closed fast", 0, None, "", "closed"),
                Figure("closing", "Open after", 5, 4),
            ),
        ),
        Section("Incidents", (), "incidents", "=HYPERLINK(1)\nsecond line"),
    ),
    balance=Balance("closing", ("opening", "received"), ("closed",)),
    identity=(("form", "1"), ("site", "S1"), ("month", "2026-07")),
    most=999_999,
    longest_sentence=500,
    longest_text=2000,
    shortest_sentence=4,
)


def opened(form: ReportForm = FORM, reader: Language | None = None) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(render_report_workbook(form, reader or language("en"))))


def hidden(book: openpyxl.Workbook) -> list[tuple[str, ...]]:
    cells = {cell.coordinate: str(cell.value) for row in book[HIDDEN_SHEET].iter_rows() for cell in row if cell.value}
    return hidden_lines(cells)


def inputs(book: openpyxl.Workbook) -> dict[str, str]:
    return {line[2]: line[1] for line in hidden(book) if line[0] == "input"}


def check(book: openpyxl.Workbook, key: str) -> str:
    """The formula beside a figure."""
    sheet = book.worksheets[0]
    return str(sheet[f"E{sheet[inputs(book)[f'figures.{key}']].row}"].value)


def test_what_a_person_or_a_record_says_is_never_a_formula() -> None:
    sheet = opened().worksheets[0]
    written = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str) and "=" in cell.value]
    plain = [cell for cell in written if cell.column_letter != "E"]
    assert {cell.data_type for cell in plain} == {"s"}
    assert "=1+2 上海 (S1)" in [cell.value for cell in plain]
    assert {cell.data_type for cell in written if cell.column_letter == "E"} == {"f"}


def test_only_what_is_to_be_filled_in_can_be_written(reader: Language) -> None:
    book = opened(FORM, reader)
    sheet = book.worksheets[0]
    assert sheet.protection.sheet
    unlocked = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    merged = {coordinate for area in sheet.merged_cells.ranges for coordinate in _below(sheet, str(area))}
    assert unlocked - merged == set(inputs(book).values())


def _below(sheet: Worksheet, area: str) -> list[str]:
    """The cells of a merged area but its first one, which holds the value."""
    return [cell.coordinate for row in sheet[area] for cell in row][1:]


def test_what_is_known_is_filled_in_as_numbers() -> None:
    book = opened()
    sheet, cells = book.worksheets[0], inputs(book)
    found = {key: sheet[cells[f"figures.{key}"]].value for key in ("opening", "received", "closed", "fast", "closing")}
    assert found == {"opening": 3, "received": 12, "closed": None, "fast": 0, "closing": 5}
    assert sheet[cells["explanations.received"]].value == "“=cmd|”"
    assert sheet[cells["words.incidents"]].value == "=HYPERLINK(1)\nsecond line"
    assert sheet[cells["nil"]].value == "no"


def test_excel_is_told_to_take_whole_numbers_only_and_yes_or_no() -> None:
    book = opened()
    rules = {str(rule.sqref): rule for rule in book.worksheets[0].data_validations.dataValidation}
    count = rules[inputs(book)["figures.closed"]]
    assert (count.type, count.formula1, count.formula2) == ("whole", "0", "999999")
    assert rules[inputs(book)["nil"]].formula1 == '"yes,no"'
    assert rules[inputs(book)["words.incidents"]].formula1 == "2000"


def test_a_formula_beside_each_figure_says_what_will_be_refused(reader: Language) -> None:
    book = opened(FORM, reader)
    cells = inputs(book)
    place = {key: cells[f"figures.{key}"] for key in ("opening", "received", "closed", "fast", "closing")}
    assert f"N({place['fast']})>N({place['closed']})" in check(book, "fast")
    balance = "N({closing})<>N({opening})+N({received})-N({closed})".format(**place)
    assert balance in check(book, "closing")
    row = place["closing"].removeprefix("B")
    assert f"B{row}<>C{row},LEN(TRIM(D{row}))<4" in check(book, "closing")
    assert "LEN(TRIM" not in check(book, "closed")


def test_what_is_asked_about_a_figure_is_asked_until_it_is_changed_or_explained() -> None:
    row = inputs(opened())["figures.received"].removeprefix("B")
    told = f'IF(AND(B{row}=12,LEN(TRIM(D{row}))<4),"12 is far from your ""usual"" 40.",'
    assert told in check(opened(), "received")


def test_a_label_with_quotes_does_not_break_the_formula_that_names_it() -> None:
    figures = (Figure("whole", 'The "whole"', 1), Figure("part", "Part", 2, None, "", "whole"))
    form = replace(FORM, sections=(Section("Work", figures),), balance=Balance("whole", ("part",), ()))
    assert '“The ""whole""”' in check(opened(form), "part")


def test_the_hidden_sheet_holds_every_cell_under_a_seal(reader: Language) -> None:
    book = opened(FORM, reader)
    *lines, last = hidden(book)
    assert last == ("seal", seal(lines))
    assert book[HIDDEN_SHEET].sheet_state == "veryHidden"
    sheet = book.worksheets[0]
    named = {line[1] for line in lines if line[0] in ("input", "fixed", "check")}
    merged = {coordinate for area in sheet.merged_cells.ranges for coordinate in _below(sheet, str(area))}
    assert {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.value is not None} <= named | merged
    fixed = {line[1]: line[2] for line in lines if line[0] == "fixed"}
    assert {cell: str(sheet[cell].value) for cell in fixed} == fixed


def test_any_change_of_a_hidden_line_breaks_the_seal() -> None:
    *lines, last = hidden(opened())
    assert all(seal([*lines[:n], (*line, "x"), *lines[n + 1 :]]) != last[1] for n, line in enumerate(lines))
    assert seal(lines[:-1]) != last[1]


def test_there_is_no_macro_and_no_link_to_anywhere() -> None:
    names = ZipFile(BytesIO(render_report_workbook(FORM, language("en")))).namelist()
    assert not [name for name in names if "vba" in name or "external" in name.lower() or "hyperlink" in name.lower()]


def test_a_nil_report_says_so_in_the_language_of_its_reader(reader: Language) -> None:
    book = opened(replace(FORM, nil=True), reader)
    assert book.worksheets[0][inputs(book)["nil"]].value == reader.gettext("yes")
    assert book.worksheets[0]["A1"].value == reader.gettext("Monthly report for %(month)s") % {
        "month": reader.month(2026, 7)
    }
