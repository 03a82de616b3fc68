"""Standards as templates write them: words, links, figures and drawings."""

from decimal import Decimal
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from network.audits.pages.planning_words import kind_text
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.manuals.rules.standards import CONTROL_POINT_LABELS
from network.manuals.schemas.standards import ClauseOut, StandardOut
from network.scorecards.metrics.catalogue import FACTS, METRICS
from network.scorecards.pages.texts import quarter_text
from network.scorecards.queries import wording
from network.scorecards.schemas.standards import MeasuredOut, QuarterMet, QuestionLink, StandingStandard
from reports import palette
from reports.charts import Class, Column, svg_columns
from reports.wording import value_text

PATH = "/standards"


def standard_path(key: str) -> str:
    return f"{PATH}/{quote(key, safe='')}"


def standard_view(found: StandingStandard) -> dict[str, Any]:
    """A standard with what is told of the four."""
    standard, code = found.standard, current().code
    return {
        "key": standard.key,
        "href": standard_path(standard.key),
        "control_point": standard.control_point,
        "control_point_label": str(CONTROL_POINT_LABELS[standard.control_point]),
        "indicator": standard.indicator.in_language(code),
        "target": standard.target.in_language(code),
        "version": standard.version,
        "retired": current().date(standard.retired_at.date()) if standard.retired_at else "",
        "clauses": [clause_view(each) for each in found.stated],
        "courses": None
        if found.taught is None
        else [{"label": each.title.in_language(code), "href": f"/courses/{each.key}"} for each in found.taught],
        "questions": None if found.checked is None else [question_view(each) for each in found.checked],
        "metric": METRICS[standard.metric].named({}) if standard.metric and standard.metric in METRICS else "",
        "metric_target": metric_target_text(standard),
        "state": _state(found.measured),
        "own": _own(standard, found.measured),
    }


def clause_view(clause: ClauseOut) -> dict[str, str]:
    code = current().code
    told = {"manual": clause.manual_title.in_language(code), "number": clause.number, "edition": clause.edition}
    return {
        "label": clause.title.in_language(code),
        "place": _("%(manual)s %(number)s, edition %(edition)s") % told,
        "since": current().date(clause.effective_on),
        "href": f"/manuals/{clause.manual}#{clause.key}",
    }


def question_view(question: QuestionLink) -> dict[str, str]:
    """`mean`: the share of the points, in per cent; empty without answers."""
    answers = ngettext("%(count)s answer", "%(count)s answers", question.answers)
    return {
        "label": question.label.in_language(current().code),
        "kind": kind_text(question.kind),
        "href": f"/checklists/{question.checklist}" if question.checklist else "",
        "standard": question.standard or "",
        "mean": "" if question.mean is None else current().percent(question.mean, 0),
        "answers": answers % {"count": current().decimal(question.answers)},
    }


def metric_target_text(standard: StandardOut) -> str:
    """`at least 95%`; empty for a standard that no metric measures."""
    if standard.metric is None or standard.metric not in FACTS or standard.metric_target is None:
        return ""
    facts = FACTS[standard.metric]
    value = value_text(current(), standard.metric_target, wording.unit(facts.unit))
    sign = _("at least %(value)s") if facts.direction == "higher" else _("at most %(value)s")
    return sign % {"value": value}


def _state(measured: MeasuredOut | None) -> dict[str, Any] | None:
    """How many sites meet the target in the newest published quarter, and the change since the oldest of four."""
    if measured is None or not measured.quarters:
        return None
    newest, oldest = measured.quarters[0], measured.quarters[-1]
    return {
        "share": current().percent(newest.share, 0),
        "quarter": quarter_text(Quarter.parse(newest.quarter)),
        "sites": _of_sites(newest),
        "change": _change(newest, oldest) if newest is not oldest else None,
    }


def _change(newest: QuarterMet, oldest: QuarterMet) -> dict[str, str]:
    """What the macro `change` takes: in points of the share of sites."""
    points = (newest.share - oldest.share) * 100
    level = abs(points) < 1
    direction = "level" if level else "up" if points > 0 else "down"
    return {
        "label": _("Since %(quarter)s") % {"quarter": quarter_text(Quarter.parse(oldest.quarter))},
        "text": _("%(points)s points") % {"points": f"{points:+.0f}"},
        "direction": direction,
        "tone": {"level": "neutral", "up": "good", "down": "bad"}[direction],
    }


def _of_sites(quarter: QuarterMet) -> str:
    number = current().decimal
    return _("%(met)s of %(sites)s sites") % {"met": number(quarter.met), "sites": number(quarter.sites)}


def _own(standard: StandardOut, measured: MeasuredOut | None) -> list[dict[str, Any]]:
    if measured is None or standard.metric is None or standard.metric not in FACTS:
        return []
    unit = wording.unit(FACTS[standard.metric].unit)
    return [
        {
            "site": each.site,
            "quarter": quarter_text(Quarter.parse(each.quarter)),
            "value": value_text(current(), each.value, unit),
            "met": each.met,
        }
        for each in measured.own
    ]


def standard_charts(found: StandingStandard) -> list[dict[str, Any]]:
    """What the macro `chart` takes: the trend over four quarters, and how the sites spread in the newest."""
    measured, standard = found.measured, found.standard
    if measured is None or not measured.quarters or standard.metric not in FACTS:
        return []
    return [_trend(measured), _spread(standard, measured.quarters[0])]


def _trend(measured: MeasuredOut) -> dict[str, Any]:
    classes = [Class(_("Meets it"), palette.GOOD_DARK), Class(_("Does not"), palette.TRACK)]
    quarters = list(reversed(measured.quarters))
    named = [(quarter_text(Quarter.parse(each.quarter)), each) for each in quarters]
    columns = [
        Column(name, (Decimal(each.met), Decimal(each.sites - each.met)), _of_sites(each)) for name, each in named
    ]
    title = _("Sites that meet the standard, by quarter")
    return {
        "id": "standard-trend",
        "title": title,
        "description": _("Sites with a figure in each published quarter."),
        "svg": _drawn(classes, columns, title, "standard-trend-drawing"),
        "headers": [_("Quarter"), _("Meets it"), _("Sites"), _("Share")],
        "rows": [(name, str(each.met), str(each.sites), current().percent(each.share, 0)) for name, each in named],
    }


def _spread(standard: StandardOut, newest: QuarterMet) -> dict[str, Any]:
    unit = wording.unit(FACTS[str(standard.metric)].unit)
    width = (newest.highest - newest.lowest) / 10
    from_on = [value_text(current(), newest.lowest + width * place, unit) for place in range(10)]
    counts = list(zip(from_on, newest.steps, strict=True))
    classes = [Class(_("Sites"), palette.BLUE)]
    columns = [Column(name, (Decimal(count),), current().decimal(count)) for name, count in counts]
    title = _("How the sites spread")
    return {
        "id": "standard-spread",
        "title": title,
        "description": _("Sites by their figure in %(quarter)s, each column from the value below it on.")
        % {"quarter": quarter_text(Quarter.parse(newest.quarter))},
        "svg": _drawn(classes, columns, title, "standard-spread-drawing"),
        "headers": [_("From"), _("Sites")],
        "rows": [(name, str(count)) for name, count in counts],
    }


def _drawn(classes: list[Class], columns: list[Column], title: str, identity: str) -> Markup:
    drawing = svg_columns(classes, columns, current(), title, identity)
    return Markup(drawing)  # noqa: S704 - our own drawing; its texts are escaped there
