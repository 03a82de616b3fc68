"""The quarterly report about the network: who may have it, what part it tells of, what it says of the quarter."""

import asyncio
import hashlib
import os
import subprocess
from concurrent.futures import BrokenExecutor
from decimal import Decimal
from pathlib import Path

import pytest

from network.foundation.access import Actor, Role
from network.foundation.i18n import reading
from network.foundation.settings import Settings
from network.improvement.queries.outstanding import outstanding, outstanding_actions
from network.scorecards.commands.reporting import write_network_report
from network.scorecards.press import Press, press_of
from network.scorecards.queries.network_report import network_report
from tests.factory import Store, at
from tests.reports.network_samples import network
from tests.scorecards.season import Q3
from tests.scorecards.test_home import Enter, enter
from tests.scorecards.test_revisions import restate
from tests.served import Browse
from tests.signatures import status_of

__all__ = ["enter"]

PATH = "/network/report.pdf"
NOW = at("2026-11-20")


async def text_of(document: bytes) -> str:
    asked = await asyncio.to_thread(
        subprocess.run, ["pdftotext", "-layout", "-", "-"], input=document, capture_output=True, check=True
    )
    return " ".join(asked.stdout.decode().split())


async def test_before_the_first_publication_there_is_none(enter: Enter, quarter: dict[str, int]) -> None:
    browser = await enter(Role.EXECUTIVE)
    assert (await browser.get(PATH)).status_code == 404
    assert (await browser.get(f"{PATH}?period=2026Q3")).status_code == 404


async def test_operators_are_not_let_in(enter: Enter, season: dict[str, int]) -> None:
    browser = await enter(Role.SITE_OPERATOR, sites=["S1"])
    assert (await browser.get(PATH)).status_code == 403
    assert (await browser.get("/api/v1/quarters/2026Q3/network-report.pdf")).status_code == 403


@pytest.mark.parametrize("role", [Role.HQ_ADMINISTRATOR, Role.HQ_MANAGER, Role.EXECUTIVE])
async def test_it_tells_of_the_whole_network_in_the_language_asked_for(
    enter: Enter, season: dict[str, int], role: Role
) -> None:
    browser = await enter(role)
    english = await browser.get(f"{PATH}?period=2026Q3&language=en")
    chinese = await browser.get("/api/v1/quarters/2026Q3/network-report.pdf?language=zh_CN")
    assert (english.status_code, english.headers["content-type"]) == (200, "application/pdf")
    told = await text_of(english.content)
    assert all(each in told for each in ("Quarterly network report", "The whole network", "Q3 2026", "League table"))
    read = await text_of(chinese.content)
    assert all(each in read for each in ("网络季度质量报告", "全网络", "评分方法"))


async def test_a_manager_of_regions_gets_a_report_of_them_that_says_so(enter: Enter, season: dict[str, int]) -> None:
    browser = await enter(Role.HQ_MANAGER, regions=["East China"])
    told = await text_of((await browser.get(PATH)).content)
    assert ("East China" in told, "North China" in told, "The whole network" in told) == (True, False, False)
    assert (await browser.get(f"{PATH}?region=North+China")).status_code == 404


@pytest.mark.parametrize(
    "asked", ["period=2026Q5", "period=nonsense", "period=2026Q4", "region=Nowhere", "region=%00x"]
)
async def test_what_is_not_there_is_not_reported_on(enter: Enter, season: dict[str, int], asked: str) -> None:
    assert (await (await enter(Role.EXECUTIVE)).get(f"{PATH}?{asked}")).status_code in (404, 422)


async def test_a_region_is_reported_by_itself_and_linked_from_the_pages(enter: Enter, season: dict[str, int]) -> None:
    browser = await enter(Role.EXECUTIVE)
    assert "region=East+China&amp;language=en" in (await browser.get("/network/dashboard?region=East+China")).text
    assert "/network/report.pdf?period=2026Q3" in (await browser.get("/scorecards/league-table")).text
    told = await text_of((await browser.get(f"{PATH}?region=East+China&language=en")).content)
    assert ("S1" in told, "S2" in told) != (True, True)


async def test_its_figures_are_those_of_the_run(store: Store, season: dict[str, int]) -> None:
    with reading("en"):
        sheet = (await network_report(Actor.system(), Q3, "", "Northline", NOW)).sheet
    franchised = [row for row in sheet.rows if row.standing and row.rank is not None]
    assert len(sheet.rows) == len(season)
    for place, criterion in enumerate(sheet.criteria):
        points = [each for row in franchised if (each := row.points[place]) is not None]
        assert criterion.sites == len(points)
        assert criterion.mean == (sum(points, Decimal(0)) / len(points) if points else None)
        assert criterion.under == sum(each < 60 for each in points)
    assert sum(criterion.weight for criterion in sheet.criteria) == 1


async def test_it_is_signed_and_the_same_bytes_ever_after_for_all_who_may_have_it(
    enter: Enter, season: dict[str, int], store: Store, tmp_path: Path
) -> None:
    executive, manager = await enter(Role.EXECUTIVE), await enter(Role.HQ_MANAGER, "b@example.com")
    wanted = f"{PATH}?period=2026Q3&language=en"
    first, second = await asyncio.gather(executive.get(wanted), manager.get(wanted))
    third = await executive.get(wanted, headers={"if-none-match": first.headers["etag"]})
    assert (first.content == second.content, third.status_code) == (True, 304)
    seal = press_of(Settings()).seal
    assert seal
    assert (await status_of(first.content, seal.certificate, tmp_path)).bottom_line
    [row] = await store.rows("select * from issued_document")
    assert (row["kind"], row["site"], row["part"], row["scope"]) == ("network_report", None, "", "The whole network")
    assert row["sha256"] == hashlib.sha256(first.content).digest()
    assert row["code"] in await text_of(first.content)
    assert await store.value("select count(*) from trail_event where action = 'documents.issued'") == 1


async def test_who_holds_its_code_learns_of_what_part_it_tells_and_no_figure(
    enter: Enter, season: dict[str, int], store: Store, browse: Browse
) -> None:
    regional = await enter(Role.HQ_MANAGER, regions=["East China"])
    executive = await enter(Role.EXECUTIVE, "b@example.com")
    part = await regional.get(f"{PATH}?language=en")
    same = await executive.get(f"{PATH}?language=en&region=East+China")
    whole = await executive.get(f"{PATH}?language=en")
    assert (part.content == same.content, part.content == whole.content) == (True, False)
    code = await store.value("select code from issued_document where part <> ''")
    told = (await browse().get(f"/verify/document/{code}")).text
    for words in ("Network report", "East China", "newest revision", hashlib.sha256(part.content).hexdigest()):
        assert words in told
    await restate(store, season["S2"])
    assert "newer revision" in (await browse().get(f"/verify/document/{code}")).text


async def test_actions_are_counted_by_grade_the_late_ones_apart(store: Store, season: dict[str, int]) -> None:
    assert (await outstanding(Actor.system(), "", NOW), await outstanding_actions(Actor.system(), "", NOW, 5)) == (
        [],
        ([], 0),
    )


def dies(_sheet: object, _language: object) -> bytes:
    os._exit(1)


async def test_a_process_that_is_killed_while_it_draws_spoils_no_later_report() -> None:
    press = Press(None)
    with pytest.raises(BrokenExecutor):
        await press.draw_report(dies, network("en", 1), "en", apart=True)
    # Whoever comes next gets new processes.
    assert press._pool is None


async def test_the_command_writes_it_whole(season: dict[str, int], tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    size = await write_network_report(Actor.system(), Settings(), Q3, "en", target, NOW)
    content = await asyncio.to_thread(target.read_bytes)
    assert len(content) == size
    assert "Quarterly network report" in await text_of(content)
