"""A monthly report as an XLSX workbook to fill in and hand back: `render_report_workbook`.

Only the cells meant for it can be written, Excel refuses what is no count, and formulas mark what will be refused.
There is no macro. What stands where is written down on a hidden sheet, under a seal, so that whoever reads the workbook
again finds what was entered, and notices what was changed besides. The seal has no key: it tells mistakes, and keeps
nobody from making a workbook of their own, which is judged by the same rules.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from io import BytesIO
from itertools import count, takewhile
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from reports import palette
from reports.language import Language
from reports.report_checks import check_formula
from reports.report_form import Figure, ReportForm, Section

HIDDEN_SHEET = "servicemark"
MARK = "servicemark-report"
NIL = "nil"

_WIDTHS = (42, 13, 13, 48, 56)
_FIGURE, _VALUE, _RECORDED, _WHY, _CHECK = range(5)
_HEAD_ROWS = 7
# In points; a spreadsheet does not make room by itself for what a formula says.
_LINE_HEIGHT, _LONG_LINE_HEIGHT, _BOX_HEIGHT = 32, 48, 96


def hidden_lines(cells: Mapping[str, str]) -> list[tuple[str, ...]]:
    """The lines of a hidden sheet that is read again, from what each of its cells holds, to the first empty line."""
    lines = (tuple(cells[cell] for column in "ABC" if (cell := f"{column}{row}") in cells) for row in count(1))
    return list(takewhile(len, lines))


def seal(lines: Sequence[Sequence[str]]) -> str:
    """SHA-256 of the lines of the hidden sheet, in hex."""
    written = json.dumps([list(line) for line in lines], ensure_ascii=False, separators=(",", ":"))
    return sha256(written.encode()).hexdigest()


def render_report_workbook(form: ReportForm, language: Language) -> bytes:
    """The workbook, in the language of whoever fills it in."""
    output = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(output, options) as workbook:
        title = language.gettext("Monthly report for %(month)s") % {"month": language.month(*form.month)}
        workbook.set_properties({"title": title, "author": form.network_name})
        sheet = _Sheet(workbook, form, language)
        sheet.write(title)
        _write_hidden(workbook, [("sheet", sheet.name), *form.identity], sheet.cells)
    return output.getvalue()


def _write_hidden(workbook: Any, identity: Sequence[Sequence[str]], cells: Sequence[Sequence[str]]) -> None:
    lines: list[Sequence[str]] = [(MARK,), *identity, *cells]
    hidden = workbook.add_worksheet(HIDDEN_SHEET)
    for row, line in enumerate([*lines, ("seal", seal(lines))]):
        for column, text in enumerate(line):
            hidden.write_string(row, column, text)
    hidden.protect()
    hidden.very_hidden()


def _places(form: ReportForm) -> dict[str, str]:
    """The cells that formulas name: see `check_formula`."""
    places, row = {NIL: xl_rowcol_to_cell(4, _VALUE)}, _HEAD_ROWS
    for section in form.sections:
        for figure in section.figures:
            row += 1
            places[figure.key] = xl_rowcol_to_cell(row, _VALUE)
            places[f"recorded.{figure.key}"] = xl_rowcol_to_cell(row, _RECORDED)
            places[f"why.{figure.key}"] = xl_rowcol_to_cell(row, _WHY)
        row += 2 if section.text_key else 1
    return places


class _Sheet:
    """The one sheet that people see. `cells` lists what stands where: ("input", cell, name), ("fixed", cell, text) and
    ("check", cell) for a formula, whose value changes with what is entered."""

    def __init__(self, workbook: Any, form: ReportForm, language: Language) -> None:
        _ = language.gettext
        self.name = _("Monthly report")[:31]
        self.cells: list[tuple[str, ...]] = []
        self._form = form
        self._language = language
        self._formats = _formats(workbook)
        self._sheet = workbook.add_worksheet(self.name)
        self._row = 0
        self._places = _places(form)

    def write(self, title: str) -> None:
        for column, width in enumerate(_WIDTHS):
            self._sheet.set_column(column, column, width)
        self._write_head(title)
        for section in self._form.sections:
            self._write_section(section)
        self._sheet.hide_gridlines(2)
        self._sheet.freeze_panes(_HEAD_ROWS, 1)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.protect("", {"format_columns": True, "format_rows": True})

    def _write_head(self, title: str) -> None:
        _, form = self._language.gettext, self._form
        self._fixed(0, _FIGURE, title, "title")
        self._fixed(1, _FIGURE, form.site, "bold")
        self._fixed(2, _FIGURE, form.due, "plain")
        self._fixed(
            3,
            _FIGURE,
            _(
                "Fill in the white cells, save the workbook and hand it in on the page of this report. All other cells "
                "are protected: a workbook in which they were changed is not taken."
            ),
            "wide",
            across=True,
        )
        self._sheet.set_row(3, 32)
        self._fixed(4, _FIGURE, _("No activity in this month"), "label")
        self._input(4, _VALUE, NIL, _("yes") if form.nil else _("no"), "choice")
        self._sheet.data_validation(4, _VALUE, 4, _VALUE, self._choices())
        self._fixed(4, _RECORDED, _("With yes, all figures but those of staffing are 0 and may be left empty."), "hint")
        self._sheet.set_row(6, _LINE_HEIGHT)
        heads = (_("Figure"), _("Your figure"), _("Your records"), _("Explained in a sentence"), _("Check"))
        for column, head in enumerate(heads):
            self._fixed(6, column, head, "head")
        self._row = _HEAD_ROWS

    def _choices(self) -> dict[str, Any]:
        _ = self._language.gettext
        return {
            "validate": "list",
            "source": [_("yes"), _("no")],
            "error_title": _("No activity in this month"),
            "error_message": _("Choose yes or no."),
        }

    def _write_section(self, section: Section) -> None:
        self._fixed(self._row, _FIGURE, section.label, "section", across=True)
        self._row += 1
        for figure in section.figures:
            self._write_figure(figure)
            self._row += 1
        if section.text_key:
            self._write_text(section)
            self._row += 1

    def _write_figure(self, figure: Figure) -> None:
        row, form = self._row, self._form
        self._sheet.set_row(row, _LINE_HEIGHT if figure.key != form.balance.closing else _LONG_LINE_HEIGHT)
        self._fixed(row, _FIGURE, figure.label, "label")
        self._input(row, _VALUE, f"figures.{figure.key}", figure.value, "count")
        self._sheet.data_validation(row, _VALUE, row, _VALUE, self._counts())
        if figure.recorded is None:
            self._sheet.write_blank(row, _RECORDED, None, self._formats["recorded"])
        else:
            self._sheet.write_number(row, _RECORDED, figure.recorded, self._formats["recorded"])
            self.cells.append(("fixed", xl_rowcol_to_cell(row, _RECORDED), str(figure.recorded)))
        self._input(row, _WHY, f"explanations.{figure.key}", figure.why, "sentence")
        self._sheet.data_validation(row, _WHY, row, _WHY, self._length(form.longest_sentence))
        self._check(row, figure)

    def _write_text(self, section: Section) -> None:
        _ = self._language.gettext
        row, box = self._row, self._formats["box"]
        self._fixed(row, _FIGURE, _("In words"), "label")
        self._sheet.merge_range(row, _VALUE, row, _CHECK, "", box)
        self._input(row, _VALUE, f"words.{section.text_key}", section.text, "box")
        self._sheet.data_validation(row, _VALUE, row, _VALUE, self._length(self._form.longest_text))
        self._sheet.set_row(row, _BOX_HEIGHT)

    def _counts(self) -> dict[str, Any]:
        _ = self._language.gettext
        return {
            "validate": "integer",
            "criteria": "between",
            "minimum": 0,
            "maximum": self._form.most,
            "error_title": _("Your figure"),
            "error_message": _("Enter a whole number, 0 or more, without a unit."),
        }

    def _length(self, most: int) -> dict[str, Any]:
        _ = self._language.gettext
        return {
            "validate": "length",
            "criteria": "<=",
            "value": most,
            "error_message": _("At most %(most)s characters fit. Shorten the text.") % {"most": most},
        }

    def _check(self, row: int, figure: Figure) -> None:
        formula = check_formula(self._form, figure, self._places, self._language)
        self._sheet.write_formula(row, _CHECK, formula, self._formats["check"], "")
        self.cells.append(("check", xl_rowcol_to_cell(row, _CHECK)))

    def _fixed(self, row: int, column: int, text: str, style: str, *, across: bool = False) -> None:
        if across:
            self._sheet.merge_range(row, column, row, _CHECK, "", self._formats[style])
        self._sheet.write_string(row, column, text, self._formats[style])
        if text:
            self.cells.append(("fixed", xl_rowcol_to_cell(row, column), text))

    def _input(self, row: int, column: int, name: str, value: int | str | None, style: str) -> None:
        chosen = self._formats[style]
        if isinstance(value, int):
            self._sheet.write_number(row, column, value, chosen)
        elif value:
            self._sheet.write_string(row, column, value, chosen)
        else:
            self._sheet.write_blank(row, column, None, chosen)
        self.cells.append(("input", xl_rowcol_to_cell(row, column), name))


def _formats(workbook: Any) -> dict[str, Any]:
    base: dict[str, object] = {"font_size": 11, "valign": "vcenter", "font_color": palette.INK, "text_wrap": True}
    still: dict[str, object] = {"bg_color": palette.PANEL}
    entry: dict[str, object] = {"locked": False, "border": 1, "border_color": palette.FAINT}
    named: dict[str, dict[str, object]] = {
        "title": {"bold": True, "font_size": 16, "font_color": palette.NAVY, "text_wrap": False},
        "bold": {"bold": True, "text_wrap": False},
        "plain": {"text_wrap": False},
        "wide": {"font_color": palette.TEXT},
        "hint": {"font_color": palette.TEXT, "text_wrap": False},
        "head": {"bold": True, "font_color": palette.WHITE, "bg_color": palette.NAVY},
        "section": {"bold": True, "font_color": palette.NAVY, "bg_color": palette.TRACK},
        "label": still,
        "recorded": {**still, "num_format": "0", "align": "right", "font_color": palette.TEXT},
        "check": {"font_color": palette.BAD_DARK, "bold": True},
        "count": {**entry, "num_format": "0", "align": "right"},
        "choice": {**entry, "align": "right"},
        "sentence": {**entry, "num_format": "@"},
        "box": {**entry, "num_format": "@", "valign": "top"},
    }
    return {name: workbook.add_format({**base, **properties}) for name, properties in named.items()}
