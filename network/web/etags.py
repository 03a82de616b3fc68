"""Documents that a browser may keep and ask about again: ETag and If-None-Match (RFC 9110)."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Response

from network.web.requests import HouseRequest

# The browser may keep it, but asks each time: whoever may no longer see it is told so.
ASK_AGAIN = "private, no-cache"


async def unless_known(request: HouseRequest, etag: str, make: Callable[[], Awaitable[Response[Any]]]) -> Response[Any]:
    """304 when the browser has this version, else what `make` gives with its tag. An empty `etag`: no version, no tag.

    Call it after everything that may refuse the request.
    """
    if not etag:
        return await make()
    headers = {"etag": f'"{etag}"', "cache-control": ASK_AGAIN, "vary": "Cookie"}
    if _knows(request.headers.get("if-none-match", ""), etag):
        return Response(b"", status_code=304, headers=headers)
    made = await make()
    made.headers.update(headers)
    return made


def _knows(sent: str, etag: str) -> bool:
    tags = [tag.strip().removeprefix("W/") for tag in sent.split(",")]
    return "*" in tags or f'"{etag}"' in tags
