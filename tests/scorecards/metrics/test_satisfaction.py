"""What satisfaction means to a scorecard: answers about orders, on the clock of the site; nothing void."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from network.foundation.database import fetch, transaction
from network.foundation.periods import Quarter
from network.scorecards.metrics.catalogue import METRICS
from network.scorecards.metrics.loyalty_index import LOYALTY
from network.scorecards.queries.measuring import Moment
from tests.factory import HQ, Store, at
from tests.scorecards.conftest import Evidence, Measure

Q3 = Quarter(2026, 3)
LATER = at("2026-10-05")
# The quarter begins and ends at 16:00 UTC in Shanghai.
BEGINS, ENDS = at("2026-06-30 16:00"), at("2026-09-30 16:00")


@pytest.fixture
async def site(store: Store) -> int:
    return await store.site("S1")


async def answer(store: Store, site: int, grade: int, answered_at: datetime, channel: str = "receipt") -> UUID:
    order = None
    if channel != "poster":
        order = await store.order(site, f"A{uuid4().hex[:8]}", at("2026-06-01"), ready=10, outcome="repaired")
    found: UUID = await store.value(
        "insert into survey_answer (id, site, repair_order, channel, form, form_version, grade, answered_at) "
        "values ($1, $2, $3, $4, 'repair', 1, $5, $6) returning id",
        *(uuid4(), site, order, channel, grade, answered_at),
    )
    return found


async def void(store: Store, site: int, answered: UUID) -> None:
    await store.root.execute(
        "insert into survey_void (id, answer, site, reason, voided_at, voider) values ($1, $2, $3, 'phone', $4, '')",
        *(uuid4(), answered, site, LATER),
    )


async def fingerprint(site: int) -> bytes:
    async with transaction(HQ, read_only=True):
        [row] = await fetch(METRICS["satisfaction"].fingerprints({}), *Moment(Q3, LATER).values([site]))
    found: bytes = row["fingerprint"]
    return found


@pytest.mark.parametrize(("grade", "satisfied"), [(5, 1), (4, 1), (3, 0), (2, 0), (1, 0)])
async def test_good_and_very_good_are_satisfied(
    store: Store, site: int, measure: Measure, grade: int, satisfied: int
) -> None:
    await answer(store, site, grade, at("2026-08-01"))
    [found] = (await measure("satisfaction", Q3, LATER, [site])).values()
    assert (int(found.numerator), int(found.denominator), found.sample_size) == (satisfied, 1, 1)


@pytest.mark.parametrize(
    ("answered_at", "counted"),
    [(BEGINS, 1), (at("2026-06-30 15:59"), 0), (at("2026-09-30 15:59"), 1), (ENDS, 0)],
)
async def test_an_answer_belongs_to_the_quarter_on_the_sites_clock(
    store: Store, site: int, measure: Measure, answered_at: datetime, counted: int
) -> None:
    await answer(store, site, 5, answered_at)
    [found] = (await measure("satisfaction", Q3, LATER, [site])).values()
    assert found.sample_size == counted


async def test_the_poster_at_the_counter_never_counts(store: Store, site: int, measure: Measure) -> None:
    await answer(store, site, 5, at("2026-08-01"), "poster")
    for metric in ("satisfaction", "loyalty_index"):
        [found] = (await measure(metric, Q3, LATER, [site])).values()
        assert (found.value, found.sample_size) == (None, 0)


async def test_what_is_declared_void_is_gone_and_the_fingerprint_tells(
    store: Store, site: int, measure: Measure, evidence: Evidence
) -> None:
    await answer(store, site, 5, at("2026-08-01"))
    second = await answer(store, site, 1, at("2026-08-02"), "call_back")
    before = await fingerprint(site)
    await void(store, site, second)
    [found] = (await measure("satisfaction", Q3, LATER, [site])).values()
    assert (int(found.numerator), int(found.denominator)) == (1, 1)
    assert await evidence("satisfaction", Q3, LATER, site) == {"2026-08": True}
    assert await fingerprint(site) != before


async def test_the_loyalty_index_is_the_mean_of_what_each_grade_is_worth(
    store: Store, site: int, measure: Measure
) -> None:
    for grade in (5, 5, 4, 3, 2, 1):
        await answer(store, site, grade, at("2026-08-01"))
    [found] = (await measure("loyalty_index", Q3, LATER, [site])).values()
    assert tuple(map(Decimal, ("0.00", "0.02", "0.15", "0.65", "0.95"))) == LOYALTY
    assert (found.numerator, found.denominator) == (Decimal("2.72"), Decimal(6))
    assert found.value is not None
    assert round(found.value, 12) == round(Decimal("2.72") / 6, 12)
