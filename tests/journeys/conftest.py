import asyncio
import os
import re
import secrets
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
from playwright.sync_api import Browser, sync_playwright

from network.demo.files import write
from network.demo.generator import generate
from network.foundation.access import Actor, Role
from network.foundation.clock import now
from network.foundation.database import close_pool, open_pool, point_at, with_database
from network.foundation.periods import Quarter
from network.foundation.running import app_url
from network.identity.commands import create_account
from network.identity.schemas.accounts import AccountIn
from network.repairs.commands.importing import Request
from network.repairs.commands.taking import take
from network.repairs.schemas import FileKind
from network.scorecards.commands.runs import compute, publish
from network.scorecards.commands.schemes import add_shipped
from tests.conftest import APP_PASSWORD
from tests.journeys.stage import CURRENT, PUBLISHED, Stage, Visitor, part_of, visiting
from tests.served import PASSWORD
from tests.web.test_assets import CHROMIUM, SWITCHES

SERVE = (sys.executable, "-c", "from network.cli import main; main()", "serve", "--port", "0")


@pytest.fixture(scope="session")
async def stage(postgres: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """A part of the demo network with one quarter published and the next not computed, served."""
    folder = tmp_path_factory.mktemp("journeys")
    url = with_database(postgres, f"journeys_{secrets.token_hex(4)}")
    server = await asyncpg.connect(postgres)
    await server.execute(f"create database {url.rpartition('/')[2]} template {template} strategy file_copy")
    await server.close()
    point_at(app_url(url, APP_PASSWORD))
    await open_pool(4)
    try:
        own, rival, manager, operator = await _furnish(folder)
    finally:
        await close_pool()
    environment = {
        "SERVICEMARK_DATABASE_URL": url,
        "SERVICEMARK_APP_PASSWORD": APP_PASSWORD,
        "SERVICEMARK_DATA_DIR": str(folder),
        "PYTHONPATH": str(Path.cwd()),
    }
    process = await asyncio.create_subprocess_exec(
        *SERVE, env={**os.environ, **environment}, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    said = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
    [address] = re.findall(r"http://[\d.]+:\d+", said)
    yield Stage(address, manager, operator, own, rival)
    process.terminate()
    await process.wait()


async def _furnish(folder: Path) -> tuple[tuple[str, ...], str, str, str]:
    """Sites of the operator, a site of somebody else, and the addresses of the manager and the operator."""
    demo = await asyncio.to_thread(generate, 1, PUBLISHED, CURRENT)
    people = {account.email.partition("@")[0]: account for account in demo.accounts}
    own = tuple(people["chain"].sites)
    part = part_of(demo, own)
    files = await asyncio.to_thread(write, part, folder)
    system = Actor.system()
    wanted = ((FileKind.SITES, files.sites), (FileKind.ORDERS, files.orders), (FileKind.HQ_RETURNS, files.returns))
    for kind, path in wanted:
        outcome = await take(system, kind, Request(path, path.name, now(), folder))
        assert not outcome.errors
    await add_shipped(system)
    await compute(system, Quarter.parse(PUBLISHED), "authorized-site", now())
    await publish(system, Quarter.parse(PUBLISHED), now())
    for name, role in (("manager", Role.HQ_MANAGER), ("chain", Role.SITE_OPERATOR)):
        person = people[name]
        typed = {"email": person.email, "name": person.name, "password": PASSWORD, "role": role}
        scope = {"whole_network": person.network_wide, "sites": list(person.sites)}
        await create_account(system, AccountIn.model_validate({**typed, **scope}))
    rival = next(site.code for site in part.sites if site.code not in own)
    return own, rival, people["manager"].email, people["chain"].email


@pytest.fixture(scope="module")
def browser(stage: Stage) -> Iterator[Browser]:
    if CHROMIUM is None:
        missing = "NO BROWSER: the journeys were not made. apt-get install chromium"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    with sync_playwright() as playwright:
        switches = [*SWITCHES, "--no-sandbox"] if os.geteuid() == 0 else SWITCHES
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=switches)
        yield launched
        launched.close()


@pytest.fixture
def visitor(browser: Browser, stage: Stage) -> Iterator[Visitor]:
    with visiting(browser, stage.address) as visitor:
        yield visitor
