"""Reading a column of thousands of rows at a time: each distinct cell is worked out once, clean columns not at all."""

from collections.abc import Sequence

from network.foundation.tabular import moments, numbers, texts
from network.foundation.tabular.cells import Convert, converter, nothing
from network.foundation.tabular.faults import CellFault
from network.foundation.tabular.layout import Kind
from network.foundation.tabular.plan import Field, Notation

MEMO_SIZE = 50_000
Copied = Sequence[str]
Found = tuple[int, CellFault]
"""Position in the chunk, and what is wrong there."""


class _Memo(dict[str, str]):
    """Distinct cells and what they became; those with a fault are NULL here and listed in `faults`."""

    def __init__(self, convert: Convert, null: str) -> None:
        super().__init__()
        self.faults: dict[str, CellFault] = {}
        self._convert = convert
        self._null = null

    def __missing__(self, cell: str) -> str:
        try:
            copied = self._convert(cell)
        except CellFault as fault:
            self.faults[cell] = fault
            copied = self._null
        self[cell] = copied
        return copied

    def found(self, cells: Sequence[str]) -> list[Found]:
        """Where in `cells` the faulty ones are."""
        faults = self.faults
        return [(index, faults[cell]) for index, cell in enumerate(cells) if cell in faults] if faults else []

    def trim(self) -> None:
        """Keep the memory bounded in a column where every cell differs."""
        if len(self) > MEMO_SIZE:
            self.clear()
            self.faults.clear()


class ColumnReader:
    """Turns the cells of one field into COPY text, chunk after chunk."""

    def __init__(self, field: Field, notation: Notation) -> None:
        self.field = field
        self._null = nothing(field.column)
        self._memo = _Memo(converter(field, notation), self._null)
        substitutes = bool(field.values) or field.filled is not None or field.empty is not None
        self._as_it_stands = not substitutes and field.column.default is None
        self._patterns = bool(notation.timestamps)
        self._simple_decimals = (
            notation.decimal_mark == "." and field.column.maximum is None and field.column.minimum in (None, 0)
        )

    def read(self, cells: Sequence[str]) -> tuple[list[Copied], list[Found]]:
        """The COPY text of the cells, as one sequence or two to be set side by side, and the faults in row order."""
        ready = self._fast(cells)
        if ready is not None:
            return ready, []
        memo = self._memo
        copied = list(map(memo.__getitem__, cells))
        found = memo.found(cells)
        memo.trim()
        return [copied], found

    def absent(self, size: int) -> list[Copied]:
        """The same for a field that the file does not have: its constant or default, or NULL."""
        return [[self._memo[self.field.constant or ""]] * size]

    def _fast(self, cells: Sequence[str]) -> list[Copied] | None:
        """The whole column at once when nothing in it needs a closer look; else None."""
        column = self.field.column
        if not self._as_it_stands:
            return None
        if not column.required and not any(cells):
            return [[self._null] * len(cells)]
        match column.kind:
            case Kind.CODE:
                return self._plain(texts.plain(cells, column.max_length, texts.SUSPICIOUS_IN_CODE))
            case Kind.TEXT:
                return self._plain(texts.plain(cells, column.max_length, texts.SUSPICIOUS_IN_TEXT))
            case Kind.TIMESTAMP if not self._patterns:
                return self._uniform(cells)
            case Kind.DECIMAL if self._simple_decimals and numbers.plain(cells, column):
                return self._plain(list(cells))
        return None

    def _plain(self, cells: list[str] | None) -> list[Copied] | None:
        if cells is None or "" not in cells:
            return None if cells is None else [cells]
        return None if self.field.column.required else [_with_nulls(cells)]

    def _uniform(self, cells: Sequence[str]) -> list[Copied] | None:
        filled = list(filter(None, cells))
        if len(filled) < len(cells) and self.field.column.required:
            return None
        width = moments.uniform(filled) if filled else 0
        if not width:
            return None
        written = cells if len(filled) == len(cells) else _with_nulls(cells)
        nulls = [texts.NOTHING] * len(cells)
        return [written, nulls] if width == moments.WITH_OFFSET else [nulls, written]


def _with_nulls(cells: Sequence[str]) -> list[str]:
    return [cell or texts.NOTHING for cell in cells]
