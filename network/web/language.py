"""Which language a request is answered in, and the links that change it."""

from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from litestar import Request
from litestar.datastructures import Cookie

from network.foundation.i18n import LANGUAGES, SOURCE, Language, language, negotiate, negotiate_header
from network.web.visit import Connection, SignedIn

COOKIE = "servicemark_language"
PARAMETER = "lang"
A_YEAR = 365 * 24 * 3600


def asked_for(connection: Connection) -> str | None:
    """The language that the address itself asks for: `?lang=zh_CN`."""
    return negotiate(connection.query_params.get(PARAMETER))


def language_of(connection: Connection, signed_in: SignedIn | None, default: str = SOURCE) -> Language:
    """Asked for in the address, else the account's, the cookie's, the browser's, the network's."""
    code = (
        asked_for(connection)
        or negotiate(signed_in.language if signed_in else None)
        or negotiate(connection.cookies.get(COOKIE))
        or negotiate_header(connection.headers.get("accept-language", ""))
        or default
    )
    return language(code)


def language_cookie(code: str, *, secure: bool) -> tuple[bytes, bytes]:
    """The header that makes the browser remember the choice."""
    cookie = Cookie(key=COOKIE, value=code, max_age=A_YEAR, path="/", httponly=True, samesite="lax", secure=secure)
    return b"set-cookie", cookie.to_encoded_header()[1]


def language_links(request: Request[Any, Any, Any], now: Language) -> list[dict[str, Any]]:
    """This very page in each language, each named in itself."""
    query = request.scope["query_string"].decode("latin-1")
    kept = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name != PARAMETER]
    # One slash at most: `//elsewhere.example` would be a link to another host.
    path = "/" + quote(request.scope["path"].lstrip("/")) if request.method == "GET" else "/"
    return [
        {
            "tag": language(code).tag,
            "label": label,
            "href": f"{path}?{urlencode([*kept, (PARAMETER, code)])}",
            "active": code == now.code,
        }
        for code, label in LANGUAGES.items()
    ]
