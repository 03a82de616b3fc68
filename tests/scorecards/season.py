"""A network whose third quarter is published and whose fourth is computed, and people who look at it."""

from typing import Any

import asyncpg
import pytest

from network.foundation.periods import Quarter
from network.scorecards.commands.runs import compute, publish
from network.scorecards.commands.schemes import add_scheme
from network.scorecards.queries.schemes import shipped
from tests.factory import HQ, NOW, Store, at

Q3, Q4 = Quarter(2026, 3), Quarter(2026, 4)
AFTER_Q4 = at("2027-01-20")
WITHIN = "repair_within_target(target_hours=24)"
NO_FAULT = "no_fault_return_rate"


@pytest.fixture
async def season(store: Store) -> dict[str, int]:
    """S1 and S2 are rated, S3 is self-operated, S4 has too few records; S1 lies in the east, S2 in the north.

    2026Q3 is published. 2026Q4, in which S1 repaired a little, is computed.
    """
    return await site_ids(store)


@pytest.fixture
async def quarter(store: Store) -> dict[str, int]:
    """Two franchised sites with enough orders of 2026Q3 to be rated, S1 better than S2, and both schemes added."""
    return await site_ids(store)


async def site_ids(store: Store) -> dict[str, int]:
    return {row["code"]: row["id"] for row in await store.rows("select code, id from site order by id")}


async def begin_quarter(root: asyncpg.Connection) -> None:
    """What `quarter` says."""
    store = Store(root)
    for text in shipped().values():
        await add_scheme(HQ, text)
    sites = {code: await store.site(code, city_tier=1) for code in ("S1", "S2")}
    for code, site in sites.items():
        for number in range(12):
            late = number < (1 if code == "S1" else 6)
            serial = {"serial_no": f"{code}-{number}", "outcome": "repaired", "sent_to_hq": number % 4 == 0}
            await store.order(site, f"A{number}", at("2026-07-10", number * 24), ready=40 if late else 20, **serial)
            found = "no_fault_found" if number < 3 else "fault_confirmed"
            await store.returned(site, f"R{number}", at("2026-08-01", number), inspected=48, finding=found)


async def play_season(root: asyncpg.Connection) -> None:
    """What `season` says, on top of `begin_quarter`."""
    store = Store(root)
    for path, zh in (("East China", "华东"), ("East China/Shanghai", "上海"), ("North China", "华北")):
        await store.root.execute(
            "insert into region (path, name, name_zh) values ($1, $2, $3)", path, path.split("/")[-1], zh
        )
    sites = await site_ids(store)
    sites["S3"] = await store.site("S3", kind="self_operated", name="Own Workshop", name_zh="自营店", city_tier=1)
    sites["S4"] = await store.site("S4", name="Tiny", name_zh="小店", city_tier=1)
    for number in range(12):
        await store.order(sites["S3"], f"A{number}", at("2026-07-10", number * 24), ready=10, outcome="repaired")
    await store.order(sites["S4"], "A0", at("2026-07-10"), ready=10, outcome="repaired")
    for code, path in (("S1", "East China/Shanghai"), ("S2", "North China")):
        await store.root.execute(
            "update site set region = (select id from region where path = $2), name = $3, name_zh = $4 where code = $1",
            *(code, path, f"{code} & Sons", f"{code}号网点"),
        )
    await compute(HQ, Q3, "repairs-only", NOW)
    await publish(HQ, Q3, NOW)
    for number in range(6):
        await store.order(sites["S1"], f"B{number}", at("2026-10-10", number), ready=5, outcome="repaired")
    await compute(HQ, Q4, "repairs-only", AFTER_Q4)


async def card_of(store: Store, code: str, period: Quarter = Q3) -> dict[str, Any]:
    """The stored card of a site."""
    [row] = await store.rows(
        "select c.* from scorecard c join scorecard_run r on r.id = c.run join site s on s.id = c.site "
        "where r.period = $1 and s.code = $2",
        str(period),
        code,
    )
    return row


async def criteria_of(store: Store, code: str, period: Quarter = Q3) -> list[dict[str, Any]]:
    """The stored criteria of a site, in the order of the scheme."""
    return await store.rows(
        "select c.* from criterion_result c join scorecard_run r on r.id = c.run join site s on s.id = c.site "
        "where r.period = $1 and s.code = $2 order by position",
        str(period),
        code,
    )
