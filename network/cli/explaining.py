"""A scorecard's arithmetic as lines of text."""

from collections.abc import Iterator
from decimal import Decimal

from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.scorecards.queries.sheets import Card
from network.scorecards.rules.explain import Line
from reports.sheet import CriterionLine


def explanation(card: Card) -> str:
    """How the score came about, from records to standing, in the reader's language."""
    return "\n".join(_lines(card))


def _lines(card: Card) -> Iterator[str]:
    sheet, score = card.sheet, card.score
    yield f"{sheet.site.code}  {sheet.site.name}  {card.run.period}  {card.run.kept.scheme.code}"
    for drawn, line in zip(sheet.criteria, card.explanation.lines, strict=True):
        yield ""
        yield f"{drawn.label}  ({current().percent(drawn.weight, 0)})"
        yield from ("  " + text for text in _criterion(drawn, line))
    yield ""
    band = sheet.judgement.band
    standing = band.label if band else sheet.judgement.unrated_reason
    coverage = current().percent(score.coverage, 0)
    told = {"overall": "—" if score.overall is None else score.overall, "standing": standing, "coverage": coverage}
    yield _("Overall %(overall)s (coverage %(coverage)s): %(standing)s") % told
    for gate in sheet.judgement.gates:
        yield _("Capped at %(cap)s: %(reason)s") % {"cap": gate.cap, "reason": gate.reason}
    yield from _lift(card)


def _criterion(drawn: CriterionLine, line: Line) -> Iterator[str]:
    result = line.result
    if result.raw is None:
        yield _("no data: leaves the total") if result.points is None else _("not reported: 0 points")
        return
    counted = {"numerator": _plain(result.numerator), "denominator": _plain(result.denominator)}
    yield _("raw: %(numerator)s / %(denominator)s = %(value)s") % {**counted, "value": _value(result.raw)}
    if result.interval:
        low, high = result.interval
        yield _("95%% interval: %(low)s to %(high)s") % {"low": _value(low), "high": _value(high)}
    if result.pool and result.adjusted is not None:
        told = {"pooled": _value(result.pool.rate), "adjusted": _value(result.adjusted)}
        yield _("network: %(pooled)s; adjusted for sample size: %(adjusted)s") % told
    if result.points is None or result.contribution is None or line.points_lost is None:
        told_sample = {"found": result.sample_size, "needed": drawn.min_sample}
        yield _("not scored: %(found)s records, %(needed)s are needed") % told_sample
        return
    points = {"points": _value(result.points), "gives": _value(result.contribution), "lost": _value(line.points_lost)}
    yield _("points: %(points)s; adds %(gives)s to the total, loses %(lost)s") % points


def _lift(card: Card) -> Iterator[str]:
    lift = card.sheet.lift
    if lift.note:
        yield lift.note
    if lift.next_standing is None or card.explanation.next_standing is None:
        return
    told = {"standing": lift.next_standing, "points": lift.points_missing}
    yield _("To reach %(standing)s, %(points)s points are missing:") % told
    for step, exact in zip(lift.steps, card.explanation.next_standing.lifts, strict=True):
        if exact.value is None:
            yield "  " + _("%(criterion)s: not by this alone") % {"criterion": step.label}
            continue
        words = {"criterion": step.label, "value": _value(exact.value), "records": exact.records}
        text = (
            _("%(criterion)s: %(value)s")
            if exact.records is None
            else _("%(criterion)s: %(value)s (%(records)s more records)")
        )
        yield "  " + text % words


def _value(value: Decimal) -> str:
    return f"{value:.4f}"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
