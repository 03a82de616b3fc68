"""The work of each day on visits: what nobody made expires, and auditors are reminded. Running it again is safe."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from network.audits import recording
from network.audits.commands.offering import hidden
from network.audits.rules.assignments import EXPIRES_AFTER
from network.audits.telling import tell_auditors
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, transaction
from network.identity.rules.notices import NoticeKind

# An offer that nobody answered is recalled so long before its visit may begin; a visit, before its last day ends.
UNANSWERED_BEFORE = timedelta(days=2)
ENDING_BEFORE = timedelta(days=1)

_EXPIRE = """
update assignment set state = 'expired'
where state in ('offered', 'accepted') and window_to < $1::timestamptz - $2::interval returning id, site
"""
_WAITING = """
select a.auditor, a.id, (a.window_from at time zone s.time_zone)::date as day
from assignment a join site s on s.id = a.site
where a.state = 'offered' and a.window_from <= $1::timestamptz + $2 and a.window_to > $1 order by a.id
"""
_ENDING = """
select a.auditor, a.id, ((a.window_to at time zone s.time_zone) - interval '1 microsecond')::date as day
from assignment a join site s on s.id = a.site
where a.state = 'accepted' and a.window_to <= $1::timestamptz + $2 order by a.id
"""


@dataclass(frozen=True, slots=True)
class VisitWork:
    """`expired`: visits that did; the others: those of which an auditor was or had been reminded."""

    expired: int
    unanswered: int
    ending: int


async def expire_and_remind(actor: Actor, at: datetime) -> VisitWork:
    """Visits that are 72 hours past their window expire; of those that wait each auditor is reminded once."""
    actor.require(Permission.PLAN_VISITS)
    async with transaction(actor):
        expired = await fetch(_EXPIRE, at, EXPIRES_AFTER)
        await recording.record(actor, "visit.expired", hidden(expired), [{}] * len(expired))
        unanswered = await fetch(_WAITING, at, UNANSWERED_BEFORE)
        await tell_auditors(NoticeKind.VISIT_UNANSWERED, _told(unanswered))
        ending = await fetch(_ENDING, at, ENDING_BEFORE)
        await tell_auditors(NoticeKind.VISIT_TO_FILE, _told(ending))
    return VisitWork(len(expired), len(unanswered), len(ending))


def _told(rows: list[Record]) -> list[tuple[UUID, UUID, date]]:
    return [(row["auditor"], row["id"], row["day"]) for row in rows if row["auditor"] is not None]
