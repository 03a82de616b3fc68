"""The session's cookie."""

from litestar.datastructures import Cookie

from network.foundation.settings import Settings
from network.web.visit import Connection

# Longer than any token of ours: not worth a question to the database.
LONGEST_TOKEN = 100


def cookie_name(settings: Settings) -> str:
    """Browsers take a `__Host-` cookie only over https, for this very host and for every path."""
    return "__Host-servicemark_session" if settings.secure_cookies else "servicemark_session"


def token_of(connection: Connection, settings: Settings) -> str | None:
    """The token that the browser sent, whether it means anything or not."""
    token = connection.cookies.get(cookie_name(settings))
    return token if token and len(token) <= LONGEST_TOKEN else None


def session_cookie(token: str, settings: Settings) -> Cookie:
    """The cookie that holds a new session; with an empty token, the one that makes the browser forget it."""
    return Cookie(
        key=cookie_name(settings),
        value=token,
        max_age=settings.session_hours * 3600 if token else 0,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings.secure_cookies,
    )
