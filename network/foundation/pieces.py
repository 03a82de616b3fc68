"""A file that arrives in pieces over a bad line: how much of it is safely here, and the next piece behind that.

What is on disk is the truth, whatever anybody remembers: a server that was killed half-way goes on from there. Who may
write a part, and one at a time, is the caller's business.
"""

import asyncio
import hashlib
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from network.foundation.errors import Unavailable
from network.foundation.i18n import lazy as _

_FOLDER = "parts"


class NoRoom(Unavailable):
    code = "no_room"
    message = _("There is no room to keep files at this moment. Nothing was lost; it is tried again later.")


def part_of(folder: Path, name: str) -> Path:
    """Where the part called `name` lies, on the disk of the files below `folder`."""
    return folder / _FOLDER / name


def length(part: Path) -> int:
    """Bytes that are here; 0 when nothing has come yet."""
    try:
        return part.stat().st_size
    except FileNotFoundError:
        return 0


async def append(part: Path, piece: bytes) -> None:
    """Put `piece` behind what is here; on disk when this returns. NoRoom: then nothing of it is."""
    await asyncio.to_thread(_append, part, piece)


async def sha256_of(part: Path) -> str:
    """FileNotFoundError when somebody else has finished it."""
    return await asyncio.to_thread(_digest, part)


async def drop(part: Path) -> None:
    await asyncio.to_thread(part.unlink, missing_ok=True)


async def sweep(folder: Path, older_than: datetime) -> None:
    """Remove the parts below `folder` that nothing was put to since then, whether or not anybody remembers them."""
    await asyncio.to_thread(_sweep, folder, older_than.timestamp())


def _sweep(folder: Path, older_than: float) -> None:
    for part in (folder / _FOLDER).glob("*"):
        with suppress(FileNotFoundError):  # finished or dropped in this moment
            if part.stat().st_mtime < older_than:
                part.unlink()


def _append(part: Path, piece: bytes) -> None:
    part.parent.mkdir(parents=True, exist_ok=True)
    with part.open("ab", buffering=0) as target:
        before = os.fstat(target.fileno()).st_size
        try:
            # A raw file may write less than it was given: on a disk that is nearly full.
            if target.write(piece) != len(piece):
                raise OSError("only some of it could be written")
            os.fsync(target.fileno())
        except OSError as error:
            target.truncate(before)
            raise NoRoom() from error


def _digest(part: Path) -> str:
    with part.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
