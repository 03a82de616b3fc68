"""How auditors stand beside each other, from visits that were filed: over HTTP, for headquarters as a whole alone."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from network.audits.schemas.filings import FilingIn
from network.foundation.access import Role
from network.foundation.clock import now
from tests.audits.tablet import answer, visit
from tests.audits.visiting import Visitor, assigned, auditor, checklist
from tests.factory import Store
from tests.served import Browse, Browser, MakePerson

API = "/api/v1/auditors/quality"
GOOD = {"greeted": answer(True), "price": answer(True)}
LEFT_OUT = {"greeted": answer(True), "price": answer(None, "No list was shown.")}


@pytest.fixture
async def hq(browse: Browse, person: MakePerson) -> Browser:
    await person("hua@example.com", Role.HQ_MANAGER)
    browser = browse()
    assert (await browser.sign_in("hua@example.com")).status_code == 303
    return browser


async def approved(
    store: Store, who: Visitor, site: int, kept: UUID, score: int, days: int = 3, state: str = "approved", **more: Any
) -> UUID:
    """A visit that was filed so many days ago, with this score; its id."""
    begun, filing = now() - timedelta(days=days), uuid4()
    content = FilingIn.model_validate(visit(kept, begun, **{"answers": GOOD, **more})).content
    made = await assigned(store, site, who, checklist_id=kept, window_from=begun - timedelta(days=1), state="filed")
    await store.rows(
        "insert into filing (id, assignment, site, auditor, checklist, state, visited_at, left_at, received_at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
        *(filing, made, site, who.id, kept, state, begun, begun + timedelta(minutes=40)),
    )
    await store.rows(
        "insert into filing_version (id, filing, site, number, content, sha256, score, filed_at, received_at) "
        "values ($1, $2, $3, 1, $4, '', $5, $6, $6)",
        *(uuid4(), filing, site, json.dumps(content), Decimal(score), begun),
    )
    return filing


async def told(hq: Browser, **asked: str) -> dict[str, dict[str, Any]]:
    answered = await hq.get(API, params=asked)
    assert answered.status_code == 200, answered.text
    return {each["auditor"]: each for each in answered.json()["auditors"]}


async def test_a_mild_auditor_is_marked_and_one_with_too_few_visits_is_not_judged(
    store: Store, sites: dict[str, int], hq: Browser
) -> None:
    kept = await checklist(store)
    mild, strict, new = [await auditor(store, code) for code in ("A-1", "A-2", "A-3")]
    for place, code in enumerate(("SH1", "SH2", "HZ1")):
        await approved(store, mild, sites[code], kept, 90 + place)
        await approved(store, strict, sites[code], kept, 80)
    await approved(store, new, sites["SH1"], kept, 0, state="approved_excluded")
    await approved(store, new, sites["SH1"], kept, 0, state="quarantined")
    found = await told(hq)
    severity = {code: each["severity"] for code, each in found.items()}
    assert severity["A-1"] == {"visits": 3, "mean": "11.00", "low": "8.52", "high": "13.48", "notable": True}
    assert (severity["A-2"]["mean"], severity["A-2"]["notable"]) == ("-11.00", True)
    assert severity["A-3"] == {"visits": 0, "mean": None, "low": None, "high": None, "notable": False}
    assert [found[code]["visits"] for code in ("A-1", "A-3")] == [3, 1]
    page = await hq.get("/auditors/quality")
    assert "Too few: 0 visits" in page.text
    assert "never change a score that was published" in page.text
    scores = await store.value("select array_agg(score order by score) from filing_version")
    assert [int(score) for score in scores] == [0, 0, 80, 80, 80, 90, 91, 92]


async def test_patterns_lead_to_the_visits_that_they_are_made_of(
    store: Store, sites: dict[str, int], hq: Browser
) -> None:
    kept, who = await checklist(store), await auditor(store)
    begun = now() - timedelta(days=3)
    late = (begun + timedelta(minutes=50)).isoformat()
    events = [
        {"kind": kind, "question": question, "at": at, "run": "r", "milliseconds": minute * 60_000}
        for kind, question, at, minute in (
            ("open", None, begun.isoformat(), 0),
            ("answer", "greeted", begun.isoformat(), 4),
            ("answer", "price", late, 10),
        )
    ]
    first = await approved(store, who, sites["SH1"], kept, 90, events=events)
    await approved(store, who, sites["SH2"], kept, 90)
    await approved(store, who, sites["HZ1"], kept, 90, answers=LEFT_OUT, days=40)
    found = (await told(hq))["A-1"]
    assert [found[name] for name in ("repeated", "late_answers", "not_applicable", "minutes")] == [
        {"count": 2, "total": 3},
        {"count": 1, "total": 2},
        {"count": 1, "total": 3},
        "40.0",
    ]
    detail = (await hq.get(f"{API}/{who.id}")).json()
    [made] = [each for each in detail["visits"] if each["filing"] == str(first)]
    assert (made["sections"], made["repeated"]) == ({"reception": "4.0", "money": "6.0"}, True)
    assert [each["question"] for each in detail["questions"]] == ["price"]
    page = await hq.get(f"/auditors/quality/{who.id}")
    assert f'href="/visits/{first}"' in page.text
    recent = await told(hq, first=str((now() - timedelta(days=7)).date()), last=str(now().date()))
    assert (recent["A-1"]["visits"], recent["A-1"]["not_applicable"]["count"]) == (2, 0)


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        (Role.SITE_OPERATOR, {"sites": ["SH1"]}),
        (Role.HQ_MANAGER, {"regions": ["East China"]}),
        (Role.AUDITOR, {}),
        (Role.EXECUTIVE, {"whole_network": True}),
    ],
)
async def test_nobody_but_headquarters_reads_how_auditors_stand(
    role: Role, scope: dict[str, Any], sites: dict[str, int], browse: Browse, person: MakePerson
) -> None:
    await person("ou@example.com", role, **scope)
    browser = browse()
    await browser.sign_in("ou@example.com")
    for path in ("/auditors/quality", API, "/calibrations", "/api/v1/calibrations", f"{API}/{uuid4()}"):
        assert (await browser.get(path)).status_code == 403


async def test_an_auditor_that_nobody_knows_is_not_found(hq: Browser) -> None:
    assert (await hq.get(f"/auditors/quality/{uuid4()}")).status_code == 404
