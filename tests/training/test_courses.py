"""Courses from their draft to their end: versions, requirements, circles, and what ships."""

from dataclasses import replace
from datetime import date

import asyncpg
import pytest

from network.foundation.access import Actor
from network.foundation.database import execute, transaction
from network.foundation.errors import Forbidden
from network.training.commands.courses import (
    discard_version,
    make_course,
    publish_version,
    retire_course,
    start_version,
    write_version,
)
from network.training.commands.requirements import end_requirement, require_course
from network.training.commands.shipped_courses import add_shipped_courses
from network.training.errors.courses import (
    BadCourseForm,
    BadRequirement,
    CourseDraftExists,
    CourseFaulty,
    CourseKeyTaken,
    CourseNotFound,
    CoursePublished,
    CourseStillAsked,
    RequiredAlready,
)
from network.training.queries.courses import course_versions, list_courses, read_version, shipped
from network.training.queries.requirements import list_requirements
from network.training.rules.courses import CourseState, Topic
from network.training.schemas.course_versions import NewCourseIn, RequirementEndIn, RequirementIn
from network.web.versions import PreconditionFailed
from tests.factory import HQ, NOW, Store, manager, operator
from tests.training.teaching import BASIC, course, examined, text, worker

TODAY = NOW.date()


async def test_a_new_version_takes_the_place_of_the_one_before(store: Store) -> None:
    await course("static")
    draft = await start_version(HQ, "static", NOW)
    assert (draft.number, draft.document) == (2, BASIC)
    changed = await write_version(HQ, "static", 2, replace(BASIC, validity_months=24), draft.row_version)
    await publish_version(HQ, "static", 2, changed.row_version, NOW)
    states = [(each.number, each.state.value) for each in await course_versions(HQ, "static")]
    assert states == [(2, "published"), (1, "retired")]


async def test_a_published_version_is_changed_by_nobody(store: Store) -> None:
    await course("static")
    with pytest.raises(CoursePublished):
        await write_version(HQ, "static", 1, replace(BASIC, validity_months=24), None)
    with pytest.raises(CoursePublished):
        await discard_version(HQ, "static", 1)
    with pytest.raises(Exception, match="never changes"):
        await store.root.execute("update course_version set document = '{}'")


async def test_of_two_who_change_a_draft_the_second_is_told(store: Store) -> None:
    await course("static")
    draft = await start_version(HQ, "static", NOW)
    await write_version(HQ, "static", 2, replace(BASIC, validity_months=24), draft.row_version)
    with pytest.raises(PreconditionFailed):
        await write_version(HQ, "static", 2, replace(BASIC, validity_months=36), draft.row_version)
    assert (await read_version(HQ, "static", 2)).document.validity_months == 24


async def test_there_is_one_draft_and_one_course_of_a_key(store: Store) -> None:
    await course("static")
    await start_version(HQ, "static", NOW)
    with pytest.raises(CourseDraftExists):
        await start_version(HQ, "static", NOW)
    with pytest.raises(CourseKeyTaken):
        await course("static")


@pytest.mark.parametrize("key", ["new", "requirements"])
async def test_a_course_does_not_hide_behind_another_page(store: Store, key: str) -> None:
    with pytest.raises(BadCourseForm) as refused:
        await course(key)
    assert set(refused.value.fields) == {"key"}


async def test_sites_see_no_drafts_and_nobody_without_the_right_writes(store: Store, sites: dict[str, int]) -> None:
    await course("static")
    await start_version(HQ, "static", NOW)
    runs = operator(sites["SH1"])
    assert [each.number for each in await course_versions(runs, "static")] == [1]
    with pytest.raises(CourseNotFound):
        await read_version(runs, "static", 2)
    for actor in (runs, manager(sites["SH1"])):
        with pytest.raises(Forbidden):
            await start_version(actor, "static", NOW)


async def test_discarding_the_only_draft_takes_the_course_with_it(store: Store) -> None:
    await course("static")
    await start_version(HQ, "static", NOW)
    await discard_version(HQ, "static", 2)
    assert [each.number for each in await course_versions(HQ, "static")] == [1]
    await make_course(HQ, NewCourseIn(key="other", topic=Topic.REPAIR, title="Other", title_zh="其他"), NOW)
    await discard_version(HQ, "other", 1)
    with pytest.raises(CourseNotFound):
        await course_versions(HQ, "other")


async def test_a_circle_of_courses_is_named_and_refused(store: Store) -> None:
    await course("first")
    await course("second", replace(BASIC, prerequisites=("first",)))
    await course("third", replace(BASIC, prerequisites=("second",)))
    draft = await start_version(HQ, "first", NOW)
    await write_version(HQ, "first", 2, replace(BASIC, prerequisites=("third",)), draft.row_version)
    with pytest.raises(CourseFaulty) as refused:
        await publish_version(HQ, "first", 2, None, NOW)
    assert "first → third → second → first" in str(refused.value.problems[0])


async def test_a_course_that_is_needed_is_not_retired(store: Store) -> None:
    await course("first")
    await course("second", replace(BASIC, prerequisites=("first",)))
    with pytest.raises(CourseStillAsked, match="second"):
        await retire_course(HQ, "first", NOW)
    required = await require_course(HQ, needed("second"), NOW)
    with pytest.raises(CourseStillAsked):
        await retire_course(HQ, "second", NOW)
    await end_requirement(HQ, required, RequirementEndIn(to_on=date(2026, 11, 19)), NOW)
    await retire_course(HQ, "second", NOW)
    assert (await read_version(HQ, "second", 1)).state is CourseState.RETIRED


def needed(key: str, **more: object) -> RequirementIn:
    return RequirementIn.model_validate(
        {"course": key, "role": "technician", "from_on": date(2026, 10, 1), **more}, strict=False
    )


async def test_the_same_is_required_once_on_a_day(store: Store) -> None:
    await course("static")
    made = await require_course(HQ, needed("static"), NOW)
    await require_course(HQ, needed("static", least_level=2), NOW)
    with pytest.raises(RequiredAlready):
        await require_course(HQ, needed("static"), NOW)
    await end_requirement(HQ, made, RequirementEndIn(to_on=date(2026, 12, 31)), NOW)
    await require_course(HQ, needed("static", from_on=date(2027, 1, 1)), NOW)
    with pytest.raises(RequiredAlready):
        await end_requirement(HQ, made, RequirementEndIn(to_on=date(2027, 1, 1)), NOW)
    assert len(await list_requirements(HQ, "static")) == 3


async def test_a_requirement_does_not_end_before_it_begins(store: Store) -> None:
    await course("static")
    with pytest.raises(BadRequirement):
        await require_course(HQ, needed("static", to_on=date(2026, 9, 30)), NOW)


async def test_the_catalogue_says_who_needs_a_course_and_whether_that_is_mine(
    store: Store, sites: dict[str, int]
) -> None:
    await course("static")
    await examined("filtering")
    await require_course(HQ, needed("static"), NOW)
    await worker(store, sites["SH1"])
    for site, mine in (("SH1", True), ("SH2", False)):
        found = {each.key: each for each in await list_courses(operator(sites[site]), TODAY)}
        assert [role.value for role in found["static"].required_of] == ["technician"]
        assert (found["static"].mine, found["filtering"].mine) == (mine, False)
        assert (found["static"].examined, found["filtering"].examined) == (False, True)


async def test_what_ships_is_published_once_and_required(store: Store) -> None:
    system = Actor.system()
    await add_shipped_courses(system, NOW)
    before = await store.counts("course", "course_version", "course_requirement", "trail_event")
    await add_shipped_courses(system, NOW)
    assert before == await store.counts("course", "course_version", "course_requirement", "trail_event")
    assert before["course"] == len(shipped()) == len(await list_courses(HQ, TODAY))


async def test_a_course_without_chinese_words_is_not_published(store: Store) -> None:
    await course("static")
    await start_version(HQ, "static", NOW)
    await write_version(HQ, "static", 2, replace(BASIC, objectives=(replace(text("Aim"), zh_CN=" "),)), None)
    with pytest.raises(CourseFaulty) as refused:
        await publish_version(HQ, "static", 2, None, NOW)
    assert list(refused.value.fields) == ["objectives[0].zh_CN"]


async def test_row_security_keeps_courses_from_whoever_writes_past_the_program(
    store: Store, sites: dict[str, int]
) -> None:
    await course("static")
    for actor in (operator(sites["SH1"]), manager(sites["SH1"])):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction(actor):
                await execute("update course set topic = 'x'")
