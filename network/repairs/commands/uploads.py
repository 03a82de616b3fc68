"""Importing on the web: upload and try, look at what would change, then confirm or cancel."""

import asyncio
import json
import logging
import tempfile
from collections.abc import AsyncIterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from network.foundation import files
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.database import Record, execute, fetch_row, transaction
from network.foundation.desk import Desk, Progress
from network.foundation.errors import ServicemarkError
from network.foundation.periods import Month
from network.foundation.settings import Settings
from network.foundation.tabular.faults import CellError
from network.foundation.tabular.limits import MEBIBYTE, Limits
from network.foundation.tabular.profile import Profile
from network.repairs.commands.importing import Request, check_month
from network.repairs.commands.taking import LAYOUTS, hand_back, take
from network.repairs.errors.records import ImportIsDone, ImportNotReady
from network.repairs.queries.imports import failing_rows
from network.repairs.rules.orders import ImportState, import_state
from network.repairs.schemas.records import IMPORTING, FileKind
from network.sites.errors.sites import CreatingSitesNeedsZone, ImportNotFound
from network.sites.schemas.sites import ImportOutcome

_log = logging.getLogger(__name__)

# All errors are counted; so many are kept for the page and the error workbook.
ERRORS_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it comes in. `name` is what its sender calls it: shown, and never used for a path.

    `month`: it is said to hold the orders of this month only.
    """

    kind: FileKind
    name: str
    blocks: AsyncIterable[bytes]
    profile: str = ""
    create_sites: bool = False
    month: Month | None = None


@dataclass(frozen=True, slots=True)
class Counter:
    """Where files are handed in: the desk that works on them, and the settings that say where they go and how large."""

    desk: Desk
    settings: Settings
    # Reading a file again takes a process and a thread for a while: whoever asks for many gets one after the other.
    handing_back: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))

    @property
    def folder(self) -> Path:
        return self.settings.data_dir.resolve() / "files"

    @property
    def limits(self) -> Limits:
        return Limits(file_bytes=self.settings.upload_megabytes * MEBIBYTE)

    @contextmanager
    def workdir(self) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(prefix="import-", dir=self.settings.data_dir) as folder:
            yield Path(folder).resolve()


async def upload(actor: Actor, counter: Counter, upload: Upload) -> UUID:
    """Keep the file and begin to find out what importing it would change; the id to ask after it.

    Refused before anything is kept: a profile that does not fit, a file that is too large, creating sites without a
    zone, a month that the file cannot be of, and a kind that this actor may not import.
    """
    actor.require(IMPORTING[upload.kind])
    if upload.create_sites:
        actor.require(Permission.IMPORT_SITES)
    check_month(upload.kind, upload.month, now())
    _check_profile(upload)
    kept = await files.keep(counter.folder, upload.blocks, counter.settings.upload_megabytes)
    file = uuid4()
    told = {
        "phase": ImportState.WORKING,
        "profile": upload.profile,
        "create_sites": upload.create_sites,
        "month": str(upload.month) if upload.month else None,
    }
    async with transaction(actor):
        await execute(
            "insert into import_file (id, kind, name, sha256, size, rows, account, actor, state, outcome, created_at) "
            "values ($1, $2, $3, $4, $5, 0, $6, $7, 'previewed', $8, $9)",
            file,
            upload.kind,
            files.shown_name(upload.name),
            kept.sha256,
            kept.size,
            actor.account,
            actor.name,
            json.dumps(told),
            now(),
        )
    _begin(actor, counter, file, dry_run=True)
    return file


async def confirm(actor: Actor, counter: Counter, file: UUID) -> None:
    """Import the file whose preview is ready, for real. ImportNotFound, ImportNotReady."""
    actor.require(Permission.IMPORT_RECORDS)
    async with transaction(actor):
        row = await _locked(actor, file)
        actor.require(IMPORTING[FileKind(row["kind"])])
        if _state(row, running=counter.desk.progress(file) is not None) is not ImportState.READY:
            raise ImportNotReady()
        await _note(file, {"phase": ImportState.IMPORTING})
    _begin(actor, counter, file, dry_run=False)


async def cancel(actor: Actor, counter: Counter, file: UUID) -> None:
    """Stop working on the file and give it up; what was imported stays. ImportNotFound, ImportIsDone."""
    actor.require(Permission.IMPORT_RECORDS)
    async with transaction(actor):
        await _locked(actor, file)
    await counter.desk.stop(file)
    async with transaction(actor):
        row = await _locked(actor, file)
        if row["state"] == ImportState.IMPORTED:
            raise ImportIsDone()
        await execute("update import_file set state = 'cancelled' where id = $1", file)


async def handed_back(actor: Actor, counter: Counter, file: UUID) -> tuple[str, bytes]:
    """The failing rows of a file as a workbook in the reader's language: its name and bytes.

    ImportNotFound, NoErrorsToHandBack, FileGone.
    """
    row, profile, errors = await failing_rows(actor, file)
    path = files.kept(counter.folder, row["sha256"])
    async with counter.handing_back:
        with counter.workdir() as workdir:
            content = await _failing_workbook(counter, row, path, profile, errors, workdir)
    return f"{Path(row['name']).stem}-errors.xlsx", content


async def _failing_workbook(
    counter: Counter, row: Record, path: Path, profile: str, errors: Sequence[CellError], workdir: Path
) -> bytes:
    out, kind = workdir / "errors.xlsx", FileKind(row["kind"])
    await asyncio.to_thread(hand_back, path, kind, _profile(profile), errors, counter.limits, workdir, out)
    return await asyncio.to_thread(out.read_bytes)


def _check_profile(upload: Upload) -> None:
    profile = _profile(upload.profile)
    if profile:
        profile.check(LAYOUTS[upload.kind])
    if upload.create_sites and not (profile and profile.sites and profile.sites.time_zone):
        raise CreatingSitesNeedsZone()


def _profile(text: str) -> Profile | None:
    return Profile.parse(text, Path("profile.toml")) if text.strip() else None


def _begin(actor: Actor, counter: Counter, file: UUID, *, dry_run: bool) -> None:
    async def work(progress: Progress) -> None:
        await _carry_out(actor, counter, file, progress, dry_run=dry_run)

    counter.desk.start(file, work)


async def _carry_out(actor: Actor, counter: Counter, file: UUID, progress: Progress, *, dry_run: bool) -> None:
    """Try or import the file, and note what came of it. With an import, the record and its outcome commit together."""
    try:
        outcome = await _taken(actor, counter, file, progress, dry_run=dry_run)
        facts = _facts(outcome)
    except ServicemarkError as refusal:
        facts = {"phase": ImportState.REFUSED, "refusal": {"code": refusal.code, "values": refusal.values}}
    except Exception:  # noqa: BLE001 - whoever waits for the preview must be told that it ended
        _log.exception("an import failed")
        facts = {"phase": ImportState.REFUSED, "refusal": {"code": ServicemarkError.code, "values": {}}}
    async with transaction(actor):
        await _note(file, facts)


async def _taken(actor: Actor, counter: Counter, file: UUID, progress: Progress, *, dry_run: bool) -> ImportOutcome:
    async with transaction(actor, read_only=True):
        row = await fetch_row("select kind, name, sha256, outcome from import_file where id = $1", file)
    if row is None:
        raise ImportNotFound()
    told = json.loads(row["outcome"])
    with counter.workdir() as workdir:
        request = Request(
            path=files.kept(counter.folder, row["sha256"]),
            name=row["name"],
            now=now(),
            workdir=workdir,
            profile=_profile(told["profile"]),
            create_sites=told["create_sites"],
            dry_run=dry_run,
            file=file,
            month=Month.parse(told["month"]) if told.get("month") else None,
            limits=counter.limits,
            on_progress=progress.read,
            on_stage=progress.enter,
        )
        return await take(actor, FileKind(row["kind"]), request)


def _facts(outcome: ImportOutcome) -> dict[str, Any]:
    """What is kept of an outcome. Errors are kept without words: they are told in the language of whoever reads."""
    return {
        "phase": ImportState.READY,
        "rows": outcome.rows,
        "new": outcome.new,
        "changed": outcome.changed,
        "unchanged": outcome.unchanged,
        "created_sites": outcome.created_sites,
        "encoding": outcome.encoding,
        "delimiter": outcome.delimiter,
        "unread_columns": outcome.unread_columns,
        "error_count": outcome.error_count,
        "errors": [
            [error.row, error.column, error.value, error.code, dict(error.values)]
            for error in outcome.errors[:ERRORS_KEPT]
        ],
        "changes": outcome.changes,
        "imported_before": outcome.imported_before.isoformat() if outcome.imported_before else None,
    }


async def _locked(actor: Actor, file: UUID) -> Record:
    """Inside a transaction: the record of the file, this actor's own or, for the whole network's HQ, anybody's."""
    row = await fetch_row("select kind, state, account, outcome from import_file where id = $1 for update", file)
    if row is None or row["kind"] not in LAYOUTS or (actor.sites is not None and row["account"] != actor.account):
        raise ImportNotFound()
    return row


def _state(row: Record, *, running: bool) -> ImportState:
    told = json.loads(row["outcome"])
    differing = told.get("new", 0) + told.get("changed", 0)
    errors = told.get("error_count", 0)
    return import_state(row["state"], told.get("phase", ""), running=running, errors=errors, differing=differing)


async def _note(file: UUID, facts: dict[str, Any]) -> None:
    rows = facts.pop("rows", None)
    await execute(
        "update import_file set outcome = outcome || $2, rows = coalesce($3, rows) where id = $1",
        file,
        json.dumps(facts),
        rows,
    )
