"""What the database itself refuses of the ledger, to the owner of its tables and to the superuser."""

from decimal import Decimal
from uuid import UUID, uuid4

import asyncpg
import pytest

from network.foundation.migrations import OWNER
from tests.factory import NOW, Store

POSTING = """
insert into ledger_posting (id, key, kind, site, reason, lines, sha256, effective_on, posted_at, poster, reversal_of)
values ($1::uuid, $1::uuid::text, $2, $3, 'because', $4, '', '2026-11-20', $5, 'Hua', $6)
"""
ENTRY = "insert into ledger_entry (posting, site, account, unit, amount) values ($1, $2, $3, $4, $5)"
Lines = list[tuple[str, str, str]]
PAIR: Lines = [("site:1:balance", "CNY", "5"), ("network:rewards", "CNY", "-5")]
BACK: Lines = [("site:1:balance", "CNY", "-5"), ("network:rewards", "CNY", "5")]


@pytest.fixture
async def root(store: Store) -> asyncpg.Connection:
    assert await store.site("S1") == 1
    await store.site("S2")
    return store.root


async def write(
    root: asyncpg.Connection,
    lines: Lines,
    *,
    kind: str = "reward",
    site: int = 1,
    says: int = 2,
    of: UUID | None = None,
) -> UUID:
    made = uuid4()
    async with root.transaction():
        await root.execute(POSTING, made, kind, site, says, NOW, of)
        for account, unit, amount in lines:
            await root.execute(ENTRY, made, 1, account, unit, Decimal(amount))
    return made


async def test_what_balances_is_taken(root: asyncpg.Connection) -> None:
    made = await write(root, PAIR)
    await write(root, BACK, kind="reversal", of=made)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([], 2),
        (PAIR[:1], 1),
        (PAIR[:1], 2),
        (PAIR, 3),
        ([*PAIR, ("network:settled", "CNY", "1")], 3),
        ([("site:1:balance", "CNY", "5"), ("network:rewards", "CNY", "-5.0001")], 2),
        ([("site:1:balance", "CNY", "5"), ("network:rewards", "USD", "-5")], 2),
        ([("site:1:balance", "CNY", "0"), ("network:rewards", "CNY", "0")], 2),
        ([("site:1:balance", "points", "0.5"), ("network:rewards", "points", "-0.5")], 2),
        ([("site:1:balance", "yuan", "5"), ("network:rewards", "yuan", "-5")], 2),
        ([("site:2:balance", "CNY", "5"), ("network:rewards", "CNY", "-5")], 2),
        ([("network:gifts", "CNY", "5"), ("network:rewards", "CNY", "-5")], 2),
    ],
)
async def test_what_does_not_balance_cannot_be_committed(root: asyncpg.Connection, lines: Lines, says: int) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await write(root, lines, says=says)
    assert await root.fetchval("select count(*) from ledger_posting") == 0


async def test_lines_of_another_site_than_the_posting_are_refused(root: asyncpg.Connection) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await write(root, PAIR, site=2)


async def test_a_posting_gets_no_lines_later_even_if_they_sum_to_zero(root: asyncpg.Connection) -> None:
    made = await write(root, PAIR)
    with pytest.raises(asyncpg.CheckViolationError):
        await root.execute(
            "insert into ledger_entry (posting, site, account, unit, amount) "
            "values ($1, 1, 'site:1:balance', 'USD', 1), ($1, 1, 'network:rewards', 'USD', -1)",
            made,
        )


async def test_a_reversal_is_what_it_takes_back_negated_once_and_of_no_reversal(root: asyncpg.Connection) -> None:
    made = await write(root, PAIR)
    less = [("site:1:balance", "CNY", "-4"), ("network:rewards", "CNY", "4")]
    elsewhere = [("site:1:balance", "CNY", "-5"), ("network:settled", "CNY", "5")]
    for lines in (less, elsewhere, PAIR):
        with pytest.raises(asyncpg.CheckViolationError):
            await write(root, lines, kind="reversal", of=made)
    with pytest.raises(asyncpg.CheckViolationError):
        await write(root, BACK, kind="reward", of=made)
    with pytest.raises(asyncpg.CheckViolationError):
        await write(root, BACK, kind="reversal")
    back = await write(root, BACK, kind="reversal", of=made)
    with pytest.raises(asyncpg.UniqueViolationError):
        await write(root, BACK, kind="reversal", of=made)
    with pytest.raises(asyncpg.CheckViolationError):
        await write(root, PAIR, kind="reversal", of=back)


FROZEN = ("ledger_posting", "ledger_entry", "settlement", "settlement_line", "settlement_entry")


@pytest.mark.parametrize("table", FROZEN)
@pytest.mark.parametrize("owner", [False, True])
async def test_nothing_is_changed_removed_or_emptied_by_anybody(
    root: asyncpg.Connection, table: str, owner: bool
) -> None:
    await write(root, PAIR)
    if owner:
        await root.execute(f"set role {OWNER}")
    await root.execute("set session_replication_role = replica" if not owner else "select 1")
    for statement in (f"update {table} set id = id", f"delete from {table}", f"truncate {table} cascade"):
        with pytest.raises(asyncpg.PostgresError) as refusal:
            await root.execute(statement)
        assert refusal.value.sqlstate == "SM001"
