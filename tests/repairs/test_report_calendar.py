"""The reporting calendar: who sets it, what it means for due days, what is shown of it before and after."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.foundation.access import Actor, Role
from network.foundation.errors import Forbidden
from network.foundation.periods import Month
from network.repairs.commands.report_calendar import set_calendar
from network.repairs.errors.report_calendar import BadCalendar
from network.repairs.queries.report_calendar import due_reports, preview_calendar, report_calendar
from network.repairs.rules.report_calendar import LAST_DAY, LAST_WORKING_DAY, DueState, calendar_faults
from network.repairs.schemas.report_calendar import CalendarIn
from network.web.icalendar import DayEntry, icalendar
from tests.factory import HQ, Store, manager, operator
from tests.repairs.reporting import certified, filed
from tests.served import Browse, MakePerson, text_of

AUGUST = datetime(2026, 8, 10, 12, tzinfo=UTC)


def rule(month: str = "2026-09", day: int = 3, *, working_days: bool = False) -> CalendarIn:
    return CalendarIn(from_month=month, day=day, working_days=working_days)


async def due(store: Store, month: date) -> datetime:
    [row] = await store.rows("select due_at from report_due where month = $1", month)
    at: datetime = row["due_at"]
    return at.astimezone(ZoneInfo("Asia/Shanghai"))


@pytest.fixture
async def site(store: Store, sites: dict[str, int]) -> int:
    """S1, certified from March 2026 on."""
    await certified(store, sites["S1"])
    return sites["S1"]


async def test_a_rule_holds_from_its_month_until_the_next_one(store: Store, site: int) -> None:
    await set_calendar(HQ, rule("2026-09", 3), AUGUST)
    await set_calendar(HQ, rule("2026-12", 2, working_days=True), AUGUST)
    days = [await due(store, date(2026, month, 1)) for month in (8, 9, 11, 12)]
    # 1 January is a Friday: a working day, for a site that has no holidays.
    assert [f"{day:%m-%d %H:%M}" for day in days] == ["09-06 00:00", "10-04 00:00", "12-04 00:00", "01-05 00:00"]


async def test_working_days_leave_out_holidays_and_count_days_made_up(store: Store, site: int) -> None:
    await set_calendar(HQ, rule("2026-09", 3, working_days=True), AUGUST)
    await store.root.execute(
        'update site set holidays = \'["2026-10-01", "2026-10-02", "2026-10-05"]\', make_up_days = \'["2026-10-10"]\''
    )
    assert (await due(store, date(2026, 9, 1))).date() == date(2026, 10, 9)
    await set_calendar(HQ, rule("2026-09", 5, working_days=True), AUGUST)
    assert (await due(store, date(2026, 9, 1))).date() == date(2026, 10, 11)


async def test_what_is_shown_before_is_what_holds_after(store: Store, site: int) -> None:
    wanted = rule("2026-09", 4, working_days=True)
    before = await preview_calendar(HQ, wanted)
    assert {day.month for day in before} == {"2026-09", "2026-10", "2026-11"}
    await set_calendar(HQ, wanted, AUGUST)
    after = (await report_calendar(HQ, AUGUST)).days
    assert {(day.month, day.due_on) for day in after if day.month >= "2026-09"} <= {
        (day.month, day.due_on) for day in before
    }
    assert len([day for day in after if day.month >= "2026-09"]) == 3


async def test_setting_it_again_for_a_month_changes_its_rule_and_is_in_the_trail(store: Store, site: int) -> None:
    for day in (3, 7):
        await set_calendar(HQ, rule(day=day), AUGUST)
    [set_rule, beginning] = (await report_calendar(HQ, AUGUST)).rules
    assert (set_rule.from_month, set_rule.day, set_rule.set_by) == ("2026-09", 7, "Hua")
    assert (beginning.from_month, beginning.day) == (None, 5)
    assert await store.value("select count(*) from trail_event where action = 'report_calendar.set'") == 2


@pytest.mark.parametrize("actor", [operator(1), manager(1), Actor(Role.EXECUTIVE, "Zhu", None, None)])
async def test_only_headquarters_of_the_whole_network_sets_it(actor: Actor, site: int) -> None:
    with pytest.raises(Forbidden):
        await set_calendar(actor, rule(), AUGUST)
    with pytest.raises(Forbidden):
        await preview_calendar(actor, rule())


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (rule("2026-07"), "from_month"),
        (rule(day=0), "day"),
        (rule(day=29), "day"),
        (rule(day=16, working_days=True), "day"),
        (rule(day=-1), "day"),
    ],
)
async def test_a_rule_that_cannot_be_is_refused_with_its_field(wanted: CalendarIn, field: str, database: str) -> None:
    with pytest.raises(BadCalendar) as refused:
        await set_calendar(HQ, wanted, AUGUST)
    assert set(refused.value.fields) == {field}


@given(st.integers(-5, 40), st.booleans(), st.integers(-30, 30))
def test_a_rule_is_fine_exactly_when_every_month_has_its_day_and_its_month_is_not_over(
    day: int, working_days: bool, ahead: int
) -> None:
    today = date(2026, 8, 31)
    faults = calendar_faults(Month(2026, 8).shift(ahead), day, working_days=working_days, today=today)
    assert ("from_month" in faults) is (ahead < 0)
    assert ("day" in faults) is not (1 <= day <= (LAST_WORKING_DAY if working_days else LAST_DAY))


async def test_an_operator_sees_the_days_of_their_own_sites_and_how_each_stands(
    store: Store, sites: dict[str, int], site: int
) -> None:
    await certified(store, sites["S2"])
    await filed(site)
    own = await due_reports(operator(site), AUGUST)
    assert {one.site for one in own} == {"S1"}
    states = {one.month: one.state for one in own}
    assert states["2026-07"] is DueState.REPORTED
    assert states["2026-06"] is DueState.LATE
    assert states["2026-08"] is DueState.DUE
    assert [one.due_on for one in own if one.month == "2026-08"] == [date(2026, 9, 5)]
    assert {day.sites for day in (await report_calendar(HQ, AUGUST)).days} == {2}
    [july] = [day for day in (await report_calendar(HQ, AUGUST)).days if day.month == "2026-07"]
    assert (july.sites, july.reported, july.late) == (2, 1, 1)


async def test_headquarters_looks_before_it_sets_and_what_is_typed_stays(
    store: Store, site: int, person: MakePerson, browse: Browse
) -> None:
    await person("hua@example.com")
    browser = browse()
    await browser.sign_in("hua@example.com")
    assert "Set another rule" in text_of(await browser.get("/reports/calendar"))
    month = (await browser.get("/reports/calendar")).text.split('<option value="')[1][:7]
    query = f"from_month={month}&day=3&working_days=true"
    preview = await browser.get(f"/reports/calendar/preview?{query}")
    assert "Set this rule" in text_of(preview)
    assert await store.value("select count(*) from report_calendar") == 0
    wrong = await browser.get(f"/reports/calendar/preview?from_month={month}&day=77&working_days=true")
    assert wrong.status_code == 422
    assert 'value="77"' in wrong.text
    form = {"_csrf": await browser.csrf(), "from_month": month, "day": "3", "working_days": "true"}
    assert (await browser.post("/reports/calendar", data=form)).status_code == 303
    assert "Working day 3 of the next month" in text_of(await browser.get("/reports/calendar?done=set"))


async def test_the_days_go_into_one_s_own_calendar(store: Store, site: int, person: MakePerson, browse: Browse) -> None:
    await person("ou@example.com", Role.SITE_OPERATOR, sites=["S1"])
    browser = browse()
    await browser.sign_in("ou@example.com")
    page = text_of(await browser.get("/reports/calendar"))
    assert "S1" in page
    assert "Set another rule" not in page
    file = await browser.get("/reports/calendar/days.ics")
    assert file.headers["content-type"] == "text/calendar; charset=utf-8"
    assert file.text.count("BEGIN:VEVENT") == 6
    assert (await browser.get("/reports/calendar/preview")).status_code == 403


def test_an_icalendar_file_breaks_lines_after_75_octets_and_never_in_a_character() -> None:
    text = "上海，一店; 报告\n" * 9 + "a,b\\c"
    entry = DayEntry("S1-2026-07", date(2026, 8, 5), text, "https://example.com/sites/S1")
    file = icalendar([entry], AUGUST + timedelta(seconds=1))
    lines = file.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert all(line.decode() is not None for line in lines)
    whole = file.replace(b"\r\n ", b"").decode().split("\r\n")
    assert "DTSTART;VALUE=DATE:20260805" in whole
    assert "DTSTAMP:20260810T000000Z" in whole
    [summary] = [line for line in whole if line.startswith("SUMMARY:")]
    assert summary.endswith(r"报告 a\,b\\c")
    assert r"一店\;" in summary
