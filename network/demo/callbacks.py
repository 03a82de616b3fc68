"""Whom headquarters calls in the demo network: the last months, drawn by lot among the customers who left a number."""

from collections.abc import Iterable
from datetime import datetime

from network.feedback.commands.sampling import draw_sample
from network.feedback.errors.sampling import MonthLasts
from network.foundation.access import Actor
from network.foundation.database import execute, fetch_value, transaction
from network.foundation.periods import Month

# Of 256 orders so many came over the desk with a number to call; so many months are drawn, by so many orders a site.
LEAVING, MONTHS, SIZE = 64, 3, 2

# $1 and $2: the days between which a unit was ready. The numbers are nobody's.
_TICKETS = f"""
insert into desk_ticket (id, site, "order", customer_name, customer_phone, symptom, accessories, entered_at)
select gen_random_uuid(), o.site, o.id, '客户 ' || right(o.order_no, 4),
       '199 0000 ' || lpad((abs(hashtext(o.order_no)) % 10000)::text, 4, '0'), '', '', o.received_at
from repair_order o
where o.ready_at >= $1::date and o.ready_at < $2::date
  and get_byte(sha256(convert_to(o.order_no, 'UTF8')), 0) < {LEAVING}
on conflict do nothing
"""


async def draw_months(operators: Iterable[Actor], manager: Actor, now: datetime) -> None:
    """Once; the months that are over everywhere. Numbers are kept by the sites that somebody signs in for."""
    async with transaction(manager, read_only=True):
        if await fetch_value("select exists (select from sample_draw)"):
            return
    last = Month(now.year, now.month)
    for operator in operators:  # a handful
        async with transaction(operator):
            await execute(_TICKETS, last.shift(-MONTHS).first, last.first)
    for back in range(MONTHS, 0, -1):
        try:
            await draw_sample(manager, last.shift(-back), SIZE, now)
        except MonthLasts:  # the first hours of a month
            return
