"""The certificate: both languages on one page, reproducible, with a QR code that leads to its verification."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from network.foundation.i18n import language
from reports.certificate import HEIGHT, WIDTH, CertificateSheet, Pair, render_certificate
from reports.certificate_ornaments import draw_qr
from reports.errors import MissingGlyph
from reports.surface import Box
from reports.svg_surface import SvgSurface

ENGLISH, CHINESE = language("en"), language("zh_CN")

SHEET = CertificateSheet(
    number="SM-7K3Q-9F2M-4TBX-C",
    network=Pair("Northline Service Network", "北辰服务网络"),
    site_code="CN-SH-001",
    site=Pair("Shanghai Zhangjiang Authorised Service Centre", "上海张江授权客户服务站"),
    operator=Pair("Hengxin Electronics Service Co.", "上海恒信电子服务有限公司"),
    address=Pair("88 Keyuan Road, Shanghai", "上海市浦东新区科苑路88号"),
    title=Pair("Handheld, level 2: component repair", "手持设备 2 级：部件维修"),
    product_line=Pair("Handheld", "手持设备"),
    repair_level=2,
    valid_from=date(2026, 11, 22),
    valid_to=date(2027, 11, 21),
    issued_on=date(2026, 11, 20),
    provisional_to=date(2027, 6, 30),
    conditional=False,
    verify_url="https://quality.example.com/verify/SM-7K3Q-9F2M-4TBX-C",
)


def drawn(sheet: CertificateSheet = SHEET) -> bytes:
    return render_certificate(sheet, ENGLISH, CHINESE)


def text(sheet: CertificateSheet = SHEET) -> str:
    [page] = PdfReader(BytesIO(drawn(sheet))).pages
    return re.sub(r"\s+", "", page.extract_text())


def test_it_is_one_page_of_a4_across() -> None:
    [page] = PdfReader(BytesIO(drawn())).pages
    assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx((WIDTH, HEIGHT))


def test_it_says_everything_in_both_languages() -> None:
    shown = text()
    for words in (
        *SHEET.network, *SHEET.site, *SHEET.operator, *SHEET.address, *SHEET.title, *SHEET.product_line, SHEET.number,
        "Certificate of Authorised Repair", "授权维修资格证书", "This certifies that", "兹证明",
        "22 Nov 2026", "2026年11月22日", "21 Nov 2027", "2027年11月21日", "20 Nov 2026",
    ):  # fmt: skip
        assert re.sub(r"\s+", "", words) in shown, words


def test_the_same_certificate_gives_the_same_bytes() -> None:
    assert drawn() == drawn(replace(SHEET))


def test_a_provisional_or_conditional_one_says_so_and_another_does_not() -> None:
    assert "Provisionaluntil30Jun2027" in text()
    assert "试运行" in text()
    plain = text(replace(SHEET, provisional_to=None))
    assert "Provisional" not in plain
    assert "附条件" not in plain
    assert "附条件" in text(replace(SHEET, conditional=True))


@pytest.mark.parametrize(
    "site", [Pair("W" * 200, "上海市浦东新区" * 28), Pair("", "上海张江站"), Pair("Bund", ""), Pair("Bund", "Bund")]
)
def test_a_name_of_any_length_or_in_one_language_only_fits(site: Pair) -> None:
    shown = text(replace(SHEET, site=site, operator=Pair("", ""), address=Pair("", "")))
    assert "operatedby" not in shown
    assert SHEET.number in shown


def test_a_name_that_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(MissingGlyph):
        drawn(replace(SHEET, site=Pair("\U0001f600", "")))


def test_the_qr_code_is_drawn_as_areas_and_differs_by_address() -> None:
    codes = []
    for address in (SHEET.verify_url, SHEET.verify_url + "X"):
        surface = SvgSurface(100, 100, "qr")
        draw_qr(surface, Box(0, 0, 100, 100), address)
        codes.append(surface.markup())
    assert all(code.count("<rect") > 100 for code in codes)
    assert codes[0] != codes[1]
