"""What the pre-checks caught, counted over returns in a real database; and its page, its file and its API."""

from datetime import date
from typing import Any

import pytest

from network.foundation.access import Permission, Role
from network.foundation.errors import Forbidden
from network.repairs.queries.filters import filtering, frequent_reasons, returned_products, returns_behind
from network.repairs.rules.filters import WHOLE_LIST, Behind, Filtered
from network.repairs.schemas.filters import FilterWanted
from tests.factory import HQ, Store, at, executive, operator
from tests.repairs.counter import enter
from tests.repairs.shipping import publish_again, publish_lists, send, ticked, unit
from tests.served import Browse, MakePerson, text_of

THIRD_QUARTER = FilterWanted(date(2026, 7, 1), date(2026, 10, 1))
PAGE = "/prechecks/effectiveness"


async def inspected(
    store: Store, site: str, serial: str, finding: str, missed: str | None = None, **columns: Any
) -> None:
    """A unit of S1 or S2 that was shipped with every step ticked but the network's, and what HQ found."""
    kept = await publish_lists()
    sites = {row["code"]: row["id"] for row in await store.rows("select code, id from site")}
    ticks = ticked(kept, network=False)
    await send(operator(sites[site]), site, unit(kept, serial_no=serial, product="PDA-3", ticks=ticks))
    given = {"inspected_at": at("2026-07-20"), "finding": finding, "missed_step": missed, **columns}
    places = ", ".join(f"{name} = ${place}" for place, name in enumerate(given, start=2))
    await store.root.execute(f"update hq_return set {places} where serial_no = $1", serial, *given.values())


@pytest.fixture
async def judged(store: Store, sites: dict[str, int]) -> dict[str, int]:
    """Eight units of two sites that say something, and some that do not."""
    await inspected(store, "S1", "X1", "fault_confirmed")
    await inspected(store, "S1", "X2", "no_fault_found", "battery")
    await inspected(store, "S1", "X3", "user_education", "use")
    await inspected(store, "S1", "X4", "no_fault_found", "network")
    await inspected(store, "S1", "X5", "transit_damage")
    await inspected(store, "S1", "X6", "no_fault_found", "battery", reversed_at=at("2026-07-30"))
    await inspected(store, "S1", "X7", "no_fault_found", "battery", requested_by_hq=True)
    # The day ends at 16:00 UTC in Shanghai: this one belongs to the fourth quarter.
    await inspected(store, "S1", "X8", "no_fault_found", "battery", inspected_at=at("2026-09-30 16:00"))
    await inspected(store, "S2", "X9", "fault_confirmed")
    await store.returned(sites["S2"], "R1", at("2026-07-01"), inspected=24, finding="no_fault_found", product="PDA-9")
    return sites


async def test_each_step_is_judged_by_what_it_should_have_shown(judged: dict[str, int]) -> None:
    found = await filtering(HQ, THIRD_QUARTER)
    first, second = found.sites
    assert (first.code, second.code) == ("S1", "S2")
    assert first.whole == Filtered(ticked=6, missed=3, confirmed=2)
    assert first.steps["battery"] == Filtered(ticked=6, missed=1, confirmed=2)
    assert first.steps["use"] == Filtered(ticked=6, missed=1, confirmed=2)
    assert first.steps["reset"] == Filtered(ticked=6, missed=0, confirmed=2)
    assert first.steps["network"] == Filtered(left_out=1)
    assert second.whole == Filtered(ticked=1, confirmed=1)
    assert found.totals["battery"] == Filtered(ticked=7, missed=1, confirmed=3)
    assert found.whole == first.whole + second.whole
    assert list(found.steps)[:2] == ["battery", "contacts"]


async def test_behind_each_number_stand_exactly_its_returns(judged: dict[str, int]) -> None:
    found = await filtering(HQ, THIRD_QUARTER)
    for step, counts in {WHOLE_LIST: found.whole, **found.totals}.items():
        for behind, number in (
            (Behind.TICKED, counts.ticked),
            (Behind.MISSED, counts.missed),
            (Behind.LEFT_OUT, counts.left_out),
            (Behind.CONFIRMED, counts.confirmed),
        ):
            assert len(await returns_behind(HQ, THIRD_QUARTER, step, behind)) == number, (step, behind)
    missed = await returns_behind(HQ, THIRD_QUARTER, "battery", Behind.MISSED)
    assert [(each.serial_no, each.site, each.finding) for each in missed] == [("X2", "S1", "no_fault_found")]


async def test_an_operator_is_shown_own_sites_only_and_an_executive_none(judged: dict[str, int]) -> None:
    found = await filtering(operator(judged["S2"]), THIRD_QUARTER)
    assert ([site.code for site in found.sites], found.whole.ticked) == (["S2"], 1)
    assert await returns_behind(operator(judged["S2"]), THIRD_QUARTER, "battery", Behind.MISSED) == []
    assert await returned_products(operator(judged["S2"])) == ["PDA-3", "PDA-9"]
    assert not executive().may(Permission.READ_RECORDS)
    with pytest.raises(Forbidden):
        await filtering(executive(), THIRD_QUARTER)


async def test_the_most_frequent_reasons_are_those_of_the_product(judged: dict[str, int]) -> None:
    wanted = (THIRD_QUARTER.first, THIRD_QUARTER.end)
    reasons = await frequent_reasons(HQ, "PDA-3", *wanted)
    assert [(each.step.key if each.step else "", each.units) for each in reasons] == [
        ("battery", 1),
        ("network", 1),
        ("use", 1),
    ]
    assert [(each.step, each.units) for each in await frequent_reasons(HQ, "PDA-9", *wanted)] == [(None, 1)]
    every = await frequent_reasons(HQ, "", *wanted)
    assert sum(each.units for each in every) == 4
    # Once the product has a list of its own, its units say nothing about the list of all others.
    await publish_again("PDA-3")
    assert sum(each.units for each in await frequent_reasons(HQ, "", *wanted)) == 1


async def test_the_page_filters_sorts_and_leads_to_the_returns(
    judged: dict[str, int], browse: Browse, person: MakePerson
) -> None:
    hua = await enter(browse, person, Role.HQ_MANAGER)
    page = await hua.get(f"{PAGE}?period=2026Q3")
    assert "40% 2 of 5 12–77%" in text_of(page)
    assert "behind=missed" in page.text
    one = text_of(await hua.get(f"{PAGE}?period=2026Q3&site=S2&step=battery"))
    assert ("100% 1 of 1" in one, "67%" in one) == (True, False)
    searched = await hua.get(f"{PAGE}?period=2026Q3&q=s2")
    assert ('"/sites/S2/shipments"' in searched.text, '"/sites/S1/shipments"' in searched.text) == (True, False)
    behind = await hua.get(f"{PAGE}/returns?period=2026Q3&step=network&behind=left_out")
    assert ("X4" in text_of(behind), "X2" in text_of(behind)) == (True, False)
    file = await hua.get(f"{PAGE}?period=2026Q3&site=S1&format=csv")
    assert "S1,Whole list,6,3,0,2,0.4," in file.text
    said = (await hua.get("/api/v1/precheck-lists/effectiveness?first=2026-07-01&end=2026-10-01&site=S1")).json()
    assert (said["whole"]["ticked"], said["whole"]["effectiveness"]) == (6, "0.4")
    assert said["ranking"][0]["step"] in ("battery", "use")
    assert (await hua.get("/api/v1/precheck-lists/effectiveness?site=%00")).status_code == 422
