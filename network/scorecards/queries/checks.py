"""What to look at in a computed quarter before anybody else does: outliers, movers, what is missing, what is held, and
what is said to be falsified and not decided for good."""

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, fetch_value, transaction
from network.foundation.periods import Quarter
from network.scorecards.queries.runs import run_of
from network.scorecards.schemas.process import CheckLine, ChecksOut
from network.sites.queries.sites import contains
from network.web.listing import ListState

KINDS = ("outlier", "mover", "unrated", "insufficient", "not_reported", "held", "falsification")
# So many median absolute deviations from the median of the network: three standard deviations of a normal spread.
OUTLYING = "4.5"
# So many sites whose score rose or fell most.
MOVERS = 20

SORTS = {"kind": "x.place, x.distance desc nulls last, s.code", "site": "s.code, x.place, x.criterion"}

# $1: the run. Medians are of floating point: they sort out what to look at, and score nothing.
_FOUND = f"""
with line as (
    select k.site, k.criterion::text as criterion, k.metric::text as metric, k.state, k.adjusted
    from criterion_result k where k.run = $1
), middle as (
    select criterion, percentile_cont(0.5) within group (order by adjusted::float8) as median
    from line where state = 'scored' group by criterion
), spread as (
    select l.criterion, m.median,
           percentile_cont(0.5) within group (order by abs(l.adjusted::float8 - m.median)) as deviation
    from line l join middle m on m.criterion = l.criterion where l.state = 'scored' group by l.criterion, m.median
), before as (
    select c.site, c.overall from scorecard c where c.standing is not null and c.run = (
        select b.id from scorecard_run b join scorecard_run r on r.id = $1
        where b.period < r.period and b.state = 'published' order by b.period desc limit 1)
), found as (
    select 1 as place, 'outlier' as kind, l.site, l.criterion, l.metric, l.adjusted as value,
           round(p.median::numeric, 6) as reference,
           round((abs(l.adjusted::float8 - p.median) / p.deviation)::numeric, 1) as distance,
           null::uuid as falsification
    from line l join spread p on p.criterion = l.criterion and p.deviation > 0
    where l.state = 'scored' and abs(l.adjusted::float8 - p.median) > {OUTLYING} * p.deviation
    union all
    (select 2, 'mover', c.site, '', '', c.overall, b.overall, abs(c.overall - b.overall), null
     from scorecard c join before b on b.site = c.site
     where c.run = $1 and c.standing is not null and c.overall <> b.overall
     order by abs(c.overall - b.overall) desc, c.site limit {MOVERS})
    union all
    select 3, 'unrated', c.site, '', '', c.overall, null, null, null from scorecard c
    where c.run = $1 and c.standing is null
    union all
    select case l.state when 'insufficient_sample' then 4 when 'not_reported' then 5 else 6 end,
           case l.state when 'insufficient_sample' then 'insufficient' else l.state end,
           l.site, l.criterion, l.metric, l.adjusted, null, null, null
    from line l where l.state in ('insufficient_sample', 'not_reported', 'held')
    union all
    select 7, 'falsification', f.site, '', '', null, null, null, f.id
    from scorecard_run r join scorecard c on c.run = r.id join falsification_case f on f.site = c.site
    cross join make_date(left(r.period, 4)::int, right(r.period, 1)::int * 3 - 2, 1) starts
    where r.id = $1 and f.state in ('open', 'appealed')
      and f.happened_on >= starts and f.happened_on < starts + interval '3 months'
)
"""
_FROM = "from found x join site s on s.id = x.site"
_WANTED = "where ($2 = '' or s.code ilike $2 or s.name ilike $2 or s.name_zh ilike $2) and ($3 = '' or x.kind = $3)"


async def list_checks(actor: Actor, period: Quarter, state: ListState, *, limit: int | None = None) -> ChecksOut:
    """A page of what to look at. RunNotFound. Searches sites; filter `kind`; keys are `SORTS`."""
    actor.require(Permission.READ_UNPUBLISHED)
    said = (contains(state.q), state.filters.get("kind", ""))
    async with transaction(actor, read_only=True):
        run = await run_of(period)
        total = await fetch_value(f"{_FOUND} select count(*) {_FROM} {_WANTED}", run.id, *said)
        shown = state.within(total)
        rows = await fetch(
            f"{_FOUND} select x.kind, s.code as site, s.name as site_name, s.name_zh as site_name_zh, x.criterion, "
            f"x.metric, x.value, x.reference, x.distance, x.falsification {_FROM} {_WANTED} "
            f"order by {SORTS[state.sort]}, x.criterion, x.falsification limit $4 offset $5",
            run.id,
            *said,
            limit or shown.limit,
            0 if limit else shown.offset,
        )
    return ChecksOut(items=[CheckLine(**dict(row)) for row in rows], total=total, page=shown.page, size=shown.size)


async def count_checks(run: object) -> dict[str, int]:
    """Inside a transaction: how much there is of each kind."""
    rows = await fetch(f"{_FOUND} select kind, count(*) as count from found group by kind", run)
    counted = {row["kind"]: row["count"] for row in rows}
    return {kind: counted.get(kind, 0) for kind in KINDS}
