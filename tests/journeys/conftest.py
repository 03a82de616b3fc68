import asyncio
import os
import re
import secrets
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
from playwright.sync_api import Browser, sync_playwright

from network.demo.deciding import decide_consequences
from network.demo.files import write
from network.demo.generator import generate
from network.demo.living import bring_to_life
from network.demo.model import Account, DemoNetwork
from network.foundation.access import Actor
from network.foundation.clock import now
from network.foundation.database import close_pool, open_pool, point_at, with_database
from network.foundation.periods import Quarter
from network.foundation.running import app_url
from network.foundation.settings import Settings
from network.identity.commands import create_account
from network.identity.schemas.accounts import AccountIn
from network.ledger.commands.settling import settle
from network.repairs.commands.importing import Request
from network.repairs.commands.taking import take
from network.repairs.schemas.records import FileKind
from network.scorecards.commands.runs import compute, publish
from network.scorecards.commands.schemes import add_shipped
from tests.conftest import APP_PASSWORD
from tests.journeys.stage import (
    CURRENT,
    PUBLISHED,
    REGION,
    SELECTING,
    Sites,
    Stage,
    Visitor,
    email_of,
    part_of,
    visiting,
)
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
        sites, names = await _furnish(folder)
    finally:
        await close_pool()
    environment = {
        "SERVICEMARK_DATABASE_URL": url,
        "SERVICEMARK_APP_PASSWORD": APP_PASSWORD,
        "SERVICEMARK_DATA_DIR": str(folder),
        "PYTHONPATH": str(Path.cwd()),
    }
    async with serving(environment) as address:
        yield Stage(address, environment, sites, names)


@pytest.fixture(scope="session")
async def strict(stage: Stage) -> AsyncIterator[str]:
    """Address of a second server of the same network, which asks headquarters for a second factor."""
    async with serving({**stage.environment, "SERVICEMARK_REQUIRE_SECOND_FACTOR": "true"}) as address:
        yield address


@asynccontextmanager
async def serving(environment: Mapping[str, str]) -> AsyncIterator[str]:
    process = await asyncio.create_subprocess_exec(
        *SERVE, env={**os.environ, **environment}, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    said = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
    [address] = re.findall(r"http://[\d.]+:\d+", said)
    yield address
    process.terminate()
    await process.wait()


async def _furnish(folder: Path) -> tuple[Sites, dict[str, str]]:
    """The sites that journeys name, and the names of the people by their addresses."""
    demo = await asyncio.to_thread(generate, 1, PUBLISHED, CURRENT)
    own = next(tuple(account.sites) for account in demo.accounts if account.email == email_of("chain"))
    part = part_of(demo)
    files = await asyncio.to_thread(write, part, folder)
    system = Actor.system()
    wanted = {
        FileKind.SITES: files.sites,
        FileKind.CITIES: files.cities,
        FileKind.ORDERS: files.orders,
        FileKind.HQ_RETURNS: files.returns,
    }
    for kind, path in wanted.items():
        outcome = await take(system, kind, Request(path, path.name, now(), folder))
        assert not outcome.errors
    await add_shipped(system)
    names = await _admit(system, part)
    await bring_to_life(system, part, Settings(data_dir=folder).files, now())
    await _publish(system, part, Quarter.parse(PUBLISHED))
    rival = next(site.code for site in part.sites if site.code not in own)
    elsewhere = next(site.code for site in part.sites if not site.region.startswith(REGION))
    return Sites(own, rival, elsewhere), names


async def _publish(system: Actor, part: DemoNetwork, quarter: Quarter) -> None:
    """Ten days ago; five days ago it was decided what follows, and what was owed since is settled."""
    await compute(system, quarter, "authorized-site", now() - timedelta(days=10))
    await publish(system, quarter, now() - timedelta(days=10))
    await decide_consequences(system, part, quarter, quarter, now() - timedelta(days=5))
    await settle(system, (now() - timedelta(days=2)).date(), now())


async def _admit(system: Actor, demo: DemoNetwork) -> dict[str, str]:
    """The demo's people, and for each of those who choose sites one more who reads Chinese; their names by address."""
    people = [_typed(account, account.email, account.name, "en") for account in demo.accounts]
    for account in demo.accounts:
        mailbox = account.email.partition("@")[0]
        if mailbox in SELECTING:
            people.append(_typed(account, email_of(mailbox, "zh_CN"), account.name_zh, "zh_CN"))
    for person in people:
        await create_account(system, person)
    return {person.email: person.name for person in people}


def _typed(account: Account, email: str, name: str, language: str) -> AccountIn:
    return AccountIn.model_validate(
        {
            "email": email,
            "name": name,
            "password": PASSWORD,
            "language": language,
            "role": account.role,
            "whole_network": account.network_wide,
            "regions": list(account.regions),
            "sites": list(account.sites),
        }
    )


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
