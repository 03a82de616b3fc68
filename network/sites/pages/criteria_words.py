"""Criteria, marks and verdicts in words of the reader's language."""

from decimal import Decimal
from typing import Any

from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.sites.rules.criteria import EVIDENCE_LABELS, CriteriaDocument, Criterion
from network.sites.rules.criteria_scoring import Outcome


def points(value: Decimal) -> str:
    """Points of 0 to 100, as they are compared: with two decimals."""
    return current().decimal(value, 2)


def plain_number(value: Decimal) -> str:
    """A weight or a minimum as it is written in the document: 12, 7.5."""
    places = max(0, -int(value.normalize().as_tuple().exponent))
    return current().decimal(value, places)


def level_name(criterion: Criterion, level: int) -> str:
    return _("Level %(level)s of %(levels)s") % {"level": level, "levels": len(criterion.levels)}


def evidence_names(criterion: Criterion) -> str:
    """What must be handed in for it; empty for nothing."""
    return _(", ").join(str(EVIDENCE_LABELS[kind]) for kind in criterion.evidence)


def verdict(outcome: Outcome) -> dict[str, str]:
    """A badge: `label`, `tone` and `symbol`."""
    if outcome.knocked_out:
        return {"label": _("Knocked out"), "tone": "bad", "symbol": "ban"}
    if outcome.passed:
        return {"label": _("Meets the criteria"), "tone": "good", "symbol": "check"}
    return {"label": _("Below the minimum"), "tone": "bad", "symbol": "circle-x"}


def obstacles(document: CriteriaDocument, outcome: Outcome, assessors: int) -> list[str]:
    """Everything that keeps an applicant out, the knock-outs first; empty for one that meets the criteria."""
    told = _knock_outs(document, outcome, assessors) if outcome.knocked_out else []
    if outcome.low:
        values = {"points": points(outcome.total), "minimum": plain_number(document.minimum)}
        told.append(_("The total is %(points)s, below the minimum of %(minimum)s.") % values)
    code = current().code
    for group in document.groups:
        if group.key in outcome.short:
            values = {
                "group": group.label.in_language(code),
                "points": points(outcome.groups[group.key]),
                "minimum": plain_number(group.minimum),
            }
            told.append(_("%(group)s: %(points)s points, below the minimum of %(minimum)s.") % values)
    return told


def _knock_outs(document: CriteriaDocument, outcome: Outcome, assessors: int) -> list[str]:
    code = current().code
    sentence = _("Knock-out: %(criterion)s, found by %(count)s of %(assessors)s.")
    told = [
        sentence
        % {"criterion": document.criterion(key).label.in_language(code), "count": count, "assessors": assessors}
        for key, count in outcome.knock_outs.items()
    ]
    if not outcome.low and not outcome.short:
        told.append(_("The points alone would be enough, but a knock-out prevails over any total."))
    return told


def criterion_view(criterion: Criterion) -> dict[str, Any]:
    """A criterion with its described levels, the best first, as the pages show it."""
    code = current().code
    return {
        "key": criterion.key,
        "label": criterion.label.in_language(code),
        "weight": plain_number(criterion.weight),
        "knock_out": criterion.knock_out is not None,
        "evidence": evidence_names(criterion),
        "levels": [
            {
                "number": number,
                "points": plain_number(level.points),
                "description": level.description.in_language(code),
                "knocks_out": criterion.knocks_out(number),
            }
            for number, level in reversed(list(enumerate(criterion.levels, start=1)))
        ],
    }
