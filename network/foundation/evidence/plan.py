"""What the child process is told."""

from dataclasses import dataclass
from pathlib import Path

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Most that one file may take. `side` and the sides of what is kept in pixels.

    `memory_bytes` bounds the address space of the child process: 40 megapixels with transparency take half of it.
    """

    megapixels: int = 40
    side: int = 12_000
    kept_side: int = 2048
    thumbnail_side: int = 320
    memory_bytes: int = 1024 * MEBIBYTE
    cpu_seconds: int = 20
    wall_seconds: float = 60.0
    written_bytes: int = 16 * MEBIBYTE


# Left, top, right and bottom (the latter two not included), in pixels.
Rectangle = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Plan:
    """Find out what `source` is; a photo is drawn anew into `picture` and `thumbnail`, both JPEG.

    `blackened`: what of the photo is made black first, so that nothing of it is in either.
    """

    source: Path
    picture: Path
    thumbnail: Path
    limits: Limits
    blackened: tuple[Rectangle, ...] = ()
