"""A scorecard as a file, for pages and programs alike."""

from typing import Any

from litestar import Response

from network.scorecards.commands.printing import Printable
from network.web.downloads import download
from network.web.etags import unless_known
from network.web.requests import HouseRequest


async def sent(request: HouseRequest, made: Printable) -> Response[Any]:
    """The file; 304 for who has this version of it."""

    async def read() -> Response[bytes]:
        return download(made.name, await made.read(), "application/pdf")

    return await unless_known(request, made.etag, read)
