"""Reminders of monthly reports: by the site's own days, once each, to more people the later it gets."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from network.foundation.access import Actor, Role
from network.foundation.errors import Forbidden
from network.repairs.commands.report_reminders import Reminded, remind_of_reports
from tests.factory import Store, operator
from tests.repairs.reporting import certified, filed
from tests.served import MakePerson

SYSTEM = Actor.system("reminders")
SHANGHAI = ZoneInfo("Asia/Shanghai")
# The report of July is due on 5 August, 24:00.
DUE_ON = date(2026, 8, 5)


def day(number: int, hour: int = 9, zone: ZoneInfo = SHANGHAI, month: int = 8) -> datetime:
    return datetime(2026, month, number, hour, tzinfo=zone).astimezone(UTC)


async def steps(now: datetime) -> list[tuple[str, str, int]]:
    return [(one.code, one.month, one.step) for one in await remind_of_reports(SYSTEM, now)]


@pytest.fixture
async def site(store: Store) -> int:
    made = await store.site("S1")
    await certified(store, made, since=date(2026, 7, 1))
    return made


@pytest.mark.parametrize(
    ("on", "step"),
    [
        (day(1), None),
        (day(2, 0), -3),
        (day(3), -3),
        (day(4), -1),
        (day(5, 0), 0),
        (day(5, 23), 0),
        (day(6, 0), 1),
        (day(7), 1),
        (day(8), 3),
        (day(19), 3),
        (day(21), None),
    ],
)
async def test_the_latest_step_alone_is_given(on: datetime, step: int | None, site: int) -> None:
    assert await steps(on) == ([] if step is None else [("S1", "2026-07", step)])


async def test_each_step_is_given_once_however_often_it_is_looked(site: int, store: Store) -> None:
    given = [found for hour in range(0, 24 * 10, 5) for found in await steps(day(1) + timedelta(hours=hour))]
    assert given == [("S1", "2026-07", step) for step in (-3, -1, 0, 1, 3)]
    assert await store.value("select count(*) from report_reminder") == 5


async def test_who_looks_at_once_gives_it_once(site: int, person: MakePerson, store: Store) -> None:
    await person("one@example.com", Role.SITE_OPERATOR, sites=["S1"])
    found = await asyncio.gather(*(remind_of_reports(SYSTEM, day(6)) for _ in range(4)))
    assert sorted(len(each) for each in found) == [0, 0, 0, 1]
    assert await store.value("select count(*) from notice") == 1


async def test_what_is_submitted_needs_no_reminder_and_a_draft_does(site: int) -> None:
    await filed(site, now=day(1, 12))
    assert await steps(day(8)) == []


@pytest.mark.parametrize(
    ("zone", "before", "since"),
    [
        # Each pair of moments stands a minute before and after the beginning of 6 August there.
        ("Pacific/Kiritimati", datetime(2026, 8, 5, 9, 59, tzinfo=UTC), datetime(2026, 8, 5, 10, 1, tzinfo=UTC)),
        ("Asia/Kathmandu", datetime(2026, 8, 5, 18, 14, tzinfo=UTC), datetime(2026, 8, 5, 18, 16, tzinfo=UTC)),
        ("Europe/Stockholm", datetime(2026, 8, 5, 21, 59, tzinfo=UTC), datetime(2026, 8, 5, 22, 1, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2026, 8, 6, 6, 59, tzinfo=UTC), datetime(2026, 8, 6, 7, 1, tzinfo=UTC)),
    ],
)
async def test_days_are_those_of_the_site(zone: str, before: datetime, since: datetime, store: Store) -> None:
    await certified(store, await store.site("S1", zone), since=date(2026, 7, 1))
    assert await steps(before) == [("S1", "2026-07", 0)]
    assert await steps(since) == [("S1", "2026-07", 1)]


# In 2026 clocks in Santiago go back as 4 April ends, so that its last hour comes twice, and forward as 6 September
# begins, so that its first hour never comes.
@pytest.mark.parametrize(("month", "due_on"), [(4, 4), (9, 5)])
async def test_a_midnight_that_clocks_skip_or_repeat_makes_no_day_longer(month: int, due_on: int, store: Store) -> None:
    of = date(2026, month - 1, 1)
    await certified(store, await store.site("S1", "America/Santiago"), since=of)
    sql = "insert into report_calendar (from_month, day, working_days, set_by, set_at) values ($1, $2, false, '', $3)"
    await store.root.execute(sql, of, due_on, day(1))
    [due] = await store.rows("select due_at from report_due where month = $1", of)
    assert due["due_at"] == datetime(2026, month, due_on + 1, 4, tzinfo=UTC)
    assert await steps(due["due_at"] - timedelta(minutes=1)) == [("S1", f"{of:%Y-%m}", 0)]
    assert await steps(due["due_at"]) == [("S1", f"{of:%Y-%m}", 1)]


async def test_the_later_it_gets_the_more_people_hear_of_it(site: int, person: MakePerson, store: Store) -> None:
    await person("one@example.com", Role.SITE_OPERATOR, sites=["S1"])
    await person("all@example.com", Role.HQ_MANAGER)
    await person("admin@example.com")
    for on in (2, 4, 5, 6, 8):
        await remind_of_reports(SYSTEM, day(on))
    rows = await store.rows("select email, kind from notice join account on account.id = notice.account order by 1, 2")
    told = [(row["email"], row["kind"]) for row in rows]
    site_s = ["report_due", "report_due", "report_due_soon", "report_escalated", "report_overdue"]
    assert told == [("all@example.com", kind) for kind in ("reports_escalated", "reports_overdue")] + [
        ("one@example.com", kind) for kind in site_s
    ]


async def test_managers_hear_once_of_all_that_are_missing(person: MakePerson, store: Store) -> None:
    for code in ("S1", "S2", "S3"):
        await certified(store, await store.site(code), since=date(2026, 7, 1))
    await person("all@example.com", Role.HQ_MANAGER)
    assert [one.people for one in await remind_of_reports(SYSTEM, day(6))] == [1, 0, 0]
    [notice] = await store.rows("select kind, link from notice")
    assert notice == {"kind": "reports_overdue", "link": "/reports?month=2026-07&state=missing"}


async def test_it_is_told_how_many_were_told(site: int, person: MakePerson) -> None:
    await person("one@example.com", Role.SITE_OPERATOR, sites=["S1"])
    await person("all@example.com", Role.HQ_MANAGER)
    assert await remind_of_reports(SYSTEM, day(4)) == [Reminded("S1", "2026-07", -1, 1)]
    assert await remind_of_reports(SYSTEM, day(8)) == [Reminded("S1", "2026-07", 3, 2)]


async def test_a_site_is_not_reminded_of_months_before_its_duty_or_long_ago(store: Store) -> None:
    await certified(store, await store.site("S1"), since=date(2026, 8, 1))
    await certified(store, await store.site("S2"), since=date(2025, 1, 1))
    await store.site("S3")
    assert await steps(day(8)) == [("S2", "2026-07", 3)]


async def test_an_operator_gives_no_reminders(site: int) -> None:
    with pytest.raises(Forbidden):
        await remind_of_reports(operator(site), day(8))
