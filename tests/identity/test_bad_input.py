"""Bad input and abuse around people: fields nobody asked for, links and codes used twice at once, foreign pages."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from network.foundation.access import Actor, Role
from network.foundation.clock import now
from network.foundation.database import fetch_value, transaction
from network.identity.commands.invitations import invite
from network.identity.schemas.invitations import InvitationIn
from network.web.security import SAFE_METHODS
from tests.identity.test_second_factor import Enrol, code_of, code_only, enrol, password_only
from tests.served import PASSWORD, Browse, Browser, MakePerson, text_of

__all__ = ["enrol"]

SYSTEM = Actor.system()
INVITATIONS = "/api/v1/invitations"
GOOD = {"email": "new@example.com", "name": "New", "role": "executive", "whole_network": True}


async def administrator(browse: Browse, person: MakePerson) -> Browser:
    await person("hq@example.com", Role.HQ_ADMINISTRATOR)
    browser = browse(headers={"accept": "application/json", "accept-language": "en"})
    await browser.sign_in("hq@example.com")
    browser.headers.update({"x-csrf-token": await browser.csrf(), "if-match": "*"})
    return browser


async def raw(browser: Browser, body: str, address: str = INVITATIONS) -> httpx.Response:
    return await browser.post(address, content=body.encode(), headers={"content-type": "application/json"})


@pytest.mark.parametrize(
    "name", ["actor", "settings", "counter", "version", "request", "data", "state", "scope", "headers", "query"]
)
async def test_a_field_that_nobody_asked_for_is_named_whatever_it_is_called(
    browse: Browse, person: MakePerson, name: str
) -> None:
    """Also when the program itself has something of that name for the route."""
    admin = await administrator(browse, person)
    refused = await raw(admin, json.dumps({**GOOD, name: {"role": "hq_administrator"}}))
    assert refused.status_code == 422
    assert refused.json()["fields"] == {name: "There is no field of this name."}
    assert (await admin.get(INVITATIONS)).json()["items"] == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ('{"email": "new@example.com", "email": "other@example.com"}', 422),
        ('{"email": "a\\u0000@example.com"}', 422),
        ('{"email": "a\\ud800@example.com"}', 400),
        ('{"name": ' + "[" * 50_000 + "]" * 50_000 + "}", 400),
        ('{"name": 100000000000000000000000}', 422),
        ('{"last_day": "2026-02-30"}', 422),
        ('{"last_day": "0001-01-01"}', 422),
        ('{"last_day": "9999-12-31"}', 422),
        ('{"whole_network": "\\u202eyes"}', 422),
        ("NaN", 400),
    ],
)
async def test_hostile_json_is_the_senders_error(browse: Browse, person: MakePerson, body: str, status: int) -> None:
    admin = await administrator(browse, person)
    if body.startswith('{"last_day"'):
        body = json.dumps({**GOOD, **json.loads(body)})
    assert (await raw(admin, body)).status_code == status
    assert (await admin.get(INVITATIONS)).json()["items"] == []


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-02-30T00:00:00Z"])
async def test_a_moment_beyond_the_calendar_is_refused_by_name(
    browse: Browse, person: MakePerson, sites: dict[str, int], moment: str
) -> None:
    admin = await administrator(browse, person)
    for address in ("/api/v1/rights", "/api/v1/sites/SH1/access"):
        refused = await admin.get(address, params={"at": moment})
        assert (refused.status_code, list(refused.json()["fields"])) == (422, ["at"])


@pytest.mark.parametrize("query", ["first=0001-01-01", "last=9999-12-31", "first=9999-12-31&last=0001-01-01"])
async def test_the_trail_is_read_from_the_first_to_the_last_day_of_the_calendar(
    browse: Browse, person: MakePerson, sites: dict[str, int], query: str
) -> None:
    admin = await administrator(browse, person)
    for address in ("/trail", "/sites/SH1/trail"):
        assert (await admin.get(f"{address}?{query}")).status_code == 200


async def test_an_invitation_accepted_by_three_clicks_makes_one_account(browse: Browse, database: str) -> None:
    made = await invite(SYSTEM, InvitationIn.model_validate(GOOD), now())
    typed = {"name": "Wu", "language": "en", "password": PASSWORD, "password_again": PASSWORD}
    answers = await asyncio.gather(*(browse().post(made.path, data=typed) for _click in range(3)))
    assert sorted(answer.status_code for answer in answers) == [303, 404, 404]
    async with transaction(SYSTEM):
        assert await fetch_value("select count(*) from account") == 1
        assert await fetch_value("select count(*) from membership") == 1


async def test_one_code_signs_in_once_though_two_enter_it_at_the_same_moment(browse: Browse, enrol: Enrol) -> None:
    _own, secret, _codes = await enrol()
    browsers = [browse(f"10.0.0.{number}") for number in (2, 3, 4)]
    for browser in browsers:
        assert (await password_only(browser)).status_code == 202
    answers = await asyncio.gather(*(code_only(browser, code_of(secret)) for browser in browsers))
    assert sorted(answer.status_code for answer in answers) == [201, 422, 422]


async def test_nothing_is_changed_for_a_page_of_another_site(
    browse: Browse, person: MakePerson, sites: dict[str, int], app: Litestar
) -> None:
    """Every route that changes something, without the value of the session, and from a foreign origin with it."""
    admin = await administrator(browse, person)
    token = admin.headers.pop("x-csrf-token")
    tried = 0
    for method, address in changing(app):
        for headers in ({}, {"x-csrf-token": token, "origin": "https://evil.example"}):
            answer = await admin.request(method, address, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "foreign_request"), address
            tried += 1
    assert tried > 150


def changing(app: Litestar) -> list[tuple[str, str]]:
    """Method and address of all routes that change something, but for those where nobody is signed in yet."""
    routes = [route for route in app.routes if isinstance(route, HTTPRoute)]
    handlers = [(route, handler) for route in routes for handler in route.route_handlers]
    return [
        (method, "".join(part if isinstance(part, str) else f"/{made_up(part)}" for part in _parts(route)))
        for route, handler in handlers
        for method in sorted(handler.http_methods - SAFE_METHODS)
        if handler.opt.get("csrf") != "origin"
    ]


def made_up(parameter: Any) -> str:
    return {"uuid": str(uuid4()), "int": "1"}.get(parameter.type.__name__.lower(), "SH1")


def _parts(route: HTTPRoute) -> list[Any]:
    return [f"/{part}" if isinstance(part, str) else part for part in route.path_components]


@pytest.mark.parametrize(
    "address", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
async def test_nobody_is_led_elsewhere_by_signing_in(browse: Browse, person: MakePerson, address: str) -> None:
    await person("hq@example.com", Role.HQ_ADMINISTRATOR)
    browser = browse()
    asked = await browser.get("/login", params={"next": address})
    assert "evil.example" not in text_of(asked)
    assert (await browser.sign_in("hq@example.com", next=address)).headers["location"] == "/"
