"""Which cases of falsification somebody has to do something about."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction

# More than so many at once help nobody; the list has all.
MOST = 6

# The last day on which there is still time.
_OWED = f"""
select s.code as site, c.id, c.reference, c.state = 'confirmed' as decided,
       ((case c.state when 'open' then c.answer_until else c.appeal_until end) at time zone s.time_zone)::date - 1
           as due_on
from falsification_case c join site s on s.id = c.site
where c.state = 'open' and c.answered_at is null and c.answer_until > $1
   or c.state = 'confirmed' and c.appeal_until > $1
order by 5, 1, 2 limit {MOST}
"""


class CaseWait(StrEnum):
    """What headquarters has to do; each is a stage of the list of cases."""

    DECIDE = "decide"
    APPEALED = "appealed"


_WAITING = """
select 'decide' as wait, count(*)::int as count, min(least(answered_at, answer_until))::date as first
from falsification_case where state = 'open' and (answered_at is not null or answer_until <= $1)
union all
select 'appealed', count(*)::int, min(appealed_at)::date from falsification_case where state = 'appealed'
"""


@dataclass(frozen=True, slots=True)
class OwedCase:
    """A case that a site may answer; when it is `decided`, appeal against."""

    site: str
    id: UUID
    reference: str
    decided: bool
    due_on: date


@dataclass(frozen=True, slots=True)
class WaitingCases:
    """So many wait, the first since then."""

    wait: CaseWait
    count: int
    first: date


async def owed_cases(actor: Actor, now: datetime) -> list[OwedCase]:
    """What the sites in reach may still speak to, the first to end first; none for who does not speak for a site."""
    if not actor.may(Permission.ANSWER_FALSIFICATIONS):
        return []
    async with transaction(actor, read_only=True):
        rows = await fetch(_OWED, now)
    return [OwedCase(**dict(row)) for row in rows]


async def waiting_cases(actor: Actor, now: datetime) -> list[WaitingCases]:
    """What waits for headquarters; none for who decides nothing about cases."""
    if not actor.may(Permission.DECIDE_FALSIFICATIONS):
        return []
    async with transaction(actor, read_only=True):
        rows = await fetch(_WAITING, now)
    return [WaitingCases(CaseWait(row["wait"]), row["count"], row["first"]) for row in rows if row["count"]]
