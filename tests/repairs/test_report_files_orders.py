"""A file of orders that is bound to a month: what lies outside it is named, row by row."""

import pytest

from network.foundation.access import Role
from network.foundation.periods import Month, NotAPeriod
from network.repairs.commands.importing import RETURNS
from network.repairs.errors.report_files import MonthForOrdersOnly, MonthNotBegun
from tests.factory import Store, codes
from tests.repairs.conftest import Take
from tests.repairs.counter import ORDERS, data_folder, enter, hand_in, handed_in, press, settled
from tests.served import Browse, MakePerson, text_of

__all__ = ["data_folder"]

JULY = Month(2026, 7)


def order(number: str, received: str, site: str = "S1", **times: str) -> dict[str, str]:
    return {"order_no": number, "site": site, "received_at": received, **times}


@pytest.mark.parametrize(
    ("times", "belongs"),
    [
        ({"received_at": "2026-07-01 00:00"}, True),
        ({"received_at": "2026-07-31 23:59:59"}, True),
        ({"received_at": "2026-06-30 23:59:59"}, False),
        ({"received_at": "2026-08-01 00:00"}, False),
        ({"received_at": "2026-06-20 09:00", "ready_at": "2026-07-02 09:00"}, True),
        ({"received_at": "2026-06-20 09:00", "ready_at": "2026-06-22 09:00"}, False),
        ({"received_at": "2026-06-20 09:00", "diagnosed_at": "2026-07-02 09:00"}, True),
        ({"received_at": "2026-06-20 09:00", "cancelled_at": "2026-07-31 23:59"}, True),
        (
            {
                "received_at": "2026-06-20 09:00",
                "ready_at": "2026-06-22 09:00",
                "handed_over_at": "2026-07-02 09:00",
            },
            True,
        ),
        ({"received_at": "2026-06-20 09:00", "ready_at": "2026-08-01 00:00"}, False),
        ({"received_at": "2026-07-20 09:00", "ready_at": "2026-08-20 09:00"}, True),
    ],
)
async def test_an_order_belongs_to_a_month_in_which_anything_happened_to_it(
    take: Take, sites: dict[str, int], times: dict[str, str], belongs: bool
) -> None:
    outcome = await take([{"order_no": "A1", "site": "S1", **times}], month=JULY)
    assert codes(outcome.errors) == ([] if belongs else [(2, "received_at", "outside_month")])


async def test_every_row_outside_is_named_with_its_day_and_nothing_is_imported(
    take: Take, store: Store, sites: dict[str, int]
) -> None:
    rows = [order("A1", "2026-07-05 10:00"), order("A2", "2026-06-05 10:00"), order("A3", "2026-08-05 10:00")]
    outcome = await take(rows, month=JULY)
    told = [(error.row, error.value, error.values["month"]) for error in outcome.errors]
    assert told == [(3, "2026-06-05 10:00", "2026-07"), (4, "2026-08-05 10:00", "2026-07")]
    assert await store.counts("repair_order") == {"repair_order": 0}
    assert (await take(rows)).errors == ()


async def test_the_month_is_that_of_each_site_and_not_of_the_zone_the_file_is_written_in(
    take: Take, sites: dict[str, int]
) -> None:
    # 18:30 UTC on the 30th is 1 July in Shanghai and still June in Stockholm.
    rows = [order("A1", "2026-06-30 18:30Z"), order("A2", "2026-06-30 18:30Z", "SE")]
    assert codes((await take(rows, month=JULY)).errors) == [(3, "received_at", "outside_month")]
    in_utc = '[formats]\ntime_zone = "UTC"'
    local = [order("A1", "2026-06-30 18:30"), order("A2", "2026-06-30 18:30", "SE")]
    assert codes((await take(local, month=JULY, profile=in_utc)).errors) == [(3, "received_at", "outside_month")]


async def test_a_time_that_is_already_stored_counts_when_the_file_has_no_column_for_it(
    take: Take, sites: dict[str, int]
) -> None:
    await take([order("A1", "2026-06-20 09:00", ready_at="2026-07-02 09:00")])
    assert (await take([order("A1", "2026-06-20 10:00")], month=JULY)).changed == 1


async def test_a_row_without_a_time_is_told_that_and_not_its_month(take: Take, sites: dict[str, int]) -> None:
    rows = [order("A1", ""), order("A2", "yesterday"), order("A3", "2026-06-05 10:00", "NOWHERE")]
    found = codes((await take(rows, month=JULY)).errors)
    assert found == [
        (2, "received_at", "required"),
        (3, "received_at", "not_a_timestamp"),
        (4, "site", "unknown_site"),
    ]


async def test_only_orders_of_a_month_that_has_begun_are_bound_to_it(take: Take, sites: dict[str, int]) -> None:
    with pytest.raises(MonthNotBegun):
        await take([order("A1", "2026-07-05 10:00")], month=Month(2026, 12))
    with pytest.raises(MonthForOrdersOnly):
        await take([{"return_no": "R1", "site": "S1", "shipped_at": "2026-07-03 09:00"}], RETURNS, month=JULY)


async def test_the_page_binds_a_file_to_a_month_and_says_so(browse: Browse, person: MakePerson, store: Store) -> None:
    await store.site("S1")
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    form = (await browser.get("/imports/new?kind=orders&month=2024-03")).text
    assert '<option value="2024-03" selected>March 2024</option>' in form
    outside = await handed_in(browser, ORDERS + "A1,S1,X1,2026-01-02 10:00,,\n", month="2026-02")
    assert (outside["state"], outside["month"], outside["errors"][0]["code"]) == ("failing", "2026-02", "outside_month")
    assert "The row lies outside 2026-02: the order was received on 2026-01-02 10:00" in outside["errors"][0]["message"]
    inside = await handed_in(browser, ORDERS + "A1,S1,X1,2026-01-02 10:00,,\n", month="2026-01")
    page = f"/imports/{inside['id']}"
    assert "Month of the orders January 2026" in text_of(await browser.get(page))
    await press(browser, f"{page}/confirm")
    assert (await settled(browser, inside["id"]))["state"] == "imported"


@pytest.mark.parametrize(
    ("month", "told"),
    [("2026-13", "is not a period"), ("9000-01", "has not begun yet"), ("=1+1", "is not a period")],
)
async def test_a_month_that_cannot_be_is_told_at_its_field(
    browse: Browse, person: MakePerson, store: Store, month: str, told: str
) -> None:
    await store.site("S1")
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    answer = await hand_in(browser, ORDERS, month=month)
    assert answer.status_code == 422
    assert told in text_of(answer)
    assert 'href="#field-month"' in answer.text


async def test_a_month_for_another_kind_of_file_is_refused_by_the_api(
    browse: Browse, person: MakePerson, store: Store
) -> None:
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    data = {"kind": "hq_returns", "month": "2026-01"}
    answer = await browser.post(
        "/api/v1/imports", data=data, files={"file": ("a.csv", "x")}, headers={"x-csrf-token": await browser.csrf()}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "month_for_orders_only")


def test_a_month_is_written_in_one_way_only() -> None:
    with pytest.raises(NotAPeriod):
        Month.parse("2026-7")
