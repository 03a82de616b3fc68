"""What a report's workbook brings back: whose it is, whether only its white cells were changed, and what they say."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from network.foundation.i18n import gettext as _
from network.foundation.periods import Month
from network.foundation.tabular import numbers, texts
from network.foundation.tabular.cells import BLANKS
from network.foundation.tabular.faults import CellError, CellFault, excerpt
from network.foundation.tabular.grid import Grid
from network.foundation.tabular.layout import Column, Kind
from network.foundation.tabular.messages import message
from network.repairs.errors.problems import Problem
from network.repairs.errors.report_files import (
    CellProblem,
    WorkbookOfOldForm,
    WorkbookOfOtherMonth,
    WorkbookOfOtherSite,
    WorkbookRefused,
    WorkbookSealBroken,
    WorkbookSheetGone,
    WorkbookUnknown,
)
from network.repairs.rules.report_figures import FIGURES, LONGEST_TEXT, WRITTEN
from network.repairs.rules.report_files import FORM
from network.repairs.rules.reports import MOST
from network.repairs.schemas.reports import LONGEST_SENTENCE, ReportIn
from reports.report_workbook import HIDDEN_SHEET, MARK, hidden_lines, seal

_COUNT = Column("count", Kind.INTEGER, minimum=Decimal(0), maximum=Decimal(MOST))
_LONGEST = {"explanations": LONGEST_SENTENCE, "words": LONGEST_TEXT}
_FIELDS = frozenset(
    [
        "nil",
        *(f"{part}.{key}" for part in ("figures", "explanations") for key in FIGURES),
        *(f"words.{section}" for section in WRITTEN),
    ]
)
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_BY_PLACE = re.compile(r"([A-Z]+)([0-9]+)")


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook that is of this report and whose seal holds. `inputs`: the field of each white cell; `fixed`: what
    the others held; `checks`: cells whose formulas follow what is entered; `cells`: what all of them hold now."""

    sheet: str
    version: int
    inputs: Mapping[str, str]
    fixed: Mapping[str, str]
    checks: frozenset[str]
    cells: Mapping[str, str]

    def refused(self, problems: tuple[Problem, ...], place: str) -> WorkbookRefused:
        """What the rules have against the report, at its cells. `place`: `figures` or `explanations`."""
        cells = {field: cell for cell, field in self.inputs.items()}
        found = []
        for problem in problems:
            field = f"{place}.{problem.field}"
            cell = cells.get(field, "")
            found.append(CellProblem(cell, field, excerpt(self.cells.get(cell, "")), problem.sentence()))
        return WorkbookRefused(self.sheet, in_order(found))


def opened(grid: Grid, site: str, month: Month) -> Workbook:
    """The workbook, when it is of the report of this site and month; otherwise a WorkbookNotTaken says what it is."""
    lines = hidden_lines(grid.sheets.get(HIDDEN_SHEET, {}))
    if not lines or lines[0] != (MARK,):
        raise WorkbookUnknown()
    *told, last = lines
    if last != ("seal", seal(told)):
        raise WorkbookSealBroken()
    identity = {line[0]: line[1] for line in told if len(line) == 2}
    if identity.get("form") != str(FORM):
        raise WorkbookOfOldForm(made=identity.get("form", "0"), form=FORM)
    if identity.get("site") != site:
        raise WorkbookOfOtherSite(found=identity.get("site"), wanted=site)
    if identity.get("month") != str(month):
        raise WorkbookOfOtherMonth(found=identity.get("month"), wanted=str(month))
    return _of_lines(grid, told, identity)


def _of_lines(grid: Grid, lines: list[tuple[str, ...]], identity: Mapping[str, str]) -> Workbook:
    """Anybody can make a seal, so that what it holds together is still looked at."""
    sheet, version = identity.get("sheet", ""), identity.get("version", "")
    named = {(line[0], line[1]): line[2] for line in lines if len(line) == 3}
    inputs = {cell: field for (kind, cell), field in named.items() if kind == "input"}
    if not (_NUMBER.fullmatch(version) and set(inputs.values()) <= _FIELDS):
        raise WorkbookSealBroken()
    if sheet not in grid.sheets:
        raise WorkbookSheetGone(sheet=excerpt(sheet))
    return Workbook(
        sheet=sheet,
        version=int(version),
        inputs=inputs,
        fixed={cell: text for (kind, cell), text in named.items() if kind == "fixed"},
        checks=frozenset(line[1] for line in lines if len(line) == 2 and line[0] == "check"),
        cells=grid.sheets[sheet],
    )


def entered(workbook: Workbook) -> tuple[ReportIn, list[CellProblem]]:
    """What was entered, and what is wrong in the cells: white ones that cannot be read, others that were changed."""
    problems = list(_changed(workbook))
    nil, said = False, dict[str, dict[str, str]](figures={}, explanations={}, words={})
    for cell, field in workbook.inputs.items():
        text = workbook.cells.get(cell, "").strip(BLANKS)
        try:
            if field == "nil":
                nil = bool(text) and numbers.boolean(text) == "t"
            elif text:
                part, _dot, key = field.partition(".")
                said[part][key] = _read(part, text)
        except CellFault as fault:
            problems.append(_fault(cell, field, text, fault))
    figures = {key: int(value) for key, value in said["figures"].items()}
    wanted = {"nil": nil, "figures": figures, "explanations": said["explanations"], "words": said["words"]}
    return ReportIn.model_validate(wanted), in_order(problems)


def in_order(problems: list[CellProblem]) -> list[CellProblem]:
    """As the cells stand on the sheet, from the top."""
    return sorted(problems, key=lambda problem: _place(problem.cell))


def _place(cell: str) -> tuple[int, int, str]:
    found = _BY_PLACE.fullmatch(cell)
    return (int(found[2]), len(found[1]), found[1]) if found else (0, 0, cell)


def _changed(workbook: Workbook) -> Iterator[CellProblem]:
    """The cells outside the white ones that do not hold any more what they held."""
    for cell, text in workbook.fixed.items():
        found = workbook.cells.get(cell, "")
        if found.strip(BLANKS) != text.strip(BLANKS):
            told = _("This cell must not be changed. It held “%(text)s”: write that again.") % {"text": excerpt(text)}
            yield CellProblem(cell, "", excerpt(found), told)
    known = {*workbook.fixed, *workbook.inputs, *workbook.checks}
    for cell, text in workbook.cells.items():
        if cell not in known:
            told = _("There is nothing to enter in this cell. Empty it; what you want to say fits into an explanation.")
            yield CellProblem(cell, "", excerpt(text), told)


def _read(part: str, text: str) -> str:
    """The text of one white cell as it is taken. CellFault."""
    if text in texts.SPREADSHEET_ERRORS:
        raise CellFault("spreadsheet_error")
    if text == texts.UNCALCULATED:
        raise CellFault("formula_without_value")
    if part == "figures":
        return numbers.integer(text, _COUNT)
    words = texts.text(text, _LONGEST[part])
    return " ".join(words.split()) if part == "explanations" else words


def _fault(cell: str, field: str, text: str, fault: CellFault) -> CellProblem:
    told = message(CellError(0, "", excerpt(text), fault.code, fault.values), _)
    return CellProblem(cell, field, excerpt(text), told)
