"""Reading who holds the six rights."""

from datetime import datetime

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, fetch_value, transaction
from network.identity.schemas.access_review import HeldRightOut, HeldRightsOut
from network.sites.queries.sites import contains, site_row
from network.web.listing import ListState

SORTS = {"name": "lower(held.name)", "right": "held.place", "region": "held.region", "since": "held.since"}
FILTERS = ("right", "region", "site")

# The rights in the order in which headquarters names them, not by their letters.
_HELD = """
with held as (
    select h.id, h.account, h.name, h.membership, h.role, h.permission as right, h.region, h.since, h.until, h.grantor,
           array_position(array['sites:right:select', 'sites:right:train', 'sites:right:reward', 'sites:right:punish',
                                'sites:right:inspect', 'sites:right:cancel'], h.permission::text) as place
    from rights_held($1) h
    where ($2 = '' or h.name ilike $2)
      and ($3 = '' or h.permission = $3)
      and ($4 = '' or h.region is null or h.region = $4 or starts_with($4, h.region || '/')
           or starts_with(h.region, $4 || '/'))
      and (not $5 or h.region is null or h.region = $6 or starts_with($6, h.region || '/'))
)
"""


async def rights_held(actor: Actor, state: ListState, at: datetime, *, limit: int | None = None) -> HeldRightsOut:
    """A page of the rights held at a moment, or the first so many. Filters: one right; a region, with those above it,
    from where a right reaches it, and those below; a site, by its code. Raises SiteNotFound."""
    actor.require(Permission.READ_ACCESS)
    async with transaction(actor, read_only=True):
        wanted = await _wanted(state, at)
        total = await fetch_value(f"{_HELD} select count(*) from held", *wanted)
        shown = state.within(total)
        direction = "desc nulls last" if shown.descending else "asc nulls first"
        rows = await fetch(
            f"{_HELD} select * from held order by {SORTS[shown.sort]} {direction}, held.region nulls first, held.place,"
            " lower(held.name), held.membership, held.since limit $7 offset $8",
            *wanted,
            limit or shown.limit,
            0 if limit else shown.offset,
        )
    return HeldRightsOut(items=[HeldRightOut.model_validate(dict(row)) for row in rows], total=total, at=at)


async def _wanted(state: ListState, at: datetime) -> tuple[object, ...]:
    """The values that `_HELD` asks for."""
    code, region = state.filters.get("site", ""), ""
    if code:
        region = (await site_row(code))["region"] or ""
    return at, contains(state.q), state.filters.get("right", ""), state.filters.get("region", ""), bool(code), region
