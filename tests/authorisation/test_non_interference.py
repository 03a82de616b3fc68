"""An operator sees the same bytes whatever a rival's data are, but for what scorecard.md lets all of the network know.

Allowed are a site's rank, the pooled rates that small samples lean on, the network's medians and mean, and what follows
from these in its own score. The first test keeps all of them as they are while everything else of the rival's differs,
and wants equal bytes; the second lets the rival's results differ, and wants differences in just these.
"""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from litestar import Litestar

from network.foundation.database import close_pool, open_pool, point_at, with_database
from network.foundation.running import app_url
from network.web.assets import load_manifest
from tests.authorisation.addresses import Route, Target, routes_of, targets_of, values_of
from tests.authorisation.cast import ALPHA, BETA, BY_NAME, PUBLISHED, Shop
from tests.authorisation.contents import contents
from tests.authorisation.places import Places, places
from tests.authorisation.visitors import Kind, expected, visit
from tests.authorisation.world import judge, settle
from tests.conftest import APP_PASSWORD
from tests.served import Browse

ALONE = "template_alpha"
QUERIES = ("", "?format=csv", "?format=xlsx", "?tab=explanation", "?tab=turnaround", "?tab=history", "?tab=happened")

# Other names, numbers, people and machines; and each of the two sites with the results that the other had.
EXCHANGED = (
    replace(BETA[0], mark="jj3totherone", skill=BETA[1].skill),
    replace(BETA[1], mark="jj3tothertwo", skill=BETA[0].skill),
)
WORSE = (BETA[0], replace(BETA[1], skill=2))

# Left out of some answers: moments of this visit and the number of its sign-in; the seal over all cards of a published
# quarter, which tells that they are those of the publication and nothing else about them; and the hashes of a site's
# chain since its cards were published, which hold the moment of that.
_HASHES = rb"[0-9a-f]{64}|[0-9a-f]{12}\xe2\x80\xa6"
_MOMENTS = rb'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^",<]*|\d+ \w{3} \d{4} \d\d:\d\d UTC|"id":"[-0-9a-f]{36}"'
LEFT_OUT = {
    "/account/sessions": _MOMENTS,
    "/api/v1/account/sessions": _MOMENTS,
    "/api/v1/quarters": rb'"fingerprint":"[0-9a-f]{64}"',
    "/api/v1/session": rb'"expires_at":"[^"]*"',
    "/api/v1/sites/{code:str}/access": _MOMENTS,
    "/sites/{code:str}/access": _MOMENTS,
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
async def _beside(rival: tuple[Shop, ...], postgres: str, alone: str, folder: Path, name: str) -> AsyncIterator[str]:
    """The same Alpha beside this rival, with the quarters judged; what happened has happened at the same moment."""
    server = await asyncpg.connect(postgres)
    await server.execute(f"create database {name} template {alone} strategy file_copy")
    url = with_database(postgres, name)
    try:
        async with _open(url):
            await settle(rival, url, folder)
            await judge()
            await _pin_the_time(url)
            yield url
    finally:
        await server.execute(f"drop database {name} with (force)")
        await server.close()


async def _pin_the_time(url: str) -> None:
    root = await asyncpg.connect(url)
    await root.execute(
        "alter table trail_event disable trigger all; update trail_event set at = '2025-11-20'; "
        "alter table trail_event enable always trigger trail_event_link; "
        "alter table trail_event enable always trigger trail_event_frozen"
    )
    await root.close()


async def _answers(app: Litestar, browse: Browse, url: str) -> dict[str, dict[str, bytes]]:
    """Everything that Alpha's operator can read, by address."""
    visitor = await visit(app, browse, BY_NAME["alpha"])
    network, found = await places(url, load_manifest()["main.js"]), {}
    for route in routes_of(app):
        if route.method == "GET":
            for target in _own_targets(route, network):
                for query in ("",) if route.is_api or route.kind else QUERIES:
                    address = route.address(values_of(route, target, network)) + query
                    answer = await visitor.knock(route, address)
                    changing = (answer.headers["x-request-id"], visitor.csrf)
                    parts, pattern = await contents(answer), LEFT_OUT.get(route.path, rb"(?!)")
                    found[address] = {part: re.sub(pattern, b"", _same(text, changing)) for part, text in parts.items()}
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


async def test_a_rivals_data_change_no_byte_of_what_an_operator_reads(
    app: Litestar, browse: Browse, postgres: str, alone: str, folder: Path
) -> None:
    told = []
    for number, rival in enumerate((BETA, EXCHANGED)):
        async with _beside(rival, postgres, alone, folder, f"beside_{number}") as url:
            told.append(await _answers(app, browse, url))
    assert told[0].keys() == told[1].keys()
    assert len(told[0]) > 40
    differing = [
        f"{address} {part}: {_difference(text, told[1][address].get(part, b''))}"
        for address, parts in told[0].items()
        for part, text in parts.items()
        if text != told[1][address].get(part)
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
