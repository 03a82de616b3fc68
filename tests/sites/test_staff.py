"""Who works at a site: from when until when, and who was there on a day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from network.foundation.access import Actor, Role
from network.foundation.clock import now
from network.foundation.errors import Forbidden
from network.sites.commands.staff import add_staff, change_staff_contact, end_staff
from network.sites.errors.site_files import BadSiteFile, SameNameThere, StaffDayTooLongAgo, StaffNotFound
from network.sites.errors.sites import SiteNotFound
from network.sites.queries.staff import list_staff
from network.sites.schemas.staff import StaffContactIn, StaffIn
from tests.factory import HQ, Store
from tests.repairs.counter import enter
from tests.served import Browse, MakePerson, text_of
from tests.sites.files import NOW, District, days_ago, settle


@pytest.fixture
async def district(store: Store) -> District:
    return await settle(store)


def somebody(**values: Any) -> StaffIn:
    return StaffIn.model_validate({"name": "Li Wei", "role": "technician", "from_on": "2026-01-15", **values})


async def names(actor: Actor, day: str | None = None) -> list[str]:
    return [each.name for each in await list_staff(actor, "SH1", date.fromisoformat(day) if day else None)]


async def test_who_was_there_on_a_day(district: District) -> None:
    operator = district.operator
    await add_staff(HQ, "SH1", somebody(to_on="2026-03-01"), NOW)
    await add_staff(HQ, "SH1", somebody(name="Wang Fang", from_on="2026-03-02"), NOW)
    assert await names(HQ) == ["Wang Fang", "Li Wei"]
    days = {"2026-01-14": [], "2026-01-15": ["Li Wei"], "2026-03-01": ["Li Wei"], "2026-03-02": ["Wang Fang"]}
    assert {day: await names(operator, day) for day in days} == days


async def test_somebody_leaves_and_comes_back_as_a_new_entry(district: District, store: Store) -> None:
    first = await add_staff(HQ, "SH1", somebody(), NOW)
    with pytest.raises(SameNameThere):
        await add_staff(district.operator, "SH1", somebody(name="li  WEI", from_on="2026-11-16"), NOW)
    await end_staff(district.operator, "SH1", first, date(2026, 11, 15), NOW)
    await add_staff(district.operator, "SH1", somebody(from_on="2026-11-16"), NOW)
    assert await names(HQ) == ["Li Wei", "Li Wei"]
    assert await names(HQ, "2026-11-15") == ["Li Wei"]
    actions = await store.rows("select action, subject from trail_event order by sequence")
    assert [row["action"] for row in actions] == ["staff.added", "staff.changed", "staff.added"]
    assert actions[0]["subject"] == actions[1]["subject"] == f"staff:{first}"


async def test_two_people_of_one_name_are_taken_when_that_is_confirmed(district: District) -> None:
    await add_staff(district.operator, "SH1", somebody(from_on="2026-11-15"), NOW)
    await add_staff(district.operator, "SH1", somebody(from_on="2026-11-15", same_name=True), NOW)
    assert len(await names(HQ, "2026-11-15")) == 2


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"from_on": "2026-03-01", "to_on": "2026-02-28"}, "to_on"),
        ({"from_on": "0206-03-01"}, "from_on"),
        ({"to_on": "2206-03-01"}, "to_on"),
    ],
)
async def test_days_that_cannot_be_are_refused(district: District, days: dict[str, str], field: str) -> None:
    with pytest.raises(BadSiteFile) as refused:
        await add_staff(HQ, "SH1", somebody(**days), NOW)
    assert set(refused.value.fields) == {field}


async def test_a_last_day_before_the_first_is_refused_and_a_wrong_one_corrected(district: District) -> None:
    made = await add_staff(HQ, "SH1", somebody(), NOW)
    with pytest.raises(BadSiteFile):
        await end_staff(HQ, "SH1", made, date(2026, 1, 14), NOW)
    for day in (date(2026, 6, 1), date(2026, 7, 1)):
        await end_staff(HQ, "SH1", made, day, NOW)
    [entry] = await list_staff(HQ, "SH1")
    assert entry.to_on == date(2026, 7, 1)


@pytest.mark.parametrize(
    ("days", "refused"),
    [
        ({"from_on": "2026-11-06"}, set()),
        ({"from_on": "2026-11-05"}, {"from_on"}),
        ({"from_on": "2026-11-05", "to_on": "2026-11-06"}, {"from_on"}),
        ({"from_on": "2026-11-04", "to_on": "2026-11-05"}, {"from_on", "to_on"}),
        ({"from_on": "2026-12-01", "to_on": "2026-12-31"}, set()),
    ],
)
async def test_a_site_adds_nobody_for_days_long_ago(
    district: District, days: dict[str, str], refused: set[str]
) -> None:
    if refused:
        with pytest.raises(StaffDayTooLongAgo) as told:
            await add_staff(district.operator, "SH1", somebody(**days), NOW)
        assert set(told.value.fields) == refused
        assert await names(HQ) == []
    await add_staff(HQ if refused else district.operator, "SH1", somebody(**days), NOW)
    assert await names(HQ) == ["Li Wei"]


@pytest.mark.parametrize("day", [date(2026, 9, 30), date(2026, 11, 5)])
async def test_a_site_lets_nobody_leave_long_ago_whether_for_the_first_time_or_as_a_correction(
    district: District, day: date
) -> None:
    made = await add_staff(HQ, "SH1", somebody(), NOW)
    for known in (None, date(2026, 11, 6)):
        if known:
            await end_staff(district.operator, "SH1", made, known, NOW)
        with pytest.raises(StaffDayTooLongAgo) as told:
            await end_staff(district.operator, "SH1", made, day, NOW)
        assert set(told.value.fields) == {"to_on"}
        assert [each.to_on for each in await list_staff(HQ, "SH1")] == [known]
    await end_staff(HQ, "SH1", made, day, NOW)
    await end_staff(district.operator, "SH1", made, day, NOW)
    with pytest.raises(StaffDayTooLongAgo):
        await end_staff(district.operator, "SH1", made, date(2026, 11, 20), NOW)
    assert [each.to_on for each in await list_staff(HQ, "SH1")] == [day]


async def test_the_day_that_counts_is_the_one_at_the_site(district: District) -> None:
    evening = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
    with pytest.raises(StaffDayTooLongAgo):
        await add_staff(district.operator, "SH1", somebody(from_on="2026-11-06"), evening)
    await add_staff(district.operator, "SH1", somebody(from_on="2026-11-06"), evening - timedelta(seconds=1))


async def test_a_day_long_ago_is_refused_at_the_field_and_to_programs(
    browse: Browse, person: MakePerson, district: District
) -> None:
    operator = await enter(browse, person, Role.SITE_OPERATOR, sites=["SH1"])
    form = {"name": "Li Wei", "role": "technician", "from_on": days_ago(30)}
    refused = await operator.post("/sites/SH1/staff", data={**form, "_csrf": await operator.csrf()})
    assert (refused.status_code, 'id="error-from_on"' in refused.text) == (422, True)
    assert "More than 14 days back. Headquarters can enter an earlier day" in text_of(refused)
    made = await add_staff(HQ, "SH1", StaffIn.model_validate(form), now())
    address, token = f"/api/v1/sites/SH1/staff/{made}/left", await operator.csrf()
    told = await operator.post(address, json={"to_on": days_ago(20)}, headers={"x-csrf-token": token})
    assert (told.status_code, told.json()["code"]) == (422, "staff_day_too_long_ago")


async def test_how_somebody_is_reached_can_be_corrected(district: District, store: Store) -> None:
    made = await add_staff(HQ, "SH1", somebody(), NOW)
    contact = StaffContactIn(name="Li Wei", phone="1", email="li@example.com")
    for _again in range(2):
        await change_staff_contact(district.operator, "SH1", made, contact)
    [entry] = await list_staff(HQ, "SH1")
    assert (entry.phone, entry.email) == ("1", "li@example.com")
    assert await store.value("select count(*) from trail_event where action = 'staff.changed'") == 1


async def test_staff_of_other_sites_is_nobodys_business(district: District) -> None:
    made = await add_staff(HQ, "SH1", somebody(), NOW)
    rival = replace(district.operator, sites=frozenset({district.sites["BJ1"]}))
    for who in (rival, district.north):
        with pytest.raises(SiteNotFound):
            await list_staff(who, "SH1")
        with pytest.raises(SiteNotFound):
            await add_staff(who, "SH1", somebody(), NOW)
        for unknown in (made, uuid4()):
            with pytest.raises(StaffNotFound):
                await end_staff(who, "BJ1", unknown, date(2026, 6, 1), NOW)
    with pytest.raises(Forbidden):
        await list_staff(Actor(Role.EXECUTIVE, "Zhu", None, None), "SH1")
