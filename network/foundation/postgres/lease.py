"""Locks between the processes that share a cluster. The kernel takes them back from a process that dies."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """One process at a time is inside; the others wait."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            # Said outright: a forked child may still hold the descriptor, and with it the lock.
            fcntl.flock(file, fcntl.LOCK_UN)


class Lease:
    """A process's word that it uses the server. Take it and give it back only inside `alone`."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a")
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def release(self) -> bool:
        """Give it back; whether it was the last one."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            return False
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)
            self._file.close()
