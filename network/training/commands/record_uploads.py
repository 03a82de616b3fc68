"""Importing training records on the web: hand in and try, look at what would change, then import it for real."""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from network.foundation import files
from network.foundation.access import Actor, Permission
from network.foundation.database import execute, transaction
from network.foundation.errors import ServicemarkError
from network.foundation.intake.handing_back import hand_back_rows
from network.foundation.settings import Settings
from network.foundation.tabular.limits import MEBIBYTE, Limits
from network.sites.commands.files import keep_outcome
from network.sites.schemas.sites import ImportOutcome
from network.training.commands.record_import import RecordFile, import_training
from network.training.errors.record_files import RecordFileNotReady, RecordFileWhole
from network.training.queries.record_files import file_row, row_errors
from network.training.record_files import KIND, RECORDS_LAYOUT

# What people of a whole network have passed fits; whoever hands it in waits for the answer.
MOST_ROWS = 50_000
SECONDS = 30
# All errors are counted; so many are kept for the page and the error workbook.
ERRORS_KEPT = 2_000


async def try_records(actor: Actor, settings: Settings, name: str, blocks: AsyncIterable[bytes], at: datetime) -> UUID:
    """Keep the file and find out what importing it would add; the id to ask after it.

    FileTooLarge, FileRefused.
    """
    actor.require(Permission.TRAIN_SITES)
    kept = await files.keep(_folder(settings), blocks, settings.photo_megabytes)
    file, shown = uuid4(), files.shown_name(name)
    async with transaction(actor):
        await execute(
            "insert into import_file (id, kind, name, sha256, size, rows, account, actor, state, outcome, created_at) "
            "values ($1, $2, $3, $4, $5, 0, $6, $7, 'previewed', '{}', $8)",
            *(file, KIND, shown, kept.sha256, kept.size, actor.account, actor.name, at),
        )
    try:
        outcome = await _carried_out(actor, settings, file, kept.path, shown, at, dry_run=True)
    except ServicemarkError:
        async with transaction(actor):
            await execute("update import_file set state = 'cancelled' where id = $1", file)
        raise
    async with transaction(actor):
        await execute("update import_file set rows = $2 where id = $1", file, outcome.rows)
        await keep_outcome(file, _facts(outcome))
    return file


async def take_records(actor: Actor, settings: Settings, file: UUID, at: datetime) -> None:
    """Import a file that was tried, for real. ImportNotFound, RecordFileNotReady, FileGone."""
    actor.require(Permission.TRAIN_SITES)
    row = await file_row(actor, file)
    told = json.loads(row["outcome"])
    if row["state"] != "previewed" or told.get("error_count", 0) or not told.get("new", 0):
        raise RecordFileNotReady()
    path = files.kept(_folder(settings), row["sha256"])
    outcome = await _carried_out(actor, settings, file, path, row["name"], at, dry_run=False)
    if outcome.file is None:  # since it was tried, people or records have changed
        async with transaction(actor):
            await keep_outcome(file, _facts(outcome))


async def handed_back(actor: Actor, settings: Settings, file: UUID) -> tuple[str, bytes]:
    """The failing rows of a file as a workbook in the reader's language: its name and bytes.

    ImportNotFound, RecordFileWhole, FileGone.
    """
    actor.require(Permission.TRAIN_SITES)
    row = await file_row(actor, file)
    errors = row_errors(row)
    if not errors:
        raise RecordFileWhole()
    path = files.kept(_folder(settings), row["sha256"])
    with _workdir(settings) as workdir:
        out = workdir / "errors.xlsx"
        await asyncio.to_thread(hand_back_rows, path, RECORDS_LAYOUT, None, errors, _limits(settings), workdir, out)
        content = await asyncio.to_thread(out.read_bytes)
    return f"{Path(row['name']).stem}-errors.xlsx", content


async def _carried_out(
    actor: Actor, settings: Settings, file: UUID, path: Path, name: str, at: datetime, *, dry_run: bool
) -> ImportOutcome:
    with _workdir(settings) as workdir:
        asked = RecordFile(path, name, at, workdir, dry_run=dry_run, file=file, limits=_limits(settings))
        return await import_training(actor, asked)


def _folder(settings: Settings) -> Path:
    return settings.data_dir.resolve() / "files"


def _limits(settings: Settings) -> Limits:
    return Limits(
        file_bytes=settings.photo_megabytes * MEBIBYTE,
        rows=MOST_ROWS,
        cpu_seconds=SECONDS,
        wall_seconds=SECONDS,
        detailed_errors=ERRORS_KEPT,
    )


@contextmanager
def _workdir(settings: Settings) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="import-", dir=settings.data_dir) as folder:
        yield Path(folder).resolve()


def _facts(outcome: ImportOutcome) -> dict[str, Any]:
    """What is kept of an outcome. Errors are kept without words: they are told in the language of whoever reads."""
    return {
        "new": outcome.new,
        "unchanged": outcome.unchanged,
        "unread_columns": outcome.unread_columns,
        "error_count": outcome.error_count,
        "errors": [
            [error.row, error.column, error.value, error.code, dict(error.values)]
            for error in outcome.errors[:ERRORS_KEPT]
        ],
        "imported_before": outcome.imported_before.isoformat() if outcome.imported_before else None,
    }
