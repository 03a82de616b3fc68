"""Files to take away: what a list shows, as CSV or XLSX, inert in every spreadsheet; and files made elsewhere."""

import asyncio
import io
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Literal
from urllib.parse import quote

import xlsxwriter
from litestar import Response

from network.foundation.errors import Invalid
from network.foundation.i18n import lazy as _
from network.foundation.tabular.export import write_csv
from network.web.visit import Connection

Format = Literal["csv", "xlsx"]
Cell = str | int | Decimal | None

_FORMATS: Mapping[str, Format] = MappingProxyType({"csv": "csv", "xlsx": "xlsx"})
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# More rows than that take a server too long for one person's click.
MOST_ROWS = 50_000


class TooManyRows(Invalid):
    code = "too_many_rows_to_export"
    message = _("The list has %(rows)s rows; at most %(most)s can be exported at once. Filter the list first.")


def format_of(connection: Connection) -> Format | None:
    """The kind of file that the address asks for (`?format=csv`), if any."""
    return _FORMATS.get(str(connection.query_params.get("format", "")))


def check_rows(total: int) -> None:
    """Raises TooManyRows."""
    if total > MOST_ROWS:
        raise TooManyRows(rows=total, most=MOST_ROWS)


async def table_download(
    name: str, header: Sequence[str], rows: Sequence[Sequence[Cell]], kind: Format
) -> Response[bytes]:
    """A table as a file `name` (without ending). No cell is ever taken for a formula."""
    if kind == "csv":
        content = await asyncio.to_thread(lambda: b"".join(write_csv(rows, header)))
        return download(f"{name}.csv", content, CSV)
    return download(f"{name}.xlsx", await asyncio.to_thread(workbook, header, rows), XLSX)


def download(name: str, content: bytes, media_type: str) -> Response[bytes]:
    """Content that the browser saves under this name, in whatever script it is written."""
    return Response(content, media_type=media_type, headers={"content-disposition": disposition(name)})


def disposition(name: str, *, inline: bool = False) -> str:
    """The header that gives a file its name (which has an ending), in plain letters and as it is written."""
    stem, _dot, ending = name.rpartition(".")
    plain = re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-") or "file"
    how = "inline" if inline else "attachment"
    return f"{how}; filename=\"{plain}.{ending}\"; filename*=UTF-8''{quote(name, safe='')}"


def workbook(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """One sheet with a fixed head; numbers as numbers, everything else as text."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True, "bottom": 1})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(0, len(header) - 1), 20)
        for column, text in enumerate(header):
            sheet.write_string(0, column, text, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                elif cell is not None:
                    sheet.write_number(number, column, cell)
    return target.getvalue()
