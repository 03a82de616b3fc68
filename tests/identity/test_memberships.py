"""Memberships on a real database: giving, ending, choosing; and what is left of a session whose role is gone."""

import asyncio
import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from network.foundation.access import Actor, Role
from network.foundation.clock import now
from network.foundation.database import execute, fetch, transaction
from network.foundation.errors import Forbidden
from network.identity.commands.memberships import add_membership, end_membership, switch_membership
from network.identity.commands.people import disable_person, enable_person
from network.identity.errors.accounts import OwnAccount, UnknownPlaces
from network.identity.errors.people import (
    BadMembership,
    LastAdministrator,
    MembershipNotFound,
    MembershipOver,
    MembershipTwice,
    OwnMembership,
    PersonNotFound,
    SecondFactorFirst,
)
from network.identity.queries.accounts import actor_of
from network.identity.schemas.memberships import EndIn, MembershipIn
from tests.identity.hands import SYSTEM, administrator, give, membership_of, signed_in, trail_of
from tests.served import Browse, MakePerson

AT_ONCE = EndIn(reason="Left the company.")
SESSION = "/api/v1/session"


def operator_of(*codes: str, **more: object) -> MembershipIn:
    return MembershipIn.model_validate({"role": Role.SITE_OPERATOR, "sites": codes, **more})


async def test_a_further_membership_is_given_and_on_record_with_who_gave_it(
    sites: dict[str, int], person: MakePerson
) -> None:
    admin, account = await person("admin@example.com"), await person("op@example.com", Role.EXECUTIVE)
    made = await add_membership(administrator(admin), account, operator_of("SH1"), now())
    [event] = await trail_of("membership.granted")
    assert (event["actor"], event["account"], event["subject"]) == ("Hua", admin, str(account))
    assert json.loads(event["body"])["membership"] == str(made)
    assert "example.com" not in event["body"]


@pytest.mark.parametrize("more", [{}, {"last_day": "2999-01-01"}, {"first_day": "2998-01-01"}])
async def test_the_same_role_at_the_same_scope_is_not_given_twice_at_a_time(
    sites: dict[str, int], person: MakePerson, more: dict[str, str]
) -> None:
    account = await person("op@example.com", Role.SITE_OPERATOR, sites=["SH1", "SH2"])
    with pytest.raises(MembershipTwice):
        await add_membership(SYSTEM, account, operator_of("SH2", "SH1", **more), now())
    await add_membership(SYSTEM, account, operator_of("SH1"), now())
    async with transaction(SYSTEM):
        assert len(await fetch("select from membership")) == 2


async def test_two_who_give_the_same_membership_at_once_give_one(sites: dict[str, int], person: MakePerson) -> None:
    account = await person("op@example.com", Role.EXECUTIVE)
    given = (add_membership(SYSTEM, account, operator_of("SH1"), now()) for _ in range(4))
    results = await asyncio.gather(*given, return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["MembershipTwice"] * 3 + ["UUID"]


async def test_what_has_ended_or_never_began_may_be_given_again(sites: dict[str, int], person: MakePerson) -> None:
    account = await person("op@example.com", Role.SITE_OPERATOR, sites=["SH1"])
    await end_membership(SYSTEM, await membership_of(account), AT_ONCE, now())
    planned = await add_membership(SYSTEM, account, operator_of("SH1", first_day="2998-01-01"), now())
    await end_membership(SYSTEM, planned, AT_ONCE, now())
    await add_membership(SYSTEM, account, operator_of("SH1"), now())


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"role": "executive"}, "role"),
        ({"role": "site_operator", "sites": ["SH1"], "last_day": "2020-01-01"}, "last_day"),
        ({"role": "site_operator", "sites": ["SH1"], "rights": ["sites:right:select"]}, "rights"),
    ],
)
async def test_a_membership_that_makes_no_sense_is_refused_by_field(
    sites: dict[str, int], person: MakePerson, wanted: dict[str, object], field: str
) -> None:
    account = await person("op@example.com", Role.AUDITOR)
    with pytest.raises(BadMembership) as refused:
        await add_membership(SYSTEM, account, MembershipIn.model_validate(wanted), now())
    assert list(refused.value.fields) == [field]


async def test_a_membership_at_no_place_or_for_nobody_is_refused(sites: dict[str, int], person: MakePerson) -> None:
    account = await person("op@example.com", Role.AUDITOR)
    with pytest.raises(UnknownPlaces):
        await add_membership(SYSTEM, account, operator_of("SH1", "N\0"), now())
    with pytest.raises(PersonNotFound):
        await add_membership(SYSTEM, uuid4(), operator_of("SH1"), now())
    with pytest.raises(MembershipNotFound):
        await end_membership(SYSTEM, uuid4(), AT_ONCE, now())


async def test_a_membership_ends_on_a_day_and_earlier_than_was_said_but_not_later(
    sites: dict[str, int], person: MakePerson
) -> None:
    account = await person("op@example.com", Role.SITE_OPERATOR, sites=["SH1"])
    membership = await membership_of(account)
    later = EndIn.model_validate({"last_day": "2998-12-31", "reason": "The contract ends."})
    assert await end_membership(SYSTEM, membership, later, now()) == account
    with pytest.raises(MembershipOver):
        await end_membership(SYSTEM, membership, later, now())
    await end_membership(SYSTEM, membership, AT_ONCE, now())
    with pytest.raises(MembershipOver):
        await end_membership(SYSTEM, membership, AT_ONCE, now())
    assert [json.loads(event["body"])["reason"] for event in await trail_of("membership.ended")] == [
        "The contract ends.",
        "Left the company.",
    ]


async def test_nobody_changes_what_they_themselves_may_do(sites: dict[str, int], person: MakePerson) -> None:
    admin, _other = await person("admin@example.com"), await person("other@example.com")
    own = administrator(admin)
    for refused in (
        add_membership(own, admin, operator_of("SH1"), now()),
        end_membership(own, await membership_of(admin), AT_ONCE, now()),
    ):
        with pytest.raises(OwnMembership):
            await refused
    with pytest.raises(OwnAccount):
        await disable_person(own, admin, "A test.", now())


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.HQ_ADMINISTRATOR])
async def test_only_administrators_give_and_end(database: str, role: Role) -> None:
    actor = Actor(role, "someone", uuid4(), sites=None)
    for refused in (
        add_membership(actor, uuid4(), operator_of("SH1"), now()),
        end_membership(actor, uuid4(), AT_ONCE, now()),
        disable_person(actor, uuid4(), "A test.", now()),
        enable_person(actor, uuid4(), "A test.", now()),
    ):
        with pytest.raises(Forbidden):
            await refused


async def test_the_last_administrator_stays(database: str, person: MakePerson) -> None:
    last = await person("last@example.com")
    await person("leaving@example.com", last_day="2998-12-31")
    for refused in (
        end_membership(SYSTEM, await membership_of(last), AT_ONCE, now()),
        disable_person(SYSTEM, last, "A test.", now()),
    ):
        with pytest.raises(LastAdministrator):
            await refused
    await person("new@example.com")
    await disable_person(SYSTEM, last, "Somebody else does it now.", now())


async def test_of_two_administrators_who_end_each_other_at_once_one_stays(database: str, person: MakePerson) -> None:
    one, two = await person("one@example.com"), await person("two@example.com")
    results = await asyncio.gather(
        end_membership(administrator(one), await membership_of(two), AT_ONCE, now()),
        disable_person(administrator(two), one, "A test.", now()),
        return_exceptions=True,
    )
    assert sum(isinstance(result, LastAdministrator) for result in results) == 1
    assert sum(isinstance(result, Exception) for result in results) == 1


async def test_disabling_takes_back_the_invitations_that_were_sent_out_and_enabling_lets_in_again(
    database: str, browse: Browse, person: MakePerson
) -> None:
    await person("other@example.com")
    gone = await person("gone@example.com")
    async with transaction(SYSTEM):
        await execute(
            "insert into invitation (token_sha256, email, name, role, expires_at, invited_by, inviter)"
            " values ('x', 'new@example.com', 'New', 'executive', $2, $1, 'Hua')",
            gone,
            now() + timedelta(days=1),
        )
    await disable_person(SYSTEM, gone, "Left in anger.", now())
    assert len(await trail_of("invitation.revoked")) == 1
    assert (await browse().sign_in("gone@example.com")).status_code == 401
    await enable_person(SYSTEM, gone, "Came back.", now())
    await enable_person(SYSTEM, gone, "Came back.", now())
    assert [json.loads(event["body"])["reason"] for event in await trail_of("account.enabled")] == ["Came back."]
    assert (await browse().sign_in("gone@example.com")).status_code == 303


async def test_a_manager_whose_region_is_taken_away_is_refused_at_the_next_request(
    browse: Browse, sites: dict[str, int], person: MakePerson
) -> None:
    account = await person("east@example.com", Role.HQ_MANAGER, regions=["East China"])
    browser = browse()
    await browser.sign_in("east@example.com")
    assert (await browser.get("/api/v1/sites/SH1")).status_code == 200
    await end_membership(SYSTEM, await membership_of(account), AT_ONCE, now())
    assert (await browser.get("/api/v1/sites/SH1")).status_code == 401
    assert (await browse().sign_in("east@example.com")).status_code == 403


async def test_a_membership_that_is_still_to_come_opens_nothing_yet(
    browse: Browse, sites: dict[str, int], person: MakePerson
) -> None:
    account = await person("op@example.com", Role.SITE_OPERATOR, sites=["SH1"])
    await give(account, Role.SITE_OPERATOR, sites=["BJ1"], first_day="2998-01-01")
    browser = browse()
    await browser.sign_in("op@example.com")
    assert (await signed_in(browser)).sites == frozenset({sites["SH1"]})
    assert len((await browser.get(f"{SESSION}/memberships")).json()["items"]) == 1


async def test_a_session_is_in_one_role_and_goes_on_in_another_when_its_person_says_so(
    browse: Browse, sites: dict[str, int], person: MakePerson
) -> None:
    account = await person("both@example.com", Role.SITE_OPERATOR, sites=["SH1"])
    second = await give(account, Role.HQ_MANAGER, regions=["North China"], rights=[])
    browser = browse()
    await browser.sign_in("both@example.com")
    assert (await signed_in(browser)).sites == frozenset({sites["SH1"]})
    csrf = await browser.csrf()
    page = await browser.get("/account/memberships")
    assert "Go on in this role" in page.text
    switched = await browser.post("/account/memberships", data={"_csrf": csrf, "membership": str(second)})
    assert (switched.status_code, switched.headers["location"]) == (303, "/")
    actor = await signed_in(browser)
    assert (actor.role, actor.sites) == (Role.HQ_MANAGER, frozenset({sites["BJ1"]}))
    assert await browser.csrf() == csrf
    [event] = await trail_of("session.switched")
    assert event["account"] == account

    again = browse()
    await again.sign_in("both@example.com")
    assert (await signed_in(again)).role is Role.HQ_MANAGER


async def test_nobody_goes_on_in_a_role_that_is_not_theirs_or_is_over(
    browse: Browse, sites: dict[str, int], person: MakePerson
) -> None:
    account = await person("op@example.com", Role.SITE_OPERATOR, sites=["SH1"])
    foreign = await membership_of(await person("admin@example.com"))
    over = await give(account, Role.SITE_OPERATOR, sites=["BJ1"])
    await end_membership(SYSTEM, over, AT_ONCE, now())
    browser = browse()
    await browser.sign_in("op@example.com")
    headers = {"x-csrf-token": await browser.csrf()}
    for wanted in (foreign, over, UUID(int=1)):
        answer = await browser.put(f"{SESSION}/membership", json={"membership": str(wanted)}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "membership_not_found")
    broken = await browser.post("/account/memberships", data={"membership": "x", "_csrf": headers["x-csrf-token"]})
    assert broken.status_code == 404
    assert (await signed_in(browser)).sites == frozenset({sites["SH1"]})


async def test_a_role_that_needs_a_second_factor_is_not_gone_on_in_without_one(
    browse: Browse, sites: dict[str, int], person: MakePerson
) -> None:
    account = await person("op@example.com", Role.SITE_OPERATOR, sites=["SH1"])
    browser = browse()
    await browser.sign_in("op@example.com")
    second = await give(account, Role.HQ_MANAGER, regions=["North China"])
    assert browser.session
    visitor = await actor_of(browser.session)
    assert visitor is not None
    with pytest.raises(SecondFactorFirst):
        await switch_membership(visitor, browser.session, second, now(), second_factor=True)
    assert (await signed_in(browser)).role is Role.SITE_OPERATOR
    async with transaction(SYSTEM):
        await execute("update account set totp_secret = 'ABC', totp_confirmed_at = now() where id = $1", account)
    await switch_membership(visitor, browser.session, second, now(), second_factor=True)
    assert (await signed_in(browser)).role is Role.HQ_MANAGER
