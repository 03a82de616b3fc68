"""Where the sites are, and how each stood in the newest quarter that is published."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.foundation.periods import Quarter
from network.scorecards.queries.schemes import KeptScheme, by_id

FILTERS = ("region", "standing", "city")

_NEWEST = """
select id, period, scheme from scorecard_run where state in ('published', 'restated')
order by period desc, revision desc limit 1
"""
# `unrated`: without a standing, or without a card.
_SITES = """
select s.code, s.name, s.name_zh, s.city, s.city_zh, s.latitude, s.longitude, c.standing
from site s left join region r on r.id = s.region left join scorecard c on c.site = s.id and c.run = $1
where s.status = 'active'
  and ($2 = '' or r.path = $2 or starts_with(r.path, $2 || '/'))
  and ($3 = '' or coalesce(c.standing, 'unrated') = $3)
  and ($4 = '' or s.city = $4)
order by s.code
"""


@dataclass(frozen=True, slots=True)
class MappedSite:
    """`standing` is the code of one, None when it has none. A place is known whole or not at all."""

    code: str
    name: str
    name_zh: str
    city: str
    city_zh: str
    latitude: Decimal | None
    longitude: Decimal | None
    standing: str | None

    def name_in(self, language: str) -> str:
        return (self.name_zh or self.name) if language == "zh_CN" else (self.name or self.name_zh)

    def city_in(self, language: str) -> str:
        return (self.city_zh or self.city) if language == "zh_CN" else (self.city or self.city_zh)


@dataclass(frozen=True, slots=True)
class NetworkMap:
    """The active sites in reach that were asked for; quarter and scheme are None while nothing is published."""

    sites: tuple[MappedSite, ...]
    quarter: Quarter | None
    kept: KeptScheme | None


async def network_map(actor: Actor, filters: Mapping[str, str]) -> NetworkMap:
    """By region (a path, with all below), standing (`unrated`: none) and city; see `FILTERS`."""
    actor.require(Permission.COMPARE_SITES)
    async with transaction(actor, read_only=True):
        run = await fetch_row(_NEWEST)
        rows = await fetch(_SITES, run["id"] if run else None, *(filters.get(name, "") for name in FILTERS))
        kept = await by_id(run["scheme"]) if run else None
    return NetworkMap(tuple(map(_site, rows)), Quarter.parse(run["period"]) if run else None, kept)


def _site(row: Record) -> MappedSite:
    return MappedSite(**dict(row))
