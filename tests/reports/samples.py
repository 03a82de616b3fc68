"""Invented sheets for the tests of drawing: plausible numbers, both languages, as many criteria as wanted."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from reports.annex_sheet import BookedLine, BookedSum, ConsequenceLine, VisitLine
from reports.sheet import (
    ActionLine,
    Band,
    CriterionLine,
    FiredGate,
    FollowUp,
    FoundLine,
    HistoryPoint,
    Interval,
    Judgement,
    LeagueCell,
    LeagueCriterion,
    LeagueRow,
    LeagueSheet,
    Lift,
    LiftStep,
    Provenance,
    Quarter,
    Rank,
    ScorecardSheet,
    SiteIdentity,
    Tag,
    Turnaround,
    TurnaroundMonth,
)

_BANDS = {
    "en": ("Fail", "Pass", "Three-star", "Four-star", "Five-star"),
    "zh_CN": ("不达标", "达标", "三星级", "四星级", "五星级"),
}
_NAMES = {
    "en": (
        (
            "Repaired within 24 hours",
            "Orders that fell due in the quarter and were ready in time; an order still open counts as late.",
        ),
        (
            "No-fault returns to HQ",
            "Units sent to headquarters in which the inspection found no fault, of all units inspected.",
        ),
        (
            "Repeat repairs within 30 days",
            "Repaired units that came back within 30 days, at any site; charged to the first repairer.",
        ),
        ("Solved at the site", "Orders closed in the quarter without sending the unit to headquarters."),
        (
            "Mystery-shopper audit",
            "Mean of the final audit scores of this and the last three quarters, newer visits counting more.",
        ),
        ("Customer satisfaction", "Answers “satisfied” or “very satisfied”, of all answers given in the quarter."),
        ("Training coverage", "Courses required for the people at the site that are passed and valid on the last day."),
        ("Monthly reports on time", "Monthly reports of the quarter that arrived by day 5 of the next month."),
        ("Manuals acknowledged", "Manual versions that the people at the site confirmed by the due date."),
        ("Corrective actions on time", "Corrective actions due in the quarter and verified in time."),
        ("Loan units handed out", "Repairs over 24 hours in which the customer was given a loan unit."),
        ("Complaints answered in time", "Complaints that fell due in the quarter and were answered within 48 hours."),
    ),
    "zh_CN": (
        ("24 小时内修复率", "本季度到期的维修单中按时修复完成的比例；到期仍未完成的按超时计。"),
        ("无故障送修率", "送总部检测的产品中，检测结果为无故障的比例。"),
        ("30 天重复维修率", "修复后 30 天内在任一网点再次送修的比例，计入首次维修的网点。"),
        ("当地修复率", "本季度结案的维修单中，未送总部、由网点自行解决的比例。"),
        ("神秘顾客暗访得分", "本季度及前三个季度最终得分的加权平均，越近权重越高。"),
        ("客户满意度", "本季度全部评价中“满意”与“很满意”的比例。"),
        ("培训覆盖率", "季末网点人员岗位必修课程中已通过且证书有效的比例。"),
        ("月报按时率", "本季度各月月报在次月 5 日前提交的比例。"),
        ("手册签阅率", "网点人员在规定期限内签阅手册版本的比例。"),
        ("纠正措施按时率", "本季度到期的纠正措施中按时完成并通过验证的比例。"),
        ("备用机提供率", "超过 24 小时的维修中向客户提供备用机的比例。"),
        ("投诉及时答复率", "本季度到期的投诉中 48 小时内答复的比例。"),
    ),
}
_UP = ((Decimal("0.60"), Decimal(0)), (Decimal("0.80"), Decimal(60)), (Decimal("0.95"), Decimal(100)))
_DOWN = ((Decimal("0.05"), Decimal(100)), (Decimal("0.20"), Decimal(60)), (Decimal("0.38"), Decimal(0)))
_POINTS = tuple(map(Decimal, ("94.4", "88.3", "98", "85.5", "96", "93.2", "78", "100", "55.5", "77", "90", "89.5")))


def bands(code: str) -> tuple[Band, ...]:
    floors = ("0", "70", "80", "90", "95")
    codes = ("fail", "pass", "three_star", "four_star", "five_star")
    rows = zip(codes, _BANDS[code], floors, (0, 0, 3, 4, 5), strict=True)
    return tuple(Band(name, label, Decimal(floor), stars) for name, label, floor, stars in rows)


def criterion(code: str, number: int, count: int, **changes: Any) -> CriterionLine:
    label, definition = _NAMES[code][number]
    lower = number in (1, 2)
    points, weight = _POINTS[number], Decimal(1) / count
    raw = Decimal("0.128") if lower else Decimal("0.60") + points * Decimal("0.0035")
    line = CriterionLine(
        label=label,
        definition=definition,
        weight=weight.quantize(Decimal("0.001")),
        unit="score" if number == 4 else "fraction",
        better="lower" if lower else "higher",
        state="scored",
        curve=_DOWN if lower else _UP,
        sample_size=412 - number * 33,
        min_sample=5,
        raw=raw if number != 4 else Decimal("91.5"),
        adjusted=raw - Decimal("0.012") if number != 4 else Decimal("91.5"),
        interval=None
        if number == 4
        else Interval(
            raw - Decimal("0.042"), raw + Decimal("0.037"), max(points - 14, Decimal(0)), min(points + 11, Decimal(100))
        ),
        network_value=Decimal("0.24") if lower else Decimal("0.782"),
        network_points=Decimal("66.1") + number,
        full_value=Decimal("0.05") if lower else Decimal("0.95"),
        pass_value=Decimal("0.20") if lower else Decimal("0.80"),
        points=points,
        contribution=(points * weight).quantize(Decimal("0.01")),
        lost=((100 - points) * weight).quantize(Decimal("0.01")),
        trend=tuple(
            max(points - d, Decimal(0))
            for d in (Decimal(21), Decimal(16), Decimal(18), Decimal(9), Decimal(4), Decimal(0))
        ),
    )
    if number == 4:
        line = replace(
            line,
            network_value=Decimal("78.2"),
            full_value=Decimal(95),
            pass_value=Decimal(80),
            curve=((Decimal(50), Decimal(0)), (Decimal(80), Decimal(60)), (Decimal(95), Decimal(100))),
        )
    return replace(line, **changes)


def site(code: str) -> SiteIdentity:
    zh = code == "zh_CN"
    names = ("上海张江授权服务中心", "Shanghai Zhangjiang Authorised Service Centre")
    return SiteIdentity(
        code="CN-SH-0417",
        name=names[0] if zh else names[1],
        other_name=names[1] if zh else names[0],
        region="华东大区" if zh else "East China",
        city="上海 · 一线城市" if zh else "Shanghai, tier 1",
        kind="委托服务网点" if zh else "Franchised",
        operator="张江电子维修有限公司" if zh else "Zhangjiang Electronics Repair Ltd",
        opened_on=date(2018, 3, 12),
        repair_orders=4182,
    )


def judgement(code: str, **changes: Any) -> Judgement:
    rated = Judgement(
        bands=bands(code),
        score=Decimal("90.63"),
        coverage=Decimal(1),
        standing="four_star",
        previous_score=Decimal("89.10"),
        previous_quarter=Quarter(2026, 2),
        network_rank=Rank(37, 3012, Decimal("0.9880")),
        peer_rank=Rank(4, 212, Decimal("0.9858")),
        peer_group="委托网点 · 一线城市" if code == "zh_CN" else "Franchised, tier 1 cities",
    )
    return replace(rated, **changes)


def judged(code: str, lines: tuple[CriterionLine, ...]) -> Judgement:
    score = sum((line.contribution or Decimal(0) for line in lines), Decimal(0))
    reached = [band.code for band in bands(code) if score >= band.floor]
    return judgement(code, score=score, standing=reached[-1], previous_score=score - Decimal("1.53"))


def turnaround() -> Turnaround:
    site_hours = ("31.2", "33.8", "29.5", "27.7", "28.0", "26.4", "27.1", "24.6", "24.9", "22.4", "20.8", "18.9")
    months = [
        TurnaroundMonth(2025 + (9 + n) // 12, (9 + n) % 12 + 1, Decimal(hours), Decimal("30.5") - Decimal(n) / 3, n > 8)
        for n, hours in enumerate(site_hours)
    ]
    return Turnaround(tuple(months), Decimal(24))


def history(latest: Decimal = Decimal("90.63")) -> tuple[HistoryPoint, ...]:
    scores = (None, "72.4", "76.1", "78.0", "83.5", "85.2", "89.10", "90.63")
    quarters = [(2024, 4), *((2025, q) for q in range(1, 5)), *((2026, q) for q in range(1, 4))]
    return tuple(
        HistoryPoint(Quarter(*quarter), latest if n == 7 else Decimal(score) if score else None, Decimal("75.5") + n)
        for n, (quarter, score) in enumerate(zip(quarters, scores, strict=True))
    )


def lift(code: str, lines: tuple[CriterionLine, ...]) -> Lift:
    steps = [
        LiftStep(line.label, line.unit, line.better, line.adjusted, None if n % 3 == 1 else line.full_value)
        for n, line in enumerate(lines)
    ]
    return Lift(_BANDS[code][4], Decimal(95), Decimal("4.37"), tuple(steps))


def sheet(code: str = "en", count: int = 4, **changes: Any) -> ScorecardSheet:
    """A rated site's sheet with `count` criteria; `changes` replace whole parts."""
    lines = tuple(criterion(code, number, count) for number in range(count))
    zh = code == "zh_CN"
    whole = ScorecardSheet(
        network_name="北辰服务网络" if zh else "Northline Service Network",
        quarter=Quarter(2026, 3),
        first_day=date(2026, 7, 1),
        last_day=date(2026, 9, 30),
        site=site(code),
        judgement=judged(code, lines),
        criteria=lines,
        lift=lift(code, lines),
        turnaround=turnaround(),
        history=history(judged(code, lines).score or Decimal(0)),
        provenance=Provenance(
            document_number="SC-2026Q3-CN-SH-0417-R1",
            revision=1,
            scheme="authorized-site",
            scheme_version="v3",
            fingerprint="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            generated_at=datetime(2026, 10, 6, 8, 0, tzinfo=UTC),
            published_at=datetime(2026, 10, 6, 7, 30, tzinfo=UTC),
        ),
    )
    return replace(whole, **changes)


def unrated_sheet(code: str = "en") -> ScorecardSheet:
    """Too little data: one criterion in each state that is not scored."""
    zh = code == "zh_CN"
    nothing: dict[str, Any] = dict.fromkeys(
        ("raw", "adjusted", "interval", "points", "contribution", "lost", "sample_size")
    )
    lines = (
        criterion(
            code,
            0,
            5,
            points=Decimal(0),
            contribution=Decimal(0),
            lost=Decimal(50),
            raw=None,
            adjusted=None,
            interval=None,
            state="not_reported",
            sample_size=None,
            trend=(),
        ),
        criterion(
            code,
            1,
            5,
            state="insufficient_sample",
            sample_size=2,
            points=None,
            contribution=None,
            lost=None,
            adjusted=None,
            trend=(None, Decimal(60), None, Decimal(70), None, None),
        ),
        criterion(code, 2, 5, state="not_applicable", **{**nothing, "trend": ()}),
        criterion(code, 3, 5, state="held", **nothing),
        criterion(code, 5, 5, contribution=Decimal("46.60"), lost=Decimal("3.40")),
    )
    reason = (
        "可评权重占 40%，低于评级所需的 60%。" if zh else "40% of the weights could be judged; a standing needs 60%."
    )
    gate = FiredGate("本季度查实乱收费 1 起" if zh else "One substantiated case of overcharging", bands(code)[1].label)
    return sheet(
        code,
        criteria=lines,
        lift=Lift(None),
        judgement=judgement(
            code,
            score=Decimal("46.60"),
            coverage=Decimal("0.4"),
            standing=None,
            unrated_reason=reason,
            network_rank=None,
            peer_rank=None,
            previous_score=None,
            gates=(gate,),
        ),
    )


def empty_sheet(code: str = "en") -> ScorecardSheet:
    """A site of which nothing at all is known."""
    months = tuple(TurnaroundMonth(2026, month, None, None, month > 6) for month in range(1, 10))
    return sheet(
        code,
        count=0,
        site=SiteIdentity(code="S1", name="S1"),
        judgement=Judgement(bands=bands(code), score=None),
        lift=Lift(None),
        turnaround=Turnaround(months),
        history=(HistoryPoint(Quarter(2026, 3), None),),
    )


def league(code: str = "en") -> LeagueSheet:
    whole = sheet(code)
    criteria = tuple(LeagueCriterion(line.label, line.unit, line.weight) for line in whole.criteria)
    cells = tuple(LeagueCell(line.raw, line.points, line.state) for line in whole.criteria)
    gaps = (LeagueCell(None, None, "insufficient_sample"), *cells[1:])
    rows = (
        LeagueRow(
            "S42",
            "=1+2",
            "East",
            "Franchised",
            "Tier 1",
            Decimal("96.65"),
            "five_star",
            Decimal(1),
            cells,
            1,
            1,
            Decimal("0.99"),
        ),
        LeagueRow(
            "S43",
            "http://x.example",
            "@North",
            "Franchised",
            None,
            Decimal("71.20"),
            "pass",
            Decimal(1),
            gaps,
            2,
            2,
            Decimal("0.5"),
            True,
        ),
        LeagueRow(
            "S44", "上海网点", None, None, None, None, None, Decimal("0.2"), gaps, unrated_reason="Too little data"
        ),
    )
    return LeagueSheet(whole.network_name, whole.quarter, whole.judgement.bands, criteria, rows, whole.provenance)


def follow_up(count: int, words: str = "Gloves past their test date") -> FollowUp:
    """So many findings, each with an action and with what it cost."""
    return FollowUp(
        date(2026, 10, 6),
        tuple(
            FoundLine(date(2026, 9, 17), Tag("Major finding", "warn"), f"{words} {n}", Tag("Closed", "good"))
            for n in range(count)
        ),
        tuple(
            ActionLine(f"Action {n}", "Chen Wei", date(2026, 10, 31), Tag("To be verified", "info"))
            for n in range(count)
        ),
        tuple(ConsequenceLine(f"Fine {n}", f"-{n}.00", True, "In the ledger") for n in range(count)),
    )


def annexed(visits: int, booked: int, words: str = "Service desk") -> FollowUp:
    """So many visits of two sections each, and so many postings, every third of them taken back."""
    sections = ((f"{words} A", Decimal("17.5"), Decimal(20)), (f"{words} B", Decimal(30), Decimal(30)))
    return FollowUp(
        date(2026, 10, 6),
        visits=tuple(
            VisitLine(date(2026, 8, 1 + n), f"Mystery visit {n}", words, Decimal("81.25"), n % 2, sections, n % 2 == 0)
            for n in range(visits)
        ),
        booked=tuple(
            BookedLine(date(2026, 9, 17), f"{words} {n}", "The network", f"{n}.50", n % 2 == 1, f"{n}00", n % 3 == 0)
            for n in range(booked)
        ),
        sums=tuple(BookedSum(f"¥{n}.00", f"¥{n}5.00", f"¥{n}9.00", n % 2 == 1) for n in range(7, 9) if booked),
    )
