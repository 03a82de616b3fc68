"""The tab “explanation”: what the next standing would take, which conditions hold, and the arithmetic step by step."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.scorecards.metrics.catalogue import METRICS
from network.scorecards.pages.supposing import what_if
from network.scorecards.pages.texts import figure_href, listed, sentence, standing, whole
from network.scorecards.queries import wording
from network.scorecards.queries.benchmarks import Scope
from network.scorecards.queries.explained import Explained
from network.scorecards.queries.sheets import Card
from network.scorecards.rules.curve import Segment
from network.scorecards.rules.explain import Lift, Line, cheapest_first
from network.scorecards.rules.results import CriterionResult
from network.scorecards.rules.scheme import WHOLE_WEIGHT, Criterion
from reports.charts import Quartiles, Yardstick, svg_yardstick, yardstick_rows
from reports.sheet import CriterionLine, Unit
from reports.wording import DASH, points_text, state_text, value_text


def explanation(found: Card, told: Explained, asked: Mapping[str, str], *, links: bool) -> dict[str, Any]:
    """What the template shows. `links`: whether the reader may open the records; `asked`: what is supposed."""
    scheme = found.run.kept.scheme
    every = zip(scheme.criteria, found.sheet.criteria, found.explanation.lines, strict=True)
    return {
        "next": lift_lines(found),
        "what_if": what_if(found, asked),
        "gates": [_gate(found, number) for number in range(len(found.score.gates))],
        "criteria": [_criterion(found, told, criterion, drawn, line, links=links) for criterion, drawn, line in every],
        "total": list(_total(found)),
        "href": f"/scorecards/schemes/{scheme.code}/{scheme.version}",
        "scheme": f"{scheme.name.in_language(current().code)} {scheme.version}",
        "benchmarks": _about_benchmarks(found, told),
    }


def _about_benchmarks(found: Card, told: Explained) -> str:
    """Why there are no lanes of others, where there are none."""
    if told.benchmarks:
        return ""
    if not found.run.is_final:
        return _("How others stand is told once the quarter is published.")
    return _("How others stand is told only over five or more sites of three or more other operators.")


def lift_lines(found: Card) -> dict[str, Any]:
    """The way to the next standing, the cheapest first, or why there is none to tell."""
    lift, exact = found.sheet.lift, found.explanation.next_standing
    if exact is None:
        return {"standing": None, "none": lift.note, "note": "", "first": [], "steps": [], "text": "", "impossible": ""}
    reading, criteria = current(), {each.code: each for each in found.run.kept.scheme.criteria}
    told = {
        "score": points_text(reading, exact.from_score, 2),
        "missing": points_text(reading, exact.points_missing, 2),
    }
    text = (
        _("It begins at %(score)s; %(missing)s points are missing.") % told
        if exact.points_missing
        else _("The score is enough for it; only a condition is in the way.")
    )
    drawn = dict(zip(criteria, found.sheet.criteria, strict=True))
    steps = [_step(drawn[each.criterion], criteria[each.criterion], each, found) for each in cheapest_first(exact)]
    reasons = {gate.code: gate.reason.in_language(reading.code) for gate in found.run.kept.scheme.gates}
    return {
        "standing": standing(exact.standing, found.sheet.judgement.bands),
        "text": text,
        "note": _("No single criterion is enough for the next standing: improve several.")
        if exact.points_missing and not steps
        else "",
        "none": "",
        # A condition that caps comes before everything else: no score lifts the standing while it holds.
        "first": [reasons[code] for code in exact.blocked_by],
        "steps": steps,
        "impossible": listed([drawn[each.criterion].label for each in exact.lifts if each.effort is None])
        if exact.points_missing
        else "",
    }


def _step(drawn: CriterionLine, criterion: Criterion, lift: Lift, found: Card) -> dict[str, Any]:
    """One criterion that could lift the standing, all else unchanged."""
    reading = current()
    text, share = _("To be reached"), ""
    if lift.records is not None and lift.effort is not None:
        result = next(each for each in found.score.criteria if each.criterion == lift.criterion)
        text = wording.improvement(criterion, lift.records)
        share = _("%(records)s of %(count)s records, %(share)s") % {
            "records": whole(lift.records),
            "count": whole(result.denominator),
            "share": reading.percent(lift.effort, 1),
        }
    return {
        "label": drawn.label,
        "text": text,
        "share": share,
        "blocked": bool(lift.blocked_by),
        "from": value_text(reading, drawn.raw, drawn.unit),
        "to": value_text(reading, lift.value, drawn.unit),
    }


def _gate(found: Card, number: int) -> dict[str, Any]:
    gate = found.score.gates[number]
    cap = standing(None if gate.cap == "unrated" else gate.cap, found.sheet.judgement.bands)
    return {"reason": gate.reason.in_language(current().code), "cap": cap, "lowers": gate.lowers}


def _criterion(
    found: Card, told: Explained, criterion: Criterion, drawn: CriterionLine, line: Line, *, links: bool
) -> dict[str, Any]:
    reading, result = current(), line.result
    shown = _yardstick(criterion, drawn, result, told)
    curve = svg_yardstick(shown, reading, f"curve-{criterion.code}")
    return {
        "code": criterion.code,
        "label": drawn.label,
        "state": drawn.state,
        "weight": reading.percent(drawn.weight, 0),
        "points": None if drawn.points is None else points_text(reading, drawn.points),
        "href": figure_href(found, result.metric) if links else "",
        "steps": list(_steps(found, criterion, drawn, line)),
        "title": _("Points for %(criterion)s") % {"criterion": drawn.label},
        "about": _key(shown),
        "curve": Markup(curve),  # noqa: S704 - our own drawing; its texts are escaped there
        "rows": yardstick_rows(shown, reading),
    }


def _yardstick(criterion: Criterion, drawn: CriterionLine, result: CriterionResult, told: Explained) -> Yardstick:
    """The curve with the site's own value, what chance leaves open, and as much of the others as may be told."""

    def held(scope: Scope) -> Quartiles | None:
        known = told.benchmarks.get((criterion.code, scope))
        return Quartiles(known.lower, known.middle, known.upper, known.sites) if known else None

    low, high = result.interval or (None, None)
    return Yardstick(
        label=drawn.label,
        unit=drawn.unit,
        curve=drawn.curve,
        raw=result.raw,
        adjusted=result.adjusted,
        low=low,
        high=high,
        rate=drawn.network_value,
        peers=held("peers"),
        network=held("network"),
        scored=result.points is not None,
    )


def _key(shown: Yardstick) -> str:
    """What the signs mean, as far as they are drawn."""
    parts = []
    if shown.raw is not None:
        parts.append(_("Ring: measured; dot: adjusted; line: 95%% interval.") % {})
    if shown.peers or shown.network:
        parts.append(_("Bar: the middle half of the sites of others; tick: the middle one."))
    if shown.rate is not None:
        parts.append(_("Diamond: the network’s rate."))
    return " ".join(parts)


def _steps(found: Card, criterion: Criterion, drawn: CriterionLine, line: Line) -> Iterator[str]:
    """The arithmetic of one criterion, a sentence a step."""
    result = line.result
    if result.raw is None:
        yield _("There are no such records in the quarter.")
    else:
        yield _raw(criterion, drawn, result)
        yield from _shrunk(criterion, drawn, result)
    if result.points is None or result.contribution is None or line.points_lost is None:
        yield _("%(reason)s: the weight leaves the total.") % {"reason": state_text(current(), drawn)}
        return
    if result.segment is not None and result.adjusted is not None:
        yield _on_curve(result.segment, result.points, drawn.unit)
    elif drawn.state == "not_reported":
        yield _("The site did not report: 0 points, and the weight stays.")
    reading = current()
    yield _("Weight %(weight)s of %(kept)s that stay: adds %(adds)s to the score and loses %(loses)s.") % {
        "weight": reading.percent(drawn.weight, 0),
        "kept": reading.percent(Decimal(found.score.kept_weight) / WHOLE_WEIGHT, 0),
        "adds": points_text(reading, result.contribution, 2),
        "loses": points_text(reading, line.points_lost, 2),
    }


def _raw(criterion: Criterion, drawn: CriterionLine, result: CriterionResult) -> str:
    metric = METRICS[criterion.metric]
    told = {
        "numerator": whole(result.numerator),
        "denominator": whole(result.denominator),
        "out_of": sentence(metric.out_of),
        "counted": str(metric.counted),
        "value": _exact(result.raw, drawn.unit),
        "sample": whole(result.sample_size),
    }
    if metric.facts.is_rate:
        return _("%(out_of)s: %(denominator)s, of these %(counted)s: %(numerator)s. That is %(value)s.") % told
    return _("%(out_of)s: %(sample)s. The figure is %(value)s.") % told


def _shrunk(criterion: Criterion, drawn: CriterionLine, result: CriterionResult) -> Iterator[str]:
    """How few records are kept from weighing too much."""
    if result.pool is None or not criterion.shrink or result.adjusted is None:
        return
    yield _(
        "So that a few records do not decide, %(shrink)s at the network rate of %(network)s are added: "
        "(%(numerator)s + %(shrink)s × %(network)s) / (%(denominator)s + %(shrink)s) = %(adjusted)s."
    ) % {
        "shrink": whole(criterion.shrink),
        "network": _exact(result.pool.rate, drawn.unit),
        "numerator": whole(result.numerator),
        "denominator": whole(result.denominator),
        "adjusted": _exact(result.adjusted, drawn.unit),
    }


def _on_curve(segment: Segment, points: Decimal, unit: Unit) -> str:
    reading = current()
    told = {"points": points_text(reading, points, 2)}
    lower, upper = segment
    if lower is None or upper is None:
        only = lower or upper
        end = {"value": DASH if only is None else value_text(reading, only.value, unit)}
        beyond = _("At or below %(value)s") if lower is None else _("Above %(value)s")
        return _("%(where)s the curve is flat: %(points)s points.") % {**told, "where": beyond % end}
    return _(
        "On the curve between %(low)s (%(low_points)s points) and %(high)s (%(high_points)s points): %(points)s points."
    ) % {
        **told,
        "low": value_text(reading, lower.value, unit),
        "low_points": points_text(reading, lower.points, 0),
        "high": value_text(reading, upper.value, unit),
        "high_points": points_text(reading, upper.points, 0),
    }


def _exact(value: Decimal | None, unit: Unit) -> str:
    """A value with one more digit than in tables, so that the arithmetic can be followed."""
    if value is not None and unit == "fraction":
        return current().percent(value, 2)
    return value_text(current(), value, unit)


def _total(found: Card) -> Iterator[str]:
    """From the contributions to the standing."""
    reading, score, judgement = current(), found.score, found.sheet.judgement
    parts = [result.contribution for result in score.criteria if result.contribution is not None]
    if score.overall is not None:
        yield _("%(parts)s = %(score)s, rounded to two places.") % {
            "parts": " + ".join(points_text(reading, part, 3) for part in parts),
            "score": points_text(reading, score.overall, 2),
        }
    yield _("%(coverage)s of the weights could be scored; %(needed)s are needed for a standing.") % {
        "coverage": reading.percent(score.coverage, 0),
        "needed": reading.percent(found.run.kept.scheme.min_coverage, 0),
    }
    labels = {band.code: band.label for band in judgement.bands}
    if score.band:
        yield _("The score falls into the band “%(band)s”.") % {"band": labels[score.band]}
    if score.standing and score.standing != score.band:
        yield _("A condition caps the standing at “%(cap)s”.") % {"cap": labels[score.standing]}
    if score.unrated:
        yield judgement.unrated_reason
