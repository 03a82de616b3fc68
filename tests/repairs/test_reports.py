"""Filing reports: what is taken, what is refused, who wins when two file at once, what HQ says to them."""

import asyncio
from datetime import date, timedelta
from uuid import UUID

import asyncpg
import pytest

from network.foundation.access import Actor, Permission, Role
from network.foundation.errors import Forbidden, ServicemarkError
from network.foundation.periods import Month
from network.repairs.commands.report_decisions import accept_report, accept_unremarked, return_report
from network.repairs.commands.reports import open_correction, save_draft
from network.repairs.errors.reports import (
    BadReport,
    ClosedInMonth,
    MonthAhead,
    MonthRuns,
    NeverCertified,
    NoDutyAnyMore,
    NoDutyYet,
    NothingToCorrect,
    NotWaiting,
    ReasonsNeeded,
    ReportIsIn,
    SentenceNeeded,
)
from network.repairs.queries.reports import report, site_months
from network.repairs.rules.reports import Receipt
from network.repairs.schemas.reports import ReportIn, ReportOut, ReturnIn
from network.sites.errors.sites import SiteNotFound
from network.web.versions import PreconditionFailed
from tests.factory import HQ, Store, at, manager, operator
from tests.repairs.reporting import DEADLINE, IN_TIME, JULY, certified, filed, said

SECOND = timedelta(seconds=1)


@pytest.fixture
async def site(store: Store, sites: dict[str, int]) -> int:
    """S1, certified from March 2026 on."""
    await certified(store, sites["S1"])
    return sites["S1"]


async def shown(site: int, month: Month = JULY, actor: Actor | None = None) -> ReportOut:
    return await report(actor or operator(site), "S1", month, IN_TIME)


async def test_a_submitted_report_waits_for_hq_and_leaves_a_receipt(store: Store, site: int) -> None:
    outcome = await filed(site)
    found = await shown(site)
    assert (outcome.outcome, outcome.revision) == (Receipt.SUBMITTED, 1)
    assert (found.state, found.on_time, found.version) == ("submitted", True, outcome.version)
    assert found.in_force is not None
    assert found.in_force.figures["received"] == 40
    assert [(each.outcome, each.revision, each.sha256) for each in found.receipts] == [("submitted", 1, "0" * 64)]
    actions = await store.rows("select action, subject, site from trail_event where action like 'report.%'")
    assert actions == [{"action": "report.submitted", "subject": "report:S1/2026-07", "site": site}]


async def test_the_same_again_changes_nothing_whatever_version_it_was_made_from(store: Store, site: int) -> None:
    await filed(site, version=1)
    again = await filed(site, version=1, now=IN_TIME + SECOND)
    assert (again.outcome, again.revision) == (Receipt.UNCHANGED, 1)
    assert await store.counts("monthly_report", "report_receipt") == {"monthly_report": 1, "report_receipt": 2}


async def test_a_later_one_replaces_it_and_both_are_kept(site: int) -> None:
    first = await filed(site)
    await filed(site, report=said(complaints=2), version=first.version, now=IN_TIME + SECOND)
    found = await shown(site)
    assert [(each.revision, each.state) for each in found.revisions] == [(2, "submitted"), (1, "superseded")]
    assert found.timed_at == IN_TIME


async def test_a_report_made_from_an_older_version_is_refused_with_both_shown(site: int) -> None:
    await filed(site, version=1)
    with pytest.raises(PreconditionFailed) as refusal:
        await filed(site, report=said(complaints=3), version=1)
    assert refusal.value.theirs["complaints"] == "0"
    assert [each.outcome for each in (await shown(site)).receipts].count("refused") == 1


async def test_of_many_that_file_the_same_at_once_one_makes_a_revision(store: Store, site: int) -> None:
    outcomes = await asyncio.gather(*(filed(site, version=1) for _ in range(8)))
    assert sorted(each.outcome for each in outcomes) == [Receipt.SUBMITTED, *[Receipt.UNCHANGED] * 7]
    assert await store.counts("monthly_report", "report_receipt") == {"monthly_report": 1, "report_receipt": 8}


async def test_of_many_that_file_other_figures_at_once_one_is_taken(store: Store, site: int) -> None:
    tries = (filed(site, report=said(complaints=number), version=1) for number in range(8))
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(each, PreconditionFailed) for each in results) == 7
    assert await store.value("select count(*) from monthly_report") == 1


@pytest.mark.parametrize(("after", "on_time"), [(-SECOND, True), (timedelta(0), False), (SECOND, False)])
async def test_the_deadline_is_the_end_of_day_five_on_the_sites_clock(
    site: int, after: timedelta, on_time: bool
) -> None:
    await filed(site, now=DEADLINE + after)
    found = await shown(site)
    assert (found.due_at, found.on_time) == (DEADLINE, on_time)


async def test_a_report_with_problems_is_refused_with_each_named_and_a_receipt(site: int) -> None:
    with pytest.raises(BadReport) as refusal:
        await filed(site, report=said(received=41, ready_24h=99))
    assert set(refusal.value.fields) == {"figures.wip_closing", "figures.ready_24h"}
    found = await shown(site)
    assert (found.state, [each.outcome for each in found.receipts]) == ("open", ["refused"])


async def test_a_figure_unlike_the_records_needs_a_sentence_and_is_taken_with_one(store: Store, site: int) -> None:
    await store.order(site, "A1", at("2026-07-02"), ready=20)
    wanted = said(received=1, closed=1, ready=1, ready_48h=1, ready_24h=0)
    with pytest.raises(SentenceNeeded) as refusal:
        await filed(site, report=wanted)
    assert list(refusal.value.fields) == ["explanations.ready_24h"]
    told = ReportIn(figures=wanted.figures, explanations={"ready_24h": "The clock of the till was wrong."})
    assert (await filed(site, report=told)).outcome is Receipt.SUBMITTED


async def test_a_figure_far_from_the_past_months_needs_a_sentence(store: Store, site: int) -> None:
    for number in (3, 4, 5, 6):
        await filed(site, month=Month(2026, number), report=said(complaints=number % 2))
    with pytest.raises(SentenceNeeded) as refusal:
        await filed(site, report=said(complaints=40))
    assert list(refusal.value.fields) == ["explanations.complaints"]


async def test_a_nil_report_is_a_report(site: int) -> None:
    await filed(site, report=ReportIn(nil=True))
    found = await shown(site)
    assert (found.state, found.nil, found.on_time) == ("submitted", True, True)
    assert found.revisions[0].figures["received"] == 0


async def test_a_nil_report_is_refused_when_the_records_know_orders(store: Store, site: int) -> None:
    await store.order(site, "A1", at("2026-07-02"), ready=20)
    with pytest.raises(BadReport) as refusal:
        await filed(site, report=ReportIn(nil=True))
    assert "nil_but_records" in {problem.code for problem in refusal.value.problems}


async def test_a_report_is_owed_from_the_month_of_the_first_certificate_to_that_of_its_end(
    store: Store, sites: dict[str, int]
) -> None:
    site = sites["S1"]
    await certified(store, site, date(2026, 3, 31), date(2026, 7, 1))
    months = [each.month for each in await site_months(operator(site), "S1", at("2026-12-01"))]
    assert months == ["2026-07", "2026-06", "2026-05", "2026-04", "2026-03"]


@pytest.mark.parametrize(
    ("month", "now", "refusal"),
    [
        (Month(2026, 2), at("2026-08-03"), NoDutyYet),
        (Month(2028, 1), at("2028-02-03"), NoDutyAnyMore),
        (Month(2026, 9), at("2026-08-03"), MonthAhead),
        (Month(2026, 8), at("2026-08-03"), MonthRuns),
        (Month(2026, 7), at("2026-07-31 15:59"), MonthRuns),
    ],
)
async def test_a_month_that_is_not_owed_or_not_over_is_refused(
    site: int, month: Month, now: object, refusal: type[ServicemarkError]
) -> None:
    with pytest.raises(refusal):
        await filed(site, month=month, now=now)  # type: ignore[arg-type]


async def test_a_month_is_over_with_its_last_second_at_the_site(site: int) -> None:
    assert (await filed(site, now=at("2026-07-31 16:00"))).outcome is Receipt.SUBMITTED


async def test_a_site_without_certification_owes_nothing(sites: dict[str, int]) -> None:
    with pytest.raises(NeverCertified):
        await filed(sites["S1"])


async def test_a_closed_site_owes_nothing_after_the_month_in_which_it_closed(store: Store, site: int) -> None:
    await store.rows("update site set status = 'closed', closed_on = '2026-06-15' where id = $1", site)
    with pytest.raises(ClosedInMonth):
        await filed(site)
    assert (await filed(site, month=Month(2026, 6))).outcome is Receipt.SUBMITTED


async def test_nobody_files_for_a_site_of_others(site: int, sites: dict[str, int]) -> None:
    with pytest.raises(SiteNotFound):
        await filed(site, actor=operator(sites["S2"]))
    with pytest.raises(Forbidden):
        await filed(site, actor=HQ)


async def test_a_draft_keeps_what_cannot_be_submitted_yet(site: int) -> None:
    partly = ReportIn(figures={"received": -3})
    await save_draft(operator(site), "S1", Month(2026, 8), partly, 1, IN_TIME)
    found = await shown(site, Month(2026, 8))
    assert (found.state, found.draft and found.draft.figures) == ("draft", {"received": -3})


async def test_two_who_edit_one_draft_do_not_overwrite_each_other(site: int) -> None:
    first = await save_draft(operator(site), "S1", JULY, said(complaints=1), 1, IN_TIME)
    with pytest.raises(PreconditionFailed) as refusal:
        await save_draft(operator(site), "S1", JULY, said(complaints=2), 1, IN_TIME)
    assert refusal.value.theirs["complaints"] == "1"
    same = await save_draft(operator(site), "S1", JULY, said(complaints=1), 1, IN_TIME)
    assert (same.outcome, same.version) == (Receipt.UNCHANGED, first.version)
    await filed(site, report=said(complaints=2), version=first.version)
    assert [each.state for each in (await shown(site)).revisions] == ["submitted"]


async def test_drafts_are_their_sites_own(site: int) -> None:
    await save_draft(operator(site), "S1", JULY, said(complaints=1), 1, IN_TIME)
    found = await shown(site, actor=HQ)
    assert (found.state, found.revisions, found.version) == ("open", [], 1)


async def test_a_submitted_report_is_changed_by_a_correction_only(site: int) -> None:
    with pytest.raises(NothingToCorrect):
        await open_correction(operator(site), "S1", JULY, None, IN_TIME)
    await filed(site)
    with pytest.raises(ReportIsIn):
        await save_draft(operator(site), "S1", JULY, said(complaints=1), None, IN_TIME)
    assert await open_correction(operator(site), "S1", JULY, None, IN_TIME) == 2
    assert await open_correction(operator(site), "S1", JULY, None, IN_TIME) == 2
    await save_draft(operator(site), "S1", JULY, said(complaints=1), None, IN_TIME)
    found = await shown(site)
    assert (found.state, found.correcting) == ("submitted", True)
    await filed(site, report=said(complaints=1))
    assert [each.state for each in (await shown(site)).revisions] == ["submitted", "superseded"]


async def test_hq_accepts_what_it_has_read(store: Store, site: int) -> None:
    await filed(site)
    version = (await shown(site, actor=HQ)).version
    with pytest.raises(PreconditionFailed):
        await accept_report(HQ, "S1", JULY, version + 1, IN_TIME)
    await accept_report(manager(site), "S1", JULY, version, IN_TIME)
    found = await shown(site)
    assert (found.state, found.in_force and found.in_force.decider) == ("accepted", "Ma")
    with pytest.raises(NotWaiting):
        await accept_report(HQ, "S1", JULY, None, IN_TIME)
    assert await store.value("select count(*) from trail_event where action = 'report.accepted'") == 1


async def test_what_hq_sends_back_is_read_at_the_figure_and_does_not_make_it_late(site: int) -> None:
    await filed(site)
    await return_report(HQ, "S1", JULY, None, ReturnIn(reasons={"received": "We count 45."}), DEADLINE + SECOND)
    found = await shown(site)
    assert found.in_force is not None
    assert found.in_force.returned == {"received": "We count 45."}
    await filed(site, report=said(complaints=1), now=DEADLINE + timedelta(days=3))
    assert (await shown(site)).on_time is True


async def test_after_a_material_error_only_the_resubmission_counts(site: int) -> None:
    await filed(site)
    reasons = ReturnIn(reasons={"received": "Half of the orders are missing."}, material=True)
    await return_report(HQ, "S1", JULY, None, reasons, IN_TIME)
    assert (await shown(site)).on_time is None
    await filed(site, report=said(complaints=1), now=DEADLINE)
    assert (await shown(site)).on_time is False


async def test_a_report_is_sent_back_with_reasons_only(site: int) -> None:
    await filed(site)
    for reasons in ({}, {"received": "  "}, {"profit": "What is this?"}):
        with pytest.raises(ReasonsNeeded):
            await return_report(HQ, "S1", JULY, None, ReturnIn(reasons=reasons), IN_TIME)
    with pytest.raises(Forbidden):
        await return_report(operator(site), "S1", JULY, None, ReturnIn(reasons={"staff": "No."}), IN_TIME)


async def test_those_without_any_remark_are_accepted_at_one_go(store: Store, site: int, sites: dict[str, int]) -> None:
    await certified(store, sites["S2"])
    await filed(site)
    remark = ReportIn(figures=said().figures, words={"feedback": "The new boxes tear."})
    await filed(sites["S2"], "S2", remark)
    assert await accept_unremarked(manager(sites["S2"]), JULY, IN_TIME) == []
    assert await accept_unremarked(HQ, JULY, IN_TIME) == ["S1"]
    assert await accept_unremarked(HQ, JULY, IN_TIME) == []


async def test_the_database_lets_no_site_decide_about_its_own_report(store: Store, site: int) -> None:
    await filed(site)
    await store.rows("select set_config('app.sites', $1, false)", str(site))
    for wanted in ("state = 'accepted'", "decided_at = now()", "figures = '{}'"):
        with pytest.raises(asyncpg.PostgresError):
            async with store.root.transaction():
                await store.root.execute("set local role servicemark_site")
                await store.root.execute(f"update monthly_report set {wanted}")


async def test_a_key_that_may_only_read_files_nothing(site: int) -> None:
    reader = Actor(
        Role.SITE_OPERATOR, "key", UUID(int=7), frozenset({site}), verbs=frozenset({Permission.READ_REPORTS})
    )
    with pytest.raises(Forbidden):
        await filed(site, actor=reader)
