"""What people see and do of their own account: who they are, their password, where they are signed in."""

from datetime import timedelta

import pytest

from network.foundation.access import Actor, Role
from network.foundation.database import execute, fetch, fetch_value, gate, transaction
from network.identity.rules.devices import program_of
from tests.served import PASSWORD, Browse, Browser, MakePerson, text_of

SYSTEM = Actor.system()
SESSION, SESSIONS = "/api/v1/session", "/api/v1/account/sessions"
EMAIL, NEW = "a@example.com", "a new long password"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit (KHTML, like Gecko) Chrome/130 Safari/537 Edg/130"


async def headers_of(browser: Browser) -> dict[str, str]:
    return {"x-csrf-token": await browser.csrf()}


@pytest.mark.parametrize(
    ("user_agent", "browser", "system"),
    [
        (EDGE, "Edge", "Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox", "Linux"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) AppleWebKit/605 (KHTML) Version/18 Safari/605",
            "Safari",
            "macOS",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit CriOS/130 Mobile Safari",
            "Chrome",
            "iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/130 Mobile Safari/537 MicroMessenger/8.0", "WeChat", "Android"),
        ("curl/8.5", "API", ""),
        ("Chrome/130 but not Chromed/1", "Chrome", ""),
        ("", "", ""),
        ("<script>alert(1)</script>", "", ""),
    ],
)
def test_a_program_is_named_as_people_name_it(user_agent: str, browser: str, system: str) -> None:
    assert program_of(user_agent) == (browser, system)


async def test_the_page_of_the_account_says_who_one_is(
    browse: Browse, person: MakePerson, sites: dict[str, int]
) -> None:
    await person(EMAIL, Role.HQ_MANAGER, regions=["East China"])
    browser = browse()
    await browser.sign_in(EMAIL)
    shown = text_of(await browser.get("/account"))
    assert all(text in shown for text in ("Hua Zhang", EMAIL, "HQ service manager", "East China", "1 sign-in", "Off"))
    chinese = text_of(await browser.get("/account?lang=zh_CN"))
    assert "我的账户" in chinese


async def test_every_role_has_an_account_page(browse: Browse, person: MakePerson, sites: dict[str, int]) -> None:
    for role in Role:
        email = f"{role.value}@example.com"
        await person(email, role, **({"sites": ["SH1"]} if role in (Role.SITE_OPERATOR, Role.SITE_STAFF) else {}))
        browser = browse()
        await browser.sign_in(email)
        for page in ("", "/password", "/second-factor", "/sessions"):
            answer = await browser.get(f"/account{page}")
            assert (answer.status_code, 'href="/account"' in answer.text) == (200, True)


async def test_a_new_password_ends_all_other_sign_ins(browse: Browse, person: MakePerson) -> None:
    await person(EMAIL, Role.EXECUTIVE)
    browser, elsewhere = browse(), browse()
    await browser.sign_in(EMAIL)
    await elsewhere.sign_in(EMAIL)
    form = {"_csrf": await browser.csrf(), "current_password": PASSWORD}
    done = await browser.post("/account/password", data={**form, "new_password": NEW, "new_password_again": NEW})
    assert (done.status_code, done.headers["location"]) == (303, "/account/password?done=changed")
    assert "Your password is changed" in text_of(await browser.get(done.headers["location"]))
    assert (await elsewhere.get(SESSION)).status_code == 401
    assert (await browse().sign_in(EMAIL, PASSWORD)).status_code == 401
    assert (await browse().sign_in(EMAIL, NEW)).status_code == 303
    async with transaction(SYSTEM):
        [event] = await fetch("select body from trail_event where action = 'account.password_changed'")
        assert await fetch_value("select count(*) from known_device") == 2
    assert event["body"] == '{"sessions_ended":1}'


@pytest.mark.parametrize(
    ("typed", "field", "why"),
    [
        ({"current_password": "guess"}, "current_password", "not your present password"),
        ({"current_password": "x" * 300}, "current_password", "not your present password"),
        ({"new_password": "short", "new_password_again": "short"}, "new_password", "at least 12 characters"),
        ({"new_password": PASSWORD, "new_password_again": PASSWORD}, "new_password", "that you have already"),
        ({"new_password": "password12345", "new_password_again": "password12345"}, "new_password", "stolen"),
        ({"new_password": "huazhang2026", "new_password_again": "huazhang2026"}, "new_password", "your name"),
        ({"new_password_again": "another one"}, "new_password_again", "not the same"),
    ],
)
async def test_a_password_that_is_not_taken_is_told_at_its_field(
    browse: Browse, person: MakePerson, typed: dict[str, str], field: str, why: str
) -> None:
    await person(EMAIL)
    browser = browse()
    await browser.sign_in(EMAIL)
    form = {"current_password": PASSWORD, "new_password": NEW, "new_password_again": NEW, **typed}
    shown = await browser.post("/account/password", data={"_csrf": await browser.csrf(), **form})
    assert shown.status_code == 422
    assert f'href="#field-{field}"' in shown.text
    assert f'id="error-{field}"' in shown.text
    assert why in text_of(shown)
    assert (await browse().sign_in(EMAIL, PASSWORD)).status_code == 303


async def test_whoever_finds_an_unlocked_computer_has_ten_guesses(browse: Browse, person: MakePerson) -> None:
    await person(EMAIL)
    browser = browse()
    await browser.sign_in(EMAIL)
    headers = await headers_of(browser)
    guess = {"current_password": "guess", "new_password": NEW}
    statuses = [
        (await browser.put("/api/v1/account/password", json=guess, headers=headers)).status_code for _count in range(11)
    ]
    assert statuses == [422] * 10 + [429]


async def test_one_sees_where_one_is_signed_in(browse: Browse, person: MakePerson) -> None:
    await person(EMAIL)
    await person("b@example.com")
    here, there = browse(headers={"user-agent": EDGE}), browse("10.0.0.7", headers={"user-agent": "<b>curl"})
    for browser in (there, here):
        await browser.sign_in(EMAIL)
    await browse().sign_in("b@example.com")
    found = (await here.get(SESSIONS)).json()["sessions"]
    assert [(one["browser"], one["system"], one["address"], one["current"]) for one in found] == [
        ("Edge", "Windows", "10.0.0.1", True),
        ("", "", "10.0.0.7", False),
    ]
    shown = await here.get("/account/sessions")
    assert all(text in text_of(shown) for text in ("Edge on Windows", "this one", "Unknown program", "2 sign-ins"))


async def test_one_ends_a_sign_in_and_nobody_elses(browse: Browse, person: MakePerson) -> None:
    await person(EMAIL)
    await person("b@example.com")
    here, there, other = browse(), browse(), browse()
    await here.sign_in(EMAIL)
    await there.sign_in(EMAIL)
    await other.sign_in("b@example.com")
    [_own, far] = (await here.get(SESSIONS)).json()["sessions"]
    refused = await other.delete(f"{SESSIONS}/{far['id']}", headers=await headers_of(other))
    assert (refused.status_code, refused.json()["code"]) == (404, "session_not_found")
    ended = await here.post(f"/account/sessions/{far['id']}/revoke", data={"_csrf": await here.csrf()})
    assert ended.status_code == 303
    assert (await there.get(SESSION)).status_code == 401
    assert (await here.get(SESSION)).status_code == 200
    async with transaction(SYSTEM):
        events = await fetch("select actor, body from trail_event where action = 'session.revoked'")
    assert [(event["actor"], event["body"]) for event in events] == [("Hua Zhang", '{"sessions":1}')]


async def test_one_signs_out_everywhere_else(browse: Browse, person: MakePerson) -> None:
    await person(EMAIL)
    here, *others = [browse() for _count in range(3)]
    for browser in (here, *others):
        await browser.sign_in(EMAIL)
    ended = await here.post("/account/sessions/revoke-others", data={"_csrf": await here.csrf()})
    assert "Everywhere else you are signed out" in text_of(await here.get(ended.headers["location"]))
    assert [(await browser.get(SESSION)).status_code for browser in (here, *others)] == [200, 401, 401]


async def test_when_someone_was_last_seen_is_written_rarely(browse: Browse, person: MakePerson) -> None:
    await person(EMAIL)
    browser = browse()
    await browser.sign_in(EMAIL)

    async def seen_after(minutes: int) -> timedelta:
        async with gate():
            await execute("update session set last_seen_at = now() - $1 * interval '1 minute'", minutes)
        await browser.get(SESSION)
        async with gate():
            ago: timedelta = await fetch_value("select now() - last_seen_at from session")
        return ago

    assert await seen_after(4) >= timedelta(minutes=4)
    assert await seen_after(6) < timedelta(minutes=1)
