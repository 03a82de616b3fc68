"""Reading what one was told. Nobody reads what others are told."""

import json

from network.foundation.access import Actor
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.foundation.i18n import current
from network.identity.rules.notices import NoticeKind, notice_text
from network.identity.schemas.notices import NoticeOut, NoticesOut

# Row security leaves one's own. Of those that came together the order of the ids is as good as any, but stays.
_NOTICES = """
select id, kind, link, facts, created_at, read_at from notice
where read_at is null or not $3 order by created_at desc, id limit $1 offset $2
"""
_COUNTS = "select count(*) as total, count(*) filter (where read_at is null) as unread from notice"


async def list_notices(actor: Actor, *, limit: int = 50, offset: int = 0, unread: bool = False) -> NoticesOut:
    """A page of one's own, the newest first; with `unread` only of those, and `total` counts only them."""
    async with transaction(actor, read_only=True):
        counts = await fetch_row(_COUNTS)
        rows = await fetch(_NOTICES, limit, offset, unread)
    counted = dict(counts) if counts else {"total": 0, "unread": 0}
    total = counted["unread"] if unread else counted["total"]
    return NoticesOut(total=total, unread=counted["unread"], notices=[_out(row) for row in rows])


def _out(row: Record) -> NoticeOut:
    kind = NoticeKind(row["kind"])
    return NoticeOut(
        id=row["id"],
        kind=kind,
        text=notice_text(kind, json.loads(row["facts"]), current()),
        link=row["link"],
        created_at=row["created_at"],
        read_at=row["read_at"],
    )
