"""Files as people, cameras and attackers make them."""

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

CANARY = b"CANARY-shopper-Li-Lei-31.2304N"

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>fetch('/api/v1/session')</script></html>"
PDF = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


def halves(mode: str = "RGB", size: tuple[int, int] = (64, 32)) -> Image.Image:
    """Left half red, right half blue."""
    picture = Image.new("RGB", size, (200, 0, 0))
    picture.paste((0, 0, 200), (size[0] // 2, 0, size[0], size[1]))
    return picture.convert(mode)


def saved(picture: Image.Image, form: str, **options: Any) -> bytes:
    target = io.BytesIO()
    picture.save(target, form, **options)
    return target.getvalue()


def exif(**more: Any) -> Image.Exif:
    """GPS, owner and note, all with the canary; `orientation` when given."""
    told = Image.Exif()
    told[0x010E] = told[0x013B] = CANARY.decode()
    told[0x8825] = {1: "N", 2: (31.0, 13.0, 49.0), 29: CANARY.decode()}
    told[0x8769] = {0x9286: b"ASCII\0\0\0" + CANARY}
    if more:
        told[0x0112] = more["orientation"]
    return told


def talkative(form: str) -> bytes:
    """A picture with the canary in every place that its format has, and behind its end."""
    options: dict[str, Any] = {"exif": exif(), "xmp": b"<x:xmpmeta>" + CANARY + b"</x:xmpmeta>"}
    if form == "JPEG":
        options |= {"comment": CANARY, "icc_profile": CANARY * 8}
    if form == "PNG":
        options = {"exif": exif(), "pnginfo": PngInfo()}
        options["pnginfo"].add_text("Author", CANARY.decode())
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", CANARY.decode())
        options["pnginfo"].add(b"caNy", CANARY)
    return saved(halves(), form, **options) + CANARY


def png(width: int, height: int, depth: int, color: int, lines: bytes) -> bytes:
    """A PNG from its packed lines, as no writer of pictures would make it."""
    head = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", lines), (b"IEND", b"")]
    told = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(told)


def flat_png(width: int, height: int, *, depth: int = 8, color: int = 2) -> bytes:
    """All black; packs to a thousandth."""
    channels = {0: 1, 2: 3, 6: 4}[color]
    line = bytes(1 + width * channels * depth // 8)
    packer = zlib.compressobj(9)
    return png(width, height, depth, color, b"".join(packer.compress(line) for _ in range(height)) + packer.flush())


def office(*names: str, comment: bytes = b"") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name in names:
            package.writestr(name, b"<x/>")
        package.comment = comment
    return target.getvalue()


WORD = office("[Content_Types].xml", "word/document.xml")
EXCEL = office("[Content_Types].xml", "xl/workbook.xml")
