"""Opening hours, holidays and make-up days of a sites file: columns in a notation of their own."""

import json
from collections.abc import Callable

from network.foundation.database import execute, fetch
from network.foundation.tabular.faults import CellError, excerpt
from network.foundation.tabular.read import Parsed
from network.sites.rules.sites import holidays, opening_hours


def _(message: str) -> str:
    """Marks a text for extraction; it is translated when it is shown."""
    return message


_NOT_DATES = _("“%(value)s” are not dates. Write them as 2026-10-01 2026-10-02.")

# How each is read, and what is said when it cannot be.
CALENDARS: dict[str, tuple[Callable[[str], object], str]] = {
    "opening_hours": (
        opening_hours,
        _("“%(value)s” are not opening hours. Write them as Mo-Fr 09:00-18:00; Sa 10:00-16:00."),
    ),
    "holidays": (holidays, _NOT_DATES),
    "make_up_days": (holidays, _NOT_DATES),
}


async def read_calendars(parsed: Parsed) -> list[CellError]:
    """Opening hours, holidays and make-up days as JSON, in the temporary table `calendar`; and what cannot be read."""
    await execute("create temp table calendar (name text, written text, read jsonb) on commit drop")
    errors: list[CellError] = []
    for column, (read, message) in CALENDARS.items():
        rows = await fetch(f"select row_number, {column} as written from staged where {column} is not null")
        known: dict[str, str] = {}
        for row in rows:
            try:
                known[row["written"]] = json.dumps(read(row["written"]))
            except ValueError:
                header = parsed.sources.get(column, column)
                value = excerpt(row["written"])
                errors.append(CellError(row["row_number"], header, value, f"not_{column}", {"message": message}))
        await execute(
            "insert into calendar select $1, w.written, w.read::jsonb "
            "from unnest($2::text[], $3::text[]) w (written, read)",
            column,
            list(known),
            list(known.values()),
        )
    return errors
