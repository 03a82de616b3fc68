"""What training coverage means to a scorecard: the last day of the period, on the calendar of the site."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from network.foundation.access import Actor
from network.foundation.database import fetch, transaction
from network.foundation.periods import Quarter
from network.scorecards.metrics.catalogue import METRICS
from network.scorecards.queries.measuring import Moment
from tests.factory import HQ, Store, at
from tests.scorecards.conftest import Measure
from tests.training.teaching import passed, worker

Q3 = Quarter(2026, 3)
LAST_DAY = date(2026, 9, 30)
LATER = at("2026-10-05")


@pytest.fixture
async def site(store: Store) -> int:
    """A site whose technicians must have passed two courses."""
    for key in ("safety", "prices"):
        course = await store.value(
            "insert into course (id, key, title, topic, created_by) values ($1, $2, '{}', 'safety', '') returning id",
            uuid4(),
            key,
        )
        await store.root.execute(
            "insert into course_requirement (id, course, role, from_on, added_by) "
            "values ($1, $2, 'technician', $3, '')",
            uuid4(),
            course,
            date(2026, 1, 1),
        )
    return await store.site("S1")


async def measured(measure: Measure, site: int, as_of: datetime = LATER) -> tuple[int, int]:
    [found] = (await measure("training_coverage", Q3, as_of, [site])).values()
    return int(found.numerator), int(found.denominator)


async def test_it_is_what_holds_on_the_last_day_of_the_period(store: Store, site: int, measure: Measure) -> None:
    wang = await worker(store, site)
    await passed(store, wang, "safety", site, date(2026, 1, 1), LAST_DAY)
    await passed(store, wang, "prices", site, LAST_DAY + timedelta(days=1), None)
    assert await measured(measure, site) == (1, 2)


async def test_joiners_are_left_out_for_thirty_days(store: Store, site: int, measure: Measure) -> None:
    await worker(store, site, "New", from_on=LAST_DAY - timedelta(days=29))
    assert await measured(measure, site) == (0, 0)
    await worker(store, site, "Not so new", from_on=LAST_DAY - timedelta(days=30))
    assert await measured(measure, site) == (0, 2)


async def test_while_the_period_lasts_it_is_today_at_the_site(store: Store, site: int, measure: Measure) -> None:
    wang = await worker(store, site)
    # At 16:00 UTC the next day begins in China.
    await passed(store, wang, "safety", site, date(2026, 1, 1), date(2026, 8, 1))
    assert await measured(measure, site, at("2026-08-01 15:59")) == (1, 2)
    assert await measured(measure, site, at("2026-08-01 16:01")) == (0, 2)


async def test_its_evidence_names_each_person_and_course(store: Store, site: int, measure: Measure) -> None:
    wang = await worker(store, site, "Wang Wei")
    await passed(store, wang, "safety", site, date(2026, 1, 1), None)
    metric = METRICS["training_coverage"]
    async with transaction(Actor.system(), read_only=True):
        rows = await fetch(metric.evidence({}), *Moment(Q3, LATER).values([site]), 10, 0)
        [print_before] = await fetch(metric.fingerprints({}), *Moment(Q3, LATER).values([site]))
    assert [(row["number"], row["course"], row["counts"]) for row in rows] == [
        ("Wang Wei", "prices", False),
        ("Wang Wei", "safety", True),
    ]
    await passed(store, wang, "prices", site, LAST_DAY + timedelta(days=1), None)
    async with transaction(HQ, read_only=True):
        assert await fetch(metric.fingerprints({}), *Moment(Q3, LATER).values([site])) == [print_before]
