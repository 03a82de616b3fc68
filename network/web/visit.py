"""What is known about a request before it is routed: who sends it, in which language, under which number."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from litestar.connection import ASGIConnection
from litestar.types import Scope

from network.foundation.access import Actor
from network.foundation.i18n import Language
from network.web.refusals import SignInNeeded

Connection = ASGIConnection[Any, Any, Any, Any]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person behind a session, with the rights they have at this moment. `language` None: none chosen yet.

    `memberships`: how many roles they may choose from; the session is in one of them. `session`: what lists of
    sign-ins call this one; None when it is no person but a key of a site that acts. `unread`: their notices.
    """

    actor: Actor
    email: str
    language: str | None
    csrf: str
    expires_at: datetime
    memberships: int = 1
    session: UUID | None = None
    unread: int = 0

    @property
    def name(self) -> str:
        return self.actor.name

    @property
    def by_key(self) -> bool:
        return self.actor.verbs is not None


@dataclass(frozen=True, slots=True)
class Visit:
    """One request. `wants_json`: an API call or another program, which is told things as JSON and not as a page."""

    request_id: str
    language: Language
    signed_in: SignedIn | None
    wants_json: bool


# Handed in by `network.app`, because the domain that knows accounts stands above this package.
Recognise = Callable[[str], Awaitable[SignedIn | None]]
RememberLanguage = Callable[[SignedIn, str], Awaitable[None]]


def csrf_value(token: str) -> str:
    """What a form must send along: made from the session's token, and telling nothing about it."""
    return hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()


def keep_visit(scope: Scope, visit: Visit) -> None:
    scope["state"]["visit"] = visit


def visit_of(connection: Connection) -> Visit:
    return cast(Visit, connection.scope["state"]["visit"])


def visitor_of(connection: Connection) -> SignedIn:
    """Who is signed in, on a route whose guard has made sure that someone is."""
    visitor = visit_of(connection).signed_in
    if visitor is None:
        raise SignInNeeded()
    return visitor
