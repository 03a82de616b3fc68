"""The superuser's hand in the database, and measuring as the program does it."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

import pytest

from network.foundation.database import execute, fetch, transaction
from network.foundation.periods import Period
from network.scorecards.metrics.catalogue import METRICS
from network.scorecards.queries.measuring import Moment
from network.scorecards.rules.catalogue import Parameter
from network.scorecards.rules.measurement import Measurement
from tests.conftest import Worlds
from tests.factory import HQ
from tests.repairs.conftest import store
from tests.scorecards.season import begin_quarter, play_season, quarter, season
from tests.served import app, browse, person

__all__ = ["app", "browse", "person", "quarter", "season", "store"]

Measure = Callable[..., Awaitable[dict[int, Measurement]]]
Evidence = Callable[..., Awaitable[dict[str, bool]]]


@pytest.fixture
async def origin(request: pytest.FixtureRequest, template: str, worlds: Worlds) -> str:
    """What `quarter` and `season` say is made once: to compute and to publish takes longer than most tests."""
    if not {"quarter", "season"} & set(request.fixturenames):
        return template
    quarter = await worlds.filled("world_quarter", begin_quarter)
    if "season" not in request.fixturenames:
        return quarter
    return await worlds.filled("world_season", play_season, quarter)


@pytest.fixture
def measure(database: str) -> Measure:
    """One metric of all these sites, under a session zone that must not matter."""

    async def run(
        code: str, period: Period, as_of: datetime, sites: list[int], params: Mapping[str, Parameter] | None = None
    ) -> dict[int, Measurement]:
        async with transaction(HQ, read_only=True):
            await execute("set local timezone = 'Europe/Stockholm'")
            metric, values = METRICS[code], Moment(period, as_of).values(sites)
            rows = await fetch(metric.statement(params or metric.facts.params), *values)
            at_once = await fetch(metric.statement(params or metric.facts.params, many=True), *values)
            assert {tuple(row) for row in at_once} == {tuple(row) for row in rows}, "however it is worked out"
            known = {**metric.facts.params, **(params or {})}
            told = [await fetch(metric.fingerprints(known, many=many), *values) for many in (False, True)]
            assert set(map(tuple, told[0])) == set(map(tuple, told[1]))
        return {site: Measurement(*figures) for site, *figures in rows}

    return run


@pytest.fixture
def evidence(database: str) -> Evidence:
    """The numbers of the records behind one site's metric, and whether each is in the numerator."""

    async def run(code: str, period: Period, as_of: datetime, site: int) -> dict[str, bool]:
        metric = METRICS[code]
        async with transaction(HQ, read_only=True):
            await execute("set local timezone = 'Australia/Lord_Howe'")
            rows = await fetch(metric.evidence(metric.facts.params), *Moment(period, as_of).values([site]), 1000, 0)
        assert all(row["total"] == len(rows) and row["site"] == site for row in rows)
        counted = [row["counts"] for row in rows]
        assert counted == sorted(counted, reverse=metric.facts.direction == "lower"), "what costs points comes first"
        return {row[metric.origin.number]: row["counts"] for row in rows}

    return run
