"""Matching the headers of a file with the columns that are wanted."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from network.foundation.tabular.faults import Refusal
from network.foundation.tabular.plan import Field

PROBLEM_HEADERS = ("Problems", "问题")
"""Headers of the column that the error workbook adds, in every language: ignored when the file comes back."""

HEADER_SEARCH = 10
"""The header is looked for in this many first rows, so that title rows above it do no harm."""


def normalise(header: str) -> str:
    """Headers equal after this mean the same: NFKC, case and surrounding or repeated blanks do not count."""
    return " ".join(unicodedata.normalize("NFKC", header.lstrip("\ufeff")).casefold().split())


_IGNORED = frozenset(map(normalise, PROBLEM_HEADERS))


@dataclass(frozen=True, slots=True)
class Match:
    """Where each field stands: its position in a row, None for a field that the file does not have."""

    positions: tuple[int | None, ...]
    unread: tuple[str, ...]


def known_headers(fields: Iterable[Field]) -> frozenset[str]:
    return frozenset(normalise(header) for field in fields for header in field.headers)


def locate(records: Sequence[Sequence[str]], known: frozenset[str]) -> int:
    """Position of the header among the first records: the one with most known names, else the first not blank."""
    scores = [len(known.intersection(map(normalise, record))) for record in records[:HEADER_SEARCH]]
    if scores and max(scores) > 0:
        return scores.index(max(scores))
    return next((index for index, record in enumerate(records) if any(map(str.strip, record))), 0)


def trimmed(header: Sequence[str]) -> list[str]:
    """The header without the empty columns at its end."""
    cells = [cell.lstrip("\ufeff").strip() for cell in header]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def match(header: Sequence[str], fields: Sequence[Field], strict: bool) -> Match:
    """Find each field's column. Refusal: missing_columns, duplicate_header, unknown_columns (only when `strict`)."""
    names = [normalise(cell) for cell in header]
    known = known_headers(fields)
    _refuse_duplicates(header, names, known)
    positions = tuple(_position(names, field) for field in fields)
    _refuse_missing(header, fields, positions)
    unread = [
        cell or f"#{number}"
        for number, (cell, name) in enumerate(zip(header, names, strict=True), start=1)
        if name not in known and name not in _IGNORED
    ]
    if strict and unread:
        expected = ", ".join(field.column.name for field in fields)
        raise Refusal("unknown_columns", columns=", ".join(unread), expected=expected)
    return Match(positions, tuple(unread))


def _position(names: list[str], field: Field) -> int | None:
    wanted = (normalise(header) for header in field.headers)
    return next((names.index(name) for name in wanted if name in names), None)


def _refuse_duplicates(header: Sequence[str], names: list[str], known: frozenset[str]) -> None:
    twice = [cell for cell, name in zip(header, names, strict=True) if name in known and names.count(name) > 1]
    if twice:
        raise Refusal("duplicate_header", columns=", ".join(dict.fromkeys(twice)))


def _refuse_missing(header: Sequence[str], fields: Sequence[Field], positions: Sequence[int | None]) -> None:
    missing = [
        field.headers[0]
        for field, position in zip(fields, positions, strict=True)
        if position is None and field.must_be_there
    ]
    if missing:
        columns = ", ".join(_with_suggestion(name, header) for name in dict.fromkeys(missing))
        raise Refusal("missing_columns", columns=columns, found=", ".join(filter(None, header))[:500])


def _with_suggestion(name: str, header: Sequence[str]) -> str:
    """`site_code`, or `site_code (≈ site-kode)` when the file has a header that looks like it."""
    from difflib import get_close_matches  # only needed when there is an error: keeps the start short

    near = get_close_matches(normalise(name), [normalise(cell) for cell in header if cell], n=1, cutoff=0.6)
    return f"{name} (≈ {next(cell for cell in header if normalise(cell) == near[0])})" if near else name
