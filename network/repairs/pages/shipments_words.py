"""Shipments in words of the reader's language, on the clock of the site."""

from typing import Any

from network.foundation.access import Actor, Permission
from network.foundation.i18n import gettext as _
from network.foundation.i18n import ngettext
from network.repairs.rules.orders import FINDING_LABELS
from network.repairs.rules.shipments import SHIPMENT_STATE_LABELS, UNIT_STATE_LABELS, ShipmentState, UnitState
from network.repairs.schemas.shipments import CheckedUnitOut, ShipmentDetailOut, ShipmentOut, ShippedUnitOut
from network.repairs.wording import Wording
from network.sites.pages.sites import site_path

PART = "shipments"
_SHIPMENT_TONES = {
    ShipmentState.UNDERWAY: ("info", "package-export"),
    ShipmentState.AT_HQ: ("warn", "hourglass"),
    ShipmentState.BACK: ("good", "circle-check"),
}
_UNIT_TONES = {
    UnitState.UNDERWAY: ("info", "package-export"),
    UnitState.AT_HQ: ("warn", "hourglass"),
    UnitState.INSPECTED: ("warn", "search"),
    UnitState.COMING_BACK: ("info", "package"),
    UnitState.BACK: ("good", "circle-check"),
}


def shipment_row(found: ShipmentOut, spoken: Wording) -> dict[str, Any]:
    """A line of the list."""
    number = spoken.language.decimal
    return {
        "href": site_path(found.site, PART, str(found.id)),
        "shipment_no": found.shipment_no,
        "shipped_at": spoken.parts(found.shipped_at, offset=False),
        "carrier": found.carrier,
        "units": number(found.units),
        "units_back": number(found.units_back),
        "state": shipment_tag(found.state),
    }


def shipment_tag(state: ShipmentState) -> tuple[str, str, str]:
    """Label, tone and symbol."""
    return str(SHIPMENT_STATE_LABELS[state]), *_SHIPMENT_TONES[state]


def unit_row(found: ShippedUnitOut, actor: Actor, code: str, spoken: Wording) -> dict[str, Any]:
    """One unit that is or was away. `back_href`: where the tap that it is back is sent; "" when it is not to be."""
    tone, symbol = _UNIT_TONES[found.state]
    ships = actor.may(Permission.SHIP_RETURNS) and found.back_at is None
    return {
        "id": str(found.id),
        "return_no": found.return_no,
        "href": site_path(code, "returns", str(found.id)),
        "order_no": found.order_no,
        "order_href": site_path(code, "orders", str(found.order)) if found.order else "",
        "serial_no": found.serial_no,
        "product": found.product,
        "shipped_at": spoken.parts(found.shipped_at, offset=False),
        "state": (str(UNIT_STATE_LABELS[found.state]), tone, symbol),
        "finding": str(FINDING_LABELS[found.finding]) if found.finding else None,
        "version": found.version,
        "back_href": site_path(code, "returns", str(found.id), "back") if ships else "",
        "expected": found.dispatched_at is not None,
        "back_at": spoken.parts(found.back_at, offset=False) if found.back_at else None,
    }


def checked_row(found: CheckedUnitOut, actor: Actor, code: str, spoken: Wording) -> dict[str, Any]:
    """The same with what was ticked."""
    chinese = spoken.language.code == "zh_CN"
    steps = [
        {"label": each.label_zh if chinese else each.label, "done": each.done, "note": each.note}
        for each in found.steps
    ]
    return {**unit_row(found, actor, code, spoken), "steps": steps, "list_version": found.list_version}


def shipment_facts(found: ShipmentDetailOut, spoken: Wording) -> list[dict[str, Any]]:
    """What the parcel's page says at its head; `definitions` draws it."""
    count = spoken.language.decimal
    waiting = _("HQ has not received it yet.")
    received = spoken.value("received_at", found.received_at)
    counted = None if found.units_received is None else count(found.units_received)
    return [
        {"label": _("Carrier"), "value": found.carrier},
        {"label": _("Tracking number"), "value": found.tracking_no or None, "reason": _("None was given.")},
        {"label": _("Shipped"), "value": spoken.value("shipped_at", found.shipped_at)},
        {"label": _("Units"), "value": count(found.units)},
        {"label": _("Received by HQ"), "value": received, "reason": waiting},
        {"label": _("Units counted by HQ"), "value": counted, "reason": waiting},
        {"label": _("Back at the site"), "value": count(found.units_back)},
    ]


def units_text(count: str, number: int) -> str:
    return ngettext("%(count)s unit", "%(count)s units", number) % {"count": count}
