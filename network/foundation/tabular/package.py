"""The zip package of a workbook, judged by its directory before anything is unpacked."""

import zipfile
from pathlib import Path
from xml.parsers import expat

from network.foundation.tabular.faults import Refusal
from network.foundation.tabular.limits import MEBIBYTE, Limits

_RATIO_COUNTS_FROM = 20 * MEBIBYTE
_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_RELATION_ID = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
_STRICT_RELATION_ID = "http://purl.oclc.org/ooxml/officeDocument/relationships id"


def open_package(path: Path, limits: Limits) -> zipfile.ZipFile:
    """The package, when it is an XLSX workbook that is safe to unpack.

    Refusal: damaged_workbook, unpacked_too_large, macros, old_excel (XLSB), unknown_format.
    """
    try:
        package = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
        raise Refusal("damaged_workbook") from None
    _check_sizes(package, limits)
    _check_kind(package)
    return package


def _check_sizes(package: zipfile.ZipFile, limits: Limits) -> None:
    entries = package.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    bomb = unpacked > _RATIO_COUNTS_FROM and unpacked > packed * limits.unpacking_ratio
    if bomb or unpacked > limits.unpacked_bytes or len(entries) > limits.entries:
        raise Refusal(
            "unpacked_too_large",
            megabytes=-(-unpacked // MEBIBYTE),
            limit=limits.unpacked_bytes // MEBIBYTE,
            entries=len(entries),
        )


def _check_kind(package: zipfile.ZipFile) -> None:
    names = package.namelist()
    present = set(names)
    if any(name.endswith("vbaProject.bin") for name in present):
        raise Refusal("macros")
    if "xl/workbook.bin" in present:
        raise Refusal("old_excel")
    if _WORKBOOK not in present:
        raise Refusal("unknown_format", format="OpenDocument" if "content.xml" in present else "ZIP")
    if len(names) != len(present):
        raise Refusal("damaged_workbook")


def sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    """The package part of each sheet, by the sheet's name. Refusal: damaged_workbook."""
    targets = {entry["Id"]: entry["Target"] for entry in _elements(package, _RELATIONS, "Relationship")}
    parts = {}
    for sheet in _elements(package, _WORKBOOK, "sheet"):
        target = targets.get(sheet.get(_RELATION_ID) or sheet.get(_STRICT_RELATION_ID) or "")
        if target is not None:
            parts[sheet["name"]] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return parts


def _elements(package: zipfile.ZipFile, part: str, wanted: str) -> list[dict[str, str]]:
    """The attributes of every element with this local name. A document type is refused: workbooks have none."""
    found: list[dict[str, str]] = []

    def element(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(" ")[2] == wanted:
            found.append(attributes)

    def document_type(*_: object) -> None:
        raise Refusal("damaged_workbook")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = element
    parser.StartDoctypeDeclHandler = document_type
    try:
        parser.Parse(package.read(part), True)
        return [dict(attributes) for attributes in found]
    except (expat.ExpatError, KeyError, zipfile.BadZipFile, RuntimeError, EOFError, OSError, ValueError):
        raise Refusal("damaged_workbook") from None
