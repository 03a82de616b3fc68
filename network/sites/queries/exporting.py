"""Sites as the file that `import_sites` reads: nothing of them is lost, and the same sites give the same bytes."""

import json
from collections.abc import Callable
from typing import Any

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, transaction
from network.foundation.tabular.export import write_csv
from network.sites.queries.sites import COLUMNS, FROM, WANTED, wanted_of
from network.sites.rules.sites import days_notation, opening_hours_notation
from network.sites.schemas.sites import SITES_LAYOUT
from network.web.listing import ListState

# The columns of the file whose values are written in a notation, or found under another name.
_WRITTEN: dict[str, Callable[[Record], Any]] = {
    "timezone": lambda row: row["time_zone"],
    "opening_hours": lambda row: opening_hours_notation(json.loads(row["opening_hours"])),
    "holidays": lambda row: days_notation(json.loads(row["holidays"])),
    "make_up_days": lambda row: days_notation(json.loads(row["make_up_days"])),
    # An operator without a Chinese name is imported with its own as that.
    "operator_zh": lambda row: row["operator_zh"] or row["operator"],
}


async def sites_file(actor: Actor, state: ListState) -> bytes:
    """The sites in reach that the list's search and filters let through, as CSV by code, in every column of the layout.

    Imported as it is it changes nothing; imported into an empty network it makes the same one.
    """
    actor.require(Permission.READ_SITES)
    async with transaction(actor, read_only=True):
        # Byte by byte, as no two servers need agree on how words are sorted.
        rows = await fetch(f'select {COLUMNS} {FROM} {WANTED} order by s.code collate "C"', *wanted_of(state))
    header = [column.name for column in SITES_LAYOUT.columns]
    lines = ([_WRITTEN[name](row) if name in _WRITTEN else row[name] for name in header] for row in rows)
    return b"".join(write_csv(lines, header))
