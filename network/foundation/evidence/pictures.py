"""Drawing a photo anew from its pixels, so that nothing else of it lives on: no EXIF, place, comment or hidden bytes.

Pillow leaves out most metadata when it saves, but it keeps a JPEG comment; a picture made of raw pixels has none. A
colour profile goes too: colours are read as sRGB, which a screen shows slightly paler than a wide-gamut phone meant.
"""

import io
import struct
import zlib
from collections.abc import Iterable
from pathlib import Path

from PIL import ExifTags, Image, ImageFile

from network.foundation.evidence.errors import PhotoDamaged, PhotoMoves, PhotoTooLarge
from network.foundation.evidence.kinds import JPEG, PHOTOS
from network.foundation.evidence.plan import Limits, Rectangle

_QUALITY = 85
# Rows and columns of the difference hash: 64 bits, each whether a spot is darker than the one to its right.
_ROWS, _COLUMNS = 8, 8
# A wall in one colour has no difference to be known by; noise sets a bit here and there.
_FEWEST_BITS = 6
_BROKEN = (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, struct.error, zlib.error, OverflowError)

# How the camera was held (EXIF) -> what sets the picture upright.
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

Image.MAX_IMAGE_PIXELS = None  # `_check` is stricter, and names the size


def redraw(source: Path, media_type: str, limits: Limits) -> Image.Image:
    """The photo upright, in RGB, within `limits.kept_side`, without anything but pixels.

    PhotoTooLarge before anything is unpacked, PhotoMoves for more than one frame, PhotoDamaged.
    """
    try:
        with Image.open(source, formats=[PHOTOS[media_type]]) as photo:
            _check(photo, media_type, limits)
            photo.draft("RGB", (limits.kept_side, limits.kept_side))  # a JPEG need not be unpacked larger than that
            photo.load()
            turn = _UPRIGHT.get(_orientation(photo))
            drawn = _on_white(photo, limits.kept_side)
    except _BROKEN:
        raise PhotoDamaged() from None
    upright = drawn if turn is None else drawn.transpose(turn)
    return Image.frombytes("RGB", upright.size, upright.tobytes())


def blacken(picture: Image.Image, rectangles: Iterable[Rectangle]) -> None:
    """Make these parts black: what was there is gone from the pixels."""
    for rectangle in rectangles:
        picture.paste((0, 0, 0), rectangle)


def save(picture: Image.Image, target: Path, side: int) -> None:
    """As JPEG, no side longer than `side` pixels. OSError when the disk is full."""
    smaller = picture.copy()
    smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
    content = io.BytesIO()
    smaller.save(content, "JPEG", quality=_QUALITY)
    target.write_bytes(content.getvalue())  # Pillow itself takes a write that stopped half-way for a whole one


def fingerprint(picture: Image.Image) -> int | None:
    """A difference hash of 64 bits, signed: near for pictures that look the same. None for one without features."""
    grey = picture.convert("L").resize((_COLUMNS + 1, _ROWS), Image.Resampling.LANCZOS).tobytes()
    bits = 0
    for row in range(_ROWS):
        for column in range(_COLUMNS):
            place = row * (_COLUMNS + 1) + column
            bits = bits << 1 | (grey[place] < grey[place + 1])
    if not _FEWEST_BITS <= bits.bit_count() <= _ROWS * _COLUMNS - _FEWEST_BITS:
        return None
    return bits - (1 << 64) if bits >> 63 else bits


def _check(photo: ImageFile.ImageFile, media_type: str, limits: Limits) -> None:
    width, height = photo.size
    if width * height > limits.megapixels * 1_000_000 or max(width, height) > limits.side:
        raise PhotoTooLarge(width=width, height=height, megapixels=limits.megapixels, side=limits.side)
    # Phones put a second, smaller picture into a JPEG; the first one is the photo.
    if media_type != JPEG and getattr(photo, "n_frames", 1) > 1:
        raise PhotoMoves()


def _orientation(photo: Image.Image) -> int:
    """As EXIF says; upright (1) when that is broken, which is no fault of the picture."""
    try:
        return int(photo.getexif().get(ExifTags.Base.Orientation, 1))
    except _BROKEN:
        return 1


def _on_white(photo: Image.Image, side: int) -> Image.Image:
    """Opaque and in RGB, within `side`. Made smaller before it is laid on white, to take less memory."""
    plain = _eight_bit(photo)
    seen_through = plain.has_transparency_data
    plain = plain.convert("RGBA" if seen_through else "RGB")
    plain.thumbnail((side, side), Image.Resampling.LANCZOS)
    if not seen_through:
        return plain
    white = Image.new("RGBA", plain.size, "white")
    white.alpha_composite(plain)
    return white.convert("RGB")


def _eight_bit(photo: Image.Image) -> Image.Image:
    """Grey of 16 bits scaled to 8; Pillow would cut off all but the darkest tones."""
    if not photo.mode.startswith("I"):
        return photo
    return photo.point(lambda tone: tone * (1 / 256)).convert("L")
