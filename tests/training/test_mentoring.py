"""Whose people teach: a session's trainer is on the staff list of a site, and who of other sites came is counted."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from network.foundation.access import Actor
from network.foundation.database import fetch, transaction
from network.foundation.periods import Quarter
from network.scorecards.metrics.catalogue import METRICS
from network.scorecards.queries.measuring import Moment
from network.training.commands.enrolments import enrol_people, mark_attendance
from network.training.commands.sessions import change_session, close_session
from network.training.errors.sessions import BadSession
from network.training.queries.sessions import read_session
from network.training.schemas.sessions import AttendanceIn, EnrolIn
from tests.factory import HQ, NOW, Store, operator
from tests.training.teaching import course, session, worker
from tests.training.test_sessions import AFTER, DURING, changed

METRIC = METRICS["people_taught"]
QUARTER = Quarter(2026, 4)


async def figure(site: int, period: Quarter = QUARTER) -> tuple[Any, ...]:
    async with transaction(HQ, read_only=True):
        [row] = await fetch(METRIC.statement({}), *Moment(period, AFTER).values([site]))
    return row["value"], row["sample_size"]


async def evidence(actor: Actor, site: int) -> list[tuple[str, str, int]]:
    async with transaction(actor, read_only=True):
        rows = await fetch(METRIC.evidence({}), *Moment(QUARTER, AFTER).values([site]), 100, 0)
    return [(row["number"], row["course"], row["came"]) for row in rows]


async def taught(store: Store, sites: Mapping[str, int], came: Mapping[str, int]) -> UUID:
    """A session that Wu Gang of SH1 held, to which so many people of each site came; one more of each did not."""
    await worker(store, sites["SH1"], "Wu Gang")
    made = await session("static", seats=30, trainer_site="SH1")
    absent = set()
    for code, count in came.items():
        people = [await worker(store, sites[code], f"{code} {number}") for number in range(count + 1)]
        absent.add(people[-1])
        await enrol_people(operator(sites[code]), made.id, EnrolIn(site=code, people=people), NOW)
    found = (await read_session(HQ, made.id)).people
    present = {each.id: each.person not in absent for each in found}
    await mark_attendance(HQ, made.id, AttendanceIn(present=present), DURING)
    await close_session(HQ, made.id, None, AFTER)
    return made.id


async def test_who_of_other_sites_was_there_counts_for_the_site_of_the_trainer(
    store: Store, sites: dict[str, int]
) -> None:
    await course("static")
    assert await figure(sites["SH1"]) == (0, 0)
    made = await taught(store, sites, {"SH1": 2, "SH2": 3, "BJ1": 1})
    assert await figure(sites["SH1"]) == (4, 1)
    assert await figure(sites["SH1"], Quarter(2026, 3)) == (0, 0)
    assert await figure(sites["SH2"]) == (0, 0)
    assert await evidence(operator(sites["SH1"]), sites["SH1"]) == [("2026-11-27", "static", 4)]
    assert await evidence(operator(sites["SH2"]), sites["SH1"]) == []
    for actor, seen in ((operator(sites["SH1"]), "SH1"), (operator(sites["SH2"]), None)):
        assert (await read_session(actor, made)).session.trainer_site == seen
    with pytest.raises(asyncpg.PostgresError, match="stays as it is"):
        await store.root.execute("update session_mentor set came = 40")


async def test_a_session_for_ones_own_people_only_is_no_record(store: Store, sites: dict[str, int]) -> None:
    await course("static")
    await taught(store, sites, {"SH1": 3})
    assert await figure(sites["SH1"]) == (0, 0)


async def test_the_trainer_is_on_the_staff_list_of_that_site_on_that_day(store: Store, sites: dict[str, int]) -> None:
    await course("static")
    await worker(store, sites["SH1"], "Wu Gang", to_on=date(2026, 11, 26))
    await worker(store, sites["SH1"], "Li Na")
    for code, field, told in (
        ("SH1", "trainer", "On its staff list: Li Na."),
        ("SH2", "trainer", "Nobody is on the staff list of SH2"),
        ("SH9", "trainer_site", "There is no site SH9."),
    ):
        with pytest.raises(BadSession) as refused:
            await session("static", trainer_site=code)
        assert told in str(refused.value.fields[field])
    made = await session("static", trainer="Li Na", trainer_site="SH1")
    assert made.trainer_site == "SH1"
    elsewhere = await change_session(HQ, made.id, changed(made, trainer="Wu Gang"), None, NOW)
    assert elsewhere.trainer_site is None
    back = await change_session(HQ, made.id, changed(made, trainer="Li Na", trainer_site="SH1"), None, NOW)
    assert back.trainer_site == "SH1"
    told = await store.value("select body from trail_event where action = 'session.changed' order by id desc limit 1")
    assert '"trainer_site":"SH1"' in str(told)
