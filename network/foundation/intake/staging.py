"""A read file as a temporary table, and checks over it that name row, column and value."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from network.foundation.database import connection, execute, fetch, fetch_value
from network.foundation.tabular.faults import CellError, excerpt
from network.foundation.tabular.layout import Kind, Layout
from network.foundation.tabular.read import Parsed

# The PostgreSQL type of each kind of column.
TYPES = {
    Kind.TEXT: "text",
    Kind.CODE: "text",
    Kind.CHOICE: "text",
    Kind.INTEGER: "bigint",
    Kind.DECIMAL: "numeric",
    Kind.BOOLEAN: "boolean",
    Kind.TIMESTAMP: "timestamptz",
    Kind.DATE: "date",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that may be wrong with rows: `sql` gives `row_number`, `value`, and a column for each placeholder.

    `message` is marked for translation where it is written and translated when it is shown.
    """

    column: str
    code: str
    message: str
    sql: str


async def stage(parsed: Parsed, layout: Layout) -> None:
    """Make the temporary table `staged` of this transaction: the columns of the COPY file, typed by the layout."""
    types = {"row_number": "integer", "has_error": "boolean"}
    for column in layout.columns:
        types[column.name] = TYPES[column.kind]
        if column.kind is Kind.TIMESTAMP:
            types[f"{column.name}_local"] = "timestamp"
    columns = ", ".join(f"{name} {types.get(name, 'text')}" for name in parsed.copy_columns)
    await execute(f"create temp table staged ({columns}) on commit drop")
    await connection().copy_to_table("staged", source=str(parsed.copy_file), columns=parsed.copy_columns)
    # Rows are found by what they must have; statistics of every column would take as long as the COPY.
    await execute(f"analyze staged ({', '.join(column.name for column in layout.columns if column.required)})")


async def failing(checks: Iterable[Check], parsed: Parsed, limit: int, *values: Any) -> tuple[list[CellError], int]:
    """The errors that these checks find, at most `limit` in detail for each, and how many there are in all."""
    errors: list[CellError] = []
    count = 0
    for check in checks:
        asked = values if "$1" in check.sql else ()
        rows = await fetch(f"{check.sql} order by row_number limit {int(limit)}", *asked)
        errors += [_error(check, parsed, dict(row)) for row in rows]
        count += len(rows) if len(rows) < limit else await fetch_value(f"select count(*) from ({check.sql}) x", *asked)
    return errors, count


def _error(check: Check, parsed: Parsed, found: dict[str, Any]) -> CellError:
    row, value = found.pop("row_number"), found.pop("value")
    values = {name: str(each) for name, each in found.items()}
    column = parsed.sources.get(check.column, check.column)
    return CellError(row, column, excerpt(str(value or "")), check.code, {"message": check.message, **values})
