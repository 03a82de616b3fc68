"""The benchmarks at the smallest size: they run, they measure something, and they notice when numbers differ."""

import re

import asyncpg
import pytest

from network.scorecards.metrics.catalogue import METRICS
from tests.benchmarks import bench_compute, bench_deadline, bench_import, bench_list, bench_pdf, bench_quarter
from tests.benchmarks.network import Size, fill
from tests.benchmarks.report import Disagreement, Finding, Ratio, printed

TINY = Size(sites=14, orders=700, imported=40, sample=3, operators=12, documents=2, rounds=1)


def assert_measured(finding: Finding) -> None:
    assert all(line.seconds > 0 for line in finding.lines)
    assert all(ratio.value > 0 for ratio in finding.ratios)
    told = printed(finding)
    assert all(line.what in told for line in finding.lines)
    assert len(re.findall(r"\bmet\b|\bNOT MET\b", told)) == sum(bool(ratio.aim) for ratio in finding.ratios)


@pytest.fixture
async def filled(database: str) -> str:
    await fill(database, TINY)
    return database


async def test_computing_is_measured_whole_and_in_parts_and_the_loop_gives_the_same_numbers(filled: str) -> None:
    finding = await bench_compute.run(filled, TINY)
    assert_measured(finding)
    assert {"measure fix_rate", "measure turnaround by month"} <= {line.what for line in finding.lines if line.part}
    root = await asyncpg.connect(filled)
    try:
        assert await root.fetchval("select count(*) from metric_result where denominator > 0") > len(finding.lines)
        await root.execute("update metric_result set numerator = numerator + 1 where metric = 'fix_rate'")
    finally:
        await root.close()
    with pytest.raises(Disagreement, match="fix_rate"):
        await bench_compute.loop(TINY)


async def test_a_whole_quarter_is_measured_with_records_behind_every_metric(filled: str) -> None:
    finding = await bench_quarter.run(filled, TINY)
    assert_measured(finding)
    assert f" {len(METRICS)} metrics with records" in finding.title


async def test_importing_is_measured_against_copying_the_same_rows_and_leaves_none_behind(filled: str) -> None:
    assert_measured(await bench_import.run(filled, TINY))
    root = await asyncpg.connect(filled)
    try:
        assert await root.fetchval("select count(*) from repair_order") == TINY.orders
        assert await root.fetchval("select sum(rows) from import_file") == 2 * TINY.imported
    finally:
        await root.close()


async def test_pages_are_measured_signed_in(filled: str) -> None:
    assert_measured(await bench_list.run(filled, TINY))


async def test_reports_handed_in_before_the_deadline_are_neither_lost_nor_doubled(filled: str) -> None:
    assert_measured(await bench_deadline.run(filled, TINY))


def test_a_scorecard_is_measured_against_the_same_drawing_without_its_layout() -> None:
    assert_measured(bench_pdf.run(TINY.documents))


@pytest.mark.parametrize(
    ("ratio", "verdict"),
    [
        (Ratio("us / them", 5, at_most=5), "met"),
        (Ratio("us / them", 5.1, at_most=5), "NOT MET"),
        (Ratio("them / us", 20, at_least=20), "met"),
        (Ratio("them / us", 19.9, at_least=20), "NOT MET"),
        (Ratio("us / them", 3), ""),
    ],
)
def test_a_ratio_says_whether_its_aim_is_met(ratio: Ratio, verdict: str) -> None:
    assert ratio.verdict == verdict
