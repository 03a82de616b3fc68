"""Alive and ready; the description of the API."""

import asyncpg

from tests.served import Browse, MakePerson


async def test_a_server_with_its_database_is_ready(browse: Browse, database: str) -> None:
    assert (await browse().get("/health/live")).json() == {"status": "alive"}
    assert (await browse().get("/health/ready")).json() == {"status": "ready"}


async def test_a_database_that_lacks_a_migration_is_not_ready(browse: Browse, database: str) -> None:
    root = await asyncpg.connect(database)
    await root.execute("delete from migration where app_name = 'identity'")
    await root.close()
    answer = await browse().get("/health/ready")
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "not_ready", "5")


async def test_a_database_that_is_too_slow_is_not_ready(browse: Browse, database: str) -> None:
    root = await asyncpg.connect(database)
    async with root.transaction():
        await root.execute("lock table migration in access exclusive mode")
        answer = await browse().get("/health/ready")
    await root.close()
    assert (answer.status_code, answer.json()["code"]) == (503, "database_down")
    assert (await browse().get("/health/ready")).status_code == 200


async def test_the_api_is_described_with_every_route_below_it(browse: Browse) -> None:
    document = (await browse().get("/api/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    assert {"/api/v1/session", "/api/v1/accounts"} <= set(document["paths"])
    assert all(path.startswith("/api/v1/") for path in document["paths"])
    assert set(document["paths"]["/api/v1/session"]) == {"get", "post", "delete"}


async def test_the_page_about_the_api_loads_nothing_from_elsewhere(browse: Browse, person: MakePerson) -> None:
    await person("a@example.com")
    browser = browse()
    await browser.sign_in("a@example.com")
    page = await browser.get("/api/docs")
    assert (page.status_code, 'data-openapi-url="/api/openapi.json"' in page.text) == (200, True)
    assert "http://" not in page.text
    assert "https://" not in page.text
