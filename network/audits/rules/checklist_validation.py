"""What is wrong with the meaning of a checklist: all of it at once, never just the first."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from network.audits.rules import checklist_problems as wrong
from network.audits.rules.answers import CallOutcome
from network.audits.rules.checklists import (
    MEASURED,
    UNSCORED,
    ChecklistDocument,
    Effect,
    EvidenceWhen,
    Question,
    QuestionType,
    Section,
    VisitKind,
)
from network.foundation.documents import problems as form
from network.foundation.documents.problems import Problem
from network.sites.rules.criteria import LocalText

MOST_SECTIONS = 30
MOST_QUESTIONS = 200
MOST_CHOICES = 20
MOST_POINTS = Decimal(1000)
LEAST_STEPS, MOST_STEPS = 2, 10
LONGEST_LABEL, LONGEST_GUIDANCE, LONGEST_STANDARD = 300, 2000, 60
_CODE = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_CENT = Decimal("0.01")


def validate_checklist(document: ChecklistDocument) -> list[Problem]:
    """Every problem, in the order of the document; none for a checklist that can be published, answered and scored."""
    keys = [question.key for question in document.questions]
    return [
        *_code("key", document.key),
        *_text("title", document.title),
        *_optional("introduction", document.introduction),
        *_optional("persona", document.persona),
        *_counts(document, len(keys)),
        *_points(document),
        *_repeated("sections", (section.key for section in document.sections)),
        *_repeated("sections", keys),
        *_sections(document),
    ]


def possible_words(question: Question) -> tuple[str, ...]:
    """The answers of a question as conditions name them; none for types that cannot open other questions."""
    match question.type:
        case QuestionType.YES_NO:
            return ("yes", "no")
        case QuestionType.SCALE:
            return tuple(str(step) for step in range(1, (question.steps or 0) + 1))
        case QuestionType.CHOICE:
            return tuple(choice.key for choice in question.choices)
        case QuestionType.RINGS:
            return tuple(outcome.value for outcome in CallOutcome)
    return ()


def _counts(document: ChecklistDocument, questions: int) -> Iterator[Problem]:
    if not document.sections:
        yield wrong.NoSections("sections")
    for given, most in ((len(document.sections), MOST_SECTIONS), (questions, MOST_QUESTIONS)):
        if given > most:
            yield wrong.TooMany("sections", {"given": given, "most": most})


def _points(document: ChecklistDocument) -> Iterator[Problem]:
    scored = document.kind is not VisitKind.SELF_CHECK
    if scored and document.sections and not any(question.scored for question in document.questions):
        yield wrong.NothingScored("sections")


def _sections(document: ChecklistDocument) -> Iterator[Problem]:
    earlier: dict[str, Question] = {}
    for place, section in enumerate(document.sections):
        path = f"sections[{place}]"
        yield from _section(path, section)
        for number, question in enumerate(section.questions):
            where = f"{path}.questions[{number}]"
            yield from _question(where, question)
            yield from _conditions(where, question, earlier)
            if document.kind is VisitKind.SELF_CHECK and (question.points or question.critical):
                yield wrong.ScoredSelfCheck(where)
            earlier[question.key] = question


def _section(path: str, section: Section) -> Iterator[Problem]:
    yield from _code(f"{path}.key", section.key)
    yield from _text(f"{path}.label", section.label)
    yield from _optional(f"{path}.guidance", section.guidance)
    yield from _share(f"{path}.most_not_applicable", section.most_not_applicable)
    if not section.questions:
        yield wrong.NoQuestions(f"{path}.questions")


def _question(path: str, question: Question) -> Iterator[Problem]:
    yield from _code(f"{path}.key", question.key)
    yield from _text(f"{path}.label", question.label)
    yield from _optional(f"{path}.guidance", question.guidance)
    if question.photo is not None and not _SHA256.fullmatch(question.photo):
        yield wrong.BadPhoto(f"{path}.photo")
    if question.standard is not None and len(question.standard) > LONGEST_STANDARD:
        yield wrong.TextTooLong(f"{path}.standard", {"most": LONGEST_STANDARD})
    yield from _share(f"{path}.fails_below", question.fails_below)
    yield from _worth(path, question)
    yield from _critical(path, question)
    yield from _evidence(path, question)
    yield from _of_type(path, question)


def _worth(path: str, question: Question) -> Iterator[Problem]:
    points = question.points
    if not 0 <= points <= MOST_POINTS or points != points.quantize(_CENT):
        yield wrong.PointsOutside(f"{path}.points", {"given": points, "most": MOST_POINTS})
    elif points and _never_fails(question):
        yield wrong.PointsOfUnscored(f"{path}.points")


def _critical(path: str, question: Question) -> Iterator[Problem]:
    critical = question.critical
    if critical is None:
        return
    if _never_fails(question):
        yield wrong.CriticalUnjudged(f"{path}.critical")
    if critical.effect is Effect.MAJOR_FINDING:
        if critical.cap is not None:
            yield wrong.CapOfFinding(f"{path}.critical.cap")
    elif critical.cap is None or not 0 <= critical.cap < 100:
        yield wrong.CapMissing(f"{path}.critical.cap")


def _never_fails(question: Question) -> bool:
    return question.type in UNSCORED or question.decoy


def _can_fail(question: Question) -> bool:
    return not _never_fails(question) and (question.points != 0 or question.critical is not None)


def _evidence(path: str, question: Question) -> Iterator[Problem]:
    if question.type is QuestionType.PHOTO and question.evidence is not EvidenceWhen.NEVER:
        yield wrong.EvidenceOfPhoto(f"{path}.evidence")
    elif question.evidence is EvidenceWhen.ON_FAILURE and not _can_fail(question):
        yield wrong.EvidenceOfUnjudged(f"{path}.evidence")


def _conditions(path: str, question: Question, earlier: dict[str, Question]) -> Iterator[Problem]:
    for place, condition in enumerate(question.when):
        where, gate = f"{path}.when[{place}]", earlier.get(condition.question)
        if any(condition.question == other.question for other in question.when[:place]):
            yield wrong.ConditionRepeated(where, {"given": condition.question})
        if gate is None:
            yield wrong.NotEarlier(f"{where}.question", {"given": condition.question})
        elif not (words := possible_words(gate)):
            yield wrong.NoCondition(f"{where}.question")
        else:
            for given in condition.values:
                if given not in words:
                    yield wrong.NeverAnswered(f"{where}.values", {"given": given, "choices": ", ".join(words)})
        if not condition.values:
            yield wrong.NoValues(f"{where}.values")


def _of_type(path: str, question: Question) -> Iterator[Problem]:
    """What a question of its type must have, and what it must not."""
    kind = question.type
    lined = kind in MEASURED or kind is QuestionType.RINGS
    fields = {
        "expected": (question.expected is False, kind is QuestionType.YES_NO),
        "steps": (question.steps is not None, kind is QuestionType.SCALE),
        "choices": (bool(question.choices), kind is QuestionType.CHOICE),
        "unit": (question.unit is not None, kind in (QuestionType.NUMBER, QuestionType.COUNT)),
        "best": (question.best is not None, lined),
        "worst": (question.worst is not None, lined),
        "least": (question.least is not None, kind in MEASURED),
        "most": (question.most is not None, kind in MEASURED),
    }
    for name, (given, fits) in fields.items():
        if given and not fits:
            yield wrong.NotOfType(f"{path}.{name}")
    if kind is QuestionType.SCALE and not LEAST_STEPS <= (question.steps or 0) <= MOST_STEPS:
        yield wrong.StepsOutside(f"{path}.steps", {"least": LEAST_STEPS, "most": MOST_STEPS})
    if kind is QuestionType.CHOICE:
        yield from _choices(f"{path}.choices", question)
    if lined:
        yield from _line(path, question)
    if kind is QuestionType.NUMBER and question.unit is None:
        yield wrong.UnitMissing(f"{path}.unit")
    yield from _optional(f"{path}.unit", question.unit)


def _choices(path: str, question: Question) -> Iterator[Problem]:
    choices = question.choices
    if len(choices) < 2:
        yield wrong.TooFewChoices(path)
    if len(choices) > MOST_CHOICES:
        yield wrong.TooMany(path, {"given": len(choices), "most": MOST_CHOICES})
    yield from _repeated(path, (choice.key for choice in choices))
    for place, choice in enumerate(choices):
        yield from _code(f"{path}[{place}].key", choice.key)
        yield from _text(f"{path}[{place}].label", choice.label)
        yield from _share(f"{path}[{place}].share", choice.share)
    if choices and question.judged and not any(choice.share == 1 for choice in choices):
        yield wrong.NoBestChoice(path)


def _line(path: str, question: Question) -> Iterator[Problem]:
    best, worst = question.best, question.worst
    drawn = best is not None and worst is not None and best != worst
    if not drawn and (question.judged or best is not None or worst is not None):
        yield wrong.LineMissing(f"{path}.best")
    if question.least is not None and question.most is not None and question.least > question.most:
        yield wrong.BoundsReversed(f"{path}.least")


def _share(path: str, share: Decimal) -> Iterator[Problem]:
    if not 0 <= share <= 1:
        yield wrong.ShareOutside(path, {"given": share})


def _code(path: str, code: str) -> Iterator[Problem]:
    if not _CODE.fullmatch(code):
        yield form.BadCode(path, {"given": code})


def _optional(path: str, text: LocalText | None) -> Iterator[Problem]:
    if text is not None:
        yield from _text(path, text, LONGEST_GUIDANCE)


def _text(path: str, text: LocalText, longest: int = LONGEST_LABEL) -> Iterator[Problem]:
    for language, words in (("en", text.en), ("zh_CN", text.zh_CN)):
        if not words.strip():
            yield form.Blank(f"{path}.{language}")
        elif len(words) > longest:
            yield wrong.TextTooLong(f"{path}.{language}", {"most": longest})


def _repeated(path: str, codes: Iterable[str]) -> Iterator[Problem]:
    for code, count in Counter(codes).items():
        if count > 1:
            yield form.Repeated(path, {"given": code})
