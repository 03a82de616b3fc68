"""Upgrades: all of one, or nothing."""

import asyncpg
import pytest

from network.foundation.database import with_database
from network.foundation.migrations import known, upgrade
from tests.conftest import APP_PASSWORD

NAME = "upgrade_halfway"


async def test_an_upgrade_that_fails_in_the_middle_leaves_nothing_and_can_be_repeated(postgres: str) -> None:
    url = with_database(postgres, NAME)
    server = await asyncpg.connect(postgres)
    try:
        await server.execute(f"create database {NAME} template template0 encoding 'UTF8'")
        database = await asyncpg.connect(url)
        try:
            await database.execute("create table repair_order ()")
            with pytest.raises(asyncpg.DuplicateTableError):
                await upgrade(url, APP_PASSWORD)
            assert await database.fetchval("select count(*) from pg_tables where schemaname = 'public'") == 1
            await database.execute("drop table repair_order")
            assert set(await upgrade(url, APP_PASSWORD)) == known()
        finally:
            await database.close()
    finally:
        await server.execute(f"drop database if exists {NAME} with (force)")
        await server.close()
