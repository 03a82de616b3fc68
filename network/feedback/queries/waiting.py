"""What somebody has to do about complaints and charges, for their home."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from network.feedback.rules.complaints import ANSWER_HOURS
from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction

# More than so many at once help nobody; the lists have all.
MOST = 6

_OWED = f"""
select s.code as site, c.id, c.complaint_no as number,
       ((c.due_base_at + interval '{ANSWER_HOURS} hours') at time zone s.time_zone)::date as due_on, 'answer' as owed
from complaint c join site s on s.id = c.site
where c.state in ('received', 'acknowledged') and c.waiting_since is null
union all
select s.code, o.id, o.order_no, (o.found_at at time zone s.time_zone)::date + 14, 'state'
from overcharge_case o join site s on s.id = o.site
where o.state = 'suspected' and o.statement is null
order by 4, 1, 2 limit {MOST}
"""


class Wait(StrEnum):
    """What headquarters has to do; each is a stage of a list."""

    LOCATE = "locate"
    OVERDUE = "overdue"
    DECIDE = "decide"
    CARE = "care"
    OVERCHARGES = "overcharges"


_WAITING = f"""
select 'locate' as wait, count(*)::int as count, min(received_at)::date as first
from complaint where site is null and state <> 'closed'
union all
select 'overdue', count(*)::int, min(due_base_at + interval '{ANSWER_HOURS} hours')::date from complaint
where site is not null and state in ('received', 'acknowledged') and waiting_since is null
  and due_base_at + interval '{ANSWER_HOURS} hours' < $1
union all
select 'decide', count(*)::int, min(received_at)::date from complaint where site is not null and decided_at is null
union all
select 'care', count(*)::int, min(care_on) from complaint where care_on <= $1::timestamptz::date
union all
select 'overcharges', count(*)::int, min(found_at)::date from overcharge_case where state = 'suspected'
"""


@dataclass(frozen=True, slots=True)
class OwedAnswer:
    """What a site owes: an answer to a customer, or its side of a charge (`owed` is `state`)."""

    site: str
    id: UUID
    number: str
    due_on: date
    owed: str


@dataclass(frozen=True, slots=True)
class WaitingComplaints:
    """So many wait, the first since then."""

    wait: Wait
    count: int
    first: date


async def owed_answers(actor: Actor) -> list[OwedAnswer]:
    """What the sites in reach owe, the first due first; none for who answers no complaints."""
    if not actor.may(Permission.ANSWER_COMPLAINTS):
        return []
    async with transaction(actor, read_only=True):
        rows = await fetch(_OWED)
    return [OwedAnswer(**dict(row)) for row in rows]


async def waiting_complaints(actor: Actor, now: datetime) -> list[WaitingComplaints]:
    """What waits for headquarters; none for who decides nothing about complaints."""
    if not actor.may(Permission.HANDLE_COMPLAINTS):
        return []
    async with transaction(actor, read_only=True):
        rows = await fetch(_WAITING, now)
    return [WaitingComplaints(Wait(row["wait"]), row["count"], row["first"]) for row in rows if row["count"]]
