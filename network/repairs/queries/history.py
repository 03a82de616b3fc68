"""Where a record came from and what happened to it, inside the transaction of the query that asks."""

import json
from uuid import UUID

from network.foundation.access import Actor, Role
from network.foundation.database import Record, fetch, fetch_row
from network.foundation.i18n import gettext as _
from network.repairs.schemas.records import ChangeOut, EventOut, SourceOut

EVENTS = 100

# To be joined to a record `t`. A file that somebody else imported is not this actor's to see, and stays unnamed.
SOURCE_COLUMNS = "t.import_row, t.changed_at, f.id as file_id, f.name as file_name, f.sha256 as file_sha256"
SOURCE_JOIN = "left join import_file f on f.id = t.import_file"


# The accounts whose names an operator may read; None: all of them.
Known = frozenset[UUID] | None


async def known_to(actor: Actor) -> Known:
    """Whose names this actor may read of a record that HQ works on, too: an operator is not told who acted there."""
    if actor.role is not Role.SITE_OPERATOR:
        return None
    return frozenset(row["account"] for row in await fetch("select account from colleagues() account"))


async def source_of(row: Record, subject: str, known: Known = None) -> SourceOut:
    """From a record with `SOURCE_COLUMNS`. What people entered here has no row of a file; then who did is named."""
    by_hand = not row["import_row"]
    return SourceOut(
        row=None if by_hand else row["import_row"],
        at=row["changed_at"],
        file=row["file_name"],
        sha256=row["file_sha256"],
        import_id=row["file_id"],
        entered_by=await first_actor(row["site"], subject, known) if by_hand else None,
    )


async def first_actor(site: int, subject: str, known: Known = None) -> str | None:
    """Who began the trail of a record, by the name of then; None when there is no event of it."""
    row = await fetch_row(
        "select actor, account from trail_event where subject = $1 and site = $2 order by sequence limit 1",
        subject,
        site,
    )
    return None if row is None else _who(row, known)


async def history(site: int, subject: str, known: Known = None) -> list[EventOut]:
    """The last events of a record's trail, newest first."""
    rows = await fetch(
        "select at, actor, account, action, body from trail_event where subject = $1 and site = $2 "
        f"order by sequence desc limit {EVENTS}",
        subject,
        site,
    )
    return [_event(row, known) for row in rows]


def _event(row: Record, known: Known) -> EventOut:
    facts = json.loads(row["body"])
    before, after = facts.get("before", {}), facts.get("after", {})
    changes = [ChangeOut(column=name, before=before.get(name), after=after[name]) for name in sorted(after)]
    return EventOut(at=row["at"], actor=_who(row, known), action=row["action"], changes=changes)


def _who(row: Record, known: Known) -> str:
    name: str = row["actor"]
    return name if known is None or row["account"] in known else _("Headquarters")
