"""Printing a whole quarter: in chunks, by any worker, each card once, cancelled and gone on with."""

import asyncio
import io
import zipfile
from uuid import UUID

import pytest

from network.foundation.access import Role
from network.foundation.jobs.worker import worker_name, working
from network.foundation.settings import Settings
from network.scorecards.commands import batches as commands
from network.scorecards.commands.batches import cancel, go_on, print_chunk, print_quarter
from network.scorecards.errors import BatchEnded, BatchGoesOn, NothingLeft, QuarterNotPublished
from network.scorecards.jobs import jobs
from network.scorecards.queries.batches import failures, one_batch
from tests.factory import HQ, NOW, Store
from tests.scorecards.season import Q3, Q4
from tests.served import Browse, Browser, MakePerson

PRINTING = "/api/v1/printing"


@pytest.fixture
async def hq(season: dict[str, int], browse: Browse, person: MakePerson) -> Browser:
    await person("hua@example.com")
    browser = browse()
    await browser.sign_in("hua@example.com")
    return browser


async def send(browser: Browser, path: str, body: object = None, status: int = 202) -> dict[str, object]:
    answer = await browser.post(path, json=body, headers={"x-csrf-token": await browser.csrf()})
    assert answer.status_code == status, answer.text
    return dict(answer.json()) if answer.content else {}


async def ended(printing: UUID) -> None:
    async with asyncio.timeout(60):
        while (await one_batch(HQ, printing)).ended_at is None:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.05)


async def test_workers_print_every_card_and_all_come_in_one_file(
    hq: Browser, store: Store, season: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "CHUNK", 1)
    made = await send(hq, PRINTING, {"quarter": "2026Q3", "language": "zh_CN", "unrated_too": True})
    assert (made["waiting"], made["done"]) == (4, 0)
    address = f"{PRINTING}/{made['id']}"
    async with working(jobs(Settings()), look_seconds=0.2):
        await ended(UUID(str(made["id"])))
    told = (await hq.get(address)).json()
    assert (told["done"], told["failed"], told["waiting"], told["workers"]) == (4, 0, 0, 1)
    assert await store.value("select distinct worker from print_item") == worker_name()
    with zipfile.ZipFile(io.BytesIO((await hq.get(f"{address}/files.zip")).content)) as file:
        assert file.testzip() is None
        assert file.namelist() == [f"2026Q3-S{number}-zh_CN.pdf" for number in (1, 2, 3, 4)]
        alone = await hq.get("/sites/S2/scorecard.pdf?language=zh_CN&period=2026Q3")
        assert file.read("2026Q3-S2-zh_CN.pdf") == alone.content
    shown = await hq.get(f"/scorecards/printing/{made['id']}")
    assert "4 of 4 issued" in shown.text
    assert (await hq.get(f"/scorecards/printing/{made['id']}/progress")).headers["hx-refresh"] == "true"


async def test_a_chunk_that_is_done_twice_and_at_the_same_time_issues_nothing_twice(
    season: dict[str, int], store: Store
) -> None:
    made = await print_quarter(HQ, Q3, "en", NOW, unrated_too=True)
    counts = await asyncio.gather(*(print_chunk(Settings(), made, 0, NOW) for _worker in range(3)))
    assert max(counts) == 4
    assert await print_chunk(Settings(), made, 0, NOW) == 0
    assert await store.value("select count(*) from issued_document") == 4
    assert await store.value("select count(*) from trail_event where action = 'batch.done'") == 1


async def test_what_was_issued_before_is_taken_as_it_is(hq: Browser, store: Store) -> None:
    before = (await hq.get("/sites/S1/scorecard.pdf?language=en&period=2026Q3")).content
    made = await print_quarter(HQ, Q3, "en", NOW, unrated_too=False)
    await print_chunk(Settings(), made, 0, NOW)
    assert (await hq.get("/sites/S1/scorecard.pdf?language=en&period=2026Q3")).content == before
    assert await store.value("select count(*) from issued_document") == await store.value(
        "select count(*) from scorecard c join scorecard_run r on r.id = c.run "
        "where r.period = '2026Q3' and c.standing is not null"
    )


async def test_a_name_that_cannot_be_drawn_fails_alone_is_told_and_tried_again(
    hq: Browser, store: Store, season: dict[str, int]
) -> None:
    name = "update scorecard set identity = identity || jsonb_build_object('operator', $1::text) where site = $2"
    await store.root.execute("alter table scorecard disable trigger all")
    await store.root.execute(name, "\U000f0000", season["S1"])
    made = await print_quarter(HQ, Q3, "en", NOW, unrated_too=True)
    await print_chunk(Settings(), made, 0, NOW)
    told = await one_batch(HQ, made)
    assert (told.done, told.failed, told.waiting) == (3, 1, 0)
    [failure] = await failures(HQ, made)
    assert (failure.site, failure.characters) == ("S1", "\U000f0000")
    assert "U+F0000" in (await hq.get(f"/scorecards/printing/{made}")).text
    await store.root.execute(name, "Company", season["S1"])
    assert await go_on(HQ, made) == 1
    await print_chunk(Settings(), made, 0, NOW)
    assert (await one_batch(HQ, made)).done == 4
    with pytest.raises(NothingLeft):
        await go_on(HQ, made)


async def test_a_cancelled_printing_stops_and_goes_on_later(season: dict[str, int], store: Store) -> None:
    made = await print_quarter(HQ, Q3, "en", NOW, unrated_too=True)
    with pytest.raises(BatchGoesOn):
        await print_quarter(HQ, Q3, "en", NOW, unrated_too=True)
    await cancel(HQ, made, NOW)
    with pytest.raises(BatchEnded):
        await cancel(HQ, made, NOW)
    assert await print_chunk(Settings(), made, 0, NOW) == 0
    assert await store.value("select count(*) from issued_document") == 0
    assert await go_on(HQ, made) == 4
    assert await print_chunk(Settings(), made, 0, NOW) == 4


async def test_only_a_published_quarter_is_printed_and_a_refusal_keeps_what_was_chosen(
    hq: Browser, season: dict[str, int]
) -> None:
    with pytest.raises(QuarterNotPublished):
        await print_quarter(HQ, Q4, "en", NOW, unrated_too=False)
    form = {"quarter": "2026Q4", "language": "zh_CN", "unrated_too": "yes", "_csrf": await hq.csrf()}
    answer = await hq.post("/scorecards/printing", data=form)
    assert answer.status_code == 409
    assert "not published yet" in answer.text
    assert "checked" in answer.text


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.SITE_OPERATOR])
async def test_nobody_else_prints_a_quarter(
    role: Role, season: dict[str, int], browse: Browse, person: MakePerson
) -> None:
    await person("other@example.com", role, **({"sites": ["S1"]} if role is Role.SITE_OPERATOR else {}))
    browser = browse()
    await browser.sign_in("other@example.com")
    await send(browser, PRINTING, {"quarter": "2026Q3", "language": "en"}, 403)
    assert (await browser.get("/scorecards/printing")).status_code == 403
