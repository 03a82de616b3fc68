"""Long work that this process does on files: one at a time, each can be watched and stopped. Knows no domain."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

_log = logging.getLogger(__name__)

WAITING, READING = "waiting", "reading"


@dataclass(slots=True)
class Progress:
    """How far one piece of work is. `stage`: waiting, reading, then what the work says; `rows` read so far."""

    stage: str = WAITING
    rows: int = 0

    def read(self, rows: int) -> None:
        self.rows = rows

    def enter(self, stage: str) -> None:
        self.stage = stage


Work = Callable[[Progress], Awaitable[None]]


class Desk:
    """The running work of one application, by the id of the file. What is not here is not running."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(1)
        self._running: dict[UUID, tuple[asyncio.Task[None], Progress]] = {}

    def start(self, file: UUID, work: Work) -> None:
        """Work on it as soon as it is its turn. `work` answers for its own errors."""
        progress = Progress()
        task = asyncio.create_task(self._carry_out(work, progress), name=f"file {file}")
        self._running[file] = (task, progress)
        task.add_done_callback(lambda ended: self._forget(file, ended))

    def progress(self, file: UUID) -> Progress | None:
        """None: nobody works on it, at least not here."""
        running = self._running.get(file)
        return running[1] if running else None

    async def stop(self, file: UUID) -> None:
        """End the work on it and wait until nothing of it goes on."""
        running = self._running.get(file)
        if running:
            running[0].cancel()
            await asyncio.wait([running[0]])

    async def done(self, file: UUID) -> None:
        """Wait until nobody works on it any more."""
        running = self._running.get(file)
        if running:
            await asyncio.wait([running[0]])

    async def close(self) -> None:
        """Stop everything: the server is going down."""
        for file in list(self._running):
            await self.stop(file)

    async def _carry_out(self, work: Work, progress: Progress) -> None:
        try:
            async with self._turn:
                progress.enter(READING)
                with suppress(asyncio.CancelledError):
                    await work(progress)
        except Exception:  # noqa: BLE001 - the last one to catch it
            _log.exception("work on a file ended with an error that nobody answered for")

    def _forget(self, file: UUID, ended: asyncio.Task[None]) -> None:
        """Unless somebody has started on the same file anew meanwhile: a preview may be confirmed as it ends."""
        running = self._running.get(file)
        if running and running[0] is ended:
            del self._running[file]
