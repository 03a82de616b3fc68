"""Reading the region tree."""

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction
from network.sites.schemas.sites import RegionOut

# Only regions with a site in reach below them: an operator is not shown where rivals are.
_TREE = """
select r.path, r.name, r.name_zh, parent.path as parent
from region r left join region parent on parent.id = r.parent
where exists (
    select from site s join region below on below.id = s.region
    where below.path = r.path or starts_with(below.path, r.path || '/'))
order by r.path
"""


async def regions(actor: Actor) -> list[RegionOut]:
    """The regions that hold a site in reach, parents before children."""
    actor.require(Permission.READ_SITES)
    async with transaction(actor, read_only=True):
        rows = await fetch(_TREE)
    return [RegionOut(**dict(row)) for row in rows]
