"""After publication: nothing changes any more, for nobody, and everyone sees what is theirs."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from network.foundation.access import Actor, Role
from network.foundation.database import fetch, transaction
from network.foundation.periods import Quarter
from network.scorecards.commands.runs import compute, publish
from network.scorecards.errors import ResultsChanged
from network.scorecards.queries.evidence import evidence
from network.scorecards.queries.sheets import card
from tests.factory import HQ, NOW, Store, at, executive, manager, operator

Q3, Q4 = Quarter(2026, 3), Quarter(2026, 4)
RESULTS = ("scorecard_run", "scorecard", "metric_result", "criterion_result")
PROCESS = (
    "scorecard_circumstance",
    "scorecard_release",
    "scorecard_preview",
    "scorecard_challenge",
    "challenge_file",
    "scorecard_difference",
    "scorecard_restatement",
)
FROZEN = (*RESULTS, "scorecard_circumstance", "scheme_version")
REFUSED = "SM001"
NO_GRANT = "42501"


@pytest.fixture
async def published(store: Store, quarter: dict[str, int]) -> dict[str, int]:
    """2026Q3 published, 2026Q4 computed."""
    await compute(HQ, Q3, "repairs-only", NOW)
    await publish(HQ, Q3, NOW)
    await store.order(quarter["S1"], "B1", at("2026-10-10"), ready=5)
    await compute(HQ, Q4, "repairs-only", at("2027-01-20"))
    return quarter


def attempts(table: str) -> Iterator[str]:
    """Every way to change what is published."""
    columns = {
        "scheme_version": "document",
        "scorecard_run": "network",
        "scorecard": "gates",
        "scorecard_circumstance": "held",
    }
    column = columns.get(table, "metric")
    of_run = {"scheme_version": "", "scorecard_run": "where period = '2026Q3'"}.get(
        table, "where run = (select id from scorecard_run where period = '2026Q3')"
    )
    yield f"update {table} set {column} = {column} {of_run}"
    yield f"delete from {table} {of_run}"
    yield f"truncate {table} cascade"
    if table in ("scorecard", "metric_result", "criterion_result", "scorecard_circumstance"):
        yield _move(table)
        yield _copy(table)
    if table == "scorecard_run":
        for state in ("published", "draft"):
            yield (
                "insert into scorecard_run (id, period, revision, scheme, state) "
                f"select gen_random_uuid(), period, 2, scheme, '{state}' from scorecard_run where period = '2026Q3'"
            )
        yield "update scorecard_run set period = '2026Q3', revision = 2 where period = '2026Q4'"


_FORGED = (
    "(select id from scorecard_run where period = '2026Q3')",
    "(select id from site where code = 'S9')",
    "(select id from scorecard_run where period = '2026Q4')",
)


def _move(table: str) -> str:
    """Carry a row of the running quarter into the published one, under another site."""
    published, site, running = _FORGED
    one = f"(select id from {table} where run = {running} limit 1)"
    return f"update {table} set run = {published}, site = {site} where id = {one}"


def _copy(table: str) -> str:
    """Add a row like one of the running quarter to the published one, under another site."""
    columns = {
        "scorecard": "coverage, peer_group, kept_weight, provisional, gates, months",
        "scorecard_circumstance": "kind, peer_group, not_applicable, held, missing_reports, derived",
        "metric_result": "metric, numerator, denominator, sample_size",
        "criterion_result": "position, criterion, metric, state, numerator, denominator, sample_size, weight",
    }[table]
    identity = "gen_random_uuid()" if table == "scorecard" else "-1"
    published, site, running = _FORGED
    return (
        f"insert into {table} (id, run, site, {columns}) select {identity}, {published}, {site}, {columns} "
        f"from {table} where run = {running} limit 1"
    )


async def refusal(root: asyncpg.Connection, sql: str, *before: str) -> str:
    """The SQLSTATE with which the statement fails; "nothing" when it finds no row to change."""
    change = root.transaction()
    await change.start()
    try:
        for statement in before:
            await root.execute(statement)
        if (await root.execute(sql)).endswith(" 0"):
            return "nothing"
    except asyncpg.PostgresError as error:
        return str(error.sqlstate)
    finally:
        await change.rollback()
    return "accepted"


async def test_what_is_published_cannot_be_changed_by_anyone(store: Store, published: dict[str, int]) -> None:
    await store.site("S9")
    before = [await store.rows(f"select * from {table} order by id") for table in FROZEN]
    people: list[tuple[str, ...]] = [
        (),
        ("set local session_replication_role = replica",),
        ("set local role servicemark_owner",),
        ("set local role servicemark_hq",),
        ("set local role servicemark_admin",),
    ]
    for table in FROZEN:
        for sql in attempts(table):
            for person in people:
                granted = not person or "replica" in person[0] or ("owner" in person[0])
                expected = {REFUSED} if granted else {REFUSED, NO_GRANT}
                assert await refusal(store.root, sql, *person) in expected, (person, sql)
            for role in ("servicemark_app", "servicemark_site", "servicemark_region", "servicemark_reader"):
                assert await refusal(store.root, sql, f"set local role {role}") == NO_GRANT, (role, sql)
    assert before == [await store.rows(f"select * from {table} order by id") for table in FROZEN]


async def test_a_site_or_scheme_cannot_be_removed_from_under_a_published_card(
    store: Store, published: dict[str, int]
) -> None:
    for sql in ("delete from site where code = 'S1'", "truncate site cascade", "update site set id = id + 100"):
        for before in ((), ("set local role servicemark_owner",)):
            assert await refusal(store.root, sql, *before) in (REFUSED, NO_GRANT, "nothing"), sql
        assert await refusal(store.root, sql) == REFUSED, sql


async def test_no_change_to_a_result_overtakes_its_publication(
    database: str, store: Store, quarter: dict[str, int]
) -> None:
    """Begun before the publication and committed after it; or in a snapshot from before it."""
    await compute(HQ, Q3, "repairs-only", NOW)
    insider = await asyncpg.connect(database)
    try:
        late = insider.transaction(isolation="repeatable_read")
        await late.start()
        await insider.execute("set local role servicemark_hq; select count(*) from scorecard_run")
        await publish(HQ, Q3, NOW)
        with pytest.raises(asyncpg.SerializationError):
            await insider.execute("update scorecard set overall = 99")
        await late.rollback()
        await compute(HQ, Q4, "repairs-only", at("2027-01-20"))
        early = insider.transaction()
        await early.start()
        await insider.execute(
            "update scorecard set overall = 99 where run = (select id from scorecard_run where period = '2026Q4')"
        )
        publication = asyncio.create_task(publish(HQ, Q4, at("2027-01-20")))
        await asyncio.sleep(0.3)
        assert not publication.done()
        await early.commit()
        with pytest.raises(ResultsChanged):
            await publication
    finally:
        await insider.close()


async def test_a_running_quarter_is_still_open_to_change(store: Store, published: dict[str, int]) -> None:
    assert (await compute(HQ, Q4, "repairs-only", at("2027-01-21"))).changed == 0


async def test_fingerprints_can_be_worked_out_again_from_the_records(store: Store, published: dict[str, int]) -> None:
    kept = await store.value(
        "select m.fingerprint from metric_result m join scorecard_run r on r.id = m.run "
        "where period = '2026Q3' and site = $1 and metric like 'repair_within%'",
        published["S1"],
    )
    orders = await store.rows(
        "select id, version from repair_order where site = $1 and order_no like 'A%' order by id", published["S1"]
    )
    digest = hashlib.sha256(b"".join(row["id"].bytes + row["version"].to_bytes(4, "big") for row in orders)).digest()
    assert (len(orders), kept) == (12, digest)


async def test_a_record_changed_by_hand_is_told_by_the_fingerprint(store: Store, published: dict[str, int]) -> None:
    metric, found = "repair_within_target(target_hours=24)", []
    for _ in range(2):
        found.append((await evidence(HQ, Q3, "S1", metric)).unchanged)
        await store.root.execute("update repair_order set charge = 1, currency = 'CNY', version = 1")
    assert found == [True, False]


async def test_a_publication_is_told_in_the_chain_of_each_site_and_of_the_network(
    store: Store, published: dict[str, int]
) -> None:
    told = await store.rows(
        "select site, body::jsonb ->> 'fingerprint' as mark from trail_event where action = 'scorecard.published'"
    )
    cards = await store.rows(
        "select site, encode(c.fingerprint, 'hex') as mark from scorecard c join scorecard_run r on r.id = c.run "
        "where period = '2026Q3'"
    )
    assert sorted(map(str, told)) == sorted(map(str, cards))
    whole = await store.value(
        "select body::jsonb ->> 'fingerprint' from trail_event where action = 'scorecards.published'"
    )
    assert whole == await store.value("select encode(fingerprint, 'hex') from scorecard_run where period = '2026Q3'")


async def test_two_networks_with_the_same_history_have_the_same_fingerprint(
    store: Store, quarter: dict[str, int]
) -> None:
    """Computed and published, put back by a superuser, computed and published again: the same to the last bit."""

    async def whole() -> str:
        await compute(HQ, Q3, "repairs-only", NOW)
        mark = await publish(HQ, Q3, NOW)
        kept = (*RESULTS, *PROCESS, "issued_document", "print_batch", "print_item")
        for table in reversed(kept):
            await store.root.execute(f"alter table {table} disable trigger user; delete from {table}")
        for table in kept:
            await store.root.execute(f"alter table {table} enable trigger user")
        return mark

    first = await whole()
    assert await whole() == first
    await store.root.execute("update repair_order set version = 9 where order_no = 'A3' and site = 1")
    assert await whole() != first, "the same numbers, but from another version of a record"


@asynccontextmanager
async def acting(actor: Actor) -> AsyncIterator[None]:
    async with transaction(actor, read_only=True):
        yield


async def seen(actor: Actor, table: str) -> set[tuple[str, int]]:
    """Period and site of every result that this actor's role can read, by a query without any condition."""
    async with acting(actor):
        rows = await fetch(f"select r.period, t.site from {table} t join scorecard_run r on r.id = t.run")
    return {(row["period"], row["site"]) for row in rows}


async def test_each_role_reads_the_results_that_are_its_own_by_the_database_alone(
    store: Store, published: dict[str, int]
) -> None:
    one, two = published["S1"], published["S2"]
    everything = {(period, site) for period in ("2026Q3", "2026Q4") for site in (one, two)}
    network = Actor(Role.HQ_MANAGER, "Ma", sites=None)
    expected = [
        (HQ, everything),
        (network, everything),
        (manager(one), {("2026Q3", one), ("2026Q4", one)}),
        (manager(), set()),
        (operator(one), {("2026Q3", one)}),
        (operator(one, two), {("2026Q3", one), ("2026Q3", two)}),
        (operator(), set()),
        (operator(999), set()),
        (executive(), {("2026Q3", one), ("2026Q3", two)}),
    ]
    for actor, rows in expected:
        for table in ("scorecard", "metric_result", "criterion_result"):
            assert await seen(actor, table) == rows, (actor, table)


async def test_an_auditor_and_the_gate_read_no_result_at_all(store: Store, published: dict[str, int]) -> None:
    for table in (*RESULTS, "repair_order", "hq_return"):
        for role in ("servicemark_field", "servicemark_gate", "servicemark_app"):
            assert await refusal(store.root, f"select * from {table}", f"set local role {role}") == NO_GRANT
    for table in ("repair_order", "hq_return"):
        assert await refusal(store.root, f"select * from {table}", "set local role servicemark_reader") == NO_GRANT


async def test_each_role_reads_and_writes_the_records_of_its_own_sites_alone(
    store: Store, published: dict[str, int]
) -> None:
    one, two = published["S1"], published["S2"]
    for actor, sites in (
        (HQ, {one, two}),
        (manager(one), {one}),
        (operator(two), {two}),
        (operator(), set()),
        (manager(), set()),
    ):
        async with acting(actor):
            for table in ("repair_order", "hq_return"):
                rows = await fetch(f"select distinct site from {table}")
                assert {row["site"] for row in rows} == sites, (actor, table)
            assert {row["id"] for row in await fetch("select id from site")} == sites
    mine, theirs = operator(one), two
    async with transaction(mine):
        assert await fetch("update repair_order set hold_hours = 1 where site = $1 returning 1", theirs) == []
    for sql in (
        "insert into repair_order (id, site, order_no, received_at) values (gen_random_uuid(), $1, 'Z', now())",
        "insert into trail_event (site, actor, action) values ($1, 'x', 'y')",
        "update hq_return set requested_by_hq = true where site = $1",
        "update repair_order set site = $1",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction(mine):
                await fetch(sql, theirs)


async def test_a_site_that_changes_its_name_does_not_rewrite_its_published_card(
    store: Store, published: dict[str, int]
) -> None:
    was = (await card(HQ, Q3, "S1", "Network")).sheet.site
    await store.root.execute("update site set name = 'Renamed', city = 'Elsewhere' where code = 'S1'")
    assert (await card(HQ, Q3, "S1", "Network")).sheet.site == was
    running = (await card(HQ, Q4, "S1", "Network")).sheet.site
    assert (running.name, running.city) == ("Renamed", "Elsewhere")
