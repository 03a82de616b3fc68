"""Which day a settlement can go up to, and what its payments are called."""

from datetime import date
from uuid import UUID

from network.foundation.i18n import lazy as _
from network.ledger.errors.settlements import SettlementWrong


def require_cut_off(cut_off: date, today: date, last: date | None) -> None:
    """It lies behind, so that its day is over; and none goes back before the last one. SettlementWrong.

    `today`: where the day begins last, so that it is over everywhere.
    """
    if cut_off >= today:
        raise SettlementWrong({"cut_off": _("This day is not over yet. Choose an earlier one.")})
    if last is not None and cut_off < last:
        raise SettlementWrong(
            {"cut_off": _("A settlement up to a later day has been made already. Choose that day or a later one.")}
        )


def payment_key(line: UUID, attempt: int) -> str:
    """Of the posting by which a line is marked as paid; `attempt`: how often that was taken back before."""
    return f"settlement:{line}:{attempt}"
