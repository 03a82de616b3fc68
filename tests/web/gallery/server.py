"""A small server for the gallery: the real templates, assets and policy, without the rest of Servicemark."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from network.foundation import i18n
from network.web.assets import DIST, DIST_URL
from network.web.security import CONTENT_SECURITY_POLICY
from network.web.templating import template_config
from tests.web.gallery.sample import context

OPENAPI = {
    "openapi": "3.1.0",
    "info": {"title": "Servicemark", "version": "1"},
    "paths": {
        "/api/v1/sites": {
            "get": {
                "summary": "Sites that you may see",
                "tags": ["Sites"],
                "parameters": [{"name": "region", "in": "query", "schema": {"type": "string"}}],
                "responses": {"200": {"description": "A page"}},
            },
            "post": {"summary": "Open a site", "tags": ["Sites"], "responses": {"201": {"description": "Opened"}}},
        }
    },
}


ENVIRONMENT = template_config([Path(__file__).parent]).engine_instance.engine


def page(path: str, code: str) -> str:
    """A page of the gallery in one language; KeyError for an address it does not have."""
    pages: dict[str, tuple[str, dict[str, Any]]] = {
        "/gallery": ("gallery.html", {}),
        "/login": ("login.html", {"email": "hua@example.com", "error": "—"}),
        "/throttled": ("login.html", {"wait": "3 min"}),
        "/not-found": ("error.html", {"status": 404, "request_id": "01JD-7KQ2"}),
        "/not-found-inside": ("error.html", {"status": 404, "request_id": "01JD-7KQ2", "layout": "base.html"}),
        "/api": ("api_docs.html", {"openapi_url": "/openapi.json"}),
        "/progress": ("progress.html", {}),
    }
    template, more = pages[path]
    with i18n.reading(code) as language:
        return ENVIRONMENT.get_template(template).render(language=language, **context(code), **more)


class Gallery(BaseHTTPRequestHandler):
    """Answers with the policy on every page and keeps what was posted or polled, so that a test can look at it."""

    received: ClassVar[list[dict[str, Any]]] = []

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path == "/openapi.json":
            self._answer(json.dumps(OPENAPI).encode(), "application/json")
        elif address.path.startswith(DIST_URL):
            file = DIST / Path(address.path).name
            self._answer(file.read_bytes(), guess_type(file.name)[0] or "application/octet-stream")
        else:
            self.received.append({"path": address.path, "headers": dict(self.headers)})
            code = parse_qs(address.query).get("lang", ["en"])[0]
            self._answer(page(address.path, code).encode(), "text/html; charset=utf-8")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        self.received.append({"path": self.path, "headers": dict(self.headers), "form": parse_qs(body)})
        self._answer(page("/gallery", "en").encode(), "text/html; charset=utf-8")

    def _answer(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is that of the base class
        """Silent: the test reads `received`."""


@contextmanager
def serving() -> Iterator[str]:
    """The gallery's address while it is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Gallery)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
