"""A scheme over quarters that are published: from the figures and circumstances frozen with them. Nothing is stored."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction
from network.foundation.periods import Quarter
from network.scorecards.errors import RunNotFound
from network.scorecards.metrics.catalogue import FACTS, METRICS
from network.scorecards.queries.frozen import frozen_inputs
from network.scorecards.queries.measuring import Moment
from network.scorecards.queries.runs import Run, run_of
from network.scorecards.rules.measurement import Measurement, SiteInput
from network.scorecards.rules.scheme import Scheme, metrics_of
from network.scorecards.rules.scheme_trial import Outcome, compared

_PUBLISHED = "select period from scorecard_run where state = 'published' order by period desc"
_SITES = """
select s.id, s.code, s.name, s.name_zh, g.path as region from scorecard c
join site s on s.id = c.site left join region g on g.id = s.region where c.run = $1
"""


@dataclass(frozen=True, slots=True)
class Named:
    code: str
    name: str
    name_zh: str
    region: str


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A published quarter under its own scheme and under another. `anew`: metric keys that were not measured then, and
    have been measured now, from the records as they are."""

    run: Run
    scheme: Scheme
    outcome: Outcome
    sites: Mapping[Any, Named]
    anew: tuple[str, ...]


async def published_quarters(actor: Actor) -> list[Quarter]:
    """Those that can be tried on, newest first."""
    actor.require(Permission.CHANGE_SCHEMES)
    async with transaction(actor, read_only=True):
        return [Quarter.parse(row["period"]) for row in await fetch(_PUBLISHED)]


async def what_if(actor: Actor, scheme: Scheme, period: Quarter) -> WhatIf:
    """`scheme` has no problems. RunNotFound unless the quarter is published."""
    actor.require(Permission.CHANGE_SCHEMES)
    async with transaction(actor, read_only=True):
        run = await run_of(period)
        if not run.is_final:
            raise RunNotFound(period=period)
        given = await frozen_inputs(run.id)
        given, anew = await _measured(given, scheme, Moment(period, run.computed_at))
        rows = await fetch(_SITES, run.id)
    outcome = await asyncio.to_thread(compared, run.kept.scheme, scheme, FACTS, given, run.pools)
    sites = {row["id"]: Named(row["code"], row["name"], row["name_zh"], row["region"] or "") for row in rows}
    return WhatIf(run, scheme, outcome, sites, anew)


async def _measured(
    given: Sequence[SiteInput], scheme: Scheme, moment: Moment
) -> tuple[list[SiteInput], tuple[str, ...]]:
    """With the metrics that only the other scheme asks for, measured as of the moment of the computation."""
    known = {key for one in given for key in one.measurements}
    calls = {key: call for key, call in metrics_of(scheme, FACTS).items() if key not in known}
    sites = [one.site for one in given]
    found: dict[Any, dict[str, Measurement]] = {site: {} for site in sites}
    for key, call in calls.items():
        rows = await fetch(METRICS[call.facts.code].statement(call.params, many=True), *moment.values(sites))  # type: ignore[arg-type]
        for site, *figures in rows:
            found[site][key] = Measurement(*figures)
    return [replace(one, measurements={**one.measurements, **found[one.site]}) for one in given], tuple(calls)
