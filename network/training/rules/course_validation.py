"""What is wrong with the meaning of a course: all of it at once, never just the first."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from network.foundation.documents import problems as form
from network.foundation.documents.problems import Problem
from network.sites.rules.criteria import LocalText
from network.sites.rules.validity import ValidityRule, longest_window
from network.training.rules import course_problems as wrong
from network.training.rules.courses import CourseDocument, Exam, ExamQuestion

MOST_HOURS = Decimal(200)
MOST_MONTHS = 120
MOST_OBJECTIVES, MOST_LINKS, MOST_QUESTIONS = 20, 60, 300
LEAST_OPTIONS, MOST_OPTIONS = 2, 6
MOST_MINUTES, MOST_ATTEMPTS, MOST_WAIT = 240, 10, 90
LONGEST_SUMMARY, LONGEST_TEXT = 2000, 500
_CODE = re.compile(r"[a-z][a-z0-9_-]{0,59}")

Prerequisites = Mapping[str, Iterable[str]]


def validate_course(key: str, document: CourseDocument, others: Prerequisites) -> list[Problem]:
    """Every problem, in the order of the document; none for a course that can be published, taught and examined.

    `others`: what each course in force asks for, by its key.
    """
    return [
        *_text("summary", document.summary, LONGEST_SUMMARY),
        *_counted("objectives", document.objectives, MOST_OBJECTIVES),
        *(found for place, each in enumerate(document.objectives) for found in _text(f"objectives[{place}]", each)),
        *_hours(document.hours),
        *_validity(document),
        *_prerequisites(key, document.prerequisites, others),
        *_codes("standards", document.standards),
        *_counted("clauses", document.clauses, MOST_LINKS),
        *(_exam(document.exam) if document.exam else ()),
    ]


def circle(key: str, others: Prerequisites) -> list[str] | None:
    """The keys from `key` back to itself along what each asks for, the shortest way; None when there is none."""
    paths: list[list[str]] = [[key]]
    seen: set[str] = set()
    for path in paths:
        for asked in others.get(path[-1], ()):
            if asked == key:
                return [*path, key]
            if asked not in seen:
                seen.add(asked)
                paths.append([*path, asked])
    return None


def _prerequisites(key: str, asked: tuple[str, ...], others: Prerequisites) -> Iterator[Problem]:
    yield from _codes("prerequisites", asked)
    for place, each in enumerate(asked):
        if each != key and each not in others:
            yield wrong.PrerequisiteUnknown(f"prerequisites[{place}]", {"given": each})
    if around := circle(key, {**others, key: asked}):
        yield wrong.RequiredInACircle("prerequisites", {"circle": " → ".join(around)})


def _hours(hours: Decimal) -> Iterator[Problem]:
    if not 0 < hours <= MOST_HOURS:
        yield wrong.HoursOutside("hours", {"given": hours, "most": MOST_HOURS})


def _validity(document: CourseDocument) -> Iterator[Problem]:
    rule, months = document.validity_rule, document.validity_months
    if rule is ValidityRule.FIXED_DATE:
        yield wrong.NoFixedDate("validity_rule")
    if months is None:
        return
    if not 1 <= months <= MOST_MONTHS:
        yield wrong.MonthsOutside("validity_months", {"most": MOST_MONTHS})
    elif not 0 <= document.window_days <= longest_window(rule, months):
        yield wrong.WindowOutside("window_days", {"most": longest_window(rule, months)})


def _exam(exam: Exam) -> Iterator[Problem]:
    count = len(exam.questions)
    if not exam.questions:
        yield form.Missing("exam.questions")
    elif not 1 <= exam.draw <= count:
        yield wrong.DrawOutside("exam.draw", {"given": exam.draw, "most": count})
    if not 1 <= exam.pass_percent <= 100:
        yield wrong.PercentOutside("exam.pass_percent", {"given": exam.pass_percent})
    if not 1 <= exam.minutes <= MOST_MINUTES:
        yield wrong.MinutesOutside("exam.minutes", {"given": exam.minutes, "most": MOST_MINUTES})
    if not 1 <= exam.attempts <= MOST_ATTEMPTS:
        yield wrong.AttemptsOutside("exam.attempts", {"given": exam.attempts, "most": MOST_ATTEMPTS})
    if not 0 <= exam.wait_days <= MOST_WAIT:
        yield wrong.WaitOutside("exam.wait_days", {"given": exam.wait_days, "most": MOST_WAIT})
    yield from _counted("exam.questions", exam.questions, MOST_QUESTIONS)
    yield from _repeated("exam.questions", (each.key for each in exam.questions))
    for place, question in enumerate(exam.questions):
        yield from _question(f"exam.questions[{place}]", question)


def _question(path: str, question: ExamQuestion) -> Iterator[Problem]:
    keys = [option.key for option in question.options]
    yield from _code(f"{path}.key", question.key)
    yield from _text(f"{path}.question", question.question)
    if not LEAST_OPTIONS <= len(keys) <= MOST_OPTIONS:
        bounds = {"least": LEAST_OPTIONS, "most": MOST_OPTIONS, "given": len(keys)}
        yield wrong.OptionsOutside(f"{path}.options", bounds)
    yield from _repeated(f"{path}.options", keys)
    for place, option in enumerate(question.options):
        yield from _code(f"{path}.options[{place}].key", option.key)
        yield from _text(f"{path}.options[{place}].text", option.text)
    for given in sorted(set(question.right) - set(keys)):
        yield wrong.RightUnknown(f"{path}.right", {"given": given})
    if not question.right:
        yield wrong.NothingRight(f"{path}.right")
    elif keys and set(keys) <= set(question.right):
        yield wrong.NothingWrong(f"{path}.right")
    if question.explanation is not None:
        yield from _text(f"{path}.explanation", question.explanation, LONGEST_SUMMARY)


def _codes(path: str, given: tuple[str, ...]) -> Iterator[Problem]:
    yield from _counted(path, given, MOST_LINKS)
    yield from _repeated(path, given)


def _code(path: str, given: str) -> Iterator[Problem]:
    if not _CODE.fullmatch(given):
        yield form.BadCode(path, {"given": given})


def _repeated(path: str, keys: Iterable[str]) -> Iterator[Problem]:
    for key, count in Counter(keys).items():
        if count > 1:
            yield form.Repeated(path, {"given": key})


def _counted(path: str, given: tuple[object, ...], most: int) -> Iterator[Problem]:
    if len(given) > most:
        yield wrong.TooMany(path, {"given": len(given), "most": most})


def _text(path: str, text: LocalText, most: int = LONGEST_TEXT) -> Iterator[Problem]:
    for name, written in (("en", text.en), ("zh_CN", text.zh_CN)):
        if not written.strip():
            yield form.Blank(f"{path}.{name}")
        elif len(written) > most:
            yield wrong.TextTooLong(f"{path}.{name}", {"most": most})
