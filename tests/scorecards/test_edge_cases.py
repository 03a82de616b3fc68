"""The edge cases of scorecard.md that records can show, one by one."""

from datetime import UTC, date, datetime
from decimal import Decimal

from network.foundation.database import transaction
from network.foundation.periods import Quarter
from network.scorecards.queries.measuring import ended_everywhere, sites_open_in
from network.scorecards.rules.measurement import Measurement
from tests.factory import HQ, Store, at
from tests.scorecards.conftest import Evidence, Measure

Q2, Q3, Q4 = Quarter(2026, 2), Quarter(2026, 3), Quarter(2026, 4)
LATER = datetime(2027, 3, 1, tzinfo=UTC)
END = at("2026-09-30 16:00")  # of 2026Q3 in Shanghai


def share(figure: Measurement) -> tuple[int, int]:
    return int(figure.numerator), int(figure.denominator)


async def test_an_order_that_spans_a_quarter_end_belongs_to_the_quarter_of_its_due_moment(
    store: Store, measure: Measure, evidence: Evidence
) -> None:
    site = await store.site("S1")
    await store.order(site, "due in Q3", at("2026-09-29 15:59"), ready=60)
    await store.order(site, "due in Q4", at("2026-09-29 16:00"), ready=1)
    await store.order(site, "held into Q4", at("2026-09-20"), hold_hours=400)
    assert await evidence("repair_within_target", Q3, LATER, site) == {"due in Q3": False}
    assert await evidence("repair_within_target", Q4, LATER, site) == {"due in Q4": True, "held into Q4": False}
    both = [(await measure("repair_within_target", period, LATER, [site]))[site] for period in (Q3, Q4)]
    assert [share(figure) for figure in both] == [(0, 1), (1, 2)]


async def test_a_promise_is_not_due_while_the_customer_is_waited_for(store: Store, evidence: Evidence) -> None:
    """Unless it had fallen due before the wait began. When the wait ends, its hours move the promise as others do."""
    site = await store.site("S1", "UTC")
    await store.order(site, "waits", at("2026-08-01"), waiting_since=at("2026-08-01", 23.9))
    await store.order(site, "waits, late before", at("2026-08-01"), waiting_since=at("2026-08-02", 0))
    await store.order(site, "waited", at("2026-08-01"), hold_hours=10, ready=30)
    await store.order(site, "waited into Q4", at("2026-08-01"), hold_hours=24 * 61)
    assert await evidence("repair_within_target", Q3, LATER, site) == {"waits, late before": False, "waited": True}


async def test_an_order_cancelled_before_it_was_due_is_left_out_and_one_cancelled_after_is_late(
    store: Store, evidence: Evidence
) -> None:
    site = await store.site("S1")
    await store.order(site, "before", at("2026-08-01"), cancelled=23.9)
    await store.order(site, "when due", at("2026-08-01"), cancelled=24)
    await store.order(site, "after", at("2026-08-01"), cancelled=30)
    await store.order(site, "open", at("2026-08-01"))
    expected = {"when due": False, "after": False, "open": False}
    assert await evidence("repair_within_target", Q3, LATER, site) == expected


async def test_any_target_may_be_asked_for(store: Store, measure: Measure) -> None:
    site = await store.site("S1")
    for number, hours in enumerate((20, 30, 47, 48, 49)):
        await store.order(site, f"A{number}", at("2026-08-01"), ready=hours)
    for target, in_time in ((24, 1), (48, 4), (72, 5)):
        figure = (await measure("repair_within_target", Q3, LATER, [site], {"target_hours": target}))[site]
        assert share(figure) == (in_time, 5)


async def test_a_repeat_repair_at_another_site_is_charged_to_the_first(
    store: Store, measure: Measure, evidence: Evidence
) -> None:
    first, second = await store.site("S1"), await store.site("S2")
    await store.order(first, "A1", at("2026-07-05"), ready=10, serial_no="X1")
    await store.order(second, "B1", at("2026-08-04 09:00"), ready=10, serial_no="X1")
    await store.order(first, "A2", at("2026-07-05"), ready=10, serial_no="X2")
    await store.order(second, "B2", at("2026-08-04 10:01"), serial_no="X2")
    await store.link()
    assert await evidence("repeat_repair_rate", Q3, LATER, first) == {"A1": True, "A2": False}
    figures = await measure("repeat_repair_rate", Q3, LATER, [first, second])
    assert share(figures[first]) == (1, 2)
    assert share(figures[second]) == (0, 1)


async def test_only_orders_that_had_their_thirty_days_to_come_back_are_in_the_cohort(
    store: Store, evidence: Evidence
) -> None:
    site = await store.site("S1")
    await store.order(site, "in", at("2026-08-31 15:00"), ready=0.98, serial_no="X1")
    await store.order(site, "young", at("2026-08-31 15:00"), ready=1, serial_no="X2")
    await store.order(site, "nameless", at("2026-08-01"), ready=1)
    await store.link()
    assert await evidence("repeat_repair_rate", Q3, LATER, site) == {"in": False}
    assert set(await evidence("repeat_repair_rate", Q4, LATER, site)) == {"young"}


async def test_a_finding_after_the_quarter_end_counts_in_the_quarter_of_the_finding(
    store: Store, evidence: Evidence
) -> None:
    site = await store.site("S1")
    await store.returned(site, "R1", at("2026-08-01"), inspected_at=END, finding="no_fault_found")
    assert await evidence("no_fault_return_rate", Q3, LATER, site) == {}
    assert await evidence("no_fault_return_rate", Q4, LATER, site) == {"R1": True}


async def test_recalls_requests_and_damage_in_transit_are_left_out_and_a_reversed_finding_does_not_count(
    store: Store, evidence: Evidence
) -> None:
    site = await store.site("S1")
    for finding in ("no_fault_found", "user_education", "customer_damage", "recall", "transit_damage"):
        await store.returned(site, finding, at("2026-08-01"), inspected=24, finding=finding)
    asked = {"inspected": 24, "finding": "no_fault_found", "requested_by_hq": True}
    await store.returned(site, "asked for", at("2026-08-01"), **asked)
    await store.returned(site, "R1", at("2026-07-01"), inspected=24, finding="no_fault_found", serial_no="X1")
    await store.returned(site, "R2", at("2026-08-01 00:01"), inspected=24, finding="fault_confirmed", serial_no="X1")
    await store.link()
    assert await evidence("no_fault_return_rate", Q3, LATER, site) == {
        "no_fault_found": True,
        "user_education": True,
        "customer_damage": False,
        "R1": True,
        "R2": False,
    }, "R2 was sent 30 days and a minute after the finding"
    await store.root.execute("update hq_return set shipped_at = '2026-08-01 00:00Z' where return_no = 'R2'")
    await store.link()
    assert (await evidence("no_fault_return_rate", Q3, LATER, site))["R1"] is False


async def test_an_order_without_a_serial_number_counts_for_turnaround_and_not_for_repeats(
    store: Store, measure: Measure
) -> None:
    site = await store.site("S1")
    await store.order(site, "A1", at("2026-08-01"), ready=12, hold_hours=2)
    await store.order(site, "A2", at("2026-08-02"), ready=1, hold_hours=2)
    median = (await measure("turnaround_median_h", Q3, LATER, [site]))[site]
    assert (median.value, median.sample_size) == (Decimal(5), 2), "10 hours, and 0: never below zero"
    assert (await measure("repeat_repair_rate", Q3, LATER, [site]))[site].sample_size == 0


async def test_a_site_opened_or_closed_mid_quarter_is_in_it_and_one_outside_is_not(store: Store, database: str) -> None:
    days = {
        "opens": (date(2026, 9, 30), None),
        "closes": (None, date(2026, 7, 1)),
        "always": (None, None),
        "later": (date(2026, 10, 1), None),
        "before": (None, date(2026, 6, 30)),
    }
    for code, (opened, closed) in days.items():
        await store.site(code, opened_on=opened, closed_on=closed)
    async with transaction(HQ, read_only=True):
        found = {site["id"] for site in await sites_open_in(Q3)}
    codes = await store.value("select array_agg(code order by code) from site where id = any ($1)", list(found))
    assert codes == ["always", "closes", "opens"]


async def test_a_period_begins_and_ends_at_midnight_of_each_sites_own_clock(
    store: Store, evidence: Evidence, database: str
) -> None:
    ends = {
        "Pacific/Auckland": "2026-12-31 11:00",
        "Asia/Shanghai": "2026-12-31 16:00",
        "America/New_York": "2027-01-01 05:00",
    }
    for zone, end in ends.items():
        site = await store.site(zone, zone)
        await store.order(site, "last minute", at("2026-12-01"), ready_at=at(end, -1 / 60))
        await store.order(site, "next year", at("2026-12-01"), ready_at=at(end))
        assert set(await evidence("turnaround_median_h", Q4, LATER, site)) == {"last minute"}, zone
        async with transaction(HQ, read_only=True):
            assert not await ended_everywhere(Q4, at(end, -1 / 60), [site])
            assert await ended_everywhere(Q4, at(end), [site])


async def test_a_day_on_which_the_clocks_change_is_as_long_as_it_is(store: Store, evidence: Evidence) -> None:
    site = await store.site("SE", "Europe/Stockholm")
    # Received on Saturday noon of the short night: 24 hours later is Sunday 13:00 on the wall.
    await store.order(site, "in time", at("2026-03-28 11:00"), ready_at=at("2026-03-29 11:00"))
    await store.order(site, "late", at("2026-03-28 11:00"), ready_at=at("2026-03-29 11:01"))
    assert await evidence("repair_within_target", Quarter(2026, 1), LATER, site) == {"in time": True, "late": False}


async def test_before_the_period_is_over_only_what_has_fallen_due_counts(store: Store, evidence: Evidence) -> None:
    site = await store.site("S1")
    await store.order(site, "due", at("2026-08-01"))
    await store.order(site, "not yet", at("2026-08-02"))
    assert set(await evidence("repair_within_target", Q3, at("2026-08-02 12:00"), site)) == {"due"}
