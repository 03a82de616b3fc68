"""The receipt that a customer takes along, as it is printed."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from network.foundation.access import Actor
from network.foundation.database import fetch_value, transaction
from network.repairs.queries.desk import desk_order
from network.sites.schemas.sites import SiteOut
from reports.certificate import Pair
from reports.receipt import ReceiptSheet


async def receipt_sheet(
    actor: Actor, shop: SiteOut, order_id: UUID, now: datetime, network: Pair, base: str
) -> ReceiptSheet:
    """What the receipt of an order says, its times on the site's clock. `base`: the address that people use.
    SiteNotFound, OrderNotFound."""
    order = await desk_order(actor, shop.code, order_id, now)
    async with transaction(actor, read_only=True):
        # Whom the customer answers, and when that counts, is a matter of surveys; the database hands the code over.
        code = await fetch_value("select survey_code_of($1)", order_id) or ""
    zone = ZoneInfo(shop.time_zone)
    return ReceiptSheet(
        order_no=order.order_no,
        network=network,
        site_code=shop.code,
        site=Pair(shop.name, shop.name_zh),
        address=Pair(shop.address, shop.address_zh),
        phone=shop.phone,
        customer=order.customer_name,
        serial_no=order.serial_no or "",
        product=order.product or "",
        symptom=" ".join(order.symptom.split()),
        accessories=order.accessories,
        received_at=order.received_at.astimezone(zone),
        target_at=order.due_at.astimezone(zone),
        promised_at=order.promised_at.astimezone(zone),
        in_warranty=order.in_warranty,
        price=order.quoted_price,
        currency=order.quoted_currency or "",
        loan_unit_no=(order.loan_unit_no or "") if order.loan_is_out else "",
        survey_code=code,
        survey_url=f"{base.rstrip('/')}/rate?code={code}" if code else "",
    )
