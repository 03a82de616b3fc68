"""The second factor: codes, recovery codes, setting it up, and what signing in is without it."""

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar
from pyotp import TOTP

from network.foundation.access import Actor, Role
from network.foundation.clock import now
from network.foundation.database import execute, fetch, fetch_value, gate, transaction
from network.foundation.errors import Forbidden
from network.foundation.settings import Settings
from network.identity import commands
from network.identity.errors.accounts import AccountNotFound
from network.identity.errors.sessions import NotEnrolled, OwnSecondFactor
from network.identity.rules import second_factor as rules
from tests.served import PASSWORD, Browse, Browser, MakePerson, application, text_of

SYSTEM = Actor.system()
SESSION, OWN = "/api/v1/session", "/api/v1/account/second-factor"
EMAIL = "a@example.com"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOW = datetime(2026, 9, 30, 8, tzinfo=UTC)

Enrol = Callable[..., Awaitable[tuple[Browser, str, list[str]]]]


def code_of(secret: str, at: datetime | None = None, steps: int = 0) -> str:
    return TOTP(secret).generate_otp(rules.step_of(at or now()) + steps)


@pytest.fixture
def enrol(browse: Browse, person: MakePerson) -> Enrol:
    """`browser, secret, recovery = await enrol()`: someone with a second factor, signed in; codes start afresh."""

    async def enrol(email: str = EMAIL, role: Role = Role.EXECUTIVE) -> tuple[Browser, str, list[str]]:
        await person(email, role)
        browser = browse()
        await browser.sign_in(email)
        headers = {"x-csrf-token": await browser.csrf()}
        secret = (await browser.post(OWN, headers=headers)).json()["secret"]
        confirmed = await browser.put(OWN, json={"code": code_of(secret)}, headers=headers)
        await forget_steps()
        return browser, secret, confirmed.json()["recovery_codes"]

    return enrol


async def forget_steps() -> None:
    """So that a test need not wait half a minute for the next code."""
    async with gate():
        await execute("update account set totp_last_step = 0")


async def password_only(browser: Browser) -> httpx.Response:
    return await browser.post(SESSION, json={"email": EMAIL, "password": PASSWORD})


async def code_only(browser: Browser, code: str) -> httpx.Response:
    return await browser.post(f"{SESSION}/code", json={"code": code})


@pytest.mark.parametrize(("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_is_good_for_its_step_and_one_on_either_side(steps: int, fits: bool) -> None:
    step = rules.fitting_step(SECRET, code_of(SECRET, NOW, steps), NOW, last_step=0)
    assert step == (rules.step_of(NOW) + steps if fits else None)


def test_a_step_is_taken_once_and_none_before_it() -> None:
    here = rules.step_of(NOW)
    for steps, last, fits in ((0, here - 1, True), (0, here, False), (-1, here, False), (1, here, True)):
        found = rules.fitting_step(SECRET, code_of(SECRET, NOW, steps), NOW, last)
        assert (found is not None) == fits


@given(st.text(max_size=40))
def test_whatever_is_typed_is_compared(typed: str) -> None:
    assert rules.fitting_step(SECRET, typed, NOW, last_step=rules.step_of(NOW) + 1) is None
    assert len(rules.recovery_digest(typed)) == 64


def test_codes_may_be_typed_with_spaces_hyphens_and_capitals() -> None:
    code = code_of(SECRET, NOW)
    assert rules.fitting_step(SECRET, f" {code[:3]} {code[3:]} ", NOW, 0) == rules.step_of(NOW)
    [recovery, *others] = rules.new_recovery_codes()
    assert rules.recovery_digest(recovery) == rules.recovery_digest(recovery.replace("-", " ").upper())
    assert len({recovery, *others}) == 10


def test_hq_and_auditors_must_have_one_where_it_is_demanded() -> None:
    demanded = {role for role in Role if rules.demanded_of([role])}
    assert demanded == {Role.HQ_ADMINISTRATOR, Role.HQ_MANAGER, Role.AUDITOR}
    assert rules.demanded_of([Role.SITE_OPERATOR, Role.AUDITOR])


async def test_before_the_code_nobody_is_signed_in(browse: Browse, enrol: Enrol) -> None:
    _own, secret, _codes = await enrol()
    browser = browse("10.0.0.2")
    waiting = await password_only(browser)
    assert (waiting.status_code, waiting.json()) == (202, {"step": "code"})
    first = browser.session
    for address in ("/api/v1/session", "/api/v1/account/sessions", "/api/v1/sites"):
        assert (await browser.get(address)).status_code == 401
    assert (await browser.get("/account")).headers["location"].startswith("/login")
    assert "servicemark_devices" not in browser.cookies
    entered = await code_only(browser, code_of(secret))
    assert (entered.status_code, entered.json()["email"]) == (201, EMAIL)
    assert browser.session not in (None, first)
    assert (await browse(cookies={"servicemark_session": first}).get(SESSION)).status_code == 401
    assert "servicemark_devices" in browser.cookies


async def test_one_enters_the_code_on_a_page_and_comes_to_where_one_wanted(browse: Browse, enrol: Enrol) -> None:
    _own, secret, _codes = await enrol()
    browser = browse()
    sent = await browser.sign_in(EMAIL, next="/api/docs")
    assert (sent.status_code, sent.headers["location"]) == (303, "/login/code?next=%2Fapi%2Fdocs")
    asked = await browser.get(sent.headers["location"])
    assert (asked.status_code, 'value="/api/docs"' in asked.text) == (200, True)
    wrong = await browser.post("/login/code", data={"code": "000000", "next": "/api/docs"})
    assert (wrong.status_code, "This code is not right" in text_of(wrong)) == (422, True)
    entered = await browser.post("/login/code", data={"code": code_of(secret), "next": "/api/docs"})
    assert (entered.status_code, entered.headers["location"]) == (303, "/api/docs")
    assert (await browser.get("/api/docs")).status_code == 200


async def test_the_pages_of_the_second_step_are_for_those_who_wait(browse: Browse, enrol: Enrol) -> None:
    own, _secret, _codes = await enrol()
    for browser in (browse(), own):
        for page in ("/login/code", "/login/setup"):
            assert (await browser.get(page)).headers["location"].startswith("/login")
            assert (await browser.post(page, data={"code": "000000"})).headers["location"].startswith("/login")
        assert (await code_only(browser, "000000")).status_code == 401


async def test_a_code_is_taken_once(browse: Browse, enrol: Enrol) -> None:
    _own, secret, _codes = await enrol()
    code = code_of(secret)
    first, second = browse(), browse()
    await password_only(first)
    await password_only(second)
    assert (await code_only(first, code)).status_code == 201
    refused = await code_only(second, code)
    assert (refused.status_code, refused.json()["code"], list(refused.json()["fields"])) == (
        422,
        "wrong_code",
        ["code"],
    )


async def test_a_recovery_code_signs_in_once_and_is_on_record(browse: Browse, enrol: Enrol) -> None:
    _own, _secret, codes = await enrol()
    for answer in (201, 422):
        browser = browse()
        await password_only(browser)
        assert (await code_only(browser, codes[3].upper())).status_code == answer
    async with transaction(SYSTEM):
        [event] = await fetch("select body from trail_event where action = 'account.recovery_code_used'")
        kept = await fetch_value("select recovery_codes::text from account")
    assert (event["body"], kept.count(",")) == ('{"left":9}', 8)
    assert not any(code in kept for code in codes)


async def test_ten_codes_are_compared_and_then_none(browse: Browse, enrol: Enrol) -> None:
    _own, secret, _codes = await enrol()
    thief = browse("10.0.0.2")
    await password_only(thief)
    statuses = [(await code_only(thief, "000000")).status_code for _count in range(11)]
    assert statuses == [422] * 10 + [429]
    page = await thief.post("/login/code", data={"code": code_of(secret)})
    assert (page.status_code, "Wait 15 minutes" in text_of(page)) == (429, True)


async def test_a_thief_of_the_password_does_not_keep_its_owner_out(browse: Browse, enrol: Enrol) -> None:
    own, secret, _codes = await enrol()
    thief = browse("10.0.0.2")
    await password_only(thief)
    for _count in range(11):
        await code_only(thief, "000000")
    await password_only(own)
    assert (await code_only(own, code_of(secret))).status_code == 201


async def test_waiting_for_the_code_ends_after_ten_minutes(browse: Browse, enrol: Enrol) -> None:
    _own, secret, _codes = await enrol()
    browser = browse("10.0.0.2")
    await password_only(browser)
    async with gate():
        waits = await fetch_value(
            "select expires_at - created_at from session where second_factor_at is null and needs_second_factor"
        )
        assert waits == timedelta(minutes=10)
        await execute("update session set expires_at = now() where needs_second_factor")
    assert (await code_only(browser, code_of(secret))).status_code == 401


@pytest.fixture
def strict_app() -> Litestar:
    return application(Settings(require_second_factor=True))


@pytest.mark.parametrize("role", list(Role))
async def test_where_it_is_demanded_some_roles_set_it_up_at_their_next_sign_in(
    browse: Browse, person: MakePerson, sites: dict[str, int], strict_app: Litestar, role: Role
) -> None:
    await person(EMAIL, role, **({"sites": ["SH1"]} if role in (Role.SITE_OPERATOR, Role.SITE_STAFF) else {}))
    browser = browse(served=strict_app)
    sent = await browser.sign_in(EMAIL)
    if not rules.demanded_of([role]):
        assert sent.headers["location"] == "/"
        return
    assert sent.headers["location"] == "/login/setup?next=%2F"
    assert (await browser.get("/login/code")).headers["location"] == "/login"
    shown = await browser.get("/login/setup")
    secret = re.sub(r"\s", "", re.findall(r'secret-key">([A-Z2-7 ]+)<', shown.text)[0])
    assert ("<svg" in shown.text, "style=" in shown.text) == (True, False)
    assert secret in re.sub(r"\s", "", (await browser.get("/login/setup")).text)
    wrong = await browser.post("/login/setup", data={"code": "000000"})
    assert (wrong.status_code, "This code is not right" in text_of(wrong)) == (422, True)
    done = await browser.post("/login/setup", data={"code": code_of(secret), "next": "/api/docs"})
    assert (done.status_code, len(re.findall(r"<code>\w{5}-\w{5}</code>", done.text))) == (200, 10)
    assert (await browser.get(SESSION)).json()["email"] == EMAIL
    assert (await browse(served=strict_app).sign_in(EMAIL)).headers["location"].startswith("/login/code")


async def test_a_second_role_may_be_what_demands_it(
    browse: Browse, person: MakePerson, sites: dict[str, int], strict_app: Litestar, root_url: str
) -> None:
    own = await person(EMAIL, Role.SITE_OPERATOR, sites=["SH1"])
    async with transaction(SYSTEM):
        await execute(
            "insert into membership (id, account, role, whole_network, created_at, valid_from, grantor)"
            " values (gen_random_uuid(), $1, 'auditor', false, now(), now(), 'Hua')",
            own,
        )
    assert (await browse(served=strict_app).sign_in(EMAIL)).headers["location"].startswith("/login/setup")


async def test_one_sets_it_up_on_the_page_of_the_account(browse: Browse, person: MakePerson) -> None:
    await person(EMAIL)
    browser, elsewhere = browse(), browse()
    await browser.sign_in(EMAIL)
    await elsewhere.sign_in(EMAIL)
    form = {"_csrf": await browser.csrf()}
    address = "/account/second-factor"
    assert "Set up your second factor" in text_of(await browser.get(address))
    early = await browser.post(address, data={**form, "code": "000000"})
    assert (early.status_code, "There is no second factor" in text_of(early)) == (409, True)
    assert (await browser.post(f"{address}/start", data=form)).status_code == 303
    shown = await browser.get(address)
    secret = re.sub(r"\s", "", re.findall(r'secret-key">([A-Z2-7 ]+)<', shown.text)[0])
    done = await browser.post(address, data={**form, "code": code_of(secret)})
    assert (done.status_code, len(re.findall(r"<code>\w{5}-\w{5}</code>", done.text))) == (200, 10)
    assert (await elsewhere.get(SESSION)).status_code == 401
    after = await browser.get(address)
    assert (
        "10 recovery codes are left" in text_of(after),
        secret in after.text,
        "<svg" in after.text.split("<main")[1].split("</main")[0].replace('<svg class="icon', ""),
    ) == (True, False, False)
    again = await browser.post(f"{address}/start", data=form)
    assert again.status_code == 409
    async with transaction(SYSTEM):
        events = [row["action"] for row in await fetch("select action from trail_event order by id")]
    assert events[-1] == "account.second_factor_enabled"


@pytest.mark.parametrize(
    ("password", "code", "status", "field"),
    [("guess", "right", 422, "password"), (PASSWORD, "000000", 422, "code"), (PASSWORD, "right", 204, "")],
)
async def test_doing_without_it_takes_the_password_and_a_code(
    enrol: Enrol, password: str, code: str, status: int, field: str
) -> None:
    browser, secret, _codes = await enrol()
    headers = {"x-csrf-token": await browser.csrf()}
    given = {"password": password, "code": code_of(secret) if code == "right" else code}
    answer = await browser.post(f"{OWN}/disable", json=given, headers=headers)
    assert answer.status_code == status
    assert (list(answer.json()["fields"]) if field else []) == ([field] if field else [])
    assert ((await browser.get(OWN)).json()["since"] is None) == (status == 204)
    if status == 204:
        assert (await password_only(browser)).status_code == 201


async def test_new_recovery_codes_replace_the_old_ones(browse: Browse, enrol: Enrol) -> None:
    browser, secret, old = await enrol()
    form = {"_csrf": await browser.csrf(), "password": PASSWORD, "code": code_of(secret)}
    shown = await browser.post("/account/second-factor/codes", data=form)
    new = re.findall(r"<code>(\w{5}-\w{5})</code>", shown.text)
    assert (len(new), set(new) & set(old)) == (10, set())
    other = browse()
    await password_only(other)
    assert (await code_only(other, old[0])).status_code == 422
    assert (await code_only(other, new[0])).status_code == 201


async def test_passwords_and_codes_of_someone_signed_in_are_counted_too(enrol: Enrol) -> None:
    browser, _secret, _codes = await enrol()
    form = {"_csrf": await browser.csrf(), "password": "guess", "code": "000000"}
    statuses = [(await browser.post("/account/second-factor/disable", data=form)).status_code for _count in range(11)]
    assert statuses == [422] * 10 + [429]


async def test_an_administrator_resets_it_for_someone_else(browse: Browse, enrol: Enrol) -> None:
    browser, _secret, _codes = await enrol()
    administrator: UUID = UUID(int=5)
    async with gate():
        own = await fetch_value("select id from account")
    await commands.reset_second_factor(Actor(Role.HQ_ADMINISTRATOR, "Hua", administrator, None), own)
    assert (await browser.get(SESSION)).status_code == 401
    assert (await password_only(browser)).status_code == 201
    for refused, actor, account in (
        (NotEnrolled, SYSTEM, own),
        (AccountNotFound, SYSTEM, UUID(int=1)),
        (OwnSecondFactor, Actor(Role.HQ_ADMINISTRATOR, "Hua", own, None), own),
        (Forbidden, Actor(Role.HQ_MANAGER, "Ma", None, None), own),
    ):
        with pytest.raises(refused):
            await commands.reset_second_factor(actor, account)
    async with transaction(SYSTEM):
        [event] = await fetch("select actor, subject from trail_event where action = 'account.second_factor_reset'")
    assert (event["actor"], event["subject"]) == ("Hua", str(own))


async def test_nobody_reads_the_secret_of_somebody_else(browse: Browse, enrol: Enrol, person: MakePerson) -> None:
    await enrol()
    await person("b@example.com")
    other = browse()
    await other.sign_in("b@example.com")
    assert (await other.get(OWN)).json() == {"since": None, "recovery_codes_left": 0, "secret": None}
