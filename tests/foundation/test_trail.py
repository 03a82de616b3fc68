"""The chain: what it finds, and that nobody may change it."""

import asyncio
import json
from datetime import date
from decimal import Decimal
from uuid import UUID

import asyncpg
import pytest

from network.foundation.access import Actor
from network.foundation.database import fetch, transaction
from network.foundation.trail.record import Break, canonical, record, verify
from tests.factory import HQ, Store, at, operator

FORGE = (
    "alter table trail_event disable trigger user; {sql}; "
    "alter table trail_event enable always trigger trail_event_link; "
    "alter table trail_event enable always trigger trail_event_frozen"
)


@pytest.fixture
async def chains(store: Store) -> Store:
    """Five events in the chains of two sites and of the network."""
    for number in range(5):
        async with transaction(HQ):
            for site in (0, 1, 2):
                await record(HQ, "order.changed", f"order:A{number}", {"after": {"hold_hours": number}}, site=site)
    return store


async def verified() -> tuple[int, list[Break]]:
    async with transaction(HQ, read_only=True):
        return await verify()


async def test_an_untouched_trail_is_whole_and_each_chain_has_no_gap(chains: Store) -> None:
    assert await verified() == (15, [])
    rows = await chains.rows(
        "select site, array_agg(sequence order by sequence) as numbers from trail_event group by 1"
    )
    assert {row["site"]: row["numbers"] for row in rows} == {site: [1, 2, 3, 4, 5] for site in (0, 1, 2)}


TAMPERED = {
    "a changed byte": ("update trail_event set body = replace(body, '2', '7') where site = 1 and sequence = 3", 3),
    "a changed name": ("update trail_event set actor = 'Nobody' where site = 1 and sequence = 1", 1),
    "a moved time": ("update trail_event set at = at + interval '1 microsecond' where site = 1 and sequence = 5", 5),
    "a removed middle": ("delete from trail_event where site = 1 and sequence = 3", 4),
    "a removed beginning": ("delete from trail_event where site = 1 and sequence = 1", 2),
    "a removed end": ("delete from trail_event where site = 1 and sequence = 5", 0),
    "a removed chain": ("delete from trail_event where site = 1", 0),
    "a removed end and head": (
        "delete from trail_event where site = 1 and sequence = 5; delete from trail_head where site = 1",
        0,
    ),
    "two events swapped": (
        "update trail_event set sequence = -2 where site = 1 and sequence = 2; "
        "update trail_event set sequence = 2 where site = 1 and sequence = 3; "
        "update trail_event set sequence = 3 where site = 1 and sequence = -2",
        2,
    ),
    "an inserted event": (
        "update trail_event set sequence = sequence + 100 where site = 1 and sequence >= 3; "
        "update trail_event set sequence = sequence - 99 where site = 1 and sequence >= 103; "
        "insert into trail_event (site, sequence, at, actor, action, subject, body, previous, hash) "
        "select site, 3, at, actor, action, subject, body, hash, hash from trail_event where site = 1 and sequence = 2",
        3,
    ),
    "an event of another chain": ("update trail_event set site = 1, sequence = 6 where site = 2 and sequence = 5", 6),
    "a moved head": ("update trail_head set hash = '\\x00' where site = 1", 0),
}


@pytest.mark.parametrize("what", TAMPERED)
async def test_tampering_is_found_where_it_begins(chains: Store, what: str) -> None:
    sql, sequence = TAMPERED[what]
    await chains.root.execute(FORGE.format(sql=sql))
    _events, breaks = await verified()
    assert Break(1, sequence) in breaks
    assert {each.site for each in breaks} <= ({1, 2} if "another chain" in what else {1})


async def test_concurrent_writers_leave_chains_without_gaps(store: Store) -> None:
    async def write(name: str) -> None:
        for number in range(15):
            async with transaction(Actor.system(name)):
                for site in (number % 3, 3):
                    await record(Actor.system(name), "order.changed", str(number), {}, site=site)

    async def fail() -> None:
        with pytest.raises(ZeroDivisionError):
            async with transaction(HQ):
                await record(HQ, "order.changed", "never", {}, site=3)
                raise ZeroDivisionError

    await asyncio.gather(*(write(f"writer {number}") for number in range(5)), *(fail() for _ in range(5)))
    assert await verified() == (150, [])
    assert await store.value("select max(sequence) from trail_event where site = 3") == 75
    assert await store.value("select count(*) from trail_event where subject = 'never'") == 0


async def test_no_role_changes_or_removes_an_event(chains: Store) -> None:
    roles = ["", "owner", "app", "gate", "site", "region", "field", "reader", "hq", "admin"]
    statements = (
        "update trail_event set body = '{}'",
        "delete from trail_event",
        "truncate trail_event",
        "update trail_head set sequence = 0",
        "delete from trail_head",
    )
    for role in roles:
        for statement in statements:
            if "trail_head" in statement and role in ("", "owner"):
                continue  # the trigger writes the heads as their owner; `verify` finds one that was changed
            for replica in (False, True) if role == "" else (False,):
                with pytest.raises(asyncpg.PostgresError) as refusal:
                    async with chains.root.transaction():
                        if replica:
                            await chains.root.execute("set local session_replication_role = replica")
                        if role:
                            await chains.root.execute(f"set local role servicemark_{role}")
                        await chains.root.execute(statement)
                assert refusal.value.sqlstate == ("SM001" if role in ("", "owner") else "42501"), (role, statement)
    assert await verified() == (15, [])


async def test_what_a_writer_says_of_place_time_and_hash_is_not_believed(store: Store) -> None:
    await store.root.execute(
        "insert into trail_event (site, sequence, at, actor, action, subject, body, previous, hash) "
        "values (1, 99, '2000-01-01Z', 'Hua', 'x', 'y', '{}', '\\x01', '\\x02')"
    )
    (event,) = await store.rows("select sequence, at, previous from trail_event")
    assert (event["sequence"], event["previous"]) == (1, b"")
    assert event["at"] > at("2020-01-01")
    assert await verified() == (1, [])


async def test_an_operator_reads_and_writes_the_chains_of_its_own_sites_alone(chains: Store) -> None:
    ours = operator(1)
    async with transaction(ours):
        await record(ours, "orders.imported", "file:x", {}, site=1)
    for foreign in (0, 2):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction(ours):
                await record(ours, "orders.imported", "file:x", {}, site=foreign)
    async with transaction(ours, read_only=True):
        rows = await fetch("select site from trail_event")
    assert [row["site"] for row in rows] == [1] * 6


def test_facts_are_written_in_one_spelling() -> None:
    facts = {"b": Decimal("1.50"), "a": date(2026, 7, 1), "c": [UUID(int=1), "网点"]}
    text = '{"a":"2026-07-01","b":"1.50","c":["00000000-0000-0000-0000-000000000001","网点"]}'
    assert canonical(facts) == text == canonical(dict(reversed(facts.items())))
    assert json.loads(text)["b"] == "1.50"
    with pytest.raises(TypeError, match="cannot hold object"):
        canonical({"x": object()})
