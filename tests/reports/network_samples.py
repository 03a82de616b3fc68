"""Invented networks for the tests of drawing: as many sites as wanted, in both languages."""

from datetime import date
from decimal import Decimal

from reports import palette
from reports.charts import STEPS, Class, Counts, HeatCell, HeatRow, Scores, step_of
from reports.network.sheet import (
    CriterionRow,
    Figure,
    GradeCount,
    Mean,
    Move,
    NetworkSheet,
    RegionRow,
    Risk,
    SiteRow,
)
from reports.sheet import Quarter
from tests.reports import samples

LONG = "Northwestern Mountain Regions Authorised Mobile Telephone Repair and Customer Service Excellence Centre "
LONG_ZH = "西北山区移动电话授权维修与客户服务卓越中心（原乌鲁木齐高新技术产业开发区第三服务站）"
COLORS = {"five_star": palette.GOLD, "four_star": palette.GOOD, "three_star": palette.BLUE, "pass": palette.SILVER}


def network(code: str = "en", sites: int = 3, criteria: int = 12, *, name: str = "") -> NetworkSheet:
    """A network of so many sites, a tenth of them unrated; `name`: what every site and region is called."""
    bands, zh = samples.bands(code), code == "zh_CN"
    lines = tuple(samples.criterion(code, number % 12, criteria) for number in range(criteria))
    rows = tuple(_row(code, number, criteria, name) for number in range(sites))
    rated = [row.score for row in rows if row.score is not None]
    counts = [0] * STEPS
    for score in rated:
        counts[step_of(score)] += 1
    mean = sum(rated, Decimal(0)) / len(rated) if rated else None
    by_standing = [sum(row.standing == band.code for row in rows) for band in reversed(bands)]
    quarters = [Quarter(2025 + number // 4, number % 4 + 1) for number in range(7)]
    regions = ("华东大区", "华北大区", "西北大区") if zh else ("East China", "North China", "Northwest China")
    names = [name or region for region in regions] if sites else []
    return NetworkSheet(
        network_name=name or samples.sheet(code).network_name,
        scope="全网络" if zh else "The whole network",
        quarter=Quarter(2026, 3),
        first_day=date(2026, 7, 1),
        last_day=date(2026, 9, 30),
        bands=bands,
        classes=(
            *(Class(band.label, COLORS.get(band.code, palette.BAD)) for band in reversed(bands)),
            Class("未评级" if zh else "Not rated", palette.SILVER_PALE),
        ),
        quarters=tuple(Counts(each, (*by_standing, sites - len(rated))) for each in quarters) if sites else (),
        scores=Scores(tuple(counts), mean, mean),
        figures=(
            Figure("参评网点" if zh else "Sites judged", str(sites), f"{len(rated)}"),
            Figure("平均得分" if zh else "Mean score", "" if mean is None else f"{mean:.2f}"),
            Figure("得分中位数" if zh else "Median score", "" if mean is None else f"{mean:.2f}"),
            Figure("连续两季下滑" if zh else "Falling for two quarters", str(min(sites, 3))),
            Figure("预估风险收入" if zh else "Revenue at risk (estimate)", "CN¥1,234,567 · US$89,000"),
        ),
        means=tuple(
            Mean(each, None if mean is None or not place else mean - 6 + place) for place, each in enumerate(quarters)
        ),
        regions=tuple(RegionRow(each, sites, len(rated), mean) for each in names),
        heat=tuple(
            HeatRow(
                each, tuple(HeatCell(line.points if place != 4 else None, sites) for place, line in enumerate(lines))
            )
            for each in names
        ),
        compared=sites > 1,
        risen=tuple(_move(row) for row in rows[:8] if row.standing),
        fallen=tuple(_move(row) for row in rows[8:16] if row.standing),
        falling_known=sites > 1,
        at_risk=tuple(
            Risk(row.code, row.name, row.standing, (Decimal("88.10"), Decimal("82.33"), row.score), "CN¥12,345")
            for row in rows[-3:]
            if row.standing and row.score is not None
        ),
        criteria=tuple(
            CriterionRow(
                line.label,
                line.definition,
                line.weight,
                line.unit,
                line.better,
                line.curve,
                line.min_sample or 1,
                line.points if sites else None,
                line.network_value if sites else None,
                len(rated),
                len(rated) // 7,
            )
            for line in lines
        ),
        rows=rows,
        actions=tuple(
            GradeCount(grade, 12 * sites, sites, 2, date(2026, 9, 1))
            for grade in (("重大不符合", "严重不符合", "一般不符合") if zh else ("Critical", "Major", "Minor"))
        )
        if sites
        else (),
        actions_on=date(2026, 10, 8),
        gates=("本季度查实乱收费：最高为达标。" if zh else "A substantiated case of overcharging: at most Pass.",),
        min_coverage=Decimal("0.6"),
        provenance=samples.sheet(code).provenance,
    )


def _row(code: str, number: int, criteria: int, name: str) -> SiteRow:
    zh = code == "zh_CN"
    rated = number % 10 != 9
    score = Decimal(9875 - number * 37 % 6000) / 100
    reached = [band.code for band in samples.bands(code) if score >= band.floor]
    return SiteRow(
        rank=number + 1 if rated else None,
        code=f"CN-{number:05}",
        name=name or (f"上海张江授权服务中心{number}" if zh else f"Shanghai Zhangjiang Service Centre {number}"),
        region="华东大区 · 上海" if zh else "East China · Shanghai",
        standing=reached[-1] if rated else None,
        provisional=number == 1,
        score=score if rated else None,
        change=Decimal(number % 9 - 4) / 3 if rated else None,
        points=tuple(None if (number + each) % 11 == 0 else Decimal((number * 7 + each * 13) % 101)
                     for each in range(criteria)),
        note="" if rated else "数据不足" if zh else "Too little data",
    )  # fmt: skip


def _move(row: SiteRow) -> Move:
    return Move(row.code, row.name, row.score or Decimal(0), row.change or Decimal(0), row.standing or "", "pass")
