"""The pages of people: the list, one person, and what is done to their account."""

import csv
import io
from uuid import uuid4

import pytest

from network.foundation.access import Role
from network.foundation.clock import now
from network.foundation.database import execute, transaction
from network.identity.commands.memberships import end_membership
from network.identity.schemas.memberships import EndIn
from tests.identity.hands import SYSTEM, give, membership_of, signed_in
from tests.served import Browse, Browser, MakePerson, text_of


@pytest.fixture
async def admin(browse: Browse, sites: dict[str, int], person: MakePerson) -> Browser:
    """An administrator at a browser."""
    await person("admin@example.com", name="Lin Zhiyuan")
    browser = browse()
    await browser.sign_in("admin@example.com")
    return browser


async def listed(browser: Browser, query: str = "") -> list[str]:
    """The names in the export of the list."""
    file = await browser.get(f"/people?format=csv{query}")
    return [row["Full name"] for row in csv.DictReader(io.StringIO(file.content.decode("utf-8-sig")))]


async def test_people_are_found_by_name_role_region_and_state(admin: Browser, person: MakePerson) -> None:
    await person("wu@example.com", Role.HQ_MANAGER, name="Wu", regions=["East China/Shanghai"])
    await person("gao@example.com", Role.SITE_OPERATOR, name="Gao", sites=["SH1", "BJ1"])
    gone = await person("gone@example.com", Role.SITE_OPERATOR, name="Gone", sites=["BJ1"])
    locked = await person("locked@example.com", Role.EXECUTIVE, name="Locked")
    await end_membership(SYSTEM, await membership_of(gone), EndIn(reason="Left."), now())
    csrf = await admin.csrf()
    done = await admin.post(f"/people/{locked}/disable", data={"_csrf": csrf, "reason": "A test."})
    assert done.headers["location"] == f"/people/{locked}?done=disabled"
    assert await listed(admin) == ["Gao", "Gone", "Lin Zhiyuan", "Locked", "Wu"]
    assert await listed(admin, "&q=wu@") == ["Wu"]
    assert await listed(admin, "&role=site_operator") == ["Gao"]
    assert await listed(admin, "&state=ended") == ["Gone"]
    assert await listed(admin, "&state=disabled") == ["Locked"]
    assert await listed(admin, "&region=East+China") == ["Gao", "Wu"]
    assert await listed(admin, "&region=North+China") == ["Gao"]
    assert await listed(admin, "&region=East+China+2") == []
    page = text_of(await admin.get("/people?sort=email&direction=descending"))
    assert "5 people" in page
    assert "2 sites" in page
    assert "No role now" in page


async def test_a_person_is_shown_with_what_they_have_had_and_may_be_given_more(
    admin: Browser, person: MakePerson
) -> None:
    account = await person("wu@example.com", Role.HQ_MANAGER, name="Wu", regions=["East China"])
    csrf = await admin.csrf()
    form = await admin.get(f"/people/{account}/memberships/new")
    assert form.status_code == 200
    typed = {"_csrf": csrf, "role": "hq_manager", "where": "regions", "regions": ["East China"]}
    twice = await admin.post(f"/people/{account}/memberships", data=typed)
    assert (twice.status_code, "already has this very role" in text_of(twice)) == (409, True)
    nowhere = await admin.post(f"/people/{account}/memberships", data={"_csrf": csrf, "role": "hq_manager"})
    assert (nowhere.status_code, "needs another scope" in text_of(nowhere)) == (422, True)
    nobody = await admin.post(f"/people/{account}/memberships", data={"_csrf": csrf})
    assert (nobody.status_code, "Fill this in" in text_of(nobody)) == (422, True)
    wanted = typed | {"regions": ["North China"], "rights": ["sites:right:inspect"], "last_day": "2998-12-31"}
    added = await admin.post(f"/people/{account}/memberships", data=wanted)
    assert added.headers["location"] == f"/people/{account}?done=added"
    page = text_of(await admin.get(added.headers["location"]))
    assert all(text in page for text in ("The membership is added", "North China", "31 Dec 2998", "Inspect"))


async def test_a_membership_is_ended_with_a_reason_and_what_was_typed_is_not_lost(
    admin: Browser, person: MakePerson
) -> None:
    account = await person("wu@example.com", Role.HQ_MANAGER, name="Wu", regions=["East China"])
    end = f"/people/{account}/memberships/{await membership_of(account)}/end"
    csrf = await admin.csrf()
    assert (await admin.post(end, data={"_csrf": csrf})).status_code == 422
    wrong = await admin.post(end, data={"_csrf": csrf, "reason": "Moves on.", "last_day": "2020-01-01"})
    assert (wrong.status_code, "Moves on." in wrong.text) == (422, True)
    ended = await admin.post(end, data={"_csrf": csrf, "reason": "Moves on."})
    assert ended.headers["location"] == f"/people/{account}?done=ended"
    again = await admin.post(end, data={"_csrf": csrf, "reason": "Moves on."})
    assert (again.status_code, "has ended already" in text_of(again)) == (409, True)


async def test_a_new_password_is_shown_once_and_works(admin: Browser, browse: Browse, person: MakePerson) -> None:
    account = await person("wu@example.com", Role.EXECUTIVE, name="Wu")
    shown = await admin.post(f"/people/{account}/password", data={"_csrf": await admin.csrf()})
    password = shown.text.split('id="new-password" readonly value="')[1].split('"')[0]
    assert shown.headers["cache-control"] == "no-store"
    assert password not in (await admin.get(f"/people/{account}")).text
    assert (await browse().sign_in("wu@example.com", password)).status_code == 303


async def test_one_sees_oneself_but_cannot_change_what_one_may_do(admin: Browser) -> None:
    own = (await signed_in(admin)).account
    page = await admin.get(f"/people/{own}")
    assert "This is you" in text_of(page)
    assert not any(dialog in page.text for dialog in ("/disable", "/end", "/memberships/new", "/password"))
    refused = await admin.post(f"/people/{own}/disable", data={"_csrf": await admin.csrf(), "reason": "A test."})
    assert refused.status_code == 409


async def test_programs_do_what_pages_do(admin: Browser, sites: dict[str, int], person: MakePerson) -> None:
    account = await person("gao@example.com", Role.SITE_OPERATOR, name="Gao", sites=["SH1"])
    headers, path = {"x-csrf-token": await admin.csrf()}, f"/api/v1/accounts/{account}"
    wanted = {"role": "site_operator", "sites": ["BJ1"], "first_day": "2998-01-01"}
    made = await admin.post(f"{path}/memberships", json=wanted, headers=headers)
    assert made.status_code == 201
    shown = (await admin.get(path)).json()
    assert [each["sites"] for each in shown["memberships"]] == [["BJ1"], ["SH1"]]
    assert [each["code"] for each in (await admin.get(f"{path}/access")).json()["items"]] == ["SH1"]
    later = await admin.get(f"{path}/access", params={"at": "2998-06-01T00:00:00Z"})
    assert [each["code"] for each in later.json()["items"]] == ["BJ1", "SH1"]
    zoneless = await admin.get(f"{path}/access", params={"at": "2998-06-01T00:00:00"})
    assert (zoneless.status_code, list(zoneless.json()["fields"])) == (422, ["at"])
    end = f"/api/v1/memberships/{made.json()['id']}/end"
    assert (await admin.post(end, json={"reason": "Not needed."}, headers=headers)).status_code == 200
    assert (await admin.post(end, json={"reason": ""}, headers=headers)).status_code == 422
    locked = await admin.post(f"{path}/disable", json={"reason": "A test."}, headers=headers)
    assert locked.json()["state"] == "disabled"
    opened = await admin.post(f"{path}/enable", json={"reason": "A test."}, headers=headers)
    assert opened.json()["state"] == "active"
    for missing in (f"/api/v1/accounts/{uuid4()}", f"/people/{uuid4()}", f"/people/{uuid4()}/access"):
        assert (await admin.get(missing)).status_code == 404


async def test_who_has_several_roles_finds_the_way_to_change_in_the_menu(
    admin: Browser, browse: Browse, person: MakePerson
) -> None:
    account = await person("gao@example.com", Role.SITE_OPERATOR, name="Gao", sites=["SH1"])
    browser = browse()
    await browser.sign_in("gao@example.com")
    assert "/account/memberships" not in (await browser.get("/sites")).text
    await give(account, Role.SITE_OPERATOR, sites=["BJ1"])
    assert "/account/memberships" in (await browser.get("/sites")).text


async def test_a_lost_second_factor_is_reset_and_the_password_alone_is_enough_again(
    admin: Browser, browse: Browse, person: MakePerson
) -> None:
    account = await person("wu@example.com", Role.EXECUTIVE, name="Wu")
    csrf = {"_csrf": await admin.csrf()}
    assert "second-factor" not in (await admin.get(f"/people/{account}")).text
    without = await admin.post(f"/people/{account}/second-factor/reset", data=csrf)
    assert (without.status_code, "no second factor" in text_of(without)) == (409, True)
    async with transaction(SYSTEM):
        await execute("update account set totp_secret = 'ABC', totp_confirmed_at = now() where id = $1", account)
    assert "second-factor/reset" in (await admin.get(f"/people/{account}")).text
    reset = await admin.post(f"/people/{account}/second-factor/reset", data=csrf)
    assert reset.headers["location"] == f"/people/{account}?done=reset"
    assert (await browse().sign_in("wu@example.com")).headers["location"] == "/"
