"""What tests of corrective actions are made with: a finding that somebody at HQ wrote down, and answers to it."""

from datetime import date, datetime
from uuid import UUID

from network.foundation.access import Actor, Role
from network.improvement.commands.actions import answer_action, verify_action
from network.improvement.commands.findings import write_finding_down
from network.improvement.rules.findings import Grade
from network.improvement.schemas.findings import AnswerIn, FindingIn
from tests.factory import HQ, NOW, Store

CHECKER = Actor(Role.HQ_MANAGER, "Lin", UUID(int=70), None)
ANSWER = AnswerIn(
    containment="The old price list was taken down.",
    root_cause="Nobody was told of the new one.",
    remedy="The shop manager checks the board each Monday.",
    owner="Wang Li",
)


async def owed(store: Store, site: str = "SH1", grade: Grade = Grade.MAJOR, at: datetime = NOW) -> UUID:
    """An open action about a finding at a site; its id."""
    given = FindingIn(title="Old price list", detail="From 2024, on the wall.", grade=grade, found_on=date(2026, 11, 2))
    made = await write_finding_down(HQ, site, given, at)
    return UUID(str(await store.value("select id from corrective_action where finding = $1", made)))


async def answered(store: Store, actor: Actor, at: datetime = NOW) -> UUID:
    made = await owed(store)
    await answer_action(actor, "SH1", made, ANSWER, at)
    return made


async def verified(store: Store, actor: Actor, at: datetime = NOW) -> UUID:
    made = await answered(store, actor, at)
    await verify_action(CHECKER, "SH1", made, "", at)
    return made
