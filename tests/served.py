"""The application on a test's own database, people who sign in to it, and a browser of theirs (cookies, no scripts)."""

import gc
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from litestar import Litestar

from network.app import create_app
from network.foundation.access import Actor, Role
from network.foundation.settings import Settings
from network.identity.commands import create_account
from network.identity.schemas.accounts import AccountIn

PASSWORD = "correct horse battery staple"
HOST = "http://servicemark.test"

MakePerson = Callable[..., Awaitable[UUID]]
Browse = Callable[..., "Browser"]


class Browser(httpx.AsyncClient):
    """Sends what a browser sends with a form of our pages, and keeps its cookies; follows no redirects by itself."""

    async def sign_in(self, email: str, password: str = PASSWORD, **form: str) -> httpx.Response:
        return await self.post("/login", data={"email": email, "password": password, **form})

    async def csrf(self) -> str:
        """The value that the pages of this session carry."""
        value: str = (await self.get("/api/v1/session")).json()["csrf_token"]
        return value

    @property
    def session(self) -> str | None:
        return self.cookies.get("servicemark_session")


_MADE: dict[str, Litestar] = {}


@pytest.fixture
def app() -> Litestar:
    """The application. It uses the database of the fixture `database`, which a test names when it needs one."""
    return application(Settings())


def application(settings: Settings) -> Litestar:
    """Made once for the same settings: it keeps nothing of a request, and making it takes longer than most tests."""
    known = repr(settings)
    if known not in _MADE:
        gc.disable()
        _MADE[known] = create_app(settings)
        gc.enable()
        gc.freeze()
    return _MADE[known]


@pytest.fixture
async def browse(app: Litestar) -> AsyncIterator[Browse]:
    """`browse(address="10.0.0.1")`: one more browser, at that network address."""
    opened: list[Browser] = []

    def browse(address: str = "10.0.0.1", served: Any = app, **options: Any) -> Browser:
        transport = httpx.ASGITransport(served, raise_app_exceptions=False, client=(address, 50_000))
        opened.append(Browser(transport=transport, base_url=HOST, **options))
        return opened[-1]

    yield browse
    for browser in opened:
        await browser.aclose()


@pytest.fixture
async def person(database: str) -> MakePerson:
    """`await person("a@example.com", Role.EXECUTIVE)`: an account at the scope of its role, or as given; its id."""

    async def person(email: str, role: Role = Role.HQ_ADMINISTRATOR, **more: Any) -> UUID:
        if role in (Role.HQ_ADMINISTRATOR, Role.EXECUTIVE) or (role is Role.HQ_MANAGER and not more.get("regions")):
            more["whole_network"] = True
        account = AccountIn.model_validate(
            {"email": email, "name": "Hua Zhang", "password": PASSWORD, **more, "role": role}
        )
        return await create_account(Actor.system(), account)

    return person


@pytest.fixture
async def sites(root_url: str, database: str) -> dict[str, int]:
    """Six sites in a small tree of regions, code -> id: `SH1` and `SH2` in Shanghai, `HZ1` in Hangzhou, `BJ1` in the
    north, `XX1` nowhere, and `EE1` in `East China 2`, which is there to be confused with `East China`.
    """
    root = await asyncpg.connect(root_url)
    try:
        for path in ("East China", "East China/Shanghai", "East China/Hangzhou", "East China 2", "North China"):
            await root.execute("insert into region (path, name, name_zh) values ($1, $1, $1)", path)
        places = {
            "SH1": "East China/Shanghai",
            "SH2": "East China/Shanghai",
            "HZ1": "East China/Hangzhou",
            "EE1": "East China 2",
            "BJ1": "North China",
            "XX1": None,
        }
        for code, region in places.items():
            await root.execute(
                "insert into site (code, name, name_zh, kind, city, city_zh, time_zone, status, region) values"
                " ($1, $1, $1, 'franchised', '', '', 'Asia/Shanghai', 'active',"
                " (select id from region where path = $2))",
                code,
                region,
            )
        return {row["code"]: row["id"] for row in await root.fetch("select code, id from site")}
    finally:
        await root.close()


def text_of(page: httpx.Response) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.text))
