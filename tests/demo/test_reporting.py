"""The demo network files its reports, and the review names its cheaters: them all, and nobody else."""

from collections.abc import AsyncIterator
from datetime import date

import asyncpg
import pytest

from network.demo.model import DemoNetwork
from network.demo.reporting import file_reports
from network.demo.stories import CHEATERS, Trick
from network.foundation.periods import Month
from network.repairs.commands.review import find_odd
from network.repairs.queries.reconciliation import list_reconciliations
from network.repairs.rules.anomalies import Oddity
from network.web.listing import ListPage, ListState
from tests.demo.stocked import stock
from tests.factory import HQ, NOW, Store
from tests.repairs.reporting import certified

SUMMER = (Month(2026, 7), Month(2026, 8), Month(2026, 9))
SPRING = (Month(2026, 1), Month(2026, 2), Month(2026, 3))
# Enough for one of each sort, and few enough to wait for.
REPORTING = 48
OFF = ListState(ListPage("", (), "accuracy"), sort="accuracy", filters={"found": "off"})
NAMED_FOR = {
    Trick.CLOSES_AT_MIDNIGHT: {Oddity.BEFORE_MIDNIGHT, Oddity.HEAPED_MINUTES},
    Trick.CANCELS_BEFORE_DUE: {Oddity.CANCELLED_BEFORE_DUE},
    Trick.RECORDS_NO_HAND_OVER: {Oddity.NEVER_HANDED_OVER},
    Trick.COPIES_REPORT: {Oddity.COPIED_REPORT},
}
_STATES = """
select count(*) filter (where nil) as nil, count(*) filter (where r.submitted_at > d.due_at) as late,
       count(*) filter (where r.state = 'returned') as returned,
       count(*) filter (where r.state = 'accepted') as accepted, count(*) filter (where r.id is null) as missing,
       count(*) filter (where r.submitted_at <= d.due_at) as in_time
from report_due d left join monthly_report r on r.site = d.site and r.month = d.month
where d.month between '2026-08-01' and '2026-10-01'
"""


@pytest.fixture
async def store(database: str) -> AsyncIterator[Store]:
    root = await asyncpg.connect(database)
    yield Store(root)
    await root.close()


async def _named(store: Store) -> dict[str, set[Oddity]]:
    rows = await store.rows("select s.code, f.kind from review_flag f join site s on s.id = f.site")
    return {row["code"]: {Oddity(each["kind"]) for each in rows if each["code"] == row["code"]} for row in rows}


async def test_the_network_reports_in_all_ways_and_the_review_names_the_cheaters_of_the_seed(
    store: Store, network: DemoNetwork
) -> None:
    await stock(store.root, network, "2026-06")
    codes = sorted({*CHEATERS, *(site.code for site in network.sites[:REPORTING] if site.closed_on is None)})
    for row in await store.rows("select id from site where code = any ($1::text[])", codes):
        await certified(store, row["id"], date(2026, 6, 1))
    await file_reports(HQ, HQ, NOW)
    await find_odd(HQ, SUMMER[0], NOW)
    assert await _named(store) == {code: NAMED_FOR[trick] for code, trick in CHEATERS.items()}
    [states] = await store.rows(_STATES)
    assert all(states.values()), states
    assert states["in_time"] > 3 * (states["late"] + states["missing"])
    off = await list_reconciliations(HQ, SUMMER[1], OFF)
    assert off.items
    assert {each.worst for each in off.items} == {"units_shipped"}, "a parcel that was counted twice"
    assert not {each.site for each in off.items} & CHEATERS.keys(), "who is wrong is no cheater"


async def test_another_network_in_another_season_is_not_slandered(store: Store, one_quarter: DemoNetwork) -> None:
    await stock(store.root, one_quarter, "2026-01")
    for month in SPRING:
        await find_odd(HQ, month, NOW)
    named = await _named(store)
    assert named.keys() <= CHEATERS.keys()
    assert {Oddity.BEFORE_MIDNIGHT, Oddity.CANCELLED_BEFORE_DUE} <= set().union(*named.values())
