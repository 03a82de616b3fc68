"""The server as one process group, and an installation with sites, people, reports and parcels for it to die over."""

import asyncio
import os
import re
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

import asyncpg
import httpx

from network.foundation.access import Actor, Permission, Role
from network.foundation.clock import now
from network.foundation.periods import Month, Quarter, bounds
from network.foundation.running import DATABASE, database
from network.foundation.settings import Settings
from network.identity.commands import create_account
from network.identity.commands.keys import make_key
from network.identity.schemas.accounts import AccountIn
from network.identity.schemas.keys import KeyIn
from network.repairs.rules.report_figures import FIGURES
from network.repairs.schemas.reports import ReportIn
from tests.factory import Store, at
from tests.faults.errands import FOUND, WHY, Parcel, Person
from tests.faults.installation import Network
from tests.faults.recomputing import ZONE
from tests.repairs.reporting import QUIET, certified, filed
from tests.repairs.shipping import publish_lists, send, unit

PASSWORD = "correct horse battery staple"
BY_HAND, BY_PROGRAM = ("S1", "S2"), ("S3", "S4")
# Those that filed the quarter in time; what they send later are corrections.
PUNCTUAL = ("S1", "S3")
INSPECTORS = ("li@example.com", "zhou@example.com")
YEARS = 6


class Server:
    """`servicemark serve` on one port, whichever process it is."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.process: asyncio.subprocess.Process | None = None
        self.address = ""
        self._said: list[asyncio.Task[bytes]] = []

    async def start(self) -> None:
        port = self.address.rpartition(":")[2] or "0"
        self.process = await self.network.start("serve", "--port", port)
        assert self.process.stdout
        assert self.process.stderr
        line = (await asyncio.wait_for(self.process.stdout.readline(), 60)).decode()
        found = re.search(r"http://[\d.]+:\d+", line)
        if not found:
            raise AssertionError(line + (await self.process.stderr.read()).decode())
        self.address = found[0]
        # Nobody reads what it logs; a full pipe would stop it.
        self._said = [asyncio.create_task(pipe.read()) for pipe in (self.process.stdout, self.process.stderr)]

    async def ended(self) -> None:
        assert self.process
        await self.process.wait()

    async def kill(self) -> None:
        """SIGKILL to it and all that it has started."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        await self.process.wait()

    async def stop(self) -> None:
        assert self.process
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(self.process.wait(), 30)
        await asyncio.gather(*self._said)


@dataclass
class World:
    """Who asks the server for what.

    `spent`: how many rounds have had their months and parcels. `took`: seconds that all that is asked for in a round
    takes when nobody dies. `fates`: what came of it when somebody did: answered, kept without an answer, or lost.
    """

    network: Network
    server: Server
    today: date
    parcels: list[Parcel]
    keys: dict[str, str]
    people: dict[str, Person] = field(default_factory=dict)
    programs: dict[str, httpx.AsyncClient] = field(default_factory=dict)
    spent: int = 0
    took: float = 0.6
    fates: Counter[str] = field(default_factory=Counter)

    @property
    def reported(self) -> Quarter:
        """The last quarter that is over: months are reported from its last one on, backwards."""
        return Quarter.of(self.today).shift(-1)

    def month(self, number: int) -> Month:
        return self.reported.months[-1].shift(-number)

    async def enter(self) -> None:
        """Everybody signs in, and goes on with that session whichever process answers."""
        for name in (*BY_HAND, *INSPECTORS):
            browser = httpx.AsyncClient(base_url=self.server.address, timeout=60)
            self.people[name] = Person(browser)
            await self.people[name].sign_in(name if "@" in name else f"{name.lower()}@example.com", PASSWORD)
        for site, key in self.keys.items():
            headers = {"authorization": f"Bearer {key}"}
            self.programs[site] = httpx.AsyncClient(base_url=self.server.address, timeout=60, headers=headers)

    async def leave(self) -> None:
        for client in (*self.programs.values(), *(person.browser for person in self.people.values())):
            await client.aclose()


@asynccontextmanager
async def served(network: Network, rounds: int) -> AsyncIterator[World]:
    """A running server with what so many rounds need."""
    today = now().astimezone(ZONE).date()
    server = Server(network)
    # Whoever comes up here runs migrations first; the server then only opens its database.
    async with database(Settings(data_dir=network.data)):
        parcels, keys = await _furnish(network, today, rounds)
    world = World(network, server, today, parcels, keys)
    await server.start()
    try:
        await world.enter()
        yield world
    finally:
        await world.leave()
        await server.stop()


async def _furnish(network: Network, today: date, rounds: int) -> tuple[list[Parcel], dict[str, str]]:
    root = await asyncpg.connect(network.cluster.start().url(DATABASE))
    try:
        store = Store(root)
        sites = {code: await store.site(code) for code in (*BY_HAND, *BY_PROGRAM)}
        for site in sites.values():
            await certified(store, site, today - timedelta(days=365 * YEARS), today + timedelta(days=365))
        quarter = Quarter.of(today).shift(-1)
        for code in sites:
            await _orders(store, sites[code], code, quarter)
    finally:
        await root.close()
    keys = await _people(sites)
    for code in PUNCTUAL:
        for month in quarter.months:
            await _filed_in_time(sites[code], code, month)
    return await _parcels(network, sites, rounds), keys


async def _orders(store: Store, site: int, code: str, quarter: Quarter) -> None:
    """Thirty orders a month: fewer than the site will report, so that its reports are not all right."""
    for month in quarter.months:
        for number in range(30):
            received = at(f"{month.first}", 30 + number)
            await store.order(site, f"{code}-{month}-{number}", received, ready=20 + number)


async def _people(sites: dict[str, int]) -> dict[str, str]:
    """An operator for each site, two inspectors; the keys of the sites that have a program."""
    keys = {}
    for code, site in sites.items():
        made = await _account(f"{code.lower()}@example.com", role=Role.SITE_OPERATOR, sites=[code])
        if code in BY_PROGRAM:
            actor = Actor(Role.SITE_OPERATOR, code, made, frozenset({site}))
            last_day = now().astimezone(ZONE).date() + timedelta(days=30)
            key = KeyIn(name="till", verbs=[Permission.READ_REPORTS, Permission.FILE_REPORTS], last_day=last_day)
            keys[code] = (await make_key(actor, code, key)).key
    for email in INSPECTORS:
        await _account(email, role=Role.HQ_MANAGER, whole_network=True)
    return keys


async def _account(email: str, **more: object) -> UUID:
    given = {"email": email, "name": email.partition("@")[0], "password": PASSWORD, **more}
    return await create_account(Actor.system(), AccountIn.model_validate(given))


async def _filed_in_time(site: int, code: str, month: Month) -> None:
    in_time: datetime = bounds(month, ZONE)[1] + timedelta(days=2)
    said = ReportIn.model_validate({"figures": QUIET, "explanations": dict.fromkeys(FIGURES, WHY)})
    await filed(site, code, said, month=month, now=in_time)


async def _parcels(network: Network, sites: dict[str, int], rounds: int) -> list[Parcel]:
    """One for each round, of the sites in turn; the first unit of the last round's comes again."""
    checks = await publish_lists()
    made: list[Parcel] = []
    codes = list(sites)
    for number in range(rounds):
        code = codes[number % len(codes)]
        actor = Actor(Role.SITE_OPERATOR, "Ou", UUID(int=7), frozenset({sites[code]}))
        serials = [f"U{number}-{kind}" for kind in list(FOUND)[:3]]
        sent = await send(actor, code, *(unit(checks, serial_no=serial) for serial in serials), on=now())
        rows = await network.fetch("select id from hq_return where shipment = $1 order by serial_no", sent)
        made.append(Parcel(sent, [row["id"] for row in rows], f"U{number - 1}-A" if number else ""))
    return made
