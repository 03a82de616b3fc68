"""The web server and its database die while a file is imported and while a quarter is published.

After each kill the file is there whole or not at all, the quarter published or not; the pages say which. One round of
each in every test run, `SERVICEMARK_FAULTS=n` in `make faults`.
"""

import asyncio
import os
import re
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.faults.installation import Network

ROUNDS = int(os.environ.get("SERVICEMARK_FAULTS", "1"))
EMAIL, PASSWORD = "hq@example.com", "correct horse battery staple"
QUARTERS = [f"{year}Q{number}" for year in range(2025, 2000, -1) for number in (4, 3, 2, 1)]

Condition = Callable[[], Awaitable[bool]]


class Served:
    """The running server, and someone signed in to it."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.process: asyncio.subprocess.Process | None = None
        self.browser = httpx.AsyncClient(timeout=60)
        self.csrf = ""

    async def start(self) -> None:
        """Start it and sign in; the port is another each time, the session's cookie is made anew."""
        self.process = await self.network.start("serve", "--port", "0")
        assert self.process.stdout
        line = (await asyncio.wait_for(self.process.stdout.readline(), 60)).decode()
        found = re.search(r"http://[\d.]+:\d+", line)
        assert found, line
        self.browser.base_url = httpx.URL(found[0])
        self.browser.cookies.clear()
        entered = await self.browser.post("/login", data={"email": EMAIL, "password": PASSWORD})
        assert entered.status_code == 303, entered.text
        self.csrf = (await self.browser.get("/api/v1/session")).json()["csrf_token"]

    async def kill(self) -> None:
        assert self.process
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def stop(self) -> None:
        assert self.process
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(self.process.communicate(), 30)
        await self.browser.aclose()

    async def post(self, path: str, file: Path | None = None) -> httpx.Response:
        headers = {"x-csrf-token": self.csrf}
        if file is None:
            return await self.browser.post(path, headers=headers)
        content = await asyncio.to_thread(file.read_bytes)
        sent = {"file": (file.name, content)}
        return await self.browser.post(path, headers=headers, data={"kind": "orders"}, files=sent)

    async def handed_in(self, name: str) -> str:
        """The id of a new file whose preview is ready."""
        answer = await self.post("/api/v1/imports", await asyncio.to_thread(self.network.orders, name))
        assert answer.status_code == 202, answer.text
        file: str = answer.json()["id"]
        await until(lambda: self.is_import(file, "ready"))
        return file

    async def is_import(self, file: str, *states: str) -> bool:
        answer = await self.browser.get(f"/api/v1/imports/{file}")
        return answer.status_code == 200 and answer.json()["state"] in states

    async def answers(self, status: int) -> bool:
        return (await self.browser.get("/sites", headers={"accept": "text/html"})).status_code == status


async def until(condition: Condition, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not await condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.1)


@pytest.fixture(scope="module")
async def quarters(network: Network) -> list[str]:
    """Quarters that are computed and wait to be published; the site had an order in each."""
    wanted = QUARTERS[: 2 * ROUNDS]
    file = network.files / "old.csv"
    rows = (f"OLD-{quarter},S1,{quarter[:4]}-{int(quarter[-1]) * 3 - 1:02}-01 10:00" for quarter in wanted)
    await asyncio.to_thread(file.write_text, "order_no,site,received_at\n" + "\n".join(rows) + "\n", "utf-8")
    for arguments in (("import", "orders", str(file)), *(("scorecards", "compute", each) for each in wanted)):
        status, told = await network.run(*arguments)
        assert status == 0, told
    return wanted


@pytest.fixture(scope="module")
async def account(network: Network) -> None:
    created = ("account", "create", EMAIL, "--name", "Hua", "--role", "hq_administrator", "--password-stdin")
    process = await network.start(*created, said=PASSWORD)
    out, told = await process.communicate()
    assert process.returncode == 0, (out + told).decode()


@pytest.fixture
async def served(network: Network, account: None) -> AsyncIterator[Served]:
    served = Served(network)
    await served.start()
    yield served
    await served.stop()


@asynccontextmanager
async def under_way(network: Network, number: int, asked: Awaitable[httpx.Response]) -> AsyncIterator[None]:
    """What was asked for is going on inside: for certain before its commit in every other round, else anywhere."""
    async with AsyncExitStack() as stack:
        if number % 2 == 0:
            await stack.enter_async_context(network.held())
        request = asyncio.ensure_future(asked)
        if number % 2 == 0:
            await network.until("wait_event_type = 'Lock'", there=True)
        else:
            await asyncio.sleep(network.random.uniform(0, 1))
        yield
    await asyncio.gather(request, return_exceptions=True)


async def test_a_server_killed_while_importing_has_all_of_the_file_or_nothing(network: Network, served: Served) -> None:
    for number in range(ROUNDS):
        name = f"web-killed{number}"
        file = await served.handed_in(name)
        async with under_way(network, number, served.post(f"/api/v1/imports/{file}/confirm")):
            await served.kill()
        await network.until("true", there=False)
        state = await kept(network, name)
        assert number % 2 or state == "none"
        await served.start()
        assert await served.is_import(file, *{"all": ("imported",), "none": ("interrupted", "ready")}[state])
        page = await served.browser.get(f"/imports/{file}", headers={"accept": "text/html"})
        assert page.status_code == 200
        await holds(network)


async def test_while_the_database_is_down_pages_say_so_and_come_back_by_themselves(
    network: Network, served: Served
) -> None:
    for number in range(ROUNDS):
        name = f"web-crashed{number}"
        file = await served.handed_in(name)
        async with under_way(network, number, served.post(f"/api/v1/imports/{file}/confirm")):
            os.kill(network.postmaster(), signal.SIGKILL)
            await until(lambda: served.answers(503))
            page = await served.browser.get("/sites", headers={"accept": "text/html"})
            assert int(page.headers["retry-after"]) > 0
            assert "The database is not answering" in page.text
            assert (await served.browser.get("/health/live")).status_code == 200
            assert (await served.browser.get("/health/ready")).status_code == 503
        # Starts the database again. A process of the killed one may still have gone through with its commit.
        state = await kept(network, name)
        await until(lambda: served.answers(200), 20)
        assert await served.is_import(file, *{"all": ("imported",), "none": ("interrupted", "ready", "refused")}[state])
        again = await served.handed_in(f"{name}again")
        await served.post(f"/api/v1/imports/{again}/confirm")
        await until(lambda file=again: served.is_import(file, "imported"))  # type: ignore[misc]
        await holds(network)


async def test_a_quarter_is_published_whole_or_not_at_all(
    network: Network, quarters: list[str], served: Served
) -> None:
    for number, quarter in enumerate(quarters):
        publish = f"/api/v1/quarters/{quarter}/publish"
        async with under_way(network, number // 2, served.post(publish)):
            if number % 2:
                os.kill(network.postmaster(), signal.SIGKILL)
            else:
                await served.kill()
        await network.until("query like '%scorecard%' and state <> 'idle'", there=False)
        state = await judged(network, quarter)
        if number % 2 == 0:
            assert number // 2 % 2 or state == "computed"
            await served.start()
        await until(lambda: served.answers(200), 20)
        again = await served.post(publish)
        assert again.status_code == (409 if state == "published" else 200), again.text
        assert await judged(network, quarter) == "published"
        await holds(network)


async def kept(network: Network, name: str) -> str:
    """`all` or `none` of what a file on the web would do; anything in between fails."""
    (row,) = await network.fetch(
        "select (select count(*) from repair_order where order_no like $1 || '-%') as orders, "
        "(select count(*) from repair_order where order_no = 'EVERY' and technician = $1) as changed, "
        "(select count(*) from import_file where name = $1 || '.csv' and state = 'imported') as files, "
        "(select count(*) from trail_event where action = 'orders.imported' "
        "and body::jsonb ->> 'file' = $1 || '.csv') as told",
        name,
    )
    rows = network.rows
    assert tuple(row) in ((0, 0, 0, 0), (rows - 1, 1, 1, 1)), tuple(row)
    return "all" if row["orders"] else "none"


async def judged(network: Network, quarter: str) -> str:
    """State of a quarter; published and told in the trail of its site, or neither."""
    (row,) = await network.fetch(
        "select state, fingerprint is not null as fixed, (select count(*) from trail_event where subject = "
        "'quarter:' || period and action in ('scorecards.published', 'scorecard.published')) as told "
        "from scorecard_run where period = $1",
        quarter,
    )
    assert (row["state"], row["fixed"], row["told"] > 0) in (("computed", False, False), ("published", True, True))
    return str(row["state"])


async def holds(network: Network) -> None:
    events, broken = await network.trail()
    assert (events > 0, broken) == (True, [])
