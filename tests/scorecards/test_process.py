"""From computation to restatement: preview, challenges, publication and release, the next revision."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from network.foundation.access import Actor, Role
from network.foundation.database import execute, transaction
from network.foundation.errors import Forbidden, NotFound
from network.foundation.periods import Quarter
from network.scorecards.commands.challenges import decide_challenge, lodge_challenge
from network.scorecards.commands.previewing import deliver_preview, preview
from network.scorecards.commands.releasing import release
from network.scorecards.commands.runs import compute, publish
from network.scorecards.errors import (
    AlreadyPublished,
    ChallengedAlready,
    ChallengeIsOver,
    ChallengesOpen,
    ChallengeWrong,
    ComputedTooEarly,
    NothingToRelease,
    NotInPreview,
    NotPublished,
    PartOfMatter,
    PreviewOpen,
    PreviewOpened,
    RecordsChanged,
    RegionNotFound,
    ResultsChanged,
    RunNotFound,
    ScorecardNotFound,
    TooLateToChallenge,
    WindowWrong,
)
from network.scorecards.queries.challenges import challenge, own_challenges
from network.scorecards.queries.sheets import card
from network.scorecards.schemas.challenges import ChallengeDecisionIn, ChallengeIn
from network.web.versions import PreconditionFailed
from tests.factory import HQ, NOW, Store, at, executive, manager, operator

Q3 = Quarter(2026, 3)
WHY = "The courier lost two units, see the receipt."
OVER = at("2026-12-04 16:00")  # ten working days after NOW, at midnight in Shanghai
COMPUTER = Actor(Role.HQ_MANAGER, "Ma", UUID(int=21), None)
DECIDER = Actor(Role.HQ_MANAGER, "Qi", UUID(int=22), None)


def challenged(criterion: str = "repair_within_target", ground: str = "factual") -> ChallengeIn:
    return ChallengeIn.model_validate({"criterion": criterion, "ground": ground, "body": WHY})


def decided(outcome: str) -> ChallengeDecisionIn:
    return ChallengeDecisionIn.model_validate({"outcome": outcome, "reason": "We looked at the receipt."})


@pytest.fixture
async def previewed(store: Store, quarter: dict[str, int]) -> dict[str, int]:
    await compute(COMPUTER, Q3, "repairs-only", NOW)
    assert await preview(COMPUTER, Q3, NOW) == 2
    return quarter


async def _state(store: Store, site: int, criterion: str = "repair_within_target") -> str:
    found: str = await store.value(
        "select state from criterion_result where site = $1 and criterion = $2", site, criterion
    )
    return found


async def test_in_preview_each_site_sees_its_own_card_and_no_other_does(
    store: Store, previewed: dict[str, int]
) -> None:
    one = operator(previewed["S1"])
    found = await card(one, Q3, "S1", "Network")
    assert (found.run.state, found.sheet.provenance.is_final) == ("preview", False)
    with pytest.raises(ScorecardNotFound):
        await card(one, Q3, "S2", "Network")
    with pytest.raises((RunNotFound, ScorecardNotFound)):
        await card(executive(), Q3, "S1", "Network")


async def test_before_the_preview_and_between_publication_and_release_a_site_sees_nothing(
    store: Store, quarter: dict[str, int]
) -> None:
    one, two = operator(quarter["S1"]), operator(quarter["S2"])
    await store.root.execute(
        "insert into region (path, name, name_zh) values ('East', 'East', '东'), ('West', 'W', '西')"
    )
    for code, path in (("S1", "East"), ("S2", "West")):
        await store.root.execute(
            "update site set region = (select id from region where path = $2) where code = $1", code, path
        )
    await compute(HQ, Q3, "repairs-only", NOW)
    with pytest.raises(RunNotFound):
        await card(one, Q3, "S1", "Network")
    await preview(HQ, Q3, NOW)
    with pytest.raises(RegionNotFound):
        await publish(HQ, Q3, OVER, "Nowhere")
    await publish(HQ, Q3, OVER, "East")
    assert (await card(one, Q3, "S1", "Network")).run.state == "published"
    with pytest.raises(RunNotFound):
        await card(two, Q3, "S2", "Network")
    assert (await card(executive(), Q3, "S2", "Network")).run.state == "published"
    told = "select site from trail_event where action = 'scorecard.published'"
    assert [row["site"] for row in await store.rows(told)] == [quarter["S1"]]
    with pytest.raises(NothingToRelease):
        await release(HQ, Q3, "East", OVER)
    assert await release(HQ, Q3, None, OVER) == 1
    assert (await card(two, Q3, "S2", "Network")).run.state == "published"
    with pytest.raises(NothingToRelease):
        await release(HQ, Q3, None, OVER)


async def test_the_window_is_ten_working_days_of_the_site_from_the_delivery(
    store: Store, previewed: dict[str, int]
) -> None:
    until = "select challenge_until from scorecard_preview where site = $1"
    assert await store.value(until, previewed["S1"]) == OVER, "counted from the opening until it is delivered"
    later = NOW + timedelta(days=3)
    await deliver_preview(operator(previewed["S1"]), Q3, "S1", later)
    moved = await store.value(until, previewed["S1"])
    assert moved == at("2026-12-07 16:00")
    await deliver_preview(operator(previewed["S1"]), Q3, "S1", later + timedelta(days=9))
    await deliver_preview(HQ, Q3, "S2", later)
    assert await store.value(until, previewed["S1"]) == moved, "once"
    assert await store.value("select delivered_at from scorecard_preview where site = $1", previewed["S2"]) is None
    assert await store.value("select count(*) from trail_event where action = 'scorecard.previewed'") == 1


@pytest.mark.parametrize(("seconds", "taken"), [(-1, True), (0, False), (1, False)])
async def test_the_window_to_challenge_closes_to_the_second(
    store: Store, previewed: dict[str, int], seconds: int, taken: bool
) -> None:
    one = operator(previewed["S1"])
    await deliver_preview(one, Q3, "S1", NOW)
    when = OVER + timedelta(seconds=seconds)
    if taken:
        await lodge_challenge(one, "S1", Q3, challenged(), [], when)
    else:
        with pytest.raises(TooLateToChallenge):
            await lodge_challenge(one, "S1", Q3, challenged(), [], when)
        with pytest.raises(asyncpg.PostgresError) as refusal:
            await _lodge_by_hand(store, previewed["S1"], when)
        assert refusal.value.sqlstate == "SM001", "the database keeps the window too"


async def _lodge_by_hand(store: Store, site: int, when: datetime, **other: Any) -> None:
    await store.root.execute(
        "insert into scorecard_challenge (id, run, site, criterion, ground, body, state, lodged_by, lodger, lodged_at) "
        "select gen_random_uuid(), id, $1, $3, 'factual', 'x', 'open', $4, 'x', $2 from scorecard_run",
        *(site, when, other.get("criterion", "repair_within_target"), UUID(int=7)),
    )


async def test_what_is_no_challenge_is_refused_by_name(store: Store, previewed: dict[str, int]) -> None:
    one, two = operator(previewed["S1"]), operator(previewed["S2"])
    with pytest.raises(NotFound):
        await lodge_challenge(one, "S2", Q3, challenged(), [], NOW)
    with pytest.raises(ChallengeWrong):
        await lodge_challenge(one, "S1", Q3, challenged("no_such"), [], NOW)
    with pytest.raises(ScorecardNotFound):
        await lodge_challenge(one, "S1", Quarter(2026, 2), challenged(), [], NOW)
    for nobody in (HQ, executive(), manager(previewed["S1"])):
        with pytest.raises(Forbidden):
            await lodge_challenge(nobody, "S1", Q3, challenged(), [], NOW)
    await lodge_challenge(one, "S1", Q3, challenged(), [], NOW)
    with pytest.raises(ChallengedAlready):
        await lodge_challenge(one, "S1", Q3, challenged(ground="omitted"), [], NOW)
    await lodge_challenge(two, "S2", Q3, challenged(), [], NOW)
    assert [each.site for each in await own_challenges(one, "S1", Q3)] == ["S1"]
    assert await own_challenges(HQ, "S2", Q3) != []
    with pytest.raises(Forbidden):
        await own_challenges(executive(), "S1", Q3)


async def test_a_challenge_that_meets_the_publication_comes_too_late(
    store: Store, previewed: dict[str, int], database: str
) -> None:
    """Sent in the last second of the window, while somebody publishes in the next."""
    publisher = await asyncpg.connect(database)
    try:
        async with publisher.transaction():
            await publisher.execute("select from scorecard_run for update")
            await publisher.execute("update scorecard_run set state = 'published'")
            lodging = asyncio.create_task(lodge_challenge(operator(previewed["S1"]), "S1", Q3, challenged(), [], NOW))
            await asyncio.sleep(0.2)
            assert not lodging.done()
    finally:
        await publisher.close()
    with pytest.raises(NotInPreview):
        await lodging
    assert await store.value("select count(*) from scorecard_challenge") == 0


async def test_two_devices_lodge_one_challenge(store: Store, previewed: dict[str, int]) -> None:
    one = operator(previewed["S1"])
    done = await asyncio.gather(
        *(lodge_challenge(one, "S1", Q3, challenged(), [], NOW) for _ in range(4)), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in done) == ["ChallengedAlready"] * 3 + ["UUID"]


async def test_an_open_challenge_holds_its_criterion_and_a_rejected_one_gives_it_back(
    store: Store, previewed: dict[str, int]
) -> None:
    one = operator(previewed["S1"])
    made = await lodge_challenge(one, "S1", Q3, challenged(), [], NOW)
    await compute(COMPUTER, Q3, "repairs-only", NOW)
    assert await _state(store, previewed["S1"]) == "held"
    assert await _state(store, previewed["S2"]) == "scored"
    assert (await card(one, Q3, "S1", "Network")).run.state == "preview", "computing again keeps the preview"
    changed = await store.rows("select site, fields from scorecard_difference")
    assert previewed["S1"] in [row["site"] for row in changed]
    await decide_challenge(DECIDER, made, decided("rejected"), NOW)
    with pytest.raises(ResultsChanged):
        await publish(HQ, Q3, OVER)
    await compute(COMPUTER, Q3, "repairs-only", NOW)
    assert await _state(store, previewed["S1"]) == "scored"
    await publish(HQ, Q3, OVER)


async def test_an_accepted_challenge_takes_corrected_records_or_leaves_the_criterion_out(
    store: Store, previewed: dict[str, int]
) -> None:
    one, two = operator(previewed["S1"]), operator(previewed["S2"])
    corrected = await lodge_challenge(one, "S1", Q3, challenged(), [], NOW)
    held = await lodge_challenge(two, "S2", Q3, challenged(), [], NOW)
    await store.root.execute("update repair_order set ready_at = received_at + interval '1 hour' where site = 1")
    await decide_challenge(DECIDER, corrected, decided("corrected"), NOW)
    await decide_challenge(DECIDER, held, decided("held"), NOW)
    await compute(COMPUTER, Q3, "repairs-only", NOW)
    assert await _state(store, previewed["S2"]) == "held"
    await publish(HQ, Q3, OVER)
    assert await store.value(
        "select numerator from criterion_result where site = 1 and criterion = 'repair_within_target'"
    ) == 12  # fmt: skip
    assert [each.outcome for each in await own_challenges(two, "S2", Q3)] == ["held"]


async def test_only_somebody_independent_decides_and_once(store: Store, previewed: dict[str, int]) -> None:
    made = await lodge_challenge(operator(previewed["S1"]), "S1", Q3, challenged(), [], NOW)
    for involved in (COMPUTER, HQ):
        with pytest.raises(PartOfMatter):
            await decide_challenge(involved, made, decided("held"), NOW)
    with pytest.raises(NotFound):
        await decide_challenge(manager(previewed["S2"]), made, decided("held"), NOW)
    with pytest.raises(asyncpg.PostgresError, match="somebody independent"):
        async with transaction(COMPUTER):
            await execute(
                "update scorecard_challenge set state = 'rejected', decision = 'x', decided_at = now(), "
                "decided_by = $1",
                COMPUTER.account,
            )
    with pytest.raises(PreconditionFailed):
        await decide_challenge(DECIDER, made, decided("held"), NOW, version=2)
    assert not (await challenge(DECIDER, made)).part_of_matter
    assert (await challenge(COMPUTER, made)).part_of_matter
    await decide_challenge(manager(previewed["S1"]), made, decided("held"), NOW, version=1)
    with pytest.raises(ChallengeIsOver):
        await decide_challenge(DECIDER, made, decided("rejected"), NOW)


async def test_whoever_inspected_a_unit_does_not_decide_about_the_findings(
    store: Store, previewed: dict[str, int]
) -> None:
    made = await lodge_challenge(operator(previewed["S1"]), "S1", Q3, challenged("no_fault_return_rate"), [], NOW)
    await store.root.execute(
        "insert into return_inspection (id, returned, site, place, cause, asked_at, inspector, "
        "inspector_name, inspected_at, finding, note, opened) "
        "select gen_random_uuid(), id, site, 1, 'first', inspected_at, $1, 'Qi', inspected_at, "
        "'no_fault_found', '', 1 from hq_return where site = 1 limit 1",
        DECIDER.account,
    )
    with pytest.raises(PartOfMatter):
        await decide_challenge(DECIDER, made, decided("held"), NOW)


async def test_a_quarter_is_published_when_every_window_is_over_and_every_challenge_decided(
    store: Store, previewed: dict[str, int]
) -> None:
    with pytest.raises(PreviewOpen) as refusal:
        await publish(HQ, Q3, OVER - timedelta(seconds=1))
    assert refusal.value.values["until"] == "2026-12-04 16:00 UTC"
    made = await lodge_challenge(operator(previewed["S1"]), "S1", Q3, challenged(), [], NOW)
    with pytest.raises(ChallengesOpen) as refusal_open:
        await publish(HQ, Q3, OVER)
    assert refusal_open.value.values["named"] == "S1: repair_within_target"
    await decide_challenge(DECIDER, made, decided("rejected"), NOW)
    done = await asyncio.gather(*(publish(HQ, Q3, OVER) for _ in range(3)), return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["AlreadyPublished", "AlreadyPublished", "str"]
    with pytest.raises(NotInPreview):
        await lodge_challenge(operator(previewed["S1"]), "S1", Q3, challenged("repeat_repair_rate"), [], NOW)


async def test_what_cannot_be_previewed_or_released_is_refused_by_name(store: Store, quarter: dict[str, int]) -> None:
    with pytest.raises(RunNotFound):
        await preview(HQ, Q3, NOW)
    await compute(HQ, Q3, "repairs-only", at("2026-08-15"))
    with pytest.raises(ComputedTooEarly):
        await preview(HQ, Q3, NOW)
    await compute(HQ, Q3, "repairs-only", NOW)
    for days in (0, 61):
        with pytest.raises(WindowWrong):
            await preview(HQ, Q3, NOW, days)
    with pytest.raises(Forbidden):
        await preview(manager(quarter["S1"]), Q3, NOW)
    with pytest.raises(NotPublished):
        await release(HQ, Q3, None, NOW)
    await preview(HQ, Q3, NOW)
    with pytest.raises(PreviewOpened):
        await preview(HQ, Q3, NOW)
    await store.order(quarter["S2"], "LATE", at("2026-08-01"))
    with pytest.raises(RecordsChanged):
        await publish(HQ, Q3, OVER)
    await compute(HQ, Q3, "repairs-only", NOW)
    await publish(HQ, Q3, OVER)
    with pytest.raises(AlreadyPublished):
        await preview(HQ, Q3, OVER)


async def test_computing_again_in_preview_writes_down_what_changed_for_hq_and_for_the_site_alone(
    store: Store, previewed: dict[str, int]
) -> None:
    await compute(COMPUTER, Q3, "repairs-only", NOW)
    assert await store.value("select count(*) from scorecard_difference") == 0, "nothing has changed"
    await store.site("S3", opened_on=datetime(2026, 9, 1).date())  # noqa: DTZ001 - a day
    await store.root.execute("update repair_order set ready_at = null where order_no = 'A9' and site = 2")
    await compute(COMPUTER, Q3, "repairs-only", NOW)
    rows = await store.rows("select site, fields::text from scorecard_difference order by site")
    assert [row["site"] for row in rows] == [1, 2], "the pooled rate moves both; a new card has nothing before it"
    assert '"before": "6"' in rows[1]["fields"]
    assert '"after": "5"' in rows[1]["fields"]
    assert await store.value("select count(*) from scorecard_preview") == 3
