"""Appeals against published audits: when, by whom, how often, and what follows when one is upheld."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from network.audits.commands.appeal_decisions import decide_appeal
from network.audits.commands.appeal_files import SentEvidence
from network.audits.commands.appeals import lodge_appeal, retract_appeal, write_message
from network.audits.errors.appeals import (
    AppealedAlready,
    AppealIsOver,
    AppealNotFound,
    AppealWrong,
    AuditNotFound,
    AuditRevised,
    AuditVoided,
    MessageWrong,
    PartOfVisit,
    TooLateToAppeal,
)
from network.audits.queries.appeals import appeal, appeal_outcomes
from network.audits.queries.audits import audit
from network.audits.rules.appeals import AppealState
from network.audits.schemas.audits import AppealIn, DecisionIn, MessageIn
from network.foundation.access import Actor, Role
from network.foundation.database import transaction
from network.foundation.errors import Forbidden, NotFound, ServicemarkError
from network.foundation.evidence.kinds import Evidence, Kind
from network.improvement.commands.raising import raise_findings
from network.improvement.rules.findings import Failure
from network.web.versions import PreconditionFailed
from tests.audits.visiting import Shown, Visitor, auditor, checklist, shown
from tests.factory import NOW, Store, executive, manager, operator

SECOND = timedelta(seconds=1)
REASON = "The camera above the door shows that we did."


def appealing(**changes: Any) -> AppealIn:
    return AppealIn(**{"question": "greeted", "ground": "factual", "body": REASON, "revision": 1, **changes})


def deciding(outcome: str = "upheld", **changes: Any) -> DecisionIn:
    change = {"change": "answer", "answer": "yes"} if outcome == "upheld" else {}
    return DecisionIn(**{"outcome": outcome, "reason": "The recording shows it.", "revision": 1, **change, **changes})


@dataclass
class World:
    """An audit of SH1, published two days ago: nobody greeted (a finding), the price was right; 50 points."""

    store: Store
    site: int
    visitor: Visitor
    shown: Shown
    ou: Actor
    hua: Actor

    async def lodged(self, **changes: Any) -> UUID:
        return await lodge_appeal(self.ou, "SH1", self.shown.audit, appealing(**changes), [], NOW)


@pytest.fixture
async def world(store: Store, sites: dict[str, int]) -> World:
    await checklist(store)
    visitor, hua = await auditor(store), Actor(Role.HQ_ADMINISTRATOR, "Hua", uuid4(), None)
    made = await shown(store, sites["SH1"], visitor, reviewer=uuid4())
    async with transaction(hua):
        failure = Failure("greeted", {"en": "greeted", "zh_CN": "greeted"})
        await raise_findings(hua, sites["SH1"], made.audit, [failure], NOW)
    return World(store, sites["SH1"], visitor, made, operator(sites["SH1"]), hua)


async def test_an_appeal_is_lodged_with_files_and_read_by_both_sides(world: World) -> None:
    kept = Evidence(Kind.PDF, "application/pdf", "a" * 64, 10, "a" * 64)
    sent = [SentEvidence("log.pdf", kept)]
    made = await lodge_appeal(world.ou, "SH1", world.shown.audit, appealing(), sent, NOW)
    own, case = await audit(world.ou, "SH1", world.shown.audit), await appeal(world.hua, made)
    assert [each.name for each in own.appeals_made[0].files] == ["log.pdf"]
    assert (own.open_appeals, case.appeal.body, case.part_of_visit) == (1, REASON, False)
    assert [(each.value, each.label) for each in case.choices] == [("yes", "Yes"), ("no", "No")]


@pytest.mark.parametrize(
    ("seconds", "refusal"),
    [(-1, None), (0, TooLateToAppeal), (1, TooLateToAppeal)],
    ids=["last second", "the moment it closes", "a second late"],
)
async def test_the_window_is_half_open_by_the_clock_of_the_server(
    world: World, seconds: int, refusal: type[ServicemarkError] | None
) -> None:
    until: datetime = await world.store.value("select appeal_until from audit")
    at = until + timedelta(seconds=seconds)
    if refusal is None:
        await lodge_appeal(world.ou, "SH1", world.shown.audit, appealing(), [], at)
        return
    with pytest.raises(refusal, match=r"until 28 Nov 2026 20:00 UTC\+08:00"):
        await lodge_appeal(world.ou, "SH1", world.shown.audit, appealing(), [], at)
    assert await world.store.value("select count(*) from audit_appeal") == 0


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"question": "nowhere"}, AppealWrong),
        ({"revision": 2}, AuditRevised),
    ],
)
async def test_an_appeal_is_about_a_question_of_the_revision_in_force(
    world: World, changes: dict[str, Any], refusal: type[ServicemarkError]
) -> None:
    with pytest.raises(refusal):
        await world.lodged(**changes)


async def test_a_question_is_appealed_once_unless_the_appeal_was_withdrawn(world: World) -> None:
    first = await world.lodged()
    with pytest.raises(AppealedAlready):
        await world.lodged()
    await world.lodged(question="price")
    await retract_appeal(world.ou, "SH1", world.shown.audit, first, NOW)
    second = await world.lodged()
    await decide_appeal(world.hua, second, deciding("rejected"), NOW)
    with pytest.raises(AppealedAlready):
        await world.lodged()
    with pytest.raises(AppealIsOver):
        await retract_appeal(world.ou, "SH1", world.shown.audit, second, NOW)
    with pytest.raises(AppealNotFound):
        await retract_appeal(world.ou, "SH1", world.shown.audit, uuid4(), NOW)


async def test_a_voided_audit_cannot_be_appealed(world: World) -> None:
    await world.store.rows("update audit set state = 'voided', voided_reason = 'Wrong site'")
    with pytest.raises(AuditVoided):
        await world.lodged()


async def test_another_site_finds_nothing_to_appeal(world: World, sites: dict[str, int]) -> None:
    other, audit_id = operator(sites["SH2"]), world.shown.audit
    for code in ("SH1", "SH2"):
        for call in (
            lodge_appeal(other, code, audit_id, appealing(), [], NOW),
            write_message(other, code, audit_id, MessageIn(body="Hello"), NOW),
            audit(other, code, audit_id),
        ):
            with pytest.raises(NotFound):
                await call


async def test_an_upheld_appeal_makes_a_revision_changes_the_score_and_withdraws_the_finding(world: World) -> None:
    made = await world.lodged()
    await decide_appeal(world.hua, made, deciding(), NOW, version=1)
    found = await audit(world.ou, "SH1", world.shown.audit)
    assert [(each.number, each.score, each.reason) for each in found.revisions] == [
        (2, Decimal(100), "The recording shows it."),
        (1, Decimal(50), ""),
    ]
    assert (found.revision, found.score, found.appeals_made[0].state) == (2, Decimal(100), AppealState.UPHELD)
    assert found.revisions[1].document == world.shown.document
    assert await world.store.value("select state from finding") == "withdrawn"
    assert await world.store.value("select state from corrective_action") == "withdrawn"
    events = await world.store.rows("select site, actor from trail_event where action = 'appeal.upheld'")
    assert events == [{"site": world.site, "actor": "Hua"}]


async def test_a_question_may_be_left_out_and_counts_no_more(world: World) -> None:
    made = await world.lodged()
    await decide_appeal(world.hua, made, deciding(change="left_out", answer=""), NOW)
    question = (await audit(world.ou, "SH1", world.shown.audit)).in_force.document.question("greeted")
    assert question is not None
    assert (question.left_out, question.earned, question.failed) == (True, None, False)


@pytest.mark.parametrize("answer", ["no", "maybe", ""])
async def test_an_appeal_is_upheld_only_with_an_answer_that_is_better_for_the_site(world: World, answer: str) -> None:
    made = await world.lodged()
    with pytest.raises(AppealWrong):
        await decide_appeal(world.hua, made, deciding(answer=answer), NOW)
    assert await world.store.counts("audit_revision") == {"audit_revision": 1}


async def test_a_rejected_appeal_changes_nothing_but_is_answered(world: World) -> None:
    made = await world.lodged()
    await decide_appeal(world.hua, made, deciding("rejected"), NOW)
    found = await audit(world.ou, "SH1", world.shown.audit)
    assert (found.revision, found.score) == (1, Decimal(50))
    assert (found.appeals_made[0].decision, found.appeals_made[0].decider) == ("The recording shows it.", None)
    with pytest.raises(AppealIsOver):
        await decide_appeal(world.hua, made, deciding(), NOW)


Part = Callable[[World], Awaitable[Actor]]


async def reviewer(world: World) -> Actor:
    return Actor(Role.HQ_ADMINISTRATOR, "Rui", await world.store.value("select reviewer from filing"), None)


async def approver(world: World) -> Actor:
    person = uuid4()
    await world.store.rows(
        "insert into filing_step (id, filing, site, from_state, to_state, reason, by, who, at) "
        "values ($1, $2, $3, 'in_review', 'approved', '', $4, 'An', $5)",
        uuid4(),
        world.shown.filing,
        world.site,
        person,
        NOW,
    )
    return Actor(Role.HQ_MANAGER, "An", person, frozenset({world.site}))


async def shopper(world: World) -> Actor:
    return Actor(Role.HQ_MANAGER, "Person", world.visitor.account, None)


async def program(_world: World) -> Actor:
    return Actor.system()


@pytest.mark.parametrize("part", [reviewer, approver, shopper, program])
async def test_whoever_was_part_of_the_visit_does_not_decide(world: World, part: Part) -> None:
    made, actor = await world.lodged(), await part(world)
    assert (await appeal(actor, made)).part_of_visit
    with pytest.raises(PartOfVisit):
        await decide_appeal(actor, made, deciding(), NOW)


async def test_only_headquarters_decides_and_only_about_its_region(world: World, sites: dict[str, int]) -> None:
    made = await world.lodged()
    for actor in (world.ou, executive()):
        with pytest.raises(Forbidden):
            await decide_appeal(actor, made, deciding(), NOW)
    with pytest.raises(AppealNotFound):
        await decide_appeal(manager(sites["BJ1"]), made, deciding(), NOW)
    await decide_appeal(manager(sites["SH1"]), made, deciding(), NOW)


async def test_two_open_appeals_are_decided_against_the_revision_that_is_in_force(world: World) -> None:
    first, second = await world.lodged(), await world.lodged(question="price")
    await decide_appeal(world.hua, first, deciding(), NOW)
    with pytest.raises(AuditRevised):
        await decide_appeal(world.hua, second, deciding("rejected"), NOW)
    with pytest.raises(PreconditionFailed):
        await decide_appeal(world.hua, second, deciding("rejected", revision=2), NOW, version=7)
    await decide_appeal(world.hua, second, deciding("rejected", revision=2), NOW, version=1)


async def test_both_sides_talk_and_nobody_at_headquarters_is_named_to_the_site(world: World) -> None:
    await write_message(world.ou, "SH1", world.shown.audit, MessageIn(question="price", body="Which price?"), NOW)
    await write_message(world.hua, "SH1", world.shown.audit, MessageIn(body="On the board."), NOW + SECOND)
    own = (await audit(world.ou, "SH1", world.shown.audit)).messages
    assert [(each.side, each.who, each.question) for each in own] == [("site", "Ou", "price"), ("hq", "", None)]
    assert (await audit(world.hua, "SH1", world.shown.audit)).messages[1].who == "Hua"
    with pytest.raises(MessageWrong):
        await write_message(world.ou, "SH1", world.shown.audit, MessageIn(question="nowhere", body="Hm"), NOW)


async def test_upheld_rates_are_known_by_code_of_the_auditor_and_to_headquarters_alone(world: World) -> None:
    first, second = await world.lodged(), await world.lodged(question="price")
    await decide_appeal(world.hua, first, deciding(), NOW)
    await decide_appeal(world.hua, second, deciding("rejected", revision=2), NOW)
    found = await appeal_outcomes(world.hua)
    assert [(each.auditor, each.upheld, each.rejected, each.open, each.rate) for each in found] == [
        ("A-1", 1, 1, 0, Decimal("0.5"))
    ]
    with pytest.raises(Forbidden):
        await appeal_outcomes(world.ou)


async def test_an_audit_that_does_not_exist_is_not_found(world: World) -> None:
    with pytest.raises(AuditNotFound):
        await audit(world.ou, "SH1", uuid4())
