"""Opening a CSV file: encoding and delimiter found by what must be in it, never by statistics."""

import csv
import io
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

from network.foundation.tabular.encoding import detect
from network.foundation.tabular.faults import Refusal
from network.foundation.tabular.headers import HEADER_SEARCH, locate, normalise, trimmed
from network.foundation.tabular.plan import Notation
from network.foundation.tabular.table import Record, Table

DELIMITERS = ",;\t|"
_SAMPLE = 1 << 16
_LONGEST_FIELD = 1 << 17


def open_csv(path: Path, known: frozenset[str], notation: Notation, most_columns: int) -> Table:
    """Refusal: encoding, nul_bytes, not_csv, empty_file, too_many_columns."""
    csv.field_size_limit(_LONGEST_FIELD)
    encoding = detect(path, notation.encoding)
    source = path.open(encoding=encoding, newline="")  # closed by `_records`
    stated = _stated_delimiter(source)
    start = source.tell()
    delimiter = notation.delimiter or stated or _find_delimiter(source.read(_SAMPLE), known)
    source.seek(start)
    records = _records(source, delimiter)
    first = list(islice(records, HEADER_SEARCH))
    position = locate(first, known)
    header = trimmed(first[position]) if first else []
    if not header:
        raise Refusal("empty_file")
    if len(header) > most_columns:
        raise Refusal("too_many_columns", columns=len(header), limit=most_columns)
    return Table("csv", encoding, delimiter, header, position + 1, chain(first[position + 1 :], records))


def _stated_delimiter(source: TextIO) -> str | None:
    """The delimiter of a first line such as `sep=;`, which Excel writes and does not count as a row."""
    line = source.readline(16).strip().lstrip("\ufeff").strip('"')
    if line.lower().startswith("sep=") and len(line) == 5:
        return line[4]
    if line.lower() == "sep=":
        return "\t"
    source.seek(0)
    return None


def _find_delimiter(sample: str, known: frozenset[str]) -> str:
    """The delimiter that makes most known headers of a first row; when none does, the one that makes most columns."""

    def fit(delimiter: str) -> tuple[int, int]:
        return max((_fit(record, known) for record in _first_records(sample, delimiter)), default=(0, 0))

    return max(DELIMITERS, key=fit)


def _fit(record: Record, known: frozenset[str]) -> tuple[int, int]:
    return len(known.intersection(map(normalise, record))), len(record)


def _first_records(sample: str, delimiter: str) -> list[Record]:
    try:
        return list(islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), HEADER_SEARCH))
    except csv.Error:
        return []


def _records(source: TextIO, delimiter: str) -> Iterator[Record]:
    row = 1
    with source:
        try:
            for record in csv.reader(source, delimiter=delimiter, strict=True):
                yield record
                row += 1
        except csv.Error:
            raise Refusal("not_csv", row=row) from None
