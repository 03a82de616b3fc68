"""What the main module of a child process begins and ends with. Imports are kept small, so that it starts quickly."""

import json
import pickle
import resource
import sys
from typing import Any


def plan_of_parent() -> Any:
    """What to do, as the parent handed it over on standard input."""
    return pickle.load(sys.stdin.buffer)  # noqa: S301 (written by our parent)


def confine(memory_bytes: int, cpu_seconds: int, file_bytes: int = resource.RLIM_INFINITY) -> None:
    """From here on the kernel stops this process when it takes too much.

    `memory_bytes` bounds its address space, `file_bytes` each file that it writes (OSError past that).
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))


def say(message: dict[str, object]) -> None:
    """One line to the parent."""
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()
