"""Charts on pages: well-formed, without style attributes, with a text alternative; the same drawing as in the PDF."""

from collections.abc import Callable
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from network.foundation.i18n import Language, language
from reports import charts, palette
from reports.charts.parts import axis_step, axis_top
from reports.sheet import Quarter, Turnaround, TurnaroundMonth
from tests.reports.samples import bands, criterion, empty_sheet, history, judgement, sheet, turnaround, unrated_sheet

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>&\"'"


CLASSES = (charts.Class("Five stars", palette.GOLD), charts.Class(HOSTILE, palette.BLUE))
COUNTS = charts.Counts(Quarter(2026, 3), (3, 9))
PARTS = tuple(charts.Part(place % 2, Decimal(place), f"{HOSTILE} {place}", f"{place} h") for place in range(5))
COLUMNS = tuple(charts.Column(HOSTILE, (Decimal(place), Decimal("0.5")), HOSTILE) for place in range(3))
SCORES = charts.Scores(tuple(range(charts.STEPS)), Decimal("81.4"), Decimal(83))
NO_SCORES = charts.Scores((0,) * charts.STEPS, None, None)
HEAT = tuple(
    charts.HeatRow(HOSTILE, (charts.HeatCell(Decimal(points), 3), charts.HeatCell(None, 0))) for points in (0, 59, 100)
)
LINES = tuple(charts.Frequent(HOSTILE, 9 - place, Decimal(place) / 3) for place in range(1, 4))


def every_chart(reader: Language) -> dict[str, str]:
    whole, nothing, unrated = (make(reader.code) for make in (sheet, empty_sheet, unrated_sheet))
    line = whole.criteria[0]
    six = tuple(criterion(reader.code, n, 6) for n in range(6))
    return {
        "gauge": charts.svg_gauge(whole.judgement, reader, "gauge"),
        "gauge-empty": charts.svg_gauge(nothing.judgement, reader, "gauge-empty"),
        "badge": charts.svg_badge(whole.judgement, reader, "badge"),
        "badge-unrated": charts.svg_badge(unrated.judgement, reader, "badge-unrated"),
        "ladder": charts.svg_ladder(whole.judgement, reader, "ladder"),
        "spark": charts.svg_sparkline(line.trend, HOSTILE, reader, "spark"),
        "spark-empty": charts.svg_sparkline((None,) * 6, line.label, reader, "spark-empty"),
        "bullet": charts.svg_bullet(line.points, line.interval, HOSTILE, reader, "bullet"),
        "bullet-empty": charts.svg_bullet(None, None, line.label, reader, "bullet-empty"),
        "turnaround": charts.svg_turnaround(turnaround(), reader, "turnaround"),
        "turnaround-empty": charts.svg_turnaround(Turnaround(()), reader, "turnaround-empty"),
        "history": charts.svg_history(history(), bands(reader.code), reader, "history"),
        "history-empty": charts.svg_history((), bands(reader.code), reader, "history-empty"),
        "spread": charts.svg_spread(CLASSES, COUNTS, reader, "spread"),
        "spread-empty": charts.svg_spread(CLASSES, charts.Counts(Quarter(2026, 3), (0, 0)), reader, "spread-empty"),
        "shares": charts.svg_shares(CLASSES, (COUNTS, COUNTS), reader, "shares"),
        "shares-empty": charts.svg_shares(CLASSES, (), reader, "shares-empty"),
        "bar": charts.svg_bar(CLASSES, PARTS, HOSTILE, "bar"),
        "bar-empty": charts.svg_bar(CLASSES, (), "Nothing", "bar-empty"),
        "columns": charts.svg_columns(CLASSES, COLUMNS, reader, HOSTILE, "columns"),
        "columns-empty": charts.svg_columns(CLASSES, (), reader, "Nothing", "columns-empty"),
        "histogram": charts.svg_histogram(SCORES, bands(reader.code), reader, HOSTILE, "histogram"),
        "histogram-empty": charts.svg_histogram(NO_SCORES, bands(reader.code), reader, "Nothing", "histogram-empty"),
        "heat": charts.svg_heat_map((HOSTILE, HOSTILE * 9), HEAT, reader, HOSTILE, "heat"),
        "heat-empty": charts.svg_heat_map((), (), reader, "Nothing", "heat-empty"),
        "pareto": charts.svg_pareto(LINES, reader, HOSTILE, HOSTILE, "pareto"),
        "pareto-empty": charts.svg_pareto((), reader, "Nothing", "Nothing", "pareto-empty"),
        "profile": charts.svg_profile(whole.criteria, reader, "profile"),
        "radar": charts.svg_profile(six, reader, "radar"),
        "profile-gaps": charts.svg_profile(unrated.criteria, reader, "profile-gaps"),
        "profile-empty": charts.svg_profile((), reader, "profile-empty"),
    }


def test_every_chart_is_well_formed_and_fits_a_strict_page(reader: Language) -> None:
    for name, markup in every_chart(reader).items():
        root = ElementTree.fromstring(markup)  # noqa: S314
        assert root.tag == f"{SVG}svg", name
        assert {key for element in root.iter() for key in element.attrib}.isdisjoint({"style", "onload"}), name
        assert "nan" not in markup, name


def test_every_chart_has_a_text_alternative_under_its_own_ids(reader: Language) -> None:
    whole = "".join(every_chart(reader).values())
    page = ElementTree.fromstring(f"<main>{whole}</main>")  # noqa: S314
    ids = [element.attrib["id"] for element in page.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    for picture in page:
        assert picture.attrib["role"] == "img"
        assert all(name in ids for name in picture.attrib["aria-labelledby"].split())
        assert picture.findtext(f"{SVG}title")


def test_names_cannot_break_out_of_a_chart() -> None:
    markup = charts.svg_bullet(Decimal(50), None, HOSTILE, language("en"), "b")
    assert "<script>" not in markup
    assert ElementTree.fromstring(markup).findtext(f"{SVG}title") == HOSTILE  # noqa: S314


def test_a_gap_in_the_history_breaks_the_line() -> None:
    def lines(markup: str) -> int:
        return markup.count("<polyline")

    whole = history()
    gap = (*whole[:3], whole[0], *whole[4:])
    drawn = [lines(charts.svg_history(points, bands("en"), language("en"), "h")) for points in (whole, gap)]
    assert drawn == [2, 3]


def test_the_pointer_of_the_ladder_stands_in_the_standings_own_segment() -> None:
    def pointer(score: str) -> float:
        markup = charts.svg_ladder(judgement("en", score=Decimal(score)), language("en"), "l", width=189)
        corner = ElementTree.fromstring(markup).find(f"{SVG}polygon")  # noqa: S314
        assert corner is not None
        return (float(corner.attrib["points"].split(",")[0]) - 4) / 20

    assert [int(pointer(score)) for score in ("0", "69.9", "70", "80", "90", "94.9", "95")] == [0, 0, 1, 2, 3, 3, 4]
    assert pointer("100") == pytest.approx(5)


@pytest.mark.parametrize(("highest", "step", "top"), [(0.5, 0.1, 0.5), (4, 1, 4), (31.2, 10, 40), (980, 200, 1000)])
def test_axes_have_round_steps_that_reach_the_highest_value(highest: float, step: float, top: float) -> None:
    assert axis_step(highest) == pytest.approx(step)
    assert axis_top(highest, axis_step(highest)) == pytest.approx(top)


def test_a_month_without_repairs_is_a_dash_not_a_bar() -> None:
    def bars(draw: Callable[[], str]) -> int:
        return draw().count("<rect")

    known = turnaround()
    silent = Turnaround(tuple(month for month in known.months if month.in_quarter), known.target_hours)
    none = Turnaround(empty_sheet().turnaround.months, known.target_hours)
    assert bars(lambda: charts.svg_turnaround(silent, language("en"), "t")) == 3
    assert bars(lambda: charts.svg_turnaround(none, language("en"), "t")) == 0


@pytest.mark.parametrize(
    ("network", "moves"), [("10", False), ("15", True), ("20", False)], ids=["below", "through the value", "above"]
)
def test_no_line_is_drawn_through_the_value_of_a_bar(network: str, moves: bool) -> None:
    month = TurnaroundMonth(2026, 9, Decimal("15.6"), Decimal(network), in_quarter=True)
    root = ElementTree.fromstring(  # noqa: S314
        charts.svg_turnaround(Turnaround((month,), Decimal(24)), language("en"), "t")
    )
    [bar] = list(root.iter(f"{SVG}rect"))
    [value] = [each for each in root.iter(f"{SVG}text") if each.text == "15.6"]
    head = float(value.attrib["y"]) - float(bar.attrib["y"])
    assert (head > float(bar.attrib["height"]) / 2) is moves


def test_a_column_of_shares_is_filled_by_its_classes_in_order() -> None:
    root = ElementTree.fromstring(charts.svg_shares(CLASSES, (COUNTS,), language("en"), "s"))  # noqa: S314
    best, rest = root.findall(f".//{SVG}g/{SVG}rect")
    assert float(rest.attrib["height"]) == pytest.approx(3 * float(best.attrib["height"]), rel=0.01)
    assert float(best.attrib["y"]) + float(best.attrib["height"]) == pytest.approx(float(rest.attrib["y"]), abs=0.02)


def test_a_class_without_sites_takes_no_room_in_a_column_and_keeps_its_row_of_bars() -> None:
    none = charts.Counts(Quarter(2026, 3), (0, 4))
    assert charts.svg_shares(CLASSES, (none,), language("en"), "s").count("<rect") == 1
    assert "Five stars: 0 · 0%" in charts.svg_spread(CLASSES, none, language("en"), "s")


@pytest.mark.parametrize(
    "color", [palette.GOLD, palette.GOOD, palette.BLUE, palette.SILVER, palette.BAD, palette.WHITE]
)
def test_what_is_written_on_a_colour_can_be_read(color: str) -> None:
    def light(of: str) -> float:
        red, green, blue = (int(of[place : place + 2], 16) / 255 for place in (1, 3, 5))
        return float(0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2)

    high, low = sorted((light(color), light(palette.ink_on(color))), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= 4.3
