"""A look through a sheet's XML before it is parsed, for what the parser would hide or choke on.

The parser gives an empty cell both for an error such as #REF! and for a formula that was never calculated, and lays out
the full rectangle up to the farthest cell. This scan finds those cells in the raw bytes, at about the speed of reading.
"""

import re
import zipfile
import zlib
from dataclasses import dataclass, field

from network.foundation.tabular.faults import Refusal
from network.foundation.tabular.texts import UNCALCULATED

_BLOCK = 1 << 20
_LONGEST_CELL = 1 << 16
"""Blocks overlap by this much, so that a cell is whole in one of them (a cell holds at most 32,767 characters)."""

_ERROR = re.compile(
    rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*>(?:<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>))?'
    rb"<(?:\w+:)?v>([^<]{1,20})</"
)
_UNCALCULATED = re.compile(
    rb'<(?:\w+:)?c\b[^>]*\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*><(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)'
    rb"(?:<(?:\w+:)?v ?/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
_LOOKS_FAR = re.compile(rb'r="[A-Z]{3}[0-9]')
_FAR = re.compile(rb'<(?:\w+:)?c\b[^>]*\br="([A-Z]{3}[0-9]{1,7})"[^>]*[^/]>')


@dataclass(slots=True)
class Scan:
    """`shown`: what the cell shows instead of a value, by row and column counted from 0."""

    shown: dict[tuple[int, int], str] = field(default_factory=dict)


def scan_sheet(package: zipfile.ZipFile, part: str) -> Scan:
    """Refusal: damaged_workbook (also for a document type inside), stray_cell (a value past column 702)."""
    scan = Scan()
    try:
        with package.open(part) as source:
            carried = b""
            while block := source.read(_BLOCK):
                window = carried + block
                _scan_window(window, scan)
                carried = window[-_LONGEST_CELL:]
    except (zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, NotImplementedError, EOFError, OSError):
        raise Refusal("damaged_workbook") from None
    return scan


def _scan_window(window: bytes, scan: Scan) -> None:
    if b"<!DOCTYPE" in window:
        raise Refusal("damaged_workbook")
    far = _FAR.search(window) if _LOOKS_FAR.search(window) else None
    if far:
        raise Refusal("stray_cell", cell=far[1].decode())
    if b't="e"' in window:
        for found in _ERROR.finditer(window):
            scan.shown[_position(found)] = found[3].decode("utf-8", "replace")
    if b"f>" in window or b"<f" in window:
        for found in _UNCALCULATED.finditer(window):
            scan.shown[_position(found)] = UNCALCULATED


def _position(found: re.Match[bytes]) -> tuple[int, int]:
    column = 0
    for letter in found[1]:
        column = column * 26 + letter - 64
    return int(found[2]) - 1, column - 1
