"""Files are kept whole, once, under what they hold, or not at all."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from network.foundation.file_errors import FileGone, FileTooLarge
from network.foundation.files import adopt, keep, kept, shown_name

MEGABYTE = 1 << 20


async def sent(*blocks: bytes) -> AsyncIterator[bytes]:
    for block in blocks:
        yield block


async def broken() -> AsyncIterator[bytes]:
    yield b"the beginning"
    raise ConnectionError("the sender is gone")


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_the_same_bytes_are_kept_once_under_their_digest(tmp_path: Path) -> None:
    first = await keep(tmp_path, sent(b"order_no,", b"site\n"), 1)
    again = await keep(tmp_path, sent(b"order_no,site\n"), 1)
    digest = hashlib.sha256(b"order_no,site\n").hexdigest()
    assert first == again
    assert (first.sha256, first.size) == (digest, 14)
    assert files(tmp_path) == [tmp_path / digest[:2] / digest] == [kept(tmp_path, digest)]
    assert first.path.read_bytes() == b"order_no,site\n"


async def test_a_file_of_just_the_limit_is_kept_and_one_byte_more_is_not(tmp_path: Path) -> None:
    assert (await keep(tmp_path, sent(b"x" * MEGABYTE), 1)).size == MEGABYTE
    with pytest.raises(FileTooLarge) as refusal:
        await keep(tmp_path, sent(b"y" * MEGABYTE, b"y"), 1)
    assert refusal.value.values == {"limit": 1}
    assert len(files(tmp_path)) == 1


async def test_a_file_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ConnectionError):
        await keep(tmp_path, broken(), 1)
    assert files(tmp_path) == []


def test_a_file_that_is_gone_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(FileGone):
        kept(tmp_path, "0" * 64)


async def test_a_finished_file_is_moved_into_the_store(tmp_path: Path) -> None:
    finished, store = tmp_path / "finished", tmp_path / "store"
    for _twice in range(2):
        finished.write_bytes(b"a picture")
        adopted = await adopt(store, finished)
        assert (adopted.sha256, adopted.size) == (hashlib.sha256(b"a picture").hexdigest(), 9)
        assert kept(store, adopted.sha256).read_bytes() == b"a picture"
        assert not finished.exists()


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("门店 1.png", "门店 1.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\scans\\lease.pdf", "lease.pdf"),
        ("a\r\nb\x00\u202egpj.exe", "abgpj.exe"),
        ("x" * 300, "x" * 200),
        ("folder/", "–"),
    ],
)
def test_the_name_that_a_sender_gives_is_made_fit_to_be_shown(sent: str, shown: str) -> None:
    assert shown_name(sent) == shown
