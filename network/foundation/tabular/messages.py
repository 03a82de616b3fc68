"""The words for what is wrong in a cell or row: what was found, what is expected, how to put it right."""

from collections.abc import Callable

from network.foundation.tabular.faults import CellError


def _(message: str) -> str:
    """Marks a text for extraction; it is translated when it is shown."""
    return message


TEMPLATES: dict[str, str] = {
    "required": _("This must not be empty. Fill in a value."),
    "too_long": _("This has %(length)s characters; at most %(max_length)s fit. Shorten it."),
    "control_character": _(
        "Character %(position)s is an invisible control character (%(character)s). Delete it or type the text anew."
    ),
    "scientific_code": _(
        "“%(value)s” is a number that a spreadsheet has shortened, so digits are lost. "
        "Format the column as text and enter the full code."
    ),
    "spreadsheet_error": _("The cell shows the error %(value)s. Correct the formula, or type the value."),
    "formula_without_value": _(
        "The cell holds a formula that was never calculated. Open and save the workbook in Excel, or type the value."
    ),
    "not_an_integer": _("“%(value)s” is not a whole number. Write digits only, such as 1250."),
    "not_a_number": _("“%(value)s” is not a number. Write digits with “%(mark)s” before decimals, without a unit."),
    "scientific_number": _("“%(value)s” is in scientific notation. Write the number in full."),
    "too_many_places": _("“%(value)s” has too many decimals; at most %(places)s are kept. Round it."),
    "too_many_digits": _("“%(value)s” has more than %(digits)s digits. Check the number."),
    "below_minimum": _("“%(value)s” is too small; the least is %(minimum)s."),
    "above_maximum": _("“%(value)s” is too large; the most is %(maximum)s."),
    "not_a_boolean": _("“%(value)s” is neither yes nor no. Write yes or no."),
    "not_a_choice": _("“%(value)s” is not one of the values allowed here: %(choices)s."),
    "not_a_timestamp": _("“%(value)s” is not a date with a time. Write it as 2026-01-31 14:05."),
    "time_missing": _("“%(value)s” has no time of day. Write it as 2026-01-31 14:05."),
    "not_a_date": _("“%(value)s” is not a date. Write it as 2026-01-31."),
    "impossible_date": _("“%(value)s” does not exist in the calendar or on the clock. Check day, month and time."),
    "impossible_offset": _("The offset %(offset)s does not exist. Write it as +08:00."),
    "excel_serial": _(
        "“%(value)s” is an Excel date shown as a number, probably %(meant)s. "
        "Format the column as a date before saving as CSV."
    ),
    "two_digit_year": _("The year in “%(value)s” has two digits. Write all four: 2026-01-31."),
    "ambiguous_date": _(
        "“%(value)s” may be read day first or month first. Write the year first (2026-01-31), "
        "or state the format in an import profile."
    ),
    "year_out_of_range": _("The year %(year)s is out of range. Years from %(first)s to %(last)s are accepted."),
    "ragged_row": _(
        "The row has %(found)s cells, the header has %(expected)s. Look for a missing or extra separator, "
        "or a quote that is not closed."
    ),
    "total_row": _("“%(value)s” looks like a total. Delete this row: totals are worked out, not imported."),
}

# The same where no import profile can be handed in.
WITHOUT_PROFILE = {
    "ambiguous_date": _("“%(value)s” may be read day first or month first. Write the year first, as in 2026-01-31."),
}


def message(error: CellError, gettext: Callable[[str], str]) -> str:
    """The sentence for this error in the language of `gettext`.

    Checks made elsewhere may hand over their own template as `values["message"]`.
    """
    template = error.values.get("message") or TEMPLATES[error.code]
    return gettext(template) % {"value": error.value, **error.values}
