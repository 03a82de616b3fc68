"""What is new in a scheme, part by part: as it was and as it will be, side by side."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from network.foundation.i18n import Text, current, lazy
from network.foundation.i18n import gettext as _
from network.scorecards.metrics.catalogue import METRICS
from network.scorecards.rules.scheme import WHOLE_WEIGHT, Scheme
from network.scorecards.rules.scheme_comparison import Change, Section, compared
from network.scorecards.schemas.scheme_lines import plain

SECTIONS: Mapping[Section, Text] = {
    "heading": lazy("Heading"),
    "criteria": lazy("Criterion"),
    "gates": lazy("Condition that caps"),
    "standings": lazy("Standing"),
    "rules": lazy("Rule"),
}
FIELDS: Mapping[str, Text] = {
    "code": lazy("Code"),
    "name": lazy("Name"),
    "effective_from": lazy("In force from"),
    "min_coverage": lazy("Coverage needed for a standing"),
    "reporting_duty": lazy("Monthly reports are owed"),
    "limits": lazy("Limits of the rules"),
    "on": lazy("When"),
    "effect": lazy("Then"),
    "metric": lazy("Metric"),
    "params": lazy("Settings of the metric"),
    "weight": lazy("Weight"),
    "curve": lazy("Curve: value → points"),
    "min_sample": lazy("Fewest records to be scored"),
    "shrink": lazy("Records at the network rate added"),
    "absent": lazy("Without data"),
    "when": lazy("Condition"),
    "cap": lazy("Standing at most"),
    "reason": lazy("Reason"),
    "from_score": lazy("From score"),
    "label": lazy("Label"),
}


def difference_lines(before: Scheme, after: Scheme) -> list[dict[str, Any]]:
    """One for each part that differs."""
    return [_line(change) for change in compared(before, after)]


def _line(change: Change) -> dict[str, Any]:
    kind = (_("New"), "good") if change.before is None else (_("Gone"), "bad") if change.after is None else None
    return {
        "section": str(SECTIONS[change.section]),
        "title": _title(change),
        "kind": kind and {"label": kind[0], "tone": kind[1]},
        "fields": [
            {
                "label": str(FIELDS.get(name, name)),
                "before": _value(name, (change.before or {}).get(name)),
                "after": _value(name, (change.after or {}).get(name)),
            }
            for name in change.fields
        ],
    }


def _title(change: Change) -> str:
    part = change.after or change.before or {}
    if change.section == "criteria" and part["metric"] in METRICS:
        return METRICS[part["metric"]].named(part["params"])
    text = part.get("label") or part.get("reason") or {}
    return str(text.get("zh_CN" if current().code == "zh_CN" else "en") or change.code)


def _value(name: str, value: Any) -> str:
    """In words; empty for what is not there."""
    if value is None or value == {} or value == ():
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "weight":
        return current().percent(Decimal(value) / WHOLE_WEIGHT, 2)
    if name == "curve":
        return ", ".join(f"{plain(point[0])} → {plain(point[1])}" for point in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_value('', each)}" for key, each in value.items() if each not in (None, {}))
    return plain(value) if isinstance(value, Decimal) else str(value)
