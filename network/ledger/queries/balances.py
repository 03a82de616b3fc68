"""What sites stand at: sums over the lines of the ledger, now or on any past moment.

Those without an actor are for commands, inside their transactions; row security holds for them as for all.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction
from network.ledger.rules.demerits import Demerit
from network.ledger.rules.postings import PENALTIES
from network.ledger.rules.units import POINTS
from network.ledger.schemas.balances import Balance
from network.sites.queries.sites import site_row

# $1: the sites, $2: a moment or none. What was booked before it.
_BALANCES = """
select e.site, e.unit, trim_scale(sum(e.amount)) as amount
from ledger_entry e
where e.site = any($1::integer[]) and e.account = 'site:' || e.site || ':balance'
  and ($2::timestamptz is null or exists (
      select from ledger_posting p where p.id = e.posting and p.posted_at < $2))
group by e.site, e.unit
having sum(e.amount) <> 0
order by e.site, e.unit <> 'points', e.unit
"""
# $1: the sites, $2: the account of the network, $3: the unit, from $4 until before $5. What sites gained from it.
_BOOKED = """
select e.site, trim_scale(-sum(e.amount)) as amount
from ledger_entry e join ledger_posting p on p.id = e.posting
where e.site = any($1::integer[]) and e.account = $2 and e.unit = $3 and p.effective_on >= $4 and p.effective_on < $5
group by e.site
"""
# $1: a moment, which is a day on the calendar of each site. A reversal has the day of what it takes back, so both leave
# together.
_DEMERITS = """
select e.site, trim_scale(sum(e.amount)) as points
from ledger_entry e join ledger_posting p on p.id = e.posting join site s on s.id = e.site
cross join lateral (select ($1::timestamptz at time zone s.time_zone)::date as today) d
where e.account = 'network:penalties' and e.unit = 'points'
  and p.effective_on <= d.today and p.effective_on + interval '1 year' > d.today
group by e.site
having sum(e.amount) > 0
"""


async def balances(actor: Actor, code: str, before: datetime | None = None) -> list[Balance]:
    """What the site stands at in each unit, points first; those of zero are left out. `before`: as it was at that
    moment. SiteNotFound."""
    actor.require(Permission.READ_BALANCES)
    async with transaction(actor, read_only=True):
        site = (await site_row(code))["id"]
        return (await balances_of([site], before)).get(site, [])


async def balances_of(sites: Sequence[int], before: datetime | None = None) -> dict[int, list[Balance]]:
    """Of each of these sites that stands at anything."""
    found: dict[int, list[Balance]] = {}
    for row in await fetch(_BALANCES, list(sites), before):
        found.setdefault(row["site"], []).append(Balance(unit=row["unit"], amount=row["amount"]))
    return found


async def booked(sites: Sequence[int], account: str, unit: str, first: date, end: date) -> dict[int, Decimal]:
    """What each site gained from an account of the network, net of what was taken back, counted from `first` until
    before `end`: the `posted_before` of `rules.caps`. Penalties are below zero. Sites without any are left out."""
    rows = await fetch(_BOOKED, list(sites), account, unit, first, end)
    return {row["site"]: row["amount"] for row in rows}


async def demerits(at: datetime) -> dict[int, Decimal]:
    """The demerit points that count at a moment, of all sites in reach that have any."""
    return {row["site"]: row["points"] for row in await fetch(_DEMERITS, at)}


async def demerit_entries(site: int) -> list[Demerit]:
    """All that one site ever got, the oldest first, for `rules.demerits`."""
    rows = await fetch(
        "select p.effective_on as day, sum(e.amount) as points "
        "from ledger_entry e join ledger_posting p on p.id = e.posting "
        "where e.site = $1 and e.account = $2 and e.unit = $3 group by 1 having sum(e.amount) <> 0 order by 1",
        site,
        PENALTIES,
        POINTS,
    )
    return [Demerit(row["day"], row["points"]) for row in rows]
