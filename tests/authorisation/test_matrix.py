"""Every route, every kind of visitor, every kind of row: what each answers, from one rule (`visitors.expected`)."""

import re

import pytest
from litestar import Litestar

from network.foundation.access import Role
from network.web.openapi import describe
from tests.authorisation.addresses import MAKERS, NOBODY, NOWHERE, Route, Target, routes_of, targets_of, values_of
from tests.authorisation.visitors import VISITORS, Kind, Visitor, expected, kind_of, reaches, visit
from tests.authorisation.world import PEOPLE, Person, Places
from tests.served import Browse


def name_of(person: Person | None) -> str:
    return person.name if person else "anonymous"


def test_every_parameter_of_every_route_is_known_here(app: Litestar) -> None:
    unknown = {f"{route}: {name}" for route in routes_of(app) for name in route.parameters if name not in MAKERS}
    assert unknown == set()


def test_the_api_document_names_every_route_of_the_api_and_no_other(app: Litestar) -> None:
    told = {
        (method.upper(), path.rstrip("/"))
        for path, methods in describe(app)["paths"].items()
        for method in methods
        if method in ("get", "post", "put", "patch", "delete")
    }
    found = {(route.method, re.sub(r":\w+\}", "}", route.path)) for route in routes_of(app) if route.is_api}
    assert {path for _method, path in told if path.startswith("/api/v1")} == {path for _method, path in found}
    assert {each for each in told if each[1].startswith("/api/v1")} == found


def test_every_role_visits() -> None:
    assert {person.role for person in PEOPLE if not person.later} == set(Role)


@pytest.mark.parametrize("person", VISITORS, ids=name_of)
async def test_a_visitor_is_answered_as_its_role_and_scope_say(
    app: Litestar, browse: Browse, network: Places, person: Person | None
) -> None:
    visitor = await visit(browse, person)
    wrong = []
    for route in routes_of(app):
        if route.ends_the_session and person and not person.later:
            visitor = await visit(browse, person)
        for target in targets_of(route):
            answer = await visitor.knock(route, route.address(values_of(route, target, network)))
            wanted, got = expected(route, person, target), kind_of(route, answer)
            if got != wanted:
                wrong.append(f"{route} {_said(target)}: {wanted}, but {got}: {answer.text[:200]}")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("name", ["alpha", "manager-east"])
async def test_a_row_out_of_reach_looks_just_like_one_that_does_not_exist(
    app: Litestar, browse: Browse, network: Places, name: str
) -> None:
    person = next(each for each in PEOPLE if each.name == name)
    visitor = await visit(browse, person)
    compared = 0
    for route in routes_of(app):
        missing = [target for target in targets_of(route) if target.site == NOWHERE or target.account == NOBODY]
        if not missing or expected(route, person, Target(exists=False)) is not Kind.MISSING:
            continue
        for foreign in (target for target in targets_of(route) if target.exists and not reaches(person, target)):
            nothing = next(each for each in missing if each.period == foreign.period)
            addresses = [route.address(values_of(route, each, network)) for each in (foreign, nothing)]
            assert await _shown(visitor, route, addresses[0]) == await _shown(visitor, route, addresses[1])
            compared += 1
    assert compared > 10


async def test_a_rivals_record_is_not_found_under_ones_own_site_either(
    app: Litestar, browse: Browse, network: Places
) -> None:
    visitor = await visit(browse, next(each for each in PEOPLE if each.name == "alpha"))
    compared = 0
    for route in routes_of(app):
        record = {"orders/order_id", "returns/return_id"} & set(route.parameters)
        if record:
            own = values_of(route, Target("A1"), network)
            answers = []
            for other in ("B1", "A2", NOWHERE):
                values = own | {name: MAKERS[name](Target(other), network) for name in record}
                answers.append(await _shown(visitor, route, route.address(values)))
            assert answers[0][0] == 404
            assert answers[0] == answers[1] == answers[2]
            compared += 1
    assert compared >= 4


async def _shown(visitor: Visitor, route: Route, address: str) -> tuple[int, dict[str, str], str]:
    """An answer without what differs from one request to the next: its number, and the address that was asked for."""
    answer = await visitor.knock(route, address)
    headers = {name: value for name, value in answer.headers.items() if name not in ("x-request-id", "content-length")}
    return answer.status_code, headers, answer.text.replace(answer.headers["x-request-id"], "-").replace(address, "-")


def _said(target: Target) -> str:
    return ", ".join(str(part) for part in (target.site, target.account, target.period) if part) or "-"
