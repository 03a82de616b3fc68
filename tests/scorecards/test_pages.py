"""The pages of scorecards: who sees what, whether the numbers are those that are stored, and the two decisions."""

import asyncio
import csv
import io
import re
from html import unescape
from typing import Any

import openpyxl
import pytest

from network.foundation.access import Role
from network.scorecards.metrics.catalogue import METRICS
from network.scorecards.pages import runs as run_pages
from tests.factory import NOW, Store, at
from tests.repairs.counter import enter
from tests.scorecards.season import AFTER_Q4, NO_FAULT, WITHIN, card_of, criteria_of
from tests.scorecards.test_requests import work_off
from tests.served import Browse, Browser, MakePerson, text_of

LEAGUE = "/scorecards/league-table"
RUNS = "/scorecards/runs"
EVIDENCE = f"/sites/S1/evidence/{WITHIN}"
TABS = ("scorecard", "explanation", "turnaround", "history")


def said(answer: Any) -> str:
    return unescape(text_of(answer))


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


def own_pages(code: str) -> list[str]:
    return [
        *(f"/sites/{code}?tab={tab}" for tab in TABS),
        f"/sites/{code}/scorecard.pdf",
        f"/sites/{code}/scorecard.pdf?language=zh_CN",
        f"/sites/{code}/evidence/{WITHIN}",
        f"/sites/{code}/evidence/{WITHIN}?format=csv",
        f"/sites/{code}/evidence/{NO_FAULT}?format=xlsx",
    ]


async def test_what_is_not_ones_own_is_not_there(operator: Browser) -> None:
    answers = [await operator.get(address) for address in own_pages("S2") + own_pages("S9") + own_pages("%00")]
    assert {answer.status_code for answer in answers} == {404}
    assert "S2 & Sons" not in "".join(unescape(answer.text) for answer in answers)


async def test_an_operator_sees_every_page_of_its_own_site(operator: Browser) -> None:
    assert {(await operator.get(address)).status_code for address in own_pages("S1")} == {200}


async def test_an_unknown_metric_is_not_found(operator: Browser) -> None:
    assert (await operator.get("/sites/S1/evidence/no_such_metric")).status_code == 404


async def test_a_role_without_the_right_is_refused(operator: Browser, executive: Browser) -> None:
    for address in (LEAGUE, f"{LEAGUE}?format=csv", RUNS, "/scorecards/schemes", "/scorecards/schemes/repairs-only/1"):
        assert (await operator.get(address)).status_code == 403
    for address in (RUNS, EVIDENCE, f"{EVIDENCE}?format=csv"):
        assert (await executive.get(address)).status_code == 403
    for browser in (operator, executive):
        token = {"_csrf": await browser.csrf()}
        assert (await browser.post(RUNS, data={**token, "quarter": "2026Q4"})).status_code == 403
        assert (await browser.post(f"{RUNS}/2026Q4/publish", data=token)).status_code == 403


@pytest.mark.parametrize("address", [LEAGUE, "/sites/S1", EVIDENCE, "/sites/S1/scorecard.pdf"])
async def test_what_is_no_quarter_is_refused_in_words(hq: Browser, address: str) -> None:
    answer = await hq.get(f"{address}?period=2026-13")
    assert (answer.status_code, "Write a quarter as 2026Q3" in said(answer)) == (422, True)


@pytest.mark.parametrize("address", [LEAGUE, EVIDENCE, "/sites/S1/scorecard.pdf"])
async def test_a_quarter_that_was_never_computed_is_not_found(hq: Browser, address: str) -> None:
    assert (await hq.get(f"{address}?period=1999Q1")).status_code == 404


async def test_a_stranger_is_asked_to_sign_in(browse: Browse, season: dict[str, int]) -> None:
    for address in (LEAGUE, RUNS, "/home", *own_pages("S1"), "/scorecards/schemes"):
        answer = await browse().get(address)
        assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/login")


# The league table


def rows_of(page: str) -> list[str]:
    """The codes of the sites of a league table, from the top."""
    return re.findall(r'<a href="/sites/(\w+)\?period=\w+">', page)


async def test_the_league_table_shows_what_is_stored(hq: Browser, store: Store) -> None:
    answer = await hq.get(f"{LEAGUE}?period=2026Q3")
    assert rows_of(answer.text) == ["S1", "S2", "S3", "S4"]
    for code in ("S1", "S2"):
        card = await card_of(store, code)
        assert f'<span class="score">{card["overall"]}</span>' in answer.text
    assert [(await card_of(store, code))["rank"] for code in ("S1", "S2", "S3", "S4")] == [1, 2, None, None]
    assert "Self-operated sites are shown for reference and never ranked." in said(answer)
    assert "Too little data" in said(answer)


async def test_points_of_the_league_table_are_those_stored(hq: Browser, store: Store) -> None:
    table = list(
        csv.reader(io.StringIO((await hq.get(f"{LEAGUE}?period=2026Q3&format=csv")).content.decode("utf-8-sig")))
    )
    [head, *rows] = table
    assert [row[0] for row in rows] == ["S1", "S2", "S3", "S4"]
    for row in rows:
        stored = [result["points"] for result in await criteria_of(store, row[0])]
        assert row[-4:] == ["" if points is None else str(points) for points in stored]
        card = await card_of(store, row[0])
        assert row[head.index("Score")] == ("" if card["overall"] is None else str(card["overall"]))


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("region=East+China", ["S1"]),
        ("region=North+China", ["S2"]),
        ("standing=unrated", ["S4"]),
        ("kind=self_operated", ["S3"]),
        ("q=s2", ["S2"]),
        ("q=小店", ["S4"]),
        ("q=%25", []),
        ("sort=rank&direction=descending", ["S2", "S1", "S3", "S4"]),
        ("sort=name&direction=descending", ["S4", "S2", "S1", "S3"]),
        ("sort=points:repair_within_target&direction=ascending", ["S2", "S1", "S3", "S4"]),
        ("sort=c.rank;drop+table+site", ["S1", "S2", "S3", "S4"]),
        ("size=25&page=9", ["S1", "S2", "S3", "S4"]),
    ],
)
async def test_the_url_holds_filters_sort_and_page(hq: Browser, query: str, shown: list[str]) -> None:
    answer = await hq.get(f"{LEAGUE}?period=2026Q3&{query}")
    assert answer.status_code == 200
    assert rows_of(answer.text) == shown
    exported = await hq.get(f"{LEAGUE}?period=2026Q3&{query}&format=csv")
    assert [row.split(",")[0] for row in exported.content.decode("utf-8-sig").splitlines()[1:]] == shown


async def test_the_workbook_holds_the_rows_that_are_shown(hq: Browser) -> None:
    answer = await hq.get(f"{LEAGUE}?period=2026Q3&region=East+China&format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == ["S1"]


async def test_the_bar_counts_all_standings_whichever_is_chosen(hq: Browser, store: Store) -> None:
    for query in ("", "&standing=unrated"):
        page = (await hq.get(f"{LEAGUE}?period=2026Q3{query}")).text
        counts = [int(count) for count in re.findall(r"<strong>(\d+)</strong>", page)]
        assert sum(counts) == 4
        assert counts[-1] == 1


async def test_a_region_manager_sees_its_own_sites_with_their_rank_in_the_network(
    browse: Browse, person: MakePerson, season: dict[str, int]
) -> None:
    browser = await enter(browse, person, Role.HQ_MANAGER, regions=["North China"])
    answer = await browser.get(f"{LEAGUE}?period=2026Q3")
    assert rows_of(answer.text) == ["S2"]
    assert '<span class="rank">2</span>' in answer.text
    assert (await browser.get("/sites/S1")).status_code == 404
    assert "Compute quarter" not in (await browser.get(RUNS)).text


async def test_what_is_not_published_is_seen_by_headquarters_only(
    hq: Browser, operator: Browser, executive: Browser
) -> None:
    assert "League table Q4 2026" in said(await hq.get(LEAGUE))
    assert "League table Q3 2026" in said(await executive.get(LEAGUE))
    assert "Q4 2026" not in said(await executive.get(LEAGUE))
    assert (await executive.get(f"{LEAGUE}?period=2026Q4")).status_code == 404
    for browser in (operator, executive):
        answer = await browser.get("/sites/S1?period=2026Q4")
        assert "No scorecard for Q4 2026" in said(answer)
        assert (await browser.get("/sites/S1/scorecard.pdf?period=2026Q4")).status_code == 404
        assert "Q3 2026" in said(await browser.get("/sites/S1"))
    assert (await operator.get(f"{EVIDENCE}?period=2026Q4")).status_code == 404


async def test_a_network_without_a_quarter_says_what_to_do(browse: Browse, person: MakePerson) -> None:
    hq = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    assert "Go to quarter runs" in said(await hq.get(LEAGUE))
    assert "No quarter has been computed yet" in said(await hq.get(RUNS))
    executive = await enter(browse, person, Role.EXECUTIVE)
    answer = said(await executive.get(LEAGUE))
    assert ("No quarter has been published yet" in answer, "Go to quarter runs" in answer) == (True, False)


# A site


async def test_a_site_shows_its_score_its_ranks_and_its_points(operator: Browser, store: Store) -> None:
    answer = await operator.get("/sites/S1")
    card, text = await card_of(store, "S1"), said(answer)
    assert f"{card['overall']} out of 100" in text
    # Of two ranked sites none is told its rank: it would say how the other one stands.
    assert card["rank"] == 1
    assert "Told only where five or more sites of three or more other operators are ranked too." in text
    assert "ahead of" not in text
    for result in await criteria_of(store, "S1"):
        assert f"<strong>{result['points']:.1f}</strong>" in answer.text
        assert f"n = {result['sample_size']}" in text


async def test_every_number_of_a_site_leads_to_its_records(operator: Browser, executive: Browser) -> None:
    page = (await operator.get("/sites/S1")).text
    links = {unescape(link) for link in re.findall(r'href="(/sites/S1/evidence/[^"]+)"', page)}
    assert len(links) == len(METRICS)
    for link in links:
        assert (await operator.get(link)).status_code == 200
    assert "/evidence/" not in (await executive.get("/sites/S1")).text
    assert "/evidence/" not in (await executive.get("/sites/S1?tab=explanation")).text


async def test_the_explanation_says_what_would_lift_the_standing_in_records(operator: Browser, store: Store) -> None:
    shown = said(await operator.get("/sites/S1?tab=explanation"))
    api = (await operator.get("/api/v1/quarters/2026Q3/sites/S1/scorecard")).json()
    lifts = [lift for lift in api["next_standing"]["lifts"] if lift["records"]]
    assert lifts
    words = {
        "repair_within_target": "more ready in time",
        "no_fault_return_rate": "fewer without a fault",
        "repeat_repair_rate": "fewer that come back",
        "local_resolution_rate": "more resolved at the site",
    }
    for lift in lifts:
        assert f"{lift['records']} {words[lift['criterion']]}" in shown
    card = await card_of(store, "S1")
    assert f"= {card['overall']}, rounded to two places." in shown


@pytest.mark.parametrize("tab", TABS)
async def test_each_tab_is_in_the_readers_language(operator: Browser, tab: str) -> None:
    english = await operator.get(f"/sites/S1?tab={tab}&lang=en")
    chinese = await operator.get(f"/sites/S1?tab={tab}&lang=zh_CN")
    assert ("S1 & Sons" in said(english), "S1号网点" in said(chinese)) == (True, True)
    assert ("Scorecard" in said(english), "评分卡" in said(chinese)) == (True, True)
    assert "Explanation" not in said(chinese)


async def test_what_happened_is_told_in_words_to_those_who_may_read_it(operator: Browser, executive: Browser) -> None:
    assert "Scorecard Q3 2026 published:" in said(await operator.get("/sites/S1/trail"))
    assert (await executive.get("/sites/S1/trail")).status_code == 403


async def test_an_unrated_site_says_why(hq: Browser) -> None:
    assert "of the weights could be scored" in said(await hq.get("/sites/S4?period=2026Q3"))


async def test_a_published_pdf_is_sent_once(operator: Browser) -> None:
    first = await operator.get("/sites/S1/scorecard.pdf?language=en")
    assert (first.content[:5], first.headers["content-type"]) == (b"%PDF-", "application/pdf")
    again = {"if-none-match": first.headers["etag"]}
    same = await operator.get("/sites/S1/scorecard.pdf?language=en", headers=again)
    assert (same.status_code, same.content) == (304, b"")
    other = await operator.get("/sites/S1/scorecard.pdf?language=zh_CN", headers=again)
    assert (other.status_code, other.content[:5]) == (200, b"%PDF-")


async def test_a_pdf_that_may_still_change_is_never_kept(hq: Browser) -> None:
    answer = await hq.get("/sites/S1/scorecard.pdf?period=2026Q4")
    assert ("etag" in answer.headers, answer.headers["cache-control"]) == (False, "no-store")


async def test_a_known_version_is_no_way_around_the_rights(
    operator: Browser, browse: Browse, person: MakePerson, season: dict[str, int]
) -> None:
    tag = (await operator.get("/sites/S1/scorecard.pdf")).headers["etag"]
    rival = await enter(browse, person, Role.SITE_OPERATOR, sites=["S2", "S4"])
    assert (await rival.get("/sites/S1/scorecard.pdf", headers={"if-none-match": tag})).status_code == 404


# The records behind a number


async def test_the_records_behind_a_number_are_all_there(operator: Browser, store: Store) -> None:
    answer = await operator.get(EVIDENCE)
    [result] = [each for each in await criteria_of(store, "S1") if each["metric"] == WITHIN]
    assert f"Orders that fell due: {result['denominator']}, of these ready in time: {result['numerator']}" in said(
        answer
    )
    assert len(re.findall(r"</svg>Counted</span>", answer.text)) == result["numerator"]
    assert len(re.findall(r"</svg>Not counted</span>", answer.text)) == result["denominator"] - result["numerator"]
    exported = (await operator.get(f"{EVIDENCE}?format=csv")).content.decode("utf-8-sig")
    records = list(csv.DictReader(io.StringIO(exported)))
    assert sum(record["Counted"] == "yes" for record in records) == result["numerator"]
    assert len(records) == result["denominator"]
    assert records[0]["Received"].endswith("+08:00")


async def test_a_record_leads_to_its_own_page(operator: Browser) -> None:
    for key, place in ((WITHIN, "orders"), (NO_FAULT, "returns")):
        page = (await operator.get(f"/sites/S1/evidence/{key}")).text
        link = re.search(rf'"(/sites/S1/{place}/[0-9a-f-]+)"', page)
        assert link
        assert (await operator.get(link[1])).status_code == 200


async def test_a_page_past_the_end_is_the_last_one(operator: Browser) -> None:
    answer = await operator.get(f"{EVIDENCE}?size=25&page=99")
    assert "1–12 of 12" in said(answer)


async def test_a_record_that_changed_after_publication_is_noticed(operator: Browser, store: Store) -> None:
    assert "the fingerprint agrees" in said(await operator.get(EVIDENCE))
    await store.root.execute("update repair_order set version = version + 1 where order_no = 'A3'")
    assert "have changed since it was published" in said(await operator.get(EVIDENCE))


async def test_a_number_that_is_not_published_is_marked(hq: Browser) -> None:
    assert "Not published yet" in said(await hq.get(f"{EVIDENCE}?period=2026Q4"))


# Computing and publishing


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fourth quarter is over."""
    monkeypatch.setattr(run_pages, "now", lambda: AFTER_Q4)


async def press(browser: Browser, address: str, **form: str) -> Any:
    return await browser.post(address, data={"_csrf": await browser.csrf(), **form})


async def test_a_quarter_is_published_after_its_consequence_is_named(
    hq: Browser, operator: Browser, later: None
) -> None:
    page = await hq.get(RUNS)
    dialog = page.text.partition('<dialog class="dialog dialog-danger" id="publish-2026Q4"')[2].partition("</dialog>")[
        0
    ]
    assert "Q4 2026 can never be computed again or changed" in unescape(dialog)
    assert f'action="{RUNS}/2026Q4/publish"' in dialog
    assert 'id="publish-2026Q3"' not in page.text
    answer = await press(hq, f"{RUNS}/2026Q4/publish")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{RUNS}?done=2026Q4")
    told = said(await hq.get(answer.headers["location"]))
    assert "Q4 2026 is published. Every site can now see its scorecard." in told
    assert "Q4 2026" in said(await operator.get("/sites/S1"))
    again = await press(hq, f"{RUNS}/2026Q4/publish")
    assert (again.status_code, "Published scorecards are never computed again" in said(again)) == (409, True)


async def test_records_that_changed_keep_a_quarter_from_being_published(
    hq: Browser, store: Store, season: dict[str, int], later: None
) -> None:
    await store.order(season["S1"], "B9", at("2026-10-12"), ready=90)
    refused = await press(hq, f"{RUNS}/2026Q4/publish")
    assert (refused.status_code, "Compute it again first" in said(refused)) == (409, True)
    done, _job = await asyncio.gather(
        press(hq, RUNS, quarter="2026q4", scheme="repairs-only 1"), work_off(store, AFTER_Q4)
    )
    assert done.headers["location"].startswith(f"{RUNS}?done=2026Q4&changed=")
    assert "1 scorecard differs from the computation before." in said(await hq.get(done.headers["location"]))
    assert (await press(hq, f"{RUNS}/2026Q4/publish")).status_code == 303


async def test_a_quarter_that_still_runs_is_not_published(hq: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_pages, "now", lambda: NOW)
    refused = await press(hq, f"{RUNS}/2026Q4/publish")
    assert (refused.status_code, "is not over yet" in said(refused)) == (409, True)


@pytest.mark.parametrize(
    ("typed", "status", "reason"),
    [
        ("2026Q5", 422, "is not a period"),
        ("", 422, "is not a period"),
        ("2026Q3", 409, "is published"),
        ("1950Q1", 409, "No site was open"),
    ],
)
async def test_what_was_typed_stays_and_the_reason_is_told(
    hq: Browser, store: Store, later: None, typed: str, status: int, reason: str
) -> None:
    await store.root.execute("update site set opened_on = '2020-01-01'")
    answer = await press(hq, RUNS, quarter=typed, scheme="repairs-only 1")
    assert (answer.status_code, reason in said(answer)) == (status, True)
    assert f'value="{typed or "2026Q4"}"' in answer.text
    assert '<option value="repairs-only 1" selected>' in answer.text


async def test_an_unknown_scheme_is_told(hq: Browser, later: None) -> None:
    answer = await press(hq, RUNS, quarter="2026Q4", scheme="no-such 1")
    assert (answer.status_code, "There is no scheme" in said(answer)) == (404, True)


async def test_a_form_of_another_site_publishes_nothing(hq: Browser, store: Store, later: None) -> None:
    assert (await hq.post(f"{RUNS}/2026Q4/publish", data={})).status_code == 403
    assert await store.value("select state from scorecard_run where period = '2026Q4'") == "computed"


# Schemes


async def test_a_scheme_shows_its_criteria_curves_and_standings(executive: Browser) -> None:
    assert "Repairs only" in said(await executive.get("/scorecards/schemes"))
    answer = await executive.get("/scorecards/schemes/authorized-site/1")
    text = said(answer)
    for words in (
        "Repairs within 24 hours",
        "40%",
        "95.00 to 100",
        "No-fault returns to HQ ≥ 38.0%, from 10 records on",
    ):
        assert words in text
    assert answer.text.count('<svg xmlns="http://www.w3.org/2000/svg" class="chart"') == 4
    chinese = said(await executive.get("/scorecards/schemes/authorized-site/1?lang=zh_CN"))
    assert ("授权网点" in chinese, "等级封顶条件" in chinese) == (True, True)
    for address in ("no-such/1", "authorized-site/9", "authorized-site/99999999999", "authorized-site/one"):
        assert (await executive.get(f"/scorecards/schemes/{address}")).status_code == 404
