"""What monthly reports mean to a scorecard: their punctuality, and that silence never beats a bad number."""

from datetime import date, datetime
from uuid import UUID

import pytest

from network.foundation.access import Role
from network.foundation.periods import Quarter
from network.scorecards.commands.runs import compute, publish
from network.scorecards.errors import SchemeNotInForce
from tests.factory import HQ, NOW, Store, at
from tests.repairs.counter import enter
from tests.scorecards.conftest import Evidence, Measure
from tests.scorecards.reporting import certify, filed
from tests.scorecards.season import criteria_of
from tests.scorecards.test_pages import said
from tests.served import Browse, MakePerson

Q3 = Quarter(2026, 3)
NEXT_YEAR = Quarter(2027, 1)
AFTER = at("2027-04-20")
# The last second of day 5 in Shanghai.
JULY_ENDS, AUGUST_ENDS = at("2026-08-05 15:59:59"), at("2026-09-05 15:59:59")


async def _states(store: Store, site: str, scheme: str, period: Quarter, now: datetime = NOW) -> dict[str, str]:
    await compute(HQ, period, scheme, now)
    return {row["criterion"]: row["state"] for row in await criteria_of(store, site, period)}


@pytest.fixture
async def owing(store: Store) -> int:
    """A site in Shanghai that owes reports from July 2026 on."""
    site = await store.site("S1")
    await certify("S1", "2026-07-10")
    return site


async def test_a_report_is_on_time_until_the_last_second_of_the_fifth_day(
    store: Store, owing: int, measure: Measure, evidence: Evidence
) -> None:
    await filed(store, owing, "2026-07", JULY_ENDS)
    await filed(store, owing, "2026-08", at("2026-09-05 16:00"))
    found = (await measure("report_timeliness", Q3, NOW, [owing]))[owing]
    assert [found.numerator, found.denominator] == [1, 3]
    behind = await evidence("report_timeliness", Q3, NOW, owing)
    assert behind == {date(2026, 7, 1): True, date(2026, 8, 1): False, date(2026, 9, 1): False}


async def test_a_month_counts_from_its_deadline_on_or_earlier_when_it_is_filed(
    store: Store, owing: int, measure: Measure
) -> None:
    async def seen(moment: str) -> tuple[int, int]:
        found = (await measure("report_timeliness", Q3, at(moment), [owing]))[owing]
        return int(found.numerator), int(found.denominator)

    await filed(store, owing, "2026-07", at("2026-08-02"))
    assert await seen("2026-08-01") == (0, 0)
    assert await seen("2026-08-03") == (1, 1)
    assert await seen("2026-09-05 15:59") == (1, 1)
    assert await seen("2026-09-05 16:00") == (1, 2)


async def test_a_report_sent_back_for_a_material_error_is_on_time_only_if_its_resubmission_is(
    store: Store, owing: int, measure: Measure
) -> None:
    for month, again in (("2026-07", at("2026-08-05")), ("2026-08", at("2026-09-06"))):
        first = at(f"{again:%Y-%m}-02")
        await filed(store, owing, month, first, state="superseded", material=True)
        await filed(store, owing, month, again, revision=2)
    await filed(store, owing, "2026-09", at("2026-10-02"), state="superseded")
    await filed(store, owing, "2026-09", at("2026-10-20"), revision=2)
    found = (await measure("report_timeliness", Q3, NOW, [owing]))[owing]
    assert [found.numerator, found.denominator] == [2, 3], "July again in time, August not, September never sent back"


async def test_the_duty_starts_with_certification_and_a_listed_site_has_none(
    store: Store, owing: int, measure: Measure
) -> None:
    listed = await store.site("S2")
    quarters = (Quarter(2026, 2), Q3)
    found = [await measure("report_timeliness", quarter, NOW, [owing, listed]) for quarter in quarters]
    assert [each[owing].sample_size for each in found] == [0, 3]
    assert [each[listed].sample_size for each in found] == [0, 0]


async def test_silence_is_not_reported_until_the_report_is_there(store: Store, quarter: dict[str, int]) -> None:
    """S3 has no records at all: excused while it is only listed, 0 points while a report is missing, excused by nil."""
    await store.site("S3")
    fed = {"repair_within_target", "repeat_repair_rate", "local_resolution_rate"}
    listed = await _states(store, "S3", "authorized-site", Q3)
    assert set(listed.values()) == {"not_applicable"}
    await certify("S3", "2026-08-03")
    silent = await _states(store, "S3", "authorized-site", Q3)
    assert {code for code, state in silent.items() if state == "not_reported"} == fed
    assert silent["no_fault_return_rate"] == "not_applicable", "HQ feeds it, no report of the site does"
    site = await store.value("select id from site where code = 'S3'")
    await filed(store, site, "2026-08", at("2026-09-30"), nil=True)
    assert await _states(store, "S3", "authorized-site", Q3) == silent, "September is still missing"
    await filed(store, site, "2026-09", at("2026-10-30"), nil=True)
    states = await _states(store, "S3", "authorized-site", Q3)
    assert {code for code, state in states.items() if state != "not_applicable"} == {"report_timeliness"}


async def test_a_missing_report_leaves_a_criterion_with_data_as_it_is(store: Store, quarter: dict[str, int]) -> None:
    await certify("S1", "2026-05-01")
    states = await _states(store, "S1", "authorized-site", Q3)
    assert states["repair_within_target"] == "scored"


async def test_a_few_records_beside_a_missing_report_are_a_small_sample_not_silence(
    store: Store, quarter: dict[str, int]
) -> None:
    site = await store.site("S3")
    await certify("S3", "2026-07-01")
    await store.order(site, "A1", at("2026-07-10"), ready=20)
    states = await _states(store, "S3", "authorized-site", Q3)
    assert states["repair_within_target"] == "insufficient_sample"
    assert states["repeat_repair_rate"] == "not_reported"


async def test_a_duty_without_reporting_in_the_scheme_is_no_duty(store: Store, quarter: dict[str, int]) -> None:
    await store.site("S3")
    await certify("S3", "2026-07-01")
    assert "not_reported" not in (await _states(store, "S3", "repairs-only", Q3)).values()


async def test_a_contested_finding_holds_the_criterion_until_it_is_decided(
    store: Store, quarter: dict[str, int]
) -> None:
    contested = await store.value("select id from hq_return where site = $1 limit 1", quarter["S1"])
    await store.root.execute(
        "insert into finding_contest (id, site, returned, reason, state, contestant, contested_at) "
        "values ($1, $2, $3, 'It was broken.', 'open', 'Ou', $4)",
        UUID(int=1),
        quarter["S1"],
        contested,
        at("2026-08-10"),
    )
    assert (await _states(store, "S1", "authorized-site", Q3))["no_fault_return_rate"] == "held"
    assert {row["criterion"]: row["state"] for row in await criteria_of(store, "S2")}[
        "no_fault_return_rate"
    ] == "scored"
    await store.root.execute("update finding_contest set state = 'rejected', decided_at = $1", NOW)
    assert (await _states(store, "S1", "authorized-site", Q3))["no_fault_return_rate"] == "scored"


async def test_a_contest_of_another_quarter_holds_nothing(store: Store, quarter: dict[str, int]) -> None:
    other = await store.returned(quarter["S1"], "R99", at("2026-09-30 15:00"), inspected=2, finding="no_fault_found")
    await store.root.execute(
        "insert into finding_contest (id, site, returned, reason, state, contestant, contested_at) "
        "values ($1, $2, $3, 'It was broken.', 'open', 'Ou', $4)",
        UUID(int=1),
        quarter["S1"],
        other,
        at("2026-10-02"),
    )
    states = await _states(store, "S1", "authorized-site", Q3)
    assert states["no_fault_return_rate"] == "scored", "in Shanghai HQ inspected it on October 1"


async def test_each_version_of_the_scheme_judges_from_its_first_quarter_on(
    store: Store, quarter: dict[str, int]
) -> None:
    async def version(period: Quarter) -> int:
        await compute(HQ, period, "authorized-site", AFTER)
        sql = "select s.version from scorecard_run r join scheme_version s on s.id = r.scheme where r.period = $1"
        return int(await store.value(sql, str(period)))

    assert [await version(period) for period in (Quarter(2025, 4), Quarter(2026, 1), NEXT_YEAR)] == [1, 5, 7]
    with pytest.raises(SchemeNotInForce):
        await compute(HQ, Q3, "authorized-site", NOW, 2)


async def test_reports_in_time_score_and_the_site_without_any_gets_nothing(
    store: Store, quarter: dict[str, int]
) -> None:
    for code in ("S1", "S2"):
        await certify(code, "2026-10-01")
    for month, submitted in (("2027-01", "2027-02-03"), ("2027-02", "2027-03-03"), ("2027-03", "2027-04-09")):
        await filed(store, quarter["S1"], month, at(submitted))
    await compute(HQ, NEXT_YEAR, "authorized-site", AFTER)
    lines = {
        code: {row["criterion"]: row for row in await criteria_of(store, code, NEXT_YEAR)}["report_timeliness"]
        for code in ("S1", "S2")
    }
    assert (lines["S1"]["state"], lines["S1"]["numerator"], lines["S1"]["denominator"]) == ("scored", 2, 3)
    assert lines["S1"]["points"].quantize(1) == 60
    assert (lines["S2"]["state"], lines["S2"]["points"]) == ("scored", 0)


async def test_a_site_that_owes_no_report_is_not_judged_by_reports(store: Store, quarter: dict[str, int]) -> None:
    """Its certification ended in the year before: silence is no fault of it."""
    await certify("S1", "2025-02-01")
    states = await _states(store, "S1", "authorized-site", NEXT_YEAR, AFTER)
    assert states["report_timeliness"] == "not_applicable"


async def test_the_evidence_page_leads_to_the_report_of_each_month(
    store: Store, quarter: dict[str, int], browse: Browse, person: MakePerson
) -> None:
    await certify("S1", "2026-08-01")
    await filed(store, quarter["S1"], "2026-08", AUGUST_ENDS)
    await compute(HQ, Q3, "authorized-site", NOW)
    await publish(HQ, Q3, NOW)
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    address = "/sites/S1/evidence/report_timeliness?period=2026Q3"
    shown = await browser.get(address)
    assert (shown.status_code, "the fingerprint agrees" in said(shown)) == (200, True)
    assert 'href="/sites/S1/reports/2026-08"' in shown.text
    assert "monthly reports due: 2, of these on time: 1" in said(shown).lower()
    sheet = (await browser.get(f"{address}&format=csv")).text.replace("\ufeff", "").splitlines()
    assert sheet[0] == "Month,Counted,Due,Submitted"
    assert sheet[1:] == [
        "2026-09,no,2026-10-06T00:00:00+08:00,",
        "2026-08,yes,2026-09-06T00:00:00+08:00,2026-09-05T23:59:59+08:00",
    ]
    api = (await browser.get("/api/v1/quarters/2026Q3/sites/S1/evidence/report_timeliness")).json()
    assert [(each["number"], each["row"]) for each in api["records"]] == [("2026-09", None), ("2026-08", None)]
