"""The form of an assessment: what was typed or kept, in and out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar.datastructures import FormMultiDict
from pydantic import ValidationError

from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.sites.errors.assessments import MarksWrong
from network.sites.pages.criteria_words import criterion_view, level_name
from network.sites.rules.criteria import CriteriaDocument, Criterion
from network.sites.schemas.assessments import EvidenceFile, MarksIn, MyAssessment
from network.web.validation import field_errors
from network.web.versions import differences


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it stands, whether it makes sense or not: level and note of each criterion, day and remarks."""

    levels: Mapping[str, str]
    notes: Mapping[str, str]
    visited_on: str
    remarks: str

    def marks(self) -> MarksIn:
        """What of it can be kept. MarksWrong names the fields that cannot be read."""
        marks = {
            key: {
                "level": int(self.levels[key]) if self.levels[key].isascii() and self.levels[key].isdigit() else None,
                "note": self.notes[key],
            }
            for key in self.levels
        }
        given = {"marks": marks, "visited_on": self.visited_on or None, "remarks": self.remarks}
        try:
            return MarksIn.model_validate(given)
        except ValidationError as error:
            wrong = field_errors(error.errors())
            raise MarksWrong({_field(name): text for name, text in wrong.items()}) from error


def _field(name: str) -> str:
    """`marks.staff.note` is told at the criterion."""
    return name.removesuffix(".note").removesuffix(".level")


def typed_in(form: FormMultiDict, document: CriteriaDocument) -> Typed:
    keys = document.keys
    return Typed(
        levels={key: str(form.get(f"level-{key}", "")) for key in keys},
        notes={key: str(form.get(f"note-{key}", "")) for key in keys},
        visited_on=str(form.get("visited_on", "")).strip(),
        remarks=str(form.get("remarks", "")),
    )


def kept_as_typed(mine: MyAssessment) -> Typed:
    marks = mine.marks
    return Typed(
        levels={key: str(marks[key].level or "") if key in marks else "" for key in mine.criteria.document.keys},
        notes={key: marks[key].note if key in marks else "" for key in mine.criteria.document.keys},
        visited_on=mine.visited_on.isoformat() if mine.visited_on else "",
        remarks=mine.remarks,
    )


def form_view(mine: MyAssessment, typed: Typed, errors: Mapping[str, str], theirs: Typed | None) -> dict[str, Any]:
    """What assessment.html needs besides its heading. `theirs`: what another window of the same assessor has saved."""
    language = current().code
    document = mine.criteria.document
    return {
        "errors": [{"field": _anchor(name), "message": text} for name, text in errors.items()],
        "visited_error": errors.get("visited_on", ""),
        "visited_on": typed.visited_on,
        "remarks": typed.remarks,
        "remarks_error": errors.get("remarks", ""),
        "both": differences(_labels(document), _words(document, typed), _words(document, theirs)) if theirs else None,
        "general": [_file(file) for file in mine.evidence if file.criterion not in document.keys],
        "groups": [
            {
                "key": group.key,
                "label": group.label.in_language(language),
                "criteria": [_criterion(each, typed, errors, mine.evidence) for each in group.criteria],
            }
            for group in document.groups
        ],
    }


def _anchor(name: str) -> str:
    return name.replace("marks.", "level-")


def _criterion(
    criterion: Criterion, typed: Typed, errors: Mapping[str, str], evidence: tuple[EvidenceFile, ...]
) -> dict[str, Any]:
    view = criterion_view(criterion)
    return {
        **view,
        "chosen": typed.levels[criterion.key],
        "note": typed.notes[criterion.key],
        "error": errors.get(f"marks.{criterion.key}", ""),
        "files": [_file(file) for file in evidence if file.criterion == criterion.key],
    }


def _file(file: EvidenceFile) -> dict[str, Any]:
    return {"name": file.file_name, "href": f"/application-documents/{file.id}", "photo": file.file_kind == "photo"}


def _labels(document: CriteriaDocument) -> dict[str, str]:
    labels = {each.key: each.label.in_language(current().code) for each in document.criteria}
    return {**labels, "visited_on": _("Day of the visit"), "remarks": _("Remarks")}


def _words(document: CriteriaDocument, typed: Typed) -> dict[str, str]:
    """What both versions are compared by: the level and the note of each criterion, in words."""
    told = {each.key: _mark_in_words(each, typed) for each in document.criteria}
    return {**told, "visited_on": typed.visited_on, "remarks": typed.remarks}


def _mark_in_words(criterion: Criterion, typed: Typed) -> str:
    level = typed.levels[criterion.key]
    named = level_name(criterion, int(level)) if level.isascii() and level.isdigit() else ""
    return " · ".join(part for part in (named, typed.notes[criterion.key]) if part)
