"""Scores as rows of the database."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID, uuid4

from network.scorecards.rules.measurement import SiteInput
from network.scorecards.rules.results import FiredGate, NetworkScores, Ranges, Rank

CARD_COLUMNS = (
    "id",
    "run",
    "site",
    "overall",
    "coverage",
    "kept_weight",
    "band",
    "standing",
    "unrated_reason",
    "provisional",
    "rank",
    "rank_of",
    "percentile",
    "peer_group",
    "peer_rank",
    "peer_rank_of",
    "peer_percentile",
    "gates",
    "months",
    "ranges",
)

CRITERION_COLUMNS = (
    "run",
    "site",
    "position",
    "criterion",
    "metric",
    "state",
    "numerator",
    "denominator",
    "value",
    "sample_size",
    "pooled",
    "adjusted",
    "low",
    "high",
    "points",
    "weight",
    "contribution",
)

CIRCUMSTANCE_COLUMNS = (
    "run",
    "site",
    "kind",
    "peer_group",
    "not_applicable",
    "held",
    "missing_reports",
    "quarters_certified",
    "certification_valid",
)

_UNRANKED = (None, None, None)


def card_rows(run: UUID, scores: NetworkScores, months: Mapping[int, list[Any]]) -> Iterator[tuple[Any, ...]]:
    """One row of `scorecard` for each site, in the order of CARD_COLUMNS."""
    for site, card in scores.sites.items():
        yield (
            uuid4(),
            run,
            site,
            card.overall,
            card.coverage,
            card.kept_weight,
            card.band,
            card.standing,
            card.unrated,
            card.provisional,
            *_rank(card.network_rank),
            card.peer_group,
            *_rank(card.peer_rank),
            json.dumps([_gate(gate) for gate in card.gates]),
            json.dumps(months[site]),  # type: ignore[index]
            _ranges(card.ranges),
        )


def criterion_rows(run: UUID, scores: NetworkScores) -> Iterator[tuple[Any, ...]]:
    """One row of `criterion_result` for each criterion of each site, in the order of CRITERION_COLUMNS."""
    for site, card in scores.sites.items():
        for position, result in enumerate(card.criteria):
            low, high = result.interval or (None, None)
            yield (
                run,
                site,
                position,
                result.criterion,
                result.metric,
                result.state,
                result.numerator,
                result.denominator,
                result.raw,
                result.sample_size,
                result.pool.rate if result.pool else None,
                result.adjusted,
                low,
                high,
                result.points,
                result.weight,
                result.contribution,
            )


def circumstance_rows(run: UUID, given: Iterable[SiteInput]) -> Iterator[tuple[Any, ...]]:
    """One row of `scorecard_circumstance` for each site, in the order of CIRCUMSTANCE_COLUMNS."""
    for site in given:
        yield (
            run,
            site.site,
            site.kind,
            site.peer_group,
            json.dumps(sorted(site.not_applicable)),
            json.dumps(sorted(site.held)),
            site.missing_reports,
            site.quarters_certified,
            site.certification_valid,
        )


def _rank(rank: Rank | None) -> tuple[Any, Any, Any]:
    return (rank.position, rank.of, rank.percentile) if rank else _UNRANKED


def _ranges(ranges: Ranges | None) -> str | None:
    if ranges is None:
        return None
    return json.dumps({"score": [str(end) for end in ranges.score], "network": ranges.network, "peers": ranges.peers})


def _gate(gate: FiredGate) -> dict[str, Any]:
    return {
        "gate": gate.gate,
        "metric": gate.metric,
        "observed": None if gate.observed is None else str(gate.observed),
        "cap": gate.cap,
        "reason": gate.reason.model_dump(),
        "lowers": gate.lowers,
    }
