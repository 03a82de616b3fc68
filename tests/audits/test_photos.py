"""Photos from tablets: pieces, cuts, what is no photo, and whose a photo is."""

import io
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from litestar import Litestar
from PIL import Image

from network.foundation.files import kept
from network.foundation.settings import Settings
from tests.audits.tablet import PIECE, MakeTablet, Tablet, scene, sha256, tablet
from tests.factory import Store
from tests.foundation.evidence.corpus import CANARY, HTML, PDF, SVG, exif, flat_png, halves, saved, talkative
from tests.served import application

__all__ = ["tablet"]


@pytest.fixture
def app(shared_folder: Path) -> Litestar:
    return application(Settings(data_dir=shared_folder, worker=False))


@pytest.fixture
def files(shared_folder: Path) -> Path:
    return shared_folder.resolve() / "files"


async def uploads(store: Store) -> list[dict[str, object]]:
    return await store.rows("select sha256, size, received, state, refusal, fingerprint from photo_upload")


async def test_a_photo_comes_in_pieces_and_is_kept_as_it_came_and_drawn_anew(
    store: Store, tablet: MakeTablet, files: Path
) -> None:
    _who, device = await tablet()
    content = scene(1, "PNG", (1200, 900)) + bytes(PIECE)
    digest = sha256(content)
    asked = await device.standing(digest)
    assert (asked.status_code, asked.headers["upload-offset"], asked.content) == (404, "0", b"")
    first = await device.piece(digest, 0, len(content), content[:PIECE])
    assert (first.status_code, first.headers["upload-offset"]) == (204, str(PIECE))
    assert (await device.standing(digest)).headers["upload-offset"] == str(PIECE)
    last = await device.piece(digest, PIECE, len(content), content[PIECE:])
    assert (last.status_code, last.headers["upload-offset"]) == (201, str(len(content)))
    assert (await device.standing(digest)).status_code == 200
    (row,) = await store.rows("select * from photo_upload")
    assert kept(files, digest).read_bytes() == content
    drawn = Image.open(io.BytesIO(kept(files, row["picture"]).read_bytes()))
    assert (drawn.format, drawn.size, row["media_type"]) == ("JPEG", (1200, 900), "image/png")
    assert max(Image.open(io.BytesIO(kept(files, row["thumbnail"]).read_bytes())).size) == 320
    assert not list((files / "parts").glob(row["id"].hex))


async def test_a_piece_at_the_wrong_place_is_told_the_right_one(tablet: MakeTablet) -> None:
    _who, device = await tablet()
    content = scene(2) + bytes(9000)
    digest = sha256(content)
    assert (await device.piece(digest, 0, len(content), content[:5000])).status_code == 204
    for offset in (0, 4999, 5001, len(content)):
        refused = await device.piece(digest, offset, len(content), content[offset : offset + 10])
        assert (refused.status_code, refused.headers["upload-offset"]) == (409, "5000")
    over = await device.piece(digest, 5000, len(content), content[5000:] + b"more")
    assert (over.status_code, over.headers["upload-offset"]) == (409, "5000")
    assert (await device.piece(digest, 5000, len(content), content[5000:])).status_code == 201


async def test_the_last_piece_sent_again_changes_nothing(store: Store, tablet: MakeTablet) -> None:
    _who, device = await tablet()
    content = scene(3)
    digest = await device.photo(content)
    before = await uploads(store)
    assert (await device.piece(digest, 0, len(content), content)).status_code == 201
    assert await uploads(store) == before


async def test_what_is_on_disk_says_where_to_go_on(store: Store, tablet: MakeTablet, files: Path) -> None:
    """A server that lost power half-way through a piece may have less of it than its database remembers."""
    _who, device = await tablet()
    content = scene(4) + bytes(9000)
    digest = sha256(content)
    await device.piece(digest, 0, len(content), content[:8000])
    part = files / "parts" / (await store.value("select replace(id::text, '-', '') from photo_upload"))
    for kept_bytes in (4000, 1, 0):
        part.write_bytes(content[:kept_bytes])
        assert (await device.standing(digest)).headers["upload-offset"] == str(kept_bytes)
    assert await device.photo(content) == digest
    assert kept(files, digest).read_bytes() == content


async def test_a_photo_that_was_whole_when_the_server_died_is_finished_when_asked_for(
    store: Store, tablet: MakeTablet, files: Path
) -> None:
    _who, device = await tablet()
    content = scene(5) + bytes(9000)
    digest = sha256(content)
    await device.piece(digest, 0, len(content), content[:8000])
    part = files / "parts" / (await store.value("select replace(id::text, '-', '') from photo_upload"))
    part.write_bytes(content)
    assert (await device.standing(digest)).status_code == 200
    assert [row["state"] for row in await uploads(store)] == ["whole"]


async def test_bytes_that_changed_on_their_way_are_thrown_away(store: Store, tablet: MakeTablet, files: Path) -> None:
    _who, device = await tablet()
    content = scene(6)
    digest = sha256(content)
    spoilt = content[:100] + bytes([content[100] ^ 1]) + content[101:]
    refused = await device.piece(digest, 0, len(content), spoilt)
    assert (refused.status_code, refused.json()["code"]) == (422, "photo_corrupt")
    assert (await device.standing(digest)).headers["upload-offset"] == "0"
    assert not kept_at(files, digest)
    assert await device.photo(content) == digest


async def test_a_photo_announced_with_another_length_begins_anew(tablet: MakeTablet) -> None:
    _who, device = await tablet()
    content = scene(7) + bytes(9000)
    digest = sha256(content)
    await device.piece(digest, 0, len(content) + 5, content[:8000])
    again = await device.piece(digest, 8000, len(content), content[8000:])
    assert (again.status_code, again.headers["upload-offset"]) == (409, "0")
    assert (await device.piece(digest, 0, len(content), content)).status_code == 201


async def test_knowing_the_hash_of_a_photo_gives_no_right_to_it(tablet: MakeTablet) -> None:
    _one, first = await tablet("A-1")
    _other, second = await tablet("A-2")
    digest = await first.photo(scene(8))
    asked = await second.standing(digest)
    assert (asked.status_code, asked.headers["upload-offset"]) == (404, "0")
    assert await second.photo(scene(8)) == digest


async def test_nobody_but_an_enrolled_auditor_hands_in_photos(store: Store, tablet: MakeTablet) -> None:
    who, device = await tablet()
    await store.root.execute("update auditor set active = false where id = $1", who.id)
    assert (await device.piece("0" * 64, 0, 10, b"x")).json()["code"] == "not_enrolled"
    assert (await device.standing("0" * 64)).status_code == 403


PIECES: list[tuple[dict[str, str], int]] = [
    ({"content-type": "application/octet-stream"}, 415),
    ({"content-type": "text/plain"}, 415),
    ({"content-encoding": "gzip"}, 415),
    ({"upload-length": str(12 * 1024 * 1024 + 1)}, 413),
    ({"upload-length": "99999999999999999999"}, 413),
    ({"upload-offset": "-1"}, 422),
    ({"upload-offset": "x"}, 422),
    ({"upload-length": "0"}, 422),
    ({"x-csrf-token": "another"}, 403),
]


async def test_a_piece_says_what_it_is_and_of_what(store: Store, tablet: MakeTablet) -> None:
    _who, device = await tablet()
    found = [
        (headers, (await device.piece("ab" * 32, 0, 100, b"x" * 10, **headers)).status_code)
        for headers, _status in PIECES
    ]
    assert found == PIECES
    for digest in ("x", "AB" * 32, "ab" * 33, "..%2f..%2fetc"):
        assert (await device.piece(digest, 0, 100, b"x")).status_code in (404, 422)
    assert await uploads(store) == []


async def test_a_piece_is_not_larger_than_agreed(tablet: MakeTablet) -> None:
    _who, device = await tablet()
    for size in (PIECE + 4097, 2 << 20):
        refused = await device.piece("ab" * 32, 0, 3 << 20, bytes(size))
        assert refused.status_code == 413


def noisy(form: str, mode: str = "RGB", **options: object) -> bytes:
    return saved(Image.open(io.BytesIO(scene(9))).convert(mode), form, **options)


TAKEN: dict[str, Callable[[], bytes]] = {
    "cmyk": lambda: noisy("JPEG", "CMYK"),
    "sixteen bit": lambda: saved(halves("L").convert("I;16"), "PNG"),
    "progressive": lambda: noisy("JPEG", progressive=True),
    "held on its side": lambda: saved(Image.open(io.BytesIO(scene(9))), "JPEG", exif=exif(orientation=6)),
    "talkative": lambda: talkative("JPEG"),
    "with a page behind it": lambda: scene(9) + HTML,
    "webp": lambda: noisy("WEBP"),
}


async def test_odd_photos_are_taken_and_shown_plainly(store: Store, tablet: MakeTablet, files: Path) -> None:
    """S31, S35: turned upright, in RGB, without what they told of camera, place and shopper."""
    _who, device = await tablet()
    for name, make in TAKEN.items():
        digest = await device.photo(make())
        (row,) = await store.rows("select * from photo_upload where sha256 = $1", digest)
        for kept_as in (row["picture"], row["thumbnail"]):
            content = kept(files, kept_as).read_bytes()
            shown = Image.open(io.BytesIO(content))
            assert (shown.format, shown.mode) == ("JPEG", "RGB"), name
            assert not shown.getexif()
            assert "comment" not in shown.info
            assert CANARY not in content
            assert b"<script" not in content
        if name == "held on its side":
            assert (row["width"], row["height"]) == (480, 640)


def moving() -> bytes:
    frames = [Image.open(io.BytesIO(scene(number))) for number in (1, 2)]
    return saved(frames[0], "WEBP", save_all=True, append_images=frames[1:])


REFUSED: dict[str, tuple[Callable[[], bytes], int, str]] = {
    "truncated": (lambda: scene(9)[:3000], 422, "evidence_photo_damaged"),
    "bomb": (lambda: flat_png(8000, 8000, depth=1, color=0), 422, "evidence_photo_too_large"),
    "strip": (lambda: flat_png(100_000, 1), 422, "evidence_photo_too_large"),
    "moving": (moving, 422, "evidence_photo_moves"),
    "heic": (lambda: b"\0\0\0\x18ftypheic" + bytes(64), 415, "not_a_photo"),
    "tiff": (lambda: noisy("TIFF"), 415, "not_a_photo"),
    "gif": (lambda: saved(halves("P"), "GIF"), 415, "not_a_photo"),
    "svg": (lambda: SVG, 415, "not_a_photo"),
    "pdf": (lambda: PDF, 415, "not_a_photo"),
    "mp4": (lambda: b"\0\0\0\x18ftypmp42" + bytes(64), 415, "not_a_photo"),
    "page": (lambda: HTML, 415, "not_a_photo"),
    "nothing known": (lambda: b"\x01\x02\x03" * 50, 415, "not_a_photo"),
}


async def test_what_cannot_be_shown_is_refused_and_stays_refused_until_sent_again(
    store: Store, tablet: MakeTablet, files: Path
) -> None:
    """S30, S31, S32."""
    _who, device = await tablet()
    found = {}
    for name, (make, _status, _code) in REFUSED.items():
        content = make()
        digest = sha256(content)
        refused = await send_all(device, digest, content)
        found[name] = (refused.status_code, refused.json()["code"])
        assert (await device.standing(digest)).status_code == 422
        assert not kept_at(files, digest)
    assert found == {name: (status, code) for name, (_make, status, code) in REFUSED.items()}
    assert {row["state"] for row in await uploads(store)} == {"refused"}
    assert (await send_all(device, digest, content)).status_code == found[name][0]


async def send_all(device: Tablet, digest: str, content: bytes) -> httpx.Response:
    """The answer to the last piece."""
    for offset in range(0, len(content), PIECE):
        answer = await device.piece(digest, offset, len(content), content[offset : offset + PIECE])
    return answer


def kept_at(files: Path, digest: str) -> bool:
    return (files / digest[:2] / digest).exists()


async def test_a_photo_that_was_saved_again_smaller_is_known_by_its_fingerprint(
    store: Store, tablet: MakeTablet
) -> None:
    _who, device = await tablet()
    original = Image.open(io.BytesIO(scene(10)))
    await device.photo(scene(10))
    await device.photo(saved(original.resize((400, 300)), "JPEG", quality=60))
    await device.photo(saved(original, "PNG"))
    await device.photo(scene(11))
    await device.photo(saved(Image.new("RGB", (64, 64), "grey"), "PNG"))
    prints = [
        row["fingerprint"] for row in await store.rows("select fingerprint from photo_upload order by started_at")
    ]
    first, smaller, other_form, other, flat = prints
    assert flat is None
    apart = [((first ^ each) & (1 << 64) - 1).bit_count() for each in (smaller, other_form, other)]
    assert apart[0] <= 4
    assert apart[1] <= 2
    assert apart[2] > 12
