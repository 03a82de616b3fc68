"""The outermost layer: numbers a request, recognises who sends it, chooses the language, and completes the answer.

It stands before the routing, so that a page that does not exist is refused in the right language and frame too.
"""

import time
import uuid
from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from network.foundation.i18n import language, reading
from network.foundation.settings import Settings
from network.web.assets import DIST_URL
from network.web.cookies import token_of
from network.web.errors import answer
from network.web.keys import KEY_PATHS, key_of
from network.web.language import asked_for, language_cookie, language_of
from network.web.logs import log_request
from network.web.refusals import KeysElsewhere, WrongKey
from network.web.requests import HouseRequest
from network.web.security import with_security
from network.web.visit import Recognise, RememberLanguage, SignedIn, Visit, keep_visit

# Answered without asking who is there: they must work while the database does not.
_NOBODY_ASKED = ("/health/", f"{DIST_URL}/")


class Reception:
    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        recognise: Recognise,
        recognise_key: Recognise,
        remember_language: RememberLanguage,
    ) -> None:
        self.app = app
        self.settings = settings
        self.recognise = recognise
        self.recognise_key = recognise_key
        self.remember_language = remember_language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        # Litestar answers GET only; the server keeps the body of an answer to HEAD to itself.
        scope = {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope
        request = HouseRequest(scope, receive, send)
        request_id = uuid.uuid4().hex[:16]
        answered: dict[str, Any] = {"status": 500}

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered["status"] = message["status"]
                message["headers"] = [*self._headers(request, message), (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self._receive(request, request_id, receive, complete)
        finally:
            await request.close_form()
            route = scope.get("path_template") or "-"
            log_request(request.method, route, answered["status"], (time.perf_counter() - started) * 1000, request_id)

    async def _receive(self, request: HouseRequest, request_id: str, receive: Receive, send: Send) -> None:
        """Hand the request on with its visit; an error while recognising the sender is answered like any other."""
        scope = request.scope
        unknown = Visit(request_id, language_of(request, None, self.settings.language), None, _wants_json(request))
        keep_visit(scope, unknown)
        with reading(unknown.language.code):
            try:
                signed_in = await self._recognised(request)
                chosen = await self._language(request, signed_in)
            except Exception as error:  # noqa: BLE001 - the last one to catch it
                await answer(request, error).to_asgi_response(None, request)(scope, receive, send)
                return
        with reading(chosen):
            keep_visit(scope, Visit(request_id, language(chosen), signed_in, unknown.wants_json))
            await self.app(scope, receive, send)

    async def _recognised(self, request: HouseRequest) -> SignedIn | None:
        path = request.scope["path"]
        if path.startswith(_NOBODY_ASKED):
            return None
        if (key := key_of(request)) is not None:
            return await self._recognised_by_key(key, path)
        token = token_of(request, self.settings)
        return await self.recognise(token) if token else None

    async def _recognised_by_key(self, key: str, path: str) -> SignedIn:
        """A key is never taken for less than it says it is: with one, the cookie is not even looked at."""
        if not path.startswith(KEY_PATHS):
            raise KeysElsewhere()
        found = await self.recognise_key(key)
        if found is None:
            raise WrongKey()
        return found

    async def _language(self, request: HouseRequest, signed_in: SignedIn | None) -> str:
        asked = asked_for(request)
        if asked and signed_in and not signed_in.by_key and asked != signed_in.language:
            await self.remember_language(signed_in, asked)
        return language_of(request, signed_in, self.settings.language).code

    def _headers(self, request: HouseRequest, message: Any) -> list[tuple[bytes, bytes]]:
        headers = with_security(message["headers"], secure=self.settings.secure_cookies)
        if asked := asked_for(request):
            headers.append(language_cookie(asked, secure=self.settings.secure_cookies))
        return headers


def _wants_json(request: HouseRequest) -> bool:
    if request.scope["path"].startswith(("/api/", "/health/")) and request.scope["path"] != "/api/docs":
        return True
    accepted = request.headers.get("accept", "")
    return "json" in accepted and "text/html" not in accepted
