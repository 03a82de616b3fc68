"""`postmaster.pid`, by which PostgreSQL keeps two servers off one cluster, when it names a process that is not one.

After kill -9 the file stays. PostgreSQL sees through it unless its process number still exists: as a zombie (for ever,
in a container whose first process reaps nobody), or because the number was given out again after a reboot.
"""

import os
from pathlib import Path

from network.foundation.postgres.account import Account
from network.foundation.postgres.folder import write

# Above the largest process number that Linux ever gives.
NOBODYS_NUMBER = 2**22 + 1


class Lock:
    """The lock file of the cluster in `data`."""

    def __init__(self, data: Path, account: Account) -> None:
        self.path = data / "postmaster.pid"
        self.account = account

    def holder(self) -> int | None:
        """The process number in the file; None without a file."""
        try:
            return abs(int(self.path.read_text().split("\n", 1)[0]))
        except (FileNotFoundError, ValueError):
            return None

    def held(self) -> bool:
        """Whether a process with that number exists that may be a server."""
        holder = self.holder()
        if holder is None or self._names_a_stranger(holder):
            return False
        try:
            os.kill(holder, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True

    def disown(self) -> None:
        """Make a file that names a zombie or a stranger name nobody.

        The file itself stays, for the second thing PostgreSQL reads in it: the shared memory, by which it waits for
        the orphans of a killed server.
        """
        holder = self.holder()
        if holder is not None and self._names_a_stranger(holder):
            rest = self.path.read_text().split("\n", 1)[1]
            write(self.path, f"{NOBODYS_NUMBER}\n{rest}", mode=0o600, account=self.account)

    @staticmethod
    def _names_a_stranger(holder: int) -> bool:
        """Only when /proc shows it beyond doubt: the command line is another's, or empty, which is a zombie's."""
        try:
            return b"postgres" not in Path(f"/proc/{holder}/cmdline").read_bytes()
        except OSError:
            return False
