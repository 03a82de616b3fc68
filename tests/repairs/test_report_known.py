"""What the records know of a month, on the clock of the site."""

from datetime import date, timedelta

import pytest

from network.foundation.access import Actor
from network.foundation.database import transaction
from network.foundation.periods import Month
from network.repairs.queries.report_known import known_of_month, known_of_months
from network.repairs.rules.report_figures import FIGURES
from network.repairs.rules.reports import Content, hard_problems
from tests.factory import HQ, Store, at, operator

JULY = Month(2026, 7).first
AUGUST = Month(2026, 8).first


async def known(site: int, month: date = JULY, actor: Actor = HQ) -> dict[str, int]:
    async with transaction(actor, read_only=True):
        return await known_of_month(site, month)


async def test_a_site_without_records_is_known_nothing_of(sites: dict[str, int]) -> None:
    assert await known(sites["S1"]) == {}


async def test_orders_are_counted_by_the_clock_of_the_site(store: Store, sites: dict[str, int]) -> None:
    # The first second of July in China, and the last one of July.
    await store.order(sites["S1"], "A1", at("2026-06-30 16:00"), ready=24)
    await store.order(sites["S1"], "A2", at("2026-07-31 15:59"), ready=47)
    await store.order(sites["S1"], "A3", at("2026-06-30 15:59"), ready=50)
    await store.order(sites["S1"], "A4", at("2026-07-10"), cancelled=5)
    await store.order(sites["S1"], "A5", at("2026-05-10"))
    await store.order(sites["S1"], "A6", at("2026-05-10"), ready=10)
    found = await known(sites["S1"])
    assert found == {
        "received": 3,
        "closed": 3,
        "wip_opening": 2,
        "wip_closing": 2,
        "ready": 2,
        "ready_48h": 1,
        "ready_24h": 1,
    }


async def test_a_month_of_another_site_holds_nothing_of_this_one(store: Store, sites: dict[str, int]) -> None:
    await store.order(sites["S1"], "A1", at("2026-07-02"))
    await store.order(sites["SE"], "A1", at("2026-07-31 21:59"))
    async with transaction(HQ, read_only=True):
        every = await known_of_months(None, JULY)
        some = await known_of_months([sites["SE"]], AUGUST)
    assert {site: figures["received"] for site, figures in every.items()} == {sites["S1"]: 1, sites["SE"]: 1}
    assert some == {sites["SE"]: {**dict.fromkeys(some[sites["SE"]], 0), "wip_opening": 1, "wip_closing": 1}}


async def test_an_operator_is_told_of_its_own_sites_only(store: Store, sites: dict[str, int]) -> None:
    for code in ("S1", "S2"):
        await store.order(sites[code], "A1", at("2026-07-02"))
    async with transaction(operator(sites["S1"]), read_only=True):
        assert set(await known_of_months(None, JULY)) == {sites["S1"]}


async def test_units_away_are_known_only_where_it_is_written_down_when_they_come_back(
    store: Store, sites: dict[str, int]
) -> None:
    await store.returned(sites["S1"], "R1", at("2026-07-02"))
    assert await known(sites["S1"]) == {"units_shipped": 1}
    await store.returned(sites["S1"], "R2", at("2026-06-20"), back_at=at("2026-07-31 15:59"))
    await store.returned(sites["S1"], "R3", at("2026-07-20"), back_at=at("2026-07-31 16:00"))
    assert await known(sites["S1"]) == {"units_shipped": 2, "units_back": 1, "units_away": 2}


@pytest.mark.parametrize(
    ("from_on", "to_on", "there"),
    [
        ("2026-07-31", None, 1),
        ("2026-08-01", None, 0),
        ("2026-01-01", "2026-07-31", 1),
        ("2026-01-01", "2026-07-30", 0),
    ],
)
async def test_staff_is_who_is_there_on_the_last_day(
    store: Store, sites: dict[str, int], from_on: str, to_on: str | None, there: int
) -> None:
    await store.value(
        "insert into staff_member (id, site, name, role, from_on, to_on, phone, email) "
        "values (gen_random_uuid(), $1, 'Li', 'technician', $2, $3, '', '') returning id",
        sites["S1"],
        date.fromisoformat(from_on),
        date.fromisoformat(to_on) if to_on else None,
    )
    assert await known(sites["S1"]) == {"staff": there, "technicians": there}


async def test_days_open_follow_hours_holidays_and_make_up_days(store: Store, sites: dict[str, int]) -> None:
    await store.rows(
        "update site set opening_hours = $2::jsonb, holidays = $3::jsonb, make_up_days = $4::jsonb where id = $1",
        sites["S1"],
        '{"1": [["09:00", "18:00"]], "2": [["09:00", "18:00"]]}',
        '["2026-07-06", "2026-07-08"]',
        '["2026-07-11"]',
    )
    # Four Mondays but one, four Tuesdays, one Saturday.
    assert await known(sites["S1"]) == {"days_open": 3 + 4 + 1}


async def test_what_the_records_know_always_hangs_together(store: Store, sites: dict[str, int]) -> None:
    for number in range(200):
        start = at("2026-05-01") + timedelta(hours=number * 17)
        ready = {} if number % 7 == 0 else {"ready": (number * 13) % 400}
        cancelled = {"cancelled": (number * 7) % 300} if number % 5 == 0 else {}
        await store.order(sites["S1"], f"A{number}", start, **ready, **cancelled)
    for month in (Month(2026, number) for number in range(4, 11)):
        found = await known(sites["S1"], month.first)
        figures = {**dict.fromkeys(FIGURES, 0), **found}
        assert hard_problems(Content(figures=figures), found, 31) == []
