"""For whoever watches over the server: is it alive, and can it serve?"""

import asyncio
from functools import cache

from litestar import Controller, get

from network.foundation.database import DatabaseDown, fetch, gate
from network.foundation.migrations import known
from network.web.guards import public
from network.web.refusals import NotReady

ANSWER_SECONDS = 0.5


class Health(Controller):
    path = "/health"
    guards = [public]

    @get("/live")
    async def live(self) -> dict[str, str]:
        return {"status": "alive"}

    @get("/ready")
    async def ready(self) -> dict[str, str]:
        """503 while the database takes longer than half a second, or is older than this program."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS), gate():
                applied = {row["name"] for row in await fetch("select name from migration")}
        except TimeoutError as error:
            raise DatabaseDown() from error
        if _migrations() - applied:
            raise NotReady()
        return {"status": "ready"}


@cache
def _migrations() -> frozenset[str]:
    return frozenset(known())
