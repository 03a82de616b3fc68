"""Reading a small workbook cell by cell, such as a form that comes back: what the rest of Servicemark calls."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

from network.foundation.confined.parent import ChildDied, ChildStopped, converse
from network.foundation.tabular.errors import FileRefused, ReadingStopped
from network.foundation.tabular.limits import MEBIBYTE, Limits
from network.foundation.tabular.plan import GridPlan

# One after the other on each of two cores: a hundred workbooks at once must not take the memory of a hundred.
_READERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="grid")

CHILD = "network.foundation.tabular.grid_child"

# A form has some hundred cells; these leave room for many a note beside it, and for nothing that takes long.
FORM_LIMITS = Limits(
    file_bytes=2 * MEBIBYTE,
    rows=2_000,
    columns=100,
    memory_bytes=768 * MEBIBYTE,
    cpu_seconds=10,
    wall_seconds=30.0,
    unpacked_bytes=50 * MEBIBYTE,
    entries=200,
)


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of a workbook that hold anything: `sheets[name]["B7"]` is the text that a person would type there.

    A formula is its calculated value; one that shows an error, or was never calculated, is one of the signs of `texts`.
    Hidden sheets are there like all others.
    """

    sheets: Mapping[str, Mapping[str, str]]


async def read_grid(path: Path, limits: Limits = FORM_LIMITS) -> Grid:
    """Read an XLSX workbook, its path absolute, in a child process; cancelling this ends it. FileRefused."""
    stop = Event()
    reading = asyncio.get_running_loop().run_in_executor(_READERS, _read, GridPlan(path, limits), stop)
    try:
        return await asyncio.shield(reading)
    except asyncio.CancelledError:
        stop.set()
        await asyncio.wait([reading])
        reading.exception()  # known: it was stopped
        raise


def _read(plan: GridPlan, stop: Event) -> Grid:
    try:
        return Grid(_answer(plan, stop)["sheets"])
    except ChildStopped:
        raise ReadingStopped() from None
    except ChildDied as died:
        raise FileRefused(died.why, **died.values) from None


def _answer(plan: GridPlan, stop: Event) -> dict[str, Any]:
    with closing(converse(CHILD, plan, plan.source.parent, plan.limits.wall_seconds, stop)) as messages:
        answer = next(messages)
    if "refused" in answer:
        raise FileRefused(answer["refused"], **answer["values"])
    return dict(answer["done"])
