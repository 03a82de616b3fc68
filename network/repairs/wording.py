"""Records in words: every column's name, and its values in the reader's language on the site's own clock."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from network.foundation.i18n import Language, Text
from network.foundation.i18n import gettext as _
from network.foundation.i18n import lazy as later
from network.repairs.rules import FINDING_LABELS, OUTCOME_LABELS, STATE_LABELS
from network.sites.rules import KIND_LABELS, STATUS_LABELS

LABELS: Mapping[str, Text] = MappingProxyType(
    {
        "order_no": later("Order number"),
        "return_no": later("Return number"),
        "serial_no": later("Serial number"),
        "product": later("Product"),
        "fault_code": later("Fault code"),
        "received_at": later("Received"),
        "diagnosed_at": later("Diagnosed"),
        "ready_at": later("Ready"),
        "handed_over_at": later("Handed over"),
        "cancelled_at": later("Cancelled on"),
        "hold_hours": later("On hold (hours)"),
        "turnaround_hours": later("Turnaround (hours)"),
        "outcome": later("Outcome"),
        "sent_to_hq": later("Sent to HQ"),
        "in_warranty": later("In warranty"),
        "charge": later("Charge"),
        "currency": later("Currency"),
        "loan_unit": later("Loan unit"),
        "technician": later("Technician"),
        "shipped_at": later("Shipped"),
        "inspected_at": later("Inspected"),
        "finding": later("Finding"),
        "requested_by_hq": later("Requested by HQ"),
        "code": later("Code"),
        "name": later("Name (English)"),
        "name_zh": later("Name (Chinese)"),
        "kind": later("Kind"),
        "city": later("City (English)"),
        "city_zh": later("City (Chinese)"),
        "city_tier": later("City tier"),
        "region": later("Region"),
        "operator": later("Operator"),
        "time_zone": later("Time zone"),
        "opened_on": later("Opened on"),
        "closed_on": later("Closed on"),
        "status": later("State"),
    }
)

_CHOICES: Mapping[str, Mapping[str, Text]] = {
    "outcome": OUTCOME_LABELS,
    "finding": FINDING_LABELS,
    "state": STATE_LABELS,
    "kind": KIND_LABELS,
    "status": STATUS_LABELS,
}
_HOURS = frozenset({"hold_hours", "turnaround_hours"})


class Wording:
    """Says values in one language, and times on one clock, with their offset from UTC named."""

    def __init__(self, language: Language, zone: ZoneInfo) -> None:
        self.language = language
        self.zone = zone

    def value(self, column: str, value: Any) -> str | None:
        """The value of a column in words; None stays None. Takes what the trail keeps (JSON) as well."""
        if value is None or value == "":
            return None
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if column.endswith("_at"):
            return self.language.moment(_moment(value), self.zone)
        if column in _HOURS:
            return self.hours(Decimal(str(value)))
        if choices := _CHOICES.get(column):
            return str(choices.get(value, value))
        return str(value)

    def cell(self, column: str, value: Any) -> str | int | Decimal | None:
        """The value for a file: times as ISO 8601 on the site's clock with their offset, numbers as they are."""
        if isinstance(value, datetime):
            return value.astimezone(self.zone).isoformat(sep=" ", timespec="seconds")
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return value
        return self.value(column, value)

    def hours(self, value: Decimal) -> str:
        return self.language.decimal(value, 2 if value % 1 else 0)

    def minute(self, at: datetime) -> str:
        """Date and minute without the offset, for lists that name it once."""
        local = at.astimezone(self.zone)
        return f"{self.language.date(local.date())} {local:%H:%M}"

    def offset(self, at: datetime) -> str:
        """Such as `UTC+08:00`."""
        text = f"{at.astimezone(self.zone):%z}"
        return f"UTC{text[:3]}:{text[3:]}"


def label(column: str) -> str:
    """The column's name; a column that has none here keeps its own."""
    return str(LABELS.get(column, column))


def _moment(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)
