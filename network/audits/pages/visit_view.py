"""What the page of one visit shows: the filing by section, what is odd about it, how it went, what was changed."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from network.audits.pages.signal_words import signal_words, span_words
from network.audits.pages.visit_words import VISIBILITIES, local, score_text, state_tag
from network.audits.rules.answer_words import answer_words
from network.audits.rules.answers import NOTHING, Answer, Answers, visible
from network.audits.rules.checklists import EFFECT_LABELS, KIND_LABELS, ChecklistDocument, Question
from network.audits.rules.filings import DOUBT_LABELS, Signal
from network.audits.rules.redaction import REDACTION_LABELS, TextPart, free_texts
from network.audits.rules.scoring import QuestionScore, SectionScore, score
from network.audits.rules.visit_course import changed_questions, spent_in
from network.audits.schemas.answers import answers_of
from network.audits.schemas.checklists import document_of
from network.audits.schemas.visits import VisitDetail, VisitPhotoOut, VisitVersionOut
from network.foundation.i18n import Language, Text, lazy, ngettext
from network.foundation.i18n import gettext as _

_PARTS: Mapping[TextPart, Text] = {
    TextPart.ANSWER: lazy("Answer"),
    TextPart.REASON: lazy("Why it does not apply"),
    TextPart.NOTE: lazy("Note"),
}
_PHOTO_TONES = {"waiting": "warn", "clear": "good", "redacted": "info", "withheld": "neutral"}


class Reading:
    """A visit read by its checklist, in the reader's language."""

    def __init__(self, found: VisitDetail, spoken: Language) -> None:
        self.found, self.spoken = found, spoken
        self.document: ChecklistDocument = document_of(found.document)
        self.answers: Answers = self._answers(found.versions[-1])
        self.shown = frozenset(visible(self.document, self.answers))

    def sections(self) -> list[dict[str, Any]]:
        scored = score(self.document, self.answers)
        return [
            {
                "label": section.label.in_language(self.spoken.code),
                "points": self._points(result),
                "cap": None if result.cap is None else self._number(result.cap),
                "incomplete": result.incomplete,
                "questions": [
                    self._question(question, each)
                    for question, each in zip(section.questions, result.questions, strict=True)
                    if question.key in self.shown
                ],
            }
            for section, result in zip(self.document.sections, scored.sections, strict=True)
        ]

    def signals(self) -> list[dict[str, Any]]:
        """What is odd about the visit, then about its photos, each with links to the visits that it is about."""
        whole = [{"text": self._signal(each), "links": self._links(each)} for each in self.found.visit_signals]
        return whole + [
            {
                "text": _("Photo %(place)s of “%(question)s”: %(signals)s")
                % {"place": photo.place, "question": self._label(photo.question), "signals": self._signal(each)},
                "links": self._links(each),
            }
            for photo in self.found.photos
            for each in photo.signals
        ]

    def facts(self) -> list[dict[str, Any]]:
        found, spoken = self.found, self.spoken
        values = {
            _("Kind of visit"): str(KIND_LABELS[found.kind]),
            _("Programme"): found.programme,
            _("Checklist"): f"{found.checklist_key} {found.checklist_version}",
            _("Auditor"): found.auditor,
            _("Visited"): f"{local(found, found.visited_at, spoken)} – {local(found, found.left_at, spoken)}",
            _("Sent in"): local(found, found.received_at, spoken),
            _("Clock of the tablet off by"): span_words(found.skew_seconds, spoken),
            _("Reviewer"): found.reviewer_name,
        }
        # Only the reviewer may be missing.
        reason = _("Nobody has taken it up yet.")
        return [{"label": label, "value": value, "reason": reason} for label, value in values.items()]

    def figures(self) -> list[dict[str, Any]]:
        last = self.found.versions[-1]
        total = score_text(self.found, self.spoken) or None
        return [
            {"label": _("Score"), "value": total, "reason": _("Nothing that is scored was answered.")},
            {"label": _("Critical failures"), "value": self.spoken.decimal(last.critical_failures)},
            {"label": _("Whether it counts"), "value": self._counts()},
        ]

    def minutes(self) -> list[dict[str, str]]:
        labels = {section.key: section.label.in_language(self.spoken.code) for section in self.document.sections}
        spent = spent_in(self.document, self.found.versions[-1].content.get("events", []))
        touched = [each for each in spent if each.touches]
        return [{"label": labels[each.section], "value": span_words(each.seconds, self.spoken)} for each in touched]

    def texts(self, typed: Mapping[str, str]) -> list[dict[str, Any]]:
        """All that was written freely, with what the site reads in its place: as typed, as decided, or as it is."""
        rows = []
        for key, text in free_texts(self.document, self.answers).items():
            question, _dot, part = key.rpartition(".")
            decided = self.found.redactions.get(key, {}).get("text")
            waiting = key in self.found.undecided
            rows.append(
                {
                    "name": f"text-{key}",
                    "label": f"{self._label(question)} · {_PARTS[TextPart(part)]}",
                    "original": text,
                    "value": typed.get(f"text-{key}", text if waiting or decided is None else decided),
                    "waiting": waiting,
                }
            )
        return rows

    def versions(self) -> list[dict[str, Any]]:
        """Each with what it changed of the one before, the latest first."""
        before: VisitVersionOut | None = None
        rows = []
        for each in self.found.versions:
            rows.append(
                {
                    "number": each.number,
                    "at": local(self.found, each.received_at, self.spoken),
                    "reason": each.reason or "",
                    "score": "" if each.score is None else self._number(each.score, 1),
                    "changes": [] if before is None else self._changes(before, each),
                }
            )
            before = each
        return rows[::-1]

    def steps(self) -> list[dict[str, Any]]:
        """The latest first, for the macro `timeline`."""
        found, spoken = self.found, self.spoken
        return [
            {
                "text": f"{state_tag(step.to_state)['label']}: {step.reason}"
                if step.reason
                else state_tag(step.to_state)["label"],
                "who": step.who,
                "at": local(found, step.at, spoken),
                "iso": step.at.isoformat(),
                "icon": state_tag(step.to_state)["symbol"],
            }
            for step in reversed(found.steps)
        ]

    def messages(self) -> list[dict[str, Any]]:
        return [
            {
                "about": self._label(each.question) if each.question else _("The whole visit"),
                "visibility": str(VISIBILITIES[each.visibility]),
                "body": each.body,
                "who": each.who,
                "at": local(self.found, each.at, self.spoken),
                "from_auditor": each.from_auditor,
            }
            for each in self.found.messages
        ]

    def questions(self) -> list[dict[str, str]]:
        """To choose one from."""
        return [
            {"value": question.key, "label": question.label.in_language(self.spoken.code)}
            for question in self.document.questions
            if question.key in self.shown
        ]

    def doubts(self) -> list[str]:
        return [str(DOUBT_LABELS[doubt]) for doubt in self.found.quarantine]

    def photo(self, photo: VisitPhotoOut) -> dict[str, Any]:
        return {
            "id": photo.id,
            "href": f"/visits/{self.found.id}/photos/{photo.id}",
            "alt": _("Photo %(place)s of “%(question)s”")
            % {"place": photo.place, "question": self._label(photo.question)},
            "label": str(REDACTION_LABELS[photo.redaction]),
            "tone": _PHOTO_TONES[photo.redaction],
            "signals": [self._signal(each) for each in photo.signals],
        }

    def _question(self, question: Question, scored: QuestionScore) -> dict[str, Any]:
        answer = self.answers.get(question.key, NOTHING)
        earned = None if scored.share is None else self._number(scored.points * scored.share, 1)
        return {
            "label": question.label.in_language(self.spoken.code),
            "answer": answer_words(question, answer, self.spoken),
            "not_applicable": answer.not_applicable,
            "note": answer.note,
            "earned": earned,
            "points": self._number(question.points, 1) if question.scored else "",
            "failed": scored.failed,
            "critical": str(EFFECT_LABELS[question.critical.effect]) if question.critical and scored.failed else "",
            "decoy": question.decoy,
            "photos": [self.photo(each) for each in self.found.photos if each.question == question.key],
        }

    def _answers(self, version: VisitVersionOut) -> Answers:
        return answers_of(self.document, version.content["answers"])

    def _changes(self, before: VisitVersionOut, after: VisitVersionOut) -> list[dict[str, str]]:
        old, new = self._answers(before), self._answers(after)
        return [
            {
                "label": self._label(key),
                "before": self._told(key, old.get(key, NOTHING)),
                "after": self._told(key, new.get(key, NOTHING)),
            }
            for key in changed_questions(self.document, old, new)
        ]

    def _told(self, key: str, answer: Answer) -> str:
        question = self.document.question(key)
        words = answer_words(question, answer, self.spoken) if question else ""
        reason = _("Not applicable: %(reason)s") % {"reason": answer.not_applicable} if answer.not_applicable else ""
        return " · ".join(part for part in (words, reason, answer.note) if part)

    def _counts(self) -> str:
        if self.found.pilot:
            return _("No: the checklist is tried out")
        return _("Yes") if self.found.scored else _("No: the programme is not scored")

    def _points(self, result: SectionScore) -> str:
        earned, possible = self._number(result.earned, 1), self._number(result.possible, 1)
        return _("%(earned)s of %(possible)s points") % {"earned": earned, "possible": possible}

    def _label(self, key: str) -> str:
        question = self.document.question(key)
        return question.label.in_language(self.spoken.code) if question else key

    def _signal(self, signal: Mapping[str, Any]) -> str:
        return signal_words(signal, self.spoken)

    def _links(self, signal: Mapping[str, Any]) -> Sequence[dict[str, str]]:
        if signal["code"] != Signal.ALIKE:
            return []
        named = ngettext("See the visit", "See visit %(number)s", len(signal["value"]))
        return [
            {"href": f"/visits/{each}", "label": named % {"number": number}}
            for number, each in enumerate(signal["value"], start=1)
        ]

    def _number(self, value: Decimal, places: int = 0) -> str:
        return self.spoken.decimal(value, places)
