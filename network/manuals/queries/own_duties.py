"""What the person behind an account has to take note of, and what they have taken note of."""

from datetime import date, datetime

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.manuals.queries.duties import duties, first_taken
from network.manuals.queries.editions import find_edition, local_text
from network.manuals.rules.duties import DutyState
from network.manuals.schemas.acknowledgements import OwnDuty
from network.manuals.schemas.editions import Edition

_TODAY = "($1::timestamptz at time zone g.time_zone)::date"
_MINE = f"m.person = (select my_person()) and (m.to_on is null or m.to_on >= {_TODAY})"
# $1 now. What is still asked, the most pressing first, then what was met; without what has lapsed or a newer edition
# has taken the place of, and without what concerns a site that one has left.
_OWN = f"""
select f.key as manual_key, f.title, shown.number,
       array(select e.number from manual_edition e where e.id = any (d.editions) order by 1) as numbers,
       s.code as site, d.begins, d.due_on, taken.at as taken_at,
       (taken.at at time zone d.time_zone)::date as taken_on, today.day as today
from ({duties(people=_MINE)}) d
join manual f on f.id = d.manual
join site s on s.id = d.site
cross join lateral (select ($1::timestamptz at time zone d.time_zone)::date as day) today
cross join lateral (
    select e.number from manual_edition e where e.id = any (d.editions)
    order by e.effective_on <= today.day desc, abs(e.effective_on - today.day)
    limit 1
) shown
{first_taken()}
where (d.to_on is null or d.to_on >= today.day) and (d.ends is null or d.ends > today.day)
order by taken.at is not null, d.due_on, f.key, s.code
"""
_LAST_TAKEN = """
select max(e.number) as number from acknowledgement a join manual_edition e on e.id = a.edition
join manual m on m.id = e.manual where m.key = $1 and a.person = (select my_person()) and e.number < $2
"""


async def own_duties(actor: Actor, now: datetime) -> list[OwnDuty]:
    """What one is asked to take note of today or soon, the most pressing first, then what one has taken note of.

    Empty for an account that is nobody's on a staff list.
    """
    actor.require(Permission.LEARN)
    async with transaction(actor, read_only=True):
        return [_duty(row) for row in await fetch(_OWN, now)]


async def last_taken(actor: Actor, manual_key: str, number: int) -> Edition | None:
    """The newest edition before this one that one has taken note of. None when there is none."""
    actor.require(Permission.LEARN)
    async with transaction(actor, read_only=True):
        row = await fetch_row(_LAST_TAKEN, manual_key, number)
        return await find_edition(manual_key, row["number"]) if row and row["number"] else None


def state_of(taken_on: date | None, due_on: date, today: date) -> DutyState:
    """Of a duty that has not lapsed."""
    if taken_on is not None and taken_on <= today:
        return DutyState.IN_TIME if taken_on <= due_on else DutyState.LATE
    return DutyState.OVERDUE if due_on < today else DutyState.DUE


def _duty(row: Record) -> OwnDuty:
    values = {name: row[name] for name in ("manual_key", "number", "site", "begins", "due_on", "taken_at", "taken_on")}
    state = state_of(row["taken_on"], row["due_on"], row["today"])
    return OwnDuty(**values, numbers=tuple(row["numbers"]), title=local_text(row["title"]), state=state)
