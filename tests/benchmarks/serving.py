"""A real server on the benchmark's database, in a process of its own, with a clock that can be set."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from os import environ
from pathlib import Path
from urllib.parse import urlsplit

from network.foundation.database import address
from tests.benchmarks.report import Disagreement

STARTING = 60


class Served:
    """Where the server answers."""

    def __init__(self, address: str, ahead: Path) -> None:
        self.address = address
        self._ahead = ahead

    def set_clock(self, moment: datetime) -> None:
        """From now on the server's clock goes on from this moment."""
        self._ahead.write_text(str((moment - datetime.now(UTC)).total_seconds()), "ascii")


@asynccontextmanager
async def served(root_url: str, folder: Path) -> AsyncIterator[Served]:
    """`servicemark serve` as it is delivered, jobs and all; what it logs goes to a file of the folder."""
    ahead = folder / "ahead"
    ahead.write_text("0", "ascii")
    settings = {
        "SERVICEMARK_DATA_DIR": str(folder),
        "SERVICEMARK_DATABASE_URL": root_url,
        "SERVICEMARK_APP_PASSWORD": urlsplit(address()).password or "",
    }
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.benchmarks.clocked", str(ahead), "serve", "--port", "0"),
            env={**environ, **settings},
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
        try:
            yield Served(await _place(process), ahead)
        finally:
            if process.returncode is None:
                process.terminate()
            await process.communicate()


async def _place(process: asyncio.subprocess.Process) -> str:
    """The address that it says it answers at."""
    if process.stdout is None:
        raise Disagreement("the server cannot be heard")
    line = (await asyncio.wait_for(process.stdout.readline(), STARTING)).decode()
    found = re.search(r"http://[\d.]+:\d+", line)
    if found is None:
        raise Disagreement(f"the server does not start: {line}")
    return found[0]
