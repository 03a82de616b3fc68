"""Every way in which files of a month are refused."""

from collections.abc import Sequence
from dataclasses import dataclass

from network.foundation.errors import Invalid, NotFound
from network.foundation.i18n import lazy as _
from network.web.versions import PreconditionFailed, Values


class MonthForOrdersOnly(Invalid):
    code = "month_for_orders_only"
    message = _("Only a file of orders is bound to a month. Leave the month out for other files.")


class MonthNotBegun(Invalid):
    code = "month_not_begun"
    message = _("%(month)s has not begun yet. Choose a month that has.")


class ReceiptNotFound(NotFound):
    code = "receipt_not_found"
    message = _("There is no such receipt, or it is not yours to see.")


class WorkbookNotTaken(Invalid):
    """A workbook of a report from which nothing is taken. Only its subclasses are raised."""


class WorkbookUnreadable(WorkbookNotTaken):
    code = "workbook_unreadable"
    message = _(
        "This file cannot be read as the workbook of a report: it is empty, damaged, of another type or far too large. "
        "Download the workbook of this report, fill it in and save it as .xlsx."
    )


class WorkbookLocked(WorkbookNotTaken):
    code = "workbook_locked"
    message = _("The workbook is protected with a password. Save a copy without the password.")


class WorkbookHasMacros(WorkbookNotTaken):
    code = "workbook_has_macros"
    message = _("The workbook contains macros. Save it as .xlsx (Excel workbook without macros).")


class WorkbookOfOldExcel(WorkbookNotTaken):
    code = "workbook_of_old_excel"
    message = _("This is an old or binary Excel file (.xls, .xlsb). Save it as .xlsx.")


class WorkbookUnknown(WorkbookNotTaken):
    code = "workbook_unknown"
    message = _(
        "This is no workbook of a monthly report, or its hidden sheet is gone. Download the workbook of this report, "
        "fill it in and hand that one in."
    )


class WorkbookSealBroken(WorkbookNotTaken):
    code = "workbook_seal_broken"
    message = _(
        "The hidden sheet of the workbook was changed, so that nobody knows what its cells mean. Download the workbook "
        "of this report anew and fill that one in."
    )


class WorkbookOfOldForm(WorkbookNotTaken):
    code = "workbook_of_old_form"
    message = _(
        "The workbook was made for form %(made)s of the report, and the report has form %(form)s now. Download the "
        "workbook of this report anew and fill that one in."
    )


class WorkbookTooOld(WorkbookNotTaken):
    code = "workbook_too_old"
    message = _(
        "The workbook is of %(month)s, and workbooks are taken for %(most)s months only. Talk to headquarters about "
        "what is to be corrected."
    )


class WorkbookOfOtherSite(WorkbookNotTaken):
    code = "workbook_of_other_site"
    message = _("The workbook is of site %(found)s, and this is the report of %(wanted)s. Hand it in there.")


class WorkbookOfOtherMonth(WorkbookNotTaken):
    code = "workbook_of_other_month"
    message = _("The workbook is of %(found)s, and this is the report of %(wanted)s. Hand it in there.")


class WorkbookSheetGone(WorkbookNotTaken):
    code = "workbook_sheet_gone"
    message = _(
        "The sheet “%(sheet)s” is gone or has another name. Give it its name back, or download the workbook anew."
    )


class WorkbookOvertaken(PreconditionFailed):
    """The report was changed since the workbook was made from it. `yours`: what the workbook says, by field."""

    message = _(
        "The report was changed since this workbook was downloaded: it has version %(sent)s, and the report is now at "
        "version %(current)s. Nothing was saved."
    )

    def __init__(self, stale: PreconditionFailed, yours: Values) -> None:
        super().__init__(stale.sent, stale.current, stale.theirs)
        self.yours = yours


@dataclass(frozen=True, slots=True)
class CellProblem:
    """One thing to put right: `cell` such as B9, `field` as the API calls it (empty for a cell that is none), an
    excerpt of what it holds, and what to do in the reader's language."""

    cell: str
    field: str
    value: str
    text: str


class WorkbookRefused(WorkbookNotTaken):
    """`problems`: everything that is wrong in its cells; `fields`: the same by sheet and cell."""

    code = "workbook_refused"
    message = _("The workbook was not taken, and nothing was changed. Put right what is named, and hand it in again.")

    def __init__(self, sheet: str, problems: Sequence[CellProblem]) -> None:
        super().__init__({f"{sheet}!{problem.cell}": problem.text for problem in problems})
        self.sheet = sheet
        self.problems = tuple(problems)
