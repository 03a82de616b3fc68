"""Taking a file as evidence: what the rest of Servicemark calls."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncIterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Event
from typing import Any

from network.foundation import files
from network.foundation.confined.parent import ChildDied, converse
from network.foundation.evidence.errors import BY_CODE, EvidenceTooLarge, PhotoNeeded, Unreadable
from network.foundation.evidence.kinds import JPEG, Evidence, KeptPhoto, Kind, kind_of
from network.foundation.evidence.plan import Limits, Plan, Rectangle
from network.foundation.file_errors import FileTooLarge
from network.foundation.files import KeptFile

CHILD = "network.foundation.evidence.child"

# Photos are unpacked one by one on each of two cores: a hundred at once must not take the memory of a hundred.
_EXAMINERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="evidence")

_WORKDIR = "examining-"
_STALE_SECONDS = 3600


async def take(
    blocks: AsyncIterable[bytes], folder: Path, *, most_megabytes: int, limits: Limits | None = None
) -> Evidence:
    """Keep what comes in below `folder` (read it with `files.kept`), when it is a photo, a PDF or a document.

    EvidenceTooLarge as soon as more than `most_megabytes` have come, otherwise EvidenceRefused. Whatever is raised,
    nothing is left behind.
    """
    with _workdir(folder) as workdir:
        sent = await _receive(blocks, workdir, most_megabytes)
        plan = Plan(sent.path, workdir / "picture", workdir / "thumbnail", limits or Limits())
        found = await _examined(plan)
        kind = kind_of(found["media_type"])
        if kind is not Kind.PHOTO:
            kept = await files.adopt(folder, sent.path)
            return Evidence(kind, found["media_type"], kept.sha256, kept.size, sent.sha256)
        thumbnail = await files.adopt(folder, plan.thumbnail)
        kept = await files.adopt(folder, plan.picture)
    return Evidence(kind, JPEG, kept.sha256, kept.size, sent.sha256, found["width"], found["height"], thumbnail.sha256)


async def take_photo(arrived: Path, folder: Path, *, limits: Limits | None = None) -> KeptPhoto:
    """Keep a photo from `arrived` (absolute, on the disk of `folder`): as it came, under its SHA-256, and drawn anew.

    EvidenceRefused for anything that is no photo; then it still lies where it was.
    """
    with _workdir(folder) as workdir:
        plan = Plan(arrived, workdir / "picture", workdir / "thumbnail", limits or Limits())
        found = await _examined(plan)
        if kind_of(found["media_type"]) is not Kind.PHOTO:
            raise PhotoNeeded()
        thumbnail = await files.adopt(folder, plan.thumbnail)
        picture = await files.adopt(folder, plan.picture)
    await files.adopt(folder, arrived)
    return KeptPhoto(picture=picture.sha256, thumbnail=thumbnail.sha256, **found)


async def blackened(picture: Path, folder: Path, rectangles: Sequence[Rectangle]) -> KeptPhoto:
    """Keep a copy of a kept picture with these parts of it black. The picture itself stays. EvidenceRefused."""
    with _workdir(folder) as workdir:
        target = workdir / "picture", workdir / "thumbnail"
        source = await asyncio.to_thread(picture.resolve)
        plan = Plan(source, *target, Limits(), blackened=tuple(rectangles))
        found = await _examined(plan)
        thumbnail = await files.adopt(folder, plan.thumbnail)
        kept = await files.adopt(folder, plan.picture)
    return KeptPhoto(picture=kept.sha256, thumbnail=thumbnail.sha256, **found)


@contextmanager
def _workdir(folder: Path) -> Iterator[Path]:
    """A folder for what was sent, on the disk where it may be kept. Those that a killed server left are removed."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"{_WORKDIR}*"):
        with suppress(FileNotFoundError):  # another process may be faster
            if left.stat().st_mtime < time.time() - _STALE_SECONDS:
                shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=_WORKDIR, dir=folder) as workdir:
        yield Path(workdir).resolve()


async def _receive(blocks: AsyncIterable[bytes], workdir: Path, most_megabytes: int) -> KeptFile:
    try:
        return await files.keep(workdir, blocks, most_megabytes)
    except FileTooLarge:
        raise EvidenceTooLarge(limit=most_megabytes) from None


async def _examined(plan: Plan) -> dict[str, Any]:
    """What the child process answers; cancelling this ends it."""
    stop = Event()
    examining = asyncio.get_running_loop().run_in_executor(_EXAMINERS, _examine, plan, stop)
    try:
        return await asyncio.shield(examining)
    except asyncio.CancelledError:
        stop.set()
        await asyncio.wait([examining])
        examining.exception()  # known: it was stopped
        raise


def _examine(plan: Plan, stop: Event) -> dict[str, Any]:
    """Raises EvidenceRefused, ChildStopped."""
    try:
        with closing(converse(CHILD, plan, plan.source.parent, plan.limits.wall_seconds, stop)) as messages:
            answer = next(messages)
    except ChildDied:
        raise Unreadable() from None
    if "refused" in answer:
        raise BY_CODE[answer["refused"]](**answer["values"])
    return dict(answer["done"])
