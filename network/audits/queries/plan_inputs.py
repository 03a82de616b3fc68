"""What a plan is drawn from: sites with their past visits, auditors with their conflicts. A few statements for a whole
network, none for a single site."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from network.audits.queries.programmes import IN_REGION
from network.audits.rules.plan_auditors import Conflict, PlanAuditor
from network.audits.rules.plan_days import PastVisit, PlanSite, week_of
from network.audits.rules.planning import ROTATION_DAYS, DaySpan
from network.foundation.database import Record, fetch

# Days of the site's own calendar. A thread that is suspended or withdrawn certifies nobody.
_SITES = f"""
with home as (select p.*, r.path from audit_programme p left join region r on r.id = p.region where p.id = $1),
wanted as (
    select s.*, p.quota - coalesce(had.visits, 0) as missing
    from home p
    join site s on s.status <> 'listed'
    left join region r on r.id = s.region
    left join (select site, count(*) as visits from assignment
               where programme = $1 and state in ('offered', 'accepted', 'filed') group by site) had on had.site = s.id
    where {IN_REGION.replace("p.region is null", "p.path is null").replace("home.path", "p.path")}
        and ($2::integer[] is null or s.id = any ($2))
),
stopped as (
    select distinct on (certification) certification, change from certification_change
    where status = 'effective' and change in ('granted', 'suspended', 'reinstated', 'withdrawn')
    order by certification, effective_on desc, decided_at desc
),
held as (
    select c.site, jsonb_agg(jsonb_build_array(c.valid_from, least(c.valid_to, c.ended_on - 1))) as spans
    from certificate c
    where not exists (select from stopped x where x.certification = c.certification
                      and x.change in ('suspended', 'withdrawn'))
    group by c.site
),
visited as (
    select a.site, jsonb_agg(jsonb_build_array(
               (coalesce(f.visited_at, a.window_from) at time zone s.time_zone)::date,
               (coalesce(f.visited_at, a.window_to) at time zone s.time_zone)::date, a.auditor, a.scored)) as visits
    from assignment a
    join site s on s.id = a.site
    left join filing f on f.assignment = a.id and f.state not in ('quarantined', 'rejected', 'voided')
    where a.state in ('proposed', 'offered', 'accepted', 'filed') and a.window_to >= $3::timestamptz
        and a.id is distinct from $4
    group by a.site
)
select w.id, w.code, w.time_zone, w.operator, w.opened_on, w.closed_on, w.status, w.opening_hours, w.holidays,
       w.make_up_days, w.latitude, w.longitude, w.missing, held.spans, visited.visits
from wanted w left join held on held.site = w.id left join visited on visited.site = w.id
where w.missing > 0 or $2::integer[] is not null
"""
_AUDITORS = """
select a.id, a.code, a.qualified_until, a.latitude, a.longitude, a.reach_km, coalesce(had.load, 0)::int as load,
       said.conflicts
from auditor a
left join (select auditor, count(*) as load from assignment where state in ('offered', 'accepted') group by auditor)
    had on had.auditor = a.id
left join (select auditor, jsonb_agg(jsonb_build_array(site, operator, from_on, to_on)) as conflicts
           from auditor_conflict group by auditor) said on said.auditor = a.id
where a.active and ($1::uuid is null or a.id = $1)
"""


async def plan_sites(
    programme: UUID, from_on: date, *, only: Sequence[int] | None = None, without: UUID | None = None
) -> list[PlanSite]:
    """Inside a transaction: the sites of a programme that want visits, with all that is known of them from a rotation
    before `from_on`. `only`: these, whether they want any or not. `without`: an assignment that is left out."""
    since = from_on - timedelta(days=ROTATION_DAYS + 2)
    rows = await fetch(_SITES, programme, only, since, without)
    return [_site(row) for row in rows]


async def plan_auditors(only: UUID | None = None) -> list[PlanAuditor]:
    """Inside a transaction: those to whom visits are assigned."""
    return [_auditor(row) for row in await fetch(_AUDITORS, only)]


def _site(row: Record) -> PlanSite:
    return PlanSite(
        id=row["id"],
        code=row["code"],
        zone=row["time_zone"],
        operator=row["operator"],
        open_from=row["opened_on"],
        open_to=row["closed_on"],
        active=row["status"] == "active",
        certified=tuple(_span(*each) for each in _list(row["spans"])),
        hours=week_of(json.loads(row["opening_hours"])),
        holidays=_dates(row["holidays"]),
        make_up_days=_dates(row["make_up_days"]),
        place=_place(row),
        visits=tuple(
            PastVisit(_span(first, last), UUID(auditor) if auditor else None, scored)
            for first, last, auditor, scored in _list(row["visits"])
        ),
        wanted=max(row["missing"], 0),
    )


def _auditor(row: Record) -> PlanAuditor:
    return PlanAuditor(
        id=row["id"],
        code=row["code"],
        qualified_until=row["qualified_until"],
        place=_place(row),
        reach_km=row["reach_km"],
        conflicts=tuple(
            Conflict(site, operator, _span(first, last)) for site, operator, first, last in _list(row["conflicts"])
        ),
        load=row["load"],
    )


def _list(kept: str | None) -> list[Any]:
    found: list[Any] = json.loads(kept) if kept else []
    return found


def _span(first: str, last: str | None) -> DaySpan:
    return DaySpan(date.fromisoformat(first), date.fromisoformat(last) if last else date.max)


def _dates(kept: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(day) for day in json.loads(kept))


def _place(row: Record) -> tuple[float, float] | None:
    if row["latitude"] is None or row["longitude"] is None:
        return None
    return float(row["latitude"]), float(row["longitude"])
