"""Lending units to customers who wait."""

from datetime import datetime
from uuid import UUID

from network.foundation.access import Actor
from network.repairs.commands.desk.rows import Counter, at_counter, check_loan_unit
from network.repairs.errors.desk import CustomerHasLoanUnit, NoLoanUnitOut, OrderHasEnded
from network.repairs.schemas.desk import LoanIn


async def lend(
    actor: Actor, site_code: str, order_id: UUID, version: int | None, wanted: LoanIn, now: datetime
) -> None:
    """Give out a loan unit. SiteNotFound, OrderNotFound, PreconditionFailed, OrderHasEnded, CustomerHasLoanUnit,
    LoanUnitIsOut.
    """
    async with at_counter(actor, site_code, order_id, version) as counter:
        if counter.order["handed_over_at"] is not None:
            raise OrderHasEnded()
        if _is_out(counter):
            raise CustomerHasLoanUnit(loan_unit_no=counter.order["loan_unit_no"])
        await check_loan_unit(counter.site["id"], wanted.loan_unit_no)
        given = {"loan_unit_no": wanted.loan_unit_no, "loan_out_at": now, "loan_back_at": None}
        await counter.change("loan_out", {"loan_unit": True}, given)


async def take_back(actor: Actor, site_code: str, order_id: UUID, version: int | None, now: datetime) -> None:
    """The loan unit is back. SiteNotFound, OrderNotFound, PreconditionFailed, NoLoanUnitOut."""
    async with at_counter(actor, site_code, order_id, version) as counter:
        if not _is_out(counter):
            raise NoLoanUnitOut()
        back = max(now, counter.order["loan_out_at"])
        await counter.change("loan_back", {}, {"loan_back_at": back})


def _is_out(counter: Counter) -> bool:
    return counter.order["loan_out_at"] is not None and counter.order["loan_back_at"] is None
