"""What a published audit says after one of its questions is answered otherwise: reckoned from its own points. Pure.

The same sums as `scoring.score`, from the document alone: it reads the same when the checklist is long gone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from network.audits.rules.checklists import Effect
from network.audits.rules.published import PublishedDocument, PublishedQuestion, PublishedSection

_CENT = Decimal("0.01")


def questions_of(document: PublishedDocument) -> Iterator[PublishedQuestion]:
    return (question for section in document.sections for question in section.questions)


def with_question(document: PublishedDocument, changed: PublishedQuestion) -> PublishedDocument:
    """The same with one question replaced by this one of its key; sums, caps and total follow."""
    sections = tuple(
        replace(section, questions=tuple(changed if each.key == changed.key else each for each in section.questions))
        for section in document.sections
    )
    return reckoned(replace(document, sections=sections))


def reckoned(document: PublishedDocument) -> PublishedDocument:
    """The same with the sums, caps, total and critical failures that follow from its questions."""
    sections = tuple(_summed(section) for section in document.sections)
    summed = replace(document, sections=sections)
    possible = sum((section.possible for section in sections), Decimal(0))
    earned = sum((section.earned for section in sections), Decimal(0))
    cap = _cap(questions_of(summed), Effect.CAP_AUDIT)
    whole = 100 * earned / possible if possible > 0 else None
    total = None if whole is None else (whole if cap is None else min(whole, cap)).quantize(_CENT, ROUND_HALF_UP)
    critical = sum(each.failed and each.critical is not None for each in questions_of(summed))
    return replace(summed, total=total, cap=cap, critical_failures=critical)


def differing(before: PublishedDocument, after: PublishedDocument) -> list[tuple[PublishedQuestion, PublishedQuestion]]:
    """The questions about which two revisions do not say the same, in order."""
    pairs = ((question, after.question(question.key)) for question in questions_of(before))
    return [(old, new) for old, new in pairs if new is not None and new != old]


def _summed(section: PublishedSection) -> PublishedSection:
    counted = [each for each in section.questions if each.earned is not None]
    possible = sum((each.points for each in counted), Decimal(0))
    earned = sum((each.earned or Decimal(0) for each in counted), Decimal(0))
    cap = _cap(section.questions, Effect.CAP_SECTION)
    return replace(
        section, earned=earned if cap is None else min(earned, possible * cap / 100), possible=possible, cap=cap
    )


def _cap(questions: Iterable[PublishedQuestion], effect: Effect) -> Decimal | None:
    """The lowest cap of the failed questions that have this effect."""
    caps = [
        each.critical.cap
        for each in questions
        if each.failed and each.critical and each.critical.effect is effect and each.critical.cap is not None
    ]
    return min(caps, default=None)
