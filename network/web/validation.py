"""What pydantic found wrong, field by field, in words for the person who typed it and in their language."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

WRONG = _("This value is not valid.")

# By pydantic's error type; the placeholders are the names that pydantic gives in `ctx`.
_MESSAGES: Mapping[str, Text] = MappingProxyType(
    {
        "missing": _("Fill this in."),
        "not_chosen": _("Choose one of these."),
        "extra_forbidden": _("There is no field of this name."),
        "string_type": _("A text is expected."),
        "string_too_short": _("At least %(min_length)s characters are needed."),
        "string_too_long": _("At most %(max_length)s characters fit."),
        "string_pattern_mismatch": _("This is not written in the expected form."),
        "string_unicode": _("This holds characters that cannot be kept."),
        "int_type": _("A whole number is expected."),
        "int_parsing": _("A whole number is expected."),
        "int_from_float": _("A whole number is expected."),
        "float_type": _("A number is expected."),
        "float_parsing": _("A number is expected."),
        "decimal_type": _("A number is expected."),
        "decimal_parsing": _("A number is expected."),
        "decimal_max_places": _("At most %(decimal_places)s decimal places are kept."),
        "decimal_max_digits": _("At most %(max_digits)s digits are kept."),
        "finite_number": _("A number is expected."),
        "bool_type": _("True or false is expected."),
        "bool_parsing": _("True or false is expected."),
        "date_type": _("A date such as 2026-09-30 is expected."),
        "date_parsing": _("A date such as 2026-09-30 is expected."),
        "date_from_datetime_parsing": _("A date such as 2026-09-30 is expected."),
        "datetime_type": _("A time such as 2026-09-30T14:00:00+08:00 is expected."),
        "datetime_parsing": _("A time such as 2026-09-30T14:00:00+08:00 is expected."),
        "datetime_from_date_parsing": _("A time such as 2026-09-30T14:00:00+08:00 is expected."),
        "timezone_aware": _("The time needs its offset from UTC, such as +08:00."),
        "enum": _("One of these is expected: %(expected)s."),
        "literal_error": _("One of these is expected: %(expected)s."),
        "greater_than": _("This must be more than %(gt)s."),
        "greater_than_equal": _("This must be at least %(ge)s."),
        "less_than": _("This must be less than %(lt)s."),
        "less_than_equal": _("This must be at most %(le)s."),
        "list_type": _("A list is expected."),
        "set_type": _("A list is expected."),
        "tuple_type": _("A list is expected."),
        "too_short": _("At least %(min_length)s are needed."),
        "too_long": _("At most %(max_length)s are taken."),
        "dict_type": _("An object with named fields is expected."),
        "model_type": _("An object with named fields is expected."),
        "model_attributes_type": _("An object with named fields is expected."),
        "uuid_type": _("This is not a valid identifier."),
        "uuid_parsing": _("This is not a valid identifier."),
    }
)


def field_errors(errors: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Field name (dotted for nested ones, empty for the whole) -> what is wrong with it; the first one found of each.

    Takes `ValidationError.errors()`. Never repeats what was sent: it may be a password.
    """
    found: dict[str, str] = {}
    for error in errors:
        found.setdefault(".".join(str(part) for part in error["loc"]), _worded(error))
    return found


def form_errors(errors: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The same of a form, where a field left empty is an empty text: what to do, not which texts a program takes."""
    return field_errors({**error, "type": _of_empty(error)} for error in errors)


def _of_empty(error: Mapping[str, Any]) -> str:
    kind = str(error["type"])
    if error["input"] not in ("", None) or kind not in _MESSAGES:
        return kind
    if kind in ("enum", "literal_error"):
        return "not_chosen"
    return kind if kind == "string_too_short" and error["ctx"]["min_length"] > 1 else "missing"


def _worded(error: Mapping[str, Any]) -> str:
    message = str(_MESSAGES.get(error["type"], WRONG))
    return message % error.get("ctx", {}) if "%(" in message else message
