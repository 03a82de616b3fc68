"""What a course teaches and how it is examined as plain texts by field, for forms.

An aim is a line `English | Chinese`, a clause a line `manual clause`; courses and standards are one key a line.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.sites.rules.criteria import LocalText
from network.sites.rules.validity import ValidityRule
from network.training.errors.courses import BadCourseForm
from network.training.rules.courses import ClauseLink, CourseDocument, Exam, ExamQuestion, Option

SETTINGS_FIELDS = (
    *("summary_en", "summary_zh", "objectives", "hours", "validity_months", "validity_rule", "window_days"),
    *("prerequisites", "standards", "clauses", "examined", "draw", "pass_percent", "minutes", "attempts", "wait_days"),
)
OPTION_KEYS = "abcdef"
QUESTION_FIELDS = (
    *("key", "question_en", "question_zh", "explanation_en", "explanation_zh"),
    *(f"{name}_{key}" for key in OPTION_KEYS for name in ("en", "zh", "right")),
)

_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,2})?")
_NOT_NUMBER = _("Write a number, such as 7.5, with two decimals at most.")
_NOT_WHOLE = _("Write a whole number.")
_NOT_AIM = _("Line %(line)s: write English | Chinese.")
_NOT_CLAUSE = _("Line %(line)s: write the keys of the manual and of the clause, such as operating-manual telephone.")
_NOT_KEY = _("Line %(line)s: write one key.")
_NOT_RULE = _("Choose one of the two.")
_NO_EXAM = Exam(questions=(), draw=10, pass_percent=Decimal(80), minutes=20)


class _Reader:
    """Reads fields and keeps what is wrong with each."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values
        self.wrong: dict[str, Text] = {}

    def text(self, name: str) -> str:
        return self.values.get(name, "").replace("\r\n", "\n").replace("\x00", "").strip()

    def local(self, name: str) -> LocalText:
        return LocalText(en=self.text(f"{name}_en"), zh_CN=self.text(f"{name}_zh"))

    def number(self, name: str) -> Decimal | None:
        written = self.text(name)
        if written and not _NUMBER.fullmatch(written):
            self.wrong[name] = _NOT_NUMBER
            return None
        return Decimal(written) if written else None

    def whole(self, name: str, default: int = 0) -> int:
        found = self.number(name)
        if found is not None and found != int(found):
            self.wrong[name] = _NOT_WHOLE
        return default if found is None else int(found)

    def lines(self, name: str, read: Callable[[str], Any], complaint: Text) -> tuple[Any, ...]:
        found = []
        for line, written in enumerate(self.text(name).split("\n"), start=1):
            try:
                found += [read(written.strip())] if written.strip() else []
            except ValueError:
                self.wrong[name] = complaint % {"line": line}
        return tuple(found)

    def done(self) -> None:
        if self.wrong:
            raise BadCourseForm(self.wrong)


def with_settings(document: CourseDocument, values: Mapping[str, str]) -> CourseDocument:
    """The document with what the form says; its questions stay. BadCourseForm names every field that cannot be read."""
    reader = _Reader(values)
    months, rule = reader.number("validity_months"), reader.text("validity_rule")
    if rule not in list(ValidityRule):
        reader.wrong["validity_rule"] = _NOT_RULE
    changed = replace(
        document,
        summary=reader.local("summary"),
        objectives=reader.lines("objectives", _aim, _NOT_AIM),
        hours=reader.number("hours") or Decimal(0),
        validity_months=None if months is None else reader.whole("validity_months"),
        validity_rule=ValidityRule(rule) if rule in list(ValidityRule) else document.validity_rule,
        window_days=reader.whole("window_days"),
        prerequisites=reader.lines("prerequisites", _key, _NOT_KEY),
        standards=reader.lines("standards", _key, _NOT_KEY),
        clauses=reader.lines("clauses", _clause, _NOT_CLAUSE),
        exam=_exam(reader, document.exam) if reader.text("examined") == "yes" else None,
    )
    reader.done()
    return changed


def flat_settings(document: CourseDocument) -> dict[str, str]:
    """The fields of the form that `with_settings` reads back."""
    exam = document.exam or _NO_EXAM
    return {
        "summary_en": document.summary.en,
        "summary_zh": document.summary.zh_CN,
        "objectives": "\n".join(f"{each.en} | {each.zh_CN}" for each in document.objectives),
        "hours": f"{document.hours:f}",
        "validity_months": "" if document.validity_months is None else str(document.validity_months),
        "validity_rule": document.validity_rule.value,
        "window_days": str(document.window_days),
        "prerequisites": "\n".join(document.prerequisites),
        "standards": "\n".join(document.standards),
        "clauses": "\n".join(f"{each.manual} {each.clause}" for each in document.clauses),
        "examined": "yes" if document.exam else "no",
        "draw": str(exam.draw),
        "pass_percent": f"{exam.pass_percent:f}",
        "minutes": str(exam.minutes),
        "attempts": str(exam.attempts),
        "wait_days": str(exam.wait_days),
    }


def question_of(values: Mapping[str, str]) -> ExamQuestion:
    """A question; answers that are empty in both languages are left out."""
    reader = _Reader(values)
    options, right = [], []
    for key in OPTION_KEYS:
        text = LocalText(en=reader.text(f"en_{key}"), zh_CN=reader.text(f"zh_{key}"))
        if text.en or text.zh_CN:
            options.append(Option(key=key, text=text))
            right += [key] if reader.text(f"right_{key}") == "yes" else []
    explanation = reader.local("explanation")
    return ExamQuestion(
        key=reader.text("key"),
        question=reader.local("question"),
        options=tuple(options),
        right=tuple(right),
        explanation=explanation if explanation.en or explanation.zh_CN else None,
    )


def flat_question(asked: ExamQuestion) -> dict[str, str]:
    """The fields of the form that `question_of` reads back; its answers are lettered anew."""
    found = {"key": asked.key, "question_en": asked.question.en, "question_zh": asked.question.zh_CN}
    found |= {"explanation_en": "", "explanation_zh": ""}
    if asked.explanation:
        found |= {"explanation_en": asked.explanation.en, "explanation_zh": asked.explanation.zh_CN}
    for key, option in zip(OPTION_KEYS, asked.options, strict=False):
        found |= {f"en_{key}": option.text.en, f"zh_{key}": option.text.zh_CN}
        found[f"right_{key}"] = "yes" if option.key in asked.right else ""
    return found


def with_question(document: CourseDocument, wanted: ExamQuestion, former: str) -> CourseDocument:
    """The question in the place of `former`, or after all others. KeyError when there is no former one."""
    exam = document.exam or _NO_EXAM
    keys = [each.key for each in exam.questions]
    if not former:
        return replace(document, exam=replace(exam, questions=(*exam.questions, wanted)))
    if former not in keys:
        raise KeyError(former)
    changed = tuple(wanted if each.key == former else each for each in exam.questions)
    return replace(document, exam=replace(exam, questions=changed))


def without_question(document: CourseDocument, key: str) -> CourseDocument:
    """KeyError when there is no such question."""
    exam = document.exam or _NO_EXAM
    kept = tuple(each for each in exam.questions if each.key != key)
    if len(kept) == len(exam.questions):
        raise KeyError(key)
    return replace(document, exam=replace(exam, questions=kept))


def _exam(reader: _Reader, former: Exam | None) -> Exam:
    return Exam(
        questions=former.questions if former else (),
        draw=reader.whole("draw"),
        pass_percent=reader.number("pass_percent") or Decimal(0),
        minutes=reader.whole("minutes"),
        attempts=reader.whole("attempts"),
        wait_days=reader.whole("wait_days"),
    )


def _aim(line: str) -> LocalText:
    english, bar, chinese = line.partition("|")
    if not bar:
        raise ValueError(line)
    return LocalText(en=english.strip(), zh_CN=chinese.strip())


def _clause(line: str) -> ClauseLink:
    manual, clause = line.split()
    return ClauseLink(manual=manual, clause=clause)


def _key(line: str) -> str:
    (key,) = line.split()
    return key
