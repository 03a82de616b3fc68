"""What a site is expected to deliver, and what is known of what it delivers, each from its own source."""

from datetime import datetime
from decimal import Decimal

from network.foundation.access import Actor, Permission
from network.foundation.clock import headquarters_day
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.foundation.periods import Month
from network.foundation.precision import half_up
from network.foundation.wilson import wilson
from network.manuals.queries.standards import clauses_stating, standards_of
from network.manuals.rules.standards import ControlPoint
from network.repairs.rules.reports import IN_FORCE
from network.scorecards.metrics.catalogue import METRICS
from network.scorecards.queries.measuring import Moment
from network.scorecards.queries.standards import asked_questions
from network.scorecards.schemas.gaps import Complaints, FiveGapsOut, Perceived, PointGapsOut, PromiseKept
from network.sites.queries.sites import site_row

_FINE = Decimal("0.0001")
_COMPLAINTS = """
select sum((figures ->> 'complaints')::numeric)::int as received,
       coalesce(sum((figures ->> 'complaints_solved')::numeric), 0)::int as solved, count(*)::int as months
from monthly_report
where site = $1 and month >= $2 and state = any ($3::text[]) and figures ->> 'complaints' is not null
having count(*) > 0
"""


class _Year:
    """The twelve full months before the present one."""

    def __init__(self, at: datetime) -> None:
        today = headquarters_day(at)
        present = Month(today.year, today.month)
        self.first, self.end = present.shift(-12).first, present.first


async def five_gaps(actor: Actor, code: str, at: datetime) -> FiveGapsOut:
    """Of one site. SiteNotFound."""
    actor.require(Permission.READ_AUDITS)
    async with transaction(actor, read_only=True):
        site = (await site_row(code))["id"]
        standards, asked = await standards_of(), await asked_questions(at, site)
        clauses = await clauses_stating(headquarters_day(at), [each.key for each in standards])
        promise, perceived = await _promise(site, at), await _perceived(site, at)
        complaints = await _complaints(site, at)
    points = []
    for point in ControlPoint:
        held = [each for each in standards if each.control_point == point]
        keys = {each.key for each in held}
        points.append(
            PointGapsOut(
                control_point=point,
                standards=held,
                clauses=[clause for clause in clauses if keys & set(clause.standards)],
                delivered=[question for question in asked if question.standard in keys],
            )
        )
    return FiveGapsOut(site=code, points=points, promise=promise, perceived=perceived, complaints=complaints)


async def _promise(site: int, at: datetime) -> PromiseKept | None:
    """The standard of 24 hours and the public promise of 48."""
    shares, orders = {}, 0
    for hours in (24, 48):
        statement = METRICS["repair_within_target"].statement({"target_hours": hours})
        [row] = await fetch(statement, *Moment(_Year(at), at).values([site]))
        if row["value"] is None:
            return None
        shares[hours], orders = half_up(row["value"], _FINE), row["sample_size"]
    return PromiseKept(orders=orders, within_24=shares[24], within_48=shares[48])


async def _perceived(site: int, at: datetime) -> Perceived | None:
    """By the metrics themselves, so that nothing counts here that does not count there."""
    satisfied, loyal = [await _year_of(code, site, at) for code in ("satisfaction", "loyalty_index")]
    if satisfied["value"] is None:
        return None
    interval = wilson(satisfied["numerator"], satisfied["denominator"])
    return Perceived(
        answers=satisfied["sample_size"],
        satisfied=half_up(satisfied["value"], _FINE),
        low=half_up(interval.low, _FINE),
        high=half_up(interval.high, _FINE),
        loyalty=half_up(loyal["value"], _FINE),
    )


async def _year_of(code: str, site: int, at: datetime) -> Record:
    [row] = await fetch(METRICS[code].statement({}), *Moment(_Year(at), at).values([site]))
    return row


async def _complaints(site: int, at: datetime) -> Complaints | None:
    row = await fetch_row(_COMPLAINTS, site, _Year(at).first, [str(state) for state in IN_FORCE])
    return Complaints(**row) if row else None
