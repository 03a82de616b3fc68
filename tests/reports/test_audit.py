"""The report of a published audit: all that its site reads, in either language, reproducible, and nothing else."""

import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from pypdf import PdfReader

from network.foundation.i18n import language
from reports.audit import AuditSheet, PhotoLine, QuestionLine, SectionLine, render_audit


def picture(color: str) -> bytes:
    target = BytesIO()
    Image.new("RGB", (240, 180), color).save(target, "JPEG")
    return target.getvalue()


def question(label: str, points: int, earned: str | None, *, failed: bool = False, **more: str) -> QuestionLine:
    got = None if earned is None else Decimal(earned)
    return QuestionLine(label, more.pop("answer", "Yes"), Decimal(points), got, failed, **more)


PRICE = question(
    "Was the price that was asked the one on the board?", 15, "0", failed=True, answer="No",
    note="The board said 80, the receipt 120.", consequence="Critical: caps the whole audit at 60.",
)  # fmt: skip
RECEIPT = question("Was there a receipt?", 0, None)
# What became of a question, and below it the clause that it quotes.
CHANGED = "Changed after an appeal.\n1.2 Greeting: Within a minute."
SHEET = AuditSheet(
    network="Northline Service Network",
    site_code="CN-SH-001",
    site="Shanghai Zhangjiang Authorised Service Centre",
    other_name="上海张江授权服务中心",
    kind="Mystery visit",
    checklist="Mystery visit, 100 points",
    visited_on=date(2026, 11, 12),
    part_of_day="in the afternoon",
    published_on=date(2026, 11, 20),
    score=Decimal("60.00"),
    cap=Decimal(60),
    critical_failures=1,
    revision=2,
    changed_because="The recording shows that the shopper was greeted.",
    voided_because="",
    delivered_on=date(2026, 11, 21),
    appeal_until=datetime(2026, 12, 5, tzinfo=ZoneInfo("Asia/Shanghai")),
    sections=(
        SectionLine(
            "Reception",
            Decimal("17.5"),
            Decimal(20),
            None,
            (
                question("Was the customer greeted within a minute?", 10, "10", remark=CHANGED),
                question("How long was the wait at the counter?", 10, "7.5", answer="140 s"),
            ),
        ),
        SectionLine("Price integrity", Decimal(0), Decimal(15), Decimal(0), (PRICE, RECEIPT)),
    ),
    photos=tuple(PhotoLine(picture(color), PRICE.label) for color in ("navy", "teal")),
    url="https://quality.example.com/sites/CN-SH-001/audits/6f1c1a52-6f59-4f0a-9f1c-0a3fbc5f0f11",
)  # fmt: skip


def text(sheet: AuditSheet = SHEET, code: str = "en") -> str:
    pages = PdfReader(BytesIO(render_audit(sheet, language(code)))).pages
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in pages))


def test_it_says_everything() -> None:
    shown = text()
    for words in (
        SHEET.site, SHEET.other_name, SHEET.kind, SHEET.checklist, "12 Nov 2026", SHEET.part_of_day, "60.00",
        "Delivered on 21 Nov 2026",
        SHEET.changed_because, "5 Dec 2026 00:00", PRICE.label, PRICE.note, PRICE.consequence, "0.0 / 15", "7.5 / 10",
        *CHANGED.splitlines(), "1 critical question failed.", "revision 2", "Page 1 of", SHEET.url,
    ):  # fmt: skip
        assert re.sub(r"\s+", "", words) in shown, words


def test_it_speaks_chinese() -> None:
    shown = text(code="zh_CN")
    for words in ("稽核报告", "2026年11月12日", "未通过的题目", "申诉"):
        assert words in shown, words


@pytest.mark.parametrize("code", ["en", "zh_CN"])
def test_the_same_audit_gives_the_same_bytes(code: str) -> None:
    assert render_audit(SHEET, language(code)) == render_audit(replace(SHEET), language(code))


def test_its_metadata_name_nobody_and_no_time() -> None:
    found = PdfReader(BytesIO(render_audit(SHEET, language("en")))).metadata
    assert found is not None
    assert found.title == "CN-SH-001 Shanghai Zhangjiang Authorised Service Centre – Mystery visit, 12 Nov 2026"
    assert (found.author, found.creator, found.subject) == ("Northline Service Network", "Servicemark", "Audit report")
    assert found.creation_date is not None
    assert found.creation_date.year == 2000
    assert set(found) <= {
        "/Title", "/Author", "/Creator", "/Subject", "/Producer", "/CreationDate", "/ModDate", "/Keywords", "/Trapped"
    }  # fmt: skip


def test_an_audit_without_a_score_says_so_and_a_voided_one_why() -> None:
    shown = text(replace(SHEET, score=None, cap=None, voided_because="It was the wrong site."))
    assert "Thisvisitisnotscored." in shown
    assert "Voided:Itwasthewrongsite." in shown
    assert "appealed" not in shown


def test_an_audit_that_its_site_has_not_got_yet_says_from_when_its_days_count() -> None:
    waiting = replace(SHEET, delivered_on=None, appeal_until=None)
    assert "tenworkingdaysfromitsdelivery" in text(waiting)
    assert "送达之日起十个工作日" in text(waiting, "zh_CN")


def test_long_audits_run_over_pages_and_no_heading_is_left_alone() -> None:
    long = replace(
        SHEET.sections[0], questions=tuple(question(f"Question {n} " + "word " * 30, 1, "1") for n in range(80))
    )
    pages = PdfReader(BytesIO(render_audit(replace(SHEET, sections=(long, long)), language("en")))).pages
    assert len(pages) > 4
    assert all("Page" in page.extract_text() for page in pages)


def test_what_no_font_can_draw_is_a_box_and_the_report_is_there() -> None:
    shown = text(replace(SHEET, changed_because="Fixed 🛠\nwith\ttools"))
    assert "Fixed□withtools" in shown
