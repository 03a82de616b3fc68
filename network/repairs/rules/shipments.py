"""Parcels from a site to HQ: their numbers, and how far they are. Pure."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

# What one person packs and checks in one go.
MOST_UNITS = 40


class ShipmentState(StrEnum):
    UNDERWAY = "underway"
    AT_HQ = "at_hq"
    BACK = "back"


SHIPMENT_STATE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        ShipmentState.UNDERWAY: _("On its way"),
        ShipmentState.AT_HQ: _("At HQ"),
        ShipmentState.BACK: _("All back"),
    }
)


class UnitState(StrEnum):
    """Where one unit is. One that HQ did not find in its parcel stays `underway`."""

    UNDERWAY = "underway"
    AT_HQ = "at_hq"
    INSPECTED = "inspected"
    COMING_BACK = "coming_back"
    BACK = "back"


UNIT_STATE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        UnitState.UNDERWAY: _("On its way"),
        UnitState.AT_HQ: _("At HQ"),
        UnitState.INSPECTED: _("Inspected"),
        UnitState.COMING_BACK: _("On its way back"),
        UnitState.BACK: _("Back at the site"),
    }
)


def shipment_state(*, received: bool, units: int, back: int) -> ShipmentState:
    if back >= units:
        return ShipmentState.BACK
    return ShipmentState.AT_HQ if received else ShipmentState.UNDERWAY


def unit_state(
    received_at: datetime | None,
    inspected_at: datetime | None,
    dispatched_at: datetime | None,
    back_at: datetime | None,
) -> UnitState:
    """The last thing that is known of it."""
    if back_at:
        return UnitState.BACK
    if dispatched_at:
        return UnitState.COMING_BACK
    if inspected_at:
        return UnitState.INSPECTED
    return UnitState.AT_HQ if received_at else UnitState.UNDERWAY


def shipment_number(site_code: str, year: int, number: int) -> str:
    """Such as `CN-SH-001-2026-0007`: it stands on the parcel, so it says where that comes from."""
    return f"{shipment_prefix(site_code, year)}{number:04d}"


def shipment_prefix(site_code: str, year: int) -> str:
    return f"{site_code}-{year}-"


def return_number(shipment_no: str, place: int) -> str:
    """Of the unit at this place in the parcel, from 1: `CN-SH-001-2026-0007-02`."""
    return f"{shipment_no}-{place:02d}"
