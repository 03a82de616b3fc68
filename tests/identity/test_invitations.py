"""Invitations: made by an administrator, accepted once by whoever holds the link, and good for nothing else."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from network.foundation.access import Actor, Permission, Role
from network.foundation.clock import now
from network.foundation.database import execute, fetch, fetch_value, transaction
from network.foundation.errors import Forbidden
from network.identity.commands.invitations import accept_invitation, invite, renew_invitation, revoke_invitation
from network.identity.errors.accounts import BadAccount, UnknownPlaces
from network.identity.errors.people import (
    BadMembership,
    HasAccount,
    InvitationGone,
    InvitationNotFound,
    InvitedAlready,
)
from network.identity.queries.invitations import invitation, waiting_invitations
from network.identity.schemas.invitations import AcceptIn, InvitationIn, InvitationMade
from tests.identity.hands import SYSTEM, signed_in, trail_of
from tests.served import PASSWORD, Browse, MakePerson, text_of

ACCEPT = AcceptIn.model_validate({"name": "Wu Jianping", "password": PASSWORD, "language": "zh_CN"})
MANAGER: dict[str, Any] = {
    "role": Role.HQ_MANAGER,
    "whole_network": False,
    "regions": ["East China"],
    "rights": ["sites:right:select"],
    "last_day": "2998-12-31",
}


async def invited(email: str = "new@example.com", **scope: Any) -> InvitationMade:
    wanted = {"email": email, "name": "New", "role": Role.EXECUTIVE, "whole_network": True} | scope
    return await invite(SYSTEM, InvitationIn.model_validate(wanted), now())


def token_of(made: InvitationMade) -> str:
    return made.path.rpartition("/")[2]


async def test_whoever_holds_the_link_makes_the_account_that_was_meant(
    browse: Browse, sites: dict[str, int], person: MakePerson
) -> None:
    made = await invited(**MANAGER)
    told = await invitation(token_of(made), now())
    assert (told.email, told.role, told.inviter) == ("new@example.com", Role.HQ_MANAGER, "servicemark")
    account = await accept_invitation(token_of(made), ACCEPT, now())
    browser = browse()
    assert (await browser.sign_in("new@example.com")).status_code == 303
    actor = await signed_in(browser)
    assert (actor.account, actor.name, actor.role) == (account, "Wu Jianping", Role.HQ_MANAGER)
    assert actor.sites == frozenset({sites["SH1"], sites["SH2"], sites["HZ1"]})
    assert actor.rights.keys() == {Permission.SELECT_SITES}
    async with transaction(SYSTEM):
        [membership] = await fetch("select valid_to, grantor from membership")
        assert await fetch_value("select language from account") == "zh_CN"
    assert (membership["valid_to"].isoformat(), membership["grantor"]) == ("2999-01-01T00:00:00+00:00", "servicemark")
    [accepted] = await trail_of("invitation.accepted")
    assert (accepted["account"], accepted["subject"]) == (account, str(account))


async def test_an_invitation_is_on_record_without_saying_for_whom(database: str) -> None:
    made = await invited()
    [event] = await trail_of("invitation.made")
    assert event["subject"] == str(made.id)
    assert "example.com" not in event["body"]
    async with transaction(SYSTEM):
        kept = dict((await fetch("select * from invitation"))[0])
    assert token_of(made) not in str(kept)


async def test_a_link_used_twice_at_once_makes_one_account(database: str) -> None:
    token = token_of(await invited())
    tries = (accept_invitation(token, ACCEPT, now()) for _ in range(3))
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["InvitationGone", "InvitationGone", "UUID"]
    with pytest.raises(InvitationGone):
        await invitation(token, now())


async def test_used_expired_revoked_and_unknown_links_look_the_same(browse: Browse, database: str) -> None:
    used, expired, revoked, renewed = [await invited(f"{name}@example.com") for name in ("a", "b", "c", "d")]
    await accept_invitation(token_of(used), ACCEPT, now())
    async with transaction(SYSTEM):
        await execute("update invitation set expires_at = $2 where id = $1", expired.id, now())
    await revoke_invitation(SYSTEM, revoked.id, now())
    await renew_invitation(SYSTEM, renewed.id, now())
    browser = browse()
    typed = {"name": "Wu", "language": "en", "password": PASSWORD, "password_again": PASSWORD}
    answers = set()
    for path in (used.path, expired.path, revoked.path, renewed.path, "/invitations/never-made", "/invitations/%00"):
        shown, posted = await browser.get(path), await browser.post(path, data=typed)
        answers |= {(shown.status_code, text_of(shown)), (posted.status_code, text_of(posted))}
    assert len(answers) == 1
    [(status, text)] = answers
    assert status == 404
    assert "This invitation cannot be used" in text


async def test_a_renewed_link_is_good_for_another_week(database: str) -> None:
    made = await invited()
    async with transaction(SYSTEM):
        await execute("update invitation set expires_at = $1", now())
    assert [each.state.value for each in await waiting_invitations(SYSTEM, now())] == ["expired"]
    renewed = await renew_invitation(SYSTEM, made.id, now())
    assert timedelta(days=6) < renewed.expires_at - now() <= timedelta(days=7)
    assert (await invitation(token_of(renewed), now())).email == "new@example.com"
    await revoke_invitation(SYSTEM, made.id, now())
    with pytest.raises(InvitationNotFound):
        await revoke_invitation(SYSTEM, made.id, now())
    with pytest.raises(InvitationNotFound):
        await renew_invitation(SYSTEM, made.id, now())


async def test_an_address_is_invited_once_at_a_time_and_not_when_it_has_an_account(
    database: str, person: MakePerson
) -> None:
    account = await person("here@example.com")
    with pytest.raises(HasAccount) as refused:
        await invited(" Here@example.com ")
    assert refused.value.account == account
    made = await invited()
    with pytest.raises(InvitedAlready):
        await invited("NEW@example.com")
    await revoke_invitation(SYSTEM, made.id, now())
    await invited()


async def test_an_account_made_meanwhile_takes_the_invitation_its_worth(database: str, person: MakePerson) -> None:
    made = await invited()
    await person("new@example.com")
    with pytest.raises(InvitationGone):
        await accept_invitation(token_of(made), ACCEPT, now())


async def test_a_weak_password_is_refused_and_the_link_stays_good(database: str) -> None:
    token = token_of(await invited())
    for weak in ("short", "new@example.com"):
        with pytest.raises(BadAccount):
            await accept_invitation(token, AcceptIn.model_validate({**ACCEPT.model_dump(), "password": weak}), now())
    await accept_invitation(token, ACCEPT, now())


async def test_an_invitation_to_what_makes_no_sense_is_refused(sites: dict[str, int]) -> None:
    with pytest.raises(BadMembership):
        await invited(role=Role.SITE_OPERATOR, whole_network=False)
    with pytest.raises(UnknownPlaces):
        await invited(role=Role.SITE_OPERATOR, whole_network=False, sites=["SH1", "NO"])


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.HQ_ADMINISTRATOR])
async def test_only_administrators_invite(database: str, role: Role) -> None:
    made = await invited()
    actor = Actor(role, "someone", sites=None)
    wanted = InvitationIn.model_validate({"email": "x@example.com", "name": "X", "role": Role.AUDITOR})
    for refused in (
        invite(actor, wanted, now()),
        renew_invitation(actor, made.id, now()),
        revoke_invitation(actor, made.id, now()),
        waiting_invitations(actor, now()),
    ):
        with pytest.raises(Forbidden):
            await refused


async def test_one_invites_and_accepts_on_pages(browse: Browse, sites: dict[str, int], person: MakePerson) -> None:
    await person("admin@example.com", name="Lin")
    admin, guest = browse(), browse("10.0.0.2")
    await admin.sign_in("admin@example.com")
    csrf = await admin.csrf()
    page = await admin.get("/people/invite")
    assert "sends no mail" in text_of(page)
    typed = {"_csrf": csrf, "email": "op@example.com", "name": "Gao", "role": "site_operator", "search": "SH"}
    found = await admin.post("/people/invite", data=typed | {"find": "yes"})
    assert found.status_code == 200
    assert 'value="SH1"' in found.text
    assert 'value="Gao"' in found.text
    refused = await admin.post("/people/invite", data=typed)
    assert refused.status_code == 422
    assert "op@example.com" in refused.text
    made = await admin.post("/people/invite", data=typed | {"sites": ["SH1", "SH2"]})
    link = made.text.split('id="invitation-link" readonly value="')[1].split('"')[0]
    assert link.startswith("http://servicemark.test/invitations/")
    assert link not in (await admin.get("/people/invitations")).text
    assert "op@example.com" in (await admin.get("/people/invitations")).text

    welcome = await guest.get(link)
    assert "Lin invites you" in text_of(welcome)
    assert "Site operator" in text_of(welcome)
    form = {"name": "Gao Lihua", "language": "en", "password": PASSWORD, "password_again": "another"}
    unequal = await guest.post(link, data=form)
    assert (unequal.status_code, "not the same" in text_of(unequal), "Gao Lihua" in unequal.text) == (422, True, True)
    assert PASSWORD not in unequal.text
    accepted = await guest.post(link, data=form | {"password_again": PASSWORD})
    assert (accepted.status_code, accepted.headers["location"]) == (303, "/invitations/accepted")
    assert "ready" in text_of(await guest.get("/invitations/accepted"))
    await guest.sign_in("op@example.com")
    assert (await signed_in(guest)).sites == frozenset({sites["SH1"], sites["SH2"]})
    again = await admin.post("/people/invite", data=typed | {"sites": ["SH1"]})
    assert again.status_code == 409
    assert "/memberships/new" in again.text


async def test_one_invites_by_api(browse: Browse, sites: dict[str, int], person: MakePerson) -> None:
    await person("admin@example.com")
    browser = browse()
    await browser.sign_in("admin@example.com")
    headers = {"x-csrf-token": await browser.csrf()}
    wanted = {"email": "new@example.com", "name": "New", "role": "auditor"}
    made = await browser.post("/api/v1/invitations", json=wanted, headers=headers)
    assert made.status_code == 201
    assert made.json()["path"].startswith("/invitations/")
    twice = await browser.post("/api/v1/invitations", json=wanted, headers=headers)
    assert (twice.status_code, twice.json()["code"]) == (409, "invited_already")
    [waiting] = (await browser.get("/api/v1/invitations")).json()["items"]
    assert (waiting["role"], waiting["state"], "path" in waiting) == ("auditor", "open", False)
    renewed = await browser.post(f"/api/v1/invitations/{waiting['id']}/renew", headers=headers)
    assert renewed.json()["path"] != made.json()["path"]
    left = await browser.post(f"/api/v1/invitations/{waiting['id']}/revoke", headers=headers)
    assert left.json() == {"items": []}
    assert json.loads((await trail_of("invitation.renewed"))[0]["body"]).keys() == {"expires_at"}
