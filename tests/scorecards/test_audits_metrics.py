"""What audits and corrective actions mean to a scorecard, held against the words of scorecard.md in plain Python."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from network.foundation.access import Role
from network.foundation.database import fetch, transaction
from network.foundation.periods import Quarter
from network.scorecards.commands.runs import compute, publish
from network.scorecards.metrics.catalogue import METRICS
from network.scorecards.queries.measuring import Moment
from network.scorecards.rules.measurement import Measurement
from tests.factory import HQ, NOW, Store, at
from tests.improvement.auditing import audit, checklist
from tests.repairs.counter import enter
from tests.scorecards.conftest import Measure
from tests.scorecards.reporting import certify, filed
from tests.scorecards.season import criteria_of
from tests.scorecards.test_pages import said
from tests.served import Browse, MakePerson

Q3 = Quarter(2026, 3)
LATER = at("2027-08-20")
SCORED_FROM = Quarter(2027, 2)


async def appeal(store: Store, of: UUID, site: int, lodged_at: datetime, **columns: Any) -> None:
    row = {
        "id": uuid4(),
        "audit": of,
        "site": site,
        "revision": 1,
        "question": "price",
        "ground": "factual",
        "body": "",
        "state": "open",
        "lodger": "Ou",
        "lodged_at": lodged_at,
        **columns,
    }
    places = ", ".join(f"${place}" for place in range(1, len(row) + 1))
    await store.rows(f"insert into audit_appeal ({', '.join(row)}) values ({places})", *row.values())


async def action(store: Store, site: int, due_on: date, state: str = "open", **columns: Any) -> UUID:
    """A corrective action about a finding of its own; its id."""
    finding = await store.value(
        "insert into finding (id, site, source, title, detail, grade, found_on, raised_at, raised_by, state) "
        "values ($1, $2, 'hq', '{}', '', 'minor', $3, $4, 'Hua', 'open') returning id",
        uuid4(),
        site,
        due_on - timedelta(days=30),
        NOW,
    )
    texts = dict.fromkeys(("containment", "root_cause", "remedy", "owner"), "")
    row = {
        "id": uuid4(),
        "finding": finding,
        "site": site,
        "state": state,
        "due_on": due_on,
        "first_due_on": due_on,
        **texts,
        **columns,
    }
    places = ", ".join(f"${place}" for place in range(1, len(row) + 1))
    await store.rows(f"insert into corrective_action ({', '.join(row)}) values ({places})", *row.values())
    return UUID(str(row["id"]))


def score_of(visits: Sequence[dict[str, Any]], quarter: Quarter, now: datetime) -> tuple[Fraction | None, int, int]:
    """Score, critical failures and sample by the words of the page alone."""
    weights = {quarter.shift(-age): Fraction(4 - age, 4) for age in range(4)}
    counted = [
        (weights[Quarter.of(each["visited_on"])], each)
        for each in visits
        if Quarter.of(each["visited_on"]) in weights
        and each["state"] == "published"
        and each["scored"]
        and each["kind"].startswith("mystery")
        and each["appeal_until"] <= now
    ]
    whole = sum(weight for weight, _ in counted)
    failures = sum(each["critical_failures"] for _, each in counted)
    score = sum((weight * Fraction(each["score"]) for weight, each in counted), Fraction(0))
    return (score / whole if whole else None), failures, len(counted)


@pytest.mark.parametrize("seed", range(3))
async def test_the_score_is_the_weighted_mean_of_four_quarters(store: Store, measure: Measure, seed: int) -> None:
    random, by = Random(seed), await checklist(store)
    visits: dict[int, list[dict[str, Any]]] = {}
    edges = [quarter.first for quarter in (Q3.shift(-4), Q3.shift(-3), Q3.shift(-2), Q3.shift(-1), Q3, Q3.shift(1))]
    for number in range(4):
        site = await store.site(f"S{number}", random.choice(["Asia/Shanghai", "America/New_York"]))
        visits[site] = []
        for _each in range(14):
            visit: dict[str, Any] = {
                "visited_on": random.choice(edges) + timedelta(days=random.choice((-1, 0, 1, 40))),
                "kind": random.choice(("mystery_visit", "mystery_call", "mystery_visit", "inspection")),
                "scored": random.random() < 0.8,
                "state": random.choice(("published", "published", "published", "voided")),
                "appeal_until": NOW + timedelta(seconds=random.choice((-90, 0, -90, 1))),
                "score": Decimal(random.randrange(10_001)) / 100,
                "critical_failures": random.choice((0, 0, 1, 2)),
            }
            await audit(store, site, by, **visit)
            visits[site].append(visit)
    scores = await measure("audit_score", Q3, NOW, list(visits))
    failures = await measure("audit_critical_failures", Q3, NOW, list(visits))
    for site, made in visits.items():
        score, failed, sample = score_of(made, Q3, NOW)
        assert (scores[site].sample_size, failures[site].sample_size) == (sample, sample)
        assert score is not None
        assert abs(Fraction(scores[site].value or 0) - score) < Fraction(1, 10**9)
        assert [failures[site].numerator, failures[site].value] == [failed, failed]


async def test_a_site_without_audits_has_no_score_and_no_failures(store: Store, measure: Measure) -> None:
    site = await store.site("S1")
    for code in ("audit_score", "audit_critical_failures", "actions_on_time"):
        assert (await measure(code, Q3, NOW, [site]))[site] == Measurement(Decimal(0), Decimal(0), None, 0)


async def test_an_audit_that_is_appealed_counts_when_hq_has_decided(store: Store, measure: Measure) -> None:
    """As it was at any moment, so that a published number can be made again."""
    site, by = await store.site("S1"), await checklist(store)
    visit = await audit(store, site, by, date(2026, 8, 3))
    decided = at("2026-10-20")
    await appeal(store, visit, site, at("2026-08-20"), state="rejected", decided_at=decided)
    seen = [(await measure("audit_score", Q3, moment, [site]))[site] for moment in (at("2026-10-19"), decided)]
    assert [each.sample_size for each in seen] == [0, 1]


async def test_a_voided_audit_leaves_and_its_fingerprint_tells(store: Store, measure: Measure) -> None:
    """Edge case 11: found conflicted after publication."""
    site, by = await store.site("S1"), await checklist(store)
    await audit(store, site, by, date(2026, 8, 3), score=Decimal("90.00"))
    conflicted = await audit(store, site, by, date(2026, 9, 3), score=Decimal("20.00"), critical_failures=1)
    before = await fingerprint("audit_score", site)
    await store.rows("update audit set part_of_day = 'afternoon' where id = $1", conflicted)
    assert await fingerprint("audit_score", site) == before, "a change of the row that changes no number"
    await store.rows("update audit set state = 'voided', voided_reason = 'Kin' where id = $1", conflicted)
    assert await fingerprint("audit_score", site) != before
    assert (await measure("audit_score", Q3, NOW, [site]))[site].value == 90
    assert (await measure("audit_critical_failures", Q3, NOW, [site]))[site].value == 0


async def fingerprint(code: str, site: int) -> bytes:
    async with transaction(HQ, read_only=True):
        [row] = await fetch(METRICS[code].fingerprints({}), *Moment(Q3, NOW).values([site]))
    found: bytes = row["fingerprint"]
    return found


SEEN = at("2026-10-15")
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("due_on", "state", "columns", "expected"),
    [
        ("2026-07-01", "verified", {"done_on": "2026-07-01", "verified_at": "2026-07-09"}, (1, 1)),
        ("2026-09-30", "effective", {"done_on": "2026-09-30", "verified_at": "2026-10-09"}, (1, 1)),
        ("2026-09-29", "ineffective", {"done_on": "2026-09-30", "verified_at": "2026-10-09"}, (0, 1)),
        ("2026-06-30", "verified", {"done_on": "2026-06-30", "verified_at": "2026-07-09"}, (0, 0)),
        ("2026-10-01", "verified", {"done_on": "2026-09-30", "verified_at": "2026-10-01"}, (0, 0)),
        ("2026-09-30", "open", {}, (0, 1)),
        ("2026-09-30", "withdrawn", {}, (0, 0)),
        ("2026-09-30", "answered", {"answered_at": "2026-09-30 15:59:59"}, (0, 0)),
        ("2026-09-30", "answered", {"answered_at": "2026-09-30 16:00"}, (0, 1)),
        ("2026-09-30", "returned", {"answered_at": "2026-09-20"}, (0, 1)),
    ],
)
async def test_an_action_counts_in_the_quarter_in_which_it_is_due(
    store: Store, measure: Measure, due_on: str, state: str, columns: dict[str, str], expected: tuple[int, int]
) -> None:
    site = await store.site("S1")
    read = {name: at(text) if name.endswith("_at") else date.fromisoformat(text) for name, text in columns.items()}
    await action(store, site, date.fromisoformat(due_on), state, **read)
    found = (await measure("actions_on_time", Q3, SEEN, [site]))[site]
    assert [found.numerator, found.denominator] == list(expected)


async def test_an_open_action_is_late_from_midnight_on_the_clock_of_its_site(store: Store, measure: Measure) -> None:
    site = await store.site("S1")
    await action(store, site, date(2026, 9, 10))
    ends = datetime(2026, 9, 11, tzinfo=SHANGHAI)
    moments = (ends - timedelta(seconds=1), ends)
    assert [(await measure("actions_on_time", Q3, each, [site]))[site].sample_size for each in moments] == [0, 1]


async def test_the_third_version_scores_audits_and_actions_and_a_critical_failure_caps_the_standing(
    store: Store, quarter: dict[str, int]
) -> None:
    by, site = await checklist(store), quarter["S1"]
    await certify("S1", "2026-10-01")
    for month in ("04", "05", "06"):
        await filed(store, site, f"2027-{month}", at(f"2027-{int(month) + 1:02}-02"), nil=True)
    await audit(store, site, by, date(2027, 5, 3), score=Decimal("95.00"))
    await audit(store, site, by, date(2026, 8, 3), score=Decimal("35.00"), critical_failures=1)
    await action(store, site, date(2027, 5, 20), "verified", done_on=date(2027, 5, 20), verified_at=at("2027-05-22"))
    await compute(HQ, SCORED_FROM, "authorized-site", LATER)
    lines = {row["criterion"]: row for row in await criteria_of(store, "S1", SCORED_FROM)}
    # (95 + 0.25 * 35) / 1.25 = 83; between 80 -> 60 points and 95 -> 100 points.
    assert (lines["audit_score"]["state"], lines["audit_score"]["points"].quantize(Decimal("0.01"))) == ("scored", 68)
    assert (lines["actions_on_time"]["state"], lines["actions_on_time"]["points"]) == ("scored", 100)
    gates = await store.value("select gates::text from scorecard where site = $1", site)
    assert "audit_critical_failures" in gates


async def test_an_open_appeal_holds_the_score_of_audits(store: Store, quarter: dict[str, int]) -> None:
    site, by = quarter["S1"], await checklist(store)
    visit = await audit(store, site, by, date(2027, 5, 3))
    await appeal(store, visit, site, at("2027-05-20"))
    await compute(HQ, SCORED_FROM, "authorized-site", LATER)
    states = {row["criterion"]: row["state"] for row in await criteria_of(store, "S1", SCORED_FROM)}
    assert (states["audit_score"], states["actions_on_time"]) == ("held", "not_applicable")


async def test_the_evidence_leads_to_each_audit_with_its_weight(
    store: Store, quarter: dict[str, int], browse: Browse, person: MakePerson
) -> None:
    visit = await audit(store, quarter["S1"], await checklist(store), date(2026, 2, 3), score=Decimal("81.25"))
    owed = await action(store, quarter["S1"], date(2026, 8, 3))
    await compute(HQ, Q3, "authorized-site", NOW)
    await publish(HQ, Q3, NOW)
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    shown = await browser.get("/sites/S1/evidence/audit_score?period=2026Q3")
    assert (shown.status_code, "the fingerprint agrees" in said(shown)) == (200, True)
    assert f'href="/sites/S1/audits/{visit}"' in shown.text
    sheet = (await browser.get("/sites/S1/evidence/audit_score?period=2026Q3&format=csv")).text.splitlines()
    assert sheet[1] == "2026-02-03,yes,81.25,0.50,0"
    actions = await browser.get("/sites/S1/evidence/actions_on_time?period=2026Q3")
    assert f'href="/sites/S1/actions/{owed}"' in actions.text
