"""A server that is newer from some moment on, or cannot be reached: the real one, but for that."""

import re
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

WORKER = "/tablet/worker.js"
# Of one connection alone; the body is handed on whole.
OF_THE_LINE = {"connection", "transfer-encoding", "content-length", "keep-alive"}


@dataclass(slots=True)
class Upgrade:
    """`done`: the worker of the app names another version. `gone`: nobody answers any more."""

    address: str
    done: bool = False
    gone: bool = False


@contextmanager
def upgradable(real: str) -> Iterator[Upgrade]:
    """An address that hands on to the real server; once `done`, its app is another version."""

    class Passing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._pass_on()

        def do_POST(self) -> None:
            self._pass_on()

        def _pass_on(self) -> None:
            if upgrade.gone:
                self.close_connection = True
                return
            # Whoever asked may be gone by the time of the answer.
            with closing(HTTPConnection(urlsplit(real).netloc, timeout=30)) as line:
                sent = self.rfile.read(int(self.headers.get("content-length", 0)))
                line.request(self.command, self.path, sent, dict(self.headers.items()))
                answer = line.getresponse()
                self._answer(answer, answer.read())

        def _answer(self, answer: HTTPResponse, body: bytes) -> None:
            if upgrade.done and self.path == WORKER:
                body = re.sub(rb'"version": "\w+"', b'"version": "newer"', body)
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in OF_THE_LINE:
                    self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with ThreadingHTTPServer(("127.0.0.1", 0), Passing) as server:
        upgrade = Upgrade(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield upgrade
        server.shutdown()
        thread.join()
