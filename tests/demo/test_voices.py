"""What is said in the demo network: once, by who had a repair, and worse of who repairs late."""

from datetime import timedelta
from decimal import Decimal

from network.demo.voices import hear
from tests.factory import HQ, NOW, Store, at
from tests.repairs.conftest import store

__all__ = ["store"]

AGO = at("2026-04-01")


async def test_late_repairs_are_spoken_of_worse_and_nothing_is_said_twice(store: Store) -> None:
    prompt, late = await store.site("S1"), await store.site("S2")
    for number in range(700):
        for site, hours in ((prompt, 6), (late, 60)):
            await store.order(site, f"A{number}", AGO + timedelta(hours=number), ready=hours, outcome="repaired")
    await hear(HQ, NOW)
    said = await store.rows(
        "select a.site, count(*) as answers, avg(grade) as mean, min(answered_at - ready_at) as soonest, "
        "max(answered_at) as latest from survey_answer a join repair_order o on o.id = a.repair_order group by a.site"
    )
    found = {row["site"]: row for row in said}
    assert all(50 < row["answers"] < 130 for row in found.values())
    assert found[prompt]["mean"] > found[late]["mean"] + Decimal("0.3")
    assert all(row["soonest"] > timedelta(0) and row["latest"] < NOW for row in found.values())
    assert await store.value("select count(*) from survey_answer where comment <> ''") > 0
    counts = await store.counts("survey_answer", "hq_rating", "trail_event")
    assert counts["hq_rating"] > 0
    await hear(HQ, NOW)
    assert await store.counts("survey_answer", "hq_rating", "trail_event") == counts
