"""The tab “scorecard”: a line for each criterion, and what else was measured."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.scorecards.pages.texts import figure_href
from network.scorecards.queries import wording
from network.scorecards.queries.evidence import Figure
from network.scorecards.queries.sheets import Card
from network.scorecards.rules.results import CriterionResult
from reports import palette
from reports.charts import svg_bullet, svg_sparkline
from reports.sheet import CriterionLine
from reports.wording import bound_text, interval_text, points_text, state_text, value_text


def scorecard(found: Card, measured: Sequence[Figure], *, links: bool) -> dict[str, Any]:
    """`links`: whether the reader may open the records behind a number."""
    pairs = zip(found.sheet.criteria, found.score.criteria, strict=True)
    scored = {result.metric for result in found.score.criteria}
    return {
        "criteria": [_line(line, result, found, links=links) for line, result in pairs],
        "total": _total(found),
        "gates": [{"reason": gate.reason, "cap": gate.cap} for gate in found.sheet.judgement.gates],
        "others": [_other(each, found, links=links) for each in measured if each.key not in scored],
    }


def one_criterion(found: Card, criterion: str, *, links: bool) -> dict[str, Any] | None:
    """The figures of one criterion of a card; none where the card has no such criterion."""
    pairs = zip(found.sheet.criteria, found.score.criteria, strict=True)
    return next((_line(*pair, found, links=links) for pair in pairs if pair[1].criterion == criterion), None)


def _line(line: CriterionLine, result: CriterionResult, found: Card, *, links: bool) -> dict[str, Any]:
    reading, identity = current(), result.criterion
    bullet = svg_bullet(line.points, line.interval, line.label, reading, f"points-{identity}", width=120)
    return {
        "label": line.label,
        "definition": line.definition,
        "weight": reading.percent(line.weight, 0),
        "state": line.state,
        "why": state_text(reading, line),
        "href": figure_href(found, result.metric) if links else "",
        "raw": None if line.raw is None else value_text(reading, line.raw, line.unit),
        "sample": reading.decimal(result.sample_size),
        "interval": interval_text(reading, line.interval) if line.interval else "",
        "adjusted": None if line.adjusted is None else value_text(reading, line.adjusted, line.unit),
        "network": "" if line.network_value is None else value_text(reading, line.network_value, line.unit),
        "full": "" if line.full_value is None else bound_text(reading, line.full_value, line.unit, line.better),
        "passing": "" if line.pass_value is None else bound_text(reading, line.pass_value, line.unit, line.better),
        "points": None if line.points is None else points_text(reading, line.points),
        "ink": "" if line.points is None else palette.points_ink(line.points),
        "bullet": Markup(bullet) if line.points is not None else "",  # noqa: S704 - our own drawing, texts escaped
        "contribution": None if line.contribution is None else points_text(reading, line.contribution, 2),
        "lost": "" if not line.lost else points_text(reading, line.lost, 2),
        "trend": _trend(line, identity),
    }


def _trend(line: CriterionLine, identity: str) -> Markup | str:
    if sum(points is not None for points in line.trend) < 2:
        return ""
    drawing = svg_sparkline(line.trend, line.label, current(), f"trend-{identity}")
    return Markup(drawing)  # noqa: S704 - our own drawing; its texts are escaped there


def _total(found: Card) -> dict[str, str]:
    reading = current()
    lost = [line.lost for line in found.sheet.criteria if line.lost is not None]
    return {
        "score": points_text(reading, found.score.overall, 2),
        "lost": points_text(reading, sum(lost, start=lost[0] * 0), 2) if lost else "",
        "coverage": reading.percent(found.score.coverage, 0),
    }


def _other(figure: Figure, found: Card, *, links: bool) -> dict[str, Any]:
    """A figure that is measured and shown, but earns no points."""
    reading = current()
    unit = wording.unit(figure.metric.facts.unit)
    interval = figure.interval
    return {
        "label": figure.metric.named(figure.params),
        "value": None if figure.value is None else value_text(reading, figure.value, unit),
        "reason": _("There were no such records in the quarter."),
        "sample": ngettext("%(count)s record", "%(count)s records", figure.sample_size)
        % {"count": reading.decimal(figure.sample_size)},
        "interval": f"{reading.decimal(interval.low * 100, 1)}–{reading.percent(interval.high, 1)}" if interval else "",
        "href": figure_href(found, figure.key) if links else "",
        "link": _("See the records"),
    }
