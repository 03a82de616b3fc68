"""Checklists in words of the reader's language, and what their pages have in common."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from network.audits.rules.answers import CallOutcome
from network.audits.rules.checklist_validation import possible_words
from network.audits.rules.checklists import (
    EVIDENCE_LABELS,
    KIND_LABELS,
    STATE_LABELS,
    TYPE_LABELS,
    ChecklistDocument,
    Effect,
    EvidenceWhen,
    Question,
    QuestionType,
    Section,
)
from network.audits.schemas.checklist_versions import ChecklistVersion
from network.foundation.documents.problems import Problem
from network.foundation.i18n import Text, current, lazy
from network.foundation.i18n import gettext as _
from network.sites.rules.criteria import LocalText

PATH = "/checklists"
_TONES = {"draft": ("neutral", "circle-dashed"), "published": ("good", "lock"), "retired": ("neutral", "archive")}
OUTCOME_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        CallOutcome.ANSWERED: lazy("Somebody answered"),
        CallOutcome.MACHINE: lazy("A machine answered"),
        CallOutcome.BUSY: lazy("The line was busy"),
        CallOutcome.NO_ANSWER: lazy("Nobody answered"),
    }
)


def checklist_path(kept: ChecklistVersion, *more: str) -> str:
    return "/".join((PATH, str(kept.id), *more))


def local(text: LocalText | None) -> str:
    """A text of the document in the reader's language; empty for none."""
    return text.in_language(current().code) if text else ""


def number(value: Decimal | None) -> str:
    """As it is written in the document: 12, 7.5; empty for none."""
    if value is None:
        return ""
    return current().decimal(value, max(0, -int(value.normalize().as_tuple().exponent)))


def trail_to(kept: ChecklistVersion, title: str = "") -> list[dict[str, str]]:
    """The breadcrumb of a version's page, or of one below it."""
    here = {"label": f"{local(kept.document.title)} {kept.version}", "href": checklist_path(kept) if title else ""}
    crumbs = [{"label": _("Checklists"), "href": PATH}, here]
    return [*crumbs, {"label": title, "href": ""}] if title else crumbs


def brief(kept: ChecklistVersion) -> dict[str, Any]:
    """A version in a list or at the head of its page."""
    reading, document = current(), kept.document
    moment = kept.published_at or kept.created_at
    tone, symbol = _TONES[kept.state]
    return {
        "title": local(document.title),
        "key": kept.key,
        "kind": str(KIND_LABELS[kept.kind]),
        "version": kept.version,
        "row_version": kept.row_version,
        "state": {"label": str(STATE_LABELS[kept.state]), "tone": tone, "symbol": symbol},
        "is_draft": kept.is_draft,
        "pilot": kept.pilot,
        "href": checklist_path(kept),
        "note": kept.note,
        "who": kept.published_by or kept.created_by,
        "on": reading.date(moment.date()),
        "retired_on": reading.date(kept.retired_at.date()) if kept.retired_at else "",
        "questions": sum(1 for _each in document.questions),
        "points": number(document.points),
    }


def problem_lines(problems: Iterable[Problem]) -> list[dict[str, str]]:
    """What must be put right before it can be published."""
    return [{"place": each.path, "text": str(each)} for each in problems]


def document_view(document: ChecklistDocument) -> dict[str, Any]:
    """A whole checklist as the tablet shows it, and as its makers must see it: points, caps and conditions beside."""
    return {
        "introduction": local(document.introduction),
        "persona": local(document.persona),
        "sections": [section_view(section, document) for section in document.sections],
    }


def section_view(section: Section, document: ChecklistDocument) -> dict[str, Any]:
    return {
        "key": section.key,
        "label": local(section.label),
        "guidance": local(section.guidance),
        "points": number(sum((each.points for each in section.questions if each.scored), Decimal(0))),
        "share": current().percent(section.most_not_applicable, 0),
        "questions": [question_view(question, document) for question in section.questions],
    }


def question_view(question: Question, document: ChecklistDocument) -> dict[str, Any]:
    return {
        "key": question.key,
        "type": question.type.value,
        "type_label": str(TYPE_LABELS[question.type]),
        "label": local(question.label) or question.key,
        "guidance": local(question.guidance),
        "photo": f"{PATH}/photos/{question.photo}" if question.photo else "",
        "points": number(question.points) if question.scored else "",
        "marks": _marks(question),
        "when": [_condition(each.question, each.values, document) for each in question.when],
        "line": _line(question),
        "options": _options(question),
        "unit": local(question.unit),
        "photographed": question.type is QuestionType.PHOTO or question.evidence is not EvidenceWhen.NEVER,
        "not_applicable": question.not_applicable,
    }


def _marks(question: Question) -> list[dict[str, str]]:
    """What a question does besides earning points, as badges."""
    marks = []
    if question.critical is not None:
        marks.append({"label": critical_words(question), "tone": "bad", "symbol": "alert-triangle"})
    if question.evidence is not EvidenceWhen.NEVER:
        marks.append({"label": str(EVIDENCE_LABELS[question.evidence]), "tone": "info", "symbol": ""})
    if question.decoy:
        marks.append({"label": _("Decoy, never shown to a site"), "tone": "warn", "symbol": ""})
    if not question.required:
        marks.append({"label": _("May be left empty"), "tone": "neutral", "symbol": ""})
    return marks


def critical_words(question: Question) -> str:
    """What happens when a critical question fails, in a sentence."""
    critical = question.critical
    if critical is None:
        return ""
    if critical.effect is Effect.MAJOR_FINDING:
        return _("Critical: a failure raises a major finding")
    text = (
        _("Critical: after a failure the section reaches %(cap)s of 100 at most")
        if critical.effect is Effect.CAP_SECTION
        else _("Critical: after a failure the whole visit reaches %(cap)s of 100 at most")
    )
    return text % {"cap": number(critical.cap) or "?"}


def _condition(key: str, values: Iterable[str], document: ChecklistDocument) -> str:
    gate = document.question(key)
    answers = _(" or ").join(answer_word(gate, value) for value in values)
    return _("Asked when “%(question)s” was answered: %(answers)s") % {
        "question": local(gate.label) if gate else key,
        "answers": answers,
    }


def answer_word(question: Question | None, word: str) -> str:
    """An answer as conditions name it, for people."""
    if question is None:
        return word
    if question.type is QuestionType.YES_NO:
        return {"yes": _("Yes"), "no": _("No")}.get(word, word)
    if question.type is QuestionType.RINGS:
        return str(OUTCOME_LABELS.get(word, word))
    chosen = question.choice(word)
    return local(chosen.label) if chosen else word


def _line(question: Question) -> str:
    if question.best is None or question.worst is None or not question.judged:
        return ""
    values = {"best": number(question.best), "worst": number(question.worst)}
    return _("All points at %(best)s, none at %(worst)s, in proportion between") % values


def _options(question: Question) -> list[dict[str, str]]:
    """The answers to choose from, each with the share of the points that it gets."""
    shares = {choice.key: choice.share for choice in question.choices}
    return [
        {
            "value": word,
            "label": answer_word(question, word),
            "share": current().percent(shares[word], 0) if word in shares and question.judged else "",
        }
        for word in possible_words(question)
    ]
