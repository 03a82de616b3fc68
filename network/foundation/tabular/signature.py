"""What a file really is, by its first bytes: names prove nothing."""

from pathlib import Path

from network.foundation.tabular.faults import Refusal

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHERS = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
    b"SQLite format 3": "SQLite",
    b"PK\x05\x06": "ZIP",
    b"{\\rtf": "RTF",
}
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table")


def file_format(path: Path) -> str:
    """`csv` or `xlsx`. Refusal: empty_file, encrypted, old_excel, unknown_format."""
    with path.open("rb") as source:
        head = source.read(512)
        if not head:
            raise Refusal("empty_file")
        if head.startswith(_OLE):
            raise Refusal("encrypted" if _ENCRYPTED in head + source.read() else "old_excel")
    if head.startswith(_ZIP):
        return "xlsx"
    name = next((name for magic, name in _OTHERS.items() if head.startswith(magic)), None)
    if name is None and head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        name = "HTML / XML"
    if name:
        raise Refusal("unknown_format", format=name)
    return "csv"
