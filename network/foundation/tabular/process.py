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
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import IO, Any

import network
from network.foundation.tabular.errors import FileRefused, ReadingStopped
from network.foundation.tabular.plan import ExtractPlan, ReadPlan

CHILD = "network.foundation.tabular.child"
_HEARTBEAT = 0.1
_LONGEST_ANSWER = 64 << 20
_log = logging.getLogger(__name__)


def carry_out(plan: ReadPlan | ExtractPlan, on_progress: Callable[[int], None] | None, stop: Event) -> dict[str, Any]:
    """Run the plan in a fresh interpreter and return what it answers; `stop` ends it early, with ReadingStopped.

    Raises FileRefused for a file that cannot be read or that takes more than its limits. However this function is
    left, also by KeyboardInterrupt, no process and no half-written file stays behind.
    """
    with tempfile.TemporaryFile() as complaints:
        child = _start(plan, complaints)
        try:
            return _answer(child, plan, on_progress, stop, complaints)
        except BaseException:
            plan.target.unlink(missing_ok=True)
            raise
        finally:
            _end(child)


def _start(plan: ReadPlan | ExtractPlan, complaints: IO[bytes]) -> subprocess.Popen[bytes]:
    """Its own session, so that Ctrl-C reaches only us; no environment, so that it knows no secret."""
    root = Path(network.__file__).parent.parent
    return subprocess.Popen(
        [sys.executable, "-P", "-X", "utf8", "-m", CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        cwd=plan.target.parent,
        env={"PYTHONPATH": str(root)},
        start_new_session=True,
    )


def _end(child: subprocess.Popen[bytes]) -> None:
    child.kill()
    with suppress(BrokenPipeError):
        child.__exit__(None, None, None)  # closes the pipes and waits


def _answer(
    child: subprocess.Popen[bytes],
    plan: ReadPlan | ExtractPlan,
    on_progress: Callable[[int], None] | None,
    stop: Event,
    complaints: IO[bytes],
) -> dict[str, Any]:
    deadline = time.monotonic() + plan.limits.wall_seconds
    if child.stdin is None or child.stdout is None:
        raise ValueError("the child was started without pipes")
    _hand_over(child.stdin, plan)
    for line in _lines(child.stdout, deadline, stop):
        message = json.loads(line)
        if "done" in message:
            return dict(message["done"])
        if "refused" in message:
            raise FileRefused(message["refused"], **message["values"])
        if on_progress:
            on_progress(message["rows"])
    raise _died(child, deadline, complaints)


def _hand_over(stdin: IO[bytes], plan: ReadPlan | ExtractPlan) -> None:
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
                raise ReadingStopped()
            if time.monotonic() > deadline or len(said) > _LONGEST_ANSWER:
                raise FileRefused("too_slow")
            if not selector.select(_HEARTBEAT):
                continue
            block = os.read(stdout.fileno(), 1 << 16)
            if not block:
                return
            *whole, said = (said + block).split(b"\n")
            yield from whole


def _died(child: subprocess.Popen[bytes], deadline: float, complaints: IO[bytes]) -> FileRefused:
    """Why it ended without an answer. An allocation that fails aborts the XLSX parser."""
    try:
        status = child.wait(max(1.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return FileRefused("too_slow")
    if status == -signal.SIGXCPU:
        return FileRefused("too_slow")
    if status in (-signal.SIGABRT, -signal.SIGKILL):
        return FileRefused("out_of_memory")
    complaints.seek(0)
    _log.error("the file reader ended with status %s: %s", status, complaints.read()[-2000:].decode(errors="replace"))
    return FileRefused("child_crashed", status=status)
