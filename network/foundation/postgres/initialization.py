"""Making a new cluster."""

import shutil
import tempfile
from pathlib import Path

from network.foundation.postgres.account import Account
from network.foundation.postgres.binaries import Binaries
from network.foundation.postgres.errors import failure
from network.foundation.postgres.folder import Folder, write

SUPERUSER = "servicemark_root"
WORKSPACE = "new-"
# From this version on PostgreSQL brings its own C.UTF-8, the same on every system and in every year.
BUILTIN_LOCALE_SINCE = 17


def initialize(folder: Folder, account: Account, binaries: Binaries, *, durable: bool) -> None:
    """Make a cluster aside and put it in place when it is whole. Raises DiskFull, FolderRefused, StartFailed."""
    folder.check_link()
    place = folder.place(account)
    for abandoned in place.glob(f"{WORKSPACE}*"):
        shutil.rmtree(abandoned, ignore_errors=True)
    workspace = Path(tempfile.mkdtemp(prefix=WORKSPACE, dir=place))
    try:
        account.own(workspace)
        data, password_file = workspace / "data", workspace / "password"
        write(password_file, folder.make_password(), mode=0o600, account=account)
        done = account.run(_command(binaries, data, password_file, durable=durable))
        if done.returncode:
            raise failure(folder.root, done.stdout.decode("utf-8", "replace"))
        folder.settle(data, place)
    finally:
        shutil.rmtree(workspace, ignore_errors=True)


def _command(binaries: Binaries, data: Path, password_file: Path, *, durable: bool) -> list[str | Path]:
    locale = ["--locale=C.UTF-8", "--encoding=UTF8"]
    if binaries.major >= BUILTIN_LOCALE_SINCE:
        locale.append("--locale-provider=builtin")
    return [
        binaries.program("initdb"),
        *("--pgdata", data, "--username", SUPERUSER, "--pwfile", password_file),
        *("--auth-host=scram-sha-256", "--auth-local=scram-sha-256", "--data-checksums"),
        *locale,
        *([] if durable else ["--no-sync"]),
    ]
