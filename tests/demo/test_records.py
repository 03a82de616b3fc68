"""No record of the demo network breaks a rule of the import."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise

from network.demo.model import DemoNetwork, HqReturn, Order
from tests.demo.approximation import moment


def in_order(*texts: str | None) -> bool:
    known = [text for text in texts if text is not None]
    return all(earlier <= later for earlier, later in pairwise(known))


def test_times_of_an_order_never_run_backwards(network: DemoNetwork) -> None:
    def orderly(order: Order) -> bool:
        return in_order(order.received_at, order.diagnosed_at, order.ready_at, order.handed_over_at) and in_order(
            order.received_at, order.diagnosed_at, order.cancelled_at
        )

    assert [order for order in network.orders if not orderly(order)] == []


def test_times_of_a_return_never_run_backwards(network: DemoNetwork) -> None:
    diagnosed = {(order.site, order.order_no): order.diagnosed_at for order in network.orders}

    def orderly(row: HqReturn) -> bool:
        return in_order(diagnosed[row.site, row.order_no], row.shipped_at, row.received_at, row.inspected_at)

    assert [row for row in network.returns if not orderly(row)] == []


def test_nothing_happens_after_the_last_quarter_and_three_days(network: DemoNetwork) -> None:
    times = {text for order in network.orders for text in order[5:10] if text}
    times |= {text for row in network.returns for text in row[5:8] if text}
    assert min(times) > "2025-04-01"
    assert "2026-10-01" < max(times) <= "2026-10-04T00:00:00"


def test_order_numbers_are_unique_at_a_site_but_shared_between_sites(network: DemoNetwork) -> None:
    assert max(Counter((order.site, order.order_no) for order in network.orders).values()) == 1
    assert max(Counter(order.order_no for order in network.orders).values()) > 100


def test_return_numbers_and_returned_orders_are_unique(network: DemoNetwork) -> None:
    assert max(Counter(row.return_no for row in network.returns).values()) == 1
    assert max(Counter((row.site, row.order_no) for row in network.returns).values()) == 1


def test_a_serial_is_never_in_two_orders_of_a_site_at_once(network: DemoNetwork) -> None:
    stays: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for order in network.orders:
        leaves = order.handed_over_at or order.cancelled_at or "9999"
        stays[order.site, order.serial_no].append((order.received_at, leaves))
    clashes = [
        (key, left, arrived)
        for key, visits in stays.items()
        for (_received, left), (arrived, _left) in pairwise(sorted(visits))
        if arrived <= left
    ]
    assert clashes == []


def test_what_an_order_says_fits_its_state(network: DemoNetwork) -> None:
    for order in network.orders:
        ready, cancelled = order.ready_at is not None, order.cancelled_at is not None
        assert not (ready and cancelled), order
        assert ready == (order.outcome is not None) == (order.charge is not None) == (order.currency == "CNY"), order
        assert ready or (order.handed_over_at is None and order.loan_unit == "false"), order
        assert order.hold_hours >= 0, order
        assert order.charge is None or order.charge >= 0, order


def test_every_state_and_outcome_occurs(network: DemoNetwork) -> None:
    outcomes = {order.outcome for order in network.orders}
    assert outcomes == {"repaired", "replaced", "no_fault", "unrepairable", "declined", None}
    open_at_the_end = [order for order in network.orders if order.ready_at is None and order.cancelled_at is None]
    cancelled = [order for order in network.orders if order.cancelled_at is not None]
    assert 100 < len(open_at_the_end) < 3000
    assert 0.01 < len(cancelled) / len(network.orders) < 0.05


def test_a_return_belongs_to_an_order_that_was_sent_to_hq(network: DemoNetwork) -> None:
    sent = {(o.site, o.order_no): (o.serial_no, o.product) for o in network.orders if o.sent_to_hq == "true"}
    assert all(sent.get((row.site, row.order_no)) == (row.serial_no, row.product) for row in network.returns)
    assert 0.98 < len(network.returns) / len(sent) <= 1


def test_a_return_has_a_finding_exactly_when_it_was_inspected(network: DemoNetwork) -> None:
    assert all((row.finding is None) == (row.inspected_at is None) for row in network.returns)
    assert {row.finding for row in network.returns} == {
        *("fault_confirmed", "no_fault_found", "user_education"),
        *("customer_damage", "transit_damage", "recall", None),
    }
    assert 0 < sum(row.requested_by_hq == "true" for row in network.returns) < len(network.returns) * 0.02


def test_some_no_fault_findings_are_proved_wrong_by_the_same_unit(network: DemoNetwork) -> None:
    findings: dict[str, list[tuple[datetime, str | None]]] = defaultdict(list)
    for row in network.returns:
        if (inspected := moment(row.inspected_at)) is not None:
            findings[row.serial_no].append((inspected, row.finding))
    reversed_findings = [
        serial
        for serial, found in findings.items()
        for (first, before), (second, after) in pairwise(sorted(found))
        if before == "no_fault_found" and after == "fault_confirmed" and second - first <= timedelta(days=30)
    ]
    assert 20 < len(reversed_findings) < len(network.returns) * 0.02


def test_orders_come_in_while_their_site_exists_and_mostly_while_it_is_open(network: DemoNetwork) -> None:
    life = {site.code: (site.opened_on, site.closed_on or date.max) for site in network.sites}
    hours = Counter[int]()
    for order in network.orders:
        received = moment(order.received_at)
        assert received is not None
        opened, closed = life[order.site]
        assert opened <= received.date() <= closed, order
        hours[received.hour] += 1
    assert sum(hours[hour] for hour in range(9, 18)) / len(network.orders) > 0.97


def test_only_sites_outside_the_home_zone_write_offsets_and_only_on_some_rows(network: DemoNetwork) -> None:
    zones = {site.code: site.timezone for site in network.sites}
    offsets: dict[str, set[str]] = defaultdict(set)
    for order in network.orders:
        offsets[zones[order.site]].add(order.received_at[19:])
    assert offsets == {
        "Asia/Shanghai": {""},
        "Asia/Urumqi": {"", "+06:00"},
        "Asia/Hong_Kong": {"", "+08:00"},
    }


def test_units_come_back_to_other_sites_too(network: DemoNetwork) -> None:
    sites: dict[str, set[str]] = defaultdict(set)
    for order in network.orders:
        sites[order.serial_no].add(order.site)
    assert sum(len(visited) > 1 for visited in sites.values()) > 500
