"""Who has a part in the story of a quarter: a network of three sites, served, those who judge and those judged."""

import secrets
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import asyncpg
import psycopg
from playwright.sync_api import Browser

from network.foundation.access import Actor, Role
from network.foundation.database import with_database
from network.identity.commands import create_account
from network.identity.schemas.accounts import AccountIn
from network.scorecards.commands.schemes import add_shipped
from tests.conftest import APP_PASSWORD
from tests.factory import Store, at, write_csv
from tests.improvement.auditing import audit, checklist
from tests.journeys.conftest import serving
from tests.journeys.office import within
from tests.journeys.stage import Visitor, visiting
from tests.repairs.reporting import certified
from tests.scorecards.reporting import filed
from tests.served import PASSWORD

PERIOD, SCHEME = "2026Q3", "authorized-site 7"
STAR, WEAK, RIVAL = "STAR1", "WEAK1", "RIVAL1"
FIRST, SECOND, OPERATOR, OTHER = PARTS = ("first", "second", "operator", "other")


@dataclass(frozen=True, slots=True)
class Quarter:
    """What a site did: orders, how many of them were late, units sent to headquarters, how many had no fault, and the
    score of its audit."""

    orders: int
    late: int
    returns: int
    no_fault: int
    audited: int


SITES = {STAR: Quarter(80, 12, 40, 0, 99), WEAK: Quarter(40, 24, 30, 12, 45), RIVAL: Quarter(60, 6, 20, 1, 90)}
MONTHS = ("2026-07", "2026-08", "2026-09")
_PEOPLE: Mapping[str, Mapping[str, object]] = {
    FIRST: {"name": "Hua Li", "role": Role.HQ_MANAGER, "whole_network": True},
    SECOND: {"name": "Qi Yun", "role": Role.HQ_MANAGER, "whole_network": True},
    OPERATOR: {"name": "Ou Min", "role": Role.SITE_OPERATOR, "sites": [STAR, WEAK]},
    OTHER: {"name": "Bu Xi", "role": Role.SITE_OPERATOR, "sites": [RIVAL]},
}
_LINES = "select coalesce(sum(e.amount), 0)::float8::int from ledger_entry e join site s on s.id = e.site "


@dataclass(frozen=True, slots=True)
class Court:
    """Those of the story at their browsers, and the superuser's way into the database of their server."""

    url: str
    folder: Path
    visitors: Mapping[str, Visitor]

    def __getitem__(self, part: str) -> Visitor:
        return self.visitors[part]

    def value(self, statement: str, *values: object) -> str:
        """What the server has, past all row security."""
        with psycopg.connect(self.url) as root:
            row = root.execute(statement, values).fetchone()
        assert row, statement
        return str(row[0])

    def balance(self, code: str, unit: str = "CNY") -> int:
        """What the site stands at in the ledger; its other side makes the sum of all lines zero."""
        assert self.value(_LINES) == "0"
        mine = f"{_LINES} where s.code = %s and e.unit = %s and e.account = 'site:' || s.id || ':balance'"
        return int(self.value(mine, code, unit))

    def proposal(self, code: str, rule: str) -> str:
        """The address of the newest proposal of this rule for the site."""
        found = self.value(
            "select p.id from consequence_proposal p join site s on s.id = p.site "
            "where s.code = %s and p.rule = %s order by p.number desc limit 1",
            code,
            rule,
        )
        return f"/sites/{code}/consequences/{found}"

    def the_window_passes(self) -> None:
        """The last moment to challenge was a minute ago."""
        with psycopg.connect(self.url) as root:
            root.execute("alter table scorecard_preview disable trigger scorecard_preview_window")
            root.execute("update scorecard_preview set challenge_until = now() - interval '1 minute'")
            root.execute("alter table scorecard_preview enable always trigger scorecard_preview_window")

    def records(self, name: str, hours: int) -> Path:
        """A file of the orders that were late at first, each ready so many hours after it was received."""
        rows = []
        for number in range(SITES[STAR].late):
            received = _received(number) + timedelta(hours=8)
            ready = received + timedelta(hours=hours)
            rows.append(
                {
                    "order_no": f"{STAR}-{number}",
                    "site": STAR,
                    "serial_no": f"{STAR}{number}",
                    "received_at": f"{received:%Y-%m-%d %H:%M}",
                    "ready_at": f"{ready:%Y-%m-%d %H:%M}",
                    "outcome": "repaired",
                }
            )
        return write_csv(self.folder / name, rows)


def _received(number: int) -> datetime:
    return at("2026-07-02", number * 20)


@asynccontextmanager
async def courthouse(postgres: str, template: str, folder: Path) -> AsyncIterator[tuple[str, str]]:
    """Where the network is served, and its database."""
    url = with_database(postgres, f"quarter_{secrets.token_hex(4)}")
    server = await asyncpg.connect(postgres)
    await server.execute(f"create database {url.rpartition('/')[2]} template {template} strategy file_copy")
    await server.close()
    root = await asyncpg.connect(url)
    await _furnish(Store(root))
    await root.close()
    await within(url, _admit)
    environment = {
        "SERVICEMARK_DATABASE_URL": url,
        "SERVICEMARK_APP_PASSWORD": APP_PASSWORD,
        "SERVICEMARK_DATA_DIR": str(folder),
        "PYTHONPATH": str(Path.cwd()),
    }
    async with serving(environment) as address:
        yield address, url


async def _furnish(store: Store) -> None:
    for path in ("East China", "North China"):
        await store.root.execute("insert into region (path, name, name_zh) values ($1, $1, $1)", path)
    asked = await checklist(store)
    for code, quarter in SITES.items():
        region = await store.value(
            "select id from region where path = $1", "North China" if code == RIVAL else "East China"
        )
        site = await store.site(code, city_tier=1, region=region)
        await certified(store, site, date(2025, 3, 10), date(2027, 3, 9))
        await _worked(store, site, code, quarter)
        for month in MONTHS:
            await filed(store, site, month, at(f"2026-{int(month[-2:]) + 1:02}-02"))
        await audit(store, site, asked, date(2026, 8, 12), score=quarter.audited)


async def _worked(store: Store, site: int, code: str, quarter: Quarter) -> None:
    for number in range(quarter.orders):
        ready, serial = 40 if number < quarter.late else 20, f"{code}{number}"
        await store.order(
            site, f"{code}-{number}", _received(number), ready=ready, outcome="repaired", serial_no=serial
        )
    for number in range(quarter.returns):
        found = "no_fault_found" if number < quarter.no_fault else "fault_confirmed"
        await store.returned(site, f"{code}-R{number}", at("2026-07-10", number), inspected=48, finding=found)


async def _admit() -> None:
    await add_shipped(Actor.system())
    for part, person in _PEOPLE.items():
        given = {**person, "email": f"{part}@example.com", "password": PASSWORD}
        await create_account(Actor.system(), AccountIn.model_validate(given))


@contextmanager
def judging(browser: Browser, address: str, url: str, folder: Path, language: str) -> Iterator[Court]:
    """All four, signed in."""
    with ExitStack() as open_browsers:
        visitors = {}
        for part in PARTS:
            visitors[part] = open_browsers.enter_context(visiting(browser, address, language=language))
            visitors[part].sign_in(f"{part}@example.com")
        yield Court(url, folder, visitors)
