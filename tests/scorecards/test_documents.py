"""Issued documents: signed once, the same bytes ever after, verified by anybody who holds the code."""

import asyncio
import hashlib
import json
import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pypdf import PdfReader

from network.foundation.access import Role
from network.foundation.database import transaction
from network.foundation.settings import Settings
from network.ledger.commands.posting import post
from network.ledger.commands.proposing import write_proposals
from network.ledger.rules.effects import Effect
from network.ledger.rules.postings import REWARDS, Kind, Posting, transfer
from network.ledger.rules.proposals import Origin
from network.ledger.schemas.proposals import Draft
from network.scorecards.commands.issuing import issue_cards
from network.scorecards.press import Missing, Press, press_of
from network.scorecards.queries.sheets import cards
from network.scorecards.rules.documents import new_code, normalised, seconds_left
from network.web.pace import AskedTooOften, Pace
from reports.sheet import ScorecardSheet
from tests.factory import HQ, NOW, Store, at
from tests.reports.samples import sheet
from tests.scorecards.season import Q3
from tests.served import Browse, Browser, MakePerson
from tests.signatures import status_of

PDF = "/sites/S1/scorecard.pdf?language=en&period=2026Q3"


@pytest.fixture
async def operator(season: dict[str, int], browse: Browse, person: MakePerson) -> Browser:
    await person("ou@example.com", Role.SITE_OPERATOR, sites=["S1"])
    browser = browse()
    await browser.sign_in("ou@example.com")
    return browser


async def code_of(store: Store, site: int) -> str:
    return str(await store.value("select code from issued_document where site = $1", site))


async def test_a_published_card_is_signed_and_the_same_bytes_ever_after(
    operator: Browser, store: Store, season: dict[str, int], tmp_path: Path
) -> None:
    first, again = [await operator.get(PDF) for _time in range(2)]
    assert first.content == again.content
    seal = press_of(Settings()).seal
    assert seal
    assert (await status_of(first.content, seal.certificate, tmp_path)).bottom_line
    [row] = await store.rows("select * from issued_document")
    assert (row["sha256"], row["size"]) == (hashlib.sha256(first.content).digest(), len(first.content))
    assert (row["site"], row["issued_by"]) == (season["S1"], "Hua Zhang")
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(first.content)).pages)
    assert row["code"] in text
    [event] = await store.rows("select * from trail_event where action = 'documents.issued'")
    assert row["code"] in event["body"]


@pytest.fixture
async def followed(season: dict[str, int], store: Store) -> int:
    """A finding of the quarter with its action, one of a day after it, a reward, and a fine that was turned down."""
    site, run = season["S1"], await store.value("select id from scorecard_run where period = '2026Q3'")
    for day, title in ((date(2026, 9, 30), "No barrier posts"), (date(2026, 10, 1), "A day too late")):
        finding = uuid4()
        await store.root.execute(
            "insert into finding (id, site, source, title, detail, grade, repeated, found_on, raised_at, raised_by, "
            "state, version) values ($1, $2, 'hq', jsonb_build_object('en', $3::text), '', 'critical', false, $4, $5, "
            "'HQ', 'open', 1)",
            *(finding, site, title, day, NOW),
        )
        await store.root.execute(
            "insert into corrective_action (id, finding, site, state, containment, root_cause, remedy, owner, due_on, "
            "first_due_on, version) values (gen_random_uuid(), $1, $2, 'open', '', '', '', 'Chen Wei', $3, $3, 1)",
            *(finding, site, day),
        )
    drafts = [
        Draft(site, Origin.RULE, rule, {"en": rule}, Effect.MONEY, f"{rule}:2026Q3", amount=amount, unit="CNY", run=run,
              period="2026Q3")
        for rule, amount in (("Bonus", Decimal(3000)), ("Fine", Decimal(-700)))
    ]  # fmt: skip
    async with transaction(HQ):
        await write_proposals(HQ, drafts, NOW)
    await store.root.execute("update consequence_proposal set state = 'rejected' where rule = 'Fine'")
    return site


async def test_page_2_has_what_was_found_in_the_quarter_and_what_follows_whoever_asks_first(
    followed: int, browse: Browse, person: MakePerson
) -> None:
    await person("ex@example.com", Role.EXECUTIVE)
    executive = browse()
    await executive.sign_in("ex@example.com")
    first = PdfReader(BytesIO((await executive.get(PDF)).content)).pages[1].extract_text()
    for words in ("No barrier posts", "Critical finding", "Chen Wei", "Bonus", "3,000.00"):
        assert words in first
    assert "A day too late" not in first
    assert "Fine" not in first


@pytest.fixture
async def annexed(season: dict[str, int], store: Store) -> None:
    """Of two sites: a reward of the quarter and one of a day after it, an audit that was handed over and one that was
    not."""
    section = {"label": {"en": "Reception", "zh_CN": "接待"}, "earned": "17.5", "possible": "20"}
    document = json.dumps({"title": {"en": "Counter", "zh_CN": "柜台"}, "sections": [section]})
    for code in ("S1", "S2"):
        site = season[code]
        async with transaction(HQ):
            for day, amount in ((at("2026-09-30"), 500), (at("2026-10-01"), 77)):
                lines = transfer(site, "CNY", Decimal(amount), REWARDS)
                await post(HQ, Posting(f"{code} {amount}", Kind.REWARD, site, "Bonus", lines), day)
        for delivered in (NOW, None):
            audit = uuid4()
            await store.root.execute(
                "insert into audit (id, site, kind, visited_on, part_of_day, state, score, critical_failures, "
                "published_at, delivered_at, appeal_until) "
                "values ($1, $2, 'mystery_visit', '2026-08-03', 'morning', 'published', $3, 0, $4, $5, $5)",
                *(audit, site, Decimal("81.25") if delivered else Decimal("12.34"), NOW, delivered),
            )
            await store.root.execute(
                "insert into audit_revision (id, audit, site, number, made_at, score, critical_failures, document, "
                "reason) values ($1, $2, $3, 1, $4, 81.25, 0, $5, '')",
                *(uuid4(), audit, site, NOW, document),
            )


@pytest.mark.usefixtures("annexed")
async def test_the_annex_has_visits_that_the_site_was_given_and_what_was_booked_on_days_of_the_quarter(
    hq: Browser,
) -> None:
    shown = "".join(page.extract_text() for page in PdfReader(BytesIO((await hq.get(PDF)).content)).pages[2:])
    for words in ("Mystery visit · Counter", "81.25", "Reception", "17.5 / 20.0", "The network, for rewards", "500.00"):
        assert shown.count(words) >= 1
    assert (shown.count("81.25"), "12.34" in shown, "77.00" in shown) == (1, False, False)


async def test_what_is_not_published_is_neither_signed_nor_kept(
    season: dict[str, int], hq: Browser, store: Store
) -> None:
    answer = await hq.get("/sites/S1/scorecard.pdf?period=2026Q4")
    assert not PdfFileReader(BytesIO(answer.content)).embedded_signatures
    assert await store.value("select count(*) from issued_document") == 0


@pytest.fixture
async def hq(season: dict[str, int], browse: Browse, person: MakePerson) -> Browser:
    await person("hua@example.com")
    browser = browse()
    await browser.sign_in("hua@example.com")
    return browser


async def test_however_many_ask_at_once_a_card_is_issued_once(season: dict[str, int], store: Store) -> None:
    found = list(await cards(HQ, Q3, ["S1", "S2"], "Net"))
    made = await asyncio.gather(*(issue_cards(HQ, Settings(), found, "en", NOW) for _one in range(4)))
    assert all(each == made[0] for each in made)
    assert await store.value("select count(*) from issued_document") == 2
    assert (
        await store.value(
            "select sum((body::json ->> 'count')::int) from trail_event where action = 'documents.issued'"
        )
        == 2
    )


async def test_anybody_who_holds_the_code_learns_what_it_is_and_no_score(
    operator: Browser, browse: Browse, store: Store, season: dict[str, int]
) -> None:
    content = (await operator.get(PDF)).content
    code = await code_of(store, season["S1"])
    stranger = browse()
    for typed in (code, code.lower().replace("-", " "), f"SM-{code}"):
        answer = await stranger.get("/verify/document", params={"code": typed})
        assert answer.status_code == 200
        assert "newest revision" in answer.text
        assert hashlib.sha256(content).hexdigest() in answer.text
        assert "S1 &amp; Sons" in answer.text
        assert "Q3 2026" in answer.text
    score = await store.value("select overall from scorecard where site = $1 and overall is not null", season["S1"])
    assert str(score) not in answer.text
    assert answer.text == (await browse("10.0.0.9").get(f"/verify/document/{code}")).text


async def test_of_a_document_that_was_restated_anybody_learns_that_there_is_a_newer_one(
    operator: Browser, browse: Browse, store: Store, season: dict[str, int]
) -> None:
    await operator.get(PDF)
    await store.root.execute("set session_replication_role = replica")
    await store.root.execute("alter table scorecard_run disable trigger all")
    await store.root.execute(
        "insert into scorecard_run (id, period, revision, scheme, state, restates, reason) "
        "select gen_random_uuid(), period, 2, scheme, 'published', id, 'A late file' from scorecard_run "
        "where period = '2026Q3'"
    )
    answer = await browse().get(f"/verify/document/{await code_of(store, season['S1'])}")
    assert "a newer revision has been published" in answer.text


@pytest.mark.parametrize("code", ["7K3Q-9F2M-4TBX-C", "%00", "x" * 300, "' or true --", "北"])
async def test_a_wrong_code_is_answered_politely(code: str, browse: Browse, database: str) -> None:
    answer = await browse().get(f"/verify/document/{code}")
    assert answer.status_code == 200
    assert "No document with this code was issued here" in answer.text
    assert "北" not in re.sub(r"北辰", "", answer.text)


@pytest.mark.parametrize(
    "sql", ["update issued_document set name = ''", "delete from issued_document", "truncate issued_document cascade"]
)
async def test_a_document_is_never_changed(sql: str, operator: Browser, store: Store) -> None:
    await operator.get(PDF)
    with pytest.raises(asyncpg.PostgresError) as refused:
        await store.root.execute(sql)
    assert refused.value.sqlstate == "SM001"


async def test_nobody_keeps_other_bytes_under_a_hash(operator: Browser, store: Store) -> None:
    await operator.get(PDF)
    with pytest.raises(asyncpg.CheckViolationError):
        await store.root.execute(
            "insert into issued_document (id, code, kind, run, language, name, content, sha256, size, certificate, "
            "issued_by) select $1, '7K3Q-9F2M-4TBX-C', 'other', run, language, name, 'x', sha256, 1, certificate, "
            "'' from issued_document",
            UUID(int=1),
        )


async def test_many_are_drawn_in_several_processes_and_what_cannot_be_drawn_keeps_nobody_else() -> None:
    press = Press(press_of(Settings()).seal)
    whole = sheet()
    sheets: list[ScorecardSheet] = [whole] * 10
    sheets[7] = sheet(network_name="\U000f0000")
    try:
        drawn = await press.draw(sheets, "en")
    finally:
        press.close()
    assert [number for number, each in enumerate(drawn) if isinstance(each, Missing)] == [7]
    for each in drawn[:7]:
        assert isinstance(each, bytes)
        assert len(PdfFileReader(BytesIO(each)).embedded_signatures) == 1


def test_codes_are_read_however_they_are_typed() -> None:
    code = new_code()
    assert normalised(code) == normalised(code.lower()) == normalised(f" sm {code.replace('-', '')} ") == code
    assert normalised(code[:-1]) is None
    assert len({new_code() for _each in range(100)}) == 100


@pytest.mark.parametrize(
    ("done", "waiting", "seconds", "left"), [(0, 9, 5, None), (10, 20, 5, 10), (10, 0, 5, 0), (1, 1, 0, None)]
)
def test_the_time_left_is_told_by_the_pace_so_far(done: int, waiting: int, seconds: float, left: int | None) -> None:
    assert seconds_left(done, waiting, seconds) == left


def test_whoever_asks_too_often_pauses_and_nobody_else() -> None:
    pace = Pace(most=3, seconds=10)
    for moment in (0, 1, 2):
        pace.step("one", moment)
    pace.step("other", 3)
    with pytest.raises(AskedTooOften):
        pace.step("one", 9.9)
    pace.step("one", 10)
