"""The network of `world`, built once; each test gets its own copy of it."""

from pathlib import Path

import asyncpg
import pytest

from network.foundation.database import close_pool, open_pool, point_at, with_database
from network.foundation.running import app_url
from network.web.assets import load_manifest
from tests.authorisation.world import Places, build, places
from tests.conftest import APP_PASSWORD
from tests.conftest import TEMPLATE as EMPTY
from tests.served import app, browse

__all__ = ["app", "browse"]

TEMPLATE = "template_authorisation"


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


@pytest.fixture
async def network(database: str) -> Places:
    return await places(database, load_manifest()["main.js"])
