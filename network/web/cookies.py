"""The cookies of a sign-in: the session, and the browser as one that somebody signed in with before."""

from collections.abc import Sequence
from dataclasses import dataclass

from litestar.datastructures import Cookie

from network.foundation.settings import Settings
from network.web.requests import HouseRequest, sender_of
from network.web.visit import Connection

# Longer than any token of ours: not worth a question to the database.
LONGEST_TOKEN = 100
MOST_DEVICES = 5
A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Browser:
    """What signing in has to know of a browser: where it is, what it calls itself, and the tokens that it holds."""

    address: str
    user_agent: str
    session: str | None = None
    devices: tuple[str, ...] = ()


def cookie_name(settings: Settings, thing: str = "session") -> str:
    """Browsers take a `__Host-` cookie only over https, for this very host and for every path."""
    return f"__Host-servicemark_{thing}" if settings.secure_cookies else f"servicemark_{thing}"


def token_of(connection: Connection, settings: Settings) -> str | None:
    """The token that the browser sent, whether it means anything or not."""
    token = connection.cookies.get(cookie_name(settings))
    return token if token and len(token) <= LONGEST_TOKEN else None


def session_cookie(token: str, settings: Settings) -> Cookie:
    """The cookie that holds a new session; with an empty token, the one that makes the browser forget it."""
    return _cookie("session", token, settings.session_hours * 3600 if token else 0, settings)


def browser_of(request: HouseRequest, settings: Settings) -> Browser:
    sender = sender_of(request, settings)
    held = request.cookies.get(cookie_name(settings, "devices"), "").split(".")[:MOST_DEVICES]
    devices = tuple(token for token in held if 0 < len(token) <= LONGEST_TOKEN)
    return Browser(sender.address, sender.user_agent, token_of(request, settings), devices)


def entrance_cookies(session: str, devices: Sequence[str] | None, settings: Settings) -> list[Cookie]:
    """The cookies of a session that has begun, and of a browser that is known from now on (None: as it was)."""
    cookies = [session_cookie(session, settings)]
    return cookies if devices is None else [*cookies, _cookie("devices", ".".join(devices), A_YEAR, settings)]


def _cookie(thing: str, value: str, seconds: int, settings: Settings) -> Cookie:
    return Cookie(
        key=cookie_name(settings, thing),
        value=value,
        max_age=seconds,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings.secure_cookies,
    )
