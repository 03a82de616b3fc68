"""What becomes of cards when they are computed again: field by field, compared by the database. In the transaction."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from network.foundation.database import execute, fetch

_CARD = (
    "trim_scale(overall) as overall, trim_scale(coverage) as coverage, kept_weight, band, standing, unrated_reason, "
    "provisional, "
    "rank, rank_of, trim_scale(percentile) as percentile, peer_group, peer_rank, peer_rank_of, "
    "trim_scale(peer_percentile) as peer_percentile, gates"
)
_CRITERION = (
    "metric, state, trim_scale(numerator) as numerator, trim_scale(denominator) as denominator, "
    "trim_scale(value) as value, sample_size, trim_scale(pooled) as pooled, trim_scale(adjusted) as adjusted, "
    "trim_scale(low) as low, trim_scale(high) as high, "
    "trim_scale(points) as points, weight, trim_scale(contribution) as contribution"
)

Fields = list[dict[str, Any]]


def compared(cards_before: str, cards_after: str, criteria_before: str, criteria_after: str) -> str:
    """The statement that gives `site, fields` of every card that differs; what is compared are names of tables, or
    subqueries, that hold rows of `scorecard` and of `criterion_result`."""
    return f"""
with touched as (
    select coalesce(a.site, b.site) as site, '' as criterion, to_jsonb(b) as before, to_jsonb(a) as after
    from (select site, {_CARD} from {cards_before} x) b
    full join (select site, {_CARD} from {cards_after} x) a on a.site = b.site
    where to_jsonb(a) is distinct from to_jsonb(b)
    union all
    select coalesce(a.site, b.site), coalesce(a.criterion, b.criterion), to_jsonb(b), to_jsonb(a)
    from (select site, criterion::text, {_CRITERION} from {criteria_before} x) b
    full join (select site, criterion::text, {_CRITERION} from {criteria_after} x) a
        on a.site = b.site and a.criterion = b.criterion
    where to_jsonb(a) is distinct from to_jsonb(b)
), fields as (
    select t.site, t.criterion, e.field, t.before ->> e.field as before, t.after ->> e.field as after
    from touched t cross join lateral jsonb_object_keys(coalesce(t.after, t.before)) e (field)
    where e.field not in ('site', 'criterion') and t.before ->> e.field is distinct from t.after ->> e.field
)
select site, jsonb_agg(jsonb_build_object('criterion', criterion, 'field', field, 'before', before, 'after', after)
                       order by criterion, field) as fields
from fields group by site order by site
"""


def _of_run(table: str, place: int) -> str:
    return f"(select * from {table} where run = ${place})"


_RUNS = compared(
    _of_run("scorecard", 1), _of_run("scorecard", 2), _of_run("criterion_result", 1), _of_run("criterion_result", 2)
)
_AGAIN = compared("card_before", _of_run("scorecard", 1), "criterion_before", _of_run("criterion_result", 1))


async def between(before: UUID, after: UUID) -> dict[int, Fields]:
    """By site, what differs between two runs."""
    return {row["site"]: json.loads(row["fields"]) for row in await fetch(_RUNS, before, after)}


async def remember(run: UUID) -> None:
    """Keep the cards of a run aside, to the end of the transaction or until they are compared."""
    for name, table in (("card_before", "scorecard"), ("criterion_before", "criterion_result")):
        await execute(f"create temp table {name} on commit drop as select * from {table} with no data")
        await execute(f"insert into {name} select * from {table} where run = $1", run)


async def keep_changes(run: UUID, at: datetime) -> int:
    """Write down what differs from what was remembered, card by card; of how many."""
    done = await execute(
        "insert into scorecard_difference (run, site, at, fields) "
        f"select $1, d.site, $2, d.fields from ({_AGAIN}) d "
        "where d.site in (select site from scorecard where run = $1) and d.site in (select site from card_before)",
        run,
        at,
    )
    await execute("drop table card_before, criterion_before")
    return int(done.split()[-1])


async def keep(run: UUID, found: Mapping[int, Fields], at: datetime) -> None:
    await execute(
        "insert into scorecard_difference (run, site, at, fields) "
        "select $1, d.key::int, $2, d.value from jsonb_each($3::jsonb) d",
        run,
        at,
        json.dumps(found),
    )
