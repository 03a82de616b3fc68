"""Marking a recurring fault as the product's, and taking that back. Its orders leave the sites' metrics, or return.

Published quarters are frozen: their figures stay as they are until a restatement.
"""

from datetime import date, datetime
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch, fetch_row, fetch_value, transaction
from network.foundation.i18n import lazy as _
from network.foundation.intake.turns import writing_records
from network.foundation.trail.record import canonical, record
from network.repairs.errors.patterns import PatternExists, PatternIncomplete, PatternNotFound, PatternWithdrawn
from network.repairs.queries.patterns import MATCHING, scope_values
from network.repairs.schemas.patterns import PatternIn, PatternScopeIn

_MARK = f"""
update repair_order marked set pattern = $5
where marked.id in (select o.id from {MATCHING} and o.pattern is null)
"""
_OVERLAPPING = """
select true from product_pattern
where product = $1 and fault_code = $2 and withdrawn_at is null
    and daterange(from_on, to_on, '[]') && daterange($3, $4, '[]')
limit 1
"""


async def mark_pattern(actor: Actor, marked: PatternIn, now: datetime) -> UUID:
    """Mark the fault: its orders, and those that come later, count for no site any more. The pattern's id.

    PatternIncomplete, PatternExists when days of it are marked already.
    """
    actor.require(Permission.MARK_PATTERNS)
    check_scope(marked, now.date())
    pattern = uuid4()
    async with transaction(actor):
        await _turn()
        scope = scope_values(marked)
        if await fetch_value(_OVERLAPPING, *scope):
            raise PatternExists(product=marked.product, fault_code=marked.fault_code)
        await execute(
            "insert into product_pattern "
            "(id, product, fault_code, from_on, to_on, reason, marked_by, marker, marked_at) "
            "values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            pattern,
            *scope,
            marked.reason,
            actor.account,
            actor.name,
            now,
        )
        await execute(_MARK, *scope, pattern)
        facts = marked.model_dump()
        await record(actor, "pattern.marked", f"pattern:{pattern}", {**facts, **await _held(pattern)})
        await _tell_sites(actor, "pattern.marked", pattern, facts)
    return pattern


async def withdraw_pattern(actor: Actor, pattern: UUID, reason: str, now: datetime) -> None:
    """Take a pattern back: its orders count for their sites again. PatternNotFound, PatternWithdrawn."""
    actor.require(Permission.MARK_PATTERNS)
    async with transaction(actor):
        await _turn()
        row = await fetch_row("select * from product_pattern where id = $1 for update", pattern)
        if row is None:
            raise PatternNotFound()
        if row["withdrawn_at"] is not None:
            raise PatternWithdrawn()
        facts = {**_scope(row), "reason": reason}
        await record(actor, "pattern.withdrawn", f"pattern:{pattern}", {**facts, **await _held(pattern)})
        await _tell_sites(actor, "pattern.withdrawn", pattern, facts)
        await execute(
            "update product_pattern set withdrawn_at = $2, withdrawer = $3, withdrawal = $4 where id = $1",
            pattern,
            now,
            actor.name,
            reason,
        )
        await execute("update repair_order set pattern = null where pattern = $1", pattern)


def check_scope(scope: PatternScopeIn, today: date) -> None:
    """PatternIncomplete names what is wrong with the days."""
    if scope.from_on > today:
        raise PatternIncomplete(
            {"from_on": _("This day has not come yet. Choose the day from which the fault occurred.")}
        )
    if scope.to_on is not None and scope.to_on < scope.from_on:
        raise PatternIncomplete({"to_on": _("The last day must not be before the first.")})


async def _turn() -> None:
    """Wait until nobody writes orders or measures records; nobody may until this is done: none slips through."""
    await writing_records()
    await execute("select pg_advisory_xact_lock(hashtextextended('product_pattern', 0))")


async def _held(pattern: UUID) -> dict[str, int]:
    """How many orders of how many sites the pattern holds."""
    row = await fetch_row(
        "select count(*)::int as orders, count(distinct site)::int as sites from repair_order where pattern = $1",
        pattern,
    )
    return dict(row or {})


async def _tell_sites(actor: Actor, action: str, pattern: UUID, facts: dict[str, object]) -> None:
    """One event in the chain of each site whose orders the pattern holds, with their number."""
    rows = await fetch(
        "select site, count(*)::int as orders from repair_order where pattern = $1 group by site order by site", pattern
    )
    await execute(
        "insert into trail_event (site, actor, account, action, subject, body) "
        "select told.site, $1, $2, $3, $4, told.body "
        "from unnest($5::int[], $6::text[]) as told(site, body) order by told.site",
        actor.name,
        actor.account,
        action,
        f"pattern:{pattern}",
        [row["site"] for row in rows],
        [canonical({**facts, "orders": row["orders"]}) for row in rows],
    )


def _scope(row: Record) -> dict[str, object]:
    return {name: row[name] for name in PatternScopeIn.model_fields}
