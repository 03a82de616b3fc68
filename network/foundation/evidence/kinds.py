"""What evidence may be, and what is known of a piece of it."""

from dataclasses import dataclass
from enum import StrEnum

JPEG = "image/jpeg"
PNG = "image/png"
WEBP = "image/webp"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

PHOTOS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}


class Kind(StrEnum):
    PHOTO = "photo"
    PDF = "pdf"
    DOCUMENT = "document"


def kind_of(media_type: str) -> Kind:
    if media_type in PHOTOS:
        return Kind.PHOTO
    return Kind.PDF if media_type == PDF else Kind.DOCUMENT


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that was taken. `sha256` names what is kept, of `size` bytes and of `media_type` (photos: always JPEG).

    `sent_sha256` is of the file as it came: for a photo another one, which is not kept. Photos have `width` and
    `height` in pixels, and a small picture under `thumbnail`.
    """

    kind: Kind
    media_type: str
    sha256: str
    size: int
    sent_sha256: str
    width: int | None = None
    height: int | None = None
    thumbnail: str | None = None


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A photo that was kept as it came (of `media_type`), and drawn anew as `picture` and `thumbnail`: SHA-256 of each.

    `fingerprint`: 64 bits, signed, of which few differ from those of a copy, whatever its size and format; none when
    there is nothing on the photo to know it by.
    """

    media_type: str
    picture: str
    thumbnail: str
    width: int
    height: int
    fingerprint: int | None
