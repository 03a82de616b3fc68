"""A test's own database, six sites in a small tree of regions, and the application."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.audits.visiting import Visitor, auditor, checklist
from tests.factory import Store
from tests.repairs.reporting import certified
from tests.served import app, browse, person, sites

__all__ = ["app", "browse", "person", "sites", "store"]


@pytest.fixture
async def store(database: str) -> AsyncIterator[Store]:
    root = await asyncpg.connect(database)
    try:
        yield Store(root)
    finally:
        await root.close()


@pytest.fixture
async def world(store: Store, sites: dict[str, int]) -> dict[str, Visitor]:
    """Two auditors, a checklist, and certificates for the sites in Shanghai and Hangzhou."""
    await checklist(store)
    for code in ("SH1", "SH2", "HZ1"):
        await certified(store, sites[code])
    return {code: await auditor(store, code) for code in ("A-1", "A-2")}
