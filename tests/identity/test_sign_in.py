"""Signing in and out over HTTP: sessions, guessing, and what a session is worth once things change."""

import asyncio
import hashlib
from statistics import median
from time import perf_counter

import asyncpg
import httpx
import pytest

from network.foundation.access import Actor, Role
from network.foundation.database import execute, fetch, fetch_value, gate, transaction
from network.identity import commands
from network.identity.queries import accounts as queries
from tests.served import PASSWORD, Browse, Browser, MakePerson, text_of

SYSTEM = Actor.system()
SESSION = "/api/v1/session"


async def json_sign_in(browser: Browser, email: str, password: str, **headers: str) -> httpx.Response:
    return await browser.post(SESSION, json={"email": email, "password": password}, headers=headers)


async def test_one_signs_in_and_out_on_pages(browse: Browse, person: MakePerson) -> None:
    await person("a@example.com")
    browser = browse()
    page = await browser.get("/login")
    assert (page.status_code, "Sign in" in text_of(page)) == (200, True)
    entered = await browser.sign_in(" A@Example.com ")
    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    assert (await browser.get("/login")).headers["location"] == "/"
    left = await browser.post("/logout", data={"_csrf": await browser.csrf()})
    assert (left.status_code, left.headers["location"]) == (303, "/login")
    assert browser.session is None
    assert (await browser.get(SESSION)).status_code == 401


async def test_one_signs_in_and_out_by_api(browse: Browse, person: MakePerson) -> None:
    await person("a@example.com", Role.EXECUTIVE)
    browser = browse()
    made = await json_sign_in(browser, "a@example.com", PASSWORD)
    assert (made.status_code, made.json()["role"], made.json()["sites"]) == (201, "executive", None)
    assert (await browser.get(SESSION)).json() == made.json()
    ended = await browser.delete(SESSION, headers={"x-csrf-token": made.json()["csrf_token"]})
    assert ended.status_code == 200
    assert (await browser.get(SESSION)).status_code == 401


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browse: Browse, person: MakePerson) -> None:
    await person("a@example.com")
    cookie = (await browse().sign_in("a@example.com")).headers["set-cookie"].lower()
    assert cookie.startswith("servicemark_session=")
    assert all(part in cookie for part in ("httponly", "samesite=lax", "path=/", "max-age=43200"))
    assert "domain" not in cookie


async def test_only_a_digest_of_the_token_is_kept(browse: Browse, person: MakePerson) -> None:
    await person("a@example.com")
    browser = browse()
    await browser.sign_in("a@example.com")
    assert browser.session
    async with gate():
        [row] = await fetch("select * from session")
    assert row["token_sha256"] == hashlib.sha256(browser.session.encode()).digest()
    assert browser.session not in str(dict(row))


async def test_a_session_cannot_be_fixed_from_outside(browse: Browse, person: MakePerson) -> None:
    await person("a@example.com")
    victim = browse(cookies={"servicemark_session": "chosen-by-an-attacker"})
    await victim.sign_in("a@example.com")
    attacker = browse(cookies={"servicemark_session": "chosen-by-an-attacker"})
    assert (await attacker.get(SESSION)).status_code == 401


async def test_each_sign_in_has_a_new_token_and_ends_the_one_before(browse: Browse, person: MakePerson) -> None:
    await person("a@example.com")
    browser = browse()
    await browser.sign_in("a@example.com")
    first = browser.session
    assert first
    await browser.sign_in("a@example.com")
    assert browser.session != first
    assert (await browse(cookies={"servicemark_session": first}).get(SESSION)).status_code == 401
    assert (await browser.get(SESSION)).status_code == 200


async def test_one_browser_leaving_does_not_sign_out_another(browse: Browse, person: MakePerson) -> None:
    await person("a@example.com")
    here, there = browse(), browse()
    await here.sign_in("a@example.com")
    await there.sign_in("a@example.com")
    await here.post("/logout", data={"_csrf": await here.csrf()})
    assert (await there.get(SESSION)).status_code == 200


async def test_a_session_ends_by_itself_and_is_then_removed(browse: Browse, person: MakePerson, database: str) -> None:
    await person("a@example.com")
    browser = browse()
    await browser.sign_in("a@example.com")
    async with gate():
        await execute("update session set expires_at = now() - interval '1 second'")
    assert (await browser.get(SESSION)).status_code == 401
    await browse().sign_in("a@example.com")
    async with gate():
        assert await fetch_value("select count(*) from session") == 1


async def test_failures_whose_window_is_over_are_forgotten(browse: Browse, person: MakePerson) -> None:
    await person("a@example.com")
    async with gate():
        await execute("insert into login_throttle values ('email:long@gone.example', 7, now() - interval '1 second')")
        await execute("insert into login_throttle values ('email:still@there.example', 7, now() + interval '1 minute')")
    await browse().sign_in("a@example.com")
    async with gate():
        kept = {row["key"] for row in await fetch("select key from login_throttle")}
    assert kept == {"email:still@there.example"}


@pytest.mark.parametrize(
    ("email", "password"), [("a@example.com", "not the password"), ("nobody@example.com", PASSWORD)]
)
async def test_a_wrong_password_and_an_unknown_address_look_the_same(
    browse: Browse, person: MakePerson, email: str, password: str
) -> None:
    await person("a@example.com")
    refused = await json_sign_in(browse(), email, password)
    told = refused.json()
    assert (refused.status_code, told["code"], told["detail"]) == (
        401,
        "wrong_credentials",
        "The email address or the password is not right. Check both and try again.",
    )
    page = await browse().sign_in(email, password)
    assert (page.status_code, "is not right" in text_of(page), email in page.text) == (401, True, True)
    assert password not in page.text


async def test_a_disabled_account_is_told_no_more_than_a_wrong_one(browse: Browse, person: MakePerson) -> None:
    await person("a@example.com", Role.EXECUTIVE)
    await commands.disable_account(SYSTEM, "a@example.com")
    assert (await json_sign_in(browse(), "a@example.com", PASSWORD)).json()["code"] == "wrong_credentials"


async def test_an_unknown_address_takes_as_long_as_a_known_one(
    hashing_in_earnest: None, browse: Browse, person: MakePerson
) -> None:
    await person("a@example.com")

    async def seconds(email: str, address: str) -> float:
        started = perf_counter()
        await json_sign_in(browse(address), email, "not the password")
        return perf_counter() - started

    await seconds("warm@example.com", "10.9.9.9")
    known, unknown = [], []
    for count in range(9):
        known.append(await seconds("a@example.com", f"10.1.0.{count}"))
        unknown.append(await seconds(f"n{count}@example.com", f"10.2.0.{count}"))
    # The hash dominates both; without it an unknown address answers ten times faster.
    assert 0.5 < median(known) / median(unknown) < 2


async def test_after_ten_failures_even_the_right_password_is_not_read(browse: Browse, person: MakePerson) -> None:
    await person("a@example.com")
    for count in range(10):
        assert (await json_sign_in(browse(), "a@example.com", f"guess {count}")).status_code == 401
    blocked = await json_sign_in(browse(), "a@example.com", PASSWORD)
    assert (blocked.status_code, blocked.json()["code"], blocked.json()["retryable"]) == (
        429,
        "too_many_attempts",
        True,
    )
    assert 0 < int(blocked.headers["retry-after"]) <= 900
    page = await browse().sign_in("a@example.com")
    assert (page.status_code, "15 minutes" in text_of(page)) == (429, True)


async def test_the_block_ends_by_itself_and_is_not_prolonged_by_more_tries(browse: Browse, person: MakePerson) -> None:
    await person("a@example.com")
    for _count in range(14):
        await json_sign_in(browse(), "a@example.com", "guess")
    async with gate():
        kept = {row["key"]: row["failures"] for row in await fetch("select key, failures from login_throttle")}
        assert kept == {"address:10.0.0.1": 10, "pair:10.0.0.1:a@example.com": 10, "email:a@example.com": 10}
        await execute("update login_throttle set window_ends_at = now() where key like 'pair:%'")
    assert (await json_sign_in(browse(), "a@example.com", PASSWORD)).status_code == 201


async def test_a_new_password_ends_the_block(browse: Browse, person: MakePerson) -> None:
    await person("a@example.com")
    for _count in range(11):
        await json_sign_in(browse(), "a@example.com", "guess")
    await commands.reset_password(SYSTEM, "a@example.com", "a new long password")
    assert (await json_sign_in(browse(), "a@example.com", "a new long password")).status_code == 201


async def test_signing_in_forgives_the_failures_before_it(browse: Browse, person: MakePerson) -> None:
    await person("a@example.com")
    for _round in range(3):
        for _try in range(9):
            await json_sign_in(browse(), "a@example.com", "guess")
        assert (await json_sign_in(browse(), "a@example.com", PASSWORD)).status_code == 201


async def test_one_network_address_has_fifty_tries_whatever_it_says_of_itself(
    browse: Browse, person: MakePerson
) -> None:
    await person("a@example.com")
    async with gate():
        await execute("insert into login_throttle values ('address:10.0.0.7', 49, now() + interval '9 minutes')")
    browser = browse("10.0.0.7")
    statuses = [
        (
            await json_sign_in(browser, f"n{count}@example.com", "guess", **{"x-forwarded-for": f"203.0.113.{count}"})
        ).status_code
        for count in range(4)
    ]
    assert statuses == [401, 429, 429, 429]
    assert (await json_sign_in(browser, "a@example.com", PASSWORD, forwarded="for=203.0.113.9")).status_code == 429
    assert (await json_sign_in(browse("10.0.0.8"), "a@example.com", PASSWORD)).status_code == 201


async def test_many_tries_at_once_get_no_more_than_one_after_the_other(browse: Browse, person: MakePerson) -> None:
    await person("a@example.com")
    tries = [json_sign_in(browse(), "a@example.com", "guess") for _count in range(30)]
    statuses = [answer.status_code for answer in await asyncio.gather(*tries)]
    assert (statuses.count(401), statuses.count(429)) == (10, 20)


async def test_text_that_is_no_address_at_all_is_refused_like_a_wrong_one(browse: Browse, database: str) -> None:
    for email in ("", "x", "a\x00@example.com", "a@b" * 200, "'; drop table account; --"):
        page = await browse().sign_in(email, "whatever it is")
        assert (page.status_code, "is not right" in text_of(page)) == (401, True)


async def test_what_was_typed_is_shown_again_as_text(browse: Browse, database: str) -> None:
    page = await browse().sign_in('"><script>alert(1)</script>', "x")
    assert "<script>alert" not in page.text


@pytest.mark.parametrize(
    "place",
    ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/ok\r\nX: y", "", "/logout"],
)
async def test_signing_in_sends_nobody_to_another_site(browse: Browse, person: MakePerson, place: str) -> None:
    await person("a@example.com")
    assert (await browse().sign_in("a@example.com", next=place)).headers["location"] == "/"


async def test_one_comes_back_to_the_page_that_one_wanted(browse: Browse, person: MakePerson) -> None:
    await person("a@example.com")
    browser = browse()
    sent = await browser.get("/api/docs?tag=Session&x=1")
    assert (sent.status_code, sent.headers["location"]) == (303, "/login?next=/api/docs%3Ftag%3DSession%26x%3D1")
    form = await browser.get(sent.headers["location"])
    assert 'value="/api/docs?tag=Session&amp;x=1"' in form.text
    entered = await browser.sign_in("a@example.com", next="/api/docs?tag=Session&x=1")
    assert entered.headers["location"] == "/api/docs?tag=Session&x=1"


async def test_htmx_is_told_to_load_the_login_page_whole(browse: Browse, database: str) -> None:
    headers = {"hx-request": "true", "hx-current-url": "http://servicemark.test/api/docs?x=1"}
    answer = await browse().get("/api/docs", headers=headers)
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/login?next=/api/docs%3Fx%3D1")


@pytest.mark.parametrize("change", ["disable", "reset", "role", "sites"])
async def test_a_session_is_worth_what_its_account_is_worth_now(
    browse: Browse, person: MakePerson, sites: dict[str, int], root_url: str, change: str
) -> None:
    await person("op@example.com", Role.SITE_OPERATOR, sites=["SH1", "SH2"])
    browser = browse()
    await browser.sign_in("op@example.com")
    assert (await browser.get(SESSION)).json()["sites"] == ["SH1", "SH2"]
    root = await asyncpg.connect(root_url)
    match change:
        case "disable":
            await commands.disable_account(SYSTEM, "op@example.com")
        case "reset":
            await commands.reset_password(SYSTEM, "op@example.com", "a new long password")
        case "role":
            await root.execute("delete from membership")
        case "sites":
            await root.execute("delete from membership_site where site = $1", sites["SH1"])
    await root.close()
    answer = await browser.get(SESSION)
    if change == "sites":
        assert answer.json()["sites"] == ["SH2"]
    else:
        assert answer.status_code == 401


async def test_an_account_without_a_role_is_told_so_after_its_password(
    browse: Browse, person: MakePerson, root_url: str
) -> None:
    await person("a@example.com")
    root = await asyncpg.connect(root_url)
    await root.execute("delete from membership")
    await root.close()
    assert (await json_sign_in(browse(), "a@example.com", "guess")).json()["code"] == "wrong_credentials"
    assert (await json_sign_in(browse(), "a@example.com", PASSWORD)).json()["code"] == "no_role"


async def test_a_manager_of_a_region_reaches_the_sites_below_it_and_no_others(
    browse: Browse, person: MakePerson, sites: dict[str, int], root_url: str
) -> None:
    await person("east@example.com", Role.HQ_MANAGER, regions=["East China"])
    await person("hua@example.com", Role.HQ_MANAGER)
    browser = browse()
    await browser.sign_in("east@example.com")
    session = (await browser.get(SESSION)).json()
    assert session["sites"] == ["HZ1", "SH1", "SH2"]
    assert "network:scorecards:publish" not in session["permissions"]
    root = await asyncpg.connect(root_url)
    await root.execute("update site set region = (select id from region where path = 'East China') where code = 'BJ1'")
    await root.close()
    assert (await browser.get(SESSION)).json()["sites"] == ["BJ1", "HZ1", "SH1", "SH2"]
    whole = browse()
    await whole.sign_in("hua@example.com")
    assert (await whole.get(SESSION)).json()["sites"] is None


async def test_an_auditor_and_an_operator_never_have_the_whole_network(
    browse: Browse, person: MakePerson, sites: dict[str, int]
) -> None:
    await person("aud@example.com", Role.AUDITOR)
    browser = browse()
    await browser.sign_in("aud@example.com")
    session = (await browser.get(SESSION)).json()
    assert session["sites"] == []
    assert session["permissions"] == [
        "applications:assigned:assess",
        "network:criteria:read",
        "network:manuals:read",
        "network:standards:read",
        "visits:assigned:make",
    ]


@pytest.mark.parametrize(
    ("role", "home"),
    [
        (Role.HQ_ADMINISTRATOR, "/home"),
        (Role.HQ_MANAGER, "/home"),
        (Role.EXECUTIVE, "/home"),
        (Role.SITE_OPERATOR, "/home"),
        (Role.APPLICANT, "/my-applications"),
        (Role.AUDITOR, "/assessments"),
    ],
)
async def test_everyone_has_a_home(
    browse: Browse, person: MakePerson, sites: dict[str, int], role: Role, home: str
) -> None:
    await person("a@example.com", role, **({"sites": ["SH1"]} if role is Role.SITE_OPERATOR else {}))
    browser = browse()
    await browser.sign_in("a@example.com")
    assert (await browser.get("/")).headers["location"] == home


async def test_signing_in_and_out_is_on_record_without_names_of_machines(browse: Browse, person: MakePerson) -> None:
    made = await person("a@example.com")
    browser = browse(headers={"user-agent": "Browser/1\x07" + "x" * 400})
    await browser.sign_in("a@example.com")
    await browser.post("/logout", data={"_csrf": await browser.csrf()})
    async with transaction(SYSTEM):
        events = await fetch("select action, subject, body from trail_event order by sequence")
    assert [event["action"] for event in events[1:]] == ["session.started", "session.ended"]
    assert {(event["subject"], event["body"]) for event in events[1:]} == {(str(made), "{}")}


async def test_a_token_longer_than_any_of_ours_is_nobodys(browse: Browse, database: str) -> None:
    for token in ("x" * 5000, "x", "\x80\xff", ""):
        answer = await browse().get(SESSION, headers={b"cookie": f"servicemark_session={token}".encode("latin-1")})
        assert answer.status_code == 401


async def test_recognising_someone_is_one_statement(browse: Browse, person: MakePerson, database: str) -> None:
    await person("a@example.com")
    browser = browse()
    await browser.sign_in("a@example.com")
    assert browser.session
    found = await queries.actor_of(browser.session)
    assert found is not None
    assert (found.name, found.actor.role, found.actor.sites) == ("Hua Zhang", Role.HQ_ADMINISTRATOR, None)


async def test_accounts_are_made_and_listed_by_api(browse: Browse, person: MakePerson, sites: dict[str, int]) -> None:
    await person("a@example.com")
    browser = browse()
    await browser.sign_in("a@example.com")
    headers = {"x-csrf-token": await browser.csrf()}
    new = {"email": "op@example.com", "name": "欧阳", "role": "site_operator", "sites": ["SH1"], "password": PASSWORD}
    made = await browser.post("/api/v1/accounts", json=new, headers=headers)
    assert (made.status_code, made.json()["email"]) == (201, "op@example.com")
    again = await browser.post("/api/v1/accounts", json=new, headers=headers)
    assert (again.status_code, again.json()["code"]) == (409, "account_exists")
    wrong = await browser.post("/api/v1/accounts", json={**new, "email": "b", "status": "x"}, headers=headers)
    assert (wrong.status_code, sorted(wrong.json()["fields"])) == (422, ["email", "status"])
    listed = (await browser.get("/api/v1/accounts?limit=1&offset=1")).json()
    assert (listed["total"], [account["email"] for account in listed["accounts"]]) == (2, ["op@example.com"])
    assert "password" not in str(listed)


async def test_accounts_are_nobody_elses_business(browse: Browse, person: MakePerson) -> None:
    await person("exec@example.com", Role.EXECUTIVE)
    assert (await browse().get("/api/v1/accounts")).status_code == 401
    browser = browse()
    await browser.sign_in("exec@example.com")
    assert (await browser.get("/api/v1/accounts")).status_code == 403


async def test_before_anyone_is_known_nothing_of_an_account_can_be_changed_but_its_language(
    person: MakePerson, database: str
) -> None:
    await person("a@example.com")
    for change in ("password_hash = 'mine'", "email = 'me@example.com'", "disabled_at = null"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with gate():
                await execute(f"update account set {change}")
    async with gate():
        assert await execute("update account set language = 'zh_CN'") == "UPDATE 1"
