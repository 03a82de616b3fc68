"""What the form of a step offers to choose from."""

from typing import Any

from network.foundation.access import ROLE_LABELS, Role
from network.foundation.i18n import gettext as _
from network.sites.pages.criteria_words import obstacles
from network.sites.rules.applications import OPENING_LABELS, REJECTION_LABELS
from network.sites.rules.assessments import INDEPENDENT
from network.sites.schemas.assessments import Panel


def offers(step: str, seats: Panel) -> dict[str, Any]:
    """The names that the template of this step needs beyond those of every step."""
    match step:
        case "review":
            return {"places": _places(seats), "people": _people(seats)}
        case "decision":
            return {"obstacles": _obstacles(seats)}
        case "rejection":
            return {"reasons": [{"value": code, "label": str(label)} for code, label in REJECTION_LABELS.items()]}
        case "opening":
            return {"items": [{"value": item, "label": str(label)} for item, label in OPENING_LABELS.items()]}
        case _:
            return {}


def _places(seats: Panel) -> list[dict[str, str]]:
    """The selects that are needed: two, less those who have been asked already."""
    labels = {"first": _("First assessor"), "second": _("Second assessor")}
    open_places = INDEPENDENT - len(seats.seats)
    return [{"name": name, "label": label} for name, label in list(labels.items())[: max(0, open_places)]]


def _people(seats: Panel) -> list[dict[str, str]]:
    text = _("%(name)s (%(role)s)")
    return [
        {"value": str(each.account), "label": text % {"name": each.name, "role": str(ROLE_LABELS[Role(each.role)])}}
        for each in seats.candidates
    ]


def _obstacles(seats: Panel) -> list[str]:
    if seats.criteria is None or seats.outcome is None:
        return [_("The assessment is not complete yet.")]
    return obstacles(seats.criteria, seats.outcome, len(seats.assessed))
