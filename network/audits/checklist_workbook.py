"""A checklist as a workbook, out and back in: a sheet for the whole, one for its sections, one for its questions.

The first row of a table names the fields, the second one says what they are, and data begins in the third. Cells are
written as `network.audits.schemas.checklist_lines` reads them.
"""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from network.audits.errors.checklists import BadChecklistForm
from network.audits.rules.checklist_editing import with_question
from network.audits.rules.checklist_problems import CellWrong, ChecklistUnreadable, SheetMissing
from network.audits.rules.checklists import (
    EFFECT_LABELS,
    EVIDENCE_LABELS,
    KIND_LABELS,
    TYPE_LABELS,
    ChecklistDocument,
    Question,
    VisitKind,
)
from network.audits.schemas.checklist_lines import (
    HEADING_FIELDS,
    QUESTION_FIELDS,
    SECTION_FIELDS,
    flat_heading,
    flat_question,
    flat_section,
    heading_of,
    question_of,
    section_of,
)
from network.foundation.documents.problems import Problem
from network.foundation.i18n import Text
from network.foundation.i18n import gettext as _
from network.foundation.tabular import texts
from network.foundation.tabular.grid import Grid
from network.sites.rules.criteria import LocalText

WHOLE, SECTIONS, QUESTIONS, CODES = "Checklist", "Sections", "Questions", "Codes"
_FIRST = 3  # the first row with data
_MOST_ROWS = 500
_CODES: Mapping[str, Mapping[Any, Text]] = {
    "kind": KIND_LABELS,
    "type": TYPE_LABELS,
    "evidence": EVIDENCE_LABELS,
    "effect": EFFECT_LABELS,
}
_WIDE = frozenset({"label_en", "label_zh", "guidance_en", "guidance_zh", "choices", "when"})
_YES_NO = frozenset({"required", "not_applicable", "expected", "decoy"})

_EMPTY = ChecklistDocument(key="", kind=VisitKind.MYSTERY_VISIT, title=LocalText(en="", zh_CN=""), sections=())

Row = Mapping[str, str]
Made = TypeVar("Made")


def write_workbook(document: ChecklistDocument, labels: Mapping[str, Text]) -> bytes:
    """The whole as XLSX; `labels`: what the fields are called. No cell is ever taken for a formula."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    heading = {"key": document.key, **flat_heading(document)}
    whole = book.add_worksheet(WHOLE)
    whole.set_column(0, 1, 28)
    whole.set_column(2, 2, 90)
    for number, (name, text) in enumerate(heading.items()):
        whole.write_row(number, 0, (name, str(labels[name])), book.add_format({"bold": True, "valign": "top"}))
        whole.write_string(number, 2, text, book.add_format({"text_wrap": True}))
    _table(book, SECTIONS, SECTION_FIELDS, map(flat_section, document.sections), labels)
    questions = (
        {"section": section.key, **flat_question(question)}
        for section in document.sections
        for question in section.questions
    )
    _table(book, QUESTIONS, ("section", *QUESTION_FIELDS), questions, labels)
    _codes(book, labels)
    book.close()
    return content.getvalue()


def _table(
    book: xlsxwriter.Workbook, name: str, columns: Sequence[str], rows: Iterable[Row], labels: Mapping[str, Text]
) -> None:
    sheet = book.add_worksheet(name)
    bold, muted = book.add_format({"bold": True}), book.add_format({"italic": True, "text_wrap": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.freeze_panes(2, 2)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(len(columns))}{_MOST_ROWS}"})
    for place, column in enumerate(columns):
        sheet.set_column(place, place, 44 if column in _WIDE else 16)
        sheet.write_string(0, place, column, bold)
        sheet.write_string(1, place, str(labels[column]), muted)
        if column in _CODES or column in _YES_NO:
            allowed = [str(code) for code in _CODES.get(column, ("yes", "no"))]
            sheet.data_validation(2, place, _MOST_ROWS, place, {"validate": "list", "source": allowed})
    for number, row in enumerate(rows, start=_FIRST - 1):
        for place, column in enumerate(columns):
            sheet.write_string(number, place, row[column], wrapped)


def _codes(book: xlsxwriter.Workbook, labels: Mapping[str, Text]) -> None:
    """What may be written in the columns that take a code."""
    sheet = book.add_worksheet(CODES)
    sheet.set_column(0, 2, 28)
    lines = [(column, code, str(label)) for column, codes in _CODES.items() for code, label in codes.items()]
    for number, (column, code, label) in enumerate(lines):
        sheet.write_row(number, 0, (str(labels[column]), str(code), label))


def read_workbook(grid: Grid) -> ChecklistDocument:
    """The checklist that a workbook holds; ChecklistUnreadable names every cell that cannot be read.

    Its meaning is not judged: see `checklist_validation.validate_checklist`.
    """
    if missing := [
        SheetMissing("", {"name": name}) for name in (WHOLE, SECTIONS, QUESTIONS) if name not in grid.sheets
    ]:
        raise ChecklistUnreadable(missing)
    reading = _Reading(grid)
    whole = reading.whole()
    sections = [made for _row, made in reading.rows(SECTIONS, SECTION_FIELDS, section_of)]
    document = replace(_EMPTY, **whole, sections=tuple(sections))
    for row, (home, question) in reading.rows(QUESTIONS, ("section", *QUESTION_FIELDS), _placed):
        document = reading.with_question(document, row, home, question)
    if reading.problems:
        raise ChecklistUnreadable(reading.problems)
    return document


def _placed(values: Row) -> tuple[str, Question]:
    return values.get("section", ""), question_of(values)


class _Reading:
    """Reads the sheets, and keeps what is wrong with each cell."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.problems: list[Problem] = []

    def whole(self) -> dict[str, Any]:
        """The key and the heading; the key alone when the rest cannot be read."""
        cells = self.grid.sheets[WHOLE]
        places = {cells.get(f"A{row}", ""): f"C{row}" for row in range(1, len(HEADING_FIELDS) + 20)}
        values = {name: self.text(WHOLE, place) for name, place in places.items() if name}
        found: dict[str, Any] = {"key": values.get("key", "")}
        try:
            return {**found, **heading_of(values)}
        except BadChecklistForm as refusal:
            self.tell(WHOLE, refusal, lambda name: places.get(name, "A1"))
            return found

    def rows(self, sheet: str, columns: Sequence[str], make: Callable[[Row], Made]) -> list[tuple[int, Made]]:
        """What was made of each row that holds anything, with the number of the row."""
        letters = self.letters(sheet, columns)
        made = []
        for row in range(_FIRST, _MOST_ROWS):
            values = {name: self.text(sheet, f"{letter}{row}") for name, letter in letters.items()}
            if not any(values.values()):
                continue
            try:
                made.append((row, make(values)))
            except BadChecklistForm as refusal:
                self.tell(sheet, refusal, lambda name, row=row: f"{letters.get(name, 'A')}{row}")  # type: ignore[misc]
        return made

    def letters(self, sheet: str, columns: Sequence[str]) -> dict[str, str]:
        """Field -> the letter of its column, by the first row; a column that nobody knows is told."""
        found = {}
        for place in range(len(columns) + 20):
            letter = xl_col_to_name(place)
            name = self.text(sheet, f"{letter}1")
            if name in columns:
                found[name] = letter
            elif name:
                self.wrong(f"{sheet}!{letter}1", _("There is no such field. Remove it or correct its name."))
        return found

    def text(self, sheet: str, cell: str) -> str:
        found = self.grid.sheets[sheet].get(cell, "")
        if found in texts.SPREADSHEET_ERRORS or found == texts.UNCALCULATED:
            self.wrong(f"{sheet}!{cell}", _("There is a formula without a value here. Write the value."))
            return ""
        return found

    def with_question(self, document: ChecklistDocument, row: int, home: str, question: Question) -> ChecklistDocument:
        try:
            return with_question(document, home, question)
        except KeyError:
            letter = self.letters(QUESTIONS, ("section", *QUESTION_FIELDS)).get("section", "A")
            self.wrong(f"{QUESTIONS}!{letter}{row}", _("There is no such section on the sheet of sections."))
            return document

    def tell(self, sheet: str, refusal: BadChecklistForm, place: Callable[[str], str]) -> None:
        for name, told in refusal.fields.items():
            self.wrong(f"{sheet}!{place(name)}", str(told))

    def wrong(self, path: str, told: str) -> None:
        self.problems.append(CellWrong(path, {"told": told}))
