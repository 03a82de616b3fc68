"""A published quarter, restated by two people; what waits to be; both revisions for ever."""

import asyncio
import json

import asyncpg
import pytest

from network.foundation.access import Actor, Role
from network.foundation.errors import Forbidden
from network.foundation.periods import Quarter
from network.scorecards.commands.challenges import decide_challenge, lodge_challenge
from network.scorecards.commands.previewing import preview
from network.scorecards.commands.restating import approve_restatement, propose_restatement, reject_restatement
from network.scorecards.commands.runs import compute, publish
from network.scorecards.commands.verifying import verify_quarters
from network.scorecards.errors import (
    AlreadyPublished,
    NothingToRestate,
    NotPublished,
    OwnRestatement,
    RestatementIsOver,
    RestatementMoved,
    RestatementNotFound,
    RestatementProposed,
    RestatementWrong,
    RunNotFound,
)
from network.scorecards.queries.restatements import list_restatements, read_restatement, restatement_queue
from network.scorecards.queries.sheets import card
from network.scorecards.rules.restating import Cause, RestatementState
from tests.factory import HQ, NOW, Store, at, executive, manager, operator
from tests.scorecards.test_process import COMPUTER, DECIDER, OVER, challenged, decided

Q3 = Quarter(2026, 3)
WHY = "Two orders were imported late."
PROPOSER, APPROVER = COMPUTER, DECIDER


@pytest.fixture
async def published(store: Store, quarter: dict[str, int]) -> dict[str, int]:
    await compute(HQ, Q3, "repairs-only", NOW)
    await publish(HQ, Q3, NOW)
    return quarter


async def _late(store: Store, site: int) -> None:
    """Two orders of the quarter come late, and neither was in time."""
    for number in range(2):
        await store.order(site, f"LATE{number}", at("2026-08-20", number), ready=90)


async def test_a_late_record_queues_its_site_and_nothing_else_does(store: Store, published: dict[str, int]) -> None:
    assert await restatement_queue(HQ) == (Q3, [])
    await _late(store, published["S2"])
    _quarter, waiting = await restatement_queue(HQ, Q3)
    assert {(each.site, each.cause) for each in waiting} == {("S2", Cause.RECORDS)}
    [within] = [each for each in waiting if each.metric and each.metric.startswith("repair_within")]
    assert (within.before[1], within.after[1]) == (12, 14)
    with pytest.raises(Forbidden):
        await restatement_queue(manager(published["S2"]))
    with pytest.raises(NotPublished):
        await restatement_queue(HQ, Quarter(2026, 2))


async def test_a_restatement_measures_its_sites_anew_and_leaves_the_others_and_the_pool(
    store: Store, published: dict[str, int]
) -> None:
    pools = await store.value("select network -> 'pools' from scorecard_run")
    before = await store.rows("select * from criterion_result order by site, position")
    await _late(store, published["S2"])
    await store.order(published["S1"], "NOT ASKED", at("2026-08-20"), ready=90)
    made = await propose_restatement(PROPOSER, Q3, ["S2"], WHY, NOW)
    assert await store.value("select count(*) from scorecard_run") == 1, "a proposal leaves no run"
    told = await read_restatement(HQ, made)
    assert {each["field"] for each in told.difference["S2"] if not each["criterion"]} >= {"overall"}
    done = await approve_restatement(APPROVER, made, "The import log shows it.", NOW)
    assert (done.revision, done.period) == (2, Q3)
    runs = await store.rows("select * from scorecard_run order by revision")
    assert [(run["revision"], run["state"], run["reason"]) for run in runs] == [
        (1, "restated", None),
        (2, "published", WHY),
    ]
    assert runs[1]["restates"] == runs[0]["id"]
    assert await store.value("select network -> 'pools' from scorecard_run where revision = 2") == pools
    after = await store.rows(
        "select c.* from criterion_result c join scorecard_run r on r.id = c.run where revision = 2 "
        "order by site, position"
    )
    assert len(after) == len(before)
    for was, now in zip(before, after, strict=True):
        same = {key for key in was if was[key] == now[key]}
        if was["site"] == published["S1"]:
            assert set(was) - same <= {"id", "run"}, "S1 was not asked about"
        elif was["criterion"] == "repair_within_target":
            assert (was["denominator"], now["denominator"], was["pooled"]) == (12, 14, now["pooled"])
    assert [each.faults for each in await verify_quarters(HQ)] == [(), ()]


async def test_both_revisions_are_read_for_ever_by_those_whose_they_are(
    store: Store, published: dict[str, int]
) -> None:
    await _late(store, published["S2"])
    first = (await card(HQ, Q3, "S2", "Network")).score.overall
    made = await propose_restatement(PROPOSER, Q3, ["S2"], WHY, NOW)
    await approve_restatement(APPROVER, made, "The import log shows it.", NOW)
    for reader in (HQ, operator(published["S2"]), executive()):
        newest = await card(reader, Q3, "S2", "Network")
        assert newest.run.revision == 2
        assert newest.score.overall != first
        old = await card(reader, Q3, "S2", "Network", revision=1)
        assert (old.run.revision, old.score.overall) == (1, first)
        with pytest.raises(RunNotFound):
            await card(reader, Q3, "S2", "Network", revision=3)
    difference = await store.rows("select site, fields from scorecard_difference")
    assert published["S2"] in {row["site"] for row in difference}
    told = await store.rows("select site, body from trail_event where action = 'scorecard.restated'")
    assert [(row["site"], json.loads(row["body"])["reason"]) for row in told] == [(published["S2"], WHY)]


async def test_a_restatement_may_be_restated(store: Store, published: dict[str, int]) -> None:
    for number in (1, 2):
        await store.order(published["S2"], f"LATE{number}", at("2026-08-20", number), ready=90)
        made = await propose_restatement(PROPOSER, Q3, ["S2"], WHY, NOW)
        await approve_restatement(APPROVER, made, "The import log shows it.", NOW)
    states = await store.rows("select state from scorecard_run order by revision")
    assert [row["state"] for row in states] == ["restated", "restated", "published"]
    assert [each.faults for each in await verify_quarters(HQ)] == [(), (), ()]


async def test_it_takes_two_people(store: Store, published: dict[str, int]) -> None:
    await _late(store, published["S2"])
    made = await propose_restatement(PROPOSER, Q3, ["S2"], WHY, NOW)
    same_person = Actor(Role.HQ_MANAGER, "Other name", PROPOSER.account, None)
    for nobody in (PROPOSER, same_person, HQ):
        with pytest.raises(OwnRestatement):
            await approve_restatement(nobody, made, "The import log shows it.", NOW)
    with pytest.raises(Forbidden):
        await approve_restatement(manager(published["S2"]), made, "The import log shows it.", NOW)
    with pytest.raises(RestatementProposed):
        await propose_restatement(APPROVER, Q3, ["S1"], WHY, NOW)
    done = await asyncio.gather(
        *(approve_restatement(APPROVER, made, "The import log shows it.", NOW) for _ in range(3)),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in done) == ["Restated", "RestatementIsOver", "RestatementIsOver"]
    with pytest.raises(RestatementIsOver):
        await reject_restatement(APPROVER, made, "The import log shows it.", NOW)
    assert [each.state for each in await list_restatements(HQ)] == [RestatementState.APPROVED]


async def test_what_is_no_restatement_is_refused_by_name(store: Store, published: dict[str, int]) -> None:
    with pytest.raises(NothingToRestate):
        await propose_restatement(PROPOSER, Q3, ["S2"], WHY, NOW)
    await _late(store, published["S2"])
    for reason in ("", "   ", "too short"):
        with pytest.raises(RestatementWrong):
            await propose_restatement(PROPOSER, Q3, ["S2"], reason, NOW)
    for sites in ([], ["S2", "NOWHERE"]):
        with pytest.raises(RestatementWrong):
            await propose_restatement(PROPOSER, Q3, sites, WHY, NOW)
    with pytest.raises(RunNotFound):
        await propose_restatement(PROPOSER, Quarter(2026, 2), ["S2"], WHY, NOW)
    await compute(HQ, Quarter(2026, 4), "repairs-only", NOW)
    with pytest.raises(NotPublished):
        await propose_restatement(PROPOSER, Quarter(2026, 4), ["S2"], WHY, NOW)
    with pytest.raises(RestatementNotFound):
        await approve_restatement(APPROVER, PROPOSER.account or NOW, WHY, NOW)  # type: ignore[arg-type]
    for again in (compute(HQ, Q3, "repairs-only", NOW), publish(HQ, Q3, NOW)):
        with pytest.raises(AlreadyPublished):
            await again


async def test_records_that_change_before_the_approval_must_be_proposed_again(
    store: Store, published: dict[str, int]
) -> None:
    await _late(store, published["S2"])
    made = await propose_restatement(PROPOSER, Q3, ["S2"], WHY, NOW)
    await store.order(published["S2"], "LATER", at("2026-08-21"), ready=90)
    with pytest.raises(RestatementMoved):
        await approve_restatement(APPROVER, made, "The import log shows it.", NOW)
    await reject_restatement(APPROVER, made, "Records have changed since.", NOW)
    made = await propose_restatement(PROPOSER, Q3, ["S2"], WHY, NOW)
    assert (await approve_restatement(APPROVER, made, "The import log shows it.", NOW)).revision == 2


async def test_a_criterion_that_was_held_and_a_peer_group_of_then_stay_when_it_is_restated(
    store: Store, quarter: dict[str, int]
) -> None:
    await compute(COMPUTER, Q3, "repairs-only", NOW)
    await preview(COMPUTER, Q3, NOW)
    held = await lodge_challenge(operator(quarter["S2"]), "S2", Q3, challenged("no_fault_return_rate"), [], NOW)
    await decide_challenge(DECIDER, held, decided("held"), NOW)
    await compute(COMPUTER, Q3, "repairs-only", NOW)
    await publish(HQ, Q3, OVER)
    await _late(store, quarter["S2"])
    await store.root.execute("update site set city_tier = 3, kind = 'self_operated' where code = 'S2'")
    _quarter, waiting = await restatement_queue(HQ)
    assert {each.cause for each in waiting} == {Cause.RECORDS}
    made = await propose_restatement(PROPOSER, Q3, ["S2"], WHY, OVER)
    await approve_restatement(APPROVER, made, "The import log shows it.", OVER)
    cards = await store.rows("select peer_group, rank from scorecard where site = $1", quarter["S2"])
    assert [row["peer_group"] for row in cards] == ["franchised/1"] * 2
    states = "select state from criterion_result where site = $1 and criterion = 'no_fault_return_rate'"
    assert [row["state"] for row in await store.rows(states, quarter["S2"])] == ["held", "held"]


@pytest.mark.parametrize(
    "sql",
    [
        "update scorecard_run set state = 'restated'",
        "update scorecard_run set state = 'restated', network = '{}'",
        "update scorecard_run set state = 'computed'",
        "insert into scorecard_run (id, period, revision, scheme, state, restates, reason) "
        "select gen_random_uuid(), '2026Q2', 2, scheme, 'draft', id, 'x' from scorecard_run",
        "insert into scorecard_run (id, period, revision, scheme, state, restates, reason) "
        "select gen_random_uuid(), period, 3, scheme, 'draft', id, 'x' from scorecard_run",
        "insert into scorecard_run (id, period, revision, scheme, state, restates, reason) "
        "select gen_random_uuid(), period, 2, scheme, 'draft', id, 'x' from scorecard_run; "
        "update scorecard_run set state = 'published' where revision = 2",
        "update scorecard_release set released_at = now()",
        "delete from scorecard_release",
        "insert into scorecard_restatement (id, run, sites, reason, difference, state, proposed_by, proposer, "
        "proposed_at) select gen_random_uuid(), id, '[]', 'x', '{}', 'approved', id, 'x', now() from scorecard_run",
    ],
)
async def test_nothing_but_a_restatement_by_two_people_passes_the_database(
    store: Store, published: dict[str, int], sql: str
) -> None:
    with pytest.raises(asyncpg.PostgresError) as refusal:
        async with store.root.transaction():
            await store.root.execute(sql)
    assert refusal.value.sqlstate == "SM001"
