"""Whom repairs tell of what: the site, of what headquarters did, with it or not at all."""

from uuid import UUID

import pytest

from network.foundation.access import Role
from network.repairs.commands.contests import contest_finding, decide_contest
from network.repairs.commands.inspections import retest_return
from network.repairs.commands.receiving import receive_shipment
from network.repairs.commands.report_decisions import return_report
from network.repairs.errors.reports import ReasonsNeeded
from network.repairs.rules.orders import Finding
from network.repairs.schemas.inspections import ContestDecisionIn, ContestIn, ReceiptIn
from network.repairs.schemas.reports import ReturnIn
from tests.factory import HQ, Store
from tests.repairs.reporting import IN_TIME, JULY, certified, filed
from tests.repairs.returning import HUA, LI, RECEIVED, RETESTED, ZHOU, Desk, runs, verdict
from tests.served import Browse, MakePerson


@pytest.fixture
async def site(store: Store, sites: dict[str, int], person: MakePerson) -> int:
    """S1, which one person runs; another one runs S2."""
    await certified(store, sites["S1"])
    await person("one@example.com", Role.SITE_OPERATOR, sites=["S1"])
    await person("two@example.com", Role.SITE_OPERATOR, sites=["S2"])
    return sites["S1"]


async def told(store: Store) -> list[tuple[str, str, str]]:
    rows = await store.rows(
        "select email, kind, link from notice join account on account.id = notice.account "
        "order by notice.created_at, kind"
    )
    return [(row["email"].partition("@")[0], row["kind"], row["link"]) for row in rows]


async def test_a_report_that_is_sent_back_is_told_and_mailed_at_once(store: Store, site: int) -> None:
    await filed(site)
    assert await told(store) == [], "nobody is told that a report came in"
    await return_report(HQ, "S1", JULY, None, ReturnIn(reasons={"received": "We count 45."}), IN_TIME)
    assert await told(store) == [("one", "report_returned", "/sites/S1/reports/2026-07")]
    assert await store.value("select scheduled_at <= now() from jobs.procrastinate_jobs")


async def test_what_is_refused_is_told_to_nobody(store: Store, site: int) -> None:
    await filed(site)
    with pytest.raises(ReasonsNeeded):
        await return_report(HQ, "S1", JULY, None, ReturnIn(reasons={"beards": "Too long."}), IN_TIME)
    assert await store.counts("notice", "jobs.procrastinate_jobs") == {"notice": 0, "jobs.procrastinate_jobs": 0}


@pytest.mark.parametrize("outcome", ["upheld", "rejected"])
async def test_a_finding_and_what_came_of_contesting_it_are_told(
    outcome: str, store: Store, sites: dict[str, int], site: int
) -> None:
    unit = await Desk(store, sites).inspected("S1", "P1", "X1", Finding.NO_FAULT_FOUND)
    page = f"/sites/S1/returns/{unit}"
    assert await told(store) == [("one", "finding_published", page)]
    contest = await contest_finding(runs(site), "S1", unit, ContestIn(reason="It failed again."), RETESTED)
    await retest_return(LI, unit, verdict(Finding.FAULT_CONFIRMED), RETESTED)
    assert len(await told(store)) == 1, "that it was tested again is told with the decision"
    given = ContestDecisionIn.model_validate({"outcome": outcome, "reason": "As the second test says."})
    await decide_contest(ZHOU, contest, given, RETESTED)
    assert (await told(store))[1:] == [("one", f"contest_{outcome}", page)]


async def test_a_parcel_that_holds_what_was_announced_is_not_told(
    store: Store, sites: dict[str, int], site: int
) -> None:
    parcel, *units = await Desk(store, sites).parcel("S1", "P1", ["X1", "X2"])
    await receive_shipment(HUA, parcel, ReceiptIn(units=2, received=units), RECEIVED)
    assert await told(store) == []


async def test_a_parcel_that_holds_other_units_is_told_and_its_page_opens(
    store: Store, sites: dict[str, int], site: int, browse: Browse
) -> None:
    parcel, first, _missing = await Desk(store, sites).parcel("S1", "P1", ["X1", "X2"])
    receipt = ReceiptIn(units=1, received=[first], discrepancy="One is missing.")
    await receive_shipment(HUA, parcel, receipt, RECEIVED)
    [(who, kind, link)] = await told(store)
    assert (who, kind) == ("one", "shipment_differs")
    browser = browse()
    await browser.sign_in("one@example.com")
    assert (await browser.get(link)).status_code == 200
    [notice] = (await browser.get("/api/v1/notices")).json()["notices"]
    assert UUID(notice["id"])
    assert "P1" in notice["text"]
