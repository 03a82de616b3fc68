"""Looking through a month for what is odd, and deciding about it. Nothing here touches a score; sites never see it."""

import json
from datetime import datetime
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch_value, transaction
from network.foundation.periods import Month
from network.foundation.trail import record as trail
from network.repairs.errors.review import FlagDecided, NetworkDecides
from network.repairs.queries.anomalies import facts_of_month
from network.repairs.queries.review import flag_row
from network.repairs.rules.anomalies import Flag, odd
from network.repairs.schemas.review import FlagDecisionIn, FlagState, ReviewedOut

# What was decided about stays as it was; what is open follows the records. Tells how many are new.
_KEEP = """
with found as (
    select * from unnest($2::int[], $3::text[], $4::text[]) as f (site, kind, facts)
), kept as (
    insert into review_flag (id, site, month, kind, facts, found_at, state)
    select gen_random_uuid(), site, $1, kind, facts::jsonb, $5, 'open' from found
    on conflict (site, month, kind) do update set facts = excluded.facts
        where review_flag.state = 'open' and review_flag.facts <> excluded.facts
    returning xmax = 0 as is_new
)
select count(*) filter (where is_new)::int from kept
"""

_DECIDE = """
update review_flag set state = $2, decided_by = $3, decider = $4, decided_at = $5, note = $6 where id = $1
"""


async def find_odd(actor: Actor, month: Month, now: datetime) -> ReviewedOut:
    """Look through a month of all sites. Running it again adds what is new and keeps what was decided.

    NetworkDecides for a manager of some regions.
    """
    require_network(actor)
    async with transaction(actor):
        await execute("select pg_advisory_xact_lock(hashtextextended('review ' || $1, 0))", str(month))
        facts = await facts_of_month(month.first)
        flags = [flag for each in facts for flag in odd(each, len(facts))]
        new = await fetch_value(_KEEP, month.first, *_columns(flags), now)
        if new:
            await trail.record(actor, "review.found", f"month:{month}", {"flags": len(flags), "new": new})
    return ReviewedOut(month=str(month), sites=len(facts), flags=len(flags), new=new)


async def decide_flag(actor: Actor, flag_id: UUID, state: FlagState, said: FlagDecisionIn, now: datetime) -> None:
    """Clear a flag (there is a good reason) or confirm it (it is what it looks like). FlagNotFound, FlagDecided.

    NetworkDecides for a manager of some regions.
    """
    require_network(actor)
    async with transaction(actor):
        row = await flag_row(flag_id, locked=True)
        if row["state"] != FlagState.OPEN:
            raise FlagDecided()
        await execute(
            _DECIDE,
            flag_id,
            state.value,
            actor.account,
            actor.name,
            now,
            said.note,
        )
        # In the network's chain: a site reads its own.
        facts = {"site": row["site"], "month": row["month"], "kind": row["kind"], "note": said.note}
        await trail.record(actor, f"review.{state.value}", f"flag:{flag_id}", facts)


def require_network(actor: Actor) -> None:
    """NetworkDecides unless this actor decides about reports, everywhere."""
    actor.require(Permission.DECIDE_REPORTS)
    if actor.sites is not None:
        raise NetworkDecides()


def _columns(flags: list[Flag]) -> tuple[list[int], list[str], list[str]]:
    return (
        [flag.site for flag in flags],
        [flag.kind.value for flag in flags],
        [json.dumps(dict(flag.facts)) for flag in flags],
    )
