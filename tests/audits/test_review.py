"""The review of visits: who may move one where, what is decided before its site may see any of it, who is told what."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from asyncpg import PostgresError
from PIL import Image

from network.audits.commands.answering import answer_headquarters
from network.audits.commands.filing import file_visit
from network.audits.commands.redacting import decide_photo, decide_texts
from network.audits.commands.review_reminders import remind_of_reviews
from network.audits.commands.reviewing import move_visit, say
from network.audits.errors.filings import FilingNotFound
from network.audits.errors.reviews import (
    NoSuchMove,
    NotInReview,
    OwnVisitReviewed,
    ReviewChanged,
    ReviewWrong,
    TalkClosed,
    Undecided,
)
from network.audits.lists_visits import VISITS
from network.audits.queries.visit import own_visit, own_visits, visit_detail
from network.audits.queries.visits import list_visits
from network.audits.rules.assignments import REASONED, REVIEW_MOVES, FilingState
from network.audits.rules.redaction import Redaction
from network.audits.schemas.filings import FilingIn
from network.audits.schemas.visits import (
    BoxIn,
    MoveIn,
    PhotoDecisionIn,
    ReplyIn,
    VisitMessageIn,
    VisitTextsIn,
)
from network.foundation.access import Role
from network.foundation.errors import Forbidden
from network.foundation.files import kept
from network.web.listing import ListState
from tests.audits.reviewing import EMBARGO, FAILED, REVIEWER, Desk
from tests.audits.tablet import answer, scene, visit
from tests.audits.visiting import Visitor, assigned, auditor
from tests.factory import HQ, NOW, Store, executive, manager, operator
from tests.served import MakePerson

S = FilingState


@pytest.fixture
def desk(store: Store, shared_folder: Path) -> Desk:
    return Desk(store, shared_folder.resolve() / "files")


@pytest.fixture
async def visitor(store: Store) -> Visitor:
    return await auditor(store)


async def test_a_visit_goes_only_where_the_table_of_moves_says(
    desk: Desk, visitor: Visitor, sites: dict[str, int]
) -> None:
    filing = await desk.filed(sites["SH1"], visitor)
    for state, to in product(S, S):
        await _put(desk.store, filing, state)
        if to in REVIEW_MOVES[state] and state is not S.QUARANTINED:
            await desk.move(filing, to, "There is a reason")
            assert await desk.store.value("select state from filing where id = $1", filing) == to
        else:
            with pytest.raises(NoSuchMove):
                await desk.move(filing, to, "There is a reason")
        await _put(desk.store, filing, state)
        if to not in REVIEW_MOVES[state] and to is not state:
            with pytest.raises(PostgresError, match="does not go from"):
                await desk.store.rows("update filing set state = $2 where id = $1", filing, to)


async def _put(store: Store, filing: UUID, state: FilingState) -> None:
    """Into a state, however it might have got there."""
    for how in ("disable", "enable always"):
        for trigger in ("filing_moves", "filing_safe"):
            await store.rows(f"alter table filing {how} trigger {trigger}")
        await store.rows("update filing set state = $2, embargo_until = $3 where id = $1", filing, state, NOW + EMBARGO)


async def test_what_is_against_somebody_needs_a_reason(desk: Desk, visitor: Visitor, sites: dict[str, int]) -> None:
    filing = await desk.taken_up(sites["SH1"], visitor)
    for to in sorted(REASONED & REVIEW_MOVES[S.IN_REVIEW]):
        with pytest.raises(ReviewWrong):
            await desk.move(filing, to)
    await desk.move(filing, S.REJECTED, "It was another shop")
    with pytest.raises(ReviewWrong):
        await desk.move(filing, S.IN_REVIEW)


async def test_nobody_decides_on_what_they_have_not_seen(desk: Desk, visitor: Visitor, sites: dict[str, int]) -> None:
    filing = await desk.filed(sites["SH1"], visitor)
    with pytest.raises(ReviewChanged):
        await move_visit(REVIEWER, filing, MoveIn(to=S.IN_REVIEW, version=99), NOW)


async def test_whoever_made_a_visit_decides_nothing_about_it(
    desk: Desk, store: Store, person: MakePerson, sites: dict[str, int]
) -> None:
    account = await person("both@example.com", Role.HQ_MANAGER)
    visitor = await auditor(store, account=account)
    filing = await desk.filed(sites["SH1"], visitor)
    both = replace(manager(*sites.values()), account=account)
    with pytest.raises(OwnVisitReviewed):
        await desk.move(filing, S.IN_REVIEW, actor=both)
    with pytest.raises(OwnVisitReviewed):
        await say(both, filing, VisitMessageIn(visibility="hq", body="Good visit"), NOW)
    assert (await visit_detail(both, filing, NOW)).moves == []


async def test_only_headquarters_of_the_region_reads_a_visit(
    desk: Desk, visitor: Visitor, sites: dict[str, int]
) -> None:
    filing = await desk.filed(sites["SH1"], visitor)
    wanted = ListState(VISITS, sort="received_at")
    assert [each.id for each in (await list_visits(manager(sites["SH1"]), wanted, NOW)).items] == [filing]
    assert (await list_visits(manager(sites["BJ1"]), wanted, NOW)).total == 0
    with pytest.raises(FilingNotFound):
        await visit_detail(manager(sites["BJ1"]), filing, NOW)
    for stranger in (operator(sites["SH1"]), executive(), visitor.actor):
        with pytest.raises(Forbidden):
            await visit_detail(stranger, filing, NOW)


async def test_a_visit_is_approved_when_every_photo_and_text_was_decided_on(
    desk: Desk, visitor: Visitor, sites: dict[str, int]
) -> None:
    filing = await desk.taken_up(sites["SH1"], visitor, photos=[scene(1)], answers=FAILED)
    found = await desk.seen(filing)
    with pytest.raises(Undecided):
        await desk.move(filing, S.APPROVED)
    with pytest.raises(PostgresError, match="each photo was decided on"):
        await desk.store.rows(
            "update filing set state = 'approved', embargo_until = $2 where id = $1", filing, NOW + EMBARGO
        )
    clear = PhotoDecisionIn(decision=Redaction.CLEAR)
    await decide_photo(REVIEWER, filing, found.photos[0].id, clear, desk.folder)
    with pytest.raises(Undecided):
        await desk.move(filing, S.APPROVED)
    await decide_texts(REVIEWER, filing, VisitTextsIn(number=1, texts={"price.note": ""}))
    await desk.move(filing, S.APPROVED)
    until = await desk.store.value("select embargo_until from filing where id = $1", filing)
    assert timedelta(days=3) <= until - NOW <= timedelta(days=10)
    with pytest.raises(NotInReview):
        await decide_photo(REVIEWER, filing, found.photos[0].id, clear, desk.folder)


async def test_an_edit_asks_for_new_decisions_about_what_it_changed(
    desk: Desk, visitor: Visitor, sites: dict[str, int]
) -> None:
    assignment = await assigned(desk.store, sites["SH1"], visitor)
    filing = await desk.taken_up(sites["SH1"], visitor, assignment=assignment, answers=FAILED)
    await desk.cleared(filing)
    assert (await desk.seen(filing)).undecided == []
    checklist = await desk.store.value("select checklist from assignment where id = $1", assignment)
    changed = visit(checklist, NOW - timedelta(hours=2), client_now=NOW.isoformat(), reason="The price was wrong")
    changed["answers"] = {"greeted": answer(True), "price": answer(False, note="Asked 60")}
    await file_visit(visitor.actor, assignment, filing, FilingIn.model_validate(changed), 1, NOW)
    assert (await desk.seen(filing)).undecided == ["price.note"]
    with pytest.raises(ReviewChanged):
        await decide_texts(REVIEWER, filing, VisitTextsIn(number=1, texts={"price.note": "Asked 50"}))
    with pytest.raises(ReviewWrong):
        await decide_texts(REVIEWER, filing, VisitTextsIn(number=2, texts={"greeted.note": "Good"}))


async def test_what_is_blackened_is_gone_from_a_picture_of_its_own(
    desk: Desk, visitor: Visitor, sites: dict[str, int]
) -> None:
    filing = await desk.taken_up(sites["SH1"], visitor, photos=[scene(3)])
    photo = (await desk.seen(filing)).photos[0]
    box = BoxIn.model_validate({"left": 25, "top": 25, "width": 50, "height": 50})
    for wrong in (
        PhotoDecisionIn(decision=Redaction.REDACTED),
        PhotoDecisionIn(decision=Redaction.CLEAR, boxes=[box]),
        PhotoDecisionIn(decision=Redaction.WAITING),
    ):
        with pytest.raises(ReviewWrong):
            await decide_photo(REVIEWER, filing, photo.id, wrong, desk.folder)
    black = PhotoDecisionIn(decision=Redaction.REDACTED, boxes=[box])
    await decide_photo(REVIEWER, filing, photo.id, black, desk.folder)
    row = (await desk.store.rows("select * from filing_photo where id = $1", photo.id))[0]
    with Image.open(kept(desk.folder, row["redacted"])) as drawn:
        assert drawn.size == (640, 480)
        middle = drawn.crop((168, 128, 472, 352)).convert("L").tobytes()
        assert max(middle) < 16
        assert max(drawn.convert("L").tobytes()) > 60


async def test_an_auditor_is_asked_answers_and_sees_no_score(
    desk: Desk, visitor: Visitor, sites: dict[str, int]
) -> None:
    filing = await desk.taken_up(sites["SH1"], visitor, answers=FAILED)
    await say(REVIEWER, filing, VisitMessageIn(visibility="hq", body="Looks odd to me"), NOW)
    await desk.move(filing, S.NEEDS_CLARIFICATION, "Which of the two prices was it?")
    told = await desk.store.rows("select facts, link from notice where account = $1", visitor.account)
    assert [(each["link"], sorted(json.loads(each["facts"]))) for each in told] == [("/my-visits", ["day"])]
    mine = await own_visit(visitor.actor, filing)
    assert (mine.state, mine.may_answer, mine.reason) == (
        S.NEEDS_CLARIFICATION,
        True,
        "Which of the two prices was it?",
    )
    assert [(line.body, line.who) for line in mine.messages] == [("Which of the two prices was it?", "")]
    assert not {"score", "Rui"} & set(re.findall(r"\w+", mine.model_dump_json()))
    with pytest.raises(ReviewWrong):
        await answer_headquarters(visitor.actor, filing, ReplyIn(body="The first", question="nothing"), NOW)
    await answer_headquarters(
        visitor.actor, filing, ReplyIn(body="The first", question="price"), NOW + timedelta(hours=1)
    )
    found = await desk.seen(filing)
    assert found.state == S.IN_REVIEW
    assert [(line.body, line.who, line.from_auditor) for line in found.messages][-1] == ("The first", "A-1", True)
    await desk.move(filing, S.REJECTED, "It was another shop")
    with pytest.raises(TalkClosed):
        await answer_headquarters(visitor.actor, filing, ReplyIn(body="It was not"), NOW)


async def test_another_auditor_knows_nothing_of_a_visit(desk: Desk, visitor: Visitor, sites: dict[str, int]) -> None:
    other = await auditor(desk.store, "A-2")
    filing = await desk.filed(sites["SH1"], visitor)
    assert list(await own_visits(other.actor)) == []
    with pytest.raises(FilingNotFound):
        await own_visit(other.actor, filing)
    with pytest.raises(FilingNotFound):
        await answer_headquarters(other.actor, filing, ReplyIn(body="I was there"), NOW)


async def test_a_review_that_waits_too_long_is_told_once_and_approves_nothing(
    desk: Desk, visitor: Visitor, person: MakePerson, sites: dict[str, int]
) -> None:
    await person("manager@example.com", Role.HQ_MANAGER)
    filing = await desk.filed(sites["SH1"], visitor)
    assert await remind_of_reviews(HQ, NOW + timedelta(hours=72)) == 0
    assert await remind_of_reviews(HQ, NOW + timedelta(hours=73)) == 1
    assert await remind_of_reviews(HQ, NOW + timedelta(hours=99)) == 0
    late = NOW + timedelta(days=30)
    found = await list_visits(REVIEWER, ListState(VISITS, sort="received_at", filters={"state": "overdue"}), late)
    assert [(each.id, each.state, each.overdue) for each in found.items] == [(filing, S.RECEIVED, True)]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"state": "waiting"}, True),
        ({"state": "approved"}, False),
        ({"late": "yes"}, False),
        ({"signals": "yes"}, False),
        ({"auditor": "A-1", "site": "SH1", "region": "East China", "kind": "mystery_visit"}, True),
        ({"auditor": "A-2"}, False),
        ({"region": "East China 2"}, False),
        ({"programme": "none"}, False),
    ],
)
async def test_the_list_shows_what_its_address_asks_for(
    desk: Desk, visitor: Visitor, sites: dict[str, int], filters: dict[str, Any], found: bool
) -> None:
    filing = await desk.filed(sites["SH1"], visitor)
    expected: list[UUID] = [filing] if found else []
    shown = await list_visits(REVIEWER, ListState(VISITS, sort="received_at", filters=filters), NOW)
    assert [each.id for each in shown.items] == expected
