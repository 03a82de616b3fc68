"""Forms of certification: what was typed becomes what a command takes."""

from typing import Any

from litestar.datastructures import FormMultiDict

from network.sites.errors.certification import BadCertificateType, BadChange
from network.sites.schemas.certification import CertificateTypeIn, ChangeIn
from network.web.forms import read_as, typed_values

# Conditions that the form has room for; more can be set by the API.
CONDITION_ROWS = 4

_CHANGE = ("type", "change", "reason", "effective_on", "valid_from", "valid_to")
_TYPE = (
    "code",
    "title",
    "title_zh",
    "product_line",
    "product_line_name",
    "product_line_name_zh",
    "repair_level",
    "validity_rule",
    "validity_months",
    "fixed_month",
    "fixed_day",
    "window_days",
    "active",
)


def typed_change(form: FormMultiDict) -> dict[str, str]:
    rows = [f"{name}_{row}" for row in range(1, CONDITION_ROWS + 1) for name in ("condition", "due")]
    return typed_values(form, (*_CHANGE, *rows))


def change_in(typed: dict[str, str]) -> ChangeIn:
    """BadChange names the fields that are wrong."""
    values: dict[str, Any] = {name: typed[name] for name in _CHANGE if typed.get(name)}
    rows = [(typed.get(f"condition_{row}", ""), typed.get(f"due_{row}", "")) for row in range(1, CONDITION_ROWS + 1)]
    values["conditions"] = [{"words": words, "due_on": due} for words, due in rows if words.strip() or due]
    return read_as(ChangeIn, values, BadChange)


def typed_type(form: FormMultiDict) -> dict[str, str]:
    return typed_values(form, _TYPE)


def type_in(typed: dict[str, str]) -> CertificateTypeIn:
    """BadCertificateType names the fields that are wrong."""
    values: dict[str, Any] = {name: text for name, text in typed.items() if text.strip()}
    return read_as(CertificateTypeIn, values | {"active": bool(typed.get("active"))}, BadCertificateType)
