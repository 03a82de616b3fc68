"""Ranks among the rated franchised sites. Self-operated sites are a reference, never ranked among the franchised."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from network.foundation.precision import TENTH, half_up
from network.scorecards.rules.results import Rank, SiteScore


def competition_ranks(overalls: Iterable[Decimal]) -> dict[Decimal, Rank]:
    """The rank of each score that occurs: equal scores share a rank, and the next one is as many places lower."""
    rising = sorted(overalls)
    count = len(rising)
    ranks = {}
    for overall in dict.fromkeys(rising):
        lower = bisect_left(rising, overall)
        percentile = half_up(Decimal(100 * lower) / (count - 1), TENTH) if count > 1 else None
        ranks[overall] = Rank(count - bisect_right(rising, overall) + 1, count, percentile)
    return ranks


def ranked(cards: Iterable[SiteScore]) -> dict[Hashable, SiteScore]:
    """The cards by site, in their order, with ranks in the network and in the peer group."""
    cards = list(cards)
    groups: defaultdict[str, list[Decimal]] = defaultdict(list)
    for card in cards:
        if _is_ranked(card) and card.overall is not None:
            groups[card.peer_group].append(card.overall)
    network = competition_ranks(overall for group in groups.values() for overall in group)
    peers = {group: competition_ranks(overalls) for group, overalls in groups.items()}
    return {card.site: _with_ranks(card, network, peers) for card in cards}


def _is_ranked(card: SiteScore) -> bool:
    return card.kind == "franchised" and card.standing is not None


def _with_ranks(
    card: SiteScore, network: Mapping[Decimal, Rank], peers: Mapping[str, Mapping[Decimal, Rank]]
) -> SiteScore:
    if not _is_ranked(card) or card.overall is None:
        return card
    return replace(card, network_rank=network[card.overall], peer_rank=peers[card.peer_group][card.overall])
