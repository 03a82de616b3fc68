"""The folder of an embedded cluster: what lies where, and where the data goes when root's own folders are closed.

- data: PostgreSQL's own; a link to below SYSTEM_FOLDER when `nobody` cannot reach this folder
- password: the superuser's, 0600
- port: the one listened on, kept from start to start
- keep: there while the server shall outlive its users
- start.lock, users.lock: see `lease`; start.log: see `log`
- postgresql.conf: written at each start, beside the data itself
"""

import hashlib
import os
import random
import secrets
import socket
import tempfile
from pathlib import Path

from network.foundation.postgres.account import Account
from network.foundation.postgres.errors import DataGone, PasswordLost, PortsTaken
from network.foundation.postgres.log import Log

SYSTEM_FOLDER = Path("/var/lib/servicemark")
HOST = "127.0.0.1"
# Below the range from which Linux and macOS take the ports of outgoing connections: a port kept stays free.
PORTS = range(20_000, 32_000)
PORT_TRIES = 50


def write(path: Path, text: str, *, mode: int, account: Account | None = None) -> None:
    """Write whole or not at all, never through a link that somebody else has put there."""
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            os.fchmod(descriptor, mode)
            file.flush()
            os.fsync(descriptor)
        if account:
            account.own(Path(name))
        Path(name).replace(path)
        _sync(path.parent)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def make_passable(path: Path) -> None:
    """Make a folder that every account may pass through and none but ours may list, whatever the umask."""
    if not path.exists():
        path.mkdir(parents=True)
        path.chmod(0o711)


class Folder:
    """Paths and small files of the cluster in `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.start_lock = self.root / "start.lock"
        self.users_lock = self.root / "users.lock"
        self.start_log = self.root / "start.log"
        self._data = self.root / "data"
        self.password_file = self.root / "password"
        self._port = self.root / "port"
        self._keep = self.root / "keep"

    @property
    def data(self) -> Path:
        return self._data.resolve()

    @property
    def configuration(self) -> Path:
        return self.data.parent / "postgresql.conf"

    @property
    def log(self) -> Log:
        return Log(self.start_log, self.data / "log")

    @property
    def initialized(self) -> bool:
        return (self._data / "PG_VERSION").exists()

    def check_link(self) -> None:
        """Raises DataGone when the data was put elsewhere and is not there: a new cluster would hide the loss."""
        if self._data.is_symlink() and not self._data.exists():
            raise DataGone(path=self._data, target=self.data)

    @property
    def version(self) -> str | None:
        """The major version that made the cluster; None before there is one."""
        return (self._data / "PG_VERSION").read_text().strip() if self.initialized else None

    @property
    def password(self) -> str:
        try:
            return self.password_file.read_text()
        except FileNotFoundError as error:
            raise PasswordLost(path=self.password_file) from error

    @property
    def port(self) -> int | None:
        try:
            return int(self._port.read_text())
        except (FileNotFoundError, ValueError):
            return None

    @property
    def keep(self) -> bool:
        return self._keep.exists()

    @keep.setter
    def keep(self, wanted: bool) -> None:
        self.make()
        if wanted:
            self._keep.touch()
        else:
            self._keep.unlink(missing_ok=True)

    def make(self) -> None:
        """The account passes through to `data`, which is closed to all others."""
        make_passable(self.root)

    def make_password(self) -> str:
        """A new one for a new cluster."""
        write(self.password_file, secrets.token_urlsafe(32), mode=0o600)
        return self.password

    def choose_port(self) -> int:
        """A port that is free now, remembered. Raises PortsTaken."""
        for port in random.sample(PORTS, PORT_TRIES):
            if _free(port):
                write(self._port, str(port), mode=0o644)
                return port
        raise PortsTaken(first=PORTS.start, last=PORTS.stop - 1)

    def place(self, account: Account) -> Path:
        """The folder in which the data of a new cluster goes, made and open to the account."""
        if account.can_reach(self._data):
            return self.root
        place = SYSTEM_FOLDER / hashlib.sha256(os.fsencode(self.root)).hexdigest()[:16]
        make_passable(SYSTEM_FOLDER)
        make_passable(place)
        return place

    def settle(self, made: Path, place: Path) -> None:
        """Let a finished cluster become the data, in one step."""
        if place == self.root:
            made.rename(self._data)
        else:
            # A name of its own: the place may still hold the data of an earlier folder at this path.
            target = made.rename(tempfile.mkdtemp(prefix="data-", dir=place))
            self._data.symlink_to(target)
        _sync(self.root)


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _sync(folder: Path) -> None:
    """Let the names in the folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
