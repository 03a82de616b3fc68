"""What stands in the ledger when a restatement, an appeal and a reversal meet, and when points run out."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from network.foundation.access import Actor
from network.ledger.commands.consequence_appeals import appeal
from network.ledger.commands.reversing import reverse_posting
from network.ledger.lists import BALANCES
from network.ledger.queries.balances_list import list_balances
from network.ledger.schemas.proposals import AppealDecisionIn, ManualIn
from network.scorecards.commands.consequences import (
    approve_consequences,
    decide_consequence_appeal,
    open_probations,
    propose_consequence,
    reject_consequence,
)
from network.scorecards.commands.runs import compute
from network.scorecards.commands.schemes import add_scheme
from network.scorecards.queries.schemes import shipped
from network.web.listing import ListState
from tests.factory import HQ, NOW, Store, operator
from tests.scorecards.test_consequences import Q3, RULES, drawn, drawn_all, money, people, restated, state

UPHELD = AppealDecisionIn(upheld=True, reason="the site is right")


@pytest.fixture
def hq() -> list[Actor]:
    return people()


@pytest.fixture
async def run(store: Store, quarter: dict[str, int]) -> UUID:
    """2026Q3 by rules; S1 is first and S2 fails."""
    text = shipped()["repairs-only"].replace("version: 1", "version: 9").replace("from_score: 70", "from_score: 60")
    second = (
        "    - {code: late, name: {en: Late, zh_CN: 迟交}, on: {rank_within: 2}, effect: {money: -200, currency: CNY}, "
    )
    await add_scheme(HQ, text + RULES + second + "repeats_criterion: true}\n")
    await compute(HQ, Q3, "repairs-only", NOW, 9)
    made: UUID = await store.root.fetchval("select id from scorecard_run")
    return made


async def differences(store: Store) -> list[tuple[str, Decimal]]:
    rows = await store.rows(
        "select effect, amount from consequence_proposal where origin = 'restatement' and state = 'proposed' "
        "order by effect, number"
    )
    return [(row["effect"], row["amount"]) for row in rows]


async def test_a_site_that_has_closed_since_keeps_what_its_restated_quarter_still_deserves(
    store: Store, run: UUID, quarter: dict[str, int], hq: list[Actor]
) -> None:
    made = await drawn_all(store, run, quarter)
    await approve_consequences(hq[0], [made["best"], made["failed"]], "", NOW)
    await store.root.execute("update site set status = 'closed'")
    await drawn(run, list(quarter.values()))
    assert await differences(store) == []
    await drawn(await restated(store, run, quarter, S2="pass"), list(quarter.values()))
    assert await differences(store) == [("money", Decimal(1000))]


async def test_what_was_reversed_already_is_taken_back_neither_by_a_restatement_nor_by_an_appeal(
    store: Store, run: UUID, quarter: dict[str, int], hq: list[Actor]
) -> None:
    made = await drawn_all(store, run, quarter)
    await approve_consequences(hq[0], [made["failed"]], "", NOW)
    await appeal(operator(quarter["S2"]), "S2", made["failed"], "wrong", NOW)
    posting = await store.value("select posting from consequence_proposal where id = $1", made["failed"])
    await reverse_posting(hq[0], "S2", posting, "booked by mistake", NOW)
    for standing in ("fail", "pass"):
        await drawn(await restated(store, run, quarter, S2=standing), list(quarter.values()))
        assert await differences(store) == []
    await decide_consequence_appeal(hq[1], made["failed"], UPHELD, NOW)
    assert (await state(store, made["failed"]), await money("S2")) == ("withdrawn", Decimal(0))


async def test_a_difference_and_appeals_put_each_thing_right_once(
    store: Store, run: UUID, quarter: dict[str, int], hq: list[Actor]
) -> None:
    made = await drawn_all(store, run, quarter)
    late = await store.value("select id from consequence_proposal where rule = 'late' and site = $1", quarter["S2"])
    await approve_consequences(hq[0], [made["failed"], late], "", NOW)
    for each in (made["failed"], late):
        await appeal(operator(quarter["S2"]), "S2", each, "wrong", NOW)
    await drawn(await restated(store, run, quarter, S2="pass"), [quarter["S2"]])
    difference = await store.value("select id from consequence_proposal where origin = 'restatement'")
    await approve_consequences(hq[0], [difference], "", NOW)
    assert await money("S2") == -200
    await decide_consequence_appeal(hq[1], made["failed"], UPHELD, NOW)
    assert await money("S2") == -200, "the difference has put it right"
    await decide_consequence_appeal(hq[1], late, UPHELD, NOW)
    assert await money("S2") == 0, "the difference was about another rule"
    # Neither is taken back by the next restatement, nor charged again.
    for standing in ("pass", "fail"):
        await drawn(await restated(store, run, quarter, S2=standing), [quarter["S2"]])
        assert await differences(store) == []


async def test_a_probation_that_was_decided_against_comes_back_with_new_points_only(
    store: Store, run: UUID, quarter: dict[str, int], hq: list[Actor]
) -> None:
    """Points count by the day of their site: half past midnight in Shanghai is the day before in UTC."""
    early, day = datetime(2026, 11, 30, 16, 30, tzinfo=UTC), timedelta(days=1)
    await store.root.execute("update site set time_zone = 'Asia/Shanghai'")
    newest = "select id from consequence_proposal where effect = 'probation' order by number desc limit 1"

    async def fined(points: int, at: datetime) -> None:
        given = ManualIn(effect="demerits", title="Overcharged", reason="two receipts", amount=Decimal(points))
        await approve_consequences(hq[1], [await propose_consequence(hq[0], "S2", given, at)], "", at)

    await fined(12, early)
    assert [line.demerits for line in (await list_balances(HQ, ListState(BALANCES, sort="site"), early)).items] == [12]
    first = await store.value(newest)
    await reject_consequence(hq[2], first, "they have trained everybody", early + day)
    assert await open_probations(HQ, early + 2 * day) == 0
    await fined(1, early + 3 * day)
    second = await store.value(newest)
    assert second != first
    await appeal(operator(quarter["S2"]), "S2", second, "wrong", early + 4 * day)
    await decide_consequence_appeal(hq[2], second, UPHELD, early + 4 * day)
    assert await open_probations(HQ, early + 5 * day) == 0


async def test_points_that_a_restatement_takes_back_run_out_with_those_they_correct(
    store: Store, run: UUID, quarter: dict[str, int], hq: list[Actor]
) -> None:
    made = await drawn_all(store, run, quarter)
    await approve_consequences(hq[0], [made["points"]], "", NOW)
    half = NOW + timedelta(days=180)
    await drawn(await restated(store, run, quarter, S2="pass"), [quarter["S2"]], now=half)
    difference = await store.value("select id from consequence_proposal where origin = 'restatement'")
    await approve_consequences(hq[0], [difference], "", half)
    days = await store.rows("select effective_on from ledger_posting")
    assert len({row["effective_on"] for row in days}) == 1
