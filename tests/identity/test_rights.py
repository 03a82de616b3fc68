"""The six rights on a real database: granted and revoked region by region, and what a session makes of them."""

import csv
import io
import json
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from network.foundation.access import RIGHTS, Actor, Permission, Role
from network.foundation.clock import now
from network.foundation.database import execute, fetch, transaction
from network.foundation.errors import Forbidden
from network.identity.commands.memberships import end_membership
from network.identity.commands.rights import grant_right, revoke_right
from network.identity.errors.accounts import UnknownPlaces
from network.identity.errors.people import (
    BadMembership,
    MembershipNotFound,
    MembershipOver,
    OwnMembership,
    RegionOutsideScope,
    RightHeldAlready,
    RightNotFound,
    RightOver,
    RightsForManagersOnly,
)
from network.identity.schemas.memberships import EndIn, RightIn
from tests.identity.hands import SYSTEM, administrator, give, membership_of, signed_in, trail_of
from tests.served import Browse, MakePerson, text_of

SELECT, INSPECT, PUNISH = Permission.SELECT_SITES, Permission.INSPECT_SITES, Permission.PUNISH_SITES


async def grant(membership: UUID, right: Permission = SELECT, **more: object) -> int:
    return await grant_right(SYSTEM, RightIn.model_validate({"membership": membership, "right": right, **more}), now())


async def regions(root_url: str) -> dict[str, int]:
    """Path -> id of every region."""
    root = await asyncpg.connect(root_url)
    try:
        return {row["path"]: row["id"] for row in await root.fetch("select path, id from region")}
    finally:
        await root.close()


async def test_a_right_reaches_its_region_with_all_below_and_no_other(
    browse: Browse, root_url: str, sites: dict[str, int], person: MakePerson
) -> None:
    ids = await regions(root_url)
    membership = await membership_of(await person("m@example.com", Role.HQ_MANAGER, rights=[]))
    browser = browse()
    await browser.sign_in("m@example.com")
    assert (await signed_in(browser)).rights == {}
    await grant(membership, region="East China")
    await grant(membership, INSPECT, region="East China/Shanghai")
    await grant(membership, PUNISH)
    east = frozenset(ids[path] for path in ("East China", "East China/Shanghai", "East China/Hangzhou"))
    actor = await signed_in(browser)
    assert actor.rights == {SELECT: east, INSPECT: frozenset({ids["East China/Shanghai"]}), PUNISH: None}
    assert actor.holds(SELECT, ids["East China/Hangzhou"])
    assert not actor.holds(SELECT, ids["East China 2"])
    assert not actor.holds(SELECT, None)
    assert actor.holds(PUNISH, None)
    assert actor.may(INSPECT)
    assert not actor.may(Permission.TRAIN_SITES)


async def test_a_right_wherever_the_membership_reaches_ends_where_the_membership_does(
    browse: Browse, root_url: str, sites: dict[str, int], person: MakePerson
) -> None:
    ids = await regions(root_url)
    await person("m@example.com", Role.HQ_MANAGER, regions=["East China"])
    browser = browse()
    await browser.sign_in("m@example.com")
    actor = await signed_in(browser)
    east = frozenset(ids[path] for path in ("East China", "East China/Shanghai", "East China/Hangzhou"))
    assert actor.rights == dict.fromkeys(RIGHTS, east)
    assert not actor.holds(SELECT, ids["North China"])


async def test_a_revoked_right_is_gone_at_the_next_request_and_stays_on_record(
    browse: Browse, sites: dict[str, int], person: MakePerson
) -> None:
    admin = await person("admin@example.com")
    account = await person("m@example.com", Role.HQ_MANAGER, rights=[])
    wanted = RightIn(membership=await membership_of(account), right=SELECT, region="East China")
    made = await grant_right(administrator(admin), wanted, now())
    browser = browse()
    await browser.sign_in("m@example.com")
    assert (await signed_in(browser)).may(SELECT)
    assert await revoke_right(administrator(admin), made, "Another one does it now.", now()) == account
    assert not (await signed_in(browser)).may(SELECT)
    with pytest.raises(RightOver):
        await revoke_right(SYSTEM, made, "Once more.", now())
    [granted], [revoked] = await trail_of("right.granted"), await trail_of("right.revoked")
    assert {granted["account"], revoked["account"]} == {admin}
    assert {granted["subject"], revoked["subject"]} == {str(account)}
    assert json.loads(revoked["body"])["reason"] == "Another one does it now."
    await grant_right(administrator(admin), wanted, now())
    async with transaction(SYSTEM):
        kept = await fetch("select valid_to from membership_right order by id")
    assert [row["valid_to"] is None for row in kept] == [False, True]


async def test_a_right_that_is_over_or_of_another_membership_counts_for_nothing(
    browse: Browse, sites: dict[str, int], person: MakePerson
) -> None:
    account = await person("m@example.com", Role.HQ_MANAGER, regions=["East China"], rights=[])
    elsewhere = await give(account, Role.HQ_MANAGER, regions=["North China"], rights=[])
    await grant(elsewhere)
    ended = await grant(await membership_of_region(account, "East China"), INSPECT)
    async with transaction(SYSTEM):
        sql = "update membership_right set valid_from = $2, valid_to = $3 where id = $1"
        await execute(sql, ended, now() - timedelta(days=9), now() - timedelta(seconds=1))
    browser = browse()
    await browser.sign_in("m@example.com")
    assert (await signed_in(browser)).rights == {}


async def membership_of_region(account: UUID, region: str) -> UUID:
    async with transaction(SYSTEM):
        rows = await fetch(
            "select m.id from membership m join membership_region link on link.membership = m.id"
            " join region on region.id = link.region where m.account = $1 and region.path = $2",
            account,
            region,
        )
    found: UUID = rows[0]["id"]
    return found


async def test_a_right_is_held_once_at_a_time(sites: dict[str, int], person: MakePerson) -> None:
    membership = await membership_of(await person("m@example.com", Role.HQ_MANAGER, rights=[]))
    await grant(membership, region="East China")
    for region in ("East China", "East China/Shanghai"):
        with pytest.raises(RightHeldAlready):
            await grant(membership, region=region)
    await grant(membership, region="East China 2")
    await grant(membership)
    with pytest.raises(RightHeldAlready):
        await grant(membership, region="North China")


async def test_a_right_reaches_no_further_than_the_membership_and_is_a_managers(
    sites: dict[str, int], person: MakePerson
) -> None:
    east = await membership_of(await person("m@example.com", Role.HQ_MANAGER, regions=["East China"], rights=[]))
    operator = await membership_of(await person("op@example.com", Role.SITE_OPERATOR, sites=["SH1"]))
    for region in ("East China 2", "North China", "East"):
        with pytest.raises(RegionOutsideScope):
            await grant(east, region=region)
    with pytest.raises(UnknownPlaces):
        await grant(east, region="East China/Nowhere")
    with pytest.raises(RightsForManagersOnly):
        await grant(operator)
    with pytest.raises(MembershipNotFound):
        await grant(uuid4())
    with pytest.raises(BadMembership):
        await grant(east, last_day="2020-01-01")
    await end_membership(SYSTEM, east, EndIn(reason="Left."), now())
    with pytest.raises(MembershipOver):
        await grant(east)


@pytest.mark.parametrize("missing", [4711, 2**31, 2**63])
async def test_a_right_that_was_never_given_is_not_there(database: str, missing: int) -> None:
    with pytest.raises(RightNotFound):
        await revoke_right(SYSTEM, missing, "A test.", now())


async def test_nobody_grants_to_themselves(sites: dict[str, int], person: MakePerson) -> None:
    admin = await person("admin@example.com")
    own = await give(admin, Role.HQ_MANAGER, whole_network=True, rights=[])
    with pytest.raises(OwnMembership):
        await grant_right(administrator(admin), RightIn(membership=own, right=SELECT), now())
    made = await grant(own)
    with pytest.raises(OwnMembership):
        await revoke_right(administrator(admin), made, "A test.", now())


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.HQ_ADMINISTRATOR])
async def test_only_administrators_grant_and_revoke(database: str, role: Role) -> None:
    actor = Actor(role, "someone", uuid4(), sites=None)
    for refused in (
        grant_right(actor, RightIn(membership=uuid4(), right=SELECT), now()),
        revoke_right(actor, 1, "A test.", now()),
    ):
        with pytest.raises(Forbidden):
            await refused


async def test_the_page_says_who_holds_what_over_which_site(
    browse: Browse, sites: dict[str, int], person: MakePerson
) -> None:
    await person("admin@example.com", name="Lin")
    await person("east@example.com", Role.HQ_MANAGER, name="Wu", regions=["East China"], rights=["sites:right:select"])
    await person("north@example.com", Role.HQ_MANAGER, name="Bei", regions=["North China"])
    browser = browse()
    await browser.sign_in("admin@example.com")
    page = text_of(await browser.get("/rights"))
    assert all(name in page for name in ("Lin", "Wu", "Bei", "East China", "North China", "Everywhere"))
    over = text_of(await browser.get("/rights?site=SH1"))
    assert ("Lin" in over, "Wu" in over, "Bei" in over) == (True, True, False)
    nowhere = text_of(await browser.get("/rights?site=XX1"))
    assert ("Lin" in nowhere, "Wu" in nowhere, "Bei" in nowhere) == (True, False, False)
    assert "no such site" in text_of(await browser.get("/rights?site=NO"))
    file = await browser.get("/rights?right=sites:right:select&region=East+China/Shanghai&format=csv")
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [(row[0], row[1], row[2]) for row in rows[1:]] == [
        ("Lin", "Select and certify", "Everywhere"),
        ("Wu", "Select and certify", "East China"),
    ]


async def test_a_manager_of_regions_is_told_of_rights_over_these_only(
    browse: Browse, sites: dict[str, int], person: MakePerson
) -> None:
    await person("admin@example.com", name="Lin")
    await person("sh@example.com", Role.HQ_MANAGER, name="Hu", regions=["East China/Shanghai"])
    await person("east@example.com", Role.HQ_MANAGER, name="Wu", regions=["East China"])
    await person("north@example.com", Role.HQ_MANAGER, name="Bei", regions=["North China"])
    browser = browse()
    await browser.sign_in("sh@example.com")
    told = (await browser.get("/api/v1/rights?size=200")).json()
    assert {each["name"] for each in told["items"]} == {"Lin", "Hu", "Wu"}
    page = await browser.get("/rights")
    assert ("Wu" in page.text, "Bei" in page.text, "/rights/grant" in page.text) == (True, False, False)
    assert (await browser.get("/rights/grant")).status_code == 403


async def test_rights_are_granted_and_revoked_on_pages_and_by_api(
    browse: Browse, sites: dict[str, int], person: MakePerson
) -> None:
    await person("admin@example.com")
    account = await person("m@example.com", Role.HQ_MANAGER, name="Wu", regions=["East China"], rights=[])
    membership = str(await membership_of(account))
    browser = browse()
    await browser.sign_in("admin@example.com")
    csrf = await browser.csrf()
    form = await browser.get(f"/rights/grant?membership={membership}")
    assert f'value="{membership}" selected' in form.text
    typed = {"_csrf": csrf, "membership": membership, "right": "sites:right:train", "region": "North China"}
    refused = await browser.post("/rights/grant", data=typed)
    assert refused.status_code == 422
    assert "does not reach this region" in text_of(refused)
    assert 'value="North China" selected' in refused.text
    granted = await browser.post("/rights/grant", data=typed | {"region": "East China"})
    assert (granted.status_code, granted.headers["location"]) == (303, f"/people/{account}?done=granted")
    shown = await browser.get(f"/people/{account}")
    assert "Train" in text_of(shown)
    api = {"x-csrf-token": csrf}
    made = await browser.post(
        "/api/v1/rights", json={"membership": membership, "right": "sites:right:select"}, headers=api
    )
    assert made.status_code == 201
    right = made.json()["id"]
    unreasoned = await browser.post(f"/rights/{right}/revoke", data={"_csrf": csrf, "reason": " "})
    assert unreasoned.status_code == 422
    revoked = await browser.post(f"/rights/{right}/revoke", data={"_csrf": csrf, "reason": "A mistake."})
    assert revoked.headers["location"] == f"/people/{account}?done=revoked"
    again = await browser.post(f"/api/v1/rights/{right}/revoke", json={"reason": "A mistake."}, headers=api)
    assert (again.status_code, again.json()["code"]) == (409, "right_over")
