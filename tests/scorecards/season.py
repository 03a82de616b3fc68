"""A network whose third quarter is published and whose fourth is computed, and people who look at it."""

from typing import Any

import pytest

from network.foundation.periods import Quarter
from network.scorecards.commands.runs import compute, publish
from tests.factory import HQ, NOW, Store, at

Q3, Q4 = Quarter(2026, 3), Quarter(2026, 4)
AFTER_Q4 = at("2027-01-20")
WITHIN = "repair_within_target(target_hours=24)"
NO_FAULT = "no_fault_return_rate"


@pytest.fixture
async def season(store: Store, quarter: dict[str, int]) -> dict[str, int]:
    """S1 and S2 are rated, S3 is self-operated, S4 has too few records; S1 lies in the east, S2 in the north.

    2026Q3 is published. 2026Q4, in which S1 repaired a little, is computed.
    """
    for path, zh in (("East China", "华东"), ("East China/Shanghai", "上海"), ("North China", "华北")):
        await store.root.execute(
            "insert into region (path, name, name_zh) values ($1, $2, $3)", path, path.split("/")[-1], zh
        )
    sites = dict(quarter)
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
    return sites


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
