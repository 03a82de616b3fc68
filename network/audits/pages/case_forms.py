"""A case of a calibration as a form: the checklist with fields, as it is answered by auditors and by headquarters."""

from collections.abc import Mapping
from typing import Any

from litestar.datastructures import FormMultiDict

from network.audits.pages.checklist_trial import answers_in_form
from network.audits.pages.checklist_words import document_view, local
from network.audits.rules.checklists import ChecklistDocument
from network.foundation.errors import Invalid

_AT = "answers."


def answers_of_case(document: ChecklistDocument, form: FormMultiDict) -> dict[str, Any]:
    """What was filled in, as a program would send it."""
    return answers_in_form(document, form)


def case_form(
    document: ChecklistDocument, said: Mapping[str, str] | None = None, refusal: Invalid | None = None
) -> dict[str, Any]:
    """What the templates of a case need beside its own: `whole`, `trial`, `errors`. `said`: what was typed."""
    whole, wrong = document_view(document), _wrong(refusal)
    return {
        "whole": {**whole, "sections": [_unmarked(section) for section in whole["sections"]]},
        "trial": {"said": said or {}, "wrong": wrong, "asked": None, "case": True},
        "errors": [{"field": f"a.{key}", "message": f"{_label(document, key)}: {text}"} for key, text in wrong.items()],
    }


def _unmarked(section: Mapping[str, Any]) -> dict[str, Any]:
    """A section without what its answers are worth: who answers does not see it on the tablet either."""
    questions = [
        {**each, "points": "", "marks": [], "options": [{**option, "share": ""} for option in each["options"]]}
        for each in section["questions"]
    ]
    return {**section, "questions": questions}


def typed_of_case(form: FormMultiDict) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}


def typed_of_answers(answers: Mapping[str, Any]) -> dict[str, str]:
    """Answers that are kept, as the fields of the form hold them."""
    typed: dict[str, str] = {}
    for key, answer in answers.items():
        value = answer["value"]
        if isinstance(value, dict):
            typed |= {f"a.{key}": value["outcome"], f"a.{key}.rings": str(value["rings"])}
            typed[f"a.{key}.seconds"] = value["seconds"]
        elif isinstance(value, bool):
            typed[f"a.{key}"] = "yes" if value else "no"
        elif value is not None:
            typed[f"a.{key}"] = str(value)
        if answer["not_applicable"]:
            typed[f"n.{key}"] = answer["not_applicable"]
    return typed


def _wrong(refusal: Invalid | None) -> dict[str, str]:
    """Question -> what is wrong with its answer."""
    fields = refusal.fields if refusal else {}
    return {
        place.removeprefix(_AT).partition(".")[0]: str(text) for place, text in fields.items() if place.startswith(_AT)
    }


def _label(document: ChecklistDocument, key: str) -> str:
    found = document.question(key)
    return local(found.label) if found else key
