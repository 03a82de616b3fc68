"""The curve from values to points, as drawn."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest

from network.foundation.i18n import language
from reports.charts import svg_curve
from reports.charts.curve import points_at

SVG = "{http://www.w3.org/2000/svg}"
FALLING = [(Decimal("0.05"), Decimal(100)), (Decimal("0.20"), Decimal(60)), (Decimal("0.38"), Decimal(0))]


def drawn(value: Decimal | None = None, code: str = "en") -> ElementTree.Element:
    return ElementTree.fromstring(svg_curve(FALLING, "fraction", "A & <B>", language(code), "c", value))  # noqa: S314


@pytest.mark.parametrize(
    ("value", "points"), [("0", "100"), ("0.05", "100"), ("0.125", "80"), ("0.20", "60"), ("0.29", "30"), ("0.9", "0")]
)
def test_the_curve_is_linear_between_its_breakpoints_and_flat_outside(value: str, points: str) -> None:
    assert points_at(FALLING, Decimal(value)) == Decimal(points)


def test_each_breakpoint_has_its_value_below() -> None:
    texts = [text.text for text in drawn().iter(f"{SVG}text")]
    assert texts == ["0", "60", "100", "5.0%", "20.0%", "38.0%"]


def test_a_value_of_today_is_one_more_dot_on_the_line() -> None:
    without, marked = (len(list(drawn(value).iter(f"{SVG}circle"))) for value in (None, Decimal("0.3")))
    assert (without, marked) == (3, 4)


def test_a_value_far_outside_stays_in_the_picture() -> None:
    box = [float(each) for each in drawn(Decimal(1)).attrib["viewBox"].split()]
    for circle in drawn(Decimal(1)).iter(f"{SVG}circle"):
        assert 0 <= float(circle.attrib["cx"]) <= box[2]


def test_the_picture_is_told_in_words_of_the_readers_language() -> None:
    described = drawn(Decimal("0.3")).find(f"{SVG}desc")
    assert described is not None
    assert described.text == "5.0% → 100, 20.0% → 60, 38.0% → 0; this site: 30.0%"
    title = drawn(code="zh_CN").find(f"{SVG}title")
    assert title is not None
    assert title.text == "A & <B>的得分曲线"


def test_the_picture_has_no_style_attribute() -> None:
    assert not any("style" in element.attrib for element in drawn().iter())
