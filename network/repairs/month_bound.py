"""A file that is said to hold the orders of one month: which rows it must not have."""

from network.foundation.intake.staging import Check
from network.foundation.periods import Month
from network.repairs.layouts import ORDER_TIMES


def _(message: str) -> str:
    """Marks a text for extraction; it is translated when it is shown."""
    return message


_OUTSIDE = _(
    "The row lies outside %(month)s: the order was received on %(value)s, and nothing happened to it in that month. "
    "Import it with the file of its own month."
)


def month_check(month: Month) -> Check:
    """An order belongs to a month when it was received in it, or when anything else happened to it in it: one that came
    in earlier and is made ready in the month belongs to both. The month is that of the site's own calendar, in
    whatever zone the file writes its times."""
    first, end = (f"timestamp '{day.isoformat()}' at time zone s.time_zone" for day in (month.first, month.end))
    within = " or ".join(f"(a.{time} >= {first} and a.{time} < {end})" for time in ORDER_TIMES)
    return Check(
        "received_at",
        "outside_month",
        _OUTSIDE,
        "select a.row_number, to_char(a.received_at at time zone s.time_zone, 'YYYY-MM-DD HH24:MI') as value, "
        f"'{month}' as month from arrived a join site s on s.id = a.site "
        # A time that is not there makes the condition unknown, not false.
        f"where a.received_at is not null and not a.has_error and ({within}) is not true",
    )
