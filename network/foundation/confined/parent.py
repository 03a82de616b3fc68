"""Starting the child process, listening to it, and making sure that it is gone afterwards."""

import json
import logging
import os
import pickle
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import IO, Any, Literal

import network

Death = Literal["too_slow", "out_of_memory", "child_crashed"]

_HEARTBEAT = 0.1
_LONGEST_ANSWER = 64 << 20
_log = logging.getLogger(__name__)


class ChildStopped(Exception):
    """Whoever asked for the work has stopped it."""


class ChildDied(Exception):
    """The child ended, or was ended, without an answer. `values` holds its `status` when it crashed."""

    def __init__(self, why: Death, **values: int) -> None:
        super().__init__(why)
        self.why = why
        self.values = values


def converse(
    module: str, plan: object, folder: Path, wall_seconds: float, stop: Event
) -> Generator[dict[str, Any], None, None]:
    """Run `module` on `plan` in a fresh interpreter that works in `folder`, and yield what it says, message by message.

    It never ends by itself: the caller leaves with the answer. ChildDied when the child ends before that or takes too
    long, ChildStopped when `stop` is set. Use it within `closing`: however that is left, no process stays behind.
    """
    deadline = time.monotonic() + wall_seconds
    with tempfile.TemporaryFile() as complaints:
        child = _start(module, folder, complaints)
        try:
            if child.stdin is None or child.stdout is None:
                raise ValueError("the child was started without pipes")
            _hand_over(child.stdin, plan)
            for line in _lines(child.stdout, deadline, stop):
                yield json.loads(line)
            raise _died(child, deadline, complaints)
        finally:
            _end(child)


def _start(module: str, folder: Path, complaints: IO[bytes]) -> subprocess.Popen[bytes]:
    """Its own session, so that Ctrl-C reaches only us; no environment, so that it knows no secret."""
    root = Path(network.__file__).parent.parent
    return subprocess.Popen(
        [sys.executable, "-P", "-X", "utf8", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        cwd=folder,
        env={"PYTHONPATH": str(root)},
        start_new_session=True,
    )


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    with suppress(BrokenPipeError):
        child.__exit__(None, None, None)  # closes the pipes and waits


def _hand_over(stdin: IO[bytes], plan: object) -> None:
    try:
        pickle.dump(plan, stdin)
        stdin.close()
    except BrokenPipeError:
        return  # it died at once; its exit status will tell


def _lines(stdout: IO[bytes], deadline: float, stop: Event) -> Iterator[bytes]:
    """What the child says, line by line, until it closes. Raises when it is time to stop listening."""
    said = b""
    with selectors.DefaultSelector() as selector:
        selector.register(stdout, selectors.EVENT_READ)
        while True:
            if stop.is_set():
                raise ChildStopped()
            if time.monotonic() > deadline or len(said) > _LONGEST_ANSWER:
                raise ChildDied("too_slow")
            if not selector.select(_HEARTBEAT):
                continue
            block = os.read(stdout.fileno(), 1 << 16)
            if not block:
                return
            *whole, said = (said + block).split(b"\n")
            yield from whole


def _died(child: subprocess.Popen[bytes], deadline: float, complaints: IO[bytes]) -> ChildDied:
    """Why it ended without an answer. An allocation that fails aborts some parsers."""
    try:
        status = child.wait(max(1.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return ChildDied("too_slow")
    if status == -signal.SIGXCPU:
        return ChildDied("too_slow")
    if status in (-signal.SIGABRT, -signal.SIGKILL):
        return ChildDied("out_of_memory")
    complaints.seek(0)
    _log.error("%s ended with status %s: %s", child.args, status, complaints.read()[-2000:].decode(errors="replace"))
    return ChildDied("child_crashed", status=status)
