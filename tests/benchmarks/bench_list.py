"""Server time of ordinary pages over a whole network, without the browser and the wire."""

from collections.abc import Mapping
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
from tests.benchmarks.network import NOW, QUARTER, REGIONS, Size
from tests.benchmarks.report import Disagreement, Finding, Line, Ratio, middle
from tests.served import HOST, PASSWORD, Browser

HQ = Actor.system("bench")
EMAIL = "bench@example.com"
AN_ORDINARY_PAGE = 0.1  # seconds
# The list of sites as those see it who reach half of them, and a few.
REACHING_LESS: Mapping[str, Mapping[str, Any]] = {
    "a manager of half the regions": {
        "role": Role.HQ_MANAGER,
        "regions": [f"Region {n}" for n in range(1, REGIONS, 2)],
    },
    "an operator": {"role": Role.SITE_OPERATOR, "sites": ["S00001", "S00002", "S00003"]},
}
PAGES = {
    "league table, first page": "/scorecards/league-table",
    "league table, sorted by name, one region": "/scorecards/league-table?sort=name&region=Region+7",
    "sites, first page": "/sites",
    "sites, searched": "/sites?q=Site+12",
    "sites, 200 of a region": "/sites?size=200&region=Region+7&sort=city_tier",
    "one site's scorecard": "/sites/S00001",
    "network map": "/network/map",
    "city coverage": "/network/coverage",
}


async def run(_root: str, size: Size) -> Finding:
    """Leaves the quarter computed and accounts."""
    await add_shipped(HQ)
    await compute(HQ, QUARTER, "authorized-site", NOW)
    everything = {"role": Role.HQ_ADMINISTRATOR, "whole_network": True}
    seconds = await _measured(PAGES, everything, EMAIL, size.rounds * 3)
    for number, (who, scope) in enumerate(REACHING_LESS.items()):
        seconds |= await _measured({f"sites, for {who}": "/sites"}, scope, f"{number}{EMAIL}", size.rounds * 3)
    return Finding(
        f"Pages over {size.sites:,} sites",
        tuple(Line(what, each, PAGES.get(what, "/sites")) for what, each in seconds.items()),
        tuple(Ratio(f"{what} / 100 ms", each / AN_ORDINARY_PAGE, at_most=1) for what, each in seconds.items()),
    )


async def _measured(pages: Mapping[str, str], scope: Mapping[str, Any], email: str, rounds: int) -> dict[str, float]:
    """Each page as somebody of this role and scope is served it."""
    account = {"email": email, "name": "Hua Zhang", "password": PASSWORD, **scope}
    await create_account(HQ, AccountIn.model_validate(account))
    served: Any = create_app(Settings())
    transport = httpx.ASGITransport(served, client=("10.0.0.1", 50_000))
    async with Browser(transport=transport, base_url=HOST) as browser:
        await browser.sign_in(email)
        return {what: await _page(browser, path, rounds) for what, path in pages.items()}


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
