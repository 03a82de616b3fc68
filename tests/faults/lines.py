"""The line between a tablet and the server: bad, and cut where a seeded lot says so."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from random import Random
from time import perf_counter

import httpx

from network.web.visit import csrf_value

# Longer than any answer may take: whoever waits that long has found something.
PATIENCE = 60.0
# What says that it may be asked again: too much at once, no database, many photos.
LATER = (429, 503)


class Lost(Exception):
    """There was no answer: what has become of the request is not known."""


class Line:
    """One tablet's connection. `faults` counts what the lot did to it, and the tries that came to nothing.

    `pauses`: seconds before the second try, and the most before a later one: each waits twice as long as the last.
    """

    def __init__(
        self, address: str, session: str, lot: Random, faults: Counter[str], pauses: tuple[float, float]
    ) -> None:
        self.lot = lot
        self.pauses = pauses
        self.faults = faults
        cookies = {"servicemark_session": session}
        # A context for TLS, which is not used, would take longer to make than a visit takes to file.
        self._client = httpx.AsyncClient(base_url=address, cookies=cookies, timeout=PATIENCE, verify=False)  # noqa: S501
        self._csrf = csrf_value(session)

    async def close(self) -> None:
        await self._client.aclose()

    async def ask(
        self, method: str, path: str, content: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[httpx.Response, float]:
        """The answer, after as many tries as it takes, and the seconds of the one that was answered."""
        pause, longest = self.pauses
        while True:
            start = perf_counter()
            try:
                answer = await self._once(method, path, content, headers or {})
            except httpx.TimeoutException:
                raise
            except (Lost, httpx.TransportError):
                self.faults["tries without an answer"] += 1
            else:
                if answer.status_code not in LATER:
                    return answer, perf_counter() - start
                self.faults[f"answers {answer.status_code}"] += 1
            # Not with others at the same time.
            await asyncio.sleep(pause * self.lot.uniform(0.75, 1.25))
            pause = min(2 * pause, longest)

    async def _once(self, method: str, path: str, content: bytes, headers: dict[str, str]) -> httpx.Response:
        """One try, which is cut while it is sent, left while it is worked on, or its answer lost, each now and then."""
        named = {"x-csrf-token": self._csrf, **headers}
        drawn = self.lot.random()
        if drawn < 0.05 and content:
            named |= {"content-length": str(len(content))}
            await self._client.request(method, path, content=self._torn(content), headers=named)
            raise AssertionError("half a request was answered")
        if drawn < 0.10:
            return await self._left(method, path, content, named)
        answer = await self._client.request(method, path, content=content, headers=named)
        if drawn < 0.15:
            self.faults["answer lost"] += 1
            raise Lost()
        return answer

    async def _left(self, method: str, path: str, content: bytes, headers: dict[str, str]) -> httpx.Response:
        try:
            async with asyncio.timeout(self.lot.uniform(0, 0.1)):
                return await self._client.request(method, path, content=content, headers=headers)
        except TimeoutError as left:
            self.faults["left before the answer"] += 1
            raise Lost() from left

    async def _torn(self, content: bytes) -> AsyncIterator[bytes]:
        self.faults["cut while sending"] += 1
        yield content[: self.lot.randrange(len(content))]
        raise Lost()
