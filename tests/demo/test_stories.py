"""The demo tells a believable story: where the network starts, how far it gets, and who is special in it."""

from collections import Counter
from datetime import timedelta

import pytest

from network.demo.model import DemoNetwork, Order
from tests.demo.approximation import Metrics, measure, moment, pooled, scores, standings

FIRST, LAST = "2025Q2", "2026Q3"


@pytest.fixture(scope="module")
def metrics(network: DemoNetwork) -> Metrics:
    return measure(network)


@pytest.fixture(scope="module")
def told(network: DemoNetwork) -> dict[str, str]:
    """The first site of each story."""
    return {story.key: story.site for story in reversed(network.stories)}


def orders_of(network: DemoNetwork, site: str) -> list[Order]:
    return [order for order in network.orders if order.site == site]


@pytest.mark.parametrize(
    ("metric", "low", "high"),
    [("no_fault", 0.36, 0.40), ("local", 0.04, 0.08), ("repeat", 0.065, 0.085), ("on_time", 0.5, 0.65)],
)
def test_it_starts_where_the_network_was_found(metrics: Metrics, metric: str, low: float, high: float) -> None:
    assert low <= pooled(metrics, metric, FIRST) <= high


@pytest.mark.parametrize(
    ("metric", "low", "high"),
    [("no_fault", 0.15, 0.26), ("local", 0.45, 0.70), ("repeat", 0.02, 0.045), ("on_time", 0.75, 0.90)],
)
def test_it_ends_much_better_but_not_perfect(metrics: Metrics, metric: str, low: float, high: float) -> None:
    assert low <= pooled(metrics, metric, LAST) <= high


def test_hardly_any_site_passes_at_first_and_none_shines(metrics: Metrics) -> None:
    found = standings(scores(metrics, FIRST))
    assert found["fail"] > 280
    assert found["five_star"] == found["four_star"] == 0


def test_in_the_end_the_sites_spread_over_all_standings(metrics: Metrics) -> None:
    found = standings(scores(metrics, LAST))
    assert 2 <= found["five_star"] <= 15
    assert 15 <= found["four_star"] <= 60
    assert all(found[standing] >= 40 for standing in ("three_star", "pass", "fail"))


def test_improvement_is_uneven(metrics: Metrics) -> None:
    before, after = scores(metrics, FIRST), scores(metrics, LAST)
    gains = [after[site] - before[site] for site in before.keys() & after.keys()]
    assert sum(gain < 5 for gain in gains) > 15
    assert sum(gain > 60 for gain in gains) > 40


def test_each_story_is_about_a_site_of_the_network(network: DemoNetwork) -> None:
    assert {story.site for story in network.stories} <= {site.code for site in network.sites}
    assert all(story.explanation.endswith(".") and story.explanation_zh.endswith("。") for story in network.stories)


def test_the_best_site_ends_with_five_stars_and_the_worst_near_the_bottom(
    metrics: Metrics, told: dict[str, str]
) -> None:
    found = scores(metrics, LAST)
    assert found[told["best"]] >= 95
    assert sorted(found, key=lambda site: found[site]).index(told["worst"]) < 30


def test_the_most_improved_site_gained_most_of_all(metrics: Metrics, told: dict[str, str]) -> None:
    before, after = scores(metrics, FIRST), scores(metrics, LAST)
    gains = {site: after[site] - before[site] for site in before.keys() & after.keys()}
    assert max(gains, key=lambda site: gains[site]) == told["most_improved"]


def test_the_declining_site_lost_what_it_had(metrics: Metrics, told: dict[str, str]) -> None:
    assert scores(metrics, FIRST)[told["declining"]] > scores(metrics, LAST)[told["declining"]] + 10


def test_one_site_closes_everything_a_minute_before_midnight(network: DemoNetwork, told: dict[str, str]) -> None:
    closed = [order.ready_at for order in orders_of(network, told["closes_at_midnight"]) if order.ready_at]
    assert {ready[11:16] for ready in closed} == {"23:59"}
    assert max(Counter(closed).values()) >= 5


def test_one_site_cancels_late_orders_minutes_before_they_are_due(network: DemoNetwork, told: dict[str, str]) -> None:
    orders = orders_of(network, told["cancels_before_due"])
    hidden = []
    for order in orders:
        received, cancelled = moment(order.received_at), moment(order.cancelled_at)
        if received and cancelled and timedelta(0) < received + timedelta(days=1) - cancelled <= timedelta(minutes=45):
            hidden.append(order)
    assert len(hidden) > 0.1 * len(orders)
    entered_again = {order.serial_no for order in orders if order.cancelled_at is None}
    assert sum(order.serial_no in entered_again for order in hidden) > 0.8 * len(hidden)


def test_one_site_records_no_hand_over(network: DemoNetwork, told: dict[str, str]) -> None:
    done = [order for order in orders_of(network, told["records_no_hand_over"]) if order.ready_at]
    assert sum(order.sent_to_hq == "false" for order in done) > 0.85 * len(done)
    assert sum(order.handed_over_at is None for order in done) > 0.5 * len(done)


def test_only_overcharging_sites_charge_for_plain_repairs_under_warranty(network: DemoNetwork) -> None:
    damaged = {(row.site, row.order_no) for row in network.returns if row.finding in ("customer_damage", None)}
    charged = Counter(
        order.site
        for order in network.orders
        if order.in_warranty == "true" and order.charge and (order.site, order.order_no) not in damaged
    )
    assert {site for site, count in charged.items() if count > 10} == {
        story.site for story in network.stories if story.key == "overcharges"
    }


def test_sites_that_close_leave_nothing_open(network: DemoNetwork) -> None:
    closed_on = {site.code: site.closed_on for site in network.sites if site.closed_on}
    assert set(closed_on) == {story.site for story in network.stories if story.key == "closed"}
    for order in network.orders:
        if (closing := closed_on.get(order.site)) is not None:
            left = moment(order.handed_over_at or order.cancelled_at)
            assert left is not None, order
            assert left.date() <= closing, order


def test_sites_that_open_late_have_no_orders_before(network: DemoNetwork) -> None:
    for story in network.stories:
        if story.key == "opened":
            received = [order.received_at for order in orders_of(network, story.site)]
            assert min(received) > "2025-10"
            assert len(received) > 50


def test_tiny_sites_get_a_handful_of_orders_a_quarter(network: DemoNetwork) -> None:
    counts = Counter(order.site for order in network.orders)
    assert all(6 < counts[story.site] < 72 for story in network.stories if story.key == "tiny")
