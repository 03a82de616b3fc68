"""The form of a monthly report: what it shows, and reading it back without losing what was typed."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from litestar.datastructures import FormMultiDict
from pydantic import ValidationError

from network.foundation.i18n import gettext as _
from network.repairs.pages.report_words import FIELD_LABELS, WORD_LABELS, count
from network.repairs.rules.report_figures import FIGURES, SECTION_LABELS, WRITTEN, ReportSection
from network.repairs.rules.report_questions import SHORTEST_SENTENCE
from network.repairs.rules.reports import STAFFING
from network.repairs.schemas.reports import AskedOut, ReportIn, ReportOut
from network.web.validation import field_errors

_WHOLE = re.compile(r"[+-]?[0-9]{1,9}")
WHY, WORDS = "why-", "words-"


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form holds, as it was typed: figures and the sentences to them by figure, words by section."""

    nil: bool = False
    figures: Mapping[str, str] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


def typed_from(report: ReportOut) -> Typed:
    """What the form holds when it is opened: what was kept, and what the records know where nothing was."""
    content = report.content
    filled = {**report.known, **content.figures} if content.nil else content.figures
    figures = {key: str(value) for key, value in filled.items()}
    return Typed(content.nil, figures, content.explanations, content.words)


def read_form(form: FormMultiDict) -> Typed:
    typed = {name: value.strip() for name, value in form.items() if isinstance(value, str)}
    return Typed(
        "nil" in typed,
        {key: typed[key] for key in FIGURES if typed.get(key)},
        {key: typed[WHY + key] for key in FIGURES if typed.get(WHY + key)},
        {section.value: typed[WORDS + section] for section in WRITTEN if typed.get(WORDS + section)},
    )


def with_zeros(typed: Typed) -> Typed:
    """The same with 0 in what was left empty."""
    return Typed(typed.nil, {key: typed.figures.get(key) or "0" for key in FIGURES}, typed.why, typed.words)


def report_of(typed: Typed) -> tuple[ReportIn, dict[str, str]]:
    """What can be read of what was typed, and what is wrong with the rest, by the name of its control.

    A nil report takes only the figures of staffing: the others are not shown with it.
    """
    shown = {key: text for key, text in typed.figures.items() if not typed.nil or key in STAFFING}
    numbers = {key: unicodedata.normalize("NFKC", text) for key, text in shown.items()}
    wrong = {key: _("A whole number is expected.") for key, text in numbers.items() if not _WHOLE.fullmatch(text)}
    parts: dict[str, dict[str, Any]] = {
        "figures": {key: int(text) for key, text in numbers.items() if key not in wrong},
        "explanations": dict(typed.why),
        "words": dict(typed.words),
    }
    try:
        return ReportIn.model_validate({"nil": typed.nil, **parts}), wrong
    except ValidationError as error:
        told = field_errors(error.errors(include_input=False))
    for place, message in told.items():
        part, _dot, key = place.partition(".")
        key = key.partition(".")[0]
        wrong[control_of(place)] = message
        parts[part].pop(key, None)
    return ReportIn.model_validate({"nil": typed.nil, **parts}), wrong


def control_of(place: str) -> str:
    """`figures.received`, `explanations.received`, `words.incidents` -> the name of the control of the form."""
    part, _dot, key = place.partition(".")
    key = key.partition(".")[0]
    return {"explanations": WHY, "words": WORDS}.get(part, "") + key


def error_lines(wrong: Mapping[str, str]) -> list[dict[str, str]]:
    """The `errors` of `error_summary`: what is wrong, with the name of the field in front."""
    return [
        {"field": name, "message": _("%(label)s: %(message)s") % {"label": _label(name), "message": message}}
        for name, message in wrong.items()
    ]


def _label(name: str) -> str:
    return str(FIELD_LABELS.get(name.removeprefix(WHY), name))


def sections(report: ReportOut, typed: Typed, wrong: Mapping[str, str]) -> list[dict[str, Any]]:
    """The form section by section: its figures, and where one writes."""
    asked = {each.field: each for each in report.questions}
    # That something is still missing is told when the report is to be submitted, not while it is being filled in.
    doubts = {each.field: each.text for each in report.problems if each.code != "missing"}
    returned = report.in_force.returned if report.in_force else {}
    return [
        {
            "key": section.value,
            "title": str(SECTION_LABELS[section]),
            "staffing": section is ReportSection.STAFFING,
            "rows": [
                _row(key, report, typed, {**doubts, **wrong}, asked.get(key), returned.get(key, ""))
                for key, figure in FIGURES.items()
                if figure.section is section
            ],
            "words": _words(section, typed, wrong, returned) if section in WRITTEN else None,
        }
        for section in ReportSection
    ]


def _row(
    key: str, report: ReportOut, typed: Typed, wrong: Mapping[str, str], asked: AskedOut | None, returned: str
) -> dict[str, Any]:
    why = typed.why.get(key, "")
    return {
        "key": key,
        "label": str(FIGURES[key].label),
        "value": typed.figures.get(key, ""),
        "known": count(report.known.get(key)),
        "differs": asked is not None and asked.code == "differs",
        "error": wrong.get(key, ""),
        "asked": asked.text if asked else "",
        "open": asked is not None and len(why) < SHORTEST_SENTENCE,
        "why": why,
        "why_error": wrong.get(WHY + key, ""),
        "returned": returned,
    }


def _words(
    section: ReportSection, typed: Typed, wrong: Mapping[str, str], returned: Mapping[str, str]
) -> dict[str, str]:
    return {
        "name": WORDS + section,
        "label": str(WORD_LABELS[section]),
        "value": typed.words.get(section.value, ""),
        "error": wrong.get(WORDS + section, ""),
        # Of incidents it stands at their count.
        "returned": "" if section.value in FIGURES else returned.get(section.value, ""),
    }


def unanswered(report: ReportOut) -> dict[str, str]:
    """What keeps the report from being submitted, by the name of its control: problems, and unanswered questions."""
    told = report.content.whole().explanations
    problems = {each.field: each.text for each in report.problems}
    asked = {
        WHY + each.field: each.text
        for each in report.questions
        if len(told.get(each.field, "")) < SHORTEST_SENTENCE and each.field not in problems
    }
    # In the order of the form, whatever was found first.
    every = {**problems, **asked}
    return {name: every[name] for key in FIGURES for name in (key, WHY + key) if name in every}


def spoken(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of `commands.reports.flat` for showing two versions beside each other."""
    return {**values, "nil": _("yes") if values.get("nil") else ""}


def labels_of(names: Iterable[str]) -> dict[str, str]:
    """What the fields of `flat` are called, in the order of the form."""
    wanted = set(names)
    labels = {name: str(label) for name, label in FIELD_LABELS.items()}
    labels |= {WHY + key: _("Why: %(figure)s") % {"figure": figure.label} for key, figure in FIGURES.items()}
    return {name: label for name, label in labels.items() if name in wanted}
