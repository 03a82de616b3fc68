"""What sites stand at: now, on past days, in statements; and the demerit points that count."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from network.foundation.access import Actor
from network.foundation.database import transaction
from network.foundation.errors import Forbidden
from network.ledger.commands.posting import post, reverse
from network.ledger.errors.statements import PeriodTooFar, PeriodTurned
from network.ledger.queries.balances import balances, booked, demerit_entries, demerits
from network.ledger.queries.statements import statement
from network.ledger.rules.demerits import demerits_on, runs_out_on
from network.ledger.rules.postings import PENALTIES, REWARDS, Kind, Posting, transfer
from network.sites.errors.sites import SiteNotFound
from tests.factory import HQ, Store, at, executive, manager, operator


async def book(
    site: int, unit: str, amount: str, day: str, *, account: str = "", counts: str = "", back: str = ""
) -> None:
    """`counts`: the day that it counts from; `back`: the day on which it is taken back."""
    account = account or (REWARDS if Decimal(amount) > 0 else PENALTIES)
    kind = Kind.REWARD if account == REWARDS else Kind.PENALTY
    key = f"{site} {unit} {amount} {day} {counts}"
    since = date.fromisoformat(counts) if counts else None
    lines = transfer(site, unit, Decimal(amount), account)
    async with transaction(HQ):
        made = await post(HQ, Posting(key, kind, site, f"for {day}", lines, effective_on=since), at(day))
        if back:
            await reverse(HQ, made, "was wrong", f"back {key}", at(back))


async def shown(code: str, before: str = "", actor: Actor = HQ) -> dict[str, str]:
    found = await balances(actor, code, at(before) if before else None)
    return {balance.unit: balance.text for balance in found}


async def test_a_balance_is_the_sum_of_its_lines_on_any_moment(store: Store) -> None:
    site, other = await store.site("S1"), await store.site("S2")
    await book(site, "CNY", "500", "2026-01-10", back="2026-03-01")
    await book(site, "CNY", "20.50", "2026-02-10")
    await book(site, "JPY", "-300", "2026-02-10")
    await book(site, "points", "-4", "2026-02-11")
    await book(other, "CNY", "7", "2026-02-10")
    assert await shown("S1") == {"points": "-4", "CNY": "20.50", "JPY": "-300"}
    assert await shown("S1", "2026-02-20") == {"points": "-4", "CNY": "520.50", "JPY": "-300"}
    assert await shown("S1", "2026-02-10") == {"CNY": "500.00"}
    assert await shown("S1", "2026-01-10") == {}
    assert await shown("S2", actor=operator(other)) == {"CNY": "7.00"}
    assert await shown("S1", actor=executive()) == await shown("S1")


async def test_who_does_not_reach_a_site_does_not_read_what_it_stands_at(store: Store) -> None:
    site, other = await store.site("S1"), await store.site("S2")
    await book(other, "CNY", "7", "2026-02-10")
    for actor in (operator(site), manager(site)):
        with pytest.raises(SiteNotFound):
            await balances(actor, "S2")
        with pytest.raises(SiteNotFound):
            await statement(actor, "S2", date(2026, 1, 1), date(2026, 12, 31), at("2026-05-01"))
    with pytest.raises(Forbidden):
        await statement(executive(), "S2", date(2026, 1, 1), date(2026, 12, 31), at("2026-05-01"))


async def test_a_statement_leads_from_what_was_before_to_what_is_after(store: Store) -> None:
    site = await store.site("S1")
    await book(site, "CNY", "500", "2026-01-10")
    await book(site, "CNY", "-20", "2026-02-10", back="2026-04-02")
    await book(site, "points", "-4", "2026-02-11")
    found = await statement(operator(site), "S1", date(2026, 2, 1), date(2026, 3, 31), at("2026-05-01"))
    assert [(each.unit, each.amount) for each in found.opening] == [("CNY", Decimal(500))]
    assert [(line.unit, line.amount, line.balance, line.reversed) for line in found.lines] == [
        ("CNY", Decimal(-20), Decimal(480), True),
        ("points", Decimal(-4), Decimal(-4), False),
    ]
    assert [(each.unit, each.amount) for each in found.closing] == [("points", Decimal(-4)), ("CNY", Decimal(480))]
    assert found.demerits == 4
    empty = await statement(HQ, "S1", date(2025, 1, 1), date(2025, 12, 31), at("2026-05-01"))
    assert [*empty.opening, *empty.lines, *empty.closing] == []
    assert empty.demerits == 0


async def test_the_days_of_a_statement_are_those_of_the_site(store: Store) -> None:
    site = await store.site("S1", zone="Asia/Shanghai")
    await book(site, "CNY", "1", "2026-01-31 15:59")
    await book(site, "CNY", "2", "2026-01-31 16:00")
    found = await statement(HQ, "S1", date(2026, 2, 1), date(2026, 2, 1), at("2026-05-01"))
    assert ([each.amount for each in found.opening], [line.amount for line in found.lines]) == (
        [Decimal(1)],
        [Decimal(2)],
    )


async def test_a_period_that_is_turned_or_out_of_the_world_is_refused(store: Store) -> None:
    await store.site("S1")
    with pytest.raises(PeriodTurned):
        await statement(HQ, "S1", date(2026, 2, 2), date(2026, 2, 1), at("2026-05-01"))
    for first, last in ((date(1, 1, 1), date(2026, 1, 1)), (date(2026, 1, 1), date(9999, 12, 31))):
        with pytest.raises(PeriodTooFar):
            await statement(HQ, "S1", first, last, at("2026-05-01"))


async def test_demerit_points_of_all_sites_are_those_that_the_rule_counts(store: Store) -> None:
    first, second = await store.site("S1"), await store.site("S2")
    await book(first, "points", "-6", "2028-03-05", counts="2028-02-29")
    await book(first, "points", "-5", "2028-06-01")
    await book(first, "points", "8", "2028-06-01")
    await book(second, "points", "-3", "2028-06-01", back="2028-07-01")
    await book(second, "CNY", "-300", "2028-06-01")
    days = [date(2028, 2, 28) + timedelta(days=step) for step in range(480)]
    async with transaction(HQ):
        entries = {site: await demerit_entries(site) for site in (first, second)}
        for day in (*days[::40], date(2028, 2, 29), date(2029, 2, 27), date(2029, 2, 28), date(2029, 6, 1)):
            expected = {site: demerits_on(found, day) for site, found in entries.items()}
            assert await demerits(datetime(day.year, day.month, day.day, 4, tzinfo=UTC)) == {
                site: points for site, points in expected.items() if points
            }, day
    assert runs_out_on(date(2028, 2, 29)) == date(2029, 2, 28)


async def test_what_was_booked_in_a_year_is_net_of_what_was_taken_back(store: Store) -> None:
    first, second = await store.site("S1"), await store.site("S2")
    await book(first, "CNY", "500", "2026-01-10", back="2027-03-01")
    await book(first, "CNY", "40", "2026-12-31", counts="2026-12-31")
    await book(first, "CNY", "1", "2027-01-02")
    await book(second, "CNY", "-9", "2026-05-01")
    year = (date(2026, 1, 1), date(2027, 1, 1))
    async with transaction(HQ):
        assert await booked([first, second], REWARDS, "CNY", *year) == {first: Decimal(40)}
        assert await booked([first, second], PENALTIES, "CNY", *year) == {second: Decimal(-9)}
        assert await booked([first, second], REWARDS, "JPY", *year) == {}
