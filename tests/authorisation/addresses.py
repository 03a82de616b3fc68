"""Every route of the application, and the addresses that stand for its own rows, those of others, and none at all."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from litestar import Litestar
from litestar.routes import HTTPRoute

from network.foundation.periods import Quarter
from network.web.guards import Access
from tests.authorisation.world import ALPHA, BETA, COMPUTED, PUBLISHED, Places

PARAMETER = re.compile(r"\{(\w+):\w+\}")
SHOPS = {shop.code: shop for shop in (*ALPHA, *BETA)}
NOBODY, NOWHERE, NOTHING = "nobody", "NOWHERE", UUID(int=1)
NEVER = Quarter(2019, 1)


@dataclass(frozen=True, slots=True)
class Target:
    """The rows that an address names; what it does not name is None. `exists`: whether there are such rows at all."""

    site: str | None = None
    account: str | None = None
    period: Quarter | None = None
    exists: bool = True


@dataclass(frozen=True, slots=True)
class Route:
    """One method at one address. `parameters` are called after what stands before them, such as `sites/code`."""

    method: str
    path: str
    access: Access
    parameters: tuple[str, ...]

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/api/v1/")

    @property
    def ends_the_session(self) -> bool:
        return (self.method, self.path) in (("DELETE", "/api/v1/session"), ("POST", "/logout"))

    @property
    def makes_the_quarter(self) -> bool:
        """It names a quarter that need not exist before."""
        return self.path.endswith("/compute")

    def address(self, values: Mapping[str, str]) -> str:
        given = iter(self.parameters)
        return PARAMETER.sub(lambda _found: values[next(given)], self.path)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def routes_of(app: Litestar) -> list[Route]:
    """All routes, reading before writing, leaving last: what one does must not spoil the next."""
    found = [
        Route(method, route.path, _access(handler), tuple(_names(route.path)))
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in sorted(handler.http_methods - {"OPTIONS", "HEAD"})
    ]
    return sorted(found, key=lambda route: (route.ends_the_session, route.method != "GET", str(route)))


def _access(handler: object) -> Access:
    [access] = [guard for guard in handler.resolve_guards() if isinstance(guard, Access)]  # type: ignore[attr-defined]
    return access


def _names(path: str) -> Iterator[str]:
    before = ""
    for segment in path.split("/"):
        if found := PARAMETER.fullmatch(segment.partition(".")[0]):
            yield f"{before}/{found[1]}"
        elif segment:
            before = segment


# How to fill in each parameter; a route with any other is not understood by these tests, and fails them.
MAKERS: Mapping[str, Callable[[Target, Places], str]] = {
    "sites/code": lambda target, _places: target.site or NOWHERE,
    "orders/order_id": lambda target, places: str(places.orders.get(target.site or "", NOTHING)),
    "returns/return_id": lambda target, places: str(places.returns.get(target.site or "", NOTHING)),
    "imports/file": lambda target, places: str(places.imports.get(target.account or "", NOTHING)),
    "evidence/key": lambda _target, places: places.metrics[0],
    "evidence/metric_key": lambda _target, places: places.metrics[0],
    "quarters/period": lambda target, _places: str(target.period),
    "runs/period": lambda target, _places: str(target.period),
    "schemes/code": lambda target, _places: "repairs-only" if target.exists else "no-such",
    "schemes/version": lambda target, _places: "1",
    "dist/name": lambda _target, places: places.asset,
}


def values_of(route: Route, target: Target, places: Places) -> dict[str, str]:
    return {name: MAKERS[name](target, places) for name in route.parameters}


def targets_of(route: Route) -> list[Target]:
    """Every kind of row that the route may name, and one that does not exist."""
    sites = [*SHOPS, NOWHERE] if "sites/code" in route.parameters else [None]
    accounts = ["alpha", "beta", NOBODY] if "imports/file" in route.parameters else [None]
    periods = [PUBLISHED, COMPUTED, NEVER] if {"runs/period", "quarters/period"} & set(route.parameters) else [None]
    schemes = [True, False] if "schemes/code" in route.parameters else [True]
    missing = (NOWHERE, NOBODY) if route.makes_the_quarter else (NOWHERE, NOBODY, NEVER)
    return [
        Target(site, account, period, known and not {site, account, period}.intersection(missing))
        for site in sites
        for account in accounts
        for period in periods
        for known in schemes
    ]
