"""Records in words: every column's name, and its values in the reader's language on the site's own clock."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from network.foundation.i18n import Language, Text, lazy
from network.foundation.i18n import gettext as _
from network.repairs.rules.holds import HOLD_LABELS
from network.repairs.rules.orders import FINDING_LABELS, OUTCOME_LABELS, STATE_LABELS
from network.sites.rules.sites import KIND_LABELS, STATUS_LABELS
from network.sites.wording import opening_hours_text

LABELS: Mapping[str, Text] = MappingProxyType(
    {
        "order_no": lazy("Order number"),
        "return_no": lazy("Return number"),
        "serial_no": lazy("Serial number"),
        "product": lazy("Product"),
        "fault_code": lazy("Fault code"),
        "received_at": lazy("Received"),
        "diagnosed_at": lazy("Diagnosed"),
        "ready_at": lazy("Ready"),
        "notified_at": lazy("Customer notified"),
        "handed_over_at": lazy("Handed over"),
        "cancelled_at": lazy("Cancelled on"),
        "hold_hours": lazy("On hold (hours)"),
        "hold_reason": lazy("Reason of the hold"),
        "hold_note": lazy("Note on the hold"),
        "waiting_since": lazy("Waits for the customer since"),
        "turnaround_hours": lazy("Turnaround (hours)"),
        "outcome": lazy("Outcome"),
        "sent_to_hq": lazy("Sent to HQ"),
        "in_warranty": lazy("In warranty"),
        "symptom": lazy("Symptom"),
        "accessories": lazy("Accessories"),
        "quoted_price": lazy("Quoted price"),
        "quoted_currency": lazy("Currency of the quote"),
        "charge": lazy("Charge"),
        "currency": lazy("Currency"),
        "loan_unit": lazy("Loan unit"),
        "loan_unit_no": lazy("Number of the loan unit"),
        "loan_out_at": lazy("Loan unit given out"),
        "loan_back_at": lazy("Loan unit taken back"),
        "technician": lazy("Technician"),
        "activated_on": lazy("Activated on"),
        "shipment_no": lazy("Shipment number"),
        "part_no": lazy("Part number"),
        "quantity": lazy("Quantity"),
        "shipped_at": lazy("Shipped"),
        "inspected_at": lazy("Inspected"),
        "finding": lazy("Finding"),
        "dispatched_at": lazy("Sent back by HQ"),
        "back_at": lazy("Back at the site"),
        "requested_by_hq": lazy("Requested by HQ"),
        "code": lazy("Code"),
        "name": lazy("Name (English)"),
        "name_zh": lazy("Name (Chinese)"),
        "kind": lazy("Kind"),
        "city": lazy("City (English)"),
        "city_zh": lazy("City (Chinese)"),
        "city_tier": lazy("City tier"),
        "tier": lazy("City tier"),
        "population": lazy("Population (thousands)"),
        "region": lazy("Region"),
        "region_zh": lazy("Region (Chinese)"),
        "operator": lazy("Operator"),
        "operator_zh": lazy("Operator (Chinese)"),
        "opening_hours": lazy("Opening hours"),
        "holidays": lazy("Holidays"),
        "make_up_days": lazy("Make-up days"),
        "address": lazy("Address (English)"),
        "address_zh": lazy("Address (Chinese)"),
        "phone": lazy("Phone"),
        "latitude": lazy("Latitude"),
        "longitude": lazy("Longitude"),
        "time_zone": lazy("Time zone"),
        "opened_on": lazy("Opened on"),
        "closed_on": lazy("Closed on"),
        "status": lazy("State"),
    }
)

CHOICES: Mapping[str, Mapping[str, Text]] = {
    "outcome": OUTCOME_LABELS,
    "finding": FINDING_LABELS,
    "hold_reason": HOLD_LABELS,
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
        if isinstance(value, list):
            return " ".join(map(str, value)) or None
        if column == "opening_hours":
            return opening_hours_text(value) or None
        if column.endswith("_at") or column == "waiting_since":
            return self.language.moment(_moment(value), self.zone)
        if column == "activated_on":
            return self.language.date(value if isinstance(value, date) else date.fromisoformat(value))
        if column in _HOURS:
            return self.hours(Decimal(str(value)))
        if choices := CHOICES.get(column):
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

    def parts(self, at: datetime, *, offset: bool) -> tuple[str, str]:
        """Date and minute, neither to be broken over lines; without the offset for lists that name it once."""
        local = at.astimezone(self.zone)
        minute = f"{local:%H:%M}"
        return self.language.date(local.date()), f"{minute} {self.offset(at)}" if offset else minute

    def offset(self, at: datetime) -> str:
        """Such as `UTC+08:00`; plain `UTC` where there is none."""
        text = f"{at.astimezone(self.zone):%z}"
        return f"UTC{text[:3]}:{text[3:]}" if text != "+0000" else "UTC"


def label(column: str) -> str:
    """The column's name; a column that has none here keeps its own."""
    return str(LABELS.get(column, column))


def _moment(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)
