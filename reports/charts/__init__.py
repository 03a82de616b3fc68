"""Charts. Each `draw_*` draws on any Surface; each `svg_*` returns an <svg> element for a page."""

from reports.charts.bullet import draw_bullet, svg_bullet
from reports.charts.curve import draw_curve, svg_curve
from reports.charts.gauge import draw_gauge, svg_gauge
from reports.charts.heat_map import HeatCell, HeatRow, draw_heat_map, heat_map_height, svg_heat_map
from reports.charts.histogram import STEPS, Scores, draw_histogram, step_of, svg_histogram
from reports.charts.history import draw_history, svg_history
from reports.charts.intervals import Estimated, draw_intervals, svg_intervals
from reports.charts.ladder import draw_badge, draw_ladder, svg_badge, svg_ladder
from reports.charts.pareto import Frequent, draw_pareto, svg_pareto
from reports.charts.profile import draw_profile, svg_profile
from reports.charts.sparkline import draw_sparkline, svg_sparkline
from reports.charts.standings import Class, Counts, draw_shares, draw_spread, svg_shares, svg_spread
from reports.charts.stretches import Column, Part, draw_bar, draw_columns, svg_bar, svg_columns
from reports.charts.turnaround import draw_turnaround, svg_turnaround
from reports.charts.waterfall import Step, Waterfall, draw_waterfall, svg_waterfall, waterfall_height
from reports.charts.yardstick import Quartiles, Yardstick, draw_yardstick, svg_yardstick, yardstick_rows

__all__ = [
    "STEPS",
    "Class",
    "Column",
    "Counts",
    "Estimated",
    "Frequent",
    "HeatCell",
    "HeatRow",
    "Part",
    "Quartiles",
    "Scores",
    "Step",
    "Waterfall",
    "Yardstick",
    "draw_badge",
    "draw_bar",
    "draw_bullet",
    "draw_columns",
    "draw_curve",
    "draw_gauge",
    "draw_heat_map",
    "draw_histogram",
    "draw_history",
    "draw_intervals",
    "draw_ladder",
    "draw_pareto",
    "draw_profile",
    "draw_shares",
    "draw_sparkline",
    "draw_spread",
    "draw_turnaround",
    "draw_waterfall",
    "draw_yardstick",
    "heat_map_height",
    "step_of",
    "svg_badge",
    "svg_bar",
    "svg_bullet",
    "svg_columns",
    "svg_curve",
    "svg_gauge",
    "svg_heat_map",
    "svg_histogram",
    "svg_history",
    "svg_intervals",
    "svg_ladder",
    "svg_pareto",
    "svg_profile",
    "svg_shares",
    "svg_sparkline",
    "svg_spread",
    "svg_turnaround",
    "svg_waterfall",
    "svg_yardstick",
    "waterfall_height",
    "yardstick_rows",
]
