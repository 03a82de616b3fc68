"""Results as plain tables for programs: a header row, then one row a site or a figure."""

from collections.abc import Sequence
from typing import Any

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction
from network.foundation.periods import Quarter
from network.scorecards.metrics.catalogue import METRICS
from network.scorecards.queries.measuring import calls
from network.scorecards.queries.runs import run_of

_CARD = (
    "overall",
    "standing",
    "rank",
    "coverage",
    "rank_of",
    "percentile",
    "peer_group",
    "peer_rank",
    "peer_rank_of",
    "provisional",
    "unrated_reason",
)


async def results(actor: Actor, period: Quarter) -> list[Sequence[Any]]:
    """`site,overall,standing,rank,coverage,...` and, for each criterion of the scheme, its points and its state."""
    actor.require(Permission.READ_SCORECARDS)
    async with transaction(actor, read_only=True, snapshot=True):
        run = await run_of(period)
        criteria = [criterion.code for criterion in run.kept.scheme.criteria]
        rows = await fetch(
            "select s.code, c.*, k.points, k.states from scorecard c join site s on s.id = c.site "
            "cross join lateral (select array_agg(points order by position) as points, "
            "array_agg(state order by position) as states "
            "from criterion_result k where k.run = c.run and k.site = c.site) k "
            "where c.run = $1 order by c.rank nulls last, s.code",
            run.id,
        )
    judged = [column for code in criteria for column in (f"{code}_points", f"{code}_state")]
    table: list[Sequence[Any]] = [("site", *_CARD, "period", "revision", "scheme", "scheme_version", *judged)]
    trace = (str(run.period), run.revision, run.kept.scheme.code, run.kept.scheme.version)
    for row in rows:
        pairs = [value for pair in zip(row["points"], row["states"], strict=True) for value in pair]
        table.append((row["code"], *(row[column] for column in _CARD), *trace, *pairs))
    return table


async def figures(actor: Actor, period: Quarter) -> list[Sequence[Any]]:
    """`site,metric,numerator,denominator,value,sample_size`. A metric with its default parameters has its plain code.

    Numerator and denominator are those of a share; for a percentile or an age they are empty.
    """
    actor.require(Permission.READ_SCORECARDS)
    async with transaction(actor, read_only=True, snapshot=True):
        run = await run_of(period)
        rows = await fetch(
            "select s.code, m.* from metric_result m join site s on s.id = m.site where m.run = $1 "
            "order by s.code, m.metric",
            run.id,
        )
    asked = calls(run.kept.scheme)
    defaults = {metric.facts.key({}): code for code, metric in METRICS.items()}
    table: list[Sequence[Any]] = [("site", "metric", "numerator", "denominator", "value", "sample_size")]
    for row in rows:
        share = METRICS[asked[row["metric"]][0]].facts.is_rate
        parts = (row["numerator"], row["denominator"]) if share else (None, None)
        name = defaults.get(row["metric"], row["metric"])
        table.append((row["code"], name, *parts, row["value"], row["sample_size"]))
    return table
