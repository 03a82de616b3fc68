"""What is due at the sites of an operator, and what was decided about its proposals."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, transaction
from network.sites.queries.deadlines import DEADLINES
from network.sites.rules.proposals import ProposalState
from network.sites.rules.waiting import Matter

# An operator of many sites sees the nearest days; the pages of each site show all of its own.
MOST = 30

# So long ago a decision is news.
LATELY = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Due:
    """Something with a day. `subject`: what it is about, as somebody wrote it; `note`: its number, kind or model."""

    matter: Matter
    site: str
    day: date
    subject: str
    subject_zh: str
    note: str


@dataclass(frozen=True, slots=True)
class Decided:
    """A proposal of the operator that headquarters has decided."""

    site: str
    state: ProposalState
    decided_at: datetime
    reason: str


async def due_at_own_sites(actor: Actor, today: date) -> list[Due]:
    """What ends or must be done soon at the sites in reach that are not closed, the nearest day first."""
    actor.require(Permission.READ_SITE_FILES)
    async with transaction(actor, read_only=True):
        rows = await fetch(
            f"with {DEADLINES} select matter, s.code as site, day, subject, subject_zh, note from deadline "
            "join site s on s.id = deadline.site where s.status <> 'closed' "
            "order by day, s.code, matter, subject, note limit $2",
            today,
            MOST,
        )
    return [_due(row) for row in rows]


async def decided_lately(actor: Actor, now: datetime) -> list[Decided]:
    """The proposals in reach that headquarters decided in the last days, the newest first."""
    actor.require(Permission.READ_SITE_FILES)
    async with transaction(actor, read_only=True):
        rows = await fetch(
            "select s.code as site, p.state, p.decided_at, p.decision_reason as reason from site_proposal p "
            "join site s on s.id = p.site where p.state in ('accepted', 'refused') and p.decided_at > $1 "
            "order by p.decided_at desc, p.id limit $2",
            now - LATELY,
            MOST,
        )
    return [Decided(row["site"], ProposalState(row["state"]), row["decided_at"], row["reason"]) for row in rows]


def _due(row: Record) -> Due:
    plain = {name: row[name] for name in ("site", "day", "subject", "subject_zh", "note")}
    return Due(Matter(row["matter"]), **plain)
