"""Whom headquarters calls in the demo network: the last months, drawn by lot among the customers who left a number."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from network.feedback.commands.calls import keep_call
from network.feedback.commands.sampling import draw_sample
from network.feedback.errors.sampling import MonthLasts
from network.feedback.lists_calls import CALLS
from network.feedback.queries.calls import list_calls
from network.feedback.rules.calls import Outcome
from network.feedback.schemas.calls import CallIn, CallLine
from network.foundation.access import Actor
from network.foundation.database import execute, fetch_value, transaction
from network.foundation.periods import Month
from network.web.listing import ListState

# Of 256 orders so many came over the desk with a number to call; so many months are drawn, by so many orders a site.
LEAVING, MONTHS, SIZE = 64, 3, 2
# Of 256 drawn so many have been called, of no more than these.
CALLED, MOST_CALLED = 170, 120

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
            break
    await _call(manager, now)


async def _call(manager: Actor, now: datetime) -> None:
    """Two of three were called; the later in the list, the less."""
    found = await list_calls(manager, ListState(CALLS, sort=CALLS.sort), limit=MOST_CALLED)
    for line in found.items:
        lot = sha256(f"{line.site}{line.order_no}".encode()).digest()[0]
        if lot < CALLED:
            await keep_call(manager, line.id, _said(line, lot), now)


def _said(line: CallLine, lot: int) -> CallIn:
    if lot % 10 < 3:
        return CallIn(outcome=Outcome.NOT_REACHED, note="Rang out; try in the evening." if lot % 2 else "")
    if lot % 10 == 3:
        return CallIn(outcome=Outcome.REFUSED)
    grade = 5 - lot % 3 if line.reason == "random" else 4 - lot % 4
    return CallIn(outcome=Outcome.ANSWERED, grade=grade, comment="修得不错，就是等得久了点。" if grade == 3 else "")
