"""An operator sees the same bytes whatever a rival's data are, but for what scorecard.md lets all of the network know.

Allowed are a site's rank, the pooled rates that small samples lean on, the network's medians and mean, and what follows
from these in its own score. The first test keeps all of them as they are while everything else of the rival's differs,
and wants equal bytes; the second lets the rival's results differ, and wants differences in just these.

And the same bytes with and without visits to its own sites of which nothing is published.
"""

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from litestar import Litestar

from network.audits.commands.publishing import publish_due
from network.audits.rules.planning import MOST_EMBARGO_DAYS
from network.foundation.access import Actor
from network.foundation.clock import now
from network.foundation.database import close_pool, open_pool, point_at, with_database
from network.foundation.running import app_url
from network.web.assets import load_manifest
from tests.authorisation.addresses import Route, Target, routes_of, targets_of, values_of
from tests.authorisation.cast import ALPHA, BETA, BY_NAME, PUBLISHED, Shop
from tests.authorisation.contents import contents, offered
from tests.authorisation.places import Places, places
from tests.authorisation.unpublished import visit_in_secret
from tests.authorisation.visitors import Kind, Visitor, expected, visit
from tests.authorisation.world import judge, settle
from tests.conftest import APP_PASSWORD
from tests.served import HOST, Browse, Browser

ALONE, AUDITS = "template_alpha", "/api/v1/sites/A1/audits"
QUERIES = ("?format=csv", "?format=xlsx", "?tab=explanation", "?tab=turnaround", "?tab=history", "?tab=happened")

# Other names, numbers, people and machines; and each of the two sites with the results that the other had.
EXCHANGED = (
    replace(BETA[0], mark="jj3totherone", skill=BETA[1].skill),
    replace(BETA[1], mark="jj3tothertwo", skill=BETA[0].skill),
)
WORSE = (BETA[0], replace(BETA[1], skill=2))

# Left out of some answers: moments of this visit and the number of its sign-in; how long an order has been open; the
# seal over all cards of a published quarter, which tells that they are those of the publication and nothing else about
# them; and the hashes of a site's chain since its cards were published, which hold the moment of that.
_HASHES = rb"[0-9a-f]{64}|[0-9a-f]{12}\xe2\x80\xa6"
_MOMENTS = rb'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^",<]*|\d+ \w{3} \d{4} \d\d:\d\d UTC|"id":"[-0-9a-f]{36}"'
LEFT_OUT = {
    "/account/sessions": _MOMENTS,
    "/api/v1/account/sessions": _MOMENTS,
    "/api/v1/quarters": rb'"fingerprint":"[0-9a-f]{64}"',
    "/api/v1/session": rb'"expires_at":"[^"]*"',
    "/api/v1/sites/{code:str}/access": _MOMENTS,
    "/sites/{code:str}/access": _MOMENTS,
    "/sites/{code:str}/desk/orders/{order_id:uuid}": rb"\d+ d \d+ h",
    "/sites/{code:str}/trail": _HASHES,
    "/sites/{code:str}/trail/chain.json": rb'"exported_at": ?"[^"]*"|' + _HASHES,
}

# Parts of a scorecard that the network as a whole may change: paths of the JSON, `*` for a place in a list.
ALLOWED = {
    "criteria.*.pooled": "the network's rate itself",
    "criteria.*.adjusted": "the site's rate, leant on the network's",
    "criteria.*.points": "of the adjusted rate",
    "criteria.*.contribution": "of the points",
    "criteria.*.lost": "of the points",
    "overall": "of the points",
    "next_standing.points_missing": "of the overall score",
    "next_standing.lifts.*.value": "what the adjusted rate would have to be",
    "next_standing.lifts.*.change": "what the adjusted rate would have to be",
    "next_standing.lifts.*.records": "how many records that is",
    "fingerprint": "over all of the above",
}


@pytest.fixture(scope="session")
async def alone(postgres: str, empty: str, folder: Path) -> str:
    """A database with Alpha's data, before there is any rival."""
    server = await asyncpg.connect(postgres)
    await server.execute(f"create database {ALONE} template {empty} strategy file_copy")
    await server.close()
    url = with_database(postgres, ALONE)
    async with _open(url):
        await settle(ALPHA, url, folder)
    return ALONE


@asynccontextmanager
async def _open(url: str) -> AsyncIterator[None]:
    point_at(app_url(url, APP_PASSWORD))
    await open_pool(4)
    try:
        yield
    finally:
        await close_pool()


@asynccontextmanager
async def _beside(
    rival: tuple[Shop, ...], postgres: str, alone: str, folder: Path, name: str, visited: bool = False
) -> AsyncIterator[str]:
    """The same Alpha beside this rival, with the quarters judged; what happened has happened at the same moment.

    `visited`: before the quarters were judged, Alpha's sites were, in secret.
    """
    server = await asyncpg.connect(postgres)
    await server.execute(f"create database {name} template {alone} strategy file_copy")
    url = with_database(postgres, name)
    try:
        async with _open(url):
            await settle(rival, url, folder)
            if visited:
                await _visit(url, folder)
            await judge()
            await _pin_the_time(url)
            yield url
    finally:
        await server.execute(f"drop database {name} with (force)")
        await server.close()


async def _visit(url: str, folder: Path) -> None:
    root = await asyncpg.connect(url)
    try:
        await visit_in_secret(root, [shop.code for shop in ALPHA], folder)
    finally:
        await root.close()


async def _pin_the_time(url: str) -> None:
    root = await asyncpg.connect(url)
    await root.execute(
        "alter table trail_event disable trigger all; update trail_event set at = '2025-11-20'; "
        "alter table trail_event enable always trigger trail_event_link; "
        "alter table trail_event enable always trigger trail_event_frozen"
    )
    await root.close()


@dataclass(frozen=True, slots=True)
class World:
    """What Alpha's operator can read, by address and part of the answer; and where the numbers stand that rows get."""

    answers: Mapping[str, Mapping[str, bytes]]
    numbers: Mapping[str, int]


async def _world(app: Litestar, url: str) -> World:
    root = await asyncpg.connect(url)
    rows = await root.fetch("select sequencename as name, coalesce(last_value, 0) as value from pg_sequences")
    await root.close()
    return World(await _answers(app, url), {row["name"]: row["value"] for row in rows})


async def _answers(app: Litestar, url: str) -> dict[str, dict[str, bytes]]:
    found: dict[str, dict[str, bytes]] = {}
    network = await places(url, load_manifest()["main.js"])
    async with _operator(app) as visitor:
        for route in routes_of(app):
            if route.method == "GET":
                for target in _own_targets(route, network):
                    found |= await _read(visitor, route, route.address(values_of(route, target, network)))
    return found


@asynccontextmanager
async def _operator(app: Any) -> AsyncIterator[Visitor]:
    async with Browser(transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url=HOST) as browser:
        yield await visit(app, lambda: browser, BY_NAME["alpha"])


async def _read(visitor: Visitor, route: Route, address: str) -> dict[str, dict[str, bytes]]:
    """A page, and those of its files and tabs that it offers."""
    page, found = await visitor.knock(route, address), {}
    for query in ("", *offered(page, QUERIES)):
        answer = await visitor.knock(route, address, query) if query else page
        parts, pattern = await contents(answer), LEFT_OUT.get(route.path, rb"(?!)")
        changing = (answer.headers["x-request-id"], visitor.csrf)
        found[address + query] = {part: re.sub(pattern, b"", _same(text, changing)) for part, text in parts.items()}
        found[address + query]["status"] = str(answer.status_code).encode()
    return found


def _own_targets(route: Route, network: Places) -> list[Target]:
    if route.kind:
        return [each for each in targets_of(route, network) if expected(route, BY_NAME["alpha"], each) is Kind.REACHED]
    return [
        Target(site, "alpha", PUBLISHED) for site in (("A1", "A2") if "sites/code" in route.parameters else (None,))
    ]


def _same(text: bytes, changing: tuple[str, ...]) -> bytes:
    for each in changing:
        text = text.replace(each.encode(), b"-")
    return text


@pytest.fixture(scope="module")
async def beside_beta(app: Litestar, postgres: str, alone: str, folder: Path) -> World:
    async with _beside(BETA, postgres, alone, folder, "beside_beta") as url:
        return await _world(app, url)


async def test_a_rivals_data_change_no_byte_of_what_an_operator_reads(
    app: Litestar, beside_beta: World, postgres: str, alone: str, folder: Path
) -> None:
    async with _beside(EXCHANGED, postgres, alone, folder, "beside_exchanged") as url:
        _assert_same(beside_beta, await _world(app, url))


# The numbers that they get are shown to nobody: an event of the trail is known by its place in the chain of its site.
OF_EVERYBODY = {"trail_event_id_seq", "procrastinate_jobs_id_seq", "procrastinate_events_id_seq"}


async def test_visits_that_are_not_published_change_no_byte_of_what_their_operator_reads(
    app: Litestar, beside_beta: World, postgres: str, alone: str, folder: Path
) -> None:
    """Nor do they use up any number of what it reads. Once they are published, it reads of them."""
    async with _beside(BETA, postgres, alone, folder, "beside_visited", visited=True) as url:
        visited = await _world(app, url)
        published = await publish_due(Actor.system(), now() + timedelta(days=MOST_EMBARGO_DAYS + 1))
        async with _operator(app) as visitor:
            answer = await visitor.browser.get(AUDITS)
    _assert_same(beside_beta, visited)
    moved = {name for name, value in beside_beta.numbers.items() if visited.numbers[name] != value}
    assert moved == OF_EVERYBODY
    assert published == 1
    assert answer.content != visited.answers[AUDITS]["body"]


def _assert_same(one: World, other: World) -> None:
    assert one.answers.keys() == other.answers.keys()
    assert len(one.answers) > 40
    differing = [
        f"{address} {part}: {_difference(text, other.answers[address].get(part, b''))}"
        for address, parts in one.answers.items()
        for part, text in parts.items()
        if text != other.answers[address].get(part)
    ]
    assert differing == [], "\n".join(differing)


async def test_a_rivals_results_change_just_what_everyone_may_know(
    app: Litestar, browse: Browse, postgres: str, alone: str, folder: Path
) -> None:
    cards = []
    for number, rival in enumerate((BETA, WORSE)):
        async with _beside(rival, postgres, alone, folder, f"results_{number}"):
            visitor = await visit(app, browse, BY_NAME["alpha"])
            answer = await visitor.browser.get(f"/api/v1/quarters/{PUBLISHED}/sites/A1/scorecard")
            cards.append(dict(_leaves(answer.json())))
    differing = {
        re.sub(r"\d+", "*", path) for path in cards[0].keys() | cards[1] if cards[0].get(path) != cards[1].get(path)
    }
    assert sorted(differing) == sorted(ALLOWED)


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _leaves(part, f"{path}.{place}")
    else:
        yield path, value


def _difference(one: bytes, other: bytes) -> str:
    at = next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return f"{one[at - 60 : at + 60]!r} / {other[at - 60 : at + 60]!r}"
