"""How the sites of the network stood on a metric in the last quarter that was published."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, fetch_row, transaction
from network.foundation.periods import Quarter
from network.scorecards.metrics.catalogue import FACTS
from network.scorecards.rules.catalogue import Parameter

_LAST = """
select id, period from scorecard_run where state = 'published' order by period desc, revision desc limit 1
"""
_VALUES = "select value from metric_result where run = $1 and metric = $2 and value is not null order by value"


@dataclass(frozen=True, slots=True)
class Distribution:
    """`period` is None before anything was published; no `values` when the metric was not measured so."""

    period: Quarter | None
    values: tuple[Decimal, ...]


async def distribution(actor: Actor, metric: str, params: Mapping[str, Parameter]) -> Distribution:
    """The value of each site that had one, rising. `metric`: a code of the catalogue."""
    actor.require(Permission.CHANGE_SCHEMES)
    async with transaction(actor, read_only=True):
        run = await fetch_row(_LAST)
        if run is None:
            return Distribution(None, ())
        rows = await fetch(_VALUES, run["id"], FACTS[metric].key(params))
    return Distribution(Quarter.parse(run["period"]), tuple(row["value"] for row in rows))
