"""Ranking recurring faults, and the days since a unit was first used."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from network.repairs.rules.patterns import BUCKETS, Fault, early_share, histogram, pareto


def test_the_most_frequent_fault_comes_first_and_shares_add_up() -> None:
    counts = {Fault("B", "F2"): 1, Fault("A", "F1"): 1, Fault("A", "F9"): 6, Fault("A", "F0"): 0, Fault(None, None): 2}
    lines = pareto(counts)
    assert [(each.fault.product, each.fault.fault_code, each.count) for each in lines] == [
        ("A", "F9", 6),
        (None, None, 2),
        ("A", "F1", 1),
        ("B", "F2", 1),
    ]
    assert [each.cumulative for each in lines] == [Decimal("0.6"), Decimal("0.8"), Decimal("0.9"), 1]


def test_nothing_that_occurred_gives_no_lines() -> None:
    assert pareto({}) == pareto({Fault("A", "F1"): 0}) == []


@given(st.dictionaries(st.integers(0, BUCKETS), st.integers(0, 1000)))
def test_every_order_is_in_one_bucket_and_the_first_two_are_the_first_sixty_days(counts: dict[int, int]) -> None:
    buckets = histogram(counts)
    assert [each.first for each in buckets] == list(range(0, 361, 30))
    assert [each.end for each in buckets] == [*range(30, 361, 30), None]
    assert sum(each.count for each in buckets) == sum(counts.values())
    assert [each.early for each in buckets] == [True, True] + [False] * (BUCKETS - 1)
    if total := sum(counts.values()):
        assert early_share(buckets) == Decimal(counts.get(0, 0) + counts.get(1, 0)) / total
    else:
        assert early_share(buckets) is None
