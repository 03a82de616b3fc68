"""Complaints for tests: who enters, answers and decides them."""

from typing import Any
from uuid import UUID

from network.feedback.commands.answering import answer_complaint
from network.feedback.commands.complaints import enter_complaint
from network.feedback.commands.deciding import decide_complaint
from network.feedback.schemas.complaints import AnswerIn, ComplaintIn, DecisionIn
from network.foundation.access import RIGHTS, Actor, Role
from tests.factory import NOW, operator

AGENT = Actor(Role.HQ_MANAGER, "Agent", UUID(int=21), None, rights=dict.fromkeys(RIGHTS))
JUDGE = Actor(Role.HQ_MANAGER, "Judge", UUID(int=22), None, rights=dict.fromkeys(RIGHTS))

GIVEN = {
    "channel": "phone",
    "received_at": "2026-11-20T10:00:00+00:00",
    "site": "SH1",
    "problem": "service.too_late",
    "severity": "major",
    "customer_name": "Zhang San",
    "customer_phone": "138 0000 1234",
    "words": "Two weeks, and nobody calls.",
}
DECIDED = {"substantiated": True, "responsible": "site", "reason": "The records say so."}


async def complain(actor: Actor = AGENT, **more: Any) -> UUID:
    return await enter_complaint(actor, ComplaintIn.model_validate({**GIVEN, **more}, strict=False), NOW)


async def answer(complaint: UUID, site: int, **more: Any) -> None:
    given = AnswerIn.model_validate({"answer": "We are sorry; it is done.", **more}, strict=False)
    await answer_complaint(operator(site), complaint, given, NOW)


async def decide(complaint: UUID, actor: Actor = JUDGE, **more: Any) -> None:
    await decide_complaint(actor, complaint, DecisionIn.model_validate({**DECIDED, **more}, strict=False), NOW)
