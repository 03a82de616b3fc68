"""Reading a file: what the rest of Servicemark calls."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any
from uuid import uuid4

from network.foundation.tabular.faults import CellError
from network.foundation.tabular.layout import Layout
from network.foundation.tabular.limits import Limits
from network.foundation.tabular.plan import ReadPlan
from network.foundation.tabular.planning import copy_columns, plan
from network.foundation.tabular.process import carry_out
from network.foundation.tabular.profile import Profile


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file that was read, with or without errors in its cells.

    `copy_file` is in PostgreSQL's COPY text format, UTF-8, one line a row, `copy_columns` its columns in order:
    `row_number` (as a spreadsheet shows it), `has_error` (t or f), then the layout's. A timestamp column takes two:
    `<name>` with offset and `<name>_local` without, the other one NULL. A cell with an error is NULL. With a profile
    that has `[sites]`, `site_region` and `site_name` follow. The caller deletes the file.

    `errors` are in the order of rows, at most `Limits.detailed_errors`; `error_count` counts all. `sources` gives for
    each column the header that it was read from; `unread_columns` are headers that nothing was read from.
    """

    copy_file: Path
    copy_columns: tuple[str, ...]
    rows: int
    errors: tuple[CellError, ...]
    error_count: int
    sha256: str
    size: int
    format: str
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    header_row: int
    sources: Mapping[str, str]
    unread_columns: tuple[str, ...]
    plan: ReadPlan = field(repr=False)


def read(
    path: Path,
    layout: Layout,
    profile: Profile | None,
    limits: Limits,
    workdir: Path,
    on_progress: Callable[[int], None] | None = None,
) -> Parsed:
    """Read `path` in a child process, leaving a COPY file in `workdir`. `on_progress` hears the rows read so far.

    Raises FileRefused for a file that is no table or takes more than its limits, ProfileInvalid for a profile that
    does not fit. Whatever is raised, nothing is left behind.
    """
    return _read(plan(path, layout, profile, limits, _target(workdir)), on_progress, Event())


async def read_async(
    path: Path,
    layout: Layout,
    profile: Profile | None,
    limits: Limits,
    workdir: Path,
    on_progress: Callable[[int], None] | None = None,
) -> Parsed:
    """The same without blocking the event loop; cancelling it ends the child. `on_progress` is called in the loop."""
    loop, stop = asyncio.get_running_loop(), Event()

    def progress(rows: int) -> None:
        if on_progress:
            loop.call_soon_threadsafe(on_progress, rows)

    order = plan(path, layout, profile, limits, _target(workdir))
    reading = asyncio.ensure_future(asyncio.to_thread(_read, order, progress, stop))
    try:
        return await asyncio.shield(reading)
    except asyncio.CancelledError:
        stop.set()
        await asyncio.wait([reading])
        if not reading.exception():
            order.target.unlink(missing_ok=True)
        raise


def _target(workdir: Path) -> Path:
    return workdir / f"{uuid4().hex}.copy"


def _read(order: ReadPlan, on_progress: Callable[[int], None] | None, stop: Event) -> Parsed:
    return _parsed(order, carry_out(order, on_progress, stop))


def _parsed(order: ReadPlan, answer: Mapping[str, Any]) -> Parsed:
    header = answer["header"]
    return Parsed(
        copy_file=order.target,
        copy_columns=copy_columns(order.fields),
        rows=answer["rows"],
        errors=tuple(CellError(*error) for error in answer["errors"]),
        error_count=answer["error_count"],
        sha256=answer["sha256"],
        size=answer["size"],
        format=answer["format"],
        encoding=answer["encoding"],
        delimiter=answer["delimiter"],
        header=tuple(header),
        header_row=answer["header_row"],
        sources={
            each.column.name: header[position]
            for each, position in zip(order.fields, answer["positions"], strict=True)
            if position is not None
        },
        unread_columns=tuple(answer["unread"]),
        plan=order,
    )
