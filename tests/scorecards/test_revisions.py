"""A card that was restated: both revisions on the page, in the API and as PDF, and only to those whose they are."""

import re
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from network.foundation.access import Role
from network.scorecards.commands.restating import approve_restatement, propose_restatement
from tests.factory import NOW, Store, at
from tests.repairs.counter import enter
from tests.scorecards.season import Q3, WITHIN, card_of
from tests.scorecards.test_process import COMPUTER, DECIDER
from tests.served import Browse, Browser, MakePerson, text_of

WHY = "Two orders were imported late."
PAGE = "/sites/S2?period=2026Q3"
CARD = "/api/v1/quarters/2026Q3/sites/S2"
PDF = "/sites/S2/scorecard.pdf?period=2026Q3&language=en"


async def restate(store: Store, site: int) -> None:
    for number in range(2):
        await store.order(site, f"LATE{number}", at("2026-08-20", number), ready=90)
    made = await propose_restatement(COMPUTER, Q3, ["S2"], WHY, NOW)
    await approve_restatement(DECIDER, made, "The import log shows it.", NOW)


@pytest.fixture
async def operator(browse: Browse, person: MakePerson, season: dict[str, int]) -> Browser:
    """Runs S2."""
    return await enter(browse, person, Role.SITE_OPERATOR, sites=["S2"])


async def test_an_older_revision_is_shown_as_it_was_with_the_way_to_the_newest_and_back(
    operator: Browser, store: Store, season: dict[str, int]
) -> None:
    assert "Revisions of this scorecard" not in text_of(await operator.get(PAGE))
    before = (await card_of(store, "S2"))["overall"]
    issued = (await operator.get(PDF)).content
    await restate(store, season["S2"])
    newest = await operator.get(PAGE)
    assert f"Revision 2 of 2. It took the place of revision 1 because: {WHY}" in text_of(newest)
    assert "/sites/S2?period=2026Q3&amp;revision=1" in newest.text
    older = await operator.get(f"{PAGE}&revision=1")
    shown = text_of(older)
    assert "Revision 1 of 2. Replaced on" in shown
    assert f"because: {WHY} Show the newest revision" in shown
    assert f"{before:.2f}" in shown
    links = re.findall(r'href="(/sites/S2(?:\?|/evidence/|/scorecard\.pdf)[^"]*)"', older.text)
    # To the newest lead the switcher of quarters, the banner and the list; everything else stays with this revision.
    assert {link for link in links if "revision=1" not in link} == {
        "/sites/S2?period=2026Q3&amp;tab=scorecard",
        "/sites/S2?period=2026Q3",
        *(f"/sites/S2/scorecard.pdf?period=2026Q3&amp;language={language}" for language in ("en", "zh_CN")),
    }
    for tab in ("explanation", "change", "turnaround", "history"):
        assert "Revision 1 of 2." in text_of(await operator.get(f"{PAGE}&revision=1&tab={tab}"))
    assert 'name="revision" value="1"' in (await operator.get(f"{PAGE}&revision=1&tab=explanation")).text
    again = await operator.get(f"{PDF}&revision=1")
    assert again.content == issued
    assert again.content != (await operator.get(PDF)).content
    assert "2026Q3-S2-r2-en.pdf" in (await operator.get(PDF)).headers["content-disposition"]


async def test_an_older_revision_that_nobody_had_drawn_is_drawn_as_it_stood(
    operator: Browser, store: Store, season: dict[str, int]
) -> None:
    before = (await card_of(store, "S2"))["overall"]
    await restate(store, season["S2"])
    drawn = (await operator.get(f"{PDF}&revision=1")).content
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(drawn)).pages)
    assert "SC-2026Q3-S2-r1" in text
    assert f"{before:.2f}" in text
    [row] = await store.rows(
        "select d.code from issued_document d join scorecard_run r on r.id = d.run where r.revision = 1"
    )
    assert "a newer revision has been published" in (await operator.get(f"/verify/document/{row['code']}")).text


async def test_the_api_tells_of_every_revision_and_answers_of_each(
    operator: Browser, store: Store, season: dict[str, int]
) -> None:
    before = (await operator.get(f"{CARD}/scorecard")).json()
    assert [each["revision"] for each in before["revisions"]] == [1]
    await restate(store, season["S2"])
    newest, older = [(await operator.get(f"{CARD}/scorecard{query}")).json() for query in ("", "?revision=1")]
    assert (newest["revision"], older["revision"], older["state"]) == (2, 1, "restated")
    told = [(each["revision"], each["reason"]) for each in older["revisions"]]
    assert told == [(each["revision"], each["reason"]) for each in newest["revisions"]] == [(2, WHY), (1, None)]
    same = {key for key in before if key not in ("state", "revisions")}
    assert {key: older[key] for key in same} == {key: before[key] for key in same}
    assert Decimal(newest["overall"]) < Decimal(older["overall"])
    figures = [(await operator.get(f"{CARD}/metrics{query}")).json()["metrics"] for query in ("", "?revision=1")]
    counted = [next(each for each in told if each["metric"] == WITHIN)["denominator"] for told in figures]
    assert [Decimal(each) for each in counted] == [14, 12]
    records = [(await operator.get(f"{CARD}/evidence/{WITHIN}{query}")).json() for query in ("", "?revision=1")]
    assert [each["unchanged"] for each in records] == [True, False]
    assert "Revision 1" in text_of(await operator.get(f"/sites/S2/evidence/{WITHIN}?period=2026Q3&revision=1"))
    for path in ("explanation", "change", "what-if"):
        answer = await operator.get(f"{CARD}/{path}?revision=1")
        assert answer.status_code == 200
    assert (await operator.get(f"{CARD}/what-if?revision=1")).json()["overall"] == before["overall"]


@pytest.mark.parametrize(("revision", "status"), [("3", 404), ("0", 400), ("two", 400), ("99999999999", 400)])
async def test_a_revision_that_there_is_not_is_refused(operator: Browser, revision: str, status: int) -> None:
    for path in (PAGE, PDF, f"{CARD}/scorecard?", f"/sites/S2/evidence/{WITHIN}?period=2026Q3"):
        answer = await operator.get(f"{path}&revision={revision}")
        assert answer.status_code in (status, 422 if status == 400 else status), path


async def test_neither_a_rival_nor_whom_it_was_not_released_to_learns_of_a_revision(
    operator: Browser, browse: Browse, person: MakePerson, store: Store, season: dict[str, int]
) -> None:
    await restate(store, season["S2"])
    await store.root.execute("alter table scorecard_release disable trigger all")
    await store.root.execute(
        "delete from scorecard_release x using scorecard_run r where r.id = x.run and r.revision = 2 and x.site = $1",
        season["S2"],
    )
    told = (await operator.get(f"{CARD}/scorecard")).json()
    assert (told["revision"], [each["revision"] for each in told["revisions"]]) == (1, [1])
    assert (await operator.get(f"{CARD}/scorecard?revision=2")).status_code == 404
    await person("rival@example.com", Role.SITE_OPERATOR, sites=["S1"])
    rival = browse()
    await rival.sign_in("rival@example.com")
    for path in (f"{CARD}/scorecard?revision=1", f"{PAGE}&revision=1", f"{PDF}&revision=1"):
        assert (await rival.get(path)).status_code == 404
