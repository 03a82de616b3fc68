"""What the commands of the desk share: the order under its lock, a change with its trail, serials, loan units."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch, fetch_row, transaction
from network.foundation.intake.turns import writing_records
from network.foundation.trail import record as trail
from network.repairs.errors.desk import LoanUnitIsOut, SerialIsOpen
from network.repairs.errors.records import OrderNotFound
from network.repairs.rules.desk import Course
from network.repairs.rules.holds import Hold
from network.sites.queries.sites import site_row
from network.web.versions import check_version

_TICKET = (
    "customer_name",
    "customer_phone",
    "symptom",
    "accessories",
    "quoted_price",
    "loan_unit_no",
    "loan_out_at",
    "loan_back_at",
)
_ORDER = f"""
select o.*, now() as now, d.currency as quoted_currency, {", ".join(f"d.{name}" for name in _TICKET)}
from repair_order o join desk_ticket d on d."order" = o.id where o.site = $1 and o.id = $2 for update of o, d
"""
# Who the customer is, only the site reads: the trail is read by headquarters as well.
_PRIVATE = frozenset({"customer_name", "customer_phone"})
_COLUMN = {"quoted_currency": "currency"}


@dataclass(frozen=True, slots=True)
class Counter:
    """An order at the desk of its site, locked, in the running transaction. `holds` are in their order."""

    actor: Actor
    site: Record
    order: Record
    holds: tuple[Hold, ...]

    @property
    def course(self) -> Course:
        names = ("received_at", "diagnosed_at", "ready_at", "notified_at", "handed_over_at", "cancelled_at")
        return Course(*(self.order[name] for name in names))

    async def change(
        self,
        done: str,
        order: Mapping[str, Any],
        ticket: Mapping[str, Any] | None = None,
        told: Mapping[str, Any] | None = None,
    ) -> None:
        """Change columns of the order and of its ticket, with one event of the trail (`order.<done>`).

        `told`: what else the event tells. The order's version always moves: a page that was opened before is stale.
        """
        ticket = ticket or {}
        await execute(*_update("repair_order", "id", self.order["id"], {**order, "changed_at": self.order["now"]}))
        if ticket:
            columns = {_COLUMN.get(name, name): value for name, value in ticket.items()}
            await execute(*_update("desk_ticket", '"order"', self.order["id"], columns))
        shown = {name: value for name, value in {**order, **ticket}.items() if name not in _PRIVATE}
        after = {name: value for name, value in shown.items() if self.order[name] != value}
        facts = {"before": {name: self.order[name] for name in after}, "after": {**after, **(told or {})}}
        await trail.record(self.actor, f"order.{done}", subject(self.order["order_no"]), facts, site=self.site["id"])


@asynccontextmanager
async def at_counter(
    actor: Actor, site_code: str, order_id: UUID, version: int | None, *, first: str = ""
) -> AsyncIterator[Counter]:
    """A transaction about one order of the desk; `first`: a lock to be taken before any row is.

    SiteNotFound, OrderNotFound, PreconditionFailed.
    """
    actor.require(Permission.RUN_DESK)
    async with transaction(actor):
        await writing_records()
        if first:
            await execute(first)
        site = await site_row(site_code)
        row = await fetch_row(_ORDER, site["id"], order_id)
        if row is None:
            raise OrderNotFound()
        check_version(version, row["version"])
        holds = await fetch('select reason, from_at, to_at from order_hold where "order" = $1 order by place', order_id)
        yield Counter(actor, site, row, tuple(Hold(**dict(hold)) for hold in holds))


def subject(order_no: str) -> str:
    return f"order:{order_no}"


def _update(table: str, key: str, order_id: UUID, columns: Mapping[str, Any]) -> tuple[Any, ...]:
    sets = ", ".join(f"{name} = ${place}" for place, name in enumerate(columns, start=2))
    return f"update {table} set {sets} where {key} = $1", order_id, *columns.values()


async def check_serial(site: int, serial_no: str | None, but: UUID | None = None) -> None:
    """Inside a transaction that writes records. Raises SerialIsOpen when another order for the unit is open here."""
    row = await fetch_row(
        'select o.id, o.order_no, exists (select from desk_ticket d where d."order" = o.id) as at_desk '
        "from repair_order o where o.site = $1 and o.serial_no = $2 and o.ready_at is null and o.cancelled_at is null "
        "and o.id is distinct from $3",
        site,
        serial_no,
        but,
    )
    if row is not None:
        raise SerialIsOpen(row["id"], at_desk=row["at_desk"], serial_no=str(serial_no), order_no=row["order_no"])


async def check_loan_unit(site: int, loan_unit_no: str) -> None:
    """Inside a transaction that writes records. Raises LoanUnitIsOut."""
    row = await fetch_row(
        'select o.order_no from desk_ticket d join repair_order o on o.id = d."order" where d.site = $1 '
        "and lower(d.loan_unit_no) = lower($2) and d.loan_out_at is not null and d.loan_back_at is null",
        site,
        loan_unit_no,
    )
    if row is not None:
        raise LoanUnitIsOut(loan_unit_no=loan_unit_no, order_no=row["order_no"])


async def link_serials(*serials: str | None) -> None:
    """Find anew which repairs of these units came back."""
    await execute("select link_serials($1)", sorted({serial for serial in serials if serial}))
