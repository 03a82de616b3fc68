"""How a command reaches the database."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import TypeVar

import asyncpg

from network.foundation import running
from network.foundation.database import DatabaseDown
from network.foundation.i18n import lazy as _
from network.foundation.settings import Settings

# A person waits at a terminal and can interrupt; a web request cannot take that long.
COMMAND_SECONDS = 3600

Answer = TypeVar("Answer")


class OutOfReach(DatabaseDown):
    code = "database_out_of_reach"
    message = _("The database cannot be reached: %(reason)s")


@asynccontextmanager
async def reaching(context: AbstractAsyncContextManager[None]) -> AsyncIterator[None]:
    """What opens the database, entered. Raises OutOfReach when there is no server, or it does not let us in."""
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(context)
        except Exception as error:
            cause = _only(error)
            if isinstance(cause, OSError | asyncpg.PostgresError):
                raise OutOfReach(reason=cause) from error
            raise cause from error.__cause__
        yield


def _only(error: Exception) -> Exception:
    """The error within a group of one, which is how Litestar hands on what its lifespan met."""
    while isinstance(error, ExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error


def with_database(work: Callable[[], Awaitable[Answer]], settings: Settings | None = None) -> Answer:
    """Run `work` with the database started, upgraded and open. Every group of commands goes through here."""

    async def run() -> Answer:
        async with reaching(running.database(settings or Settings(), statement_seconds=COMMAND_SECONDS)):
            return await work()

    return asyncio.run(run())
