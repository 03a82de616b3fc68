"""Reading uploads and imports: this actor's own, or everybody's for the HQ of the whole network."""

import json
from typing import Any
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import DatabaseDown, Record, fetch, fetch_row, fetch_value, transaction
from network.foundation.desk import Desk
from network.foundation.errors import Forbidden, ServicemarkError
from network.foundation.i18n import gettext
from network.foundation.tabular.errors import FileRefused, ProfileInvalid
from network.foundation.tabular.faults import CellError
from network.foundation.tabular.messages import message
from network.repairs.errors.records import ImportOverlapped, NoErrorsToHandBack
from network.repairs.rules.orders import import_state
from network.repairs.schemas.records import (
    ChangeOut,
    ErrorOut,
    FileKind,
    ImportBriefOut,
    ImportOut,
    ImportsOut,
    ProgressOut,
    RecordChangeOut,
)
from network.sites.errors.sites import CreatingSitesNeedsZone, ImportNotFound
from network.web.listing import ListState

ERRORS_SHOWN = 200
CHANGES_SHOWN = 20

SORTS = {"created_at": "t.created_at", "name": "lower(t.name)", "kind": "t.kind", "actor": "lower(t.actor)"}

# Files of other domains are shown there.
_OURS = "t.kind in (" + ", ".join(f"'{kind.value}'" for kind in FileKind) + ")"
_WANTED = (
    f"where {_OURS} and ($1::uuid is null or t.account = $1) and ($2 = '' or t.kind = $2) "
    "and ($3 = '' or t.name ilike $3)"
)
# Without the errors and changes, which may be megabytes.
_BRIEF = """
select t.id, t.kind, t.name, t.size, t.rows, t.actor, t.account, t.sha256, t.state, t.created_at, t.imported_at,
       t.outcome - 'errors' - 'changes' - 'profile' as outcome
from import_file t
"""
# What may have ended a preview or an import, by code; FileRefused has a code for each of its messages.
_REFUSALS: dict[str, type[ServicemarkError]] = {
    refusal.code: refusal
    for refusal in (CreatingSitesNeedsZone, DatabaseDown, Forbidden, ImportNotFound, ImportOverlapped, ProfileInvalid)
}


async def list_imports(actor: Actor, desk: Desk, state: ListState, *, pattern: str = "") -> ImportsOut:
    """A page of the imports, filtered by `kind`; searches the file's name by this ILIKE pattern."""
    actor.require(Permission.IMPORT_RECORDS)
    wanted = (_only(actor), state.filters.get("kind", ""), pattern)
    async with transaction(actor, read_only=True):
        total = await fetch_value(f"select count(*) from import_file t {_WANTED}", *wanted)
        shown = state.within(total)
        direction = "desc" if shown.descending else "asc"
        rows = await fetch(
            f"{_BRIEF} {_WANTED} order by {SORTS[shown.sort]} {direction}, t.id limit $4 offset $5",
            *wanted,
            shown.limit,
            shown.offset,
        )
    items = [ImportBriefOut(**_brief(row, desk)) for row in rows]
    return ImportsOut(items=items, total=total, page=shown.page, size=shown.size)


async def import_(actor: Actor, desk: Desk, file: UUID) -> ImportOut:
    """One upload with what its preview found, its errors told in the reader's language. ImportNotFound."""
    actor.require(Permission.IMPORT_RECORDS)
    progress = desk.progress(file)  # asked before the row is read: work that ends in between has noted its outcome
    row = await _row(actor, file)
    told = json.loads(row["outcome"])
    return ImportOut(
        **_brief(row, desk, watched=progress is not None),
        sha256=row["sha256"],
        progress=ProgressOut(stage=progress.stage, rows=progress.rows) if progress else None,
        month=told.get("month"),
        create_sites=told.get("create_sites", False),
        created_sites=told.get("created_sites", 0),
        encoding=told.get("encoding", ""),
        delimiter=told.get("delimiter", ""),
        unread_columns=told.get("unread_columns", []),
        errors=[_error_out(error) for error in _errors(told)[:ERRORS_SHOWN]],
        changes=[_change_out(*change) for change in told.get("changes", [])[:CHANGES_SHOWN]],
        refusal=_refusal(told),
        imported_before=told.get("imported_before"),
    )


async def failing_rows(actor: Actor, file: UUID) -> tuple[Record, str, list[CellError]]:
    """The record of a file with errors, the profile it was read with, and the errors. ImportNotFound, NoErrors..."""
    actor.require(Permission.IMPORT_RECORDS)
    row = await _row(actor, file)
    told = json.loads(row["outcome"])
    errors = _errors(told)
    if not errors:
        raise NoErrorsToHandBack()
    return row, told.get("profile", ""), errors


async def _row(actor: Actor, file: UUID) -> Record:
    async with transaction(actor, read_only=True):
        row = await fetch_row(
            f"select * from import_file t where t.id = $2 and {_OURS} and ($1::uuid is null or t.account = $1)",
            _only(actor),
            file,
        )
    if row is None:
        raise ImportNotFound()
    return row


def _only(actor: Actor) -> UUID | None:
    return None if actor.sites is None else actor.account


def _brief(row: Record, desk: Desk, *, watched: bool | None = None) -> dict[str, Any]:
    told = json.loads(row["outcome"])
    watched = desk.progress(row["id"]) is not None if watched is None else watched
    errors = told.get("error_count", 0)
    differing = told.get("new", 0) + told.get("changed", 0)
    state = import_state(row["state"], told.get("phase", ""), running=watched, errors=errors, differing=differing)
    return {
        **{name: row[name] for name in ("id", "kind", "name", "size", "rows", "actor", "created_at", "imported_at")},
        **{name: told.get(name) for name in ("new", "changed", "unchanged")},
        "state": state,
        "error_count": errors,
    }


def _errors(told: dict[str, Any]) -> list[CellError]:
    return [CellError(*error) for error in told.get("errors", [])]


def _error_out(error: CellError) -> ErrorOut:
    words = message(error, gettext)
    return ErrorOut(row=error.row, column=error.column, value=error.value, code=error.code, message=words)


def _change_out(subject: str, before: dict[str, Any], after: dict[str, Any]) -> RecordChangeOut:
    changes = [ChangeOut(column=name, before=before.get(name), after=after[name]) for name in sorted(after)]
    return RecordChangeOut(subject=subject, changes=changes)


def _refusal(told: dict[str, Any]) -> str | None:
    refusal = told.get("refusal")
    if told.get("phase") != "refused" or refusal is None:
        return None
    code, values = refusal["code"], refusal["values"]
    if code in FileRefused.MESSAGES:
        return FileRefused(code, **values).text()
    return _REFUSALS.get(code, ServicemarkError)(**values).text()
