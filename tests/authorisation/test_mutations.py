"""One check of rows in Python taken away, and only that one: still nothing comes out to whom it does not belong."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from litestar import Litestar

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch_row
from network.sites.commands import applications as commands
from network.sites.commands import applications_documents, applications_steps
from network.sites.errors.applications import ApplicationNotFound
from network.sites.queries import applications, assessments
from tests.authorisation.addresses import Route, Target, routes_of, values_of
from tests.authorisation.cast import BY_NAME, Person
from tests.authorisation.conftest import Undoing
from tests.authorisation.hidden import leaks_in
from tests.authorisation.places import Places
from tests.authorisation.visitors import THOROUGH, reaches, sampled, visit
from tests.served import Browse

VISITORS = ("alpha-one", "auditor", "manager-east", "rival")

Mutation = Callable[[pytest.MonkeyPatch], None]


def _of_actor(name: str, mutant: Any) -> Mutation:
    return lambda patch: patch.setattr(Actor, name, mutant)


def _any_application(patch: pytest.MonkeyPatch) -> None:
    """An applicant's own application is looked up by its id alone."""

    async def own_row(_actor: Actor, application_id: UUID) -> Record:
        return await _application(application_id)

    for module in (applications, commands, applications_documents):
        patch.setattr(module, "own_row", own_row)


def _drafts_as_well(patch: pytest.MonkeyPatch) -> None:
    for module in (applications, applications_steps):
        patch.setattr(module, "submitted_row", _application)
    patch.setattr(
        applications, "_DOCUMENT", _without(applications._DOCUMENT, "and (a.state <> 'draft' or a.applicant = $2)")
    )


async def _application(application_id: UUID) -> Record:
    row = await fetch_row(applications._APPLICATION, application_id)
    if row is None:
        raise ApplicationNotFound()
    return row


def _assessments_of_anyone(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        assessments, "_LINES", _without(assessments._LINES, "where a.assessor = (select my_account())") + "where true"
    )


def _without(sql: str, condition: str) -> str:
    assert condition in sql
    return sql.replace(condition, "")


MUTATIONS: dict[str, Mutation] = {
    "require": _of_actor("require", lambda _actor, _permission: None),
    "may": _of_actor("may", lambda _actor, _permission: True),
    "permissions": _of_actor("permissions", property(lambda _actor: frozenset(Permission))),
    "require_right": _of_actor("require_right", lambda _actor, _right, _region: None),
    "holds": _of_actor("holds", lambda _actor, _right, _region: True),
    "sees": _of_actor("sees", lambda _actor, _site: True),
    "own_row": _any_application,
    "submitted_row": _drafts_as_well,
    "find_own": _assessments_of_anyone,
}
# What these take away is asked on the way to applications alone.
OF_APPLICATIONS = ("own_row", "submitted_row", "find_own")
# In every run; the rest, which tests/authorisation/test_database_refuses.py takes away all at once, in `make faults`.
ALWAYS = ("require", "sees", *OF_APPLICATIONS)


@pytest.mark.parametrize("mutation", MUTATIONS if THOROUGH else ALWAYS)
async def test_without_one_check_nothing_comes_out_either(
    app: Litestar,
    browse: Browse,
    standing: Places,
    undoing: Undoing,
    monkeypatch: pytest.MonkeyPatch,
    mutation: str,
) -> None:
    visitors = {name: await visit(app, browse, BY_NAME[name]) for name in VISITORS}
    undoing()
    MUTATIONS[mutation](monkeypatch)
    leaks, asked = [], 0
    for name, visitor in visitors.items():
        for route in routes_of(app):
            if route.method == "GET" and not route.for_anyone and _is_concerned(mutation, route):
                for target in _out_of_reach(route, standing, BY_NAME[name]):
                    address = route.address(values_of(route, target, standing))
                    leaks += await leaks_in(BY_NAME[name], await visitor.knock(route, address), address)
                    asked += 1
    assert leaks == [], "\n".join(leaks)
    assert asked > (10 if mutation in OF_APPLICATIONS else 100)


def _is_concerned(mutation: str, route: Route) -> bool:
    words = ("application", "assessment") if mutation in OF_APPLICATIONS else ("",)
    return any(word in name for name in route.parameters for word in words)


def _out_of_reach(route: Route, places: Places, person: Person) -> list[Target]:
    found = sampled(route, places, lambda each: reaches(person, each, route))
    return [each for each in found if each.exists and not reaches(person, each, route)]
