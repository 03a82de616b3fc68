"""What one site of the demo network does on the last days: orders at its desk, a parcel to headquarters, a dispute."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from network.foundation.access import Actor
from network.foundation.database import fetch, fetch_value, transaction
from network.repairs.commands.contests import contest_finding
from network.repairs.commands.desk.holds import begin_hold
from network.repairs.commands.desk.intake import take_in
from network.repairs.commands.desk.steps import take_step
from network.repairs.commands.desk.templates import add_template
from network.repairs.commands.inspections import inspect_return
from network.repairs.commands.patterns import mark_pattern
from network.repairs.commands.receiving import receive_shipment
from network.repairs.commands.shipments import ship
from network.repairs.queries.prechecks import list_in_force
from network.repairs.rules.desk import Step
from network.repairs.rules.holds import HoldReason
from network.repairs.rules.orders import Finding, Outcome
from network.repairs.schemas.desk import HoldIn, IntakeIn, StepIn, TemplateIn
from network.repairs.schemas.inspections import ContestIn, ReceiptIn, VerdictIn
from network.repairs.schemas.patterns import PatternIn
from network.repairs.schemas.shipments import ShipmentIn

# Serial number, symptom, customer: made up, as everything here.
_UNITS = (
    ("DEMO-0001", "Does not switch on.", "Zhao Min", "13800000001"),
    ("DEMO-0002", "No network after an update.", "Qian Lei", "13800000002"),
    ("DEMO-0003", "The display flickers when it is warm.", "Sun Yan", "13800000003"),
    ("DEMO-0004", "Does not charge.", "Li Na", "13800000004"),
    ("DEMO-0005", "The keys are stuck.", "Zhou Jie", "13800000005"),
)
PRODUCT, KEYS_STUCK = "NL-100", "KEYS"


async def work_at_desk(operator: Actor, inspector: Actor, site: str, now: datetime) -> None:
    """Orders in every state, a parcel under way and one that was inspected, and a fault of the product. Once."""
    async with transaction(operator, read_only=True):
        if await fetch_value("select exists (select from desk_ticket)"):
            return
    template = {"name": "Battery", "product": PRODUCT, "symptom": "Does not charge."}
    await add_template(operator, site, TemplateIn.model_validate(template))
    arrived = [now - timedelta(hours=30 - 5 * place) for place in range(len(_UNITS))]
    orders = [await _take_in(operator, site, unit, at) for unit, at in zip(_UNITS, arrived, strict=True)]
    await take_step(operator, site, orders[2], None, StepIn(step=Step.DIAGNOSED), now - timedelta(hours=2))
    await begin_hold(operator, site, orders[2], None, HoldIn(reason=HoldReason.QUOTE_PENDING), now - timedelta(hours=1))
    await take_step(operator, site, orders[3], None, StepIn(step=Step.DIAGNOSED), now - timedelta(hours=3))
    ready = StepIn(step=Step.READY, outcome=Outcome.REPAIRED)
    await take_step(operator, site, orders[3], None, ready, now - timedelta(hours=1))
    sent = await _ship(operator, site, orders[:1], now - timedelta(hours=20))
    await _ship(operator, site, orders[1:2], now - timedelta(hours=2))
    await _inspect(inspector, sent, now - timedelta(hours=4))
    await _contest(operator, site, sent, now - timedelta(hours=1))
    pattern = {"product": PRODUCT, "fault_code": KEYS_STUCK, "from_on": arrived[-1].date() - timedelta(days=1)}
    words = {"reason": "A batch of key pads swells in the heat; the maker exchanges it."}
    await mark_pattern(inspector, PatternIn.model_validate(pattern | words), now)


async def _take_in(operator: Actor, site: str, unit: Sequence[str], at: datetime) -> UUID:
    serial, symptom, customer, phone = unit
    return await take_in(
        operator,
        site,
        IntakeIn.model_validate(
            {
                "serial_no": serial,
                "product": PRODUCT,
                "symptom": symptom,
                "fault_code": KEYS_STUCK if serial == _UNITS[-1][0] else "",
                "customer_name": customer,
                "customer_phone": phone,
                "in_warranty": True,
                "loan_unit_no": "LOAN-01" if serial == _UNITS[0][0] else "",
            }
        ),
        at,
    )


async def _ship(operator: Actor, site: str, orders: Sequence[UUID], at: datetime) -> UUID:
    """Every step of the pre-check ticked."""
    async with transaction(operator, read_only=True):
        asked = await list_in_force(PRODUCT)
    ticks = {step.key: {"done": True, "note": ""} for step in asked.document.steps}
    units: list[Mapping[str, Any]] = [{"order": order, "precheck_list": asked.id, "ticks": ticks} for order in orders]
    return await ship(operator, site, ShipmentIn.model_validate({"carrier": "SF Express", "units": units}), at)


async def _inspect(inspector: Actor, shipment: UUID, at: datetime) -> None:
    """All came in, and nothing was wrong with it."""
    units = await _units(inspector, shipment)
    await receive_shipment(inspector, shipment, ReceiptIn(units=len(units), received=units), at)
    async with transaction(inspector, read_only=True):
        missed = (await list_in_force(PRODUCT)).document.steps[0].key
    note = "Runs for two hours with a full battery."
    verdict = VerdictIn(finding=Finding.NO_FAULT_FOUND, missed_step=missed, note=note)
    for unit in units:
        await inspect_return(inspector, unit, verdict, at + timedelta(hours=2), 0)


async def _contest(operator: Actor, site: str, shipment: UUID, at: datetime) -> None:
    said = ContestIn(reason="It failed three times at our bench, after twenty minutes each; see the video.")
    for unit in await _units(operator, shipment):
        await contest_finding(operator, site, unit, said, at)


async def _units(actor: Actor, shipment: UUID) -> list[UUID]:
    async with transaction(actor, read_only=True):
        rows = await fetch("select id from hq_return where shipment = $1 order by return_no", shipment)
    return [row["id"] for row in rows]
