"""Writing CSV that a spreadsheet may open: right in every language, and inert."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

_ROWS_A_BLOCK = 1_000
_FORMULA = re.compile(r"'*(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)*%?")


def neutralise(cell: str) -> str:
    """The cell so that no spreadsheet takes it for a formula: an apostrophe before it if need be; numbers stay."""
    if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
        return "'" + cell
    return cell


def restored(cell: str) -> str:
    """What `neutralise` made the cell from. An apostrophe that it cannot have put there stays."""
    if cell.startswith("'") and neutralise(cell[1:]) == cell:
        return cell[1:]
    return cell


def write_csv(rows: Iterable[Sequence[object]], header: Sequence[str]) -> Iterator[bytes]:
    """The table as UTF-8 with mark (so that Excel reads Chinese right), block after block. None becomes empty."""
    yield b"\xef\xbb\xbf" + _block([header])
    remaining = iter(rows)
    while block := list(islice(remaining, _ROWS_A_BLOCK)):
        yield _block(block)


def _block(rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([["" if cell is None else neutralise(str(cell)) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8")
