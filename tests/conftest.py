"""One real PostgreSQL server for the whole run; each test that wants a database gets its own copy of a migrated one."""

import gc
import os
import secrets
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import asyncpg
import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from network.foundation.database import close_pool, open_pool, point_at, with_database
from network.foundation.migrations import upgrade
from network.foundation.postgres.cluster import Cluster
from network.foundation.running import app_url
from network.identity import hashing

# A shell that runs the tests in the background ignores Ctrl-C for them, and programs they start would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Servers are started again and again here; without what Python keeps of a compiled file, each compiles all of it.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# How long the making of an example takes says how busy the machine is.
settings.register_profile("house", suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

TESTS = Path(__file__).parent
TEMPLATE = "template_servicemark"

# These build a world that their files share: each folder in one worker.
TOGETHER = ("journeys", "authorisation", "tablet", "demo")
LONGEST = (*TOGETHER, "faults", "web", "benchmarks")

# Where Linux keeps files in memory: a database is copied there ten times as fast as on a disk.
MEMORY, ROOM = Path("/dev/shm"), 8 << 30  # noqa: S108 - a folder of its own is made in it
APP_PASSWORD = "for-tests-only"

EARNEST = hashing.HASHER

Fill = Callable[[asyncpg.Connection], Awaitable[None]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first, so that no worker has it left when the others are done."""
    items.sort(
        key=lambda item: LONGEST.index(_folder(item.nodeid)) if _folder(item.nodeid) in LONGEST else len(LONGEST)
    )


def pytest_collection_finish() -> None:
    """What all tests share stays to the end: to look through it for garbage again and again takes a tenth of a run."""
    gc.collect()
    gc.freeze()


class WholeFiles(LoadScopeScheduling):  # type: ignore[misc]
    """Each worker takes whole files, or whole folders of those that belong together.

    The marks of `--dist loadgroup` would say the same; xdist 3.8 with pytest 9.2 deals out test by test with them, and
    every worker builds every world.
    """

    def _split_scope(self, nodeid: str) -> str:
        folder = _folder(nodeid)
        return folder if folder in TOGETHER else nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> WholeFiles:
    return WholeFiles(config, log)


def _folder(nodeid: str) -> str:
    """That below `tests`."""
    return nodeid.removeprefix(f"{TESTS.name}/").partition("/")[0]


@pytest.fixture(scope="session", autouse=True)
def quick_hashing() -> Iterator[None]:
    """Passwords are hashed at the least cost that argon2id has, except where `hashing_in_earnest` is asked for."""
    with _hashing_by(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)):
        yield


@pytest.fixture
def hashing_in_earnest() -> Iterator[None]:
    """Passwords are hashed as they are outside of tests."""
    with _hashing_by(EARNEST):
        yield


@contextmanager
def _hashing_by(hasher: PasswordHasher) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashing, "HASHER", hasher)
        hashing._nobodys_hash.cache_clear()
        yield
    hashing._nobodys_hash.cache_clear()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Root address of a running server's `postgres` database."""
    with tempfile.TemporaryDirectory(prefix="servicemark-tests-", dir=fast_folder()) as name:
        folder = Path(name)
        folder.chmod(0o711)  # pytest's own folders are closed to the account that runs PostgreSQL when we are root
        with Cluster(folder / "cluster", durable=False).using() as server:
            yield server.url("postgres")


def fast_folder() -> Path | None:
    """In memory when there is room for the clusters of all workers; else the system's folder for what is passing."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None


@pytest.fixture(scope="session")
async def template(postgres: str) -> str:
    """A migrated, empty database that is only ever copied."""
    await upgrade(with_database(postgres, TEMPLATE), APP_PASSWORD)
    await _let_in_at_once(postgres)
    return TEMPLATE


async def _let_in_at_once(postgres: str) -> None:
    """Both logins keep their passwords, hashed once in place of 4096 times: every test connects several times."""
    root, app = (urlsplit(url) for url in (postgres, app_url(postgres, APP_PASSWORD)))
    server = await asyncpg.connect(postgres)
    try:
        await server.execute("select set_config(name, '1', false) from pg_settings where name = 'scram_iterations'")
        for login in (root, app):
            password = await server.fetchval("select quote_literal($1::text)", unquote(login.password or ""))
            await server.execute(f"alter role {login.username} password {password}")
    finally:
        await server.close()


@pytest.fixture(scope="session")
async def server(postgres: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the superuser that lasts, by which databases are made and dropped."""
    async with _superuser(postgres) as connection:
        yield connection


class Worlds:
    """Databases that were filled once, for all tests that begin with what they hold."""

    def __init__(self, server: asyncpg.Connection, postgres: str, empty: str) -> None:
        self._server, self._postgres, self._empty = server, postgres, empty
        self._made: set[str] = set()

    async def filled(self, name: str, fill: Fill, source: str | None = None) -> str:
        """The database to copy, filled by `fill` when nobody has asked for it yet; `source` is what that begins with.

        `fill` gets the superuser's connection, and works through the program's own engine as well.
        """
        if name not in self._made:
            await self._server.execute(f"create database {name} template {source or self._empty} strategy file_copy")
            url = with_database(self._postgres, name)
            async with _engine(url), _superuser(url) as root:
                await fill(root)
            self._made.add(name)
        return name


@pytest.fixture(scope="session")
def worlds(server: asyncpg.Connection, postgres: str, template: str) -> Worlds:
    return Worlds(server, postgres, template)


@asynccontextmanager
async def _superuser(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def _engine(root_url: str) -> AsyncIterator[None]:
    """The program's own engine, open on this database as the restricted login."""
    point_at(app_url(root_url, APP_PASSWORD))
    await open_pool(8)
    try:
        yield
    finally:
        await close_pool()


@pytest.fixture
async def origin(template: str) -> str:
    """The database of which that of a test is a copy: a folder of tests may put one of `worlds` in its place."""
    return template


@pytest.fixture
async def root_url(postgres: str, origin: str, server: asyncpg.Connection) -> AsyncIterator[str]:
    """A fresh database of this test's own; the address of its superuser."""
    name = f"test_{secrets.token_hex(6)}"
    await server.execute(f"create database {name} template {origin} strategy file_copy")
    yield with_database(postgres, name)
    await server.execute(f"drop database {name} with (force)")


@pytest.fixture
async def database(root_url: str) -> AsyncIterator[str]:
    """The program's own engine, open on this test's database as the restricted login; the superuser's address."""
    async with _engine(root_url):
        yield root_url


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder for tests that hand in files: kept under their SHA-256, they do not get in each other's way."""
    return tmp_path_factory.mktemp("data")
