"""A test's own database, six sites in a small tree of regions, and the application."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.factory import Store
from tests.served import app, browse, person, sites

__all__ = ["app", "browse", "person", "sites", "store"]


@pytest.fixture
async def store(database: str) -> AsyncIterator[Store]:
    root = await asyncpg.connect(database)
    try:
        yield Store(root)
    finally:
        await root.close()
