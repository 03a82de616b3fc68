"""Findings come up with a published audit, and fall away with it."""

from datetime import date
from uuid import UUID

from network.foundation.database import transaction
from network.improvement.commands.raising import raise_findings, withdraw_findings
from network.improvement.rules.findings import Failure
from tests.factory import HQ, NOW, Store
from tests.improvement.auditing import audit, checklist

GREETED = Failure("greeted", {"en": "Greeted", "zh_CN": "问候"}, "Nobody looked up.")
PRICE = Failure("price", {"en": "Price", "zh_CN": "价格"}, effect="cap_audit")


async def raised(site: int, of: UUID, *failures: Failure) -> list[UUID]:
    async with transaction(HQ):
        return await raise_findings(HQ, site, of, failures, NOW)


async def grades(store: Store, of: UUID) -> dict[str, tuple[str, bool]]:
    rows = await store.rows("select question, grade, repeated from finding where audit = $1", of)
    return {row["question"]: (row["grade"], row["repeated"]) for row in rows}


async def test_each_failure_opens_an_action_that_is_due_by_its_grade(store: Store) -> None:
    site = await store.site("SH1")
    visit = await audit(store, site, await checklist(store), date(2026, 11, 2))
    await raised(site, visit, GREETED, PRICE)
    rows = await store.rows(
        "select f.question, f.grade, f.found_on, a.state, a.due_on from finding f "
        "join corrective_action a on a.finding = f.id order by f.question"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("greeted", "minor", date(2026, 11, 2), "open", date(2026, 12, 20)),
        ("price", "major", date(2026, 11, 2), "open", date(2026, 12, 4)),
    ]


async def test_raising_again_raises_nothing_again(store: Store) -> None:
    site = await store.site("SH1")
    visit = await audit(store, site, await checklist(store), date(2026, 11, 2))
    assert len(await raised(site, visit, GREETED, PRICE)) == 2
    before = await store.counts("finding", "corrective_action", "action_step", "trail_event")
    assert await raised(site, visit, GREETED, PRICE) == []
    assert await store.counts(*before) == before


async def test_a_question_that_failed_in_one_of_the_two_visits_before_is_one_grade_worse(store: Store) -> None:
    site, by = await store.site("SH1"), await checklist(store)
    newer, other = await checklist(store, version=2), await checklist(store, "mystery-call")
    first = await audit(store, site, by, date(2026, 1, 5))
    await raised(site, first, GREETED, PRICE)
    await audit(store, site, other, date(2026, 2, 5))
    second = await audit(store, site, by, date(2026, 3, 5))
    await raised(site, second)
    third = await audit(store, site, newer, date(2026, 5, 5))
    await raised(site, third, GREETED, PRICE)
    assert await grades(store, third) == {"greeted": ("major", True), "price": ("critical", True)}


async def test_what_failed_three_visits_ago_or_elsewhere_or_was_voided_is_no_repeat(store: Store) -> None:
    site, elsewhere, by = await store.site("SH1"), await store.site("SH2"), await checklist(store)
    await raised(site, await audit(store, site, by, date(2026, 1, 5)), GREETED)
    await raised(elsewhere, await audit(store, elsewhere, by, date(2026, 4, 5)), GREETED)
    voided = await audit(store, site, by, date(2026, 4, 5), state="voided", voided_reason="Conflict")
    await raised(site, voided, GREETED)
    for month in (2, 3):
        await audit(store, site, by, date(2026, month, 5))
    last = await audit(store, site, by, date(2026, 5, 5))
    await raised(site, last, GREETED)
    assert await grades(store, last) == {"greeted": ("minor", False)}


async def test_an_upheld_appeal_withdraws_one_finding_and_a_voided_audit_all(store: Store) -> None:
    site = await store.site("SH1")
    visit = await audit(store, site, await checklist(store), date(2026, 11, 2))
    await raised(site, visit, GREETED, PRICE)
    states = "select f.question, f.state, a.state as action from finding f join corrective_action a on a.finding = f.id"
    async with transaction(HQ):
        await withdraw_findings(HQ, visit, "The photo shows otherwise.", NOW, ["price"])
    kept = {row["question"]: (row["state"], row["action"]) for row in await store.rows(states)}
    assert kept == {"greeted": ("open", "open"), "price": ("withdrawn", "withdrawn")}
    async with transaction(HQ):
        assert len(await withdraw_findings(HQ, visit, "The auditor is kin of the owner.", NOW)) == 1
    assert {row["action"] for row in await store.rows(states)} == {"withdrawn"}
    assert await raised(site, visit, GREETED, PRICE) == []
