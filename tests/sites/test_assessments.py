"""Two assessors who do not see each other, a third when they differ, and all of it open in the end."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from network.foundation.access import Actor, Permission, Role
from network.foundation.database import fetch, transaction
from network.foundation.errors import Forbidden
from network.foundation.trail.record import verify
from network.sites.commands.assessments import assign_assessor, release_assessor, save_marks, submit_assessment
from network.sites.errors.assessments import (
    ApplicationUnknown,
    AssessmentIncomplete,
    AssessmentNotFound,
    AssessmentSubmitted,
    MarksWrong,
    MayNotAssess,
    NoAssessorNeeded,
    NotBeingAssessed,
)
from network.sites.queries.assessments import my_assessment, my_assessments, outcome_of, panel
from network.sites.rules.assessments import may_decide, next_place, visit_possible
from network.sites.schemas.assessments import MarkIn, MarksIn
from network.web.versions import PreconditionFailed
from tests.factory import Store
from tests.served import MakePerson
from tests.sites.assessing import ADMINISTRATOR, AT, CRITERIA, Office, full_marks, open_office


@pytest.fixture
async def office(store: Store, person: MakePerson) -> Office:
    return await open_office(store, person)


async def test_two_who_agree_open_the_marks_and_move_the_application_on(office: Office) -> None:
    application = await office.application()
    hua, li = await office.assigned(application, office.hua, office.li)
    first = await office.handed_in(office.hua, hua)
    assert (first.total, first.settled) == (Decimal("100.00"), "waiting")
    second = await office.handed_in(office.li, li, staff=3, means=3)
    assert (second.total, second.knocked_out, second.settled) == (Decimal("93.40"), False, "scored")
    assert await office.state(application) == "scored"
    shown = await panel(office.zhou, application, AT)
    assert shown.outcome
    assert (shown.outcome.total, shown.outcome.passed) == (Decimal("96.70"), True)
    assert [(each.assessor, each.score.total) for each in shown.assessed] == [
        ("Hua", Decimal("100.00")),
        ("Li", Decimal("93.40")),
    ]
    async with transaction(ADMINISTRATOR, read_only=True):
        assert (await verify())[1] == []


async def test_nobody_sees_the_marks_of_another_before_all_are_in(office: Office) -> None:
    application = await office.application()
    hua, li = await office.assigned(application, office.hua, office.li)
    await office.handed_in(office.hua, hua, staff=1)
    await save_marks(office.li, li, full_marks(), None, AT)
    for actor in (office.li, office.zhou, ADMINISTRATOR):
        async with transaction(actor, read_only=True):
            seen = await fetch("select assessor from assessment_marks where application = $1", application)
        assert {row["assessor"] for row in seen} <= {actor.account}
    shown = await panel(ADMINISTRATOR, application, AT)
    assert (shown.outcome, shown.assessed) == (None, ())
    assert [(seat.assessor, seat.submitted_at is not None) for seat in shown.seats] == [("Hua", True), ("Li", False)]


async def test_two_handing_in_at_once_both_succeed_and_settle_once(office: Office) -> None:
    for number in range(4):
        application = await office.application(f"A-{number}")
        pair = (office.hua, office.li)
        assessments = await office.assigned(application, *pair)
        for assessor, assessment in zip(pair, assessments, strict=True):
            await save_marks(assessor, assessment, full_marks(), None, AT)
        done = await asyncio.gather(
            *(
                submit_assessment(assessor, assessment, None, AT)
                for assessor, assessment in zip(pair, assessments, strict=True)
            )
        )
        assert sorted(each.settled for each in done) == ["scored", "waiting"]
        steps = await office.store.rows("select to_state from application_step where application = $1", application)
        assert steps == [{"to_state": "scored"}]


async def test_the_same_assessment_handed_in_twice_at_once_is_taken_once(office: Office) -> None:
    application = await office.application()
    [hua] = await office.assigned(application, office.hua)
    await save_marks(office.hua, hua, full_marks(), None, AT)
    done = await asyncio.gather(
        *(submit_assessment(office.hua, hua, None, AT) for _time in range(2)), return_exceptions=True
    )
    assert [type(each) for each in done if isinstance(each, Exception)] == [AssessmentSubmitted]
    assert await office.store.value("select count(*) from trail_event where action = 'assessment.submitted'") == 1


@pytest.mark.parametrize(
    ("levels", "settled"),
    [
        ({"means": 2, "reputation": 3}, "scored"),  # 11.1 points apart
        ({"means": 2, "reputation": 2}, "scored"),  # exactly 15
        ({"means": 2, "reputation": 2, "transport": 2}, "third"),
        ({"premises": 1}, "third"),  # 10 points, but a knock-out
    ],
)
async def test_the_database_calls_a_third_where_the_rules_do(
    office: Office, levels: dict[str, int], settled: str
) -> None:
    application = await office.application()
    hua, li = await office.assigned(application, office.hua, office.li)
    await office.handed_in(office.hua, hua)
    assert (await office.handed_in(office.li, li, **levels)).settled == settled


async def test_a_third_decides_by_the_median_and_the_majority(office: Office) -> None:
    application = await office.application()
    hua, li = await office.assigned(application, office.hua, office.li)
    await office.handed_in(office.hua, hua)
    await office.handed_in(office.li, li, premises=1, staff=1)
    shown = await panel(ADMINISTRATOR, application, AT)
    assert (shown.next_place, shown.outcome) == (3, None)
    [zhou] = await office.assigned(application, office.zhou)
    done = await office.handed_in(office.zhou, zhou, premises=1)
    assert (done.total, done.knocked_out, done.settled) == (Decimal("90.00"), True, "scored")
    async with transaction(ADMINISTRATOR, read_only=True):
        outcome = await outcome_of(application)
    assert outcome
    assert (outcome.total, outcome.low, outcome.knocked_out, outcome.passed) == (Decimal("90.00"), False, True, False)


async def test_nobody_assesses_twice_and_no_applicant_their_own(office: Office) -> None:
    application = await office.application()
    await office.assigned(application, office.hua)
    executive = await office.person("executive@example.com", Role.EXECUTIVE)
    for wrong in (office.hua.account, office.applicant, executive, uuid4()):
        assert wrong
        with pytest.raises(MayNotAssess):
            await assign_assessor(ADMINISTRATOR, application, wrong, AT)


async def test_a_manager_who_applied_is_no_candidate(office: Office) -> None:
    application = await office.application()
    await office.store.root.execute("update application set applicant = $1", office.hua.account)
    shown = await panel(ADMINISTRATOR, application, AT)
    assert {each.name for each in shown.candidates} == {"Li", "Zhou"}
    with pytest.raises(MayNotAssess):
        await office.assigned(application, office.hua)


async def test_two_are_enough_until_they_differ(office: Office) -> None:
    application = await office.application()
    hua, _li = await office.assigned(application, office.hua, office.li)
    with pytest.raises(NoAssessorNeeded):
        await office.assigned(application, office.zhou)
    await office.handed_in(office.hua, hua)
    with pytest.raises(NoAssessorNeeded):
        await office.assigned(application, office.zhou)


async def test_choosing_takes_the_right_to_select_in_that_region(office: Office) -> None:
    application = await office.application()
    west = await office.store.value("insert into region (path, name, name_zh) values ('West', 'W', 'W') returning id")
    account = office.li.account
    assert account
    east = frozenset({office.region})
    select = Permission.SELECT_SITES
    without = Actor(Role.HQ_MANAGER, "Ma", UUID(int=8), frozenset(), east, {select: frozenset({west})})
    with pytest.raises(Forbidden):
        await assign_assessor(without, application, account, AT)
    elsewhere = Actor(Role.HQ_MANAGER, "Ma", UUID(int=8), frozenset(), frozenset({west}), {select: None})
    with pytest.raises(ApplicationUnknown):
        await assign_assessor(elsewhere, application, account, AT)
    here = Actor(Role.HQ_MANAGER, "Ma", UUID(int=8), frozenset(), east, {select: east})
    assert await assign_assessor(here, application, account, AT)
    assert not (await panel(without, application, AT)).may_choose


async def test_who_has_not_handed_in_can_be_released(office: Office) -> None:
    application = await office.application()
    hua, li = await office.assigned(application, office.hua, office.li)
    await save_marks(office.hua, hua, full_marks(), None, AT)
    await release_assessor(ADMINISTRATOR, application, hua)
    assert await my_assessments(office.hua) == []
    assert await office.store.counts("assessment_marks") == {"assessment_marks": 0}
    [zhou] = await office.assigned(application, office.zhou)
    assert await office.store.value("select place from assessment where id = $1", zhou) == 1
    await office.handed_in(office.li, li)
    with pytest.raises(AssessmentSubmitted):
        await release_assessor(ADMINISTRATOR, application, li)
    with pytest.raises(AssessmentNotFound):
        await release_assessor(ADMINISTRATOR, application, hua)


async def test_everything_that_is_missing_is_named_at_once(office: Office) -> None:
    application = await office.application()
    [hua] = await office.assigned(application, office.hua)
    marks = {"premises": MarkIn(level=1), "staff": MarkIn(level=None, note="Ask again"), "means": MarkIn(level=4)}
    await save_marks(office.hua, hua, MarksIn(marks=marks), None, AT)
    with pytest.raises(AssessmentIncomplete) as refused:
        await submit_assessment(office.hua, hua, None, AT)
    assert set(refused.value.fields) == {"visited_on", *(f"marks.{key}" for key in CRITERIA if key != "means")}
    assert "say in a note" in str(refused.value.fields["marks.premises"])
    kept = await my_assessment(office.hua, hua)
    assert (kept.marks["staff"].note, kept.line.marked, kept.line.criteria) == ("Ask again", 2, 14)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (MarksIn(marks={"premises": MarkIn(level=5)}), "marks.premises"),
        (MarksIn(marks={"parking": MarkIn(level=1)}), "marks.parking"),
        (MarksIn(visited_on=AT.date() + timedelta(days=2)), "visited_on"),
    ],
)
async def test_what_cannot_be_is_not_kept(office: Office, given: MarksIn, field: str) -> None:
    [hua] = await office.assigned(await office.application(), office.hua)
    with pytest.raises(MarksWrong) as refused:
        await save_marks(office.hua, hua, given, None, AT)
    assert list(refused.value.fields) == [field]


async def test_another_window_does_not_overwrite_what_was_saved(office: Office) -> None:
    [hua] = await office.assigned(await office.application(), office.hua)
    assert await save_marks(office.hua, hua, full_marks(), 1, AT) == 2
    with pytest.raises(PreconditionFailed):
        await save_marks(office.hua, hua, MarksIn(), 1, AT)
    with pytest.raises(PreconditionFailed):
        await submit_assessment(office.hua, hua, 1, AT)
    assert await save_marks(office.hua, hua, full_marks(staff=1), 2, AT) == 3


async def test_what_is_handed_in_never_changes(office: Office) -> None:
    [hua] = await office.assigned(await office.application(), office.hua)
    await office.handed_in(office.hua, hua)
    with pytest.raises(AssessmentSubmitted):
        await save_marks(office.hua, hua, MarksIn(), None, AT)


async def test_an_application_that_was_withdrawn_takes_no_marks(office: Office) -> None:
    application = await office.application()
    [hua] = await office.assigned(application, office.hua)
    await save_marks(office.hua, hua, full_marks(), None, AT)
    await office.store.root.execute("update application set state = 'withdrawn' where id = $1", application)
    with pytest.raises(NotBeingAssessed):
        await submit_assessment(office.hua, hua, None, AT)
    with pytest.raises(NotBeingAssessed):
        await office.assigned(application, office.li)
    assert (await panel(ADMINISTRATOR, application, AT)).next_place is None


async def test_the_assessment_of_another_is_not_there(office: Office) -> None:
    [hua] = await office.assigned(await office.application(), office.hua)
    for other in (office.li, office.zhou, ADMINISTRATOR):
        with pytest.raises(AssessmentNotFound):
            await my_assessment(other, hua)
        with pytest.raises(AssessmentNotFound):
            await save_marks(other, hua, MarksIn(), None, AT)


def test_an_assessor_does_not_decide() -> None:
    one, other = uuid4(), uuid4()
    assert not may_decide(one, {one, other})
    assert may_decide(uuid4(), {one, other})


@pytest.mark.parametrize(
    ("places", "submitted", "place"),
    [((), 0, 1), ((1,), 0, 2), ((2,), 1, 1), ((1, 2), 1, None), ((1, 2), 2, 3), ((1, 2, 3), 2, None)],
)
def test_the_next_place_is_the_first_free_one(places: tuple[int, ...], submitted: int, place: int | None) -> None:
    assert next_place(places, submitted) == place


def test_a_visit_today_in_the_east_is_possible_though_it_is_yesterday_in_london() -> None:
    evening = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
    assert visit_possible(date(2026, 11, 21), evening)
    assert not visit_possible(date(2026, 11, 21), evening.replace(hour=9))
    assert not visit_possible(date(2026, 11, 22), evening)
