"""How far a figure may be off, and how right a month is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.repairs.rules.reconciliation import SOURCES, Line, accuracy, variance
from network.repairs.rules.report_figures import FIGURES

COUNTS = st.integers(0, 10**6).map(Decimal)
LINES = st.lists(st.builds(Line, st.sampled_from(list(SOURCES)), COUNTS, st.none() | COUNTS), max_size=6)


def line(figure: str, site: int, hq: int | None) -> Line:
    return Line(figure, Decimal(site), None if hq is None else Decimal(hq))


@pytest.mark.parametrize(
    ("figure", "site", "hq", "expected"),
    [
        ("received", 100, 100, "0"),
        ("received", 101, 100, "0"),
        ("received", 102, 100, "0"),
        ("received", 103, 100, "0.03"),
        ("received", 1, 0, "0"),
        ("received", 2, 0, "1"),
        ("received", 0, 3, "1"),
        ("received", 300, 100, "1"),
        ("units_shipped", 100, 99, "0.010101"),
        ("units_shipped", 1, 0, "1"),
        ("parts_received", 51, 50, "0"),
        ("parts_received", 1000, 981, "0"),
        ("parts_received", 1000, 980, "0.020408"),
    ],
)
def test_a_figure_is_off_by_its_part_of_the_second_source_beyond_the_tolerance(
    figure: str, site: int, hq: int, expected: str
) -> None:
    assert variance(line(figure, site, hq)) == Decimal(expected)


def test_a_figure_without_a_second_source_has_no_variance() -> None:
    assert variance(line("received", 5, None)) is None
    assert accuracy([line("received", 5, None)]) is None
    assert accuracy([]) is None


def test_a_month_is_as_right_as_its_figures_are_in_the_mean() -> None:
    lines = [line("received", 100, 100), line("closed", 80, 100), line("parts_received", 1, None)]
    assert accuracy(lines) == Decimal("90.0000")


@given(LINES)
def test_an_accuracy_is_a_mark_out_of_a_hundred_or_none(lines: list[Line]) -> None:
    found = accuracy(lines)
    compared = [each for each in lines if each.hq is not None]
    assert (found is None) == (not compared)
    assert found is None or 0 <= found <= 100
    if found == 100:
        assert all((variance(each) or 0) < Decimal("0.001") for each in compared)


def test_every_figure_that_is_compared_is_one_of_the_report() -> None:
    assert set(SOURCES) <= set(FIGURES)
