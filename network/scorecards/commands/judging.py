"""From the stored figures of a run to every score of it, and whether the stored scores are still those."""

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from network.foundation.database import Record, connection, execute, fetch_value, insert_many
from network.foundation.periods import Quarter
from network.scorecards.commands.rows import (
    CARD_COLUMNS,
    CIRCUMSTANCE_COLUMNS,
    CRITERION_COLUMNS,
    card_rows,
    circumstance_rows,
    criterion_rows,
)
from network.scorecards.metrics.catalogue import FACTS
from network.scorecards.queries import measuring
from network.scorecards.queries.circumstances import circumstances, inputs
from network.scorecards.queries.measuring import Moment
from network.scorecards.rules.measurement import Pool, SiteInput
from network.scorecards.rules.results import NetworkScores
from network.scorecards.rules.scheme import Scheme
from network.scorecards.rules.scoring import score_network


@dataclass(frozen=True, slots=True)
class Judged:
    """What was given of every site and the scores of it, the turnaround of each by month, and what is kept of the
    network as a whole."""

    given: Sequence[SiteInput]
    scores: NetworkScores
    months: Mapping[int, list[Any]]
    network: dict[str, Any]


async def judge(run: UUID, scheme: Scheme, period: Quarter, moment: Moment, sites: Sequence[Record]) -> Judged:
    """Score the stored figures of the run. `sites`: `id, kind, city_tier` of each. Other requests go on meanwhile."""
    ids = [site["id"] for site in sites]
    given = inputs(scheme, sites, await measuring.stored_measurements(run), await circumstances(moment, ids))
    # The database measures months while this process scores.
    scoring = asyncio.create_task(asyncio.to_thread(score_network, scheme, FACTS, given))
    months, network_months = await measuring.months(period, moment.as_of, ids)
    scores = await scoring
    return Judged(given, scores, months, _network(scores, network_months))


async def scored(
    scheme: Scheme,
    given: Sequence[SiteInput],
    months: Mapping[int, list[Any]],
    network_months: list[Any],
    pooled: Mapping[str, Pool] | None = None,
) -> Judged:
    """Score what is given of the sites. `pooled`: rates of the network that stay as they were first published."""
    scores = await asyncio.to_thread(score_network, scheme, FACTS, given, pooled)
    return Judged(given, scores, months, _network(scores, network_months))


async def keep(run: UUID, judged: Judged) -> None:
    """Into the database: the cards, their criteria, and what they were scored from beside the figures."""
    await insert_many("scorecard", CARD_COLUMNS, card_rows(run, judged.scores, judged.months))
    await insert_many("criterion_result", CRITERION_COLUMNS, criterion_rows(run, judged.scores))
    await insert_many("scorecard_circumstance", CIRCUMSTANCE_COLUMNS, circumstance_rows(run, judged.given))


async def differing_results(run: UUID, judged: Judged) -> int:
    """How many sites have a stored score, or a step of its arithmetic, that is not what was judged."""
    cards = [row[1:] for row in card_rows(run, judged.scores, judged.months)]  # without its id, which is new each time
    differing = await _differing("scorecard", CARD_COLUMNS[1:], run, cards)
    differing |= await _differing("criterion_result", CRITERION_COLUMNS, run, criterion_rows(run, judged.scores))
    differing |= await _differing(
        "scorecard_circumstance", CIRCUMSTANCE_COLUMNS, run, circumstance_rows(run, judged.given)
    )
    return len(differing)


async def network_differs(run: UUID, judged: Judged) -> bool:
    stored = await fetch_value("select network from scorecard_run where id = $1", run)
    return bool(json.loads(stored) != judged.network)


async def _differing(table: str, columns: Sequence[str], run: UUID, rows: Iterable[Sequence[Any]]) -> set[int]:
    """The sites of which `table` holds other rows. Compared by the database, so that both went through its types."""
    names = ", ".join(columns)
    await execute(f"create temp table judged on commit drop as select {names} from {table} with no data")
    await connection().copy_records_to_table("judged", columns=columns, records=rows)
    stored = f"select {names} from {table} where run = $1"
    differing: list[int] = await fetch_value(
        "select coalesce(array_agg(distinct site), '{}') from ("
        f"(select {names} from judged except {stored}) union all ({stored} except select {names} from judged)) x",
        run,
    )
    await execute("drop table judged")
    return set(differing)


def _network(scores: NetworkScores, months: list[Any]) -> dict[str, Any]:
    """What is kept of the network as a whole: pooled rates exactly, turnaround by month, and the mean score."""
    rated = [card.overall for card in scores.sites.values() if card.standing is not None and card.overall is not None]
    return {
        "pools": {key: [str(pool.numerator), str(pool.denominator)] for key, pool in scores.pools.items()},
        "months": months,
        "mean": f"{sum(rated) / len(rated):.2f}" if rated else None,
        "rated": len(rated),
    }
