"""A question, a section or the heading of a checklist as plain texts by field: for forms and for rows of a workbook.

A choice is a line `key | share | English | Chinese` (a bar in a text is written \\|); a condition is a line
`question: answer, answer`. Numbers are written with a point, yes and no as such, everything else as its code.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from network.audits.errors.checklists import BadChecklistForm
from network.audits.rules.checklists import (
    Choice,
    Condition,
    Critical,
    Effect,
    EvidenceWhen,
    Question,
    QuestionType,
    Section,
    VisitKind,
)
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.sites.rules.criteria import LocalText

HEADING_FIELDS = ("kind", "title_en", "title_zh", "introduction_en", "introduction_zh", "persona_en", "persona_zh")
SECTION_FIELDS = ("key", "label_en", "label_zh", "guidance_en", "guidance_zh", "most_not_applicable")
QUESTION_FIELDS = (
    *("key", "type", "label_en", "label_zh", "guidance_en", "guidance_zh", "points", "required", "not_applicable"),
    *("evidence", "effect", "cap", "when", "expected", "steps", "choices", "unit_en", "unit_zh", "best", "worst"),
    *("least", "most", "fails_below", "decoy", "standard", "photo"),
)

_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,4})?")
_BAR = re.compile(r"(?<!\\)\|")
_UNKEPT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_NOT_NUMBER = _("Write a number, such as 7.5, with four decimals at most.")
_NOT_WHOLE = _("Write a whole number.")
_NOT_YES_NO = _("Write yes or no.")
_NOT_CHOICE = _("Write one of these: %(choices)s.")
_NOT_CHOICES = _("Line %(line)s: write key | share | English | Chinese.")
_NOT_CONDITION = _("Line %(line)s: write a question and its answers, such as wait: yes, no.")
_NOT_PLAIN = _("There is a sign in it that cannot be written down. Type it anew.")

Code = TypeVar("Code", bound=StrEnum)


class _Reader:
    """Reads fields and keeps what is wrong with each."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values
        self.wrong: dict[str, Text] = {}

    def text(self, name: str) -> str:
        written = self.values.get(name, "").replace("\r\n", "\n").strip()
        if _UNKEPT.search(written):
            self.wrong[name] = _NOT_PLAIN
        return written

    def local(self, name: str) -> LocalText:
        return LocalText(en=self.text(f"{name}_en"), zh_CN=self.text(f"{name}_zh"))

    def optional(self, name: str) -> LocalText | None:
        found = self.local(name)
        return found if found.en or found.zh_CN else None

    def number(self, name: str) -> Decimal | None:
        written = self.text(name)
        if not written:
            return None
        if not _NUMBER.fullmatch(written):
            self.wrong[name] = _NOT_NUMBER
            return None
        return Decimal(written)

    def whole(self, name: str) -> int | None:
        found = self.number(name)
        if found is not None and found != int(found):
            self.wrong[name] = _NOT_WHOLE
        return None if found is None else int(found)

    def yes(self, name: str, default: bool = False) -> bool:
        written = self.text(name).lower()
        if written not in ("yes", "no", ""):
            self.wrong[name] = _NOT_YES_NO
        return written == "yes" if written else default

    def code(self, name: str, codes: type[Code], default: Code) -> Code:
        written = self.text(name)
        if written and written not in list(codes):
            self.wrong[name] = _NOT_CHOICE % {"choices": ", ".join(codes)}
            return default
        return codes(written) if written else default

    def lines(self, name: str, read: Callable[[str], Any], complaint: Text) -> tuple[Any, ...]:
        found = []
        for line, written in enumerate(self.text(name).split("\n"), start=1):
            try:
                found += [read(written)] if written.strip() else []
            except ValueError:
                self.wrong[name] = complaint % {"line": line}
        return tuple(found)

    def done(self) -> None:
        if self.wrong:
            raise BadChecklistForm(self.wrong)


def heading_of(values: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a document but its key and sections. BadChecklistForm names every field that cannot be read."""
    reader = _Reader(values)
    found = {
        "kind": reader.code("kind", VisitKind, VisitKind.MYSTERY_VISIT),
        "title": reader.local("title"),
        "introduction": reader.optional("introduction"),
        "persona": reader.optional("persona"),
    }
    reader.done()
    return found


def section_of(values: Mapping[str, str]) -> Section:
    """A section without questions. BadChecklistForm names every field that cannot be read."""
    reader = _Reader(values)
    most = reader.number("most_not_applicable")
    section = Section(
        key=reader.text("key"),
        label=reader.local("label"),
        guidance=reader.optional("guidance"),
        most_not_applicable=Decimal("0.5") if most is None else most,
        questions=(),
    )
    reader.done()
    return section


def question_of(values: Mapping[str, str]) -> Question:
    """BadChecklistForm names every field that cannot be read. What it means may still be wrong."""
    reader = _Reader(values)
    fails_below = reader.number("fails_below")
    question = Question(
        key=reader.text("key"),
        type=reader.code("type", QuestionType, QuestionType.YES_NO),
        label=reader.local("label"),
        guidance=reader.optional("guidance"),
        photo=reader.text("photo") or None,
        points=reader.number("points") or Decimal(0),
        required=reader.yes("required", default=True),
        not_applicable=reader.yes("not_applicable"),
        critical=_critical(reader),
        evidence=reader.code("evidence", EvidenceWhen, EvidenceWhen.NEVER),
        when=reader.lines("when", _condition, _NOT_CONDITION),
        standard=reader.text("standard") or None,
        expected=reader.yes("expected", default=True),
        steps=reader.whole("steps"),
        choices=reader.lines("choices", _choice, _NOT_CHOICES),
        unit=reader.optional("unit"),
        **{name: reader.number(name) for name in ("best", "worst", "least", "most")},
        fails_below=Decimal("0.5") if fails_below is None else fails_below,
        decoy=reader.yes("decoy"),
    )
    reader.done()
    return question


def _critical(reader: _Reader) -> Critical | None:
    if not reader.text("effect"):
        return None
    return Critical(effect=reader.code("effect", Effect, Effect.MAJOR_FINDING), cap=reader.number("cap"))


def _choice(line: str) -> Choice:
    """ValueError for a line of another form."""
    key, share, en, zh = (part.strip().replace("\\|", "|") for part in _BAR.split(line))
    if not _NUMBER.fullmatch(share):
        raise ValueError(share)
    return Choice(key=key, share=Decimal(share), label=LocalText(en=en, zh_CN=zh))


def _condition(line: str) -> Condition:
    """ValueError for a line of another form."""
    question, answers = line.split(":")
    return Condition(question=question.strip(), values=tuple(filter(None, map(str.strip, answers.split(",")))))


def flat_heading(document: Any) -> dict[str, str]:
    """What `heading_of` reads back as the same."""
    return {
        "kind": document.kind.value,
        **_flat_text("title", document.title),
        **_flat_text("introduction", document.introduction),
        **_flat_text("persona", document.persona),
    }


def flat_section(section: Section) -> dict[str, str]:
    """What `section_of` reads back as the same, but for the questions."""
    return {
        "key": section.key,
        **_flat_text("label", section.label),
        **_flat_text("guidance", section.guidance),
        "most_not_applicable": _flat_number(section.most_not_applicable),
    }


def flat_question(question: Question) -> dict[str, str]:
    """What `question_of` reads back as the same."""
    critical = question.critical
    return {
        "key": question.key,
        "type": question.type.value,
        **_flat_text("label", question.label),
        **_flat_text("guidance", question.guidance),
        "points": _flat_number(question.points),
        "required": _flat_yes(question.required),
        "not_applicable": _flat_yes(question.not_applicable),
        "evidence": question.evidence.value,
        "effect": critical.effect.value if critical else "",
        "cap": _flat_number(critical.cap) if critical else "",
        "when": "\n".join(f"{each.question}: {', '.join(each.values)}" for each in question.when),
        "expected": _flat_yes(question.expected),
        "steps": "" if question.steps is None else str(question.steps),
        "choices": "\n".join(map(_flat_choice, question.choices)),
        **_flat_text("unit", question.unit),
        **{name: _flat_number(getattr(question, name)) for name in ("best", "worst", "least", "most")},
        "fails_below": _flat_number(question.fails_below),
        "decoy": _flat_yes(question.decoy),
        "standard": question.standard or "",
        "photo": question.photo or "",
    }


def _flat_choice(choice: Choice) -> str:
    """On one line, whatever its texts hold."""
    parts = (choice.key, _flat_number(choice.share), choice.label.en, choice.label.zh_CN)
    return " | ".join(" ".join(part.split()).replace("|", "\\|") for part in parts)


def _flat_text(name: str, text: LocalText | None) -> dict[str, str]:
    return {f"{name}_en": text.en if text else "", f"{name}_zh": text.zh_CN if text else ""}


def _flat_number(number: Decimal | None) -> str:
    return "" if number is None else format(number, "f")


def _flat_yes(value: bool) -> str:
    return "yes" if value else "no"
