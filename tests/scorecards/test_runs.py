"""Computing a quarter, again and again, beside everything else that goes on."""

import asyncio
from datetime import date

import pytest

from network.foundation.access import Actor, Role
from network.foundation.database import DatabaseDown, transaction
from network.foundation.errors import Forbidden
from network.foundation.periods import Quarter
from network.foundation.trail.record import record, verify
from network.scorecards.commands.runs import compute, publish
from network.scorecards.errors import (
    AlreadyPublished,
    ComputedTooEarly,
    NoSites,
    PeriodNotOver,
    RecordsChanged,
    ResultsChanged,
    RunNotFound,
    SchemeNotFound,
    SitesChanged,
)
from tests.factory import HQ, NOW, Store, at, executive, manager, operator

Q3 = Quarter(2026, 3)
MIDDLE = at("2026-08-15")
RESULTS = ("scorecard_run", "scorecard", "metric_result", "criterion_result")


async def test_a_quarter_is_measured_scored_and_ranked(store: Store, quarter: dict[str, int]) -> None:
    done = await compute(HQ, Q3, "repairs-only", NOW)
    assert (done.sites, done.rated, done.changed) == (2, 2, None)
    cards = await store.rows("select c.* from scorecard c join site s on s.id = c.site order by s.code")
    assert [(card["rank"], card["rank_of"], card["peer_group"]) for card in cards] == [
        (1, 2, "franchised/1"),
        (2, 2, "franchised/1"),
    ]
    assert cards[0]["overall"] > cards[1]["overall"]
    found = await store.rows(
        "select numerator, denominator, value from metric_result where site = $1 and metric like 'repair_within%'",
        quarter["S1"],
    )
    assert [(row["numerator"], row["denominator"]) for row in found] == [(11, 12)]
    assert await store.value(
        "select network -> 'pools' ->> 'repair_within_target(target_hours=24)' from scorecard_run"
    ) == ('["17", "24"]')


async def test_computing_again_replaces_the_results_and_says_how_many_cards_changed(
    store: Store, quarter: dict[str, int]
) -> None:
    await compute(HQ, Q3, "repairs-only", NOW)
    before = await store.counts(*RESULTS)
    assert (await compute(HQ, Q3, "repairs-only", NOW)).changed == 0
    assert await store.counts(*RESULTS) == before
    await store.root.execute("update repair_order set ready_at = ready_at + interval '10 hours' where order_no = 'A11'")
    assert (await compute(HQ, Q3, "repairs-only", NOW)).changed == 2, "the pooled rate moves both"
    await store.root.execute("update site set closed_on = '2026-05-01' where code = 'S2'")
    again = await compute(HQ, Q3, "repairs-only", NOW)
    assert (again.sites, again.changed) == (1, 2), "one card is gone, the other has no pool but its own"
    assert await store.value("select count(*) from scorecard_run") == 1


async def test_a_scheme_or_peer_group_that_changes_leaves_earlier_quarters_as_they_were(
    store: Store, quarter: dict[str, int]
) -> None:
    await compute(HQ, Q3, "repairs-only", NOW)
    await publish(HQ, Q3, NOW)
    published = "select c.* from scorecard c join scorecard_run r on r.id = c.run where r.period = '2026Q3' order by id"
    before = await store.rows(published)
    await store.root.execute("update site set city_tier = 2 where code = 'S2'")
    await store.order(quarter["S2"], "B1", at("2026-11-01"), ready=5)
    await compute(HQ, Quarter(2026, 4), "authorized-site", at("2027-02-01"))
    assert await store.rows(published) == before
    groups = await store.rows("select period, peer_group from scorecard c join scorecard_run r on r.id = c.run")
    assert sorted(tuple(row.values()) for row in groups) == [
        ("2026Q3", "franchised/1"),
        ("2026Q3", "franchised/1"),
        ("2026Q4", "franchised/1"),
        ("2026Q4", "franchised/2"),
    ]


async def test_what_cannot_be_computed_or_published_is_refused_by_name(store: Store, quarter: dict[str, int]) -> None:
    with pytest.raises(SchemeNotFound):
        await compute(HQ, Q3, "no-such", NOW)
    with pytest.raises(RunNotFound):
        await publish(HQ, Q3, NOW)
    await store.root.execute("update site set opened_on = '2026-01-01'")
    with pytest.raises(NoSites):
        await compute(HQ, Quarter(2020, 1), "repairs-only", NOW)
    assert set((await store.counts(*RESULTS)).values()) == {0}


async def test_only_those_who_answer_for_the_whole_network_compute_and_publish(
    store: Store, quarter: dict[str, int]
) -> None:
    await compute(HQ, Q3, "repairs-only", NOW)
    for actor in (operator(quarter["S1"]), manager(quarter["S1"]), executive()):
        with pytest.raises(Forbidden):
            await compute(actor, Q3, "repairs-only", NOW)
        with pytest.raises(Forbidden):
            await publish(actor, Q3, NOW)
    everywhere = Actor(Role.HQ_MANAGER, "Ma", sites=None)
    await compute(everywhere, Q3, "repairs-only", NOW)
    await publish(everywhere, Q3, NOW)


async def test_a_quarter_that_runs_somewhere_is_not_published(store: Store, quarter: dict[str, int]) -> None:
    await store.site("NY", "America/New_York", kind="self_operated")
    over_in_china = at("2026-09-30 20:00")
    await compute(HQ, Q3, "repairs-only", over_in_china)
    with pytest.raises(PeriodNotOver):
        await publish(HQ, Q3, over_in_china)
    with pytest.raises(ComputedTooEarly):
        await publish(HQ, Q3, NOW)
    await compute(HQ, Q3, "repairs-only", NOW)
    await publish(HQ, Q3, NOW)


async def test_a_quarter_computed_halfway_is_not_published_as_a_whole(store: Store, quarter: dict[str, int]) -> None:
    await compute(HQ, Q3, "repairs-only", MIDDLE)
    with pytest.raises(ComputedTooEarly):
        await publish(HQ, Q3, NOW)


async def test_records_that_changed_since_the_computation_must_be_computed_first(
    store: Store, quarter: dict[str, int]
) -> None:
    await compute(HQ, Q3, "repairs-only", NOW)
    await store.order(quarter["S2"], "LATE", at("2026-08-01"))
    with pytest.raises(RecordsChanged) as refusal:
        await publish(HQ, Q3, NOW)
    assert refusal.value.values["count"] == 2, "one more due, and the oldest open order"
    await compute(HQ, Q3, "repairs-only", NOW)
    await store.site("S3", opened_on=date(2026, 9, 1))
    with pytest.raises(SitesChanged):
        await publish(HQ, Q3, NOW)
    await compute(HQ, Q3, "repairs-only", NOW)
    await publish(HQ, Q3, NOW)


@pytest.mark.parametrize(
    ("tampering", "count"),
    [
        ("update scorecard set overall = 99, rank = 1 where site = $1", 1),
        ("update scorecard set gates = '[]', months = '[]' where site = $1", 1),
        ("update criterion_result set points = 100 where site = $1 and position = 0", 1),
        ("delete from criterion_result where site = $1 and position = 1", 1),
        ("update site set city_tier = 3 where id = $1", 2),
        ("update scorecard_run set network = jsonb_set(network, '{mean}', '\"99.00\"') where $1 > 0", 0),
    ],
)
async def test_a_score_that_was_changed_after_the_computation_is_not_published(
    store: Store, quarter: dict[str, int], tampering: str, count: int
) -> None:
    await compute(HQ, Q3, "repairs-only", NOW)
    await store.root.execute(tampering, quarter["S2"])
    with pytest.raises(ResultsChanged) as refusal:
        await publish(HQ, Q3, NOW)
    assert refusal.value.values["count"] == count
    await compute(HQ, Q3, "repairs-only", NOW)
    await publish(HQ, Q3, NOW)


async def test_a_published_quarter_is_neither_computed_nor_published_again(
    store: Store, quarter: dict[str, int]
) -> None:
    await compute(HQ, Q3, "repairs-only", NOW)
    await publish(HQ, Q3, NOW)
    before = [await store.rows(f"select * from {table} order by id") for table in RESULTS]
    for again in (compute(HQ, Q3, "repairs-only", NOW), publish(HQ, Q3, NOW)):
        with pytest.raises(AlreadyPublished):
            await again
    assert before == [await store.rows(f"select * from {table} order by id") for table in RESULTS]


async def test_computations_of_one_quarter_wait_for_each_other(store: Store, quarter: dict[str, int]) -> None:
    done = await asyncio.gather(*(compute(HQ, Q3, "repairs-only", NOW) for _ in range(4)))
    assert sorted(str(each.changed) for each in done) == ["0", "0", "0", "None"]
    assert await store.counts("scorecard_run", "scorecard") == {"scorecard_run": 1, "scorecard": 2}


async def test_a_publication_goes_on_while_others_write_to_the_trail(store: Store, quarter: dict[str, int]) -> None:
    """Somebody signs in, or a site imports, while a quarter is being published: neither may end the other."""
    await compute(HQ, Q3, "repairs-only", NOW)

    async def chatter(name: str) -> None:
        for number in range(30):
            async with transaction(Actor.system(name)):
                await record(Actor.system(name), "session.started", str(number), {})
                await record(Actor.system(name), "order.changed", str(number), {}, site=quarter["S1"])

    await asyncio.gather(chatter("one"), publish(HQ, Q3, NOW), chatter("two"))
    async with transaction(HQ):
        events, breaks = await verify()
    assert breaks == []
    assert events == 120 + 7 + 4 + 2, "seven schemes; computed, published, released, consequences; a word to each site"


async def test_a_computation_waits_for_an_import_that_is_going_on(store: Store, quarter: dict[str, int]) -> None:
    async with store.root.transaction():
        await store.root.execute("select pg_advisory_xact_lock(hashtextextended('import', 0))")
        computing = asyncio.create_task(compute(HQ, Q3, "repairs-only", NOW))
        await asyncio.sleep(0.3)
        assert not computing.done()
        await store.order(quarter["S1"], "ARRIVED", at("2026-08-01"))
    await computing
    found = "select denominator from metric_result where site = $1 and metric like 'repair_within%'"
    assert await store.value(found, quarter["S1"]) == 13


async def test_an_error_in_the_middle_leaves_the_earlier_computation(store: Store, quarter: dict[str, int]) -> None:
    await compute(HQ, Q3, "repairs-only", NOW)
    before = await store.rows("select * from scorecard order by id")
    await store.root.execute(
        "create function fail() returns trigger language plpgsql as $$ begin raise exception 'disk full' "
        "using errcode = '53100'; end $$; "
        "create trigger fail before insert on criterion_result for each row execute function fail()"
    )
    with pytest.raises(DatabaseDown):
        await compute(HQ, Q3, "repairs-only", NOW)
    assert await store.rows("select * from scorecard order by id") == before
