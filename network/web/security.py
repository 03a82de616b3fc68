"""What keeps other sites out of a person's session: the headers of every answer, and the check of unsafe requests."""

import hmac
from collections.abc import Iterable
from typing import cast
from urllib.parse import urlsplit

from litestar.datastructures import Headers
from litestar.handlers import BaseRouteHandler

from network.web.refusals import ForeignRequest
from network.web.requests import FORMS, HouseRequest
from network.web.visit import Connection, visit_of

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)

# For a year, and for this host only: what its subdomains do is not ours to say.
STRICT_TRANSPORT = "max-age=31536000"

_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

RawHeaders = list[tuple[bytes, bytes]]


def with_security(headers: Iterable[tuple[bytes, bytes]], *, secure: bool) -> RawHeaders:
    """The headers of an answer, completed. One that may be kept says so (`Cache-Control`); no other is stored."""
    given = list(headers)
    names = {name.lower() for name, _value in given}
    wanted = dict(_HEADERS)
    if b"cache-control" not in names:
        wanted |= {"cache-control": "no-store", "vary": "Cookie, Accept-Language"}
    if secure:
        wanted["strict-transport-security"] = STRICT_TRANSPORT
    return given + [(name.encode(), value.encode()) for name, value in wanted.items() if name.encode() not in names]


class CsrfGuard:
    """Refuses an unsafe request (a write) that a page of ours did not send.

    Its origin, where the browser tells it, must be this one. With a session it must also carry the session's value, in
    the header `x-csrf-token` or the form field `_csrf`; a route with `opt={"csrf": "origin"}` (signing in, where the
    page may be older than the session) needs the origin only. So does a key: no browser sends one by itself.
    """

    def __init__(self, public_url: str) -> None:
        self.own_origin = _origin(public_url)

    async def __call__(self, connection: Connection, handler: BaseRouteHandler) -> None:
        request = cast(HouseRequest, connection)
        if request.method in SAFE_METHODS:
            return
        if not self._same_origin(request.headers):
            raise ForeignRequest()
        visitor = visit_of(request).signed_in
        if visitor is None or visitor.by_key or handler.opt.get("csrf") == "origin":
            return
        if not hmac.compare_digest((await _sent_value(request)).encode(), visitor.csrf.encode()):
            raise ForeignRequest()

    def _same_origin(self, headers: Headers) -> bool:
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return False
        sent = headers.get("origin")
        if sent is None:
            return True
        origin = _origin(sent)
        return bool(origin) and (origin == self.own_origin or urlsplit(origin).netloc == headers.get("host"))


async def _sent_value(request: HouseRequest) -> str:
    if (header := request.headers.get("x-csrf-token")) is not None:
        return header
    if request.content_type[0].lower() in FORMS:
        value = (await request.form()).get("_csrf")
        return value if isinstance(value, str) else ""
    return ""


def _origin(url: str) -> str:
    """Scheme and host, empty for something that has none (`null`, or no address at all)."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
