"""The same unit open twice at one site at the same time, found among a file's rows and the orders already there."""

from network.foundation.intake.staging import Check


def _(message: str) -> str:
    """Marks a text for extraction; it is translated when it is shown."""
    return message


# Each order with a serial number is a stretch of time, from its receipt until it is ready or cancelled. A stretch that
# begins before one of those ahead of it has ended overlaps with the one of them that lasts longest. The place of that
# one is carried behind its end through a text maximum: PostgreSQL before 18 has no maximum of records. Orders that the
# file replaces count as the file says.
FIND = """
create temp table overlapping on commit drop as
with stretch as (
    select a.row_number, a.order_no, a.site_code, a.serial_no, a.received_at,
           coalesce(a.ready_at, a.cancelled_at, 'infinity') as upto
    from arrived a where a.serial_no is not null and a.received_at is not null and not a.has_error
    union all
    select null, o.order_no, k.site_code, o.serial_no, o.received_at,
           coalesce(o.ready_at, o.cancelled_at, 'infinity')
    from (select distinct site, site_code, serial_no from arrived where serial_no is not null) k
    join repair_order o on o.site = k.site and o.serial_no = k.serial_no
    where not exists (select from arrived a where a.site = o.site and a.order_no = o.order_no)
), placed as materialized (
    select *, row_number() over (order by site_code, serial_no, received_at, row_number nulls first) as place
    from stretch
), reaching as (
    select p.*, max((to_char(least(p.upto, '9999-12-31Z') at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')
                     || p.place) collate "C") over (
               partition by p.site_code, p.serial_no order by p.place
               rows between unbounded preceding and 1 preceding) as longest
    from placed p
)
select l.serial_no, e.row_number as earlier_row, e.order_no as earlier_order,
       l.row_number as later_row, l.order_no as later_order
from reaching l join placed e on e.place = substr(l.longest, 27)::bigint
where l.received_at < e.upto and (l.row_number is not null or e.row_number is not null)
"""

_WITH_ROW = _(
    "Unit %(value)s is open twice at this site at the same time: in this row and in row %(other)s. "
    "Close the earlier order, or correct the serial number."
)
_WITH_ORDER = _(
    "Unit %(value)s is open twice at this site at the same time: in this row and in order %(other)s, which was "
    "imported before. Close the earlier order, or correct the serial number."
)


def _check(message: str, row: str, other: str, condition: str) -> Check:
    sql = f"select {row} as row_number, serial_no as value, {other} as other from overlapping where {condition}"
    return Check("serial_no", "serial_open_twice", message, sql)


CHECKS = (
    _check(_WITH_ROW, "later_row", "earlier_row", "later_row is not null and earlier_row is not null"),
    # The earlier row too: it is the one to close, so it must be in the error workbook.
    _check(_WITH_ROW, "earlier_row", "later_row", "later_row is not null and earlier_row is not null"),
    _check(_WITH_ORDER, "later_row", "earlier_order", "earlier_row is null"),
    _check(_WITH_ORDER, "earlier_row", "later_order", "later_row is null"),
)
