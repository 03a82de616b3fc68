"""What the pre-checks caught and what they let through: counted over the returns that their lists travelled with."""

from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, transaction
from network.repairs.queries.prechecks import COLUMNS, precheck_list
from network.repairs.rules.filters import WHOLE_LIST, Behind, Filtered
from network.repairs.rules.inspections import NO_STEP
from network.repairs.rules.prechecks import Step
from network.repairs.schemas.filters import BehindOut, Filtering, FilteringSite, FilterWanted, Reason

# A finding that was reversed counts as the fault that HQ found in the end. Units that HQ asked for say nothing about
# what a site keeps back. $1 and $2: days on the site's clock; $3: a site's code; $4: a product.
_UNITS = """
select r.id, r.site, s.code, r.return_no, r.serial_no, r.product, r.shipped_at, r.inspected_at, r.finding,
       r.missed_step, t.answers,
       r.finding in ('no_fault_found', 'user_education') and r.reversed_at is null as no_fault,
       r.finding = 'fault_confirmed' or r.reversed_at is not null as confirmed
from hq_return r
join return_precheck t on t.returned = r.id
join site s on s.id = r.site
where r.inspected_at is not null and not r.requested_by_hq
  and r.inspected_at >= ($1::date::timestamp at time zone s.time_zone)
  and r.inspected_at < ($2::date::timestamp at time zone s.time_zone)
  and ($3 = '' or s.code = $3) and ($4 = '' or r.product = $4)
"""

_COUNTS = f"""
with unit as materialized ({_UNITS}), counted as (
    select site, '' as step, count(*) as ticked, count(*) filter (where no_fault) as missed,
           count(*) filter (where confirmed) as confirmed, 0 as left_out
    from unit group by site
    union all
    select unit.site, said.key, count(*) filter (where done),
           count(*) filter (where done and no_fault and missed_step = said.key),
           count(*) filter (where done and confirmed),
           count(*) filter (where not done and no_fault and missed_step = said.key)
    from unit cross join lateral jsonb_each(unit.answers) said
    cross join lateral (select (said.value ->> 'done')::boolean as done) ticks
    group by unit.site, said.key
)
select s.code, s.name, s.name_zh, c.* from counted c join site s on s.id = c.site order by s.code, c.step
"""

# $5: a step, empty for the whole list. Fixed texts of ours, by what is asked for.
_DONE = "(answers -> $5 ->> 'done')::boolean"
_BEHIND = {
    Behind.TICKED: f"($5 = '' or {_DONE})",
    Behind.MISSED: f"no_fault and ($5 = '' or ({_DONE} and missed_step = $5))",
    Behind.LEFT_OUT: f"no_fault and $5 <> '' and not {_DONE} and missed_step = $5",
    Behind.CONFIRMED: f"confirmed and ($5 = '' or {_DONE})",
}

MOST_BEHIND = 500


async def filtering(actor: Actor, wanted: FilterWanted) -> Filtering:
    """What the lists of the sites in reach caught in the period."""
    actor.require(Permission.READ_RECORDS)
    async with transaction(actor, read_only=True):
        rows = await fetch(_COUNTS, *_values(wanted))
        known = await _known_steps()
    sites = [_site(list(lines)) for _code, lines in groupby(rows, key=itemgetter("code"))]
    totals: dict[str, Filtered] = {}
    for site in sites:
        for key, counts in site.steps.items():
            totals[key] = totals.get(key, Filtered()) + counts
    steps = {key: step for key, step in known.items() if key in totals}
    return Filtering(sites, steps, {key: totals[key] for key in steps}, sum((site.whole for site in sites), Filtered()))


async def returns_behind(actor: Actor, wanted: FilterWanted, step: str, behind: Behind) -> list[BehindOut]:
    """The returns behind one number, the latest first; at most `MOST_BEHIND`. `step` empty: the whole list's."""
    actor.require(Permission.READ_RECORDS)
    async with transaction(actor, read_only=True):
        rows = await fetch(
            f"select * from ({_UNITS}) unit where {_BEHIND[behind]} "
            f"order by inspected_at desc, return_no limit {MOST_BEHIND}",
            *_values(wanted),
            step,
        )
    return [BehindOut(site=row["code"], **_fields(row)) for row in rows]


async def frequent_reasons(actor: Actor, product: str, first: date, end: date) -> list[Reason]:
    """Why units of a product came up without a fault, the most frequent reason first.

    An empty product: of all products that have no list of their own.
    """
    actor.require(Permission.READ_RECORDS)
    async with transaction(actor, read_only=True):
        rows = await fetch(
            "select nullif(r.missed_step, $4) as step, count(*) as units from hq_return r join site s on s.id = r.site "
            "where r.finding in ('no_fault_found', 'user_education') and r.reversed_at is null "
            "and not r.requested_by_hq "
            "and r.inspected_at >= ($1::date::timestamp at time zone s.time_zone) "
            "and r.inspected_at < ($2::date::timestamp at time zone s.time_zone) "
            "and case when $3 <> '' then r.product = $3 else not exists (select from precheck_list l "
            "where l.product = r.product and l.state = 'published') end "
            "group by 1 order by units desc, step nulls last",
            first,
            end,
            product,
            NO_STEP,
        )
        known = await _known_steps()
    return [Reason(known.get(row["step"]), row["units"]) for row in rows]


async def returned_products(actor: Actor) -> list[str]:
    """Every product of which a unit in reach was sent up, by name."""
    actor.require(Permission.READ_RECORDS)
    async with transaction(actor, read_only=True):
        rows = await fetch("select distinct product from hq_return where product <> '' order by product")
    return [row["product"] for row in rows]


async def _known_steps() -> dict[str, Step]:
    """Inside a transaction: every step of the lists in reach as the newest one says it, in the order of the lists."""
    rows = await fetch(
        f"select {COLUMNS} from precheck_list l where l.state <> 'draft' order by l.published_at desc, l.product"
    )
    known: dict[str, Step] = {}
    for row in rows:
        for step in precheck_list(row).document.steps:
            known.setdefault(step.key, step)
    return known


def _values(wanted: FilterWanted) -> tuple[Any, ...]:
    return wanted.first, wanted.end, wanted.site, wanted.product


def _site(lines: list[Record]) -> FilteringSite:
    counts = {row["step"]: Filtered(row["ticked"], row["missed"], row["confirmed"], row["left_out"]) for row in lines}
    whole = counts.pop(WHOLE_LIST)
    return FilteringSite(lines[0]["code"], lines[0]["name"], lines[0]["name_zh"], whole, counts)


def _fields(row: Record) -> dict[str, Any]:
    return {name: row[name] for name in BehindOut.model_fields if name != "site"}
