"""From an opened table to a file for PostgreSQL's COPY, and the list of everything that is wrong in it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter
from typing import TextIO

from network.foundation.tabular.columns import ColumnReader, Copied
from network.foundation.tabular.faults import CellError, CellFault, Refusal, excerpt
from network.foundation.tabular.headers import Match, match, normalise
from network.foundation.tabular.plan import ReadPlan
from network.foundation.tabular.table import Record, Table

CHUNK = 2048  # rows; more do not fit the cache of a small machine
_TOTALS = frozenset(("total", "totals", "grand total", "subtotal", "sum", "合计", "总计", "小计", "汇总"))

Progress = Callable[[int], None]
Numbered = tuple[list[int], list[Record]]


@dataclass(slots=True)
class Errors:
    """All errors counted, the first `most` kept."""

    most: int
    count: int = 0
    kept: list[CellError] = field(default_factory=list)

    def add(self, errors: Sequence[CellError]) -> None:
        self.count += len(errors)
        self.kept.extend(errors[: max(0, self.most - len(self.kept))])


class TableCopier:
    """Copies one table, chunk after chunk."""

    def __init__(self, table: Table, plan: ReadPlan) -> None:
        self.match: Match = match(table.header, plan.fields, plan.strict)
        self.errors = Errors(plan.limits.detailed_errors)
        self.rows = 0
        self._table = table
        self._most_rows = plan.limits.rows
        self._readers = [ColumnReader(each, plan.notation) for each in plan.fields]
        self._width = len(table.header)

    def copy(self, target: TextIO, progress: Progress) -> None:
        """Write every row. Refusal: too_many_rows, header_only, and those of the table's records."""
        for numbers, records in _chunks(self._table):
            self.rows += len(records)
            if self.rows > self._most_rows:
                raise Refusal("too_many_rows", limit=self._most_rows)
            if records:
                target.write(self._chunk(numbers, records))
            progress(self.rows)
        if not self.rows:
            raise Refusal("header_only")

    def _chunk(self, numbers: list[int], records: list[Record]) -> str:
        faulty = self._level(numbers, records)
        ragged = set(faulty)
        cells = list(zip(*records, strict=True))
        copied: list[Copied] = []
        for reader, position in zip(self._readers, self.match.positions, strict=True):
            if position is None:
                copied += reader.absent(len(records))
                continue
            columns, found = reader.read(cells[position])
            copied += columns
            for index, fault in found:
                if index not in ragged:
                    error = self._error(numbers[index], position, cells[position][index], fault)
                    faulty.setdefault(index, []).append(error)
        flags = ["f"] * len(records)
        for index in sorted(faulty):
            flags[index] = "t"
            self.errors.add(_or_total(records[index], faulty[index]))
        return "\n".join(map("\t".join, zip(map(str, numbers), flags, *copied, strict=True))) + "\n"

    def _level(self, numbers: list[int], records: list[Record]) -> dict[int, list[CellError]]:
        """Make every record as wide as the header. Those that cannot be are blanked, and their errors returned."""
        width = self._width
        faulty: dict[int, list[CellError]] = {}
        if set(map(len, records)) == {width}:
            return faulty
        for index, record in enumerate(records):
            if len(record) == width:
                continue
            if len(record) > width and not any(map(str.strip, record[width:])):
                records[index] = record[:width]
                continue
            values = {"found": str(len(record)), "expected": str(width)}
            faulty[index] = [CellError(numbers[index], "", excerpt(" ".join(record)), "ragged_row", values)]
            records[index] = [""] * width
        return faulty

    def _error(self, row: int, position: int, cell: str, fault: CellFault) -> CellError:
        return CellError(row, self._table.header[position], excerpt(cell), fault.code, fault.values)


def _chunks(table: Table) -> Iterator[Numbered]:
    """The rows that hold anything, with their numbers in the file."""
    start = table.header_row + 1
    while records := list(islice(table.records, CHUNK)):
        numbers = list(range(start, start + len(records)))
        start += len(records)
        yield _without_blank(numbers, records)


def _without_blank(numbers: list[int], records: list[Record]) -> Numbered:
    if all(records) and all(map(str.strip, map(itemgetter(0), records))):
        return numbers, records
    kept = [(number, record) for number, record in zip(numbers, records, strict=True) if any(map(str.strip, record))]
    return [number for number, _ in kept], [record for _, record in kept]


def _or_total(record: Record, errors: list[CellError]) -> list[CellError]:
    """One clear error instead of many when the row is a total that somebody put under the table."""
    label = next((cell for cell in record if cell.strip()), "")
    if normalise(label).rstrip(":") in _TOTALS:
        return [CellError(errors[0].row, "", excerpt(label), "total_row")]
    return errors
