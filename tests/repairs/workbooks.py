"""A person with a spreadsheet: the workbook of a report is downloaded, filled in, spoiled, and handed in."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from network.foundation.access import Actor
from network.foundation.periods import Month
from network.foundation.settings import Settings
from network.repairs.commands.report_files import hand_in_workbook
from network.repairs.commands.reports import Filed
from network.repairs.queries.report_files import report_workbook
from network.web.uploads import SentFile
from reports.report_workbook import HIDDEN_SHEET, hidden_lines
from tests.repairs.reporting import IN_TIME, JULY, QUIET

FIGURES: Mapping[str, int] = QUIET


async def downloaded(actor: Actor, code: str = "S1", month: Month = JULY, now: datetime = IN_TIME) -> bytes:
    _name, content = await report_workbook(actor, Settings(), code, month, now)
    return content


class Sheet:
    """A workbook that somebody has open."""

    def __init__(self, content: bytes) -> None:
        self.book: Workbook = openpyxl.load_workbook(BytesIO(content))
        self.shown: Worksheet = self.book.worksheets[0]
        written = [cell for row in self.book[HIDDEN_SHEET].iter_rows() for cell in row if cell.value]
        cells = {cell.coordinate: str(cell.value) for cell in written}
        self.lines = hidden_lines(cells)
        self.cells = {line[2]: line[1] for line in self.lines if line[0] == "input"}

    def write(self, values: Mapping[str, Any]) -> "Sheet":
        """By field: `figures.received`, `explanations.received`, `words.incidents`, `nil`; or by cell."""
        for place, value in values.items():
            self.shown[self.cells.get(place, place)] = value
        return self

    def figures(self, values: Mapping[str, Any]) -> "Sheet":
        return self.write({f"figures.{key}": value for key, value in values.items()})

    def read(self, field: str) -> Any:
        return self.shown[self.cells[field]].value

    def saved(self) -> bytes:
        target = BytesIO()
        self.book.save(target)
        return target.getvalue()


async def filled_in(actor: Actor, **more: object) -> bytes:
    """The workbook of S1 for July with a quiet month in it, and these figures instead."""
    return Sheet(await downloaded(actor)).figures({**FIGURES, **more}).saved()


async def handed_in(
    actor: Actor,
    content: bytes,
    folder: Path,
    *,
    code: str = "S1",
    month: Month = JULY,
    now: datetime = IN_TIME,
    version: int | None = None,
) -> Filed:
    async def blocks() -> AsyncIterator[bytes]:
        yield content

    sent = SentFile("july.xlsx", blocks())
    filed, _handed = await hand_in_workbook(actor, code, month, sent, folder, now, version)
    return filed
