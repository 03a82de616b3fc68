"""What comes in and what goes out of the repairs domain."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from network.foundation.access import Permission
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.repairs.rules.orders import ImportState


class FileKind(StrEnum):
    """What an imported file holds."""

    ORDERS = "orders"
    HQ_RETURNS = "hq_returns"
    PARTS = "parts"
    SITES = "sites"
    CITIES = "cities"


FILE_KIND_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        FileKind.ORDERS: _("Orders"),
        FileKind.HQ_RETURNS: _("Returns to HQ"),
        FileKind.PARTS: _("Parts that HQ sent"),
        FileKind.SITES: _("Sites"),
        FileKind.CITIES: _("Cities"),
    }
)


# What HQ found in a returned unit is HQ's word: a site that could import it would judge itself.
IMPORTING: Mapping[FileKind, Permission] = MappingProxyType(
    {
        FileKind.ORDERS: Permission.IMPORT_RECORDS,
        FileKind.HQ_RETURNS: Permission.IMPORT_FINDINGS,
        FileKind.PARTS: Permission.IMPORT_FINDINGS,
        FileKind.SITES: Permission.IMPORT_SITES,
        FileKind.CITIES: Permission.IMPORT_SITES,
    }
)


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class ChangeOut(Frozen):
    """One column of a record, as it was and as it became; times as ISO 8601."""

    column: str
    before: Any
    after: Any


class EventOut(Frozen):
    """Something that happened to a record, as the trail keeps it."""

    at: datetime
    actor: str
    action: str
    changes: list[ChangeOut]


class SourceOut(Frozen):
    """Where a record was read: its row in a file. Only who imported the file, and HQ, are told its name.

    `row` is null for what was entered by hand, at the order desk or in a shipment; `entered_by` then says by whom.
    """

    row: int | None
    at: datetime
    file: str | None
    sha256: str | None
    import_id: UUID | None
    entered_by: str | None = None


class OrderRef(Frozen):
    """Another order: where and which. What the reader does not reach is None, so that no rival is named."""

    at: datetime
    site: str | None
    id: UUID | None
    order_no: str | None


class ReturnOut(Frozen):
    """One unit that a site sent to HQ. `reversed_at`: when HQ confirmed a fault in it after all."""

    id: UUID
    site: str
    return_no: str
    order_no: str | None
    serial_no: str | None
    product: str | None
    shipped_at: datetime
    received_at: datetime | None
    inspected_at: datetime | None
    finding: str | None
    dispatched_at: datetime | None
    back_at: datetime | None
    requested_by_hq: bool
    reversed_at: datetime | None
    changed_at: datetime


class ReturnDetailOut(ReturnOut):
    """With where it was read, what happened to it since, and the id of the order it belongs to."""

    source: SourceOut
    history: list[EventOut]
    order: UUID | None


class ReturnsOut(Frozen):
    """One page of returns; `total` counts all that match."""

    items: list[ReturnOut]
    total: int
    page: int
    size: int


class OrderOut(Frozen):
    """One repair order. `state`: open, ready or cancelled. `turnaround_hours`: ready - received - hold.

    `pattern`: the fault of the product that it belongs to, as HQ has marked it; no site is judged by it then.
    """

    id: UUID
    site: str
    order_no: str
    state: str
    serial_no: str | None
    product: str | None
    fault_code: str | None
    received_at: datetime
    diagnosed_at: datetime | None
    ready_at: datetime | None
    notified_at: datetime | None
    handed_over_at: datetime | None
    cancelled_at: datetime | None
    hold_hours: Decimal
    turnaround_hours: Decimal | None
    outcome: str | None
    sent_to_hq: bool
    in_warranty: bool | None
    charge: Decimal | None
    currency: str | None
    loan_unit: bool | None
    technician: str | None
    activated_on: date | None
    pattern: UUID | None
    came_back_at: datetime | None
    changed_at: datetime


class OrderDetailOut(OrderOut):
    """With where it was read, what happened to it since, and the unit's other repairs.

    `came_back`: the next order for the same unit, at any site; `came_from`: the one before, where the reader sees it.
    """

    source: SourceOut
    history: list[EventOut]
    came_back: OrderRef | None
    came_from: OrderRef | None
    returns: list[ReturnOut]


class OrdersOut(Frozen):
    """One page of orders; `total` counts all that match."""

    items: list[OrderOut]
    total: int
    page: int
    size: int


class ProgressOut(Frozen):
    """How far a running import is: waiting for its turn, reading, checking or merging; and the rows read so far."""

    stage: str
    rows: int


class ErrorOut(Frozen):
    """One thing to put right: row as a spreadsheet shows it, header, an excerpt of the cell, and what to do."""

    row: int
    column: str
    value: str
    code: str
    message: str


class RecordChangeOut(Frozen):
    """A record that the file changes: `order:R1`, and the columns that differ."""

    subject: str
    changes: list[ChangeOut]


class ImportBriefOut(Frozen):
    """A file that was uploaded or imported, in a list. Counts are those of the preview until it is imported."""

    id: UUID
    kind: FileKind
    name: str
    size: int
    rows: int
    actor: str
    state: ImportState
    created_at: datetime
    imported_at: datetime | None
    new: int | None
    changed: int | None
    unchanged: int | None
    error_count: int


class ImportsOut(Frozen):
    """One page of imports; `total` counts all."""

    items: list[ImportBriefOut]
    total: int
    page: int
    size: int


class ImportOut(ImportBriefOut):
    """An upload with all that its preview found.

    `errors` and `changes` are the first ones; `refusal` says why the file could not be read at all. `month`: it is
    said to hold the orders of this month (2026-07) only.
    """

    sha256: str
    progress: ProgressOut | None
    month: str | None
    create_sites: bool
    created_sites: int
    encoding: str
    delimiter: str
    unread_columns: list[str]
    errors: list[ErrorOut]
    changes: list[RecordChangeOut]
    refusal: str | None
    imported_before: datetime | None
