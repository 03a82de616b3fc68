"""Server time of ordinary pages over a whole network, without the browser and the wire."""

from time import perf_counter
from typing import Any

import httpx

from network.app import create_app
from network.foundation.access import Actor, Role
from network.foundation.settings import Settings
from network.identity.commands import create_account
from network.identity.schemas.accounts import AccountIn
from network.scorecards.commands.runs import compute
from network.scorecards.commands.schemes import add_shipped
from tests.benchmarks.network import NOW, QUARTER, Size
from tests.benchmarks.report import Disagreement, Finding, Line, Ratio, middle
from tests.served import HOST, PASSWORD, Browser

HQ = Actor.system("bench")
EMAIL = "bench@example.com"
AN_ORDINARY_PAGE = 0.1  # seconds
PAGES = {
    "league table, first page": "/scorecards/league-table",
    "league table, sorted by name, one region": "/scorecards/league-table?sort=name&region=Region+7",
    "sites, first page": "/sites",
    "sites, searched": "/sites?q=Site+12",
    "one site's scorecard": "/sites/S00001",
}


async def run(_root: str, size: Size) -> Finding:
    """Leaves the quarter computed and an account."""
    await add_shipped(HQ)
    await compute(HQ, QUARTER, "authorized-site", NOW)
    account = {"email": EMAIL, "name": "Hua Zhang", "password": PASSWORD, "role": Role.HQ_ADMINISTRATOR}
    await create_account(HQ, AccountIn.model_validate({**account, "whole_network": True}))
    served: Any = create_app(Settings())
    transport = httpx.ASGITransport(served, client=("10.0.0.1", 50_000))
    async with Browser(transport=transport, base_url=HOST) as browser:
        await browser.sign_in(EMAIL)
        seconds = {what: await _page(browser, path, size.rounds * 3) for what, path in PAGES.items()}
    return Finding(
        f"Pages over {size.sites:,} sites",
        tuple(Line(what, each, PAGES[what]) for what, each in seconds.items()),
        tuple(Ratio(f"{what} / 100 ms", each / AN_ORDINARY_PAGE, at_most=1) for what, each in seconds.items()),
    )


async def _page(browser: Browser, path: str, rounds: int) -> float:
    """The first time is left out: it compiles the template."""
    taken = []
    for _round in range(rounds + 1):
        start = perf_counter()
        answer = await browser.get(path)
        taken.append(perf_counter() - start)
        if answer.status_code != httpx.codes.OK:
            raise Disagreement(f"{path} answers {answer.status_code}")
    return middle(taken[1:])
