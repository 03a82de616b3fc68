"""Who could see a site, and what somebody could see: at any moment, and as far as the asker reaches."""

import csv
import io
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from network.foundation.access import RIGHTS, Actor, Permission, Role
from network.foundation.clock import now
from network.foundation.database import fetch, transaction
from network.foundation.errors import Forbidden
from network.identity.commands.memberships import end_membership
from network.identity.commands.people import disable_person, enable_person
from network.identity.errors.people import PersonNotFound
from network.identity.lists.reach import reach_list
from network.identity.queries.access_review import reach, site_access
from network.identity.schemas.access_review import SiteAccessOut
from network.identity.schemas.memberships import EndIn
from network.sites.errors.sites import SiteNotFound
from network.web.listing import ListState
from tests.identity.hands import SYSTEM, give, membership_of
from tests.served import Browse, MakePerson, text_of

HQ = Actor(Role.HQ_MANAGER, "Ma", uuid4(), None)


async def access(code: str, at: datetime | None = None, actor: Actor = SYSTEM) -> SiteAccessOut:
    return (await site_access(actor, code, at or now()))[1]


def names(found: SiteAccessOut) -> list[str]:
    return sorted(line.name for line in found.people)


@pytest.fixture
async def staff(sites: dict[str, int], person: MakePerson) -> dict[str, UUID]:
    """People who reach Shanghai in every way there is, and some who do not; name -> account."""
    return {
        "admin": await person("admin@example.com", name="admin"),
        "network": await person("network@example.com", Role.HQ_MANAGER, name="network", rights=[]),
        "east": await person(
            "east@example.com", Role.HQ_MANAGER, name="east", regions=["East China"], rights=["sites:right:train"]
        ),
        "north": await person("north@example.com", Role.HQ_MANAGER, name="north", regions=["North China"]),
        "one": await person("one@example.com", Role.SITE_OPERATOR, name="one", sites=["SH1"]),
        "two": await person("two@example.com", Role.SITE_OPERATOR, name="two", sites=["SH1", "BJ1"]),
        "other": await person("other@example.com", Role.SITE_OPERATOR, name="other", sites=["SH2"]),
        "chief": await person("chief@example.com", Role.EXECUTIVE, name="chief"),
        "auditor": await person("auditor@example.com", Role.AUDITOR, name="auditor"),
    }


async def test_everyone_who_reaches_a_site_is_named_with_what_opened_it(staff: dict[str, UUID]) -> None:
    found = await access("SH1")
    assert names(found) == ["admin", "chief", "east", "network", "one", "two"]
    through = {line.name: (line.whole_network, line.region) for line in found.people}
    assert through["admin"] == through["chief"] == through["network"] == (True, None)
    assert through["east"] == (False, "East China")
    assert through["one"] == (False, None)
    rights = {line.name: line.rights for line in found.people}
    assert rights["admin"] == list(RIGHTS)
    assert rights["east"] == [Permission.TRAIN_SITES]
    assert rights["network"] == rights["chief"] == rights["one"] == []
    assert names(await access("XX1")) == ["admin", "chief", "network"]


async def test_the_past_is_told_as_it_was(root_url: str, sites: dict[str, int], staff: dict[str, UUID]) -> None:
    before = now()
    await end_membership(SYSTEM, await membership_of(staff["one"]), EndIn(reason="Left."), now())
    await disable_person(SYSTEM, staff["two"], "A test.", now())
    root = await asyncpg.connect(root_url)
    await root.execute("update site set region = (select id from region where path = 'North China') where code = 'SH1'")
    await root.close()
    between = now()
    await enable_person(SYSTEM, staff["two"], "A test.", now())
    assert names(await access("SH1", before)) == ["admin", "chief", "east", "network", "one", "two"]
    assert names(await access("SH1", between)) == ["admin", "chief", "network", "north"]
    assert names(await access("SH1")) == ["admin", "chief", "network", "north", "two"]
    assert names(await access("SH1", before - timedelta(days=400))) == []


async def test_headquarters_sees_all_sides_and_an_operator_its_own(
    sites: dict[str, int], staff: dict[str, UUID]
) -> None:
    assert names(await access("SH1", actor=HQ)) == ["admin", "chief", "east", "network", "one", "two"]
    east = Actor(Role.HQ_MANAGER, "east", uuid4(), frozenset({sites["SH1"]}))
    assert len((await access("SH1", actor=east)).people) == 6
    own = Actor(Role.SITE_OPERATOR, "one", uuid4(), frozenset({sites["SH1"]}))
    assert names(await access("SH1", actor=own)) == ["one", "two"]
    for actor in (east, own):
        with pytest.raises(SiteNotFound):
            await access("BJ1", actor=actor)


async def test_the_database_tells_of_no_site_out_of_reach(sites: dict[str, int], staff: dict[str, UUID]) -> None:
    for role in (Role.SITE_OPERATOR, Role.HQ_MANAGER):
        async with transaction(Actor(role, "x", uuid4(), frozenset({sites["SH1"]}))):
            for asked in ("access_to_site", "keys_to_site"):
                assert await fetch(f"select * from {asked}($1, now())", sites["BJ1"]) == []
    for role in (Role.EXECUTIVE, Role.AUDITOR, Role.APPLICANT):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction(Actor(role, "x", uuid4(), None)):
                await fetch("select * from access_to_site($1, now())", sites["SH1"])


async def test_only_administrators_are_told_when_somebody_signed_in_last(
    browse: Browse, staff: dict[str, UUID]
) -> None:
    await browse().sign_in("one@example.com")
    told = {line.name: line.signed_in_at for line in (await access("SH1")).people}
    assert told["one"] is not None
    assert told["two"] is None
    assert {line.signed_in_at for line in (await access("SH1", actor=HQ)).people} == {None}


async def test_keys_count_as_long_as_they_open_the_site(root_url: str, sites: dict[str, int]) -> None:
    root = await asyncpg.connect(root_url)
    await root.executemany(
        "insert into api_key (site, name, prefix, key_sha256, verbs, created_at, expires_at, creator, revoked_at)"
        """ values ($1, $2, $2, $3, '["sites:records:import"]', $4, $5, 'Ou', $6)""",
        [
            (sites["SH1"], "desk", b"1", at(1), at(99), None),
            (sites["SH1"], "revoked", b"2", at(1), at(99), at(5)),
            (sites["SH1"], "expired", b"3", at(1), at(5), None),
            (sites["BJ1"], "rival", b"4", at(1), at(99), None),
        ],
    )
    await root.close()
    assert [key.name for key in (await access("SH1", at(10))).keys] == ["desk"]
    assert [key.name for key in (await access("SH1", at(4))).keys] == ["desk", "expired", "revoked"]
    [key] = (await access("SH1", at(10))).keys
    assert (key.verbs, key.until) == ([Permission.IMPORT_RECORDS], at(99))


def at(day: int) -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)


async def test_what_somebody_can_see_is_the_same_from_the_other_side(
    sites: dict[str, int], staff: dict[str, UUID]
) -> None:
    await give(staff["one"], Role.HQ_MANAGER, regions=["North China"], rights=[])
    for account in staff.values():
        definition = reach_list(account)
        found = await reach(SYSTEM, account, ListState(definition, sort="code", size=200), now())
        seen = {(line.code, line.role, line.region) for line in found.items}
        mirrored = {
            (code, line.role, line.region)
            for code in sites
            for line in (await access(code)).people
            if line.account == account
        }
        assert seen == mirrored
    with pytest.raises(PersonNotFound):
        await reach(SYSTEM, uuid4(), ListState(reach_list(uuid4()), sort="code"), now())


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.AUDITOR, Role.APPLICANT])
async def test_nobody_else_reviews_access(database: str, role: Role) -> None:
    actor = Actor(role, "x", uuid4(), None)
    with pytest.raises(Forbidden):
        await site_access(actor, "SH1", now())
    with pytest.raises(Forbidden):
        await reach(actor, uuid4(), ListState(reach_list(uuid4()), sort="code"), now())


async def test_the_page_and_its_file_tell_of_a_day(browse: Browse, staff: dict[str, UUID]) -> None:
    browser = browse()
    await browser.sign_in("admin@example.com")
    page = text_of(await browser.get("/sites/SH1/access"))
    assert all(name in page for name in ("Who has access", "one@example.com", "East China", "Whole network", "Train"))
    past = text_of(await browser.get("/sites/SH1/access?on=2020-02-30"))
    assert "one@example.com" in past
    assert "Nobody had access" in text_of(await browser.get("/sites/SH1/access?on=2020-02-28"))
    file = await browser.get("/sites/SH1/access?format=csv")
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert {row["Full name"] for row in rows} == {"admin", "chief", "east", "network", "one", "two"}
    assert next(row["Train"] for row in rows if row["Full name"] == "east") == "yes"
    assert (await browser.get("/sites/SH1/access?format=xlsx")).content.startswith(b"PK")
    reached = await browser.get(f"/people/{staff['two']}/access?format=csv")
    assert [line.split(",")[0] for line in reached.text.splitlines()[1:]] == ["BJ1", "SH1"]
    shown = await browser.get(f"/people/{staff['two']}/access")
    assert "/sites/BJ1/access" in shown.text


async def test_an_operator_reads_who_of_its_people_has_access_and_nothing_of_headquarters(
    browse: Browse, staff: dict[str, UUID]
) -> None:
    browser = browse()
    await browser.sign_in("one@example.com")
    page = await browser.get("/sites/SH1/access")
    assert ("two@example.com" in page.text, "admin" in page.text, "/people/" in page.text) == (True, False, False)
    told = (await browser.get("/api/v1/sites/SH1/access")).json()
    assert {line["name"] for line in told["people"]} == {"one", "two"}
    for path in ("/sites/SH2/access", "/api/v1/sites/BJ1/access"):
        assert (await browser.get(path)).status_code == 404
    for path in ("/people", "/rights", f"/people/{staff['two']}/access", "/people/invite"):
        assert (await browser.get(path)).status_code == 403
