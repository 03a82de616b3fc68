"""What a site reads of a visit, built field by field from what may be told, never by leaving out of what was filed.

Pure. There is no field for who came, by which device, when to the hour, under which number it was filed. Decoys and the
persona are left out; free text is what was decided on (`redaction`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from network.audits.rules.answer_words import in_every_language
from network.audits.rules.answers import NOTHING, Answer, Answers
from network.audits.rules.checklists import ChecklistDocument, Critical, Question, QuestionType, Section, VisitKind
from network.audits.rules.redaction import TextPart, shown_questions, text_key
from network.audits.rules.scoring import AuditScore, QuestionScore, SectionScore
from network.sites.rules.criteria import LocalText

_STRICT = {"extra": "forbid", "strict": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedQuestion:
    """One thing that was looked at.

    `answer`: in words. `not_applicable`: why it does not apply, None when it does. `earned` of `points`; None when it
    was not scored. `critical`: what its failure does, with the cap in per cent. `left_out`: an appeal was upheld, so
    that it counts neither for nor against.
    """

    __pydantic_config__ = _STRICT

    key: str
    type: QuestionType
    label: LocalText
    standard: str | None
    answer: LocalText | None
    not_applicable: str | None
    note: str
    points: Decimal
    earned: Decimal | None
    failed: bool
    critical: Critical | None
    left_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedSection:
    """`earned` of `possible` points, after the `cap` in per cent that a failed critical question set."""

    __pydantic_config__ = _STRICT

    key: str
    label: LocalText
    earned: Decimal
    possible: Decimal
    cap: Decimal | None
    questions: tuple[PublishedQuestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedDocument:
    """A visit as its site reads it. `total`: 0 to 100 after the `cap`; None when nothing scored was answered."""

    __pydantic_config__ = _STRICT

    kind: VisitKind
    title: LocalText
    total: Decimal | None
    cap: Decimal | None
    critical_failures: int
    sections: tuple[PublishedSection, ...]

    def question(self, key: str) -> PublishedQuestion | None:
        return next((each for section in self.sections for each in section.questions if each.key == key), None)


def published_document(
    document: ChecklistDocument, answers: Answers, score: AuditScore, texts: Mapping[str, str]
) -> PublishedDocument:
    """`texts`: what the site reads in place of each free text (`redaction.read_by_site`)."""
    shown = {question.key for question in shown_questions(document, answers)}
    scores = {section.key: section for section in score.sections}
    return PublishedDocument(
        kind=document.kind,
        title=document.title,
        total=score.total,
        cap=score.cap,
        critical_failures=score.critical_failures,
        sections=tuple(
            _section(section, scores[section.key], answers, shown, texts)
            for section in document.sections
            if any(question.key in shown for question in section.questions)
        ),
    )


def _section(
    section: Section, score: SectionScore, answers: Answers, shown: set[str], texts: Mapping[str, str]
) -> PublishedSection:
    scores = {each.key: each for each in score.questions}
    return PublishedSection(
        key=section.key,
        label=section.label,
        earned=score.earned,
        possible=score.possible,
        cap=score.cap,
        questions=tuple(
            _question(question, answers.get(question.key, NOTHING), scores[question.key], texts)
            for question in section.questions
            if question.key in shown
        ),
    )


def _question(question: Question, answer: Answer, score: QuestionScore, texts: Mapping[str, str]) -> PublishedQuestion:
    reason = texts.get(text_key(question.key, TextPart.REASON), "")
    return PublishedQuestion(
        key=question.key,
        type=question.type,
        label=question.label,
        standard=question.standard,
        answer=_answer(question, answer, texts),
        not_applicable=None if answer.not_applicable is None else reason,
        note=texts.get(text_key(question.key, TextPart.NOTE), ""),
        points=question.points if question.scored else Decimal(0),
        earned=None if score.share is None else score.points * score.share,
        failed=score.failed,
        critical=question.critical,
    )


def _answer(question: Question, answer: Answer, texts: Mapping[str, str]) -> LocalText | None:
    if question.type is not QuestionType.TEXT:
        return in_every_language(question, answer)
    told = texts.get(text_key(question.key, TextPart.ANSWER), "")
    return LocalText(en=told, zh_CN=told) if told else None
