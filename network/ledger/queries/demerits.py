"""The demerit points of sites, as they count on a day."""

from collections.abc import Sequence
from datetime import datetime

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, transaction
from network.ledger.queries import balances
from network.ledger.schemas.proposals import DemeritLine

# $1: sites, $2: their points.
_STANDING = """
select n.site, n.points, s.code, s.name, s.name_zh, s.status <> 'closed' as is_open, (
           select c.state from consequence_proposal c where c.site = n.site and c.effect = 'probation'
             and c.state <> 'skipped' order by c.proposed_at desc limit 1) as probation
from unnest($1::integer[], $2::numeric[]) n(site, points) join site s on s.id = n.site
order by n.points desc, s.code
"""


async def standing_of(sites: Sequence[int] | None, now: datetime) -> list[Record]:
    """Inside a transaction: of these sites (None: all in reach) those with points, most points first."""
    points = await balances.demerits(now)
    wanted = [site for site in points if sites is None or site in sites]
    return await fetch(_STANDING, wanted, [points[site] for site in wanted])


async def demerits(actor: Actor, now: datetime) -> list[DemeritLine]:
    actor.require(Permission.READ_PROPOSALS)
    async with transaction(actor, read_only=True):
        rows = await standing_of(None, now)
    return [
        DemeritLine(
            site=row["code"],
            site_name=row["name"],
            site_name_zh=row["name_zh"],
            points=row["points"],
            probation=row["probation"],
        )
        for row in rows
    ]
