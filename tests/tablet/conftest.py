import asyncio
import os
import re
import secrets
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from playwright.sync_api import Browser, StorageState, sync_playwright

from network.foundation.access import Actor, Role
from network.foundation.clock import now
from network.foundation.database import close_pool, open_pool, point_at, with_database
from network.foundation.running import app_url
from network.identity.commands import create_account
from network.identity.schemas.accounts import AccountIn
from tests.audits.visiting import assigned, auditor, checklist
from tests.conftest import APP_PASSWORD
from tests.factory import Store
from tests.served import PASSWORD
from tests.tablet.questions import every_type
from tests.tablet.street import AUDITORS, FLAT, Street, Tablet, holding
from tests.web.test_assets import CHROMIUM, SWITCHES

SERVE = (sys.executable, "-c", "from network.cli import main; main()", "serve", "--port", "0")
SITES = 40
# Seconds; a few on an idle machine.
START = 180


@pytest.fixture(scope="session")
async def street(postgres: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Street]:
    """One server for all tests: each takes a visit of its own."""
    url = with_database(postgres, f"tablet_{secrets.token_hex(4)}")
    server = await asyncpg.connect(postgres)
    await server.execute(f"create database {url.rpartition('/')[2]} template {template} strategy file_copy")
    await server.close()
    await _furnish(url)
    environment = {
        **os.environ,
        "SERVICEMARK_DATABASE_URL": url,
        "SERVICEMARK_APP_PASSWORD": APP_PASSWORD,
        "SERVICEMARK_DATA_DIR": str(tmp_path_factory.mktemp("tablet")),
        "PYTHONPATH": str(Path.cwd()),
    }
    process = await asyncio.create_subprocess_exec(*SERVE, env=environment, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout
        said = (await asyncio.wait_for(process.stdout.readline(), START)).decode()
        [address] = re.findall(r"http://[\d.]+:\d+", said)
        yield Street(address, url, [f"S{number:02d}" for number in range(SITES)])
    finally:
        process.terminate()
        await process.wait()


async def _furnish(url: str) -> None:
    """Two auditors with an account; the first has accepted a visit of every site but the last, which is offered."""
    point_at(app_url(url, APP_PASSWORD))
    await open_pool(2)
    root = await asyncpg.connect(url)
    try:
        store = Store(root)
        first, _second = [await _enrolled(store, email, f"A-{number}") for number, email in enumerate(AUDITORS, 1)]
        version = await checklist(store, every_type())
        for number in range(SITES):
            site = await store.site(f"S{number:02d}", **_names(number))
            state = "offered" if number == SITES - 1 else "accepted"
            begin = now() - timedelta(hours=20)
            await assigned(store, site, first, checklist_id=version, window_from=begin, state=state)
    finally:
        await root.close()
        await close_pool()


async def _enrolled(store: Store, email: str, code: str) -> Any:
    person = {"email": email, "name": "Lin Wei", "password": PASSWORD, "role": Role.AUDITOR}
    account = await create_account(Actor.system(), AccountIn.model_validate(person))
    return await auditor(store, code, account=account)


def _names(number: int) -> dict[str, str]:
    return {
        "name": f"Riverside Service Centre {number}",
        "name_zh": f"滨江服务中心{number}店",
        "address": f"{10 + number} Riverside Road",
        "address_zh": f"滨江路{10 + number}号",
        "city": "Shanghai",
        "city_zh": "上海",
    }


@pytest.fixture(scope="module")
def browser(street: Street) -> Iterator[Browser]:
    if CHROMIUM is None:
        missing = "NO BROWSER: the tablet app was not tried. apt-get install chromium"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    with sync_playwright() as playwright:
        switches = [*SWITCHES, "--no-sandbox"] if os.geteuid() == 0 else SWITCHES
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=switches)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def signed_in(browser: Browser, street: Street) -> StorageState:
    """The first auditor's session: a context that is given it need not ask for a password."""
    with holding(browser, street.address) as tablet:
        tablet.sign_in()
        return tablet.context.storage_state()


@pytest.fixture
def tablet(browser: Browser, street: Street, signed_in: StorageState) -> Iterator[Tablet]:
    """In the hand of the first auditor, who has signed in and has the visits on board."""
    with holding(browser, street.address, FLAT, storage_state=signed_in) as tablet:
        tablet.open()
        yield tablet
