"""Files that people hand in, kept under the SHA-256 of their bytes: `<folder>/<aa>/<sha256>`, never changed.

The same bytes are kept once. A file is there whole or not at all, also after a loss of power.
"""

import asyncio
import hashlib
import os
import tempfile
from collections.abc import AsyncIterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from network.foundation.file_errors import FileGone, FileTooLarge

BLOCK = 1 << 20
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file in the store. `size` in bytes."""

    path: Path
    sha256: str
    size: int


async def keep(folder: Path, blocks: AsyncIterable[bytes], most_megabytes: int) -> KeptFile:
    """Store what comes in; FileTooLarge past the limit. Whatever is raised, nothing is left behind."""
    arriving = await asyncio.to_thread(_arriving, folder)
    try:
        with arriving:
            sha256, size = await _write(arriving, blocks, most_megabytes)
        path = place(folder, sha256)
        await asyncio.to_thread(_settle, Path(arriving.name), path)
    finally:
        _discard(arriving)
    return KeptFile(path, sha256, size)


async def adopt(folder: Path, path: Path) -> KeptFile:
    """Move a finished file into the store, which is on the same disk; afterwards there is nothing at `path`."""
    sha256, size = await asyncio.to_thread(_measure, path)
    kept_path = place(folder, sha256)
    await asyncio.to_thread(_settle, path, kept_path)
    return KeptFile(kept_path, sha256, size)


def place(folder: Path, sha256: str) -> Path:
    return folder / sha256[:2] / sha256


def shown_name(name: str) -> str:
    """A sender's name for a file, fit to be stored and shown: without folders and control characters, never empty."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(character for character in last if character.isprintable()).strip()[:LONGEST_NAME] or "–"


def kept(folder: Path, sha256: str) -> Path:
    """The path of a kept file; FileGone when somebody has removed it."""
    path = place(folder, sha256)
    if not path.is_file():
        raise FileGone()
    return path


def discard(folder: Path, sha256: str, *, older_than: datetime) -> None:
    """Remove a file that nothing names any more, unless it has come again since: its row may be on the way."""
    path = place(folder, sha256)
    with suppress(FileNotFoundError):
        if path.stat().st_mtime < older_than.timestamp():
            path.unlink()


def _arriving(folder: Path) -> IO[bytes]:
    folder.mkdir(parents=True, exist_ok=True)
    return tempfile.NamedTemporaryFile(dir=folder, prefix="arriving-", delete=False)


async def _write(target: IO[bytes], blocks: AsyncIterable[bytes], most_megabytes: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    async for block in blocks:
        size += len(block)
        if size > most_megabytes * BLOCK:
            raise FileTooLarge(limit=most_megabytes)
        digest.update(block)
        await asyncio.to_thread(target.write, block)
    await asyncio.to_thread(_flush, target)
    return digest.hexdigest(), size


def _discard(arriving: IO[bytes]) -> None:
    Path(arriving.name).unlink(missing_ok=True)


def _flush(target: IO[bytes]) -> None:
    target.flush()
    os.fsync(target.fileno())


def _measure(path: Path) -> tuple[str, int]:
    """Digest and size of a file that is then on disk."""
    with path.open("rb") as source:
        os.fsync(source.fileno())
        return hashlib.file_digest(source, "sha256").hexdigest(), source.tell()


def _settle(arrived: Path, path: Path) -> None:
    """Give the file its name. The bytes are on disk before the name is; the folder's entry follows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    arrived.replace(path)
    for folder in (path.parent, path.parent.parent):  # the first may be new: its own name must last too
        entry = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(entry)
        finally:
            os.close(entry)
