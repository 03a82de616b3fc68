"""What was true of a site over time: the rule, and what the database wrote down for it."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.foundation.database import execute, transaction
from network.sites.commands.site_files import change_site_file
from network.sites.commands.staff import add_staff
from network.sites.errors.sites import SiteNotFound
from network.sites.queries.history import site_history, site_on
from network.sites.rules.history import Standing, periods
from network.sites.schemas.staff import StaffIn
from tests.factory import HQ, Store
from tests.sites.files import NOW, District, settle, wanted

START = date(2026, 1, 1)


@pytest.fixture
async def district(store: Store) -> District:
    return await settle(store)


standings = st.builds(
    Standing,
    since=st.integers(0, 20).map(lambda days: START + timedelta(days=days)),
    region=st.sampled_from((None, 1, 2)),
    operator=st.sampled_from((None, 5)),
    status=st.sampled_from(("active", "closed")),
    kind=st.just("franchised"),
)


@given(st.lists(standings, max_size=8), st.integers(-1, 25))
def test_the_last_thing_written_about_a_day_is_what_was_true_of_it(told: list[Standing], days: int) -> None:
    day = START + timedelta(days=days)
    about = [each for each in told if each.since <= day]
    found = [
        each.standing
        for each in periods(told)
        if each.standing.since <= day and (each.until is None or each.until >= day)
    ]
    facts = [(each.region, each.operator, each.status) for each in found]
    assert facts == [(each.region, each.operator, each.status) for each in about[-1:]]


@given(st.lists(standings, min_size=1, max_size=8))
def test_periods_follow_each_other_without_gaps_and_each_differs(told: list[Standing]) -> None:
    found = periods(told)
    assert found[-1].until is None
    for earlier, later in pairwise(found):
        assert earlier.until == later.standing.since - timedelta(days=1)
        assert (earlier.standing.region, earlier.standing.operator, earlier.standing.status) != (
            later.standing.region,
            later.standing.operator,
            later.standing.status,
        )


async def change(day: datetime, code: str, **values: Any) -> None:
    await change_site_file(HQ, code, None, wanted(**values), day)


async def test_each_change_begins_on_the_day_on_the_sites_own_calendar(district: District, store: Store) -> None:
    await store.site("NEW", region=district.regions["East"], opened_on=date(2025, 5, 1))
    # In Shanghai it is the next day already.
    await change(NOW.replace(hour=17), "NEW", region="North")
    await change(NOW.replace(day=25), "NEW", operator="Hai Ltd", phone="1")
    found = await site_history(HQ, "NEW")
    assert [(each.since, each.until, each.region, each.operator) for each in found] == [
        (date(2025, 5, 1), date(2026, 11, 20), "East", None),
        (date(2026, 11, 21), date(2026, 11, 24), "North", None),
        (date(2026, 11, 25), None, "North", "Hai Ltd"),
    ]
    assert found[0].region_zh == "华东"


async def test_a_change_that_reaches_back_is_believed(district: District, store: Store) -> None:
    site = await store.site("NEW", opened_on=date(2025, 5, 1))
    await change(NOW, "NEW", kind="self_operated")
    async with transaction(HQ):
        await execute("select set_config('app.effective_on', '2026-01-31', true)")
        await execute("update site set region = $2 where id = $1", site, district.regions["East"])
    found = [(await site_on(HQ, "NEW", day)).standing for day in (date(2026, 1, 30), date(2026, 1, 31))]
    assert [each and each.region for each in found] == [None, "East"]


async def test_what_was_true_on_a_day_is_answered_whole(district: District, store: Store) -> None:
    await store.site("NEW", opened_on=date(2025, 5, 1), region=district.regions["East"])
    await add_staff(HQ, "NEW", StaffIn.model_validate({"name": "Li", "role": "owner", "from_on": "2025-06-01"}), NOW)
    await change(NOW, "NEW", status="closed", closed_on="2026-11-19")
    days = (date(2025, 4, 30), date(2025, 5, 31), date(2026, 11, 20))
    told = [await site_on(HQ, "NEW", day) for day in days]
    assert told[0].standing is None
    assert [each.standing and each.standing.status for each in told[1:]] == ["active", "closed"]
    assert [[member.name for member in each.staff] for each in told] == [[], [], ["Li"]]


async def test_an_operator_is_not_told_who_ran_its_site_before(district: District) -> None:
    await change(NOW, "SH1", operator="Hai Ltd")
    earlier, present = await site_history(district.operator, "SH1")
    assert (earlier.operator, earlier.other_operator) == (None, True)
    assert (present.operator, present.other_operator) == ("Hai Ltd", False)
    assert [each.operator for each in await site_history(HQ, "SH1")] == ["Bund Ltd", "Hai Ltd"]
    with pytest.raises(SiteNotFound):
        await site_history(district.north, "SH1")
