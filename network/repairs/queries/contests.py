"""Reading contests of findings: for HQ's desk, for the site, and for the quarter that they hold up."""

import json
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.repairs.errors.inspections import ContestNotFound
from network.repairs.queries.verdicts import steps_of, verdicts_of
from network.repairs.rules.contests import CONTESTABLE, ContestState, contest_ends_at
from network.repairs.schemas.inspections import ContestOut, ContestsOut, Findings
from network.sites.queries.sites import site_row

# The sites whose no-fault returns are not settled: somebody contests a finding of the period, and HQ has not decided.
# $1 and $2: the first day of the period and the first one after it, on each site's clock.
SITES_HELD = """
select distinct r.site
from finding_contest c
join hq_return r on r.id = c.returned
join site s on s.id = r.site
where c.state = 'open'
  and r.inspected_at >= $1::date::timestamp at time zone s.time_zone
  and r.inspected_at < $2::date::timestamp at time zone s.time_zone
"""

# The unit of an open contest is tested again while HQ has it; of imported records nobody knows, unless it was tested
# here. `network.repairs.queries.inspections.RETEST_WAITS` says the same of every unit on the desk.
_RETEST = """
r.received_at is not null and r.dispatched_at is null and r.back_at is null
and (r.shipment is not null or exists (select from return_inspection i where i.returned = r.id))
and not exists (select from return_inspection i where i.returned = r.id and i.place = 2)
"""
_CONTESTS = f"""
select c.id, c.state, c.reason, c.contestant, c.contested_at, c.decided_at, c.decision, s.code as site,
       r.id as return_id, r.return_no, r.serial_no, c.state = 'open' and {_RETEST} as retest_waits,
       {{decider}} as decider
from finding_contest c
join hq_return r on r.id = c.returned
join site s on s.id = c.site
"""
_BLIND = f"""
select exists (select from finding_contest c join hq_return r on r.id = c.returned
               where c.returned = $1 and c.state = 'open' and {_RETEST})
"""
_OF_HQ = _CONTESTS.format(decider="c.decider")
_OF_SITE = _CONTESTS.format(decider="null::text")

CONTESTED = f"""
select r.*, finding_told_at(r.id) as told_at, {_RETEST} as retest from hq_return r where r.site = $1 and r.id = $2
"""


async def sites_held(actor: Actor, first: date, end: date) -> frozenset[int]:
    """The sites in reach with an open contest about a finding of [first, end), days on their own clocks."""
    async with transaction(actor, read_only=True):
        return frozenset(row["site"] for row in await fetch(SITES_HELD, first, end))


async def open_contests(actor: Actor) -> ContestsOut:
    """Those that wait for HQ, the oldest first. Why is not told before the second test is in."""
    actor.require(Permission.INSPECT_RETURNS)
    async with transaction(actor, read_only=True):
        rows = await fetch(f"{_OF_HQ} where c.state = 'open' order by c.contested_at, c.id limit 500")
    return ContestsOut(contests=[_contest_out(row, blind=row["retest_waits"]) for row in rows])


async def contest(actor: Actor, contest_id: UUID) -> ContestOut:
    """One contest, for HQ. ContestNotFound."""
    actor.require(Permission.INSPECT_RETURNS)
    async with transaction(actor, read_only=True):
        row = await fetch_row(f"{_OF_HQ} where c.id = $1", contest_id)
    if row is None:
        raise ContestNotFound()
    return _contest_out(row, blind=row["retest_waits"])


async def contest_of_unit(return_id: UUID, *, named: bool, blind: bool = False) -> ContestOut | None:
    """Inside a transaction: the last contest about a unit. `named`: with who decided, for HQ only. `blind`: not why."""
    row = await fetch_row(
        f"{_OF_HQ if named else _OF_SITE} where c.returned = $1 order by c.contested_at desc, c.id limit 1", return_id
    )
    return None if row is None else _contest_out(row, blind=blind)


async def is_blind(actor: Actor, return_id: UUID) -> bool:
    """Inside a transaction: whether this actor may be the one to test the unit again, and must not know the finding."""
    if not actor.may(Permission.INSPECT_RETURNS):
        return False
    return bool(await fetch_value(_BLIND, return_id))


async def findings_of(actor: Actor, site_code: str, return_id: UUID, at: datetime) -> Findings:
    """What is told of the findings about one unit on the page of its site. SiteNotFound.

    Nothing of it is told to HQ while a second test waits there: whoever tests must not know.
    """
    actor.require(Permission.READ_RECORDS)
    named = actor.may(Permission.INSPECT_RETURNS)
    async with transaction(actor, read_only=True):
        site = await site_row(site_code)
        row = await fetch_row(CONTESTED, site["id"], return_id)
        if row is None or await is_blind(actor, return_id):
            return Findings((), None, None, may_contest=False, retest=False, blind=row is not None)
        last = await contest_of_unit(return_id, named=named)
        verdicts, steps = tuple(await verdicts_of(return_id, named=named)), await steps_of(return_id)
    ends = contest_ends(row, site)
    open_to_contest = last is None or last.state is ContestState.RETRACTED
    return Findings(
        verdicts,
        last,
        (ends - timedelta(microseconds=1)).date() if ends and open_to_contest else None,
        may_contest=bool(ends and open_to_contest and at < ends and actor.may(Permission.SHIP_RETURNS)),
        retest=row["retest"],
        steps=steps,
    )


def contest_ends(found: Record, site: Record) -> datetime | None:
    """The first moment at which it is too late to contest, on the site's clock; None for what cannot be contested.

    `found`: a row of `CONTESTED`; `site`: what `site_row` gives.
    """
    if found["finding"] not in CONTESTABLE or found["reversed_at"] is not None:
        return None
    holidays, make_up_days = ({date.fromisoformat(day) for day in json.loads(site[name])} for name in _CALENDAR)
    return contest_ends_at(found["told_at"], ZoneInfo(site["time_zone"]), holidays, make_up_days)


_CALENDAR = ("holidays", "make_up_days")


def _contest_out(row: Record, *, blind: bool) -> ContestOut:
    values = dict(row)
    return ContestOut(**values | ({"reason": None} if blind else {}))
