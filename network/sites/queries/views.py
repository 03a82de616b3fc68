"""Reading the views that one has kept."""

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction
from network.sites.schemas.views import ViewOut


async def list_views(actor: Actor, list_name: str) -> list[ViewOut]:
    """One's own views of a list, by name."""
    actor.require(Permission.READ_SITES)
    async with transaction(actor, read_only=True):
        rows = await fetch(
            "select id, name, query, is_default from saved_view where list = $1 order by name, id", list_name
        )
    return [ViewOut(**dict(row)) for row in rows]
