"""Work that the server does once a day, and soon after it has started."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import TypeVar

_log = logging.getLogger(__name__)

# How often it is looked whether a new day has come; after a failure the work is tried again then.
LOOK_SECONDS = 600.0

Work = Callable[[date], Awaitable[object]]
Done = TypeVar("Done")


@asynccontextmanager
async def every_day(work: Work, now: Callable[[], datetime], look_seconds: float = LOOK_SECONDS) -> AsyncIterator[None]:
    """While inside, `work` runs once for each day in UTC, the first one at once; it must bear being run again.

    A failure is logged, and the day tried again. On leaving, work that is running is stopped.
    """
    task = asyncio.create_task(_run(work, now, look_seconds))
    try:
        yield
    finally:
        task.cancel()
        # Not `await task`: to suppress its cancellation would suppress one of ours too, such as that of a Ctrl-C.
        await asyncio.wait([task])


async def each_by_itself(parts: Sequence[Callable[[], Awaitable[Done]]]) -> list[Done]:
    """Do all parts of a work in their order, also those after one that failed; what each gives.

    A failure is logged, and the first one raised when all others are done: so that the whole is tried again.
    """
    done: list[Done] = []
    failures: list[Exception] = []
    for part in parts:
        try:
            done.append(await part())
        except Exception as error:  # noqa: BLE001 - raised below, when the others are done
            _log.exception("a part of the work failed; the others go on")
            failures.append(error)
    if failures:
        raise failures[0]
    return done


async def _run(work: Work, now: Callable[[], datetime], look_seconds: float) -> None:
    done: date | None = None
    while True:
        today = now().date()
        if today != done:
            try:
                await work(today)
                done = today
            except Exception:  # noqa: BLE001 - the server goes on, and the work is tried again
                _log.exception("the work of the day failed")
        await asyncio.sleep(look_seconds)
