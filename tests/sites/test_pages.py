"""The page of all sites: filters in the address, export, isolation, both languages."""

import csv
import io

from network.foundation.access import Role
from network.foundation.database import close_pool, connection, open_pool, transaction
from tests.factory import HQ, Store
from tests.repairs.conftest import Take
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


async def test_a_whole_request_of_the_list_takes_two_statements(
    database: str, browse: Browse, person: MakePerson, country: None
) -> None:
    people = {
        Role.HQ_ADMINISTRATOR: {},
        Role.HQ_MANAGER: {"regions": ["East"]},
        Role.SITE_OPERATOR: {"sites": ["SH1"]},
    }
    visitors = [await enter(browse, person, role, **scope) for role, scope in people.items()]
    await close_pool()
    await open_pool(1)
    sent: list[str] = []
    async with transaction(HQ):
        connection().add_query_logger(lambda logged: sent.append(logged.query))
    for visitor in visitors:
        for address in ("/sites", "/sites?q=S&sort=operator&direction=descending&region=East&page=9"):
            # The first time asyncpg asks what the types are.
            await visitor.get(address)
            sent.clear()
            assert (await visitor.get(address)).status_code == 200
            asked = [
                query for query in sent if not query.lstrip().startswith(("begin", "commit", "RESET", "SELECT pg_"))
            ]
            assert len(asked) == 2, asked


async def test_a_page_past_the_end_is_the_last_one(browse: Browse, person: MakePerson, store: Store) -> None:
    for number in range(30):
        await store.site(f"S{number:02}")
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    text = text_of(await browser.get("/sites?size=25&page=9"))
    assert "26–30 of 30" in text
    assert "S29" in text
    assert "S24" not in text


async def test_operator_address_and_phone_can_be_shown_and_are_exported_as_shown(
    browse: Browse, person: MakePerson, store: Store, country: None
) -> None:
    await store.root.execute(
        "insert into operator (name, name_zh) values ('Dawn', '晨光'); "
        "update site set operator = (select id from operator), address = '1 Long Street', phone = '010-5550' "
        "where code = 'BJ1'"
    )
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    assert "1 Long Street" not in (await browser.get("/sites")).text
    query = "sort=operator&column=operator&column=address&column=phone"
    assert "1 Long Street" in text_of(await browser.get(f"/sites?{query}"))
    answer = await browser.get(f"/sites?{query}&format=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[:2] == [["Name", "Operator", "Address", "Phone"], ["North_1", "Dawn", "1 Long Street", "010-5550"]]


async def test_what_is_exported_for_editing_can_be_imported_and_changes_nothing(
    browse: Browse, person: MakePerson, country: None, take_sites: Take
) -> None:
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    assert 'href="/sites?region=East&amp;format=import"' in (await browser.get("/sites?region=East")).text
    part = await browser.get("/sites?region=East&format=import")
    assert [line[:3] for line in part.content.decode("utf-8-sig").splitlines()[1:]] == ["SH1", "SH2"]
    whole = (await browser.get("/sites?format=import")).content
    outcome = await take_sites(whole)
    assert (outcome.errors, outcome.new, outcome.changed, outcome.unchanged) == ((), 0, 0, 4)


async def test_only_those_who_may_import_are_offered_a_file_to_edit(
    browse: Browse, person: MakePerson, country: None
) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["SH1"])
    assert "format=import" not in (await browser.get("/sites")).text
    assert "SH2" not in (await browser.get("/sites?format=import")).text
