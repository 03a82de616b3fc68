"""The whole demo network from a seed: start reading here."""

from collections import Counter
from collections.abc import Iterable, Iterator

from network.demo.accounts import accounts
from network.demo.cities import served_cities
from network.demo.model import DemoNetwork, HqReturn, Order, Story
from network.demo.repairs import Repair
from network.demo.returns import Shipment
from network.demo.simulation import simulate
from network.demo.sites import Workshop, workshops
from network.demo.stories import PLOTS
from network.demo.timeline import DAY, Timeline, iso_text, stamp

_OFFSET_SHARE = 0.35


def generate(seed: int = 1, first: str = "2025Q2", last: str = "2026Q3") -> DemoNetwork:
    """A network with its records of the quarters `first` to `last`; the same arguments always give the same network.

    Nothing in it happens later than three days after the last quarter. Raises NotAPeriod or QuartersReversed.
    """
    timeline = Timeline.parse(first, last)
    shops = sorted(workshops(timeline, seed), key=lambda shop: shop.site.code)
    repairs = simulate(shops, timeline)
    orders: list[Order] = []
    returns: list[HqReturn] = []
    for shop in shops:
        for number, job in _numbered(repairs[shop.site.code]):
            offset = shop.offset if shop.writes_offsets and shop.rng.random() < _OFFSET_SHARE else ""
            orders.append(_order(shop, number, job, offset))
            if job.shipment is not None and job.shipment.shipped <= timeline.cut_off:
                number = f"H{len(returns) + 1:06d}"
                returns.append(_return(number, orders[-1], job.shipment, offset, timeline.cut_off))
    sites = [shop.site for shop in shops]
    stories = [Story(plot.key, code, plot.explanation, plot.explanation_zh) for code, plot in PLOTS.items()]
    return DemoNetwork(sites, orders, returns, stories, accounts(sites), served_cities())


def _numbered(repairs: Iterable[Repair]) -> Iterator[tuple[str, Repair]]:
    """Each site counts its orders day by day, so two sites use the same number for different orders."""
    counts = Counter[int]()
    for job in repairs:
        day = job.received // DAY
        counts[day] += 1
        yield f"R{stamp(day)}-{counts[day]:02d}", job


def _order(shop: Workshop, number: str, job: Repair, offset: str) -> Order:
    return Order(
        order_no=number,
        site=shop.site.code,
        serial_no=job.unit.serial_no,
        product=job.unit.product,
        fault_code=job.fault.code,
        received_at=iso_text(job.received) + offset,
        diagnosed_at=_text(job.diagnosed, offset),
        ready_at=_text(job.ready, offset),
        handed_over_at=_text(job.handed_over, offset),
        cancelled_at=_text(job.cancelled, offset),
        hold_hours=job.hold_hours,
        outcome=job.outcome,
        sent_to_hq=_flag(job.sent_to_hq),
        in_warranty=_flag(job.unit.in_warranty),
        charge=job.charge,
        currency=None if job.charge is None else "CNY",
        loan_unit=_flag(job.loan_unit),
        technician=job.technician,
    )


def _return(number: str, order: Order, shipment: Shipment, offset: str, cut_off: int) -> HqReturn:
    inspected = shipment.inspected <= cut_off
    return HqReturn(
        return_no=number,
        site=order.site,
        order_no=order.order_no,
        serial_no=order.serial_no,
        product=order.product,
        shipped_at=iso_text(shipment.shipped) + offset,
        received_at=_text(shipment.received if shipment.received <= cut_off else None, offset),
        inspected_at=_text(shipment.inspected if inspected else None, offset),
        finding=shipment.finding if inspected else None,
        requested_by_hq=_flag(shipment.requested_by_hq),
    )


def _text(moment: int | None, offset: str) -> str | None:
    return None if moment is None else iso_text(moment) + offset


def _flag(value: bool) -> str:
    return "true" if value else "false"
