"""An operator's own sites: how each stands, what cost it most, what would help it most, what it still lacks."""

from dataclasses import dataclass
from datetime import datetime

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction
from network.foundation.periods import Quarter
from network.scorecards.errors import RunNotFound
from network.scorecards.queries.sheets import Card, cards
from network.scorecards.rules.explain import Lift, cheapest_first
from network.scorecards.rules.scheme import Criterion
from network.sites.lists.sites import SITES
from network.sites.queries.sites import list_sites
from network.sites.schemas.sites import SiteOut
from network.web.listing import ListState
from reports.sheet import CriterionLine

# No operator runs more; a page with more cards would help nobody.
MOST_SITES = 200


@dataclass(frozen=True, slots=True)
class OwnSite:
    """A site in reach with its newest card; None while it has none in that quarter."""

    site: SiteOut
    card: Card | None


@dataclass(frozen=True, slots=True)
class Advice:
    """The one thing that would help most: a criterion, and the smallest change that lifts the standing by itself."""

    criterion: Criterion
    line: CriterionLine
    lift: Lift


async def own_sites(actor: Actor, network_name: str) -> tuple[Quarter | None, list[OwnSite]]:
    """The newest quarter that the actor may see (None while there is none), and its sites by code."""
    sites = (await list_sites(actor, ListState(SITES, sort="code"), limit=MOST_SITES)).items
    try:
        found = {card.site_code: card for card in await cards(actor, None, [site.code for site in sites], network_name)}
    except RunNotFound:
        found = {}
    period = next((card.run.period for card in found.values()), None)
    return period, [OwnSite(site, found.get(site.code)) for site in sites]


@dataclass(frozen=True, slots=True)
class Missing:
    """What an operator's sites still lack: each the code of the first site that lacks it, None when none does."""

    contacts: str | None
    staff: str | None
    orders: str | None
    keys: str | None


def _lacking(table: str, condition: str = "true") -> str:
    return (
        "(select min(s.code) from site s where s.status <> 'closed' and not exists "
        f"(select from {table} has where has.site = s.id and {condition}))"
    )


_MISSING = f"""
select {_lacking("site_contact", "has.removed_at is null")} as contacts,
       {_lacking("staff_member", "(has.to_on is null or has.to_on >= $1::timestamptz::date)")} as staff,
       {_lacking("repair_order")} as orders,
       {_lacking("api_key", "has.revoked_at is null and has.expires_at > $1")} as keys
"""


async def missing_at_own_sites(actor: Actor, now: datetime) -> Missing:
    """What is not there yet at the sites in reach that are not closed."""
    actor.require(Permission.READ_SITE_FILES)
    async with transaction(actor, read_only=True):
        [row] = await fetch(_MISSING, now)
    return Missing(**dict(row))


def costliest(card: Card) -> CriterionLine | None:
    """The criterion that cost most points of the overall score; None when none was lost."""
    losing = [line for line in card.sheet.criteria if line.lost]
    return max(losing, key=lambda line: line.lost or 0, default=None)


def advice(card: Card) -> Advice | None:
    """Of the changes that alone reach the next standing, the one of least effort; None when no one does."""
    following = card.explanation.next_standing
    if following is None:
        return None
    lines = dict(zip((each.criterion for each in card.score.criteria), card.sheet.criteria, strict=True))
    best = next((lift for lift in cheapest_first(following) if not lift.blocked_by), None)
    if best is None:
        return None
    criterion = next(each for each in card.run.kept.scheme.criteria if each.code == best.criterion)
    return Advice(criterion, lines[best.criterion], best)
