"""Who may knock at a route. Every route names one of these three; `require_guards` refuses to start otherwise.

The guard asks what the role may do; which rows it reaches is decided by the query, the command and the database.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from litestar.handlers import BaseRouteHandler
from litestar.routes import HTTPRoute
from litestar.routes.base import BaseRoute

from network.foundation.access import Permission
from network.web.refusals import KeysElsewhere
from network.web.visit import Connection, visitor_of


class UnguardedRoute(RuntimeError):
    """A route that nobody decided about: a mistake of ours, found when the program starts."""


@dataclass(frozen=True, slots=True)
class Access:
    """A guard: anyone, any person who is signed in, or those whose role (and key) holds the permission."""

    permission: Permission | None = None
    anyone: bool = False

    async def __call__(self, connection: Connection, _handler: BaseRouteHandler) -> None:
        if self.anyone:
            return
        visitor = visitor_of(connection)
        if self.permission:
            visitor.actor.require(self.permission)
        elif visitor.by_key:
            raise KeysElsewhere()


public = Access(anyone=True)
signed_in = Access()


def allows(permission: Permission) -> Access:
    return Access(permission)


def require_guards(routes: Iterable[BaseRoute]) -> None:
    """Raises UnguardedRoute for a handler without one of the guards above. Litestar's own OPTIONS handlers are fine."""
    for route in routes:
        if not isinstance(route, HTTPRoute):
            raise UnguardedRoute(f"{route.path} is no plain HTTP route, and nothing here guards such")
        for handler in route.route_handlers:
            guarded = any(isinstance(guard, Access) for guard in handler.resolve_guards())
            if not guarded and handler.http_methods != {"OPTIONS"}:
                raise UnguardedRoute(f"{route.path} ({handler}) needs a guard: public, signed_in or allows(...)")
