"""From when on sites read their published cards: all at once, or region by region."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch, fetch_row, fetch_value, transaction
from network.foundation.periods import Quarter
from network.foundation.trail.record import record
from network.scorecards.commands import freezing
from network.scorecards.commands.consequences import draw_consequences
from network.scorecards.errors import NothingToRelease, NotPublished, RegionNotFound, RunNotFound
from network.scorecards.rules.runs import RunState

_LEFT = """
select c.site from scorecard c
where c.run = $1 and not exists (select from scorecard_release x where x.run = c.run and x.site = c.site)
  and ($2::text is null or c.site in (
      select s.id from site s join region g on g.id = s.region where g.path = $2 or g.path like $3))
order by c.site
"""


async def release(actor: Actor, period: Quarter, region: str | None, now: datetime) -> int:
    """Let the sites of a region and of those in it read their published cards, or all that do not yet; how many.

    RunNotFound, NotPublished, RegionNotFound, NothingToRelease.
    """
    actor.require(Permission.PUBLISH_SCORECARDS)
    async with transaction(actor):
        run = await fetch_row(
            "select id, state from scorecard_run where period = $1 order by revision desc limit 1 for update",
            str(period),
        )
        if run is None:
            raise RunNotFound(period=period)
        if run["state"] != RunState.PUBLISHED:
            raise NotPublished(period=period)
        sites = await sites_to_release(run["id"], region)
        if not sites:
            raise NothingToRelease(period=period)
        await release_sites(actor, run["id"], period, sites, now)
    return len(sites)


async def sites_to_release(run: UUID, region: str | None) -> list[int]:
    """Inside a transaction: the sites of the region that do not read their card yet. RegionNotFound."""
    if region is not None and not await fetch_value("select exists (select from region where path = $1)", region):
        raise RegionNotFound(region=region)
    below = None if region is None else region.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "/%"
    return [row["site"] for row in await fetch(_LEFT, run, region, below)]


async def release_sites(actor: Actor, run: UUID, period: Quarter, sites: Sequence[int], now: datetime) -> None:
    """Inside the transaction of a published run: these sites read their cards from now on, and their trails say so."""
    await execute(
        "insert into scorecard_release (run, site, released_at, released_by) select $1, unnest($2::int[]), $3, $4",
        run,
        sites,
        now,
        actor.name,
    )
    await record(actor, "scorecards.released", f"quarter:{period}", {"sites": len(sites)})
    await freezing.tell_each_site(actor, run, period, sites)
    await draw_consequences(actor, run, sites, now)
