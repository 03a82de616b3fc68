"""A ZIP file that is made while it is sent, so that no more than one of its members is in memory."""

import io
import zipfile
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from litestar.response import Stream

from network.web.downloads import disposition

Member = tuple[str, datetime, bytes]


class _Outlet(io.RawIOBase):
    """What was written since it was asked last."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)


async def zipped(members: AsyncIterator[Member]) -> AsyncIterator[bytes]:
    """The file in parts. Its members are kept as they are: what is printed is compressed already."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED) as file:
        async for name, at, content in members:
            file.writestr(zipfile.ZipInfo(name, at.timetuple()[:6]), content)
            yield outlet.taken()
    yield outlet.taken()


def zip_download(name: str, members: AsyncIterator[Member]) -> Stream:
    """A ZIP file that the browser saves under this name."""
    headers = {"content-disposition": disposition(name)}
    return Stream(lambda: zipped(members), media_type="application/zip", headers=headers)
