"""The receipt of the order desk: both languages on one page, the promise as two moments, reproducible."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from network.foundation.i18n import language
from reports.certificate import Pair
from reports.errors import MissingGlyph
from reports.receipt import HEIGHT, WIDTH, ReceiptSheet, render_receipt

RECEIVED = datetime(2026, 11, 20, 14, 3, tzinfo=ZoneInfo("Asia/Shanghai"))

SHEET = ReceiptSheet(
    order_no="CN-SH-001-260001",
    network=Pair("Northline Service Network", "北辰服务网络"),
    site_code="CN-SH-001",
    site=Pair("Shanghai Zhangjiang", "上海张江站"),
    address=Pair("88 Keyuan Road, Shanghai", "上海市浦东新区科苑路88号"),
    phone="+86 21 5555 0000",
    customer="王小明",
    serial_no="SN123456789",
    product="H200 handheld",
    symptom="Does not switch on after a night on the charger. 充电一夜后无法开机。",
    accessories="Charger, case",
    received_at=RECEIVED,
    target_at=RECEIVED + timedelta(hours=24),
    promised_at=RECEIVED + timedelta(hours=48),
    in_warranty=False,
    price=Decimal("120.5"),
    currency="CNY",
    loan_unit_no="L-07",
)


def drawn(sheet: ReceiptSheet = SHEET) -> bytes:
    return render_receipt(sheet, language("en"), language("zh_CN"))


def text(sheet: ReceiptSheet = SHEET) -> str:
    [page] = PdfReader(BytesIO(drawn(sheet))).pages
    assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx((WIDTH, HEIGHT))
    return re.sub(r"\s+", "", page.extract_text())


def test_it_says_everything_in_both_languages() -> None:
    shown = text()
    for words in (
        *SHEET.network, *SHEET.site, *SHEET.address, SHEET.order_no, SHEET.serial_no, SHEET.customer, SHEET.symptom,
        "Receipt for your unit", "接修单", "21 Nov 2026 14:03 UTC+08:00", "2026年11月21日 14:03", "22 Nov 2026 14:03",
        "2026年11月22日 14:03", "CN¥120.50", "¥120.50", "L-07", "Charger, case",
    ):  # fmt: skip
        assert re.sub(r"\s+", "", words) in shown, words


def test_what_is_not_known_yet_is_said_to_be_open() -> None:
    bare = text(replace(SHEET, price=None, currency="", in_warranty=None, accessories="", loan_unit_no=""))
    assert "tobequoted" in bare
    assert "tobechecked" in bare
    assert "Loanunit" not in bare
    assert "Accessories" not in bare


def test_the_same_receipt_gives_the_same_bytes() -> None:
    assert drawn() == drawn(replace(SHEET))


def test_long_texts_stay_on_the_page() -> None:
    long = replace(SHEET, symptom="word " * 400, customer="名" * 200, site=Pair("N" * 200, "名" * 200))
    assert "word" in text(long)


def test_a_character_that_no_font_has_is_refused() -> None:
    with pytest.raises(MissingGlyph):
        drawn(replace(SHEET, customer="🛠"))
