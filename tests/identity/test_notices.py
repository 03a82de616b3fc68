"""Notices: told once to those whom they concern, seen by nobody else, marked as read by their reader."""

import asyncio
from typing import Any

import asyncpg
import pytest

from network.foundation.access import Actor, Role
from network.foundation.database import execute, fetch_value, transaction
from network.identity.rules.notices import NoticeKind
from network.identity.telling import tell_account, tell_headquarters, tell_site
from tests.factory import Store
from tests.identity.hands import SYSTEM
from tests.repairs.conftest import store
from tests.served import Browse, MakePerson, text_of

__all__ = ["store"]

KIND = NoticeKind.FINDING_PUBLISHED
FACTS = {"return_no": "R-1"}


async def tell(actor: Actor, site: int, key: str = "R-1", kind: NoticeKind = KIND) -> int:
    async with transaction(actor):
        return await tell_site(site, kind, key, "/returns/R-1", FACTS)


async def told(store: Store) -> dict[str, int]:
    rows = await store.rows("select email, count(*) as n from notice n join account a on a.id = n.account group by 1")
    return {row["email"].partition("@")[0]: row["n"] for row in rows}


@pytest.fixture
async def people(person: MakePerson, sites: dict[str, int]) -> dict[str, Any]:
    operator, manager = Role.SITE_OPERATOR, Role.HQ_MANAGER
    return {
        "one": await person("one@example.com", operator, sites=["SH1"]),
        "both": await person("both@example.com", operator, sites=["SH1", "SH2"]),
        "third": await person("third@example.com", operator, sites=["SH1", "HZ1"]),
        "other": await person("other@example.com", operator, sites=["BJ1"]),
        "confused": await person("confused@example.com", manager, regions=["East China 2"]),
        "region": await person("region@example.com", manager, regions=["East China/Shanghai"]),
        "all": await person("all@example.com", manager),
        "north": await person("north@example.com", manager, regions=["North China"]),
        "admin": await person("admin@example.com", Role.HQ_ADMINISTRATOR),
    }


async def test_those_who_run_a_site_are_told_and_told_once(
    people: dict[str, Any], sites: dict[str, int], store: Store
) -> None:
    assert await tell(SYSTEM, sites["SH1"]) == 3
    assert await tell(SYSTEM, sites["SH1"]) == 0
    assert await told(store) == {"one": 1, "both": 1, "third": 1}
    assert await tell(SYSTEM, sites["SH2"]) == 0, "the same thing, whichever way it reaches them"
    assert await tell(SYSTEM, sites["SH2"], "R-2") == 1


async def test_the_managers_whose_scope_holds_a_site_are_told_and_administrators_are_not(
    people: dict[str, Any], sites: dict[str, int], store: Store
) -> None:
    async with transaction(SYSTEM):
        assert await tell_headquarters(sites["SH1"], KIND, "R-1", "/", FACTS) == 2
    assert await told(store) == {"region": 1, "all": 1}


async def test_a_site_without_a_region_is_told_of_by_those_of_the_whole_network(
    people: dict[str, Any], sites: dict[str, int], store: Store
) -> None:
    async with transaction(SYSTEM):
        assert await tell_headquarters(sites["XX1"], KIND, "R-1", "/", FACTS) == 1
        assert await tell_site(sites["XX1"], KIND, "R-1", "/", FACTS) == 0
    assert await told(store) == {"all": 1}


async def test_who_does_something_is_not_told_of_it(
    people: dict[str, Any], sites: dict[str, int], store: Store
) -> None:
    actor = Actor(Role.SITE_OPERATOR, "One", people["one"], frozenset({sites["SH1"]}))
    assert await tell(actor, sites["SH1"]) == 2
    assert await told(store) == {"both": 1, "third": 1}


async def test_whose_membership_is_over_or_account_disabled_is_not_told(
    people: dict[str, Any], sites: dict[str, int], store: Store
) -> None:
    await store.root.execute("update membership set valid_to = now() where account = $1", people["one"])
    await store.root.execute(
        "update membership set valid_from = now() + interval '1 day' where account = $1", people["third"]
    )
    await store.root.execute("update account set disabled_at = now() where id = $1", people["both"])
    assert await tell(SYSTEM, sites["SH1"]) == 0


async def test_nobody_is_told_about_a_site_out_of_the_teller_s_reach(
    people: dict[str, Any], sites: dict[str, int], store: Store
) -> None:
    for role in (Role.SITE_OPERATOR, Role.HQ_MANAGER):
        assert await tell(Actor(role, "Stranger", people["other"], frozenset({sites["BJ1"]})), sites["SH1"]) == 0
    assert await told(store) == {}


async def test_what_is_undone_is_told_to_nobody(people: dict[str, Any], sites: dict[str, int], store: Store) -> None:
    with pytest.raises(RuntimeError):
        async with transaction(SYSTEM):
            await tell_site(sites["SH1"], KIND, "R-1", "/", FACTS)
            raise RuntimeError
    assert await store.counts("notice", "jobs.procrastinate_jobs") == {"notice": 0, "jobs.procrastinate_jobs": 0}


async def test_two_who_tell_the_same_at_once_tell_it_once(
    people: dict[str, Any], sites: dict[str, int], store: Store
) -> None:
    counts = await asyncio.gather(*(tell(SYSTEM, sites["SH1"]) for _ in range(6)))
    assert sorted(counts) == [0, 0, 0, 0, 0, 3]
    assert await store.value("select count(*) from jobs.procrastinate_jobs") == 3


async def test_an_operator_tells_no_person_and_writes_no_notice(people: dict[str, Any], sites: dict[str, int]) -> None:
    actor = Actor(Role.SITE_OPERATOR, "One", people["one"], frozenset({sites["SH1"]}))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction(actor):
            await tell_account(people["other"], KIND, "R-1", "/", FACTS)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction(actor):
            await execute("insert into notice (account, kind, key, link) values ($1, 'x', 'x', '/')", people["one"])


async def test_headquarters_tells_one_person(people: dict[str, Any], store: Store) -> None:
    async with transaction(SYSTEM):
        assert await tell_account(people["other"], KIND, "R-1", "/", {**FACTS, "site": "BJ1"}) == 1
    assert await told(store) == {"other": 1}


async def test_one_reads_one_s_own_and_no_other_s(
    people: dict[str, Any], sites: dict[str, int], store: Store, browse: Browse
) -> None:
    await tell(SYSTEM, sites["SH1"])
    one, other = browse(), browse()
    await one.sign_in("one@example.com")
    await other.sign_in("other@example.com")
    [mine] = (await one.get("/api/v1/notices")).json()["notices"]
    assert mine["text"] == "Headquarters has inspected unit R-1 of SH1."
    assert (await other.get("/api/v1/notices")).json() == {"total": 0, "unread": 0, "notices": []}
    headers = {"x-csrf-token": await other.csrf()}
    for path in (f"/api/v1/notices/{mine['id']}/read", f"/notices/{mine['id']}/open"):
        assert (await other.post(path, headers=headers)).status_code == 404
    async with transaction(Actor(Role.SITE_OPERATOR, "Other", people["other"], frozenset({sites["BJ1"]}))):
        assert await fetch_value("select count(*) from notice") == 0
    assert await store.value("select count(*) from notice where read_at is not null") == 0


async def test_the_bell_counts_and_opening_leads_to_the_matter(
    people: dict[str, Any], sites: dict[str, int], browse: Browse
) -> None:
    await tell(SYSTEM, sites["SH1"])
    await tell(SYSTEM, sites["SH1"], "R-2")
    browser = browse()
    await browser.sign_in("one@example.com")
    page = await browser.get("/notices")
    assert "2 unread notices" in text_of(page)
    [first, _second] = (await browser.get("/api/v1/notices")).json()["notices"]
    form = {"_csrf": await browser.csrf()}
    opened = await browser.post(f"/notices/{first['id']}/open", data=form)
    assert (opened.status_code, opened.headers["location"]) == (303, "/returns/R-1")
    assert "1 unread notice" in text_of(await browser.get("/account"))
    assert (await browser.get("/api/v1/notices?unread=true")).json()["total"] == 1
    assert (await browser.post("/notices/read", data=form)).status_code == 303
    assert "You have read everything" in text_of(await browser.get("/notices?unread=yes"))


async def test_notices_speak_the_reader_s_language(
    people: dict[str, Any], sites: dict[str, int], store: Store, browse: Browse
) -> None:
    await store.root.execute("update site set name = 'Shanghai 1', name_zh = '上海一店' where code = 'SH1'")
    await tell(SYSTEM, sites["SH1"])
    browser = browse()
    await browser.sign_in("one@example.com")
    assert "unit R-1 of Shanghai 1 (SH1)" in text_of(await browser.get("/notices"))
    assert "上海一店 (SH1)" in text_of(await browser.get("/notices?lang=zh-CN"))
