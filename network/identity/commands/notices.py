"""Marking what one was told as read. Not an event of the trail: it concerns nobody else."""

from datetime import datetime
from uuid import UUID

from network.foundation.access import Actor
from network.foundation.database import execute, fetch_value, transaction
from network.identity.errors.notices import NoticeNotFound


async def read_notice(actor: Actor, notice: UUID, at: datetime) -> str:
    """Mark one of one's own as read; where it leads. NoticeNotFound."""
    sql = "update notice set read_at = coalesce(read_at, $2) where id = $1 returning link"
    async with transaction(actor):
        link: str | None = await fetch_value(sql, notice, at)
    if link is None:
        raise NoticeNotFound()
    return link


async def read_all_notices(actor: Actor, at: datetime) -> None:
    """Mark all of one's own as read that came until now."""
    async with transaction(actor):
        await execute("update notice set read_at = $1 where read_at is null and created_at <= $1", at)
