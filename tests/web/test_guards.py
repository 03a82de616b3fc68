"""No route without someone who decided who may use it."""

import pytest
from litestar import Controller, Litestar, asgi, get
from litestar.routes import HTTPRoute

from network.foundation.access import Permission
from network.foundation.settings import Settings
from network.web.guards import Access, UnguardedRoute, allows, public, require_guards, signed_in
from tests.served import Browse, application

# The only addresses that answer someone who is not signed in.
OPEN = {
    "/login",
    "/login/code",
    "/login/setup",
    "/api/v1/session",
    "/api/v1/session/code",
    "/invitations/{token:str}",
    "/invitations/accepted",
    "/certificates-of-training",
    "/verify/document",
    "/verify/document/{code:str}",
    "/rate",
    "/rate/poster",
    "/rate/thanks",
    "/certificates-of-training/{number:str}",
    "/verify",
    "/verify/{number:str}",
    "/api/v1/verify/{number:str}",
    "/api/openapi.json",
    "/health/live",
    "/health/ready",
    "/static/dist/{name:str}",
    # Browsers fetch them without saying who asks; they say nothing that is somebody's.
    "/tablet/manifest.webmanifest",
    "/tablet/worker.js",
}


def test_a_route_without_a_guard_stops_the_program() -> None:
    @get("/forgotten")
    async def forgotten() -> None: ...

    with pytest.raises(UnguardedRoute, match="/forgotten"):
        require_guards(Litestar([forgotten], openapi_config=None).routes)


def test_a_route_that_is_no_plain_one_stops_the_program() -> None:
    @asgi("/mounted", guards=[public], copy_scope=True)
    async def mounted(scope: object, receive: object, send: object) -> None: ...

    with pytest.raises(UnguardedRoute, match="/mounted"):
        require_guards(Litestar([mounted], openapi_config=None).routes)


def test_a_guard_of_the_controller_counts_for_its_routes() -> None:
    class Guarded(Controller):
        guards = [allows(Permission.READ_SITES)]

        @get("/one")
        async def one(self) -> None: ...

    require_guards(Litestar([Guarded], openapi_config=None).routes)


def test_a_permission_is_not_opened_by_another_guard_beside_it() -> None:
    assert allows(Permission.READ_SITES) == Access(Permission.READ_SITES)
    assert not signed_in.anyone


def test_what_is_open_to_everyone_is_known_by_name() -> None:
    found = set()
    for route in application(Settings()).routes:
        assert isinstance(route, HTTPRoute)
        for handler in route.route_handlers:
            if handler.http_methods != {"OPTIONS"} and public in handler.resolve_guards():
                found.add(route.path)
    assert found == OPEN


async def test_everything_else_asks_who_is_there(browse: Browse) -> None:
    for route in application(Settings()).routes:
        if (
            isinstance(route, HTTPRoute)
            and route.path not in OPEN
            and not route.path_parameters
            and "GET" in route.methods
        ):
            page = await browse().get(route.path, headers={"accept": "text/html"})
            answer = await browse().get(route.path, headers={"accept": "application/json"})
            assert page.status_code in (303, 401), route.path
            assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_needed")
