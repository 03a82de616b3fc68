"""The page of all sites: filters in the address, export, isolation, both languages."""

import csv
import io

from network.foundation.access import Role
from tests.factory import Store
from tests.repairs.counter import enter
from tests.served import Browse, MakePerson, text_of


async def test_the_list_leads_to_each_site_and_keeps_its_filters(
    browse: Browse, person: MakePerson, country: None
) -> None:
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    page = await browser.get("/sites?region=East&status=active")
    assert "1 site" in text_of(page)
    assert 'href="/sites/SH1"' in page.text
    assert "SH2" not in page.text
    assert 'href="/sites?region=East%2FShanghai&amp;status=active"' in page.text
    assert 'href="/sites?region=East&amp;status=active&amp;format=csv"' in page.text
    assert 'href="/sites?status=active" aria-current="true"' not in page.text


async def test_an_export_holds_what_is_shown(browse: Browse, person: MakePerson, store: Store, country: None) -> None:
    await store.site("=cmd", name="@SUM(A1)", name_zh="x")
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    answer = await browser.get("/sites?column=code&column=kind&sort=code&direction=descending&format=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["Code", "Name", "Kind"]
    assert rows[1] == ["SH2", "Pudong", "Franchised site"]
    assert ["'=cmd", "'@SUM(A1)", "Franchised site"] in rows
    assert len(rows) == 6


async def test_an_operator_sees_and_exports_its_own_sites_only(
    browse: Browse, person: MakePerson, country: None
) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["SH1"])
    for address in ("/sites", "/sites?format=csv", "/sites?region=North", "/sites?q=SH"):
        text = (await browser.get(address)).text
        assert not any(secret in text for secret in ("SH2", "Pudong", "BJ1", "North_1"))
    regions = (await browser.get("/sites")).text
    assert ("region=East%2FShanghai" in regions or "region=East" in regions, "region=North" in regions) == (True, False)


async def test_the_list_speaks_chinese(browse: Browse, person: MakePerson, country: None) -> None:
    text = text_of(await (await enter(browse, person, Role.HQ_ADMINISTRATOR)).get("/sites?lang=zh_CN"))
    assert "4 个网点" in text
    assert "外滩" in text
    assert "Bund" not in text


async def test_an_auditor_has_no_business_here(browse: Browse, person: MakePerson, country: None) -> None:
    browser = await enter(browse, person, Role.AUDITOR)
    assert (await browser.get("/sites")).status_code == 403
