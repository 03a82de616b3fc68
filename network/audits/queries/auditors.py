"""Reading the register of auditors. Who they are is not in it: see `commands.auditors.reveal_identity`."""

from datetime import date
from uuid import UUID

from network.audits.errors.auditors import AuditorNotFound
from network.audits.schemas.auditors import AuditorDetailOut, AuditorOut, AuditorsOut, ConflictOut, LookOut
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.sites.queries.sites import contains
from network.web.listing import ListState

SORTS = {
    "code": "a.code",
    "qualified_until": "a.qualified_until",
    "waiting": "waiting",
    "filed": "filed",
    "conflicts": "conflicts",
}

# $1 today.
_AUDITOR = """
select a.id, a.code, a.active, a.qualified_until, a.latitude, a.longitude, a.reach_km, a.version,
       coalesce(had.waiting, 0)::int as waiting, coalesce(had.filed, 0)::int as filed,
       (select count(*) from auditor_conflict c where c.auditor = a.id and (c.to_on is null or c.to_on >= $1))::int
           as conflicts
from auditor a
left join (
    select auditor, count(*) filter (where state in ('offered', 'accepted')) as waiting,
           count(*) filter (where state = 'filed') as filed
    from assignment group by auditor
) had on had.auditor = a.id
"""
# An auditor of whom no visit may be assigned any more has lapsed.
_STATES = {
    "qualified": "a.active and a.qualified_until >= $1",
    "lapsed": "a.active and (a.qualified_until is null or a.qualified_until < $1)",
    "inactive": "not a.active",
}
_CONFLICTS = """
select c.id, s.code as site, o.name as operator, c.reason, c.from_on, c.to_on, c.told_by, c.told_at
from auditor_conflict c left join site s on s.id = c.site left join operator o on o.id = c.operator
where c.auditor = $1 order by c.to_on is not null, c.from_on desc, c.id
"""
_LOOKS = "select looker, reason, looked_at from identity_look where auditor = $1 order by looked_at desc, id"


async def list_auditors(actor: Actor, state: ListState, today: date) -> AuditorsOut:
    """A page of the auditors. Searches codes; filters by `state` (`qualified`, `lapsed`, `inactive`); keys `SORTS`."""
    actor.require(Permission.PLAN_VISITS)
    wanted = _STATES.get(state.filters.get("state", ""), "true")
    order = f"{SORTS[state.sort]} {'desc' if state.descending else 'asc'} nulls last, a.code"
    async with transaction(actor, read_only=True):
        total = await fetch_value(
            f"select count(*) from auditor a where $1::date is not null and ($2 = '' or a.code ilike $2) and {wanted}",
            today,
            contains(state.q),
        )
        shown = state.within(total)
        rows = await fetch(
            f"{_AUDITOR} where ($2 = '' or a.code ilike $2) and {wanted} order by {order} limit $3 offset $4",
            today,
            contains(state.q),
            shown.limit,
            shown.offset,
        )
    return AuditorsOut(items=[AuditorOut(**row) for row in rows], total=total, page=shown.page, size=shown.size)


async def auditor_detail(actor: Actor, auditor: UUID, today: date) -> AuditorDetailOut:
    """One auditor, with all conflicts, and who looked up who it is. AuditorNotFound."""
    actor.require(Permission.PLAN_VISITS)
    async with transaction(actor, read_only=True):
        row = await fetch_row(f"{_AUDITOR} where a.id = $2", today, auditor)
        if row is None:
            raise AuditorNotFound()
        conflicts = [ConflictOut(**each) for each in await fetch(_CONFLICTS, auditor)]
        # Looks reach beyond a region: whoever answers for one does not see who asked elsewhere.
        looks = [LookOut(**each) for each in await fetch(_LOOKS, auditor)] if actor.sites is None else None
    return AuditorDetailOut(**row, with_conflicts=conflicts, looks=looks)


async def auditor_row(auditor: UUID) -> Record:
    """Inside a transaction. AuditorNotFound."""
    row = await fetch_row("select id, code, active, version from auditor where id = $1", auditor)
    if row is None:
        raise AuditorNotFound()
    return row


async def own_conflicts(actor: Actor) -> list[ConflictOut]:
    """The conflicts of interest of the auditor who asks, those that last first."""
    actor.require(Permission.MAKE_VISITS)
    async with transaction(actor, read_only=True):
        rows = await fetch("select * from my_conflicts() order by to_on is not null, from_on desc, id")
    return [ConflictOut(**row) for row in rows]


async def active_codes(actor: Actor) -> list[str]:
    """The codes of those to whom visits are assigned."""
    actor.require(Permission.PLAN_VISITS)
    async with transaction(actor, read_only=True):
        rows = await fetch("select code from auditor where active order by length(code), code")
    return [row["code"] for row in rows]
