"""A file of a million rows: refused with its limit, or taken whole where the limit allows it. Only in `make faults`."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from network.foundation.tabular.errors import FileRefused
from network.foundation.tabular.limits import Limits
from network.repairs.commands.importing import ORDERS, Request, import_records
from tests.factory import HQ, NOW, Store
from tests.repairs.conftest import left_behind, store

__all__ = ["store"]

ROWS = 1_000_000
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("SERVICEMARK_FAULTS" not in os.environ, reason="`make faults` runs it"),
]


@pytest.fixture
async def million(store: Store, tmp_path: Path) -> Path:
    for number in range(50):
        await store.site(f"S{number}")
    path = tmp_path / "million.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("order_no,site,serial_no,received_at,ready_at,outcome\n")
        for number in range(ROWS):
            day = f"2026-{number % 9 + 1:02}-{number % 27 + 1:02}"
            file.write(f"A{number},S{number % 50},X{number},{day} 10:00,{day} 18:30,repaired\n")
    return path


async def test_a_million_rows_are_refused_or_taken_whole(store: Store, million: Path, tmp_path: Path) -> None:
    request = Request(path=million, name=million.name, now=NOW, workdir=tmp_path)
    with pytest.raises(FileRefused, match="more than 500000 rows"):
        await import_records(HQ, ORDERS, request)
    assert await store.value("select count(*) from repair_order") == 0
    limits = Limits(rows=ROWS, cpu_seconds=600, wall_seconds=900.0)
    heard: list[int] = []
    outcome = await import_records(HQ, ORDERS, replace(request, limits=limits, on_progress=heard.append))
    assert (outcome.rows, outcome.new, outcome.errors) == (ROWS, ROWS, ())
    assert heard == sorted(heard)
    assert heard[-1] == ROWS
    again = await import_records(HQ, ORDERS, replace(request, limits=limits))
    assert (again.unchanged, again.file) == (ROWS, None)
    assert left_behind(tmp_path) == []
