"""The service meeting: who may have its pack, what part of the network it tells of, what it finds owed and waiting."""

from uuid import uuid4

import pytest

from network.foundation.access import Actor, Role
from network.foundation.i18n import reading
from network.scorecards.queries.meeting import meeting_pack
from tests.factory import Store, at
from tests.scorecards.season import Q3
from tests.scorecards.test_home import Enter, enter
from tests.scorecards.test_network_report import text_of

__all__ = ["enter"]

PATH = "/network/meeting"
API = "/api/v1/quarters/2026Q3/meeting-pack.pdf"
NOW = at("2026-11-20")


async def test_before_the_first_publication_the_page_says_so(enter: Enter, quarter: dict[str, int]) -> None:
    browser = await enter(Role.EXECUTIVE)
    assert "No quarter has been published yet" in (await browser.get(PATH)).text
    assert (await browser.get(f"{PATH}.pdf")).status_code == 404


async def test_operators_are_not_let_in(enter: Enter, season: dict[str, int]) -> None:
    browser = await enter(Role.SITE_OPERATOR, sites=["S1"])
    assert {(await browser.get(path)).status_code for path in (PATH, f"{PATH}.pdf", API)} == {403}


@pytest.mark.parametrize("role", [Role.HQ_ADMINISTRATOR, Role.EXECUTIVE])
async def test_page_and_pack_tell_the_same_agenda(enter: Enter, season: dict[str, int], role: Role) -> None:
    browser = await enter(role)
    shown = (await browser.get(f"{PATH}?period=2026Q3")).text
    told = await text_of((await browser.get(f"{PATH}.pdf?period=2026Q3&language=en")).content)
    for words in ("The quarter in figures", "Sites at risk", "Decisions of this meeting"):
        assert words in shown
        assert words in told
    assert "服务质量例会" in await text_of((await browser.get(f"{API}?language=zh_CN")).content)


async def test_a_manager_of_regions_gets_a_pack_of_them(enter: Enter, season: dict[str, int]) -> None:
    browser = await enter(Role.HQ_MANAGER, regions=["East China"])
    told = await text_of((await browser.get(f"{PATH}.pdf")).content)
    assert ("East China" in told, "North China" in told) == (True, False)
    assert (await browser.get(f"{PATH}?region=North+China")).status_code == 404
    assert (await browser.get(f"{PATH}.pdf?region=North+China")).status_code == 404


async def test_complaints_are_counted_by_who_answers_for_them_and_by_region(
    store: Store, season: dict[str, int]
) -> None:
    east = season["S1"]
    for place, (site, responsible) in enumerate([(east, "site"), (east, "hq"), (None, None)]):
        await store.rows(
            "insert into complaint (id, complaint_no, site, channel, received_at, entered_at, told_at, problem, "
            "severity, state, words, substantiated, responsible, decided_at) "
            "values ($1, $2, $3, 'phone', $4, $4, $4, 'service.too_late', 'minor', $5, '', $6, $7, $8)",
            *(uuid4(), f"C{place}", site, at("2026-08-01"), "acknowledged" if site else "received"),
            *(True if site else None, responsible, at("2026-08-05") if site else None),
        )
    with reading("en"):
        whole = (await meeting_pack(Actor.system(), Q3, "", "Northline", NOW)).sheet
        part = (await meeting_pack(Actor.system(), Q3, "East China", "Northline", NOW)).sheet
    told = {each.party: (each.complaints, each.late) for each in whole.parties or ()}
    assert told == {"The site": (1, 1), "Headquarters": (1, 1), "Not decided yet": (1, 1)}
    assert {each.party for each in part.parties or ()} == {"The site", "Headquarters"}
    waiting = {each.name: each.count for each in whole.matters}
    assert waiting["Complaints without a decision"] == 1
    assert whole.network.provenance.document_number.startswith("MP-2026Q3-")
