"""“What if”: the reader supposes other records, and the server scores the card anew. Nothing is stored."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.scorecards.metrics.catalogue import FACTS, METRICS
from network.scorecards.pages.texts import change, sentence, standing, whole
from network.scorecards.queries import wording
from network.scorecards.queries.sheets import Card
from network.scorecards.rules.results import CriterionResult
from network.scorecards.rules.scheme import Criterion
from network.scorecards.rules.what_if import can_be_supposed, supposed
from reports.wording import points_text

PREFIX = "more-"


def what_if(found: Card, asked: Mapping[str, str]) -> dict[str, Any] | None:
    """The form with what was typed, and the answer; None where no number can be changed. `asked`: the address."""
    fields = [_field(criterion, result, asked) for criterion, result in _open(found)]
    if not fields:
        return None
    errors = [{"field": field["name"], "message": field["error"]} for field in fields if field["error"]]
    given = {field["criterion"]: field["number"] for field in fields if field["number"]}
    return {
        "fields": fields,
        "errors": errors,
        "answer": _answer(found, given) if given and not errors else None,
        "asked": bool(given) or bool(errors),
    }


def _open(found: Card) -> Iterator[tuple[Criterion, CriterionResult]]:
    """The criteria whose records can be supposed otherwise."""
    for criterion, result in zip(found.run.kept.scheme.criteria, found.score.criteria, strict=True):
        if can_be_supposed(FACTS[criterion.metric], result):
            yield criterion, result


def _field(criterion: Criterion, result: CriterionResult, asked: Mapping[str, str]) -> dict[str, Any]:
    metric, name = METRICS[criterion.metric], f"{PREFIX}{criterion.code}"
    typed = asked.get(name, "").strip()
    higher = metric.facts.direction == "higher"
    most = int(result.denominator - result.numerator if higher else result.numerator)
    number, error = _read(typed, int(result.denominator) - most, most)
    told = {
        "out_of": sentence(metric.out_of),
        "denominator": whole(result.denominator),
        "counted": str(metric.counted),
        "numerator": whole(result.numerator),
    }
    return {
        "name": name,
        "criterion": criterion.code,
        "label": wording.criterion_label(criterion),
        "unit": str(metric.improved) % {"records": "…"},
        "now": _("%(out_of)s: %(denominator)s, of these %(counted)s: %(numerator)s") % told,
        "typed": typed,
        "number": number,
        "least": most - int(result.denominator),
        "most": most,
        "error": error,
    }


def _read(typed: str, worse: int, most: int) -> tuple[int, str]:
    """A whole number in reach, else what to type."""
    if not typed:
        return 0, ""
    told = _("Enter a whole number from %(least)s to %(most)s.") % {"least": whole(-worse), "most": whole(most)}
    try:
        number = int(typed.replace("−", "-")) if len(typed) < 12 else None
    except ValueError:
        number = None
    return (number, "") if number is not None and -worse <= number <= most else (0, told)


def _answer(found: Card, given: Mapping[str, int]) -> dict[str, Any]:
    scheme, before = found.run.kept.scheme, found.score
    after = supposed(scheme, FACTS, before, given).card
    reading, drawn = current(), found.sheet.judgement.bands
    criteria = {each.code: each for each in scheme.criteria}
    moved = [(old, new) for old, new in zip(before.criteria, after.criteria, strict=True) if old.points != new.points]
    return {
        "score": points_text(reading, after.overall, 2),
        "before": points_text(reading, before.overall, 2),
        "change": change((after.overall or Decimal(0)) - (before.overall or Decimal(0))),
        "standing": standing(after.standing, drawn),
        "standing_before": standing(before.standing, drawn),
        "gates": [gate.reason.in_language(reading.code) for gate in after.gates if gate.lowers],
        "criteria": [
            {
                "label": wording.criterion_label(criteria[new.criterion]),
                "from": points_text(reading, old.points),
                "to": points_text(reading, new.points),
            }
            for old, new in moved
        ],
    }
