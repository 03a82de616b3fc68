"""What tests of records, runs and faults are made with: actors, sites and orders put in as the superuser, CSV files."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from network.foundation.access import Actor, Role

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HQ = Actor(Role.HQ_ADMINISTRATOR, "Hua", sites=None)


def operator(*sites: int) -> Actor:
    """Someone who runs these sites."""
    return Actor(Role.SITE_OPERATOR, "Ou", UUID(int=7), frozenset(sites))


def manager(*sites: int) -> Actor:
    """A manager of the regions that hold these sites."""
    return Actor(Role.HQ_MANAGER, "Ma", UUID(int=8), frozenset(sites))


def executive() -> Actor:
    return Actor(Role.EXECUTIVE, "Zhu", UUID(int=9), None)


def at(text: str, hours: float = 0) -> datetime:
    """`2026-07-01` or `2026-07-01 10:00` in UTC, and so many hours later."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC) + timedelta(hours=hours)


def write_csv(path: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    """A CSV file of these rows; the columns are the keys of all of them in the order in which they come up."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


class Store:
    """The superuser's hand in a test's database: row security does not hold for it, triggers and checks do."""

    def __init__(self, root: asyncpg.Connection) -> None:
        self.root = root

    async def site(self, code: str, zone: str = "Asia/Shanghai", **columns: object) -> int:
        given = {"name": code, "name_zh": code, "kind": "franchised", "city": "", "city_zh": "", "status": "active"}
        return int(await self._insert("site", {"code": code, "time_zone": zone, **given, **columns}))

    async def order(self, site: int, number: str, received_at: datetime, **columns: object) -> UUID:
        """`ready` and `cancelled` may be given as hours after receipt."""
        for name in ("ready", "cancelled"):
            hours = columns.pop(name, None)
            if isinstance(hours, int | float):
                columns[f"{name}_at"] = received_at + timedelta(hours=hours)
        row = {"id": uuid4(), "site": site, "order_no": number, "received_at": received_at, "hold_hours": 0}
        return UUID(str(await self._insert("repair_order", {**row, "import_row": 2, **columns})))

    async def returned(self, site: int, number: str, shipped_at: datetime, **columns: object) -> UUID:
        """`inspected` may be given as hours after shipment."""
        hours = columns.pop("inspected", None)
        if isinstance(hours, int | float):
            columns["inspected_at"] = shipped_at + timedelta(hours=hours)
        row = {"id": uuid4(), "site": site, "return_no": number, "shipped_at": shipped_at, "import_row": 2}
        return UUID(str(await self._insert("hq_return", {**row, **columns})))

    async def link(self) -> None:
        """Find what came back and what was reversed, as the import does for the serial numbers that it brings."""
        await self.root.execute(
            "select link_serials(array(select serial_no from repair_order where serial_no is not null "
            "union select serial_no from hq_return where serial_no is not null))"
        )

    async def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        return [dict(row) for row in await self.root.fetch(sql, *values)]

    async def value(self, sql: str, *values: object) -> Any:
        return await self.root.fetchval(sql, *values)

    async def counts(self, *tables: str) -> dict[str, int]:
        return {table: await self.value(f"select count(*) from {table}") for table in tables}

    async def _insert(self, table: str, row: Mapping[str, object]) -> Any:
        places = ", ".join(f"${place}" for place in range(1, len(row) + 1))
        return await self.value(f"insert into {table} ({', '.join(row)}) values ({places}) returning id", *row.values())


def codes(errors: Iterable[Any]) -> list[tuple[int, str, str]]:
    """Row, column and code of each error."""
    return [(error.row, error.column, error.code) for error in errors]
