"""What is complained of in the demo network: once, decided over the quarters, with something that waits today."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from network.demo.grievances import complain
from network.demo.model import Site
from tests.factory import HQ, NOW, Store, at
from tests.feedback.complaining import JUDGE
from tests.repairs.conftest import store

__all__ = ["store"]


async def test_complaints_prices_and_charges_of_six_quarters_come_about_once(tmp_path: Path, store: Store) -> None:
    opened = date(2020, 1, 1)
    codes = ("S1", "S2", "S3")
    known = {"opened_on": opened, "closed_on": None}
    sites = [Site(**{**dict.fromkeys(Site._fields, ""), **known, "code": code}) for code in codes]  # type: ignore[arg-type]
    ids = [await store.site(site.code) for site in sites]
    for number, ends in enumerate(("2026-03-31", "2026-06-30", "2026-09-30")):
        for place in range(2):
            await store.order(
                ids[0], f"R{number}{place}", at(ends) - timedelta(days=3), ready=5, fault_code="S02-SYNC",
                charge=Decimal(500), currency="CNY", in_warranty=place == 0,
            )  # fmt: skip
    for _again in range(2):
        await complain(HQ, {"manager": JUDGE}, sites, tmp_path, NOW)
    assert await store.counts("complaint", "price_list") == {"complaint": 58, "price_list": 2}
    decided = await store.rows("select substantiated, count(*)::int as many from complaint group by 1 order by 1")
    assert [row["many"] for row in decided] == [6, 48, 4]
    cases = await store.rows("select state, count(*)::int as many from overcharge_case group by 1")
    found = {row["state"]: row["many"] for row in cases}
    assert found["substantiated"] >= 3
    assert found["dismissed"] >= 3
    assert await store.value("select count(*) from overcharge_case where highest is not null") == 3
