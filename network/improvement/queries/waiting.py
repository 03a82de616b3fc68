"""Which corrective actions somebody has to do something about."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction

# More than so many at once help nobody; the list of findings has all.
MOST = 6

_OWED = f"""
select s.code as site, a.id as action, f.title ->> 'en' as title, f.title ->> 'zh_CN' as title_zh, a.due_on,
       a.state = 'returned' as returned
from corrective_action a join finding f on f.id = a.finding join site s on s.id = a.site
where a.state in ('open', 'returned')
order by a.due_on, s.code, a.id limit {MOST}
"""


class Wait(StrEnum):
    """What headquarters has to do; each is a stage of the list of findings."""

    VERIFY = "verify"
    TIME = "time"
    CHECK = "check"


_WAITING = """
select 'verify' as wait, count(*)::int as count, min(answered_at)::date as first
from corrective_action where state = 'answered'
union all
select 'time', count(*)::int, min(e.asked_at)::date
from action_extension e join corrective_action a on a.id = e.action where e.state = 'open' and a.state <> 'withdrawn'
union all
select 'check', count(*)::int, min(a.check_on)
from corrective_action a join site s on s.id = a.site
where a.state = 'verified' and a.check_on <= ($1::timestamptz at time zone s.time_zone)::date
"""


@dataclass(frozen=True, slots=True)
class OwedAction:
    """An action that a site has to answer. `returned`: headquarters sent its answer back."""

    site: str
    action: UUID
    title: str
    title_zh: str
    due_on: date
    returned: bool


@dataclass(frozen=True, slots=True)
class WaitingActions:
    """So many wait, the first since then."""

    wait: Wait
    count: int
    first: date


async def owed_actions(actor: Actor) -> list[OwedAction]:
    """What the sites in reach owe, the first due first; none for who takes no actions."""
    if not actor.may(Permission.TAKE_ACTIONS):
        return []
    async with transaction(actor, read_only=True):
        rows = await fetch(_OWED)
    return [OwedAction(**dict(row)) for row in rows]


async def waiting_actions(actor: Actor, now: datetime) -> list[WaitingActions]:
    """What waits for headquarters; none for who decides nothing about actions."""
    if not actor.may(Permission.VERIFY_ACTIONS):
        return []
    async with transaction(actor, read_only=True):
        rows = await fetch(_WAITING, now)
    return [WaitingActions(Wait(row["wait"]), row["count"], row["first"]) for row in rows if row["count"]]
