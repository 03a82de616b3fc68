"""Edge cases 11 and 12 of scorecard.md from end to end: what is corrected after its quarter was published."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from network.audits.commands.publishing import void_audit
from network.foundation.database import transaction
from network.foundation.periods import Quarter
from network.repairs.commands.importing import ORDERS, Request, import_records
from network.scorecards.commands.restating import approve_restatement, propose_restatement
from network.scorecards.commands.runs import compute, publish
from network.scorecards.commands.verifying import verify_quarters
from network.scorecards.queries.consequences import events_in
from network.scorecards.queries.restatements import restatement_queue
from network.scorecards.rules.restating import Cause
from tests.factory import HQ, NOW, Store, at, write_csv
from tests.improvement.auditing import audit, checklist
from tests.scorecards.reporting import certify, filed
from tests.scorecards.test_audits_metrics import appeal as lodged
from tests.scorecards.test_restatement import APPROVER, PROPOSER

Q2, Q3 = Quarter(2027, 2), Quarter(2026, 3)
LATER = at("2027-08-20")


async def test_an_audit_found_conflicted_after_publication_is_voided_and_the_card_restated(
    store: Store, quarter: dict[str, int]
) -> None:
    by, site = await checklist(store), quarter["S1"]
    await certify("S1", "2026-10-01")
    for month in ("04", "05", "06"):
        await filed(store, site, f"2027-{month}", at(f"2027-{int(month) + 1:02}-02"), nil=True)
    await audit(store, site, by, date(2027, 5, 3), score=Decimal("95.00"))
    conflicted = await audit(store, site, by, date(2027, 5, 20), score=Decimal("20.00"), critical_failures=1)
    await compute(HQ, Q2, "authorized-site", LATER)
    await publish(HQ, Q2, LATER)
    async with transaction(HQ):
        await void_audit(HQ, site, conflicted, "The auditor is kin of a rival.", LATER)
    _period, queue = await restatement_queue(HQ, Q2)
    assert {(each.site, each.cause) for each in queue} == {("S1", Cause.AUDITS)}
    made = await propose_restatement(PROPOSER, Q2, ["S1"], "The audit of May 20 is void.", LATER)
    await approve_restatement(APPROVER, made, "The auditor has confirmed it.", LATER)
    assert (await restatement_queue(HQ, Q2))[1] == []
    seen = await store.rows(
        "select r.revision, k.value, c.gates::text like '%audit_critical_failures%' as gated from scorecard_run r "
        "join criterion_result k on k.run = r.id and k.site = $1 and k.criterion = 'audit_score' "
        "join scorecard c on c.run = r.id and c.site = k.site order by r.revision",
        site,
    )
    assert [(row["value"], row["gated"]) for row in seen] == [(Decimal("57.5"), True), (95, False)]
    assert [each.faults for each in await verify_quarters(HQ)] == [(), ()]


async def test_a_critical_failure_is_an_event_only_past_appeal(store: Store, quarter: dict[str, int]) -> None:
    """Judged as of the moment at which the quarter was read: what its card does not count has no consequence either."""
    site, by = quarter["S1"], await checklist(store)
    for number, (day, until) in enumerate(
        [
            ("2027-05-20", "2027-06-20"),
            ("2027-05-21", "2027-08-21"),
            ("2027-05-22", "2027-06-20"),
            ("2027-05-23", "2027-06-20"),
        ]
    ):
        marked = {"critical_failures": 1, "appeal_until": at(until), "scored": number != 3}
        made = await audit(store, site, by, date.fromisoformat(day), **marked)
        await store.rows(
            "insert into audit_revision (id, audit, site, number, score, critical_failures, document, reason, made_at) "
            "values (gen_random_uuid(), $1, $2, 1, 80, 1, '{}', '', $3)",
            *(made, site, LATER),
        )
        if number == 2:
            await lodged(store, made, site, at("2027-06-10"))
    async with transaction(HQ):
        found = await events_in(Q2, [site], LATER)
    assert [event.facts["on"] for event in found] == ["2027-05-20"]


async def test_a_file_corrected_after_publication_is_kept_queued_and_restated(
    store: Store, quarter: dict[str, int], tmp_path: Path
) -> None:
    order = {"order_no": "B1", "site": "S2", "received_at": "2026-08-20 09:00", "outcome": "repaired"}

    async def imported(ready_at: str) -> int:
        path = tmp_path / "orders.csv"
        write_csv(path, [{**order, "ready_at": ready_at}])
        outcome = await import_records(HQ, ORDERS, Request(path, path.name, NOW, tmp_path))
        assert outcome.errors == ()
        return outcome.new + outcome.changed

    assert await imported("2026-08-20 12:00") == 1
    await compute(HQ, Q3, "repairs-only", NOW)
    await publish(HQ, Q3, NOW)
    assert await imported("2026-08-25 12:00") == 1
    _period, queue = await restatement_queue(HQ, Q3)
    assert {(each.site, each.cause) for each in queue} == {("S2", Cause.RECORDS)}
    made = await propose_restatement(PROPOSER, Q3, ["S2"], "A repair date was wrong in the file.", NOW)
    await approve_restatement(APPROVER, made, "The receipt shows it.", NOW)
    assert (await restatement_queue(HQ, Q3))[1] == []
    seen = await store.rows(
        "select k.numerator, k.denominator from scorecard_run r join criterion_result k on k.run = r.id "
        "where k.site = $1 and k.criterion = 'repair_within_target' order by r.revision",
        quarter["S2"],
    )
    assert [tuple(row.values()) for row in seen] == [(7, 13), (6, 13)]
    assert [each.faults for each in await verify_quarters(HQ)] == [(), ()]
