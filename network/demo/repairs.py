"""What happens to one unit that a customer brings to a site."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from network.demo.catalogue import Fault, Unit, complaint, doubt, price
from network.demo.chance import Lottery, pick
from network.demo.returns import NO_FAULT_FINDINGS, Shipment, ship
from network.demo.sites import Workshop
from network.demo.skills import Skill
from network.demo.stories import Trick
from network.demo.timeline import (
    CLOSES,
    DAY,
    Timeline,
    after_days,
    next_working_moment,
    open_moment,
    within_a_day,
)

_TARGET = DAY
_CANCELLED_SHARE = 0.022
_NEVER_FINISHED_SHARE = 0.0015
_ON_HOLD_SHARE = 0.05
_NO_HOLD = Decimal(0)
_HOLD_HOURS = tuple(map(Decimal, ("1.5", "2", "3.5", "24", "24", "48", "48", "72")))
# How many of all units brought in have no fault: what a site does not send to HQ, it sorts out over the counter.
_GROUNDLESS_SHARE = 0.36
_DAYS_LATE = Lottery((1, 2, 3, 4, 6, 9), (42, 28, 14, 8, 5, 3))
_DAYS_TO_COLLECT = (1, 1, 1, 2, 2, 3, 5)
_AFTER_HQ = Lottery(("repaired", "replaced", "unrepairable"), (70, 27, 3))
_AT_THE_SITE = Lottery(("repaired", "replaced", "unrepairable", "declined"), (86, 8, 2, 4))


@dataclass(slots=True)
class Repair:
    """A repair order in the making; moments as in `timeline`. `refiled`: cancelled only to be entered again."""

    unit: Unit
    fault: Fault
    received: int
    technician: str
    diagnosed: int | None
    ready: int | None = None
    handed_over: int | None = None
    cancelled: int | None = None
    hold_hours: Decimal = _NO_HOLD
    outcome: str | None = None
    charge: int | None = None
    loan_unit: bool = False
    shipment: Shipment | None = None
    sent_to_hq: bool = False
    refiled: bool = False

    def reopen(self) -> None:
        """Undo everything from the moment that it was ready."""
        self.ready = self.handed_over = self.outcome = self.charge = None
        self.loan_unit = False
        self.hold_hours = _NO_HOLD

    @property
    def found_groundless(self) -> bool:
        return self.shipment is not None and self.shipment.finding in NO_FAULT_FINDINGS


def repair(shop: Workshop, unit: Unit, received: int, earlier: Repair | None, timeline: Timeline) -> Repair:
    """One order from hand-in to hand-over, as if the future were known. `earlier` is this unit's last repair."""
    rng, skill = shop.rng, shop.skills[timeline.quarter_index(received)]
    diagnosed = next_working_moment(received + 10 + int(rng.random() ** 2 * 240), rng)
    job = Repair(unit, complaint(rng), received, pick(shop.team, rng), diagnosed)
    if rng.random() < _CANCELLED_SHARE:
        job.cancelled = next_working_moment(diagnosed + int(rng.random() ** 2 * 3 * DAY), rng)
        return job
    in_time = rng.random() < skill.on_time - timeline.strain(received)
    _decide_where(job, shop, skill, earlier, timeline)
    _finish(job, in_time, rng)
    _hold(job, rng)
    _settle(job, shop, skill)
    _hand_over(job, rng)
    _cheat(job, shop.conduct.trick, rng)
    return job


def _decide_where(job: Repair, shop: Workshop, skill: Skill, earlier: Repair | None, timeline: Timeline) -> None:
    rng = shop.rng
    local = 0.92 if shop.conduct.trick is Trick.RECORDS_NO_HAND_OVER else skill.local
    job.sent_to_hq = rng.random() >= local
    if job.sent_to_hq and job.diagnosed is not None:
        groundless = min(skill.no_fault * doubt(job.fault), 0.9)
        if earlier is not None and earlier.found_groundless:
            groundless *= 0.4  # it came back for a reason
        job.shipment = ship(job.diagnosed, groundless, timeline, rng)


def _finish(job: Repair, in_time: bool, rng: Random) -> None:
    """In time, with a board or unit from the site's stock if HQ has the old one; or late, often for waiting for HQ."""
    if job.diagnosed is None or rng.random() < _NEVER_FINISHED_SHARE:
        return
    if in_time:
        job.ready = max(within_a_day(job.received, rng), job.diagnosed + 5)
    elif job.shipment is not None and rng.random() < 0.55:
        job.ready = open_moment(job.shipment.inspected // DAY + pick((1, 1, 2, 3), rng), rng)
    else:
        job.ready = max(after_days(job.received, _DAYS_LATE.draw(rng), rng), job.diagnosed + 5)


def _hold(job: Repair, rng: Random) -> None:
    """Waiting for the customer: part of the repair's time, and whole days of it make the unit ready that much later."""
    if job.ready is None or rng.random() >= _ON_HOLD_SHARE:
        return
    hours = pick(_HOLD_HOURS, rng)
    job.ready += int(hours // 24) * DAY
    if hours * 60 <= job.ready - job.received:
        job.hold_hours = hours


def _settle(job: Repair, shop: Workshop, skill: Skill) -> None:
    if job.ready is None:
        return
    rng = shop.rng
    job.outcome = _outcome_after_hq(job, job.shipment, rng) if job.shipment else _local_outcome(job, skill, rng)
    job.loan_unit = job.ready - job.received > 2 * DAY and rng.random() < 0.4
    damaged = job.shipment is not None and job.shipment.finding == "customer_damage"
    chargeable = damaged or not job.unit.in_warranty
    overcharged = shop.conduct.overcharges and rng.random() < 0.5
    charge = price(job.fault, job.outcome, rng) if chargeable or overcharged else 0
    job.charge = round(charge * 1.6) if overcharged else charge


def _outcome_after_hq(job: Repair, shipment: Shipment, rng: Random) -> str:
    if job.ready is not None and job.ready < shipment.inspected:
        return "replaced" if rng.random() < 0.8 else "repaired"
    if shipment.finding in NO_FAULT_FINDINGS:
        return "no_fault"
    if shipment.finding == "customer_damage":
        return "declined" if rng.random() < 0.3 else "repaired"
    return _AFTER_HQ.draw(rng)


def _local_outcome(job: Repair, skill: Skill, rng: Random) -> str:
    sorted_out_here = (_GROUNDLESS_SHARE - skill.no_fault * (1 - skill.local)) / skill.local
    if rng.random() < min(max(sorted_out_here, 0.05), 0.7) * doubt(job.fault):
        return "no_fault"
    return _AT_THE_SITE.draw(rng)


def _hand_over(job: Repair, rng: Random) -> None:
    if job.ready is None:
        return
    day, minute = divmod(job.ready, DAY)
    if minute < CLOSES - 60 and rng.random() < 0.55:
        job.handed_over = job.ready + 15 + int(rng.random() * (CLOSES - minute - 15))
    else:
        job.handed_over = open_moment(day + pick(_DAYS_TO_COLLECT, rng), rng)


def _cheat(job: Repair, trick: Trick, rng: Random) -> None:
    if job.ready is None or trick is Trick.NONE:
        return
    if trick is Trick.CLOSES_AT_MIDNIGHT:
        _close_at_midnight(job, rng)
    elif trick is Trick.CANCELS_BEFORE_DUE and job.ready > job.received + _TARGET:
        _cancel_before_due(job, rng)
    elif trick is Trick.RECORDS_NO_HAND_OVER and not job.sent_to_hq:
        job.ready = min(job.ready, max(within_a_day(job.received, rng), (job.diagnosed or job.received) + 5))
        job.handed_over = job.handed_over if rng.random() < 0.3 else None


def _close_at_midnight(job: Repair, rng: Random) -> None:
    closed = job.received // DAY * DAY + 23 * 60 + 59
    if job.diagnosed is not None:
        job.diagnosed = min(job.diagnosed, closed)
    done, job.ready = job.ready or closed, closed
    job.handed_over = open_moment(max(done, closed) // DAY + pick((1, 1, 2), rng), rng)


def _cancel_before_due(job: Repair, rng: Random) -> None:
    job.cancelled = job.received + _TARGET - 10 - int(rng.random() * 30)
    job.refiled = True
    job.reopen()
    job.shipment = None
    job.sent_to_hq = False
