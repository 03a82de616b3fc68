"""What an assessor has written, what it comes to, and what is missing: what `assessment_review.html` needs."""

from typing import Any

from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.sites.pages.criteria_words import level_name, obstacles, plain_number, points, verdict
from network.sites.rules.assessments import ASSESSING, CHOOSING, missing_from
from network.sites.rules.criteria import Criterion
from network.sites.rules.criteria_scoring import combine, score
from network.sites.schemas.assessments import MyAssessment


def review_view(mine: MyAssessment) -> dict[str, Any]:
    reading, document = current(), mine.criteria.document
    writes = mine.written and mine.line.application_state in CHOOSING
    missing = missing_from(document, mine.levels, mine.notes, visited=mine.visited_on is not None)
    return {
        "writes": writes,
        "submits": writes and mine.line.application_state in ASSESSING and not missing,
        "early": writes and mine.line.application_state not in ASSESSING,
        "missing": [
            {"href": f"#field-{name.replace('marks.', 'level-')}", "text": _named(mine, name, str(text))}
            for name, text in missing.items()
        ]
        if writes
        else [],
        "result": _result(mine) if not any(key not in mine.levels for key in document.keys) else None,
        "visited": reading.date(mine.visited_on) if mine.visited_on else "",
        "remarks": mine.remarks,
        "groups": [
            {"label": group.label.in_language(reading.code), "criteria": [_mark(mine, each) for each in group.criteria]}
            for group in document.groups
        ],
    }


def _named(mine: MyAssessment, name: str, text: str) -> str:
    key = name.removeprefix("marks.")
    if key == name:
        return text
    label = mine.criteria.document.criterion(key).label.in_language(current().code)
    return _("%(criterion)s: %(problem)s") % {"criterion": label, "problem": text}


def _result(mine: MyAssessment) -> dict[str, Any]:
    """What these marks alone come to."""
    document = mine.criteria.document
    outcome = combine(document, [score(document, mine.levels)])
    return {
        "badge": verdict(outcome),
        "total": points(outcome.total),
        "minimum": plain_number(document.minimum),
        "obstacles": obstacles(document, outcome, 1),
    }


def _mark(mine: MyAssessment, criterion: Criterion) -> dict[str, Any]:
    level = mine.levels.get(criterion.key)
    described = criterion.levels[level - 1].description.in_language(current().code) if level else ""
    return {
        "label": criterion.label.in_language(current().code),
        "level": level_name(criterion, level) if level else "",
        "description": described,
        "knocks_out": level is not None and criterion.knocks_out(level),
        "note": mine.notes.get(criterion.key, ""),
    }
