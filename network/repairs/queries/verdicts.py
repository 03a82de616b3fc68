"""Reading verdicts that are open, and how far first and second ones agree."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction
from network.foundation.periods import Period
from network.repairs.errors.prechecks import NoPrecheckList
from network.repairs.queries.prechecks import list_of_return
from network.repairs.rules.inspections import Cause
from network.repairs.rules.kappa import Agreement, agreement
from network.repairs.schemas.inspections import VerdictOut

_COLUMNS = """
place, cause, finding, missed_step, note, inspected_at,
array(select p.id from inspection_photo p where p.inspection = return_inspection.id order by p.place) as photos
"""

# The day of the second verdict is that of the unit's site, as for every figure of a period.
_PAIRS = """
select one.finding as first, two.finding as second
from return_inspection two
join return_inspection one on one.returned = two.returned and one.place = 1
join site s on s.id = two.site
where two.place = 2 and two.opened = 1 and one.opened = 1
  and (two.inspected_at at time zone s.time_zone)::date >= $1
  and (two.inspected_at at time zone s.time_zone)::date < $2
  and ($3 = '' or two.cause = $3)
"""


async def verdicts_of(return_id: UUID, *, named: bool) -> list[VerdictOut]:
    """Inside a transaction: the verdicts about one unit that are open. `named`: with who found them, for HQ only."""
    inspector = "inspector_name" if named else "null"
    rows = await fetch(
        f"select {_COLUMNS}, {inspector} as inspector from return_inspection "
        "where returned = $1 and opened = 1 order by place",
        return_id,
    )
    return [VerdictOut(**dict(row)) for row in rows]


async def agreement_of(actor: Actor, period: Period, cause: Cause | None = None) -> Agreement:
    """How far the two inspectors of a unit agree, of all pairs whose second verdict was given in the period.

    `cause`: of pairs by lot, or on appeal, only. Those on appeal were not drawn at random: they say less.
    """
    actor.require(Permission.INSPECT_RETURNS)
    async with transaction(actor, read_only=True):
        rows = await fetch(_PAIRS, period.first, period.end, cause or "")
    return agreement((row["first"], row["second"]) for row in rows)


async def first_pair_on(actor: Actor) -> date | None:
    """The day, in UTC, of the first second verdict; None while there is none."""
    actor.require(Permission.INSPECT_RETURNS)
    async with transaction(actor, read_only=True):
        [row] = await fetch(
            "select (min(inspected_at) at time zone 'UTC')::date as day from return_inspection "
            "where place = 2 and opened = 1"
        )
    day: date | None = row["day"]
    return day


async def steps_of(return_id: UUID) -> Mapping[str, tuple[str, str]]:
    """Inside a transaction: the pre-check steps that a unit is judged by, key -> label in English and Chinese; none
    when there is no list for it."""
    try:
        kept = await list_of_return(return_id)
    except NoPrecheckList:
        return {}
    return {step.key: (step.label.en, step.label.zh_CN) for step in kept.document.steps}
