"""Stored results as the scores they were: enough to explain them again, to the digit."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from network.foundation.database import Record, fetch
from network.scorecards.queries.runs import Run
from network.scorecards.rules.curve import points_on
from network.scorecards.rules.results import (
    CriterionResult,
    FiredGate,
    Ranges,
    Rank,
    RankRange,
    ScoreRange,
    SiteScore,
    State,
    Unrated,
)
from network.scorecards.rules.scheme import Criterion, LocalText

# What a card says of its site. Kept with the card when it is published: a site that moves or changes its name later
# must not rewrite what was said.
IDENTITY = """jsonb_build_object(
    'code', s.code, 'name', s.name, 'name_zh', s.name_zh, 'kind', s.kind, 'city', s.city, 'city_zh', s.city_zh,
    'opened_on', s.opened_on, 'time_zone', s.time_zone, 'region', r.path, 'region_zh', (
        with recursive up as (
            select g.id, g.parent, g.name_zh, 1 as depth from region g where g.id = s.region
            union all select g.id, g.parent, g.name_zh, up.depth + 1 from region g join up on g.id = up.parent)
        select string_agg(up.name_zh, '/' order by depth desc) from up),
    'operator', o.name, 'operator_zh', o.name_zh)"""

# `tells_network`, `tells_peers`: whether enough others are ranked with the site for its card to tell its rank.
_CARDS = f"""
select c.*, s.code, k.known, k.known ->> 'kind' as kind,
       coalesce(t.network, false) as tells_network, coalesce(t.peers, false) as tells_peers
from scorecard c join site s on s.id = c.site
left join region r on r.id = s.region left join operator o on o.id = s.operator
cross join lateral (select coalesce(c.identity, {IDENTITY}) as known) k
left join ranks_told($1, array(
    select q.site from scorecard q join site z on z.id = q.site
    where q.run = $1 and ($2::text[] is null or z.code = any ($2))
)) t on t.site = c.site
where c.run = $1 and ($2::text[] is null or s.code = any ($2)) order by s.code
"""


async def card_rows(run: Run, codes: Sequence[str] | None) -> list[Record]:
    """Inside a transaction: the cards of a run, `code` being that of today, `known` what the card says of its site."""
    return await fetch(_CARDS, run.id, codes)


async def criterion_rows(run: Run, sites: Sequence[int]) -> dict[int, list[Record]]:
    """Inside a transaction: by site, the criteria in the order of the scheme."""
    rows = await fetch(
        "select * from criterion_result where run = $1 and site = any ($2::int[]) order by site, position",
        run.id,
        sites,
    )
    found: dict[int, list[Record]] = {}
    for row in rows:
        found.setdefault(row["site"], []).append(row)
    return found


def score_of(card: Record, criteria: Sequence[Record], run: Run) -> SiteScore:
    """The score as it was computed; without the ranks that may not be told, so few others being ranked with the site.

    That holds for every reader of a card: whoever prints it hands it to the operator. The league table tells all ranks.
    """
    pools = run.pools
    by_code = {criterion.code: criterion for criterion in run.kept.scheme.criteria}
    return SiteScore(
        site=card["site"],
        kind=card["kind"],
        peer_group=card["peer_group"],
        criteria=tuple(_result(row, by_code[row["criterion"]], pools) for row in criteria),
        overall=card["overall"],
        coverage=card["coverage"],
        kept_weight=card["kept_weight"],
        band=card["band"],
        standing=card["standing"],
        unrated=Unrated(card["unrated_reason"]) if card["unrated_reason"] else None,
        provisional=card["provisional"],
        gates=tuple(_gate(gate) for gate in json.loads(card["gates"])),
        network_rank=_rank(card, "") if card["tells_network"] else None,
        peer_rank=_rank(card, "peer_") if card["tells_peers"] else None,
        ranges=_ranges(card["ranges"]),
    )


def _result(row: Record, criterion: Criterion, pools: Mapping[str, Any]) -> CriterionResult:
    scored = row["state"] == State.SCORED
    return CriterionResult(
        criterion=row["criterion"],
        metric=row["metric"],
        state=State(row["state"]),
        weight=row["weight"],
        numerator=row["numerator"],
        denominator=row["denominator"],
        sample_size=row["sample_size"],
        raw=row["value"],
        pool=pools.get(row["metric"]) if row["pooled"] is not None else None,
        adjusted=row["adjusted"],
        segment=points_on(criterion.curve, row["adjusted"])[1] if scored else None,
        points=row["points"],
        contribution=row["contribution"],
    )


def _gate(gate: Mapping[str, Any]) -> FiredGate:
    observed = None if gate["observed"] is None else Decimal(gate["observed"])
    return FiredGate(
        gate["gate"], gate["metric"], observed, gate["cap"], LocalText(**gate["reason"]), lowers=gate["lowers"]
    )


def _rank(card: Record, among: str) -> Rank | None:
    position, of = card[f"{among}rank"], card[f"{among}rank_of"]
    return None if position is None or of is None else Rank(position, of, card[f"{among}percentile"])


def _ranges(text: str | None) -> Ranges | None:
    """None for a card of before ranges were kept, too."""
    known = json.loads(text) if text else None
    if known is None:
        return None
    low, high = known["score"]
    return Ranges(ScoreRange(Decimal(low), Decimal(high)), RankRange(*known["network"]), RankRange(*known["peers"]))
