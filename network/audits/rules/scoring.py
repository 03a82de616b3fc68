"""From answers to a score of 0 to 100, with the points of every section and question. The same on server and tablet.

A question that is not asked, or not applicable, counts neither for nor against. A section is capped by its failed
critical questions before the audit is, so that each cap is seen where it works. Nothing is rounded but the shares of
questions (four decimals) and the total (two), half up.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from network.audits.rules.answers import NOTHING, Answers, fails, share, visible
from network.audits.rules.checklists import ChecklistDocument, Effect, Question, Section

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class QuestionScore:
    """`share` is none when the question was not asked, not applicable or not answered: then it does not count."""

    key: str
    points: Decimal
    share: Decimal | None
    failed: bool
    critical: bool


@dataclass(frozen=True, slots=True)
class SectionScore:
    """`earned` of `possible` points, after the cap in per cent that a failed critical question set.

    `not_applicable`: points that were left out as such; `incomplete` when that is more than the section allows.
    """

    key: str
    earned: Decimal
    possible: Decimal
    cap: Decimal | None
    not_applicable: Decimal
    incomplete: bool
    questions: tuple[QuestionScore, ...]


@dataclass(frozen=True, slots=True)
class AuditScore:
    """`total`: 0 to 100 with two decimals; none when nothing that is scored was answered."""

    total: Decimal | None
    cap: Decimal | None
    critical_failures: int
    sections: tuple[SectionScore, ...]

    @property
    def failed(self) -> tuple[str, ...]:
        return tuple(question.key for section in self.sections for question in section.questions if question.failed)

    @property
    def incomplete(self) -> tuple[str, ...]:
        """The sections of which too much was not applicable; a person decides whether such a visit counts."""
        return tuple(section.key for section in self.sections if section.incomplete)


def score(document: ChecklistDocument, answers: Answers) -> AuditScore:
    shown = frozenset(visible(document, answers))
    sections = tuple(_section(section, answers, shown) for section in document.sections)
    possible = sum((section.possible for section in sections), Decimal(0))
    earned = sum((section.earned for section in sections), Decimal(0))
    failed = {question.key for section in sections for question in section.questions if question.failed}
    cap = _cap((q for q in document.questions if q.key in failed), Effect.CAP_AUDIT)
    total = None if possible == 0 else _capped(100 * earned / possible, cap).quantize(_CENT, ROUND_HALF_UP)
    critical = sum(question.failed and question.critical for section in sections for question in section.questions)
    return AuditScore(total, cap, critical, sections)


def _section(section: Section, answers: Answers, shown: frozenset[str]) -> SectionScore:
    scores = tuple(_question(question, answers, shown) for question in section.questions)
    counted = [each for each in scores if each.share is not None]
    possible = sum((each.points for each in counted), Decimal(0))
    earned = sum((each.points * (each.share or 0) for each in counted), Decimal(0))
    failed = {each.key for each in scores if each.failed}
    cap = _cap((q for q in section.questions if q.key in failed), Effect.CAP_SECTION)
    capped = earned if cap is None else min(earned, possible * cap / 100)
    left_out = _left_out(section, answers, shown)
    allowed = section.most_not_applicable * (possible + left_out)
    return SectionScore(section.key, capped, possible, cap, left_out, left_out > allowed, scores)


def _left_out(section: Section, answers: Answers, shown: frozenset[str]) -> Decimal:
    """The points of scored questions that were said not to apply."""
    points = (
        question.points
        for question in section.questions
        if question.scored and question.key in shown and answers.get(question.key, NOTHING).not_applicable is not None
    )
    return sum(points, Decimal(0))


def _question(question: Question, answers: Answers, shown: frozenset[str]) -> QuestionScore:
    answer = answers.get(question.key, NOTHING)
    is_asked = question.key in shown
    got = share(question, answer) if is_asked and question.scored else None
    return QuestionScore(
        question.key, question.points, got, is_asked and fails(question, answer), question.critical is not None
    )


def _cap(failed: Iterable[Question], effect: Effect) -> Decimal | None:
    """The lowest cap of the failed questions that have this effect."""
    caps = [
        question.critical.cap
        for question in failed
        if question.critical and question.critical.effect is effect and question.critical.cap is not None
    ]
    return min(caps, default=None)


def _capped(total: Decimal, cap: Decimal | None) -> Decimal:
    return total if cap is None else min(total, cap)
