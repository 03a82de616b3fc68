"""What tests of shipments are made with: the shipped list in force, units with every step ticked, parcels."""

from datetime import datetime
from typing import Any
from uuid import UUID

from network.foundation.access import Actor
from network.repairs.commands.prechecks import add_shipped_list, publish_draft, start_draft
from network.repairs.commands.shipments import ship
from network.repairs.queries.prechecks import list_lists, prechecks_for
from network.repairs.schemas.prechecks import PrecheckList, PublishIn
from network.repairs.schemas.shipments import ShipmentIn, TickIn, UnitIn
from tests.factory import HQ, at

SHIPPED_AT = at("2026-07-10 06:00")


async def publish_lists() -> PrecheckList:
    """The list that ships, in force for every product."""
    await add_shipped_list(HQ, SHIPPED_AT)
    return await prechecks_for(HQ, "")


async def publish_again(product: str = "") -> PrecheckList:
    """The same once more, as a new version, or as the first one of a product."""
    newest = (await list_lists(HQ))[0]
    draft = await start_draft(HQ, newest.id, SHIPPED_AT, product)
    return await publish_draft(HQ, draft.id, PublishIn(), draft.row_version, SHIPPED_AT)


def ticked(kept: PrecheckList, **steps: bool | None) -> dict[str, TickIn]:
    """Every step done, but for those named: False does not apply, None is left out."""
    said = {key: steps.get(key, True) for key in kept.document.keys}
    return {key: TickIn(done=done) for key, done in said.items() if done is not None}


def unit(kept: PrecheckList, order: UUID | None = None, serial_no: str = "", **more: Any) -> UnitIn:
    """One unit with all that is asked for."""
    return UnitIn(**{"order": order, "serial_no": serial_no, "precheck_list": kept.id, "ticks": ticked(kept), **more})


def parcel(*units: UnitIn, carrier: str = "SF Express", tracking_no: str = "SF1") -> ShipmentIn:
    return ShipmentIn(carrier=carrier, tracking_no=tracking_no, units=list(units))


async def send(actor: Actor, site: str, *units: UnitIn, on: datetime = SHIPPED_AT) -> UUID:
    """Ship these units; the id of the shipment."""
    return await ship(actor, site, parcel(*units), on)
