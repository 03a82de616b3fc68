"""The embedded cluster as the rest of Servicemark sees it."""

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from network.foundation.postgres import folder as folders
from network.foundation.postgres.account import Account
from network.foundation.postgres.binaries import Binaries, find
from network.foundation.postgres.errors import VersionMismatch, named
from network.foundation.postgres.initialization import initialize
from network.foundation.postgres.lease import Lease, alone
from network.foundation.postgres.postmaster import Postmaster
from network.foundation.postgres.server import Server

TAIL_LINES = 40


@dataclass(frozen=True)
class Status:
    """`version` of the running server, else that which made the data (None before there is any); `size` in bytes."""

    running: bool
    version: str | None
    port: int | None
    folder: Path
    size: int
    keep: bool


class Cluster:
    """One PostgreSQL cluster in `folder`, made at its first start. Every failure is an `Unavailable` by name.

    Any number of processes may hold a Cluster on the same folder. `binaries` is a folder with initdb and pg_ctl in
    place of those found. Without `durable` it is fast and does not survive a crash of the machine: for tests.
    """

    def __init__(self, folder: Path, *, binaries: Path | None = None, durable: bool = True) -> None:
        self._folder = folders.Folder(folder)
        self._chosen = binaries
        self._durable = durable

    @contextmanager
    def using(self) -> Iterator[Server]:
        """The running server for as long as the block lasts; the last process to leave stops it, unless kept."""
        lease, server = self._enter()
        try:
            yield server
        finally:
            self._leave(lease)

    def start(self) -> Server:
        """Start unless it runs. Without `keep`, the next process to leave `using` as the last one stops it."""
        with self._guarded():
            return self._running()

    def keep(self) -> None:
        """From now on the server outlives its users, until `stop`."""
        with self._guarded():
            self._folder.keep = True

    def stop(self) -> None:
        """Stop it now, whoever uses it, and do not keep it any longer. Open transactions roll back."""
        if self._folder.root.exists():
            with self._guarded():
                self._folder.keep = False
                self._stop()

    def status(self) -> Status:
        """How it is at this moment; changes nothing."""
        with named(self._folder.root):
            initialized = self._folder.initialized
            answer = self._postmaster().ask().version if initialized and self._folder.port else None
            return Status(
                running=answer is not None,
                version=answer or self._folder.version,
                port=self._folder.port,
                folder=self._folder.root,
                size=_size(self._folder.data),
                keep=self._folder.keep,
            )

    def psql(self, arguments: Sequence[str], database: str) -> int:
        """Run psql as the superuser, connected to `database` unless the arguments say otherwise; its exit status."""
        with self.using() as server:
            address = {"PGHOST": server.host, "PGPORT": str(server.port), "PGUSER": server.user, "PGDATABASE": database}
            return run_psql(self._binaries, arguments, PGPASSWORD=server.password, **address)

    def log_tail(self) -> str:
        """The last lines that the server wrote; empty before its first start."""
        with named(self._folder.root):
            return self._folder.log.tail(TAIL_LINES)

    @cached_property
    def _binaries(self) -> Binaries:
        return find(self._chosen)

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Alone among the processes on this folder, with errors of the system named."""
        with named(self._folder.root):
            self._folder.make()
            with alone(self._folder.start_lock):
                yield

    def _enter(self) -> tuple[Lease, Server]:
        with self._guarded():
            lease = Lease(self._folder.users_lock)
            try:
                return lease, self._running()
            except BaseException:
                lease.release()
                raise

    def _leave(self, lease: Lease) -> None:
        with self._guarded():
            if lease.release() and not self._folder.keep:
                self._stop()

    def _running(self) -> Server:
        account = Account.owning(self._folder.data)
        binaries = self._binaries.within_reach(account, folders.SYSTEM_FOLDER)
        if not self._folder.initialized:
            initialize(self._folder, account, binaries, durable=self._durable)
        if self._folder.version != str(binaries.major):
            raise VersionMismatch(path=self._folder.root, found=self._folder.version, expected=binaries.major)
        return self._postmaster().start()

    def _stop(self) -> None:
        if self._folder.initialized:
            self._postmaster().stop()

    def _postmaster(self) -> Postmaster:
        account = Account.owning(self._folder.data)
        binaries = self._binaries.within_reach(account, folders.SYSTEM_FOLDER)
        return Postmaster(self._folder, account, binaries, durable=self._durable)


def run_psql(binaries: Binaries, arguments: Sequence[str], **address: str) -> int:
    """Let psql have the terminal; its exit status. `address` are the PG* variables that it alone gets."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    # Ctrl-C cancels the query in psql and must not end us. A handler, for an ignored signal would be inherited.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        return subprocess.run([str(binaries.program("psql")), *arguments], env=ours | address, check=False).returncode
    finally:
        signal.signal(signal.SIGINT, before)


def _size(data: Path) -> int:
    """Bytes in the folder; files that vanish meanwhile do not count."""
    total = 0
    for file in data.rglob("*"):
        with suppress(FileNotFoundError):
            total += file.lstat().st_size
    return total
