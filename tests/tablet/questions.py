"""A checklist with every type of question, in both languages."""

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


def words(english: str, chinese: str) -> LocalText:
    return LocalText(en=english, zh_CN=chinese)


def asked(key: str, type_: QuestionType, english: str, chinese: str, points: int = 10, **more: Any) -> Question:
    return Question(key=key, type=type_, label=words(english, chinese), points=Decimal(points), **more)


def _call() -> tuple[Question, ...]:
    heard = (Condition(question="rings", values=("answered", "machine")),)
    line: dict[str, Any] = {"best": Decimal(3), "worst": Decimal(8)}
    return (
        asked("rings", QuestionType.RINGS, "How often did it ring?", "电话响了几声？", **line),
        asked("named", QuestionType.YES_NO, "Did they name the shop?", "接听者是否报出网点名称？", 5, when=heard),
    )


def _reception() -> tuple[Question, ...]:
    guidance = words("Count from the moment you stand at the desk.", "从走到柜台时起计时。")
    greeted: dict[str, Any] = {
        "guidance": guidance,
        "evidence": EvidenceWhen.ON_FAILURE,
        "critical": Critical(effect=Effect.CAP_SECTION, cap=Decimal(60)),
    }
    friendly: dict[str, Any] = {"steps": 5, "not_applicable": True}
    waited: dict[str, Any] = {"best": Decimal(300), "worst": Decimal(1200)}
    before = ("How many customers were before you?", "您前面有几位顾客？")
    return (
        asked("greeted", QuestionType.YES_NO, "Were you greeted within a minute?", "一分钟内是否有人迎接？", **greeted),
        asked("friendly", QuestionType.SCALE, "How friendly was the staff?", "接待人员是否友善？", **friendly),
        asked("waited", QuestionType.TIMER, "How long did you wait?", "等候了多长时间？", 5, **waited),
        asked("queue", QuestionType.COUNT, *before, 0, required=False),
    )


def _price() -> tuple[Question, ...]:
    quoted: dict[str, Any] = {
        "unit": words("CNY", "元"),
        "best": Decimal(180),
        "worst": Decimal(260),
        "most": Decimal(9999),
        "critical": Critical(effect=Effect.CAP_AUDIT, cap=Decimal(50)),
    }
    verdicts = (
        ("fixed", "Fixed on the spot", "当场修复", "1"),
        ("explained", "Explained why it cannot be fixed", "说明无法修复的原因", "0.6"),
        ("sent", "Sent to headquarters without need", "无必要地送修总部", "0"),
    )
    choices = tuple(Choice(key=key, label=words(en, zh), share=Decimal(share)) for key, en, zh, share in verdicts)
    fault = ("What did they do with the known fault?", "对已知故障如何处理？")
    return (
        asked("quoted", QuestionType.PRICE, "Which price was quoted?", "维修报价是多少？", 15, **quoted),
        asked("verdict", QuestionType.CHOICE, *fault, 25, choices=choices),
    )


def _closing() -> tuple[Question, ...]:
    always: dict[str, Any] = {"evidence": EvidenceWhen.ALWAYS}
    remark = ("Anything else worth telling?", "还有其他值得说明的情况吗？")
    return (
        asked("front", QuestionType.PHOTO, "The front of the shop", "门头照片", 0, **always),
        asked("remark", QuestionType.TEXT, *remark, 0, required=False),
    )


def every_type() -> ChecklistDocument:
    """Four sections with each type of question, a condition, caps, evidence and what may be left out."""
    parts = (
        ("call", "Call", "来电", _call()),
        ("reception", "Reception", "接待", _reception()),
        ("price", "Diagnosis and price", "检测与报价", _price()),
        ("closing", "Closing", "收尾", _closing()),
    )
    return ChecklistDocument(
        key="every-type",
        kind=VisitKind.MYSTERY_VISIT,
        title=words("Mystery visit", "神秘顾客暗访"),
        persona=words("You are a student whose tablet does not charge.", "您是一名学生，平板无法充电。"),
        sections=tuple(Section(key=key, label=words(en, zh), questions=part) for key, en, zh, part in parts),
    )
