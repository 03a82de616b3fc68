"""A site that has closed must train nobody and is reminded of nothing; its last day of service is like any other."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from network.foundation.access import Actor
from network.training.commands.record_reminders import remind_of_records
from network.training.queries.coverage import site_needs
from tests.factory import HQ, Store
from tests.training.teaching import course, passed, worker

TODAY = date(2026, 11, 20)
A_DAY = timedelta(days=1)


@pytest.fixture
async def li(store: Store, sites: dict[str, int]) -> UUID:
    await course("safety")
    await store.root.execute(
        "insert into course_requirement (id, course, role, from_on, added_by) "
        "select gen_random_uuid(), id, 'technician', '2026-01-01', '' from course"
    )
    return await worker(store, sites["SH1"])


async def test_people_of_a_closed_site_need_nothing_after_its_last_day(
    store: Store, sites: dict[str, int], li: UUID
) -> None:
    await store.root.execute("update site set closed_on = $2 where id = $1", sites["SH1"], TODAY)
    assert [each.person for each in await site_needs(HQ, "SH1", TODAY)] == [li]
    assert await site_needs(HQ, "SH1", TODAY + A_DAY) == []


@pytest.mark.parametrize(("closed_on", "made"), [(TODAY, 1), (TODAY - A_DAY, 0)])
async def test_a_closed_site_is_not_reminded_of_records_that_end(
    store: Store, sites: dict[str, int], li: UUID, closed_on: date, made: int
) -> None:
    await passed(store, li, "safety", sites["SH1"], date(2026, 1, 1), TODAY + timedelta(days=30))
    await store.root.execute("update site set closed_on = $2 where id = $1", sites["SH1"], closed_on)
    assert await remind_of_records(Actor.system(), TODAY) == made
