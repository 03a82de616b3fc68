"""A real WebKit, as near to an iPad's Safari as Debian has: the browser of WebKitGTK, driven by WebDriver."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

PACKAGES = "webkit2gtk-driver xvfb"
DRIVER, SCREEN = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
BROWSER = next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"), None)
MISSING = None in (DRIVER, SCREEN, BROWSER)

# What the protocol calls an element.
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


@dataclass(frozen=True, slots=True)
class WebKit:
    """One window. `path` is an XPath; what it names is waited for."""

    session: httpx.Client

    def open(self, address: str) -> None:
        self._do("url", url=address)

    def reload(self) -> None:
        self._do("refresh")

    def click(self, path: str) -> None:
        """In the middle of the window, clear of the bars; again when the page drew itself anew meanwhile."""
        _patiently(lambda: self._clicked(self._element(path)))

    def type(self, path: str, text: str) -> None:
        self._do(f"element/{self._element(path)}/value", text=text)

    def until(self, expression: str) -> Any:
        """What the expression gives once it gives something."""
        return _patiently(lambda: self._do("execute/sync", script=f"return {expression}", args=[]))

    def _element(self, path: str) -> str:
        [found, *_more] = _patiently(lambda: self._do("elements", using="xpath", value=path))
        return str(found[ELEMENT])

    def _clicked(self, element: str) -> bool:
        """False when the element was gone by then."""
        script = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })"
        for command, what in (
            ("execute/sync", {"script": script, "args": [{ELEMENT: element}]}),
            (f"element/{element}/click", {}),
        ):
            answer = self.session.post(command, json=what)
            if answer.is_error:
                assert answer.json()["value"]["error"] == "stale element reference", answer.text
                return False
        return True

    def _do(self, command: str, **what: Any) -> Any:
        answer = self.session.post(command, json=what)
        assert answer.is_success, answer.text
        return answer.json()["value"]


def _patiently(ask: Callable[[], Any], seconds: int = 30) -> Any:
    for _tenth in range(seconds * 10):
        if found := ask():
            return found
        time.sleep(0.1)
    raise AssertionError("it never came")


@contextmanager
def webkit(folder: Path) -> Iterator[WebKit]:
    """A window on a screen of its own; what the browser keeps is in `folder`."""
    with ExitStack() as running:
        screen = _screen(running)
        # Nothing here draws faster than the processor.
        software = {"WEBKIT_DISABLE_COMPOSITING_MODE": "1", "LANG": "C.UTF-8"}
        environment = {**os.environ, **software, "HOME": str(folder), "DISPLAY": f":{screen}"}
        port = _free_port()
        _started(running, [str(DRIVER), f"--port={port}", "--host=127.0.0.1"], env=environment)
        address = f"http://127.0.0.1:{port}"
        driver = running.enter_context(httpx.Client(base_url=address, timeout=60))
        _patiently(lambda: _is_up(driver))
        options = {"binary": str(BROWSER), "args": ["--automation"]}
        wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
        made = driver.post("/session", json=wanted).raise_for_status().json()["value"]["sessionId"]
        window = running.enter_context(httpx.Client(base_url=f"{address}/session/{made}", timeout=60))
        running.callback(driver.delete, f"/session/{made}")
        yield WebKit(window)


def _screen(running: ExitStack) -> str:
    """The number of a screen that nobody sees."""
    told, tell = os.pipe()
    size = ["-screen", "0", "1024x768x24", "-nolisten", "tcp"]
    _started(running, [str(SCREEN), "-displayfd", str(tell), *size], pass_fds=[tell])
    os.close(tell)
    with os.fdopen(told) as said:
        return said.readline().strip()


def _started(running: ExitStack, command: list[str], **options: Any) -> None:
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, **options)
    running.callback(process.wait)
    running.callback(process.terminate)


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


def _is_up(driver: httpx.Client) -> bool:
    try:
        return driver.get("/status").is_success
    except httpx.TransportError:
        return False
