"""A network of four sites that owe the report of one month, served; and what it says of them from inside."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from network.foundation.access import Actor, Role
from network.foundation.clock import now
from network.foundation.database import close_pool, fetch, open_pool, point_at, transaction, with_database
from network.foundation.periods import Month, Quarter
from network.foundation.running import app_url
from network.identity.commands import create_account
from network.identity.schemas.accounts import AccountIn
from network.repairs.commands.report_reminders import remind_of_reports
from network.scorecards.metrics.report_timeliness import METRIC
from network.scorecards.queries.measuring import Moment
from tests.conftest import APP_PASSWORD
from tests.factory import Store
from tests.journeys.conftest import serving
from tests.repairs.reporting import certified
from tests.served import PASSWORD

BUSY, SHEET, PROGRAM, SILENT = SITES = ("BUSY1", "SHEET1", "PROGRAM1", "SILENT1")
BUSY_OPERATOR, OWNER, MANAGER = "busy@example.com", "owner@example.com", "hq@example.com"
PEOPLE = (
    {"email": BUSY_OPERATOR, "name": "Bu Xi", "role": Role.SITE_OPERATOR, "sites": [BUSY]},
    {"email": OWNER, "name": "Ou Min", "role": Role.SITE_OPERATOR, "sites": [SHEET, PROGRAM, SILENT]},
    {"email": MANAGER, "name": "Hua Li", "role": Role.HQ_ADMINISTRATOR, "whole_network": True},
)
ORDERS = 400
# All four are in Shanghai. The report of the silent one was due the day before yesterday, the others' are tomorrow.
TODAY = now().astimezone(ZoneInfo("Asia/Shanghai")).date()
MISSED, DUE = TODAY - timedelta(days=2), TODAY + timedelta(days=1)
MONTH = Month(MISSED.year, MISSED.month).shift(-1)
# Due on the first working day of the month after: which that is, the holidays of each site decide.
RULE = """
insert into report_calendar (from_month, day, working_days, set_by, set_at) values ($1, 1, true, '', now())
"""


Found = TypeVar("Found")


class Office(NamedTuple):
    """Where it is served, and the superuser's way into its database."""

    address: str
    url: str


class Told(NamedTuple):
    """`reminded`: the sites that were reminded just now, with the step: days since their report was due, at least.

    `timely`: of each site, how many of the reports due were in time, and how many were due.
    """

    reminded: dict[str, int]
    timely: dict[str, tuple[int, int]]


@pytest.fixture(scope="session")
async def office(postgres: str, template: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    url = with_database(postgres, f"reports_{secrets.token_hex(4)}")
    server = await asyncpg.connect(postgres)
    await server.execute(f"create database {url.rpartition('/')[2]} template {template} strategy file_copy")
    await server.close()
    root = await asyncpg.connect(url)
    await root.execute(RULE, MONTH.first)
    for site in SITES:
        await _open(Store(root), site, MISSED if site == SILENT else DUE)
    await root.close()
    await within(url, _admit)
    environment = {
        "SERVICEMARK_DATABASE_URL": url,
        "SERVICEMARK_APP_PASSWORD": APP_PASSWORD,
        "SERVICEMARK_DATA_DIR": str(tmp_path_factory.mktemp("reports")),
        "PYTHONPATH": str(Path.cwd()),
    }
    async with serving(environment) as address:
        yield Office(address, url)


async def _open(store: Store, code: str, due: date) -> None:
    """A site certified in the month, that is closed from its end up to the day on which its report is due."""
    closed = [str(MONTH.end + timedelta(days=number)) for number in range((due - MONTH.end).days)]
    site = await store.site(code, holidays=json.dumps(closed), make_up_days=json.dumps([str(due)]))
    await certified(store, site, MONTH.first, MONTH.end - timedelta(days=1))
    start = now().replace(year=MONTH.year, month=MONTH.number, day=2, hour=2)
    for number in range(ORDERS if code == BUSY else 0):
        await store.order(site, f"B{number}", start + timedelta(hours=number), ready=20 + number % 40)


async def _admit() -> None:
    for person in PEOPLE:
        await create_account(Actor.system(), AccountIn.model_validate({**person, "password": PASSWORD}))


async def within(url: str, work: Callable[[], Awaitable[Found]]) -> Found:
    """Done by the program itself, as the restricted login."""
    point_at(app_url(url, APP_PASSWORD))
    await open_pool(1)
    try:
        return await work()
    finally:
        await close_pool()


def ask(office: Office, days_on: int) -> Told:
    """Give the reminders that are due so many days on, and measure the quarter then; in a thread of its own, since the
    browser has this one."""

    async def tell() -> Told:
        return await _tell(days_on)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, within(office.url, tell)).result()


async def _tell(days_on: int) -> Told:
    then = now() + timedelta(days=days_on)
    reminded = await remind_of_reports(Actor.system("reminders"), then)
    async with transaction(Actor.system(), read_only=True):
        sites = {row["id"]: row["code"] for row in await fetch("select id, code from site")}
        moment = Moment(Quarter.of(MONTH.first), then)
        rows = await fetch(METRIC.statement(METRIC.facts.params), *moment.values(list(sites)))
    return Told(
        reminded={each.code: each.step for each in reminded},
        timely={sites[row["site"]]: (int(row["numerator"]), int(row["denominator"])) for row in rows},
    )
