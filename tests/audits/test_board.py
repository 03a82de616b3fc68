"""What a tablet has on board, and answering what is offered on it."""

from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from network.audits.commands.answers import accept_visit, decline_visit, hand_back_visit
from network.audits.errors.assignments import AssignmentMoved, AssignmentNotFound
from network.audits.queries.board import board
from network.audits.rules.assignments import ASSIGNMENT_LABELS, LIVE, MOVES, AssignmentState
from network.audits.rules.checklists import VisitKind
from network.audits.schemas.assignments import AnswerIn
from network.audits.schemas.checklists import document_of
from network.foundation.access import Role
from network.foundation.database import transaction
from network.foundation.errors import Forbidden
from network.foundation.trail.record import verify
from tests.audits.visiting import assigned, auditor, checklist, document
from tests.factory import HQ, NOW, Store, operator
from tests.served import Browse, MakePerson

WHY = AnswerIn(reason="A wedding in the family")


async def test_a_tablet_has_its_own_live_visits_with_their_sites_and_checklists(
    store: Store, sites: dict[str, int]
) -> None:
    me, other = await auditor(store, "A-1"), await auditor(store, "A-2")
    call = await checklist(store, document(VisitKind.MYSTERY_CALL, "call"))
    mine = await assigned(store, sites["SH1"], me, checklist_id=call, kind="mystery_call")
    offered = await assigned(store, sites["SH2"], me, checklist_id=call, state="offered", kind="mystery_call")
    for state in ("proposed", "filed", "declined", "handed_back", "expired", "cancelled"):
        await assigned(store, sites["HZ1"], me, state=state)
    await assigned(store, sites["BJ1"], other)
    found = await board(me.actor)
    assert found.auditor == "A-1"
    assert {each.id for each in found.assignments} == {mine, offered}
    assert [each.code for each in found.sites] == ["SH1", "SH2"]
    assert [each.id for each in found.checklists] == [call]
    assert document_of(found.checklists[0].document) == document(VisitKind.MYSTERY_CALL, "call")
    only = found.assignments[0]
    assert (only.file_by - only.window_to).total_seconds() == 24 * 3600
    assert (only.expires_at - only.window_to).total_seconds() == 72 * 3600


async def test_the_number_to_call_is_on_board_while_a_call_is_to_be_made_and_no_longer(
    store: Store, sites: dict[str, int]
) -> None:
    me = await auditor(store, "A-1")
    await store.rows("update site set phone = '+86 21 5555 0000'")
    call = await assigned(store, sites["SH1"], me, kind="mystery_call")
    await assigned(store, sites["SH1"], me)
    await assigned(store, sites["SH2"], me)
    numbers = {each.code: each.phone for each in (await board(me.actor)).sites}
    assert numbers == {"SH1": "+86 21 5555 0000", "SH2": ""}
    await hand_back_visit(me.actor, call, WHY, NOW)
    assert {each.phone for each in (await board(me.actor)).sites} == {""}


async def test_the_database_knows_the_same_moves_as_the_rules(store: Store, sites: dict[str, int]) -> None:
    allowed: dict[AssignmentState, set[AssignmentState]] = {state: set() for state in AssignmentState}
    for state in AssignmentState:
        for wanted in set(AssignmentState) - {state}:
            made = await assigned(store, sites["SH1"], None, state=state.value)
            with suppress(asyncpg.PostgresError):
                await store.rows("update assignment set state = $2 where id = $1", made, wanted.value)
                allowed[state].add(wanted)
    assert allowed == MOVES


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("accept", AssignmentState.OFFERED),
        ("decline", AssignmentState.OFFERED),
        ("hand_back", AssignmentState.ACCEPTED),
    ],
)
async def test_an_answer_moves_the_visit_once_and_may_be_repeated(
    store: Store, sites: dict[str, int], answer: str, state: AssignmentState
) -> None:
    me = await auditor(store)
    made = await assigned(store, sites["SH1"], me, state=state.value)

    async def say() -> Any:
        if answer == "accept":
            return await accept_visit(me.actor, made, NOW)
        return await (decline_visit if answer == "decline" else hand_back_visit)(me.actor, made, WHY, NOW)

    first = await say()
    assert await say() == first
    events = await store.rows("select site, actor, account, action, subject from trail_event where action ~ '^visit'")
    assert events == [
        {
            "site": -sites["SH1"],
            "actor": "A-1",
            "account": None,
            "action": f"visit.{first.state.value}",
            "subject": f"visit:{made}",
        }
    ]
    async with transaction(HQ, read_only=True):
        assert (await verify())[1] == []


async def test_what_is_over_is_not_accepted_any_more(store: Store, sites: dict[str, int]) -> None:
    me = await auditor(store)
    for state in set(AssignmentState) - {AssignmentState.PROPOSED} - LIVE:
        made = await assigned(store, sites["SH1"], me, state=state.value)
        with pytest.raises(AssignmentMoved) as refused:
            await accept_visit(me.actor, made, NOW)
        assert refused.value.values == {"state": ASSIGNMENT_LABELS[state]}


async def test_a_visit_of_another_auditor_or_one_that_is_only_proposed_is_not_there(
    store: Store, sites: dict[str, int]
) -> None:
    me, other = await auditor(store, "A-1"), await auditor(store, "A-2")
    theirs = await assigned(store, sites["SH1"], other, state="offered")
    proposed = await assigned(store, sites["SH1"], me, state="proposed")
    for assignment in (theirs, proposed, uuid4()):
        with pytest.raises(AssignmentNotFound):
            await accept_visit(me.actor, assignment, NOW)
    assert await store.value("select count(*) from trail_event where site < 0") == 0


async def test_nobody_but_an_auditor_has_a_board(store: Store, sites: dict[str, int]) -> None:
    for actor in (HQ, operator(sites["SH1"])):
        with pytest.raises(Forbidden):
            await board(actor)


async def test_a_tablet_asks_and_answers_over_http(
    store: Store, sites: dict[str, int], browse: Browse, person: MakePerson
) -> None:
    account: UUID = await person("shopper@example.com", Role.AUDITOR)
    me = await auditor(store, "A-1", account=account)
    made = await assigned(store, sites["SH1"], me, state="offered")
    browser = browse()
    await browser.sign_in("shopper@example.com")
    first = await browser.get("/api/v1/tablet/board")
    assert first.json()["assignments"][0]["id"] == str(made)
    again = await browser.get("/api/v1/tablet/board", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    headers = {"x-csrf-token": await browser.csrf()}
    path = f"/api/v1/assignments/{made}"
    bad = await browser.post(f"{path}/decline", json={"reason": "no"}, headers=headers)
    assert bad.status_code == 422
    accepted = await browser.post(f"{path}/accept", headers=headers)
    assert (accepted.status_code, accepted.json()["state"]) == (200, "accepted")
    changed = await browser.get("/api/v1/tablet/board", headers={"if-none-match": first.headers["etag"]})
    assert changed.json()["assignments"][0]["state"] == "accepted"
    assert (await browser.post(f"{path}/decline", json={"reason": "too late"}, headers=headers)).status_code == 409
    back = await browser.post(f"{path}/hand-back", json={"reason": "I am ill"}, headers=headers)
    assert back.json()["state"] == "handed_back"
    assert (await browser.post(f"/api/v1/assignments/{uuid4()}/accept", headers=headers)).status_code == 404
