"""How the reader says that something is wrong: in a cell, in a row, or with the whole file.

Only codes and values here; `messages` and `errors` hold the words. The child process imports nothing heavier.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

EXCERPT = 40


class CellFault(Exception):
    """A cell that cannot be read as its column's kind."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = {name: str(value) for name, value in values.items()}


class Refusal(Exception):
    """A file that cannot be read at all. Becomes `errors.FileRefused` outside the child process."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = {name: str(value) for name, value in values.items()}


@dataclass(frozen=True, slots=True)
class CellError:
    """One thing to put right. `row` is the row as a spreadsheet shows it (the header is usually row 1).

    `column` is the header as the file writes it, empty when the whole row is meant; `value` is an excerpt of at most
    40 characters; `values` fills the placeholders of the message for `code`.
    """

    row: int
    column: str
    value: str
    code: str
    values: Mapping[str, str] = field(default_factory=dict)


def excerpt(value: str) -> str:
    """The cell's text on one line, at most 40 characters."""
    line = " ".join(value.split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"
