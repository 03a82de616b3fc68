"""From settings to an open, up-to-date database: what the server, the commands and the tests start with."""

import os
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from network.foundation.database import close_pool, open_pool, point_at
from network.foundation.errors import Unavailable
from network.foundation.i18n import lazy as _
from network.foundation.migrations import LOGIN, pending, upgrade
from network.foundation.postgres.cluster import Cluster
from network.foundation.settings import Settings

DATABASE = "servicemark"

# No statement of a person's request may run longer; commands set their own.
REQUEST_SECONDS = 30


class NotUpgraded(Unavailable):
    code = "not_upgraded"
    message = _("The database is older than this program. Run “servicemark database upgrade” first.")


def cluster(settings: Settings) -> Cluster:
    return Cluster(settings.data_dir / "postgres", binaries=settings.postgres_bin)


@contextmanager
def root_url(settings: Settings) -> Iterator[str]:
    """Address of the database with the right to change its schema; the embedded server runs inside the block."""
    if settings.database_url:
        yield settings.database_url.get_secret_value()
        return
    with cluster(settings).using() as server:
        yield server.url(DATABASE)


@asynccontextmanager
async def database(settings: Settings, *, statement_seconds: int = REQUEST_SECONDS) -> AsyncIterator[None]:
    """The database is started if it is ours, upgraded if it is ours, and open as the restricted login inside."""
    with root_url(settings) as root:
        if await pending(root):
            if settings.database_url:
                raise NotUpgraded()
            await upgrade(root, app_password(settings))
        point_at(app_url(root, app_password(settings)), statement_timeout=f"{statement_seconds}s", jit="off")
        await open_pool(settings.pool_size)
        try:
            yield
        finally:
            await close_pool()


async def upgrade_now(settings: Settings) -> list[str]:
    """Bring the database to the newest schema; the migrations that ran."""
    with root_url(settings) as root:
        return await upgrade(root, app_password(settings))


def app_url(root: str, password: str) -> str:
    """The same database, as the login that holds no grant of its own."""
    parts = urlsplit(root)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{LOGIN}:{quote(password, safe='')}@{place}"))


def app_password(settings: Settings) -> str:
    if settings.app_password:
        return settings.app_password.get_secret_value()
    return _kept(settings.data_dir / "app_password")


def _kept(file: Path) -> str:
    """A random secret made once; readable by its owner only from the first moment."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(file, "x", opener=_private, encoding="ascii") as made:
            made.write(secrets.token_urlsafe(32))
    except FileExistsError:
        pass
    return file.read_text(encoding="ascii")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
