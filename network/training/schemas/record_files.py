"""What goes out about files of training records."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class RecordFileState(StrEnum):
    READY = "ready"
    FAILING = "failing"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    IMPORTED = "imported"


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class RowErrorOut(Frozen):
    """One thing to put right: row as a spreadsheet shows it, header, an excerpt of the cell, and what to do."""

    row: int
    column: str
    value: str
    code: str
    message: str


class RecordFileOut(Frozen):
    """A file with what importing it would do, or did; `errors` are the first ones. With any nothing is imported."""

    id: UUID
    name: str
    state: RecordFileState
    rows: int
    new: int
    unchanged: int
    error_count: int
    errors: list[RowErrorOut]
    unread_columns: list[str]
    imported_before: datetime | None
    imported_at: datetime | None
    actor: str
    created_at: datetime
