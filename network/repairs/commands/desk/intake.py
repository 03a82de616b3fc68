"""Taking a unit in, and correcting what was written down of it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch_value, transaction
from network.foundation.intake.turns import writing_records
from network.foundation.trail import record as trail
from network.repairs.commands.desk.rows import at_counter, check_loan_unit, check_serial, link_serials, subject
from network.repairs.errors.desk import BadDeskEntry, OrderHasEnded, SiteTakesNothingIn
from network.repairs.rules.desk import number_prefix, order_number
from network.repairs.schemas.desk import EntryIn, IntakeIn
from network.sites.commands.printable import unprintable
from network.sites.queries.sites import site_row
from network.sites.rules.sites import SiteStatus

_ORDER = ("serial_no", "product", "fault_code", "in_warranty", "technician")
_TICKET = ("customer_name", "customer_phone", "symptom", "accessories", "quoted_price")
_PRINTED = ("serial_no", "product", "symptom", "accessories", "customer_name")
# As `network.repairs.commands.patterns` takes it alone: before any row is touched.
_PATTERNS = "select pg_advisory_xact_lock_shared(hashtextextended('product_pattern', 0))"


async def take_in(actor: Actor, site_code: str, wanted: IntakeIn, now: datetime) -> UUID:
    """Open an order for a unit handed in now, under the next number of the site; the order's id.

    SiteNotFound, BadDeskEntry, SiteTakesNothingIn, SerialIsOpen, LoanUnitIsOut.
    """
    actor.require(Permission.RUN_DESK)
    _check_printable(wanted)
    async with transaction(actor):
        await writing_records()
        site = await site_row(site_code)
        if site["status"] == SiteStatus.CLOSED:
            raise SiteTakesNothingIn()
        await check_serial(site["id"], wanted.serial_no)
        if wanted.loan_unit_no:
            await check_loan_unit(site["id"], wanted.loan_unit_no)
        order_id, number = uuid4(), await _next_number(site, now)
        await _insert(actor, site["id"], order_id, number, wanted, now)
        await link_serials(wanted.serial_no)
        facts = {**_order_columns(wanted), "quoted_price": wanted.quoted_price, "quoted_currency": wanted.currency}
        await trail.record(actor, "order.taken_in", subject(number), facts, site=site["id"])
    return order_id


async def correct_entry(actor: Actor, site_code: str, order_id: UUID, version: int | None, wanted: EntryIn) -> None:
    """Put right what was typed, until the unit is handed over; when it was taken in never changes.

    SiteNotFound, OrderNotFound, PreconditionFailed, BadDeskEntry, OrderHasEnded, SerialIsOpen.
    """
    _check_printable(wanted)
    async with at_counter(actor, site_code, order_id, version, first=_PATTERNS) as counter:
        order = counter.order
        if order["handed_over_at"] is not None:
            raise OrderHasEnded()
        if counter.course.is_open:
            await check_serial(counter.site["id"], wanted.serial_no, but=order_id)
        written = {name: getattr(wanted, name) for name in _TICKET} | {"quoted_currency": wanted.currency}
        await counter.change("corrected", _order_columns(wanted), written)
        await link_serials(order["serial_no"], wanted.serial_no)


def _check_printable(wanted: EntryIn) -> None:
    """Raises BadDeskEntry for what could not stand on the receipt."""
    printed = {name: " ".join(getattr(wanted, name).split()) for name in _PRINTED}
    if wrong := unprintable(printed):
        raise BadDeskEntry(dict(wrong))


def _order_columns(wanted: EntryIn) -> dict[str, Any]:
    """What the order keeps of an entry; what was left empty is not known."""
    values = {name: getattr(wanted, name) for name in _ORDER}
    return {name: None if value == "" else value for name, value in values.items()}


async def _next_number(site: Record, now: datetime) -> str:
    """The number after the highest of the site's year: one writes at a time, so none is given twice."""
    prefix = number_prefix(site["code"], now.astimezone(ZoneInfo(site["time_zone"])).year)
    highest = await fetch_value(
        "select max(substr(order_no, length($2) + 1)::int) from repair_order "
        "where site = $1 and starts_with(order_no, $2) and substr(order_no, length($2) + 1) ~ '^[0-9]{1,8}$'",
        site["id"],
        prefix,
    )
    return order_number(prefix, (highest or 0) + 1)


async def _insert(actor: Actor, site: int, order_id: UUID, number: str, wanted: IntakeIn, now: datetime) -> None:
    loan = wanted.loan_unit_no or None
    columns = _order_columns(wanted)
    names = ", ".join(columns)
    places = ", ".join(f"${place}" for place in range(6, 6 + len(columns)))
    await execute(
        "insert into repair_order (id, site, order_no, received_at, changed_at, loan_unit, hold_hours, sent_to_hq, "
        f"import_row, version, {names}) values ($1, $2, $3, $4, $4, $5, 0, false, 0, 1, {places})",
        order_id,
        site,
        number,
        now,
        loan is not None,
        *columns.values(),
    )
    await execute(
        'insert into desk_ticket (id, site, "order", customer_name, customer_phone, symptom, accessories, '
        "quoted_price, currency, loan_unit_no, loan_out_at, entered_by, entered_at, version) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1)",
        uuid4(),
        site,
        order_id,
        *(getattr(wanted, name) for name in _TICKET),
        wanted.currency,
        loan,
        now if loan else None,
        actor.account,
        now,
    )
