"""Reading files of training records: this actor's own, or everybody's for the HQ of the whole network."""

import json
from typing import Any
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch_row, transaction
from network.foundation.i18n import gettext
from network.foundation.tabular.faults import CellError
from network.foundation.tabular.messages import message
from network.sites.errors.sites import ImportNotFound
from network.training.record_files import KIND
from network.training.schemas.record_files import RecordFileOut, RecordFileState, RowErrorOut

ERRORS_SHOWN = 200


async def record_file(actor: Actor, file: UUID) -> RecordFileOut:
    """One file, its errors told in the reader's language. ImportNotFound."""
    row = await file_row(actor, file)
    told = json.loads(row["outcome"])
    return RecordFileOut(
        **{name: row[name] for name in ("id", "name", "rows", "actor", "created_at", "imported_at")},
        **{name: told.get(name, 0) for name in ("new", "unchanged", "error_count")},
        state=_state(row, told),
        errors=[_error_out(error) for error in row_errors(row)[:ERRORS_SHOWN]],
        unread_columns=told.get("unread_columns", []),
        imported_before=told.get("imported_before"),
    )


async def file_row(actor: Actor, file: UUID) -> Record:
    """ImportNotFound."""
    actor.require(Permission.TRAIN_SITES)
    only = None if actor.sites is None else actor.account
    async with transaction(actor, read_only=True):
        row = await fetch_row(
            "select * from import_file where id = $1 and kind = $2 and ($3::uuid is null or account = $3)",
            *(file, KIND, only),
        )
    if row is None:
        raise ImportNotFound()
    return row


def row_errors(row: Record) -> list[CellError]:
    """What was wrong with its rows."""
    return [CellError(*error) for error in json.loads(row["outcome"]).get("errors", [])]


def _state(row: Record, told: dict[str, Any]) -> RecordFileState:
    if row["state"] == "imported":
        return RecordFileState.IMPORTED
    if row["state"] == "cancelled" or "error_count" not in told:
        return RecordFileState.REFUSED
    if told["error_count"]:
        return RecordFileState.FAILING
    return RecordFileState.READY if told["new"] else RecordFileState.UNCHANGED


def _error_out(error: CellError) -> RowErrorOut:
    words = message(error, gettext)
    return RowErrorOut(row=error.row, column=error.column, value=error.value, code=error.code, message=words)
