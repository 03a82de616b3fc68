"""One quarter and another: they share the caps of a year, and rules look back. What is split counts as a whole."""

import asyncio
from contextvars import copy_context
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from network.foundation.access import Actor
from network.foundation.database import transaction
from network.foundation.periods import Quarter
from network.ledger.commands.proposals import SPLIT
from network.ledger.schemas.proposals import ManualIn
from network.scorecards.commands.consequences import (
    approve_consequences,
    draw_consequences,
    propose_consequence,
    reject_consequence,
)
from network.scorecards.commands.runs import compute, publish
from network.scorecards.commands.schemes import add_scheme
from network.scorecards.queries.restatements import looking_back
from network.scorecards.queries.schemes import shipped
from tests.factory import HQ, NOW, Store, at
from tests.scorecards.test_consequences import Q3, RULES, people


@pytest.fixture
async def runs(store: Store, quarter: dict[str, int]) -> dict[str, UUID]:
    """Two quarters in which S2 fails; a year takes 1500 of it at most."""
    text = shipped()["repairs-only"].replace("version: 1", "version: 9").replace("from_score: 70", "from_score: 60")
    capped = RULES.replace("money: -1000, currency: CNY}}", "money: -1000, currency: CNY}, cap_per_year: 1500}")
    twice = "    - {code: twice, name: {en: Twice, zh_CN: 两次}, on: {standing: fail, quarters: 2}, "
    await add_scheme(HQ, text + capped + twice + "effect: {warning: true}}\n")
    for number in range(20):
        await store.order(quarter["S2"], f"Q2-{number}", at("2026-05-01") + timedelta(days=number), ready=200)
    for period in (Quarter(2026, 2), Q3):
        await compute(HQ, period, "repairs-only", NOW, 9)
    rows = await store.rows("select period, id from scorecard_run")
    return {row["period"]: row["id"] for row in rows}


async def test_two_quarters_that_are_drawn_at_once_share_the_cap_of_their_year(
    store: Store, runs: dict[str, UUID], quarter: dict[str, int]
) -> None:
    sites = list(quarter.values())

    async def drawn() -> None:
        async with transaction(HQ):
            await draw_consequences(HQ, runs["2026Q3"], sites, NOW)

    outside = copy_context()
    async with transaction(HQ):
        await draw_consequences(HQ, runs["2026Q2"], sites, NOW)
        other = asyncio.create_task(drawn(), context=outside)
        done, _waiting = await asyncio.wait([other], timeout=1)
        assert not done
    await other
    rows = await store.rows("select period, amount from consequence_proposal where rule = 'failed' order by period")
    assert [tuple(row.values()) for row in rows] == [("2026Q2", Decimal(-1000)), ("2026Q3", Decimal(-500))]


async def test_whoever_restates_is_told_which_later_quarters_look_back(
    store: Store, runs: dict[str, UUID], quarter: dict[str, int]
) -> None:
    """The rule on two failed quarters looks back one, so the quarter after the next is not touched."""
    q2 = Quarter(2026, 2)
    for period in (q2, Q3):
        await publish(HQ, period, NOW)
    assert [await looking_back(HQ, q2.shift(back)) for back in (1, 0, -1, -2)] == [[], [Q3], [q2], []]


async def given(actor: Actor, amount: int, days: float = 0, effect: str = "points") -> UUID:
    wanted = ManualIn(effect=effect, title="Thanks", reason="flood relief", amount=Decimal(amount))
    return await propose_consequence(actor, "S1", wanted, NOW + timedelta(days=days))


async def test_a_sum_that_is_split_takes_two_people_like_the_whole(store: Store, quarter: dict[str, int]) -> None:
    """Whoever proposes the parts. 200 points are what one person may give."""
    first, second, third = people()
    parts = [await given(first, 120), await given(second, 80), await given(first, 1)]
    apart = [await given(first, 200, 0, "demerits"), await given(first, 200, SPLIT.days + 1)]
    found = {
        row["id"]: row["two_people"] for row in await store.rows("select id, two_people from consequence_proposal")
    }
    assert [found[each] for each in (*parts, *apart)] == [False, False, True, False, False]
    assert await approve_consequences(third, parts, "", NOW) == 2
    await reject_consequence(second, parts[2], "enough", NOW)
    again = await given(first, 1, 1)
    assert await store.value("select two_people from consequence_proposal where id = $1", again) is True
