"""What of certification waits for someone, for the home pages and the head of the list."""

from datetime import date
from typing import Any

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, transaction
from network.sites.rules.certification import REMINDERS, Change
from network.sites.schemas.certification import DueLine, DueOut, ProposalLine

# So many of each kind are listed; all are counted.
LISTED = 20
# A condition is announced so many days before it is due.
CONDITION_DAYS = 30

_NAMES = "s.code as site, s.name as site_name, s.name_zh as site_name_zh, t.code as type, t.title, t.title_zh"
_JOINS = """
join certification thread on thread.id = {thread}
join site s on s.id = thread.site join certificate_type t on t.id = thread.type
"""
_HOLDS = "held.valid_from <= $1 and held.valid_to >= $1 and held.ended_on is null"

_EXPIRING = f"""
select {_NAMES}, held.number, held.valid_to as due_on, '' as words, count(*) over () as total
from certificate held {_JOINS.format(thread="held.certification")}
where {_HOLDS} and held.valid_to <= $1 + $2::integer and not exists (
    select from certificate later
    where later.certification = held.certification and later.valid_to > held.valid_to and later.ended_on is null)
order by held.valid_to, s.code, t.code limit $3
"""
_PROVISIONAL = f"""
select {_NAMES}, held.number, held.provisional_to as due_on, '' as words, count(*) over () as total
from certificate held {_JOINS.format(thread="held.certification")}
where {_HOLDS} and held.provisional_to < $1 and thread.state = 'provisional'
order by held.provisional_to, s.code, t.code limit $2
"""
_CONDITIONS = f"""
select {_NAMES}, null as number, each.due_on, each.words, count(*) over () as total
from (
    select distinct on (c.certification) c.certification, c.conditions from certification_change c
    where c.change = 'conditioned' and c.status = 'effective' and c.effective_on <= $1
    order by c.certification, c.effective_on desc, c.decided_at desc
) set_last {_JOINS.format(thread="set_last.certification")}
cross join lateral jsonb_to_recordset(set_last.conditions) as each(words text, due_on date)
where thread.state = 'conditional' and each.due_on <= $1 + $2::integer
order by each.due_on, s.code, t.code limit $3
"""
# Those of others, where the reader holds the right: who proposed it cannot decide about it.
_PROPOSALS = f"""
select {_NAMES}, c.id, c.change, c.proposer, c.proposed_at, c.effective_on, count(*) over () as total
from certification_change c {_JOINS.format(thread="c.certification")}
where c.status = 'proposed' and c.proposed_by is distinct from my_account() and may_certify(c.site, c.change)
order by c.proposed_at, s.code, t.code limit $1
"""


async def due(actor: Actor, today: date) -> DueOut:
    """What is due in reach: certificates that end within 90 days and are not renewed, proposals that wait for this
    person, provisional periods that have ended, and conditions due within 30 days or past their day."""
    actor.require(Permission.READ_CERTIFICATIONS)
    async with transaction(actor, read_only=True):
        expiring = await fetch(_EXPIRING, today, max(REMINDERS), LISTED)
        provisional = await fetch(_PROVISIONAL, today, LISTED)
        conditions = await fetch(_CONDITIONS, today, CONDITION_DAYS, LISTED)
        proposals = await fetch(_PROPOSALS, LISTED) if actor.may(Permission.PROPOSE_CANCELLATION) else []
    return DueOut(
        expiring=_lines(expiring),
        expiring_total=_total(expiring),
        proposals=[ProposalLine(**{**_plain(row), "change": Change(row["change"])}) for row in proposals],
        proposals_total=_total(proposals),
        provisional_ended=_lines(provisional),
        provisional_ended_total=_total(provisional),
        conditions=_lines(conditions),
        conditions_total=_total(conditions),
    )


def _lines(rows: list[Record]) -> list[DueLine]:
    return [DueLine(**_plain(row)) for row in rows]


def _plain(row: Record) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "total"}


def _total(rows: list[Record]) -> int:
    return int(rows[0]["total"]) if rows else 0
