"""The same doors with every check in Python taken away: the database alone must keep each one's data apart."""

import hashlib

import asyncpg
import pytest
from litestar import Litestar

from network.foundation.access import Actor, Permission, Role
from tests.authorisation.addresses import SHOPS, Route, Target, routes_of, targets_of, values_of
from tests.authorisation.contents import contents
from tests.authorisation.visitors import Kind, kind_of, visit
from tests.authorisation.world import COMPUTED, PEOPLE, PUBLISHED, Person, Places, Shop
from tests.served import Browse

# One page, its Chinese, its files, and the quarter that is not published.
QUERIES = ("", "?format=csv", "?format=xlsx", f"?period={COMPUTED}", "?lang=zh_CN")
VISITORS = [person for person in PEOPLE if not person.later and person.role is not Role.HQ_ADMINISTRATOR]
TABLES = ("repair_order", "hq_return", "site", "region", "operator", "scorecard_run", "scorecard", "scheme_version")


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every check of rights in Python says yes. What an actor's sites are stays: it is what the database goes by."""
    monkeypatch.setattr(Actor, "require", lambda _actor, _permission: None)
    monkeypatch.setattr(Actor, "may", lambda _actor, _permission: True)
    monkeypatch.setattr(Actor, "sees", lambda _actor, _site: True)
    monkeypatch.setattr(Actor, "permissions", property(lambda _actor: frozenset(Permission)))


def marks_hidden_from(person: Person) -> list[str]:
    """What must not turn up in any answer: the records of whoever is not HQ, and all texts of sites out of reach."""
    hidden = []
    for shop in SHOPS.values():
        if not _reaches(person, shop):
            hidden.append(shop.mark)
        elif person.role is Role.EXECUTIVE:
            hidden.append(shop.private)
    return hidden


def _reaches(person: Person, shop: Shop) -> bool:
    return person.whole_network or shop.code in person.sites or shop.region in person.regions


def _queries(route: Route, target: Target) -> tuple[str, ...]:
    """All of them on the pages of one site of either operator; by itself where they make no difference."""
    return QUERIES if route.method == "GET" and not route.is_api and target.site in (None, "A1", "B1") else ("",)


def test_there_is_something_to_hide_from_most_visitors() -> None:
    assert [person.name for person in VISITORS if not marks_hidden_from(person)] == ["manager"]


@pytest.mark.parametrize("person", VISITORS, ids=lambda person: person.name)
async def test_no_byte_of_what_is_not_theirs_comes_out(
    app: Litestar, browse: Browse, network: Places, unchecked: None, person: Person
) -> None:
    visitor, hidden = await visit(browse, person), marks_hidden_from(person)
    leaks, broken, read = [], [], 0
    for route in routes_of(app):
        if route.ends_the_session:
            continue
        for target in targets_of(route):
            for query in _queries(route, target):
                address = route.address(values_of(route, target, network))
                answer = await visitor.knock(route, address, query)
                told = await contents(answer)
                leaks += [
                    f"{route.method} {address}{query} shows {mark} in {part}"
                    for part, text in told.items()
                    for mark in hidden
                    if mark.encode() in text
                ]
                read += answer.status_code == 200
                if answer.status_code >= 500:
                    broken.append(f"{route.method} {address}{query}: {answer.status_code}")
    assert leaks == [], "\n".join(leaks)
    assert broken == [], "\n".join(broken)
    assert read > 10


async def test_the_marks_are_where_their_owner_looks(app: Litestar, browse: Browse, network: Places) -> None:
    """The test above proves nothing unless the same doors show the marks to those who may read them."""
    visitor = await visit(browse, next(each for each in PEOPLE if each.name == "beta"))
    seen: set[str] = set()
    for route in routes_of(app):
        if route.method != "GET" or route.access.anyone:
            continue
        target = Target("B1", "beta", PUBLISHED)
        for query in _queries(route, target):
            answer = await visitor.knock(route, route.address(values_of(route, target, network)), query)
            kind = answer.headers.get("content-type", "").partition(";")[0]
            if SHOPS["B1"].mark.encode() in b"".join((await contents(answer)).values()):
                seen.add(kind)
    assert {"text/html", "application/json", "text/csv", "application/pdf"} <= seen
    assert any("spreadsheet" in kind for kind in seen)


@pytest.mark.parametrize("name", ["alpha", "auditor", "executive"])
async def test_what_is_not_published_stays_unseen_and_nothing_of_the_network_is_changed(
    app: Litestar, browse: Browse, network: Places, database: str, unchecked: None, name: str
) -> None:
    visitor = await visit(browse, next(each for each in PEOPLE if each.name == name))
    before, reached, asked = await _digests(database), [], 0
    for route in routes_of(app):
        for target in targets_of(route):
            if (target.period == COMPUTED or route.method != "GET") and not route.access.anyone:
                if route.ends_the_session or (route.method != "GET" and target.account == name):
                    continue
                answer = await visitor.knock(route, route.address(values_of(route, target, network)))
                asked += 1
                if route.method == "GET" and kind_of(route, answer) not in (Kind.MISSING, Kind.FORBIDDEN):
                    reached.append(f"{route} {target.site}: {answer.status_code}")
    assert reached == []
    assert asked > 10
    assert await _digests(database) == before


async def _digests(root_url: str) -> dict[str, str]:
    """What the tables hold that nobody of these may change."""
    root = await asyncpg.connect(root_url)
    try:
        found = {}
        for table in (*TABLES, "account", "membership"):
            rows = await root.fetch(f"select t::text as row from {table} t order by 1")
            found[table] = hashlib.sha256("\n".join(row["row"] for row in rows).encode()).hexdigest()
        return found
    finally:
        await root.close()
