"""Settlements: what is in one, in one only; who comes at the same time; what is marked as paid, and taken back."""

import asyncio
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import asyncpg
import pytest

from network.foundation.access import Actor
from network.foundation.database import transaction
from network.foundation.errors import Forbidden
from network.ledger.commands.posting import post, reverse
from network.ledger.commands.settling import mark_paid, settle
from network.ledger.errors.settlements import NothingToPay, NothingToSettle, SettlementNotFound, SettlementWrong
from network.ledger.queries.balances import balances
from network.ledger.queries.settlements import list_settlements, settlement
from network.ledger.rules.postings import REWARDS, Kind, Posting, transfer
from tests.factory import HQ, Store, at, executive, manager, operator

JUNE, JULY = date(2026, 6, 30), date(2026, 7, 31)
NOW = at("2026-08-15")


async def book(site: int, unit: str, amount: str, day: str) -> UUID:
    lines = transfer(site, unit, Decimal(amount), REWARDS)
    async with transaction(HQ):
        return await post(HQ, Posting(f"{uuid4()}", Kind.REWARD, site, f"for {day}", lines), at(day))


async def back(posting: UUID, day: str) -> None:
    async with transaction(HQ):
        await reverse(HQ, posting, "was wrong", f"back {posting}", at(day))


async def owed(made: UUID) -> dict[tuple[str, str], str]:
    found = await settlement(HQ, made)
    return {(line.site, line.unit): f"{line.amount:f}" for line in found.lines}


async def test_a_settlement_sums_up_what_is_in_none_yet_by_site_and_currency(store: Store) -> None:
    first, second = await store.site("S1"), await store.site("S2")
    await book(first, "CNY", "500", "2026-06-10")
    await book(first, "CNY", "-20.50", "2026-06-11")
    await book(first, "JPY", "300", "2026-06-12")
    await book(first, "points", "4", "2026-06-12")
    await book(second, "CNY", "-7", "2026-06-30 15:59")
    await book(second, "CNY", "1", "2026-06-30 16:00")
    june = await settle(HQ, JUNE, NOW)
    assert await owed(june) == {("S1", "CNY"): "479.5", ("S1", "JPY"): "300", ("S2", "CNY"): "-7"}
    head = (await settlement(HQ, june)).head
    assert (head.number, head.sites, head.lines, head.open) == (1, 2, 3, 3)
    assert [each.text for each in head.owed] == ["479.50", "300"]
    assert [each.text for each in head.claimed] == ["-7.00"]
    july = await settle(HQ, JULY, NOW)
    assert await owed(july) == {("S2", "CNY"): "1"}
    assert [each.number for each in (await list_settlements(HQ, 1, 50)).items] == [2, 1]


async def test_what_was_committed_late_with_an_earlier_moment_is_in_the_next(store: Store) -> None:
    site = await store.site("S1")
    await book(site, "CNY", "500", "2026-06-10")
    await settle(HQ, JUNE, NOW)
    await book(site, "CNY", "30", "2026-06-09")
    assert await owed(await settle(HQ, JUNE, NOW)) == {("S1", "CNY"): "30"}


async def test_what_cancels_out_is_settled_without_a_line(store: Store) -> None:
    site = await store.site("S1")
    await back(await book(site, "CNY", "500", "2026-06-10"), "2026-06-12")
    assert await owed(await settle(HQ, JUNE, NOW)) == {}
    with pytest.raises(NothingToSettle):
        await settle(HQ, JUNE, NOW)


async def test_a_day_that_is_not_over_everywhere_or_goes_back_is_refused(store: Store) -> None:
    site = await store.site("S1")
    await book(site, "CNY", "500", "2026-06-10")
    for day in (date(2026, 8, 14), date(2026, 8, 15), date(2027, 1, 1)):
        with pytest.raises(SettlementWrong):
            await settle(HQ, day, at("2026-08-15 11:59"))
    await settle(HQ, date(2026, 8, 14), at("2026-08-15 12:00"))
    with pytest.raises(SettlementWrong):
        await settle(HQ, JULY, NOW)


async def test_with_nothing_posted_there_is_nothing_to_settle(store: Store) -> None:
    await store.site("S1")
    with pytest.raises(NothingToSettle):
        await settle(HQ, JUNE, NOW)
    assert await store.counts("settlement") == {"settlement": 0}


async def test_of_two_at_once_one_has_everything(store: Store) -> None:
    site = await store.site("S1")
    for _number in range(5):
        await book(site, "CNY", "10", "2026-06-10")
    outcomes = await asyncio.gather(*(settle(HQ, JUNE, NOW) for _turn in range(4)), return_exceptions=True)
    assert sum(isinstance(outcome, NothingToSettle) for outcome in outcomes) == 3
    assert await store.value("select sum(amount) from settlement_line") == 50


async def test_what_is_paid_leaves_the_balance_and_is_not_settled_again(store: Store) -> None:
    site, closed = await store.site("S1"), await store.site("S2")
    await book(site, "JPY", "300", "2026-06-10")
    await book(closed, "JPY", "-40", "2026-06-10")
    await store.root.execute("update site set status = 'closed', closed_on = '2026-07-01' where code = 'S2'")
    june = await settle(HQ, JUNE, NOW)
    assert await mark_paid(HQ, june, "bank reference 77", NOW) == 2
    assert await balances(HQ, "S1") == await balances(HQ, "S2") == []
    assert {line.posting_number for line in (await settlement(HQ, june)).lines} == {3, 4}
    with pytest.raises(NothingToPay):
        await mark_paid(HQ, june, "again", NOW)
    with pytest.raises(NothingToSettle):
        await settle(HQ, date(2026, 8, 13), NOW)


async def test_a_payment_that_came_back_is_reversed_and_made_again(store: Store) -> None:
    site = await store.site("S1")
    await book(site, "CNY", "500", "2026-06-10")
    june = await settle(HQ, JUNE, NOW)
    for number in range(2):
        assert await mark_paid(HQ, june, f"bank reference {number}", NOW) == 1
        paid = (await settlement(HQ, june)).lines[0].posting
        assert paid is not None
        await back(paid, "2026-08-16")
        assert [each.text for each in await balances(HQ, "S1")] == ["500.00"]
        assert (await settlement(HQ, june)).head.open == 1
    outcomes = await asyncio.gather(
        *(mark_paid(HQ, june, "bank reference 3", NOW) for _turn in range(3)), return_exceptions=True
    )
    assert sum(isinstance(outcome, NothingToPay) for outcome in outcomes) == 2
    assert await balances(HQ, "S1") == []


async def test_only_the_whole_network_settles(store: Store) -> None:
    site = await store.site("S1")
    await book(site, "CNY", "500", "2026-06-10")
    june = await settle(HQ, JUNE, NOW)
    actors: list[Actor] = [manager(site), operator(site), executive()]
    for actor in actors:
        for refused in (settle(actor, JUNE, NOW), mark_paid(actor, june, "why not", NOW), settlement(actor, june)):
            with pytest.raises(Forbidden):
                await refused
    with pytest.raises(SettlementNotFound):
        await mark_paid(HQ, uuid4(), "bank reference", NOW)


async def test_the_database_adds_nothing_to_a_settlement_and_takes_none_that_says_other_than_the_ledger(
    store: Store,
) -> None:
    site = await store.site("S1")
    await book(site, "CNY", "500", "2026-06-10")
    june = await settle(HQ, JUNE, NOW)
    await book(site, "CNY", "30", "2026-06-10")
    entry = await store.value("select max(id) from ledger_entry where account like 'site%'")
    row = "insert into settlement_entry (settlement, entry, site, unit, amount) values ($1, $2, $3, 'CNY', $4)"
    with pytest.raises(asyncpg.PostgresError) as refusal:
        await store.root.execute(row, june, entry, site, 30)
    assert refusal.value.sqlstate == "SM001"
    head = "insert into settlement (id, cut_off, entries, made_at, maker) values ($1, $2, 1, $3, '')"
    line = "insert into settlement_line (id, settlement, site, unit, amount) values ($4, $1, $2, 'CNY', $3)"
    for amounts in ((30, 31), (31, 31), (31, 30)):
        made = uuid4()
        with pytest.raises(asyncpg.CheckViolationError):
            async with store.root.transaction():
                await store.root.execute(head, made, JUNE, NOW)
                await store.root.execute(row, made, entry, site, amounts[0])
                await store.root.execute(line, made, site, amounts[1], uuid4())
