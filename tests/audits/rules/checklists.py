"""Checklists that tests of the rules start from: one with a question of every type, and ways to change it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from network.audits.rules.checklists import (
    ChecklistDocument,
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
from network.sites.rules.criteria import LocalText


def text(words: str) -> LocalText:
    return LocalText(en=words, zh_CN=f"{words}。")


def question(key: str, kind: str = "yes_no", points: str = "0", **more: Any) -> Question:
    return Question(key=key, type=QuestionType(kind), label=text(key), points=Decimal(points), **more)


def choices(**shares: str) -> tuple[Choice, ...]:
    return tuple(Choice(key=key, label=text(key), share=Decimal(share)) for key, share in shares.items())


def cap(effect: Effect, most: str | None) -> Critical:
    return Critical(effect=effect, cap=None if most is None else Decimal(most))


def line(best: str, worst: str) -> dict[str, Decimal]:
    return {"best": Decimal(best), "worst": Decimal(worst)}


def document(*sections: Section, kind: VisitKind = VisitKind.MYSTERY_VISIT) -> ChecklistDocument:
    return ChecklistDocument(key="short", kind=kind, title=text("Short"), sections=sections)


def section(key: str, *questions: Question, **more: Any) -> Section:
    return Section(key=key, label=text(key), questions=questions, **more)


EVERY_TYPE = document(
    section(
        "desk",
        question("greeted", points="10", evidence=EvidenceWhen.ON_FAILURE, not_applicable=True),
        question("smile", "scale", "5", steps=5),
        question("fault", "choice", "10", choices=choices(fixed="1", told="0.5", sent="0")),
        question("why", "text", when=(Condition(question="fault", values=("sent",)),), required=False),
    ),
    section(
        "measured",
        question("size", "number", "5", unit=text("cm"), **line("10", "20"), least=Decimal(0), most=Decimal(50)),
        question("queue", "count", "5", **line("0", "5")),
        question("wait", "timer", "5", **line("300", "900")),
        question("price", "price", "5", **line("80", "120"), critical=cap(Effect.CAP_AUDIT, "60")),
        question("call", "rings", "5", **line("3", "6"), fails_below=Decimal(1)),
        question("front", "photo"),
    ),
)


def changed(asked: str, **fields: Any) -> ChecklistDocument:
    """`EVERY_TYPE`, with these fields of one question."""
    return replace(
        EVERY_TYPE,
        sections=tuple(
            replace(
                section,
                questions=tuple(replace(each, **fields) if each.key == asked else each for each in section.questions),
            )
            for section in EVERY_TYPE.sections
        ),
    )
