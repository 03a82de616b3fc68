"""Sessions: seats that are never given twice, who waits moves up, who came, and what they get for it."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from network.foundation.access import Role
from network.foundation.database import execute, transaction
from network.foundation.errors import Forbidden
from network.training.commands.enrolments import attend_by_code, cancel_enrolment, enrol_people, mark_attendance
from network.training.commands.sessions import cancel_session, change_session, close_session, plan_session
from network.training.errors.sessions import (
    BadSession,
    CodeRefused,
    EnrolmentRefused,
    NoPersonOfYours,
    NotMeantFor,
    SeatsTaken,
    SessionBegun,
    SessionNotBegun,
    SessionNotOver,
    SessionNotPlanned,
)
from network.training.queries.candidates import candidates
from network.training.queries.coverage import training_plan
from network.training.queries.sessions import attendance_code, list_sessions, next_sessions, read_session
from network.training.schemas.sessions import (
    AttendanceIn,
    EnrolIn,
    SessionCancelIn,
    SessionChangeIn,
    SessionIn,
    SessionOut,
)
from network.web.versions import PreconditionFailed
from tests.factory import HQ, NOW, Store, operator
from tests.served import MakePerson
from tests.training.teaching import BASIC, course, examined, learner, local, passed, session, trainer, worker

STARTS = datetime(2026, 11, 27, 1, tzinfo=UTC)  # 09:00 on clocks of China
DURING, AFTER = STARTS + timedelta(hours=1), STARTS + timedelta(hours=5)


def changed(found: SessionOut, **more: Any) -> SessionChangeIn:
    given = {name: getattr(found, name) for name in ("place", "time_zone", "trainer", "seats", "cost", "currency")}
    times = {"starts": local("2026-11-27 09:00"), "ends": local("2026-11-27 13:00")}
    return SessionChangeIn.model_validate({**given, **times, **more})


async def seats(store: Store, found: SessionOut) -> list[tuple[int | None, str]]:
    rows = await store.rows(
        "select seat, state from enrolment where session = $1 order by enrolled_at, seat nulls last", found.id
    )
    return [(row["seat"], row["state"]) for row in rows]


async def test_two_who_ask_for_the_last_seat_at_once_do_not_both_get_it(store: Store, sites: dict[str, int]) -> None:
    await course("static")
    found = await session("static", seats=3)
    places = [sites[code] for code in ("SH1", "SH2", "HZ1", "EE1", "BJ1", "XX1")]
    people = [await worker(store, site, f"P {site}") for site in places]
    codes = {site: code for code, site in sites.items()}
    given = await asyncio.gather(
        *(
            enrol_people(operator(site), found.id, EnrolIn(site=codes[site], people=[person]), NOW)
            for site, person in zip(places, people, strict=True)
        )
    )
    taken = [seat for each in given for seat in each.values() if seat is not None]
    assert sorted(taken) == [1, 2, 3]
    after = (await read_session(HQ, found.id)).session
    assert (after.taken, after.waiting) == (3, 3)


async def test_the_database_hands_out_no_seat_that_the_session_has_not(store: Store, sites: dict[str, int]) -> None:
    await course("static")
    found = await session("static", seats=1)
    person = await worker(store, sites["SH1"])
    with pytest.raises(Exception, match="no such seat"):
        async with transaction(operator(sites["SH1"])):
            await execute(
                "insert into enrolment (id, session, person, site, seat, state, enrolled_by) "
                "values ($1, $2, $3, $4, 2, 'enrolled', '')",
                uuid4(),
                found.id,
                person,
                sites["SH1"],
            )


async def test_whoever_waits_moves_up_when_somebody_of_another_site_is_taken_off(
    store: Store, sites: dict[str, int], person: MakePerson
) -> None:
    await course("static")
    account = await person("hz@example.com", Role.SITE_OPERATOR, sites=["HZ1"])
    found = await session("static", seats=1)
    first, second = await worker(store, sites["SH1"]), await worker(store, sites["HZ1"], "Xu Min")
    await enrol_people(operator(sites["SH1"]), found.id, EnrolIn(site="SH1", people=[first]), NOW)
    later = NOW + timedelta(hours=1)
    given = await enrol_people(operator(sites["HZ1"]), found.id, EnrolIn(site="HZ1", people=[second]), later)
    assert given == {second: None}
    own = (await read_session(operator(sites["SH1"]), found.id)).people
    assert [each.name for each in own] == ["Li Na"], "the names of another site's people are not shown"
    await cancel_enrolment(operator(sites["SH1"]), found.id, own[0].id, later)
    assert await seats(store, found) == [(None, "cancelled"), (1, "enrolled")]
    told = await store.rows("select kind, facts from notice where account = $1", account)
    assert [row["kind"] for row in told] == ["seat_moved_up"]
    assert '"person": "Xu Min"' in told[0]["facts"]


async def test_a_person_is_enrolled_once_and_nowhere_else_at_that_time(store: Store, sites: dict[str, int]) -> None:
    await course("static")
    one, other = await session("static"), await session("static", starts=local("2026-11-27 12:00"))
    later = await session("static", starts=local("2026-11-27 13:00"))
    person = await worker(store, sites["SH1"])
    await worker(store, sites["HZ1"], person=person)
    await enrol_people(operator(sites["SH1"]), one.id, EnrolIn(site="SH1", people=[person]), NOW)
    for there in (one, other):
        # At two sites: the second does not see the first's enrolment, and is refused all the same.
        with pytest.raises(EnrolmentRefused) as refused:
            await enrol_people(operator(sites["HZ1"]), there.id, EnrolIn(site="HZ1", people=[person]), NOW)
        assert list(refused.value.fields) == [str(person)]
    await enrol_people(operator(sites["HZ1"]), later.id, EnrolIn(site="HZ1", people=[person]), NOW)


async def test_two_sessions_at_one_time_do_not_both_get_a_person_asked_for_at_once(
    store: Store, sites: dict[str, int]
) -> None:
    await course("static")
    found = [await session("static") for _each in range(4)]
    person, wanted = await worker(store, sites["SH1"]), operator(sites["SH1"])
    asked = (enrol_people(wanted, each.id, EnrolIn(site="SH1", people=[person]), NOW) for each in found)
    given = await asyncio.gather(*asked, return_exceptions=True)
    assert given.count({person: 1}) == 1
    assert sum(isinstance(each, EnrolmentRefused) for each in given) == 3


async def test_what_must_be_passed_first_is_named_and_nobody_is_enrolled_without(
    store: Store, sites: dict[str, int]
) -> None:
    await course("first")
    await course("second", replace(BASIC, prerequisites=("first",)))
    found = await session("second")
    ready, expired, fresh = [await worker(store, sites["SH1"], name) for name in ("Bao", "Chen", "Deng")]
    await passed(store, ready, "first", sites["SH1"], date(2026, 1, 1), date(2026, 11, 27))
    await passed(store, expired, "first", sites["SH1"], date(2026, 1, 1), date(2026, 11, 26))
    shown = await candidates(operator(sites["SH1"]), found.id, "SH1")
    assert [(each.name, bool(each.lacks)) for each in shown] == [("Bao", False), ("Chen", True), ("Deng", True)]
    assert "Course first" in shown[1].lacks[0]
    with pytest.raises(EnrolmentRefused) as refused:
        await enrol_people(HQ, found.id, EnrolIn(site="SH1", people=[ready, expired, fresh]), NOW)
    assert set(refused.value.fields) == {str(expired), str(fresh)}
    assert await seats(store, found) == []


async def test_only_who_works_there_on_that_day_is_enrolled(store: Store, sites: dict[str, int]) -> None:
    await course("static")
    found = await session("static")
    left = await worker(store, sites["SH1"], to_on=date(2026, 11, 26))
    elsewhere = await worker(store, sites["HZ1"])
    for person in (left, elsewhere):
        with pytest.raises(EnrolmentRefused):
            await enrol_people(operator(sites["SH1"]), found.id, EnrolIn(site="SH1", people=[person]), NOW)


async def test_nobody_is_enrolled_or_taken_off_once_it_has_begun(store: Store, sites: dict[str, int]) -> None:
    await course("static")
    found = await session("static")
    person, late = await worker(store, sites["SH1"]), await worker(store, sites["SH1"], "Late")
    await enrol_people(HQ, found.id, EnrolIn(site="SH1", people=[person]), NOW)
    own = (await read_session(HQ, found.id)).people[0]
    with pytest.raises(SessionBegun):
        await enrol_people(HQ, found.id, EnrolIn(site="SH1", people=[late]), STARTS)
    with pytest.raises(SessionBegun):
        await cancel_enrolment(HQ, found.id, own.id, STARTS)


async def test_a_session_of_a_region_takes_people_of_its_sites_only(store: Store, sites: dict[str, int]) -> None:
    await course("static")
    found = await session("static", region="East China")
    for code, fits in (("SH1", True), ("HZ1", True), ("EE1", False), ("BJ1", False), ("XX1", False)):
        person = await worker(store, sites[code])
        wanted = EnrolIn(site=code, people=[person])
        if fits:
            await enrol_people(operator(sites[code]), found.id, wanted, NOW)
        else:
            with pytest.raises(NotMeantFor):
                await enrol_people(operator(sites[code]), found.id, wanted, NOW)


async def test_the_plan_names_the_nearest_session_with_a_free_seat_for_the_region(
    store: Store, sites: dict[str, int]
) -> None:
    await course("static")
    await store.root.execute(
        "insert into course_requirement (id, course, role, from_on, added_by) "
        "select gen_random_uuid(), id, 'technician', '2026-01-01', '' from course"
    )
    person = await worker(store, sites["SH1"])
    await worker(store, sites["SH1"], "Hu Jie")
    await worker(store, sites["BJ1"], "Xu Min")
    full = await session("static", seats=1)
    await enrol_people(operator(sites["SH1"]), full.id, EnrolIn(site="SH1", people=[person]), NOW)
    nearest = await session("static", region="East China", starts=local("2026-11-28 09:00"))
    await session("static", region="East China", starts=local("2026-11-29 09:00"), cost="150", currency="USD")
    plan = {each.region: each for each in await training_plan(HQ, NOW.date(), NOW)}
    east, north = plan["East China/Shanghai"], plan["North China"]
    assert (east.session, east.starts_at, east.free) == (nearest.id, nearest.starts_at, 4)
    assert (east.cost, east.currency) == (Decimal(150), "USD")
    assert (east.people, east.seated) == (2, 1), "who has a seat needs none"
    assert (north.session, north.free) == (None, 0)


async def test_a_course_offers_the_sessions_with_a_free_seat_for_the_sites_in_reach_only(
    store: Store, sites: dict[str, int]
) -> None:
    await course("static")
    full = await session("static", seats=1)
    everywhere = await session("static", starts=local("2026-11-28 09:00"))
    east = await session("static", region="East China", starts=local("2026-11-29 09:00"))
    north = await session("static", region="North China", starts=local("2026-11-30 09:00"))
    person = await worker(store, sites["SH1"])
    await enrol_people(operator(sites["SH1"]), full.id, EnrolIn(site="SH1", people=[person]), NOW)
    for actor, offered in ((operator(sites["SH1"]), [everywhere, east]), (HQ, [everywhere, east, north])):
        assert [each.id for each in await next_sessions(actor, ["static"], NOW)] == [each.id for each in offered]


async def test_staff_enrol_themselves_and_nobody_else(store: Store, sites: dict[str, int], person: MakePerson) -> None:
    await course("static")
    found = await session("static")
    account = await person("li@example.com", Role.SITE_STAFF, sites=["SH1"])
    someone = await worker(store, sites["SH1"], "Somebody else")
    actor = learner(account, sites["SH1"])
    with pytest.raises(NoPersonOfYours):
        await enrol_people(actor, found.id, EnrolIn(site="SH1", people=[someone]), NOW)
    own = await worker(store, sites["SH1"])
    await store.root.execute("update person set account = $1 where id = $2", account, own)
    assert await enrol_people(actor, found.id, EnrolIn(site="SH1", people=[someone]), NOW) == {own: 1}
    mine = (await read_session(actor, found.id)).people
    assert [each.person for each in mine] == [own]
    await cancel_enrolment(actor, found.id, mine[0].id, NOW)
    assert await seats(store, found) == [(None, "cancelled")]


async def test_the_code_at_the_door_works_for_who_has_a_seat_and_while_it_lasts(
    store: Store, sites: dict[str, int], person: MakePerson
) -> None:
    await course("static")
    found = await session("static")
    account = await person("li@example.com", Role.SITE_STAFF, sites=["SH1"])
    actor, own = learner(account, sites["SH1"]), await worker(store, sites["SH1"])
    await store.root.execute("update person set account = $1 where id = $2", account, own)
    _found, code = await attendance_code(HQ, found.id)
    with pytest.raises(CodeRefused):
        await attend_by_code(actor, found.id, code, DURING)
    await enrol_people(actor, found.id, EnrolIn(), NOW)
    for wrong, moment in (
        (code + "x", DURING),
        (code, STARTS - timedelta(hours=2)),
        (code, AFTER + timedelta(hours=1)),
    ):
        with pytest.raises(CodeRefused):
            await attend_by_code(actor, found.id, wrong, moment)
    await attend_by_code(actor, found.id, code, DURING)
    await attend_by_code(actor, found.id, code, AFTER + timedelta(days=1))
    people = (await read_session(HQ, found.id)).people
    assert [(each.state.value, each.attended_by) for each in people] == [("attended", "code")]
    with pytest.raises(Forbidden):
        await attendance_code(actor, found.id)


async def held(store: Store, key: str, site: int, people: dict[str, bool]) -> tuple[SessionOut, dict[str, UUID]]:
    """A session that is closed, and who came to it."""
    found = await session(key, seats=5)
    known = {name: await worker(store, site, name) for name in people}
    await enrol_people(HQ, found.id, EnrolIn(site="SH1", people=list(known.values())), NOW)
    listed = {each.person: each.id for each in (await read_session(HQ, found.id)).people}
    with pytest.raises(SessionNotBegun):
        await mark_attendance(HQ, found.id, AttendanceIn(present={}), NOW)
    present = {listed[known[name]]: there for name, there in people.items()}
    assert await mark_attendance(HQ, found.id, AttendanceIn(present=present), DURING) == len(people)
    assert await mark_attendance(HQ, found.id, AttendanceIn(present=present), DURING) == 0
    with pytest.raises(SessionNotOver):
        await close_session(HQ, found.id, None, DURING)
    return await close_session(HQ, found.id, None, AFTER), known


async def test_who_came_to_a_course_without_exam_has_passed_it(store: Store, sites: dict[str, int]) -> None:
    await course("static")
    found, people = await held(store, "static", sites["SH1"], {"Bao": True, "Chen": False})
    records = await store.rows("select * from training_record")
    assert [(row["person"], row["source"], row["session"]) for row in records] == [(people["Bao"], "session", found.id)]
    assert (records[0]["passed_on"], records[0]["valid_to"]) == (date(2026, 11, 27), date(2027, 11, 26))
    assert records[0]["number"].startswith("T-2026-")
    with pytest.raises(SessionNotPlanned):
        await close_session(HQ, found.id, None, AFTER)


async def test_who_passes_again_in_the_window_loses_no_day(store: Store, sites: dict[str, int]) -> None:
    await course("static", replace(BASIC, validity_months=12))
    found = await session("static")
    person = await worker(store, sites["SH1"])
    await passed(store, person, "static", sites["SH1"], date(2025, 12, 15), date(2026, 12, 14))
    await enrol_people(HQ, found.id, EnrolIn(site="SH1", people=[person]), NOW)
    own = (await read_session(HQ, found.id)).people[0]
    await mark_attendance(HQ, found.id, AttendanceIn(present={own.id: True}), DURING)
    await close_session(HQ, found.id, None, AFTER)
    record = (await store.rows("select valid_from, valid_to from training_record where source = 'session'"))[0]
    assert record == {"valid_from": date(2026, 12, 15), "valid_to": date(2027, 11, 26)}


async def test_attending_a_course_with_an_exam_is_not_enough(store: Store, sites: dict[str, int]) -> None:
    await examined("filtering")
    found, _people = await held(store, "filtering", sites["SH1"], {"Bao": True})
    assert found.by_exam
    assert await store.value("select count(*) from training_record") == 0


async def test_a_session_gets_no_fewer_seats_than_are_taken(store: Store, sites: dict[str, int]) -> None:
    await course("static")
    found = await session("static", seats=3)
    people = [await worker(store, sites["SH1"], name) for name in ("Bao", "Chen", "Deng")]
    await enrol_people(HQ, found.id, EnrolIn(site="SH1", people=people), NOW)
    first = (await read_session(HQ, found.id)).people[0]
    with pytest.raises(SeatsTaken):
        await change_session(HQ, found.id, changed(found, seats=2), None, NOW)
    await cancel_enrolment(HQ, found.id, first.id, NOW)
    after = await change_session(HQ, found.id, changed(found, seats=2), found.row_version, NOW)
    assert (after.seats, after.taken) == (2, 2)
    kept = sorted(seat for seat, _state in await seats(store, found) if seat)
    assert kept == [1, 2], "who had the third seat got the one that was free"
    with pytest.raises(PreconditionFailed):
        await change_session(HQ, found.id, changed(found, seats=9), found.row_version, NOW)


async def test_everybody_is_told_when_a_session_is_moved_and_when_it_is_cancelled(
    store: Store, sites: dict[str, int], person: MakePerson
) -> None:
    await course("static")
    runs = await person("sh@example.com", Role.SITE_OPERATOR, sites=["SH1"])
    found = await session("static", seats=1)
    people = [await worker(store, sites["SH1"], name) for name in ("Bao", "Chen")]
    await enrol_people(HQ, found.id, EnrolIn(site="SH1", people=people), NOW)
    await change_session(HQ, found.id, changed(found, trainer="Somebody else"), None, NOW)
    await change_session(HQ, found.id, changed(found, place="Hall 3"), None, NOW)
    after = await cancel_session(HQ, found.id, SessionCancelIn(reason="The trainer is ill."), None, NOW)
    assert (after.state.value, after.cancelled_because) == ("cancelled", "The trainer is ill.")
    kinds = await store.rows("select kind, count(*) from notice where account = $1 group by kind order by kind", runs)
    assert [(row["kind"], row["count"]) for row in kinds] == [
        ("seat_given", 1),
        ("session_cancelled", 2),
        ("session_changed", 2),
    ]
    with pytest.raises(SessionNotPlanned):
        await enrol_people(HQ, found.id, EnrolIn(site="SH1", people=people), NOW)


async def test_trainers_plan_for_their_regions_only(store: Store, sites: dict[str, int]) -> None:
    await course("static")
    rows = {row["path"]: row["id"] for row in await store.rows("select id, path from region")}
    shanghai = trainer(uuid4(), {rows["East China/Shanghai"]}, sites["SH1"], sites["SH2"])

    def wanted(region: str) -> SessionIn:
        times = {"starts": local("2026-11-27 09:00"), "ends": local("2026-11-27 13:00")}
        given = {"course": "static", "place": "Hall", "time_zone": "Asia/Shanghai", "trainer": "Wu", "seats": 9}
        return SessionIn.model_validate({**given, **times, "region": region})

    made = await plan_session(shanghai, wanted("East China/Shanghai"), NOW)
    person = await worker(store, sites["SH2"])
    await enrol_people(operator(sites["SH2"]), made.id, EnrolIn(site="SH2", people=[person]), NOW)
    own = (await read_session(shanghai, made.id)).people[0]
    await mark_attendance(shanghai, made.id, AttendanceIn(present={own.id: True}), DURING)
    await close_session(shanghai, made.id, None, AFTER)
    assert await store.value("select count(*) from training_record") == 1
    network = await session("static")
    for region in ("", "North China"):
        with pytest.raises(Forbidden):
            await plan_session(shanghai, wanted(region), NOW)
    for actor in (shanghai, operator(sites["SH1"])):
        with pytest.raises(Forbidden):
            await cancel_session(actor, network.id, SessionCancelIn(reason="Because I want it."), None, NOW)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"time_zone": "Asia/Nowhere"}, "time_zone"),
        ({"starts": local("2026-11-20 19:00")}, "starts"),
        ({"hours": 0}, "ends"),
        ({"hours": 24 * 40}, "ends"),
        # The clocks of Berlin go from 02:00 to 03:00, and in autumn from 03:00 back to 02:00.
        ({"time_zone": "Europe/Berlin", "starts": local("2027-03-28 02:30")}, "starts"),
        ({"time_zone": "Europe/Berlin", "starts": local("2027-10-31 02:30")}, "starts"),
    ],
)
async def test_a_session_needs_a_time_that_there_is(store: Store, given: dict[str, Any], field: str) -> None:
    await course("static")
    with pytest.raises(BadSession) as refused:
        await session("static", **given)
    assert list(refused.value.fields) == [field]


async def test_the_list_says_what_comes_and_what_has_passed(store: Store, sites: dict[str, int]) -> None:
    await course("static")
    soon, later = await session("static"), await session("static", starts=local("2026-12-04 09:00"), place="Hangzhou")
    person = await worker(store, sites["SH1"])
    await enrol_people(HQ, later.id, EnrolIn(site="SH1", people=[person]), NOW)
    runs = operator(sites["SH1"])
    assert [each.id for each in (await list_sessions(runs, NOW)).sessions] == [soon.id, later.id]
    assert [each.id for each in (await list_sessions(runs, NOW, mine="yes")).sessions] == [later.id]
    assert [each.id for each in (await list_sessions(runs, NOW, search="hangz")).sessions] == [later.id]
    assert [each.id for each in (await list_sessions(runs, AFTER, when="past")).sessions] == [soon.id]
