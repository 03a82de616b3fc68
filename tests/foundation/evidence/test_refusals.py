"""What is not taken as evidence, and what is left of it: nothing."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from network.foundation.evidence.errors import EvidenceRefused, EvidenceTooLarge, PhotoTooLarge, Unreadable
from network.foundation.evidence.plan import Limits
from network.foundation.evidence.taking import take
from tests.foundation.evidence.conftest import Take
from tests.foundation.evidence.corpus import EXCEL, HTML, PDF, SVG, WORD, flat_png, halves, office, png, saved

GIF = saved(halves(), "GIF")
MOVING = {"save_all": True, "append_images": [Image.new("RGB", (64, 32), "white")], "duration": 100}
JPEG = saved(halves(size=(640, 320)), "JPEG")
PNG = saved(halves(size=(640, 320)), "PNG")
WEBP = saved(halves(size=(640, 320)), "WEBP")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
LOCKED = bytearray(office("[Content_Types].xml", "word/document.xml"))
LOCKED[LOCKED.index(b"PK\x01\x02") + 8] |= 1


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"", "evidence_empty"),
        (SVG, "evidence_may_run"),
        (b"\xef\xbb\xbf\n<!-- x -->" + SVG[21:], "evidence_may_run"),
        (SVG.decode().encode("utf-16"), "evidence_may_run"),
        (HTML, "evidence_may_run"),
        (b"GIF89a/*<script>*/", "evidence_may_run"),
        (b"<html>" + PDF, "evidence_may_run"),
        (PDF + WORD, "evidence_may_run"),
        (PDF + office("a", comment=b"%%EOF"), "evidence_may_run"),
        (PDF[:-20], "evidence_document_damaged"),
        (b"just text", "evidence_kind_unknown"),
        (bytes(1000), "evidence_kind_unknown"),
        (b"MZ" + bytes(500), "evidence_kind_unknown"),
        (GIF, "evidence_kind_refused"),
        (saved(halves(), "TIFF"), "evidence_kind_refused"),
        (saved(halves(), "BMP"), "evidence_kind_refused"),
        (b"\0\0\0\x18ftypheic" + bytes(100), "evidence_kind_refused"),
        (office("META-INF/MANIFEST.MF", "Main.class"), "evidence_kind_refused"),
        (office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "evidence_has_macros"),
        (office("[Content_Types].xml", "xl/workbook.xml", "xl/activeX/activeX1.bin"), "evidence_has_macros"),
        (bytes(LOCKED), "evidence_locked"),
        (OLE, "evidence_locked"),
        (EXCEL[:-30], "evidence_document_damaged"),
        (JPEG[: len(JPEG) // 2], "evidence_photo_damaged"),
        (JPEG[:3], "evidence_photo_damaged"),
        (PNG[: len(PNG) // 2], "evidence_photo_damaged"),
        (PNG[:8], "evidence_photo_damaged"),
        (WEBP[: len(WEBP) // 2], "evidence_photo_damaged"),
        (b"RIFF\0\0\0\0WEBP", "evidence_photo_damaged"),
        (png(64, 64, 8, 2, b"no zlib stream"), "evidence_photo_damaged"),
        (saved(halves(), "PNG", **MOVING), "evidence_photo_moves"),
        (saved(halves(), "WEBP", **MOVING), "evidence_photo_moves"),
        (flat_png(12_001, 1), "evidence_photo_too_large"),
        (flat_png(8000, 5001, depth=8, color=0), "evidence_photo_too_large"),
    ],
)
async def test_it_is_refused_with_what_to_do_instead(hand_in: Take, folder: Path, sent: bytes, code: str) -> None:
    with pytest.raises(EvidenceRefused) as refusal:
        await hand_in(sent)
    assert refusal.value.code == code
    assert refusal.value.status == 422
    assert "%(" not in refusal.value.text()
    assert_nothing_left(folder)


async def test_a_bomb_is_refused_by_its_size_without_being_unpacked(hand_in: Take, folder: Path) -> None:
    bomb = flat_png(12_000, 12_000, depth=1, color=0)
    assert len(bomb) < 18_000  # and 576 MB of pixels, four bytes each
    forget_peak()
    before, began = peak_memory(), time.monotonic()
    with pytest.raises(PhotoTooLarge) as refusal:
        await hand_in(bomb)
    assert (refusal.value.values["width"], refusal.value.values["megapixels"]) == (12_000, 40)
    assert time.monotonic() - began < 12
    assert peak_memory() - before < 30 << 20
    assert_nothing_left(folder)


@pytest.mark.parametrize(
    "limits",
    [Limits(memory_bytes=256 << 20), Limits(wall_seconds=0.3), Limits(written_bytes=100)],
    ids=["memory", "time", "written"],
)
async def test_a_photo_that_takes_more_than_its_limits_is_stopped(hand_in: Take, folder: Path, limits: Limits) -> None:
    with pytest.raises(Unreadable):
        await hand_in(flat_png(8000, 5000, color=6), limits=limits)
    assert_nothing_left(folder)


async def test_a_file_that_is_too_large_is_not_read_to_its_end(folder: Path) -> None:
    read = 0

    async def three_hundred_megabytes() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(300):
            read += 1
            yield JPEG + bytes((1 << 20) - len(JPEG))

    with pytest.raises(EvidenceTooLarge) as refusal:
        await take(three_hundred_megabytes(), folder, most_megabytes=2)
    assert (refusal.value.status, refusal.value.values) == (413, {"limit": 2})
    assert read == 3
    assert_nothing_left(folder)


async def test_a_sender_who_hangs_up_leaves_nothing(folder: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield JPEG
        raise ConnectionError("the sender is gone")

    with pytest.raises(ConnectionError):
        await take(broken(), folder, most_megabytes=2)
    assert_nothing_left(folder)


SLOW = flat_png(7000, 5700, color=6)


async def test_a_killed_child_leaves_nothing(hand_in: Take, folder: Path) -> None:
    taking = asyncio.create_task(hand_in(SLOW))
    os.kill(await child_of(folder), signal.SIGKILL)
    with pytest.raises(Unreadable):
        await taking
    assert_nothing_left(folder)


async def test_cancelling_ends_the_child_and_leaves_nothing(hand_in: Take, folder: Path) -> None:
    taking = asyncio.create_task(hand_in(SLOW))
    await child_of(folder)
    taking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await taking
    assert_nothing_left(folder)


async def test_what_a_killed_server_left_is_removed_after_an_hour(hand_in: Take, folder: Path) -> None:
    for age in (600, 4000):
        left = folder / f"examining-{age}"
        left.mkdir(parents=True)
        (left / "photo").write_bytes(JPEG)
        os.utime(left, (time.time() - age,) * 2)
    await hand_in(JPEG)
    assert not (folder / "examining-4000").exists()
    assert (folder / "examining-600" / "photo").exists()


def forget_peak() -> None:
    """From here on the kernel counts the most memory of this process anew (Linux)."""
    Path("/proc/self/clear_refs").write_text("5")


def peak_memory() -> int:
    """The most memory that this process has held at once, in bytes."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) << 10


def children_in(folder: Path) -> list[int]:
    """Processes that work somewhere below this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink().is_relative_to(folder):
                found.append(int(process.name))
        except OSError:
            continue
    return found


async def child_of(folder: Path) -> int:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if found := children_in(folder):
            return found[0]
        await asyncio.sleep(0.01)
    raise AssertionError("no child was started")


def assert_nothing_left(folder: Path) -> None:
    assert list(folder.iterdir()) == []
    assert children_in(folder) == []
