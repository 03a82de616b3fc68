"""Parcels: their numbers, and how far they and their units are."""

from datetime import datetime

import pytest

from network.repairs.rules.shipments import (
    ShipmentState,
    UnitState,
    return_number,
    shipment_number,
    shipment_prefix,
    shipment_state,
    unit_state,
)
from tests.factory import at

NOON = at("2026-07-01 12:00")


def test_a_number_says_which_site_and_which_year() -> None:
    number = shipment_number("CN-SH-001", 2026, 7)
    assert number == "CN-SH-001-2026-0007"
    assert number.startswith(shipment_prefix("CN-SH-001", 2026))
    assert return_number(number, 2) == "CN-SH-001-2026-0007-02"


def test_the_longest_code_of_a_site_leaves_a_number_that_fits() -> None:
    assert len(return_number(shipment_number("X" * 40, 2026, 9999), 40)) <= 60


@pytest.mark.parametrize(
    ("received", "back", "state"),
    [
        (False, 0, ShipmentState.UNDERWAY),
        (True, 0, ShipmentState.AT_HQ),
        (True, 1, ShipmentState.AT_HQ),
        (True, 2, ShipmentState.BACK),
        (False, 2, ShipmentState.BACK),
    ],
)
def test_a_parcel_is_back_when_all_its_units_are(received: bool, back: int, state: ShipmentState) -> None:
    assert shipment_state(received=received, units=2, back=back) is state


@pytest.mark.parametrize(
    ("times", "state"),
    [
        ((None, None, None, None), UnitState.UNDERWAY),
        ((NOON, None, None, None), UnitState.AT_HQ),
        ((NOON, NOON, None, None), UnitState.INSPECTED),
        ((NOON, NOON, NOON, None), UnitState.COMING_BACK),
        ((NOON, NOON, NOON, NOON), UnitState.BACK),
        ((None, None, None, NOON), UnitState.BACK),
    ],
)
def test_a_unit_is_where_it_was_last_seen(times: tuple[datetime | None, ...], state: UnitState) -> None:
    assert unit_state(*times) is state
