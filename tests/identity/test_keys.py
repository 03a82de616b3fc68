"""Keys by which a site's own program acts: what they open, when they stop, and what they never do."""

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import httpx
import pytest

from network.foundation.access import GRANTS, Actor, Role
from network.foundation.clock import now
from network.foundation.database import execute, fetch, fetch_value, gate, transaction
from network.identity import commands
from network.identity.rules import keys as rules
from tests.served import Browse, Browser, MakePerson, text_of

SYSTEM = Actor.system()
OPERATOR = "op@example.com"
READ = ["sites:records:read"]
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 9, 30, 8, tzinfo=UTC)

MakeKey = Callable[..., Awaitable[dict[str, Any]]]


def today() -> date:
    """Where the sites are: a key holds to the end of a day there."""
    return now().astimezone(ZONE).date()


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


@pytest.fixture
async def operator(browse: Browse, person: MakePerson, sites: dict[str, int]) -> Browser:
    """Someone who runs SH1 and SH2, signed in."""
    await person("hq@example.com")
    await person(OPERATOR, Role.SITE_OPERATOR, sites=["SH1", "SH2"])
    browser = browse()
    await browser.sign_in(OPERATOR)
    return browser


@pytest.fixture
def make(operator: Browser) -> MakeKey:
    async def make(code: str = "SH1", verbs: list[str] = READ, days: int = 30) -> dict[str, Any]:
        wanted = {"name": "Workshop", "verbs": verbs, "last_day": (today() + timedelta(days=days)).isoformat()}
        headers = {"x-csrf-token": await operator.csrf()}
        answer = await operator.post(f"/api/v1/sites/{code}/keys", json=wanted, headers=headers)
        assert answer.status_code == 201
        made: dict[str, Any] = answer.json()
        return made

    return make


async def status(browser: Browser, key: str, address: str = "/api/v1/sites/SH1/orders") -> int:
    return (await browser.get(address, headers=bearer(key))).status_code


def test_a_key_can_only_be_given_what_its_operator_may_do() -> None:
    assert (set(rules.VERBS) | rules.ALWAYS) <= GRANTS[Role.SITE_OPERATOR]


@pytest.mark.parametrize(("days", "taken"), [(-1, False), (0, True), (365, True), (366, False)])
def test_a_key_is_good_for_a_year_at_most(days: int, taken: bool) -> None:
    today = date(2026, 9, 30)
    assert (rules.last_day_fault(today + timedelta(days=days), today) is None) == taken


def test_a_key_ends_with_its_last_day_where_the_site_is() -> None:
    ends = rules.end_of(date(2026, 9, 30), ZoneInfo("Asia/Shanghai"))
    assert ends.astimezone(UTC) == datetime(2026, 9, 30, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("revoked", "ends_in", "works", "state"),
    [
        (None, 1, True, rules.KeyState.WORKING),
        (NOW, 1, False, rules.KeyState.REVOKED),
        (NOW, -1, False, rules.KeyState.REVOKED),
        (None, -1, False, rules.KeyState.EXPIRED),
        (None, 1, False, rules.KeyState.STOPPED),
    ],
)
def test_a_key_that_does_not_work_says_why(
    revoked: datetime | None, ends_in: int, works: bool, state: rules.KeyState
) -> None:
    assert rules.key_state(revoked, NOW + timedelta(days=ends_in), NOW, works=works) is state


async def test_a_key_opens_its_site_as_far_as_it_was_given_verbs(browse: Browse, make: MakeKey) -> None:
    key, program = (await make())["key"], browse()
    for address, expected in {
        "/api/v1/sites/SH1/orders": 200,
        "/api/v1/sites/SH1": 200,
        "/api/v1/sites/SH2/orders": 404,
        "/api/v1/sites/SH2": 404,
        "/api/v1/imports": 403,
        "/api/v1/sites/SH1/keys": 403,
        "/api/v1/accounts": 403,
        "/api/v1/session": 403,
        "/api/v1/account/sessions": 403,
        "/api/v1/account/second-factor": 403,
    }.items():
        assert await status(program, key, address) == expected, address
    seen = (await program.get("/api/v1/sites", headers=bearer(key))).json()
    assert [site["code"] for site in seen["items"]] == ["SH1"]


async def test_pages_are_for_people(browse: Browse, make: MakeKey, operator: Browser) -> None:
    key = (await make())["key"]
    for browser in (browse(), operator):
        for page in ("/", "/sites", "/account", "/login", "/api/docs", "/api/openapi.json"):
            assert await status(browser, key, page) == 403, page


async def test_with_a_key_the_cookie_is_not_looked_at(make: MakeKey, operator: Browser) -> None:
    made = await make()
    assert await status(operator, made["key"], "/api/v1/sites/SH2/orders") == 404
    assert await status(operator, "smk_" + "x" * 43, "/api/v1/sites/SH2/orders") == 401
    assert (await operator.get("/api/v1/sites/SH2/orders")).status_code == 200


@pytest.mark.parametrize("key", ["", "x", "smk_", "smk_" + "x" * 43, "x" * 5000, "smk_\u00e9"])
async def test_what_is_no_key_is_refused_at_once(browse: Browse, database: str, key: str) -> None:
    headers = {b"authorization": f"Bearer {key}".encode("latin-1")}
    answer = await browse().get("/api/v1/sites", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_key")


async def test_other_kinds_of_authorisation_are_none_of_ours(operator: Browser) -> None:
    assert (await operator.get("/api/v1/sites", headers={"authorization": "Basic eDp5"})).status_code == 200


async def test_a_program_hands_in_a_file_of_its_own_and_sees_no_other(
    browse: Browse, make: MakeKey, operator: Browser
) -> None:
    verbs = ["sites:records:import"]
    first, second, program = await make(verbs=verbs), await make(verbs=verbs), browse()

    async def hand_in(key: str) -> httpx.Response:
        files = {"file": ("orders.csv", b"site,order_no\n", "text/csv")}
        return await program.post("/api/v1/imports", data={"kind": "orders"}, files=files, headers=bearer(key))

    handed = await hand_in(first["key"])
    assert handed.status_code == 202
    for key, count in ((first["key"], 1), (second["key"], 0)):
        assert (await program.get("/api/v1/imports", headers=bearer(key))).json()["total"] == count
    assert (await operator.get("/api/v1/imports")).json()["total"] == 0
    async with transaction(SYSTEM):
        names = await fetch("select actor, account from import_file")
    [prefix] = {line["prefix"] for line in await listed(operator) if line["id"] == first["id"]}
    assert [(row["actor"], row["account"]) for row in names] == [(f"Workshop ({prefix}…)", UUID(first["id"]))]


async def listed(operator: Browser, code: str = "SH1") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await operator.get(f"/api/v1/sites/{code}/keys")).json()["keys"]
    return found


@pytest.mark.parametrize("way", ["revoked", "expired", "closed", "disabled", "moved", "ended"])
async def test_a_key_stops_at_once(
    browse: Browse, make: MakeKey, operator: Browser, root_url: str, sites: dict[str, int], way: str
) -> None:
    made, program = await make(), browse()
    assert await status(program, made["key"]) == 200
    root = await asyncpg.connect(root_url)
    match way:
        case "revoked":
            headers = {"x-csrf-token": await operator.csrf()}
            assert (await operator.delete(f"/api/v1/sites/SH1/keys/{made['id']}", headers=headers)).status_code == 204
        case "expired":
            await root.execute("update api_key set expires_at = now()")
        case "closed":
            await root.execute("update site set status = 'closed' where code = 'SH1'")
        case "disabled":
            await commands.disable_account(SYSTEM, OPERATOR)
        case "moved":
            await root.execute("delete from membership_site where site = $1", sites["SH1"])
        case "ended":
            await root.execute("update membership set valid_to = now() where role = 'site_operator'")
    await root.close()
    answer = await program.get("/api/v1/sites/SH1/orders", headers=bearer(made["key"]))
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_key")


async def test_a_key_never_does_more_than_its_role_may_now(browse: Browse, make: MakeKey, root_url: str) -> None:
    made = await make()
    root = await asyncpg.connect(root_url)
    await root.execute("""update api_key set verbs = '["network:accounts:manage", "network:sites:import"]'""")
    await root.close()
    for address in ("/api/v1/accounts", "/api/v1/sites/SH1/orders"):
        assert await status(browse(), made["key"], address) == 403


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"verbs": []}, "verbs"),
        ({"verbs": ["sites:keys:manage"]}, "verbs"),
        ({"verbs": ["network:accounts:manage"]}, "verbs"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"last_day": "2019-01-01"}, "last_day"),
        ({"last_day": "2999-01-01"}, "last_day"),
        ({"last_day": "soon"}, "last_day"),
    ],
)
async def test_a_key_that_cannot_be_made_is_told_by_field(operator: Browser, wrong: dict[str, Any], field: str) -> None:
    wanted = {"name": "Workshop", "verbs": READ, "last_day": today().isoformat(), **wrong}
    token = await operator.csrf()
    answer = await operator.post("/api/v1/sites/SH1/keys", json=wanted, headers={"x-csrf-token": token})
    assert answer.status_code == 422
    assert [name.partition(".")[0] for name in answer.json()["fields"]] == [field]
    page = await operator.post("/sites/SH1/keys", data={**wanted, "_csrf": token})
    assert (page.status_code, f'href="#field-{field}"' in page.text) == (422, True)


async def test_a_key_of_another_site_is_not_there(browse: Browse, make: MakeKey, person: MakePerson) -> None:
    made = await make()
    await person("rival@example.com", Role.SITE_OPERATOR, sites=["BJ1"])
    rival = browse()
    await rival.sign_in("rival@example.com")
    headers = {"x-csrf-token": await rival.csrf()}
    wanted = {"name": "x", "verbs": READ, "last_day": today().isoformat()}
    for answer in (
        await rival.get("/api/v1/sites/SH1/keys"),
        await rival.post("/api/v1/sites/SH1/keys", json=wanted, headers=headers),
        await rival.delete(f"/api/v1/sites/SH1/keys/{made['id']}", headers=headers),
        await rival.delete(f"/api/v1/sites/BJ1/keys/{made['id']}", headers=headers),
    ):
        assert answer.status_code == 404
    async with transaction(Actor(Role.SITE_OPERATOR, "Rival", UUID(int=3), frozenset())):
        assert await fetch("select id from api_key") == []
    assert await status(browse(), made["key"]) == 200


@pytest.mark.parametrize("role", [Role.HQ_MANAGER, Role.EXECUTIVE, Role.AUDITOR])
async def test_keys_are_for_operators_and_administrators(
    browse: Browse, person: MakePerson, sites: dict[str, int], role: Role
) -> None:
    await person("a@example.com", role)
    browser = browse()
    await browser.sign_in("a@example.com")
    assert (await browser.get("/sites/SH1/keys")).status_code == 403


async def test_one_makes_and_revokes_a_key_on_the_page_of_the_site(browse: Browse, operator: Browser) -> None:
    form = {"_csrf": await operator.csrf(), "name": "收银系统", "verbs": READ}
    assert "There are no keys yet" in text_of(await operator.get("/sites/SH1/keys"))
    made = await operator.post("/sites/SH1/keys", data={**form, "last_day": today().isoformat()})
    key = made.text.split("<code>")[1].split("</code>")[0]
    assert (made.status_code, key.startswith("smk_"), len(key)) == (200, True, 47)
    assert await status(browse(), key) == 200
    shown = await operator.get("/sites/SH1/keys")
    assert all(text in text_of(shown) for text in ("收银系统", key[:12], "Works", "Read orders and returns"))
    assert key not in shown.text
    [line] = await listed(operator)
    assert (line["state"], line["creator"], line["last_used_at"] is None) == ("working", "Hua Zhang", False)
    done = await operator.post(f"/sites/SH1/keys/{line['id']}/revoke", data={"_csrf": form["_csrf"]})
    assert done.headers["location"] == "/sites/SH1/keys?done=revoked"
    again = await operator.post(f"/sites/SH1/keys/{line['id']}/revoke", data={"_csrf": form["_csrf"]})
    assert (again.status_code, await status(browse(), key)) == (404, 401)


async def test_keys_are_on_record_in_the_chain_of_the_site_and_kept_as_digests(
    make: MakeKey, operator: Browser, sites: dict[str, int]
) -> None:
    made = await make()
    headers = {"x-csrf-token": await operator.csrf()}
    await operator.delete(f"/api/v1/sites/SH1/keys/{made['id']}", headers=headers)
    async with transaction(SYSTEM):
        events = await fetch("select site, actor, action, subject, body from trail_event where action ~ '^key'")
        kept = await fetch_value("select row_to_json(api_key)::text from api_key")
    assert [(event["action"], event["site"], event["subject"]) for event in events] == [
        ("key.made", sites["SH1"], made["id"]),
        ("key.revoked", sites["SH1"], made["id"]),
    ]
    assert json.loads(events[0]["body"])["verbs"] == READ
    assert made["key"] not in kept + events[0]["body"]


async def test_a_closed_site_gets_no_key(operator: Browser, root_url: str) -> None:
    root = await asyncpg.connect(root_url)
    await root.execute("update site set status = 'closed' where code = 'SH1'")
    await root.close()
    wanted = {"name": "x", "verbs": READ, "last_day": today().isoformat()}
    headers = {"x-csrf-token": await operator.csrf()}
    answer = await operator.post("/api/v1/sites/SH1/keys", json=wanted, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "closed_site")


async def test_when_a_key_was_last_used_is_written_rarely(browse: Browse, make: MakeKey) -> None:
    key, program = (await make())["key"], browse()
    for minutes, written in ((4, False), (6, True)):
        async with gate():
            await execute("update api_key set last_used_at = now() - $1 * interval '1 minute'", minutes)
        await status(program, key)
        async with gate():
            recent = await fetch_value("select last_used_at > now() - interval '1 minute' from api_key")
        assert recent == written
