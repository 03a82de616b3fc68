"""The history of a unit: whole for headquarters, days only for what a site does not reach."""

from datetime import date

import pytest

from network.foundation.access import Actor, Role
from network.foundation.database import fetch, transaction
from network.foundation.errors import Forbidden
from network.repairs.errors.patterns import SerialNotFound
from network.repairs.queries.serials import serial
from tests.factory import HQ, Store, at, executive, manager, operator


@pytest.fixture
async def unit(store: Store, sites: dict[str, int]) -> None:
    """X1 was at S1, then at S2, which sent it to HQ, and at S1 again. S2 alone had X2."""
    await store.order(sites["S1"], "A1", at("2026-07-01 02:00"), ready=5, serial_no="X1", activated_on=date(2026, 5, 1))
    await store.order(sites["S2"], "B1", at("2026-07-10 17:00"), ready=90, serial_no="X1", fault_code="F1")
    await store.returned(
        sites["S2"], "R1", at("2026-07-11 03:00"), inspected=9, finding="no_fault_found", serial_no="X1"
    )
    await store.order(sites["S1"], "A2", at("2026-08-01 02:00"), serial_no="X1", product="P1")
    await store.order(sites["S2"], "B2", at("2026-07-10 17:00"), serial_no="X2")
    await store.link()


async def test_headquarters_sees_what_happened_everywhere(unit: None) -> None:
    found = await serial(HQ, "X1")
    assert [(each.number, each.site, each.day) for each in found.events] == [
        ("A2", "S1", date(2026, 8, 1)),
        ("R1", "S2", date(2026, 7, 11)),
        ("B1", "S2", date(2026, 7, 11)),
        ("A1", "S1", date(2026, 7, 1)),
    ]
    assert (found.product, found.activated_on) == ("P1", date(2026, 5, 1))
    assert [each.came_back for each in found.events] == [False, False, True, True]


async def test_a_site_is_told_the_day_of_what_happened_elsewhere_and_nothing_else(
    sites: dict[str, int], unit: None
) -> None:
    found = await serial(operator(sites["S1"]), "X1")
    assert [(each.number, each.kind, each.day) for each in found.events] == [
        ("A2", "order", date(2026, 8, 1)),
        (None, "order", date(2026, 7, 11)),
        (None, "return", date(2026, 7, 11)),
        ("A1", "order", date(2026, 7, 1)),
    ]
    for each in found.events:
        if each.number is None:
            told = each.model_dump(exclude={"kind", "day", "came_back"})
            assert set(told.values()) == {None}
            assert not each.came_back
    assert len((await serial(manager(sites["S1"], sites["S2"]), "X1")).events) == 4


async def test_nobody_is_told_of_a_unit_that_their_sites_never_had(sites: dict[str, int], unit: None) -> None:
    for actor in (operator(sites["S1"]), manager(sites["SE"]), operator()):
        with pytest.raises(SerialNotFound):
            await serial(actor, "X2")
        async with transaction(actor, read_only=True):
            assert await fetch("select * from serial_elsewhere('X2')") == []
    for number in ("", "X9", "X\0"):
        with pytest.raises(SerialNotFound):
            await serial(HQ, number)


@pytest.mark.parametrize("actor", [executive(), Actor(Role.AUDITOR, "Au"), Actor(Role.APPLICANT, "Ap")])
async def test_who_reads_no_records_reads_no_history(unit: None, actor: Actor) -> None:
    with pytest.raises(Forbidden):
        await serial(actor, "X1")
