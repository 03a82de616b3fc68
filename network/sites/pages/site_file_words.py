"""The values of a site's file in words of the reader's language."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from network.foundation.i18n import current, lazy
from network.foundation.i18n import gettext as _
from network.sites.rules.site_files import FIELDS
from network.sites.rules.sites import KIND_LABELS, STATUS_LABELS, opening_hours
from network.sites.schemas.proposals import ChangeOut
from network.sites.schemas.site_files import EquipmentOut
from network.sites.wording import opening_hours_text
from network.web.happenings import Words

FILE_WORDS = Words(
    actions={
        "proposal.made": lazy("Change of the site file proposed: %(reason)s"),
        "proposal.accepted": lazy("Proposal accepted"),
        "proposal.refused": lazy("Proposal refused: %(reason)s"),
        "proposal.retracted": lazy("Proposal taken back"),
        "staff.added": lazy("%(person)s added to the staff"),
        "staff.changed": lazy("Entry of %(person)s changed"),
        "document.added": lazy("Document “%(title)s” added"),
        "document.removed": lazy("Document “%(title)s” taken out of the file"),
    },
    columns={
        **{name: field.label for name, field in FIELDS.items()},
        "to_on": lazy("Last day"),
        "acquired_on": lazy("Acquired on"),
        "next_check_on": lazy("Next check on"),
        "model": lazy("Model"),
        "email": lazy("Email"),
    },
    icons={
        "proposal.made": "message-report",
        "proposal.accepted": "circle-check",
        "proposal.refused": "circle-x",
        "proposal.retracted": "arrow-back-up",
        "staff.added": "user-plus",
        "staff.changed": "user",
        "document.added": "upload",
        "document.removed": "trash",
    },
)

# So long before it is due a check is to be arranged.
CHECK_SOON = timedelta(days=30)


def lines(field: str, value: Any) -> list[str]:
    """A value of the file as lines of text; none for nothing."""
    if value is None or value in ("", []):
        return []
    if isinstance(value, list):
        tell = _ROWS.get(field, _day)
        return [tell(each) for each in value]
    return [_TELLERS[field](value) if field in _TELLERS else str(value)]


def words(field: str, value: Any) -> str:
    """The same on one line; empty for nothing."""
    return "; ".join(lines(field, value))


def all_words(values: Mapping[str, Any]) -> dict[str, str]:
    return {field: words(field, value) for field, value in values.items()}


def change_rows(changes: list[ChangeOut], now: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """Field, before, after (and what holds `now`) of each change; values as lines."""
    return [
        {
            "field": change.field,
            "label": str(FIELDS[change.field].label),
            "before": lines(change.field, change.before),
            "after": lines(change.field, change.after),
            "now": None if now is None else lines(change.field, now[change.field]),
        }
        for change in changes
    ]


def contact_line(contact: Mapping[str, Any]) -> str:
    return ", ".join(contact[part] for part in ("name", "role", "phone", "email") if contact[part])


def equipment_line(item: Mapping[str, Any]) -> str:
    parts = [" ".join(part for part in (item["name"], item["model"]) if part)]
    if item["serial_no"]:
        parts.append(_("serial number %(number)s") % {"number": item["serial_no"]})
    if item["acquired_on"]:
        parts.append(_("acquired %(day)s") % {"day": _day(item["acquired_on"])})
    if item["next_check_on"]:
        parts.append(_("next check %(day)s") % {"day": _day(item["next_check_on"])})
    return ", ".join(parts)


def equipment_rows(items: Sequence[EquipmentOut], today: date) -> list[dict[str, Any]]:
    """The equipment as a table has it; `check` says how the next check stands."""
    spoken = current()
    return [
        {
            "name": item.name,
            "model": item.model,
            "serial_no": item.serial_no,
            "acquired_on": spoken.date(item.acquired_on) if item.acquired_on else "",
            "next_check_on": spoken.date(item.next_check_on) if item.next_check_on else "",
            "check": _check(item.next_check_on, today),
        }
        for item in items
    ]


def _check(day: date | None, today: date) -> dict[str, str] | None:
    if day is None or day > today + CHECK_SOON:
        return None
    if day < today:
        return {"label": _("Check overdue"), "tone": "bad", "icon": "alert-circle"}
    return {"label": _("Check due soon"), "tone": "warn", "icon": "clock"}


def degrees(written: str) -> str:
    """Without the zeros at the end that say nothing."""
    return f"{Decimal(written).normalize():f}"


def _day(written: str) -> str:
    return current().date(date.fromisoformat(written))


def _hours(notation: str) -> str:
    return opening_hours_text(opening_hours(notation))


_ROWS: Mapping[str, Callable[[Any], str]] = {"contacts": contact_line, "equipment": equipment_line}
_TELLERS: Mapping[str, Callable[[Any], str]] = {
    "kind": lambda value: str(KIND_LABELS[value]),
    "status": lambda value: str(STATUS_LABELS[value]),
    "region": lambda value: value.replace("/", " / "),
    "opened_on": _day,
    "closed_on": _day,
    "latitude": degrees,
    "longitude": degrees,
    "opening_hours": _hours,
}
