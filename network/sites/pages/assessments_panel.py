"""The part of an application's page that tells of its assessment: what `assessments_panel.html` needs."""

from typing import Any

from network.foundation.access import ROLE_LABELS, Role
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.sites.pages.criteria_words import level_name, obstacles, plain_number, points, verdict
from network.sites.rules.criteria import CriteriaDocument, Criterion, Group
from network.sites.rules.criteria_scoring import Outcome
from network.sites.schemas.assessments import Assessed, Panel, Seat


def panel_view(found: Panel) -> dict[str, Any]:
    """The context `assessments` of the template."""
    return {
        "seats": [_seat(found, seat) for seat in found.seats],
        "state": _state(found),
        "choosing": _choosing(found),
        "result": _result(found.criteria, found.outcome, len(found.assessed)) if found.criteria else None,
        "table": _table(found.criteria, found.outcome, found.assessed) if found.criteria else None,
    }


def _seat(found: Panel, seat: Seat) -> dict[str, Any]:
    reading = current()
    waiting = seat.submitted_at is None
    moment = seat.assigned_at if seat.submitted_at is None else seat.submitted_at
    told = _("asked on %(day)s, not handed in yet") if waiting else _("handed in on %(day)s")
    return {
        "id": str(seat.assessment_id),
        "assessor": seat.assessor,
        "place": seat.place,
        "told": told % {"day": reading.date(moment.date())},
        "waiting": waiting,
        "release": f"/applications/{found.application_id}/assessors/{seat.assessment_id}/release"
        if waiting and found.may_choose
        else "",
    }


def _state(found: Panel) -> str:
    """In one sentence, where the assessment stands; empty once it is open."""
    if found.outcome:
        return ""
    if not found.seats:
        return _("Nobody has been asked to assess this application yet.")
    if found.next_place == 3:
        return _(
            "Both assessors have handed in, and are more than 15 points apart or of two minds about a knock-out. "
            "Choose a third; nobody sees any marks until that one has handed in, too."
        )
    return _("Nobody sees the marks of another until all have handed in.")


def _choosing(found: Panel) -> dict[str, Any] | None:
    if found.next_place is None or not found.may_choose:
        return None
    return {
        "action": f"/applications/{found.application_id}/assessors",
        "label": _("Third assessor") if found.next_place == 3 else _("Assessor"),
        "options": [
            {"value": str(each.account), "label": f"{each.name} ({ROLE_LABELS[Role(each.role)]})"}
            for each in found.candidates
        ],
    }


def _result(document: CriteriaDocument, outcome: Outcome | None, assessors: int) -> dict[str, Any] | None:
    if outcome is None:
        return None
    return {
        "badge": verdict(outcome),
        "total": points(outcome.total),
        "minimum": plain_number(document.minimum),
        "how": _("The median of three totals.") if assessors == 3 else _("The mean of two totals."),
        "obstacles": obstacles(document, outcome, assessors),
    }


def _table(
    document: CriteriaDocument, outcome: Outcome | None, assessed: tuple[Assessed, ...]
) -> dict[str, Any] | None:
    """All marks side by side; None until they are open."""
    if outcome is None:
        return None
    reading = current()
    return {
        "assessors": [
            {
                "name": each.assessor,
                "total": points(each.score.total),
                "knocked_out": each.score.knocked_out,
                "visited": reading.date(each.visited_on) if each.visited_on else "",
                "remarks": each.remarks,
            }
            for each in assessed
        ],
        "total": points(outcome.total),
        "groups": [_group(group, outcome, assessed) for group in document.groups],
    }


def _group(group: Group, outcome: Outcome, assessed: tuple[Assessed, ...]) -> dict[str, Any]:
    return {
        "label": group.label.in_language(current().code),
        "minimum": plain_number(group.minimum),
        "points": points(outcome.groups[group.key]),
        "short": group.key in outcome.short,
        "each": [points(one.score.groups[group.key]) for one in assessed],
        "rows": [_row(criterion, outcome, assessed) for criterion in group.criteria],
    }


def _row(criterion: Criterion, outcome: Outcome, assessed: tuple[Assessed, ...]) -> dict[str, Any]:
    return {
        "label": criterion.label.in_language(current().code),
        "weight": plain_number(criterion.weight),
        "points": points(outcome.weighted[criterion.key]),
        "cells": [_cell(criterion, one) for one in assessed],
    }


def _cell(criterion: Criterion, assessed: Assessed) -> dict[str, Any]:
    mark = assessed.marks[criterion.key]
    level = mark.level or 1
    return {
        "level": level_name(criterion, level),
        "description": criterion.levels[level - 1].description.in_language(current().code),
        "points": points(assessed.score.weighted[criterion.key]),
        "knocks_out": criterion.knocks_out(level),
        "note": mark.note,
    }
