"""Guessing passwords is bounded; keeping somebody else out by it is not possible."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
import pytest

from network.foundation.access import Actor
from network.foundation.database import execute, fetch, fetch_value, gate
from network.identity import commands
from network.identity.commands.attempts import refusal
from network.identity.rules import throttling as rules
from network.identity.rules.throttling import Counted
from tests.served import PASSWORD, Browse, Browser, MakePerson, text_of

SESSION = "/api/v1/session"
EMAIL, WRONG = "a@example.com", "guess"
NOW = datetime(2026, 9, 30, 8, tzinfo=UTC)
SOON = NOW + timedelta(minutes=3)


async def attempt(browser: Browser, password: str = WRONG, email: str = EMAIL) -> httpx.Response:
    return await browser.post(SESSION, json={"email": email, "password": password})


async def under_attack(tries: int = 40) -> None:
    """What is left in the counters when so many strangers tried one password each."""
    async with gate():
        await execute(
            "insert into login_throttle values ($1, $2, now() + interval '9 minutes')"
            " on conflict (key) do update set failures = excluded.failures",
            f"email:{EMAIL}",
            tries,
        )


async def used_turn() -> None:
    async with gate():
        await execute("insert into login_throttle values ($1, 1, now() + interval '9 seconds')", f"turn:{EMAIL}")


@pytest.mark.parametrize(
    ("counters", "tries", "blocked"),
    [
        ([], [], None),
        ([rules.of_pair("a@b", "10.0.0.1")], [10], None),
        ([rules.of_pair("a@b", "10.0.0.1")], [11], SOON),
        ([rules.of_address("10.0.0.1")], [50], None),
        ([rules.of_address("10.0.0.1")], [51], SOON),
        ([rules.of_email("a@b")], [100_000], None),
        ([rules.of_turn("a@b")], [1], None),
        ([rules.of_turn("a@b")], [2], SOON),
        ([rules.of_device(b"x"), rules.of_account(UUID(int=1))], [10, 11], SOON),
    ],
)
def test_each_counter_ends_at_its_own_number(
    counters: list[rules.Counter], tries: list[int], blocked: datetime | None
) -> None:
    counted = [Counted(one, number, SOON) for one, number in zip(counters, tries, strict=True)]
    assert rules.blocked_until(counted) == blocked


def test_a_part_of_a_second_is_waited_for_whole() -> None:
    assert refusal(NOW + timedelta(milliseconds=1200), NOW).retry_after == 2


def test_keys_fit_their_column_however_long_an_address_is() -> None:
    address = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/64"
    assert len(rules.of_pair("a" * 254, address).key) <= 320


async def test_one_network_address_has_ten_tries_for_one_account(browse: Browse, person: MakePerson) -> None:
    await person(EMAIL)
    statuses = [(await attempt(browse())).status_code for _count in range(12)]
    assert Counter(statuses) == {401: 10, 429: 2}
    assert (await attempt(browse("10.0.0.2"), PASSWORD)).status_code == 201


async def test_whoever_signed_in_with_a_browser_before_can_do_so_during_an_attack(
    browse: Browse, person: MakePerson
) -> None:
    await person(EMAIL)
    known = browse()
    await known.sign_in(EMAIL)
    for _count in range(12):
        await attempt(browse())
    await under_attack()
    await used_turn()
    # Even from behind the attacker's own address.
    assert (await attempt(browse(), PASSWORD)).status_code == 429
    entered = await known.sign_in(EMAIL)
    assert entered.status_code == 303
    assert (await known.get(SESSION)).status_code == 200


async def test_an_attack_from_everywhere_reads_thirty_passwords_and_then_one_in_ten_seconds(
    browse: Browse, person: MakePerson
) -> None:
    await person(EMAIL)
    statuses = [(await attempt(browse(f"10.1.{count}.1"))).status_code for count in range(40)]
    assert Counter(statuses) == {401: rules.MOST_OF_EMAIL + 1, 429: 40 - rules.MOST_OF_EMAIL - 1}
    async with gate():
        ends = await fetch_value("select window_ends_at - now() from login_throttle where key like 'turn:%'")
        assert timedelta() < ends <= timedelta(seconds=10)
        await execute("update login_throttle set window_ends_at = now() where key like 'turn:%'")
    assert [(await attempt(browse(f"10.2.{count}.1"))).status_code for count in range(3)] == [401, 429, 429]


async def test_a_stranger_without_failures_is_slowed_by_an_attack_and_not_shut_out(
    browse: Browse, person: MakePerson
) -> None:
    await person(EMAIL)
    await under_attack()
    await used_turn()
    waits = await attempt(browse("10.5.0.1"), PASSWORD)
    assert (waits.status_code, 0 < int(waits.headers["retry-after"]) <= 10) == (429, True)
    page = await browse("10.5.0.2").sign_in(EMAIL)
    assert (page.status_code, "seconds and try again" in text_of(page)) == (429, True)
    async with gate():
        await execute("update login_throttle set window_ends_at = now() where key like 'turn:%'")
    assert (await attempt(browse("10.5.0.1"), PASSWORD)).status_code == 201


async def test_during_an_attack_one_address_cannot_take_every_turn(browse: Browse, person: MakePerson) -> None:
    await person(EMAIL)
    await under_attack()
    statuses = []
    for _count in range(5):
        async with gate():
            await execute("update login_throttle set window_ends_at = now() where key like 'turn:%'")
        statuses.append((await attempt(browse())).status_code)
    assert statuses == [401, 401, 401, 429, 429]


async def test_tries_that_are_not_read_are_not_counted(browse: Browse, person: MakePerson) -> None:
    await person(EMAIL)
    for _count in range(60):
        await attempt(browse())
    async with gate():
        kept = {row["key"]: row["failures"] for row in await fetch("select * from login_throttle")}
    assert set(kept.values()) == {10}


async def test_who_signs_in_takes_only_their_own_failures_back(browse: Browse, person: MakePerson) -> None:
    await person(EMAIL)
    await attempt(browse("10.0.0.9"))
    await attempt(browse(), email="b@example.com")
    for _count in range(3):
        await attempt(browse())
    assert (await attempt(browse(), PASSWORD)).status_code == 201
    async with gate():
        kept = {row["key"]: row["failures"] for row in await fetch("select * from login_throttle")}
    assert kept == {
        "address:10.0.0.1": 1,
        "address:10.0.0.9": 1,
        "email:a@example.com": 1,
        "email:b@example.com": 1,
        "pair:10.0.0.1:b@example.com": 1,
        "pair:10.0.0.9:a@example.com": 1,
    }


async def test_a_stolen_browser_has_ten_tries_too(browse: Browse, person: MakePerson) -> None:
    await person(EMAIL)
    stolen = browse()
    await stolen.sign_in(EMAIL)
    statuses = [(await attempt(stolen)).status_code for _count in range(12)]
    assert Counter(statuses) == {401: 10, 429: 2}
    assert (await attempt(browse(), PASSWORD)).status_code == 201


async def test_a_browser_is_known_to_its_own_account_only(browse: Browse, person: MakePerson) -> None:
    await person(EMAIL)
    await person("b@example.com")
    browser = browse()
    await browser.sign_in("b@example.com")
    for _count in range(11):
        await attempt(browser)
    async with gate():
        assert await fetch_value("select count(*) from login_throttle where key like 'device:%'") == 0
    assert (await attempt(browser, PASSWORD, "b@example.com")).status_code == 201


async def test_people_who_share_a_browser_are_all_known_in_it(browse: Browse, person: MakePerson) -> None:
    people = [f"p{number}@example.com" for number in range(6)]
    browser = browse()
    for email in people:
        await person(email)
        await browser.sign_in(email)
    held = browser.cookies["servicemark_devices"].split(".")
    assert len(held) == len(set(held)) == 5
    async with gate():
        assert await fetch_value("select count(*) from known_device") == 6
    await browser.sign_in(people[5])
    again = browser.cookies["servicemark_devices"].split(".")
    assert (again[1:], again[0] != held[0]) == (held[1:], True)
    async with gate():
        assert await fetch_value("select count(*) from known_device") == 6


async def test_of_an_account_the_twenty_browsers_used_last_are_known(browse: Browse, person: MakePerson) -> None:
    own = await person(EMAIL)
    async with gate():
        await execute(
            "insert into known_device select sha256(n::text::bytea), $1, now(), now() - n * interval '1 day'"
            " from generate_series(1, 30) n",
            own,
        )
    await browse().sign_in(EMAIL)
    async with gate():
        assert await fetch_value("select count(*) from known_device") == 20
        assert await fetch_value("select min(last_used_at) > now() - interval '20 days' from known_device")


async def test_the_cookie_of_a_browser_lasts_and_is_out_of_reach_of_scripts(browse: Browse, person: MakePerson) -> None:
    await person(EMAIL)
    entered = await browse().sign_in(EMAIL)
    [cookie] = [one for one in entered.headers.get_list("set-cookie") if one.startswith("servicemark_devices=")]
    assert all(part in cookie.lower() for part in ("httponly", "samesite=lax", "path=/", "max-age=31536000"))
    assert "set-cookie" not in (await browse().sign_in(EMAIL, "guess")).headers


async def test_a_password_given_by_an_administrator_forgets_the_browsers(browse: Browse, person: MakePerson) -> None:
    await person(EMAIL)
    await browse().sign_in(EMAIL)
    await commands.reset_password(Actor.system(), EMAIL, "a new long password")
    async with gate():
        assert await fetch_value("select count(*) from known_device") == 0


async def test_rubbish_for_browsers_is_nobodys(browse: Browse, person: MakePerson) -> None:
    await person(EMAIL)
    for rubbish in ("." * 300, "x" * 5000, "\x80\xff", "a.b.c"):
        headers = {b"cookie": f"servicemark_devices={rubbish}".encode("latin-1")}
        answer = await browse().post(SESSION, json={"email": EMAIL, "password": PASSWORD}, headers=headers)
        assert answer.status_code == 201


async def test_an_attack_and_its_victim_at_once_stay_within_bounds(browse: Browse, person: MakePerson) -> None:
    await person(EMAIL)
    known = browse()
    await known.sign_in(EMAIL)
    attack = [attempt(browse(f"10.3.{count % 8}.1")) for count in range(60)]
    *guesses, own = await asyncio.gather(*attack, attempt(known, PASSWORD))
    assert own.status_code == 201
    assert Counter(answer.status_code for answer in guesses)[401] <= rules.MOST_OF_EMAIL + 1
