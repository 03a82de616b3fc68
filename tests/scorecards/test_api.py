"""The API of scorecards: exact numbers, rights, refusals, and a description that tells the truth about them."""

from decimal import Decimal
from typing import Any

import httpx
import pytest
from litestar import Litestar

from network.foundation.access import Role
from network.foundation.periods import Quarter
from network.scorecards import api
from network.scorecards.metrics.catalogue import FACTS
from tests.factory import NOW, Store
from tests.repairs.counter import enter
from tests.scorecards.season import AFTER_Q4, NO_FAULT, WITHIN, card_of, criteria_of
from tests.served import Browse, Browser, MakePerson

QUARTERS = "/api/v1/quarters"
Q3 = f"{QUARTERS}/2026Q3"
LEAGUE = f"{Q3}/league-table"


def own(code: str, quarter: str = "2026Q3") -> list[str]:
    site = f"{QUARTERS}/{quarter}/sites/{code}"
    return [f"{site}/scorecard", f"{site}/scorecard.pdf", f"{site}/metrics", f"{site}/evidence/{WITHIN}"]


@pytest.fixture
async def hq(browse: Browse, person: MakePerson, season: dict[str, int]) -> Browser:
    return await enter(browse, person, Role.HQ_ADMINISTRATOR)


@pytest.fixture
async def operator(browse: Browse, person: MakePerson, season: dict[str, int]) -> Browser:
    """Runs S1."""
    return await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])


@pytest.fixture
async def executive(browse: Browse, person: MakePerson, season: dict[str, int]) -> Browser:
    return await enter(browse, person, Role.EXECUTIVE)


async def send(browser: Browser, address: str, body: Any = None) -> httpx.Response:
    return await browser.post(address, json=body, headers={"x-csrf-token": await browser.csrf()})


async def test_what_is_not_ones_own_is_not_there(operator: Browser) -> None:
    for address in [*own("S2"), *own("S9"), *own("%00"), *own("S1", "2026Q4"), *own("S1", "1999Q1")]:
        answer = await operator.get(address)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json"), address


async def test_an_unknown_metric_is_not_found(hq: Browser) -> None:
    answer = await hq.get(f"{Q3}/sites/S1/evidence/no_such_metric")
    assert (answer.status_code, answer.json()["code"]) == (404, "metric_not_found")


async def test_a_role_without_the_right_is_refused(operator: Browser, executive: Browser) -> None:
    assert (await operator.get(LEAGUE)).status_code == 403
    assert (await operator.get("/api/v1/schemes")).status_code == 403
    assert (await executive.get(f"{Q3}/sites/S1/evidence/{WITHIN}")).status_code == 403
    for browser in (operator, executive):
        assert (await send(browser, f"{QUARTERS}/2026Q4/compute", {"scheme": "repairs-only"})).status_code == 403
        assert (await send(browser, f"{QUARTERS}/2026Q4/publish")).status_code == 403


async def test_nobody_is_nobody(browse: Browse, season: dict[str, int]) -> None:
    for address in (QUARTERS, LEAGUE, *own("S1"), "/api/v1/schemes"):
        assert (await browse().get(address)).status_code == 401


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{QUARTERS}/2026-07/league-table", 422),
        (f"{QUARTERS}/2026Q5/sites/S1/scorecard", 422),
        (f"{LEAGUE}?sort=overall;drop", 422),
        (f"{LEAGUE}?limit=0", 422),
        (f"{LEAGUE}?limit=9999", 422),
        (f"{LEAGUE}?offset=-1", 422),
        (f"{LEAGUE}?q=%00", 422),
        (f"{LEAGUE}?kind=rented", 422),
        (f"{Q3}/sites/S1/scorecard.pdf?language=fr", 422),
    ],
)
async def test_what_makes_no_sense_is_refused(hq: Browser, address: str, status: int) -> None:
    assert (await hq.get(address)).status_code == status


async def test_quarters_are_those_that_one_may_see(hq: Browser, operator: Browser) -> None:
    seen = (await hq.get(QUARTERS)).json()["quarters"]
    assert [(line["quarter"], line["state"]) for line in seen] == [("2026Q4", "computed"), ("2026Q3", "published")]
    assert (seen[0]["fingerprint"], len(seen[1]["fingerprint"])) == (None, 64)
    assert [line["quarter"] for line in (await operator.get(QUARTERS)).json()["quarters"]] == ["2026Q3"]


async def test_the_league_table_is_the_one_stored(hq: Browser, store: Store) -> None:
    table = (await hq.get(LEAGUE)).json()
    assert ([row["site"] for row in table["rows"]], table["total"]) == (["S1", "S2", "S3", "S4"], 4)
    for row in table["rows"]:
        card = await card_of(store, row["site"])
        assert row["overall"] == (None if card["overall"] is None else str(card["overall"]))
        assert (row["rank"], row["standing"]) == (card["rank"], card["standing"])
        stored = [result["points"] for result in await criteria_of(store, row["site"])]
        assert [each["points"] for each in row["criteria"]] == [None if each is None else str(each) for each in stored]
    assert [row["kind"] for row in table["rows"]] == ["franchised", "franchised", "self_operated", "franchised"]


async def test_a_page_of_the_league_table_counts_them_all(hq: Browser) -> None:
    page = (await hq.get(f"{LEAGUE}?limit=3&offset=99&sort=code")).json()
    assert ([row["site"] for row in page["rows"]], page["total"]) == (["S4"], 4)
    some = (await hq.get(f"{LEAGUE}?region=East China&kind=franchised")).json()
    assert ([row["site"] for row in some["rows"]], some["total"]) == (["S1"], 1)
    none = (await hq.get(f"{LEAGUE}?standing=unrated")).json()
    assert ([row["site"] for row in none["rows"]], sum(none["spread"].values())) == (["S4"], 4)


async def test_a_change_needs_a_rating_in_both_quarters(hq: Browser, store: Store) -> None:
    rows = {row["site"]: row for row in (await hq.get(f"{QUARTERS}/2026Q4/league-table")).json()["rows"]}
    now, before = await card_of(store, "S1", Quarter(2026, 4)), await card_of(store, "S1")
    rated = now["standing"] is not None
    assert rows["S1"]["change"] == (str(now["overall"] - before["overall"]) if rated else None)
    assert rows["S4"]["change"] is None


async def test_a_scorecard_adds_up(operator: Browser, store: Store) -> None:
    card = (await operator.get(f"{Q3}/sites/S1/scorecard")).json()
    stored = await criteria_of(store, "S1")
    for line, row in zip(card["criteria"], stored, strict=True):
        assert (line["numerator"], line["sample_size"]) == (str(row["numerator"]), row["sample_size"])
        assert Decimal(line["points"]) == row["points"]
        assert Decimal(line["adjusted"]) == row["adjusted"]
    total = sum((Decimal(line["contribution"]) for line in card["criteria"]), Decimal(0))
    assert Decimal(card["overall"]) == total.quantize(Decimal("0.01")) == (await card_of(store, "S1"))["overall"]
    assert card["fingerprint"] == (await card_of(store, "S1"))["fingerprint"].hex()


async def test_figures_are_those_measured(operator: Browser, store: Store) -> None:
    figures = (await operator.get(f"{Q3}/sites/S1/metrics")).json()["metrics"]
    stored = {
        row["metric"]: row
        for row in await store.rows(
            "select m.* from metric_result m join scorecard_run r on r.id = m.run join site s on s.id = m.site "
            "where r.period = '2026Q3' and s.code = 'S1'"
        )
    }
    assert {figure["metric"] for figure in figures} == set(stored)
    for figure in figures:
        row = stored[figure["metric"]]
        assert figure["value"] == (None if row["value"] is None else str(row["value"]))
        assert figure["sample_size"] == row["sample_size"]
        assert (figure["numerator"] is None) == (not FACTS[figure["metric"].partition("(")[0]].is_rate)


async def test_evidence_is_what_a_figure_was_made_from(operator: Browser) -> None:
    for key in (WITHIN, NO_FAULT):
        found = (await operator.get(f"{Q3}/sites/S1/evidence/{key}")).json()
        counted = sum(record["counts"] for record in found["records"])
        assert (str(counted), str(found["total"])) == (found["figure"]["numerator"], found["figure"]["denominator"])
        assert found["unchanged"] is True
    last = (await operator.get(f"{Q3}/sites/S1/evidence/{WITHIN}?limit=5&offset=500")).json()
    assert (last["offset"], len(last["records"]), last["total"]) == (10, 2, 12)


async def test_a_published_pdf_is_sent_once(operator: Browser) -> None:
    address = f"{Q3}/sites/S1/scorecard.pdf?language=en"
    first = await operator.get(address)
    assert (first.content[:5], first.headers["content-type"]) == (b"%PDF-", "application/pdf")
    assert first.headers["etag"].startswith(
        '"' + (await operator.get(f"{Q3}/sites/S1/scorecard")).json()["fingerprint"]
    )
    for sent in (first.headers["etag"], f'"old", W/{first.headers["etag"]}', "*"):
        assert (await operator.get(address, headers={"if-none-match": sent})).status_code == 304
    assert (await operator.get(address, headers={"if-none-match": '"old"'})).status_code == 200


async def test_a_quarter_is_computed_and_published(
    hq: Browser, operator: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    quarter = f"{QUARTERS}/2026Q4"
    monkeypatch.setattr(api, "now", lambda: NOW)
    early = await send(hq, f"{quarter}/publish")
    assert (early.status_code, early.json()["code"]) == (409, "period_not_over")
    monkeypatch.setattr(api, "now", lambda: AFTER_Q4)
    computed = await send(hq, f"{quarter}/compute", {"scheme": "authorized-site", "version": 1})
    assert (computed.status_code, computed.json()["sites"]) == (200, 4)
    assert (await operator.get(own("S1", "2026Q4")[0])).status_code == 404
    published = await send(hq, f"{quarter}/publish")
    assert (published.status_code, len(published.json()["fingerprint"])) == (200, 64)
    assert (await operator.get(own("S1", "2026Q4")[0])).json()["scheme"] == "authorized-site"
    for address, body in ((f"{quarter}/publish", None), (f"{quarter}/compute", {"scheme": "repairs-only"})):
        again = await send(hq, address, body)
        assert (again.status_code, again.json()["code"]) == (409, "already_published")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"scheme": "no-such"}, 404),
        ({"scheme": "repairs-only", "version": 9}, 404),
        ({"scheme": "repairs-only", "version": 0}, 422),
        ({"scheme": ""}, 422),
        ({"scheme": "repairs-only", "force": True}, 422),
        ({}, 422),
    ],
)
async def test_a_computation_needs_a_scheme_that_there_is(hq: Browser, body: dict[str, Any], status: int) -> None:
    assert (await send(hq, f"{QUARTERS}/2026Q4/compute", body)).status_code == status


async def test_a_quarter_that_was_never_computed_is_not_published(hq: Browser) -> None:
    assert (await send(hq, f"{QUARTERS}/1999Q1/publish")).status_code == 404


async def test_schemes_are_documents_with_exact_numbers(executive: Browser) -> None:
    schemes = (await executive.get("/api/v1/schemes")).json()["schemes"]
    assert [(scheme["code"], scheme["version"]) for scheme in schemes] == [
        ("authorized-site", 7),
        ("authorized-site", 6),
        ("authorized-site", 5),
        ("authorized-site", 4),
        ("authorized-site", 3),
        ("authorized-site", 2),
        ("authorized-site", 1),
        ("repairs-only", 1),
    ]
    one = (await executive.get("/api/v1/schemes/authorized-site/1")).json()
    assert one == schemes[6]
    assert one["document"]["criteria"][0]["curve"][1] == ["0.80", "60"]
    assert (await executive.get("/api/v1/schemes/authorized-site/8")).status_code == 404


async def test_the_description_names_every_refusal(app: Litestar, browse: Browse, season: dict[str, int]) -> None:
    document = (await browse().get("/api/openapi.json")).json()
    routes = {path: item for path, item in document["paths"].items() if path.startswith((QUARTERS, "/api/v1/schemes"))}
    assert len(routes) == 22
    for path, item in routes.items():
        for method, operation in item.items():
            expected = {"401", "403"} | ({"404"} if "{" in path else set()) | ({"409"} if method == "post" else set())
            assert expected <= set(operation["responses"]), path
            refusal = operation["responses"]["403"]["content"]
            assert list(refusal) == ["application/problem+json"]
    card = document["components"]["schemas"]["ScorecardOut"]["properties"]
    assert {"overall", "coverage", "criteria", "next_standing", "fingerprint"} <= set(card)
