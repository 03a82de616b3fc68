"""Reading the visits that were filed: for headquarters, by code of the auditor."""

from datetime import datetime
from typing import Any

from network.audits.rules.review import REVIEW_WITHIN, WAITS_FOR_REVIEW
from network.audits.schemas.visits import EmbargoOut, VisitOut, VisitsOut
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_value, transaction
from network.sites.queries.sites import contains
from network.web.listing import ListState

SORTS = {
    "site": "site",
    "state": "rank",
    "kind": "kind",
    "auditor": "auditor",
    "visited_at": "visited_at",
    "received_at": "received_at",
    "signals": "signals",
    "score": "score",
    "programme": "lower(programme)",
    "region": "region",
    "reviewer": "lower(reviewer_name)",
}
# $1: now, $2: how long a review may take, $3: states in which it waits. `rank`: what is to be done first.
VISIT = """
select f.id, s.code as site, s.name as site_name, s.name_zh as site_name_zh, r.path as region, s.time_zone,
       a.kind, a.scored, c.pilot, p.name as programme, a.programme as programme_id, who.code as auditor, f.state,
       f.auditor as auditor_id, exists (select from audit_source o where o.filing = f.id) as published,
       f.visited_at, f.received_at, f.late, f.state = any ($3) and f.received_at + $2 < $1 as overdue,
       jsonb_array_length(f.signals) + coalesce((
           select sum(jsonb_array_length(each.signals)) from filing_photo each
           where each.filing = f.id and each.number = f.current), 0)::int as signals,
       v.score, f.reviewer_name, f.embargo_until,
       array_position(array['quarantined', 'received', 'in_review', 'needs_clarification', 'approved',
                            'approved_excluded', 'rejected', 'voided'], f.state::text) as rank
from filing f
join filing_version v on v.filing = f.id and v.number = f.current
join assignment a on a.id = f.assignment
join audit_programme p on p.id = a.programme
join checklist c on c.id = f.checklist
join site s on s.id = f.site
left join region r on r.id = s.region
join auditor who on who.id = f.auditor
"""
_WANTED = f"""
with visit as materialized ({VISIT})
select {{what}} from visit
where ($4 = '' or site ilike $4 or site_name ilike $4 or site_name_zh ilike $4)
  and case $5 when '' then true
      when 'waiting' then state in ('received', 'in_review', 'needs_clarification')
      when 'overdue' then overdue
      when 'embargo' then state = 'approved' and not published
      when 'published' then published
      else state = $5 end
  and ($6 = '' or late) and ($7 = '' or signals > 0) and ($8 = '' or kind = $8)
  and ($9 = '' or programme_id::text = $9) and ($10 = '' or auditor = $10) and ($11 = '' or site = $11)
  and ($12 = '' or region = $12 or starts_with(region, $12 || '/'))
"""
_FILTERS = ("state", "late", "signals", "kind", "programme", "auditor", "site", "region")
_EMBARGO = """
select f.id, s.code as site, s.name as site_name, s.name_zh as site_name_zh, a.kind, f.embargo_until
from filing f join assignment a on a.id = f.assignment join site s on s.id = f.site
where f.state = 'approved' and not exists (select from audit_source o where o.filing = f.id)
order by f.embargo_until, f.id
"""


async def list_visits(actor: Actor, state: ListState, now: datetime, *, limit: int | None = None) -> VisitsOut:
    """A page of the visits in reach. Searches sites; filters as in `lists_visits`; sorting keys are `SORTS`.

    With `limit` the first so many instead, for an export.
    """
    actor.require(Permission.REVIEW_VISITS)
    order = f"{SORTS[state.sort]} {'desc' if state.descending else 'asc'} nulls last, id"
    said = (*standing(now), contains(state.q), *(state.filters.get(name, "") for name in _FILTERS))
    async with transaction(actor, read_only=True):
        total = await fetch_value(_WANTED.format(what="count(*)"), *said)
        shown = state.within(total)
        rows = await fetch(
            f"{_WANTED.format(what='*')} order by {order} limit $13 offset $14",
            *said,
            limit or shown.limit,
            0 if limit else shown.offset,
        )
    items = [VisitOut(**without_ids(row)) for row in rows]
    return VisitsOut(items=items, total=total, page=shown.page, size=shown.size)


async def under_embargo(actor: Actor) -> list[EmbargoOut]:
    """Visits that are approved and not published, those first that go out first."""
    actor.require(Permission.REVIEW_VISITS)
    async with transaction(actor, read_only=True):
        return [EmbargoOut(**row) for row in await fetch(_EMBARGO)]


def standing(now: datetime) -> tuple[Any, ...]:
    """$1 to $3 of `VISIT`."""
    return now, REVIEW_WITHIN, sorted(WAITS_FOR_REVIEW)


def without_ids(row: Record) -> dict[str, Any]:
    """What `VisitOut` takes of a row of `VISIT`."""
    return {name: value for name, value in row.items() if name in VisitOut.model_fields}
