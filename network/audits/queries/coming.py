"""Visits that were announced to a site: all that a site ever learns of a visit before it is published."""

from datetime import date

from network.audits.schemas.assignments import ComingVisit
from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction
from network.sites.queries.sites import site_row


async def coming_visits(actor: Actor, code: str, today: date) -> list[ComingVisit]:
    """The announced visits to a site from `today` on, its own day, the next first. SiteNotFound."""
    actor.require(Permission.READ_AUDITS)
    async with transaction(actor, read_only=True):
        site = await site_row(code)
        rows = await fetch(
            "select id, kind, visit_on, part_of_day, cancelled_at is not null as called_off from announced_visit"
            " where site = $1 and visit_on >= $2 order by visit_on, id",
            site["id"],
            today,
        )
    return [ComingVisit(**row) for row in rows]
