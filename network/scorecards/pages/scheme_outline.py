"""A draft of a scheme as its page shows it: heading, criteria with their weights, gates, standings."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.scorecards.metrics.catalogue import FACTS, METRICS
from network.scorecards.pages.scheme_words import criterion_name, since, sum_words
from network.scorecards.pages.texts import standing_color
from network.scorecards.queries import wording
from network.scorecards.queries.drafts import Draft
from network.scorecards.rules.scheme import UNRATED, Criterion, Gate, MetricCondition, Scheme
from network.scorecards.schemas.scheme_lines import plain
from reports.wording import points_text, value_text


def outline(draft: Draft, weights: Sequence[str] | None = None) -> dict[str, Any]:
    """`weights`: as they were typed, instead of those that are kept."""
    scheme, reading = draft.scheme, current()
    kept = [plain(Decimal(each.weight) / 100) for each in scheme.criteria]
    shown = list(weights or kept)
    return {
        "facts": [
            {"label": _("Name in English"), "value": scheme.name.en or None, "reason": _("not written yet")},
            {"label": _("Name in Chinese"), "value": scheme.name.zh_CN or None, "reason": _("not written yet")},
            {"label": _("In force from"), "value": since(scheme) or None, "reason": _("not chosen yet")},
            {"label": _("Coverage needed for a standing"), "value": reading.percent(scheme.min_coverage, 0)},
            {
                "label": _("Monthly reports"),
                "value": _("owed by every site") if scheme.reporting_duty else _("not owed"),
            },
        ],
        "criteria": [
            _criterion(each, weight) | {"place": place}
            for place, (each, weight) in enumerate(zip(scheme.criteria, shown, strict=True))
        ],
        "total": sum_words(each.weight for each in scheme.criteria),
        "gates": [gate_line(scheme, each) | {"place": place} for place, each in enumerate(scheme.gates)],
        "standings": [
            {
                "code": each.code,
                "label": each.label.in_language(reading.code) or each.code,
                "from": points_text(reading, each.from_score, 2),
                "color": standing_color(each.code),
            }
            for each in scheme.standings
        ],
        "metrics": metric_choices(),
    }


def metric_choices(*, gates: bool = False) -> list[dict[str, str]]:
    """What a criterion may judge, or (`gates`) any metric."""
    return [
        {"value": code, "label": metric.named({})} for code, metric in METRICS.items() if gates or metric.facts.scored
    ]


def gate_line(scheme: Scheme, gate: Gate) -> dict[str, Any]:
    labels = {each.code: each.label.in_language(current().code) for each in scheme.standings}
    return {
        "code": gate.code,
        "reason": gate.reason.in_language(current().code) or gate.code,
        "condition": condition_text(gate),
        "cap": {"code": None if gate.cap == UNRATED else gate.cap, "label": labels.get(gate.cap, _("Not rated"))},
    }


def condition_text(gate: Gate) -> str:
    """The condition in words and figures."""
    when = gate.when
    if not isinstance(when, MetricCondition):
        return _("certification not valid on the last day")
    if when.metric not in METRICS:
        return when.metric
    reading, facts = current(), FACTS[when.metric]
    sign = {">=": "≥", "<=": "≤"}.get(when.op, when.op)
    text = f"{METRICS[when.metric].named(when.params)} {sign} " + value_text(
        reading, when.value, wording.unit(facts.unit)
    )
    if when.use == "adjusted":
        text += ", " + _("adjusted for sample size")
    if when.min_sample:
        text += ", " + _("from %(count)s records on") % {"count": reading.decimal(when.min_sample)}
    return text


def _criterion(criterion: Criterion, weight: str) -> dict[str, Any]:
    return {
        "code": criterion.code,
        "label": criterion_name(criterion),
        "weight": weight,
        "curve": curve_text(criterion),
        "min_sample": current().decimal(criterion.min_sample),
        "shrink": current().decimal(criterion.shrink) if criterion.shrink else "",
        "absent": _("Counts as 0 points") if criterion.absent == "not_reported" else _("Leaves the total"),
    }


def curve_text(criterion: Criterion) -> str:
    """`60% → 0, 80% → 60`."""
    facts = FACTS.get(criterion.metric)
    if facts is None:
        return ""
    reading, unit = current(), wording.unit(facts.unit)
    return ", ".join(
        f"{value_text(reading, point.value, unit)} → {points_text(reading, point.points, 0)}"
        for point in criterion.curve
    )
