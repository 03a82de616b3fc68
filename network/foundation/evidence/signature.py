"""What a file really is, by its content: names and media types are what a sender claims."""

import os
import zipfile
from pathlib import Path

from network.foundation.evidence.errors import (
    DocumentDamaged,
    DocumentHasMacros,
    DocumentLocked,
    EvidenceEmpty,
    KindRefused,
    KindUnknown,
    MayRun,
)
from network.foundation.evidence.kinds import DOCX, JPEG, PDF, PNG, WEBP, XLSX

_HEAD = 4096
# The directory of a ZIP file ends with 22 bytes and a comment of at most 65,535.
_TAIL = 22 + 65_535
_ZIP_END = b"PK\x05\x06"
_PDF_END_WITHIN = 2048

_TAKEN = {b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG, b"%PDF-": PDF}
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = {b"<svg": "SVG", b"<!doctype html": "HTML", b"<html": "HTML", b"<script": "HTML", b"<?xml": "XML"}
_OTHERS = {
    b"GIF8": "GIF",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
    b"BM": "BMP",
    b"8BPS": "Photoshop",
    b"%!PS": "PostScript",
    b"{\\rtf": "RTF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "gzip",
}
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")


def media_type_of(path: Path) -> str:
    """JPEG, PNG, WEBP, PDF, DOCX or XLSX; the refusal of anything else."""
    with path.open("rb") as source:
        head = source.read(_HEAD)
        source.seek(max(0, source.seek(0, os.SEEK_END) - _TAIL))
        tail = source.read()
    if not head:
        raise EvidenceEmpty()
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    media_type = next((name for magic, name in _TAKEN.items() if head.startswith(magic)), None)
    if media_type == PDF:
        _check_pdf(tail)
    if media_type:
        return media_type
    if head.startswith(_ZIP):
        return _office_type(path)
    raise _refusal(head)


def _check_pdf(tail: bytes) -> None:
    """Kept as it is, scripts and all; so it must be nothing but a PDF, and whole."""
    end = tail.rfind(_ZIP_END)
    if end >= 0 and end + 22 + int.from_bytes(tail[end + 20 : end + 22], "little") == len(tail):
        raise MayRun(format="PDF + ZIP")
    if b"%%EOF" not in tail[-_PDF_END_WITHIN:]:
        raise DocumentDamaged()


def _office_type(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
        raise DocumentDamaged() from None
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise DocumentLocked()
    if any(name.endswith("vbaProject.bin") or "/activeX/" in name for name in names):
        raise DocumentHasMacros()
    if "[Content_Types].xml" in names and "word/document.xml" in names:
        return DOCX
    if "[Content_Types].xml" in names and "xl/workbook.xml" in names:
        return XLSX
    raise KindRefused(format="ZIP")


def _refusal(head: bytes) -> Exception:
    # Zero bytes are dropped so that UTF-16 reads like ASCII.
    text = head.replace(b"\x00", b"").lower()
    markup = next((name for mark, name in _MARKUP.items() if mark in text), None)
    if markup:
        return MayRun(format=markup)
    if head.startswith(_OLE):
        return DocumentLocked()
    if head[4:8] == b"ftyp":
        return KindRefused(format="HEIC" if head[8:12] in _HEIF_BRANDS else "AVIF" if head[8:11] == b"avi" else "MP4")
    other = next((name for magic, name in _OTHERS.items() if head.startswith(magic)), None)
    return KindRefused(format=other) if other else KindUnknown()
