"""Reading programmes: how far they are, what is proposed, and what could not be assigned."""

import json
from collections.abc import Mapping
from uuid import UUID

from network.audits.errors.programmes import ProgrammeNotFound
from network.audits.schemas.programmes import ChecklistChoice, GapOut, ProgrammeOut, ProposalOut, kept_rules
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.sites.queries.sites import contains
from network.web.listing import ListState

SORTS = {"name": "lower(p.name)", "from_on": "p.from_on", "to_on": "p.to_on", "state": "p.state"}
MOST_GAPS = 500

# Sites of a programme `p`, with their region `r`: row security leaves those in reach.
IN_REGION = "(p.region is null or r.path = home.path or starts_with(r.path, home.path || '/'))"
OPEN_THEN = (
    "s.status <> 'closed' and (s.opened_on is null or s.opened_on <= p.to_on) "
    "and (s.closed_on is null or s.closed_on >= p.from_on)"
)
_PROGRAMME = f"""
select p.id, p.name, p.checklist_key, home.path as region,
       (select string_agg(coalesce(nullif(up.name_zh, ''), up.name), '/' order by length(up.path)) from region up
        where home.path = up.path or starts_with(home.path, up.path || '/')) as region_zh,
       p.region as region_id, p.from_on, p.to_on, p.quota, p.announced, p.scored, p.rules,
       p.state, p.version, p.created_by, p.created_at,
       (select c.kind from checklist c where c.key = p.checklist_key and c.state <> 'draft'
        order by c.version desc limit 1) as kind,
       held.sites, held.sites * p.quota as wanted, coalesce(made.proposed, 0)::int as proposed,
       coalesce(made.waiting, 0)::int as waiting, coalesce(made.filed, 0)::int as filed,
       coalesce(made.published, 0)::int as published,
       (select coalesce(sum(g.missing), 0)::int from plan_gap g where g.programme = p.id) as gaps
from audit_programme p
left join region home on home.id = p.region
cross join lateral (
    select count(*)::int as sites from site s left join region r on r.id = s.region where {OPEN_THEN} and {IN_REGION}
) held
left join (
    select a.programme, count(*) filter (where a.state = 'proposed') as proposed,
           count(*) filter (where a.state in ('offered', 'accepted')) as waiting,
           count(*) filter (where a.state = 'filed') as filed, count(shown.audit) as published
    from assignment a
    left join filing f on f.assignment = a.id and f.state not in ('quarantined', 'rejected', 'voided')
    left join audit_source shown on shown.filing = f.id
    group by a.programme
) made on made.programme = p.id
"""
_PROPOSALS = """
select a.id, a.version, s.code as site, s.name as site_name, s.name_zh as site_name_zh, s.time_zone,
       who.code as auditor, a.window_from, a.window_to
from assignment a join site s on s.id = a.site join auditor who on who.id = a.auditor
where a.programme = $1 and a.state = 'proposed' order by s.code, a.window_from, a.id
"""
_GAPS = f"""
select s.code as site, s.name as site_name, s.name_zh as site_name_zh, g.missing, g.rule, g.refused
from plan_gap g join site s on s.id = g.site where g.programme = $1 order by s.code limit {MOST_GAPS}
"""
_REASONS = """
select reason, sum(visits)::int as visits from (
    select g.rule as reason, g.missing as visits from plan_gap g where g.programme = $1 and g.rule is not null
    union all
    select each.key, each.value::int * g.missing from plan_gap g, jsonb_each_text(g.refused) each where g.programme = $1
) said group by reason order by visits desc, reason
"""
_CHECKLISTS = """
select key, document #>> '{title,en}' as title, document #>> '{title,zh_CN}' as title_zh, kind
from checklist where state = 'published' and not pilot order by 2, key
"""


async def list_programmes(actor: Actor, state: ListState) -> tuple[list[ProgrammeOut], int]:
    """A page of the programmes, and how many there are. Searches names; filters by `state`; keys `SORTS`."""
    actor.require(Permission.PLAN_VISITS)
    order = f"{SORTS[state.sort]} {'desc' if state.descending else 'asc'}, p.id"
    wanted = "($1 = '' or p.name ilike $1) and ($2 = '' or p.state = $2)"
    said = (contains(state.q), state.filters.get("state", ""))
    async with transaction(actor, read_only=True):
        total = await fetch_value(f"select count(*) from audit_programme p where {wanted}", *said)
        shown = state.within(total)
        rows = await fetch(
            f"{_PROGRAMME} where {wanted} order by {order} limit $3 offset $4", *said, shown.limit, shown.offset
        )
    return [_programme(actor, row) for row in rows], total


async def programme_detail(actor: Actor, programme: UUID) -> ProgrammeOut:
    """One programme and how far it is. ProgrammeNotFound."""
    actor.require(Permission.PLAN_VISITS)
    async with transaction(actor, read_only=True):
        row = await fetch_row(f"{_PROGRAMME} where p.id = $1", programme)
    if row is None:
        raise ProgrammeNotFound()
    return _programme(actor, row)


async def list_proposals(actor: Actor, programme: UUID) -> list[ProposalOut]:
    """What the last plan proposes and was not offered yet, by site."""
    actor.require(Permission.PLAN_VISITS)
    async with transaction(actor, read_only=True):
        rows = await fetch(_PROPOSALS, programme)
    return [ProposalOut(**row) for row in rows]


async def list_gaps(actor: Actor, programme: UUID) -> tuple[list[GapOut], Mapping[str, int]]:
    """The sites for which the last plan found nobody, the first `MOST_GAPS` of them; and of all of them together how
    often each rule said no: once for a site that nobody may visit, else once for each auditor."""
    actor.require(Permission.PLAN_VISITS)
    async with transaction(actor, read_only=True):
        rows = await fetch(_GAPS, programme)
        reasons = await fetch(_REASONS, programme)
    gaps = [GapOut(**{**row, "refused": json.loads(row["refused"])}) for row in rows]
    return gaps, {row["reason"]: row["visits"] for row in reasons}


async def checklist_choices(actor: Actor) -> list[ChecklistChoice]:
    """The checklists by which visits can be planned."""
    actor.require(Permission.PLAN_VISITS)
    async with transaction(actor, read_only=True):
        rows = await fetch(_CHECKLISTS)
    return [ChecklistChoice(**row) for row in rows]


def _programme(actor: Actor, row: Record) -> ProgrammeOut:
    known = {**row, "rules": kept_rules(row["rules"])}
    mine = known.pop("region_id") in actor.regions
    return ProgrammeOut(may_change=actor.sites is None or mine, **known)
