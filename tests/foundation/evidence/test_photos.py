"""A photo that is taken is upright, small, and tells nothing but what it shows."""

import hashlib
import io
from pathlib import Path

import pytest
from PIL import Image

from network.foundation.evidence.kinds import JPEG, Evidence, Kind
from network.foundation.files import kept
from tests.foundation.evidence.conftest import Take, contents
from tests.foundation.evidence.corpus import CANARY, exif, flat_png, halves, saved, talkative

RED, BLUE, WHITE = (200, 0, 0), (0, 0, 200), (255, 255, 255)


def picture(folder: Path, sha256: str | None) -> Image.Image:
    assert sha256 is not None
    return Image.open(io.BytesIO(kept(folder, sha256).read_bytes()))


def near(picture: Image.Image, place: tuple[int, int], colour: tuple[int, int, int]) -> bool:
    found = picture.getpixel(place)
    assert isinstance(found, tuple)
    return all(abs(one - other) < 12 for one, other in zip(found, colour, strict=True))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
async def test_nothing_hidden_in_a_photo_is_kept(hand_in: Take, folder: Path, form: str) -> None:
    sent = talkative(form)
    assert sent.count(CANARY) >= 3
    taken = await hand_in(sent)
    left = contents(folder)
    assert set(left) == {taken.sha256, taken.thumbnail}
    for content in left.values():
        assert CANARY not in content
        found = Image.open(io.BytesIO(content))
        assert not found.getexif()
        assert set(found.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


async def test_what_is_told_of_a_photo_is_true(hand_in: Take, folder: Path) -> None:
    sent = talkative("PNG")
    taken = await hand_in(sent)
    content = kept(folder, taken.sha256).read_bytes()
    assert taken == Evidence(
        kind=Kind.PHOTO,
        media_type=JPEG,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        sent_sha256=hashlib.sha256(sent).hexdigest(),
        width=64,
        height=32,
        thumbnail=taken.thumbnail,
    )
    assert picture(folder, taken.sha256).format == "JPEG"


@pytest.mark.parametrize("orientation", range(1, 9))
async def test_a_photo_is_turned_as_the_camera_was_held(hand_in: Take, folder: Path, orientation: int) -> None:
    """Whichever way it is stored, it shows red on the left and blue on the right."""
    stored = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    shown = halves()
    as_stored = shown.transpose(stored[orientation]) if orientation in stored else shown
    taken = await hand_in(saved(as_stored, "JPEG", exif=exif(orientation=orientation), quality=95))
    found = picture(folder, taken.sha256)
    assert found.size == (taken.width, taken.height) == (64, 32)
    assert near(found, (8, 16), RED)
    assert near(found, (56, 16), BLUE)


@pytest.mark.parametrize(
    ("sent", "mode"),
    [
        (saved(halves("CMYK"), "JPEG", quality=95), "CMYK"),
        (saved(halves(), "JPEG", quality=95, progressive=True), "progressive"),
        (saved(halves("P"), "PNG"), "P"),
        (saved(halves("RGBA"), "PNG"), "RGBA"),
        (saved(halves(), "WEBP", quality=95), "WEBP"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_colours_are_kept_whatever_the_mode(hand_in: Take, folder: Path, sent: bytes, mode: str) -> None:
    found = picture(folder, (await hand_in(sent)).sha256)
    assert found.mode == "RGB"
    assert near(found, (8, 16), RED)
    assert near(found, (56, 16), BLUE)


async def test_sixteen_bits_of_grey_are_not_cut_off(hand_in: Take, folder: Path) -> None:
    taken = await hand_in(saved(Image.new("I;16", (8, 8), 0x8000), "PNG"))
    assert near(picture(folder, taken.sha256), (4, 4), (128, 128, 128))


async def test_what_is_transparent_becomes_white(hand_in: Take, folder: Path) -> None:
    clear = Image.new("RGBA", (16, 16), (0, 0, 0, 0))
    palette = halves().quantize(2)
    red = palette.getpixel((8, 8))
    for sent in (saved(clear, "PNG"), saved(clear, "WEBP", lossless=True), saved(palette, "PNG", transparency=red)):
        assert near(picture(folder, (await hand_in(sent)).sha256), (8, 8), WHITE)


async def test_a_large_photo_is_made_smaller_and_a_small_one_is_not_made_larger(hand_in: Take, folder: Path) -> None:
    large = await hand_in(saved(halves(size=(5000, 2500)), "JPEG"))
    assert (large.width, large.height) == (2048, 1024)
    assert picture(folder, large.thumbnail).size == (320, 160)
    small = await hand_in(saved(halves(size=(100, 50)), "JPEG"))
    assert picture(folder, small.thumbnail).size == picture(folder, small.sha256).size == (100, 50)


async def test_a_strip_keeps_at_least_one_pixel(hand_in: Take) -> None:
    taken = await hand_in(flat_png(12_000, 1))
    assert (taken.width, taken.height) == (2048, 1)


async def test_the_largest_photo_with_transparency_fits_into_the_limits(hand_in: Take) -> None:
    taken = await hand_in(flat_png(8000, 5000, color=6))
    assert (taken.width, taken.height) == (2048, 1280)


async def test_a_second_picture_within_a_photo_is_left_behind(hand_in: Take, folder: Path) -> None:
    """As phones send it: the photo, then a depth map or a preview of its own."""
    sent = saved(halves(), "MPO", save_all=True, append_images=[Image.new("RGB", (8, 8), "white")], quality=95)
    found = picture(folder, (await hand_in(sent)).sha256)
    assert near(found, (8, 16), RED)


async def test_broken_exif_is_no_fault_of_the_photo(hand_in: Take) -> None:
    broken = saved(halves(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff" + CANARY)
    assert (await hand_in(broken)).width == 64


async def test_the_same_photo_twice_is_kept_once(hand_in: Take, folder: Path) -> None:
    sent = saved(halves(size=(640, 320)), "JPEG")
    assert await hand_in(sent) == await hand_in(sent)
    assert len(contents(folder)) == 2
