"""How this package says no: to a whole file, and to a profile."""

from pathlib import Path
from typing import Any, ClassVar

from babel.support import LazyProxy

from network.foundation.errors import Invalid, ServicemarkError
from network.foundation.i18n import lazy as _


class ReadingStopped(ServicemarkError):
    """The reading was cancelled by whoever asked for it."""

    code = "reading_stopped"
    message = _("Reading the file was stopped. Nothing was imported.")


class ProfileInvalid(Invalid):
    """An import profile that cannot be used."""

    code = "profile_invalid"
    message = _("The import profile cannot be used: %(problem)s")

    @classmethod
    def at(cls, path: Path, problem: str) -> "ProfileInvalid":
        return cls(problem=f"{path.name}: {problem}")


class FileRefused(Invalid):
    """A file that cannot be read as a table at all. `code` is one of the keys of `MESSAGES`."""

    MESSAGES: ClassVar[dict[str, LazyProxy]] = {
        "empty_file": _("The file is empty. Export it again, and check that it holds a header row and data."),
        "header_only": _("The file has a header but no rows below it. Add at least one row."),
        "encoding": _(
            "The characters of the file cannot be read with certainty; the first doubt is in line %(row)s. "
            "Save the file as “CSV UTF-8” or as .xlsx and try again."
        ),
        "nul_bytes": _(
            "Line %(row)s holds zero bytes, so this is not a clean text file. Save it as “CSV UTF-8” or as .xlsx."
        ),
        "not_csv": _(
            "The quotes around row %(row)s do not match, or a cell there is far too long. "
            "Each opening quote needs a closing one; a quote inside a cell is written twice."
        ),
        "unknown_format": _("This is a file of type %(format)s. Save the table as .xlsx or as “CSV UTF-8”."),
        "duplicate_header": _("These headers stand more than once: %(columns)s. Keep one of each."),
        "missing_columns": _(
            "These columns are missing: %(columns)s. Found: %(found)s. Correct the headers, or use an import profile."
        ),
        "unknown_columns": _(
            "These columns are not known: %(columns)s. Known are: %(expected)s. "
            "Remove or rename them, or use an import profile."
        ),
        "too_many_rows": _("The file has more than %(limit)s rows. Split it into smaller files."),
        "too_many_columns": _("The file has %(columns)s columns; at most %(limit)s are read. Remove those not needed."),
        "too_large": _("The file has %(megabytes)s MB; at most %(limit)s MB are read. Split it into smaller files."),
        "unpacked_too_large": _(
            "Unpacked, this workbook would take %(megabytes)s MB in %(entries)s parts, which is too much or not "
            "plausible (at most %(limit)s MB). Copy the table alone into a new workbook, or save it as CSV."
        ),
        "too_slow": _("Reading the file took too long and was stopped. Split it, or save it as “CSV UTF-8”."),
        "out_of_memory": _(
            "Reading the file needs too much memory and was stopped. Delete cells far outside the table, "
            "or save it as “CSV UTF-8”."
        ),
        "encrypted": _("The workbook is protected with a password. Save a copy without the password."),
        "macros": _("The workbook contains macros. Save it as .xlsx (Excel workbook without macros)."),
        "old_excel": _("This is an old or binary Excel file (.xls, .xlsb). Save it as .xlsx."),
        "no_sheet": _("The workbook has no visible sheet with data. Put the table on a visible sheet."),
        "several_sheets": _("Several sheets fit equally well: %(sheets)s. Keep the one to import."),
        "merged_cells": _("The cells %(cells)s are merged. Unmerge them, so that every row has its own values."),
        "stray_cell": _("There is a value far outside the table, in cell %(cell)s. Delete it."),
        "damaged_workbook": _("The workbook is damaged or incomplete. Open it in Excel and save it again."),
        "child_crashed": _("The file could not be read: the reader stopped (status %(status)s). Save it as CSV."),
    }

    # The same where no import profile can be handed in.
    WITHOUT_PROFILE: ClassVar[dict[str, LazyProxy]] = {
        "missing_columns": _("These columns are missing: %(columns)s. Found: %(found)s. Correct the headers."),
        "unknown_columns": _(
            "These columns are not known: %(columns)s. Known are: %(expected)s. Remove or rename them."
        ),
    }

    def __init__(self, code: str, **values: Any) -> None:
        self.code = code
        self.message = self.MESSAGES[code]
        super().__init__(**values)

    def without_profile(self) -> "FileRefused":
        """The same refusal, that says what to do where no import profile can be handed in."""
        self.message = self.WITHOUT_PROFILE.get(self.code, self.message)
        return self
