"""Six quarters at the counters of all sites: who comes in when, and who comes back."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import sqrt
from typing import NamedTuple

from network.demo.catalogue import Market, Unit
from network.demo.repairs import Repair, repair
from network.demo.sites import Workshop
from network.demo.timeline import CLOSES, DAY, Timeline, hand_in, next_working_moment

# New units a quarter in the whole network; those that come back make it about 25,000 orders.
_NEW_UNITS_A_QUARTER = 23_000
_MONTH = 30 * DAY
_BACK_LATER_SHARE = 0.03
_BACK_ELSEWHERE_SHARE = 0.15


class Visit(NamedTuple):
    """A customer comes to a site with a unit; `earlier` is its last repair, if there was one."""

    shop: Workshop
    moment: int
    unit: Unit
    earlier: Repair | None


def simulate(shops: Sequence[Workshop], timeline: Timeline) -> dict[str, list[Repair]]:
    """The repairs of each site by its code, as known at the timeline's cut-off, in the order of hand-in."""
    market = Market(len(timeline.quarters))
    records: dict[str, list[Repair]] = {shop.site.code: [] for shop in shops}
    for visit in _first_visits(shops, market, timeline):
        next_visit: Visit | None = visit
        while next_visit is not None:
            job = repair(next_visit.shop, next_visit.unit, next_visit.moment, next_visit.earlier, timeline)
            records[next_visit.shop.site.code].append(job)
            next_visit = _comeback(next_visit.shop, job, timeline)
    for shop in shops:
        repairs = records[shop.site.code]
        repairs.sort(key=lambda job: (job.received, job.unit.serial_no))
        for job in repairs:
            _close_down(job, shop)
            _forget_after(timeline.cut_off, job)
    return records


def _first_visits(shops: Sequence[Workshop], market: Market, timeline: Timeline) -> Iterator[Visit]:
    whole = sum(timeline.busyness) * sum(shop.volume for shop in shops)
    scale = _NEW_UNITS_A_QUARTER * len(timeline.quarters) / whole
    for shop in shops:
        rng = shop.rng
        for quarter, edge in enumerate(timeline.edges[:-1]):
            days = range(max(edge, shop.first_day), min(timeline.edges[quarter + 1], shop.end_day))
            if not days:
                continue
            weights = list(accumulate(timeline.busyness[days.start - timeline.start : days.stop - timeline.start]))
            expected = weights[-1] * shop.volume * scale
            count = max(0, round(rng.gauss(expected, sqrt(expected))))
            for day in rng.choices(days, cum_weights=weights, k=count):
                yield Visit(shop, hand_in(day, rng), market.unit(quarter, rng), None)


def _comeback(shop: Workshop, job: Repair, timeline: Timeline) -> Visit | None:
    """The same unit's next visit, if it fails again; most come back to the same site."""
    moment = _comeback_moment(shop, job, timeline)
    if moment is None:
        return None
    where = shop
    if job.cancelled is None and shop.neighbours and shop.rng.random() < _BACK_ELSEWHERE_SHARE:
        where = shop.rng.choice(shop.neighbours)
    return Visit(where, moment, job.unit, job) if where.takes_orders_on(moment // DAY) else None


def _comeback_moment(shop: Workshop, job: Repair, timeline: Timeline) -> int | None:
    rng = shop.rng
    if job.cancelled is not None:
        refiled = job.cancelled + 5 + int(rng.random() * 20)
        return refiled if job.refiled and refiled // DAY < timeline.end else None
    if job.ready is None or job.handed_over is None:
        return None
    chance = rng.random()
    risk = shop.skills[timeline.quarter_index(job.received)].repeat
    if chance < risk:
        left = job.ready + _MONTH - job.handed_over
        moment = job.handed_over + DAY // 3 + int(rng.random() ** 1.4 * (left - DAY))
    elif chance < risk + _BACK_LATER_SHARE:
        moment = job.handed_over + _MONTH + int(rng.random() * 5 * _MONTH)
    else:
        return None
    moment = next_working_moment(moment, rng)
    return moment if moment // DAY < timeline.end else None


def _close_down(job: Repair, shop: Workshop) -> None:
    """On the day a site closes for good, what is ready is handed over and what is not is cancelled."""
    if shop.closing_day is None:
        return
    closing = shop.closing_day * DAY + CLOSES
    if job.cancelled is None and (job.ready is None or job.ready > closing):
        job.reopen()
        job.cancelled = closing
        if job.shipment is not None and job.shipment.shipped > closing:
            job.shipment = None
            job.sent_to_hq = False
    job.cancelled = job.cancelled and min(job.cancelled, closing)
    job.handed_over = job.ready and min(job.handed_over or closing, closing)
    if job.diagnosed is not None and job.diagnosed > closing:
        job.diagnosed = None


def _forget_after(cut_off: int, job: Repair) -> None:
    """Take back what happens after the cut-off: the order is still open then."""
    if job.ready is not None and job.ready > cut_off:
        job.reopen()
    if job.handed_over is not None and job.handed_over > cut_off:
        job.handed_over = None
    if job.cancelled is not None and job.cancelled > cut_off:
        job.cancelled = None
    if job.diagnosed is not None and job.diagnosed > cut_off:
        job.diagnosed = job.shipment = None
        job.sent_to_hq = False
