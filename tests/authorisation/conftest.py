"""The network of `world`, built once; each test gets its own copy of it."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import asyncpg
import pytest
from litestar import Litestar

from network.foundation.database import Transaction, close_pool, open_pool, point_at, with_database
from network.foundation.running import app_url
from network.foundation.settings import Settings
from network.web.assets import load_manifest
from tests.authorisation.places import Places, places
from tests.authorisation.world import build
from tests.conftest import APP_PASSWORD
from tests.conftest import TEMPLATE as EMPTY
from tests.served import application, browse

__all__ = ["browse"]

TEMPLATE, STANDING = "template_authorisation", "authorisation_standing"
Undoing = Callable[[], None]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder in which the uploaded files of the network are kept."""
    return tmp_path_factory.mktemp("authorisation")


@pytest.fixture(scope="session")
def empty(template: str) -> str:
    """The migrated database without any data, of which `template` here is a copy with some."""
    return EMPTY


@pytest.fixture(scope="session")
async def template(postgres: str, template: str, folder: Path) -> str:
    server = await asyncpg.connect(postgres)
    await server.execute(f"create database {TEMPLATE} template {template} strategy file_copy")
    await server.close()
    url = with_database(postgres, TEMPLATE)
    point_at(app_url(url, APP_PASSWORD))
    await open_pool(4)
    try:
        await build(url, folder)
    finally:
        await close_pool()
    return TEMPLATE


@pytest.fixture(autouse=True)
def data_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICEMARK_DATA_DIR", str(folder))


@pytest.fixture(scope="session")
def app(folder: Path) -> Litestar:
    """One application for all tests: it keeps nothing of its own between requests."""
    return application(Settings(data_dir=folder))


@pytest.fixture
async def network(database: str) -> Places:
    """The network in a database of this test's own."""
    return await places(database, load_manifest()["main.js"])


@pytest.fixture(scope="session")
async def standing_url(postgres: str, template: str) -> str:
    """The one copy of the network of all those tests that leave it as it is."""
    server = await asyncpg.connect(postgres)
    await server.execute(f"create database {STANDING} template {template} strategy file_copy")
    await server.close()
    return with_database(postgres, STANDING)


@pytest.fixture
async def standing(standing_url: str) -> AsyncIterator[Places]:
    """The network, for a test that leaves it as it is; sign-ins, and what befalls visitors, come on top."""
    point_at(app_url(standing_url, APP_PASSWORD))
    await open_pool(4)
    try:
        yield await places(standing_url, load_manifest()["main.js"])
    finally:
        await close_pool()


@pytest.fixture
def undoing(monkeypatch: pytest.MonkeyPatch) -> Undoing:
    """Call it, and from then on nothing that a request does stays: each finds the network as the one before did."""
    return lambda: monkeypatch.setattr(Transaction, "commit", Transaction.rollback)
