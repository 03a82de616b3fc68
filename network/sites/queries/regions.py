"""Reading the region tree."""

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction
from network.sites.schemas.sites import RegionOut

# Only regions with a site in reach in or below them: an operator is not shown where rivals are. Every path is taken
# apart into those above it, which are looked up: no region is compared with every other.
TREE = """
select r.path, r.name, r.name_zh, parent.path as parent
from (
    select distinct array_to_string(held.names[1:depth], '/') as path
    from (
        select string_to_array(path, '/') as names from region where id in (select region from site)
    ) held cross join lateral generate_series(1, cardinality(held.names)) depth
) above
join region r on r.path = above.path left join region parent on parent.id = r.parent
order by r.path
"""


async def regions(actor: Actor) -> list[RegionOut]:
    """The regions that hold a site in reach, parents before children."""
    actor.require(Permission.READ_SITES)
    async with transaction(actor, read_only=True):
        rows = await fetch(TREE)
    return [RegionOut(**dict(row)) for row in rows]
