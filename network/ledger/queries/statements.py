"""The statement of a site for a period: what it stood at, what was booked, what it stands at then."""

import json
from datetime import date, datetime
from zoneinfo import ZoneInfo

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction
from network.foundation.periods import bounds
from network.ledger.queries.balances import balances_of, demerit_entries
from network.ledger.rules.demerits import demerits_on
from network.ledger.rules.statements import require_days
from network.ledger.schemas.balances import StatementLine, StatementOut
from network.sites.queries.sites import site_row

# $1: the site, from $2 until before $3. A balance runs on in each unit, from what was before the period.
_LINES = """
with line as (
    select p.id as posting, p.number, p.posted_at, p.effective_on, p.kind, p.reason, p.facts -> 'title' as title,
           e.unit, e.amount,
           sum(e.amount) over (partition by e.unit order by p.posted_at, p.number) as balance,
           exists (select from ledger_posting r where r.reversal_of = p.id) as reversed
    from ledger_entry e join ledger_posting p on p.id = e.posting
    where e.site = $1 and e.account = 'site:' || e.site || ':balance' and p.posted_at < $3
)
select posting, number, posted_at, effective_on, kind, reason, title, unit, trim_scale(amount) as amount,
       trim_scale(balance) as balance, reversed
from line where posted_at >= $2
order by posted_at, number, unit <> 'points', unit
"""


async def statement(actor: Actor, code: str, first: date, last: date, now: datetime) -> StatementOut:
    """Both days are in it. All of it is as the ledger was at one moment. SiteNotFound, PeriodTurned, PeriodTooFar."""
    actor.require(Permission.READ_LEDGER)
    days = require_days(first, last)
    async with transaction(actor, read_only=True, snapshot=True):
        site = await site_row(code)
        zone = ZoneInfo(site["time_zone"])
        start, end = bounds(days, zone)
        lines = await fetch(_LINES, site["id"], start, end)
        opening, closing = await balances_of([site["id"]], start), await balances_of([site["id"]], end)
        counting = demerits_on(await demerit_entries(site["id"]), min(last, now.astimezone(zone).date()))
    return StatementOut(
        site=site["code"],
        site_name=site["name"],
        site_name_zh=site["name_zh"],
        first=first,
        last=last,
        opening=opening.get(site["id"], []),
        lines=[StatementLine(**{**line, "title": json.loads(line["title"] or "null")}) for line in lines],
        closing=closing.get(site["id"], []),
        demerits=counting,
        made_at=now,
    )
