"""The system account that PostgreSQL runs as: ourselves, or, as it refuses to run as root, `nobody` in root's place."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from network.foundation.postgres.errors import AccountMissing

# What PostgreSQL may see of our environment: none of our secrets, none of the PG* that would redirect it.
PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


def environment(**values: str) -> dict[str, str]:
    """The environment of PostgreSQL's programs. Messages are English, for `errors.failure` to read."""
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ} | {"LC_ALL": "C"} | values


@dataclass(frozen=True)
class Account:
    """`user` and `group` are ids; None means the account that this process runs as."""

    user: int | None = None
    group: int | None = None

    @classmethod
    def owning(cls, data: Path) -> "Account":
        """Who runs the cluster in `data`: ourselves, or as root its owner, `nobody` while there is none."""
        if os.geteuid() != 0:
            return cls()
        if data.exists() and (found := data.stat()).st_uid != 0:
            return cls(found.st_uid, found.st_gid)
        try:
            nobody = pwd.getpwnam("nobody")
        except KeyError as error:
            raise AccountMissing() from error
        return cls(nobody.pw_uid, nobody.pw_gid)

    def own(self, path: Path) -> None:
        if self.user is not None and self.group is not None:
            os.chown(path, self.user, self.group, follow_symlinks=False)

    def can_reach(self, path: Path) -> bool:
        """Whether every folder above `path` lets this account through. Ourselves we let the system judge."""
        return self.user is None or all(folder.stat().st_mode & 0o001 for folder in path.resolve().parents)

    def run(
        self, command: Sequence[str | Path], output: IO[bytes] | int = subprocess.PIPE
    ) -> subprocess.CompletedProcess[bytes]:
        """Run to its end in a session of its own, so that Ctrl-C in our terminal does not reach PostgreSQL.

        What starts a server must write to a file: the server keeps the other end of a pipe open.
        """
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",  # ours may be closed to the account
            env=environment(),
            user=self.user,
            group=self.group,
            extra_groups=None if self.user is None else [],
            start_new_session=True,
            check=False,
        )
