"""How a command reaches the database."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from network.foundation import running
from network.foundation.settings import Settings

# A person waits at a terminal and can interrupt; a web request cannot take that long.
COMMAND_SECONDS = 3600

Answer = TypeVar("Answer")


def with_database(work: Callable[[], Awaitable[Answer]], settings: Settings | None = None) -> Answer:
    """Run `work` with the database started, upgraded and open. Every group of commands goes through here."""

    async def run() -> Answer:
        async with running.database(settings or Settings(), statement_seconds=COMMAND_SECONDS):
            return await work()

    return asyncio.run(run())
