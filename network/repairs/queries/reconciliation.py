"""Reading reconciliations: one month of a site, and a month of all sites in reach."""

from decimal import Decimal

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, transaction
from network.foundation.i18n import current
from network.foundation.periods import Month
from network.repairs.errors.reconciliation import NothingToReconcile
from network.repairs.queries.reconciled import LINES, VARIANCE
from network.repairs.rules.reconciliation import SOURCES, Line, accuracy, tolerance, variance
from network.repairs.schemas.reconciliation import (
    CorrectionOut,
    LineOut,
    ReconciledOut,
    ReconciliationOut,
    ReconciliationsOut,
)
from network.sites.queries.sites import contains, site_row
from network.web.listing import ListState

# Sorting key of the list -> what the rows are sorted by. Every order ends with the code, so that pages never overlap.
SORTS = {
    "site": "f.site",
    "name": "lower(f.name)",
    "name_zh": "f.name_zh",
    "submitted_at": "f.submitted_at",
    "accuracy": "f.accuracy",
    "worst": "f.worst_variance",
    "corrections": "f.corrections",
}
FILTERS = ("region", "found")

_SITE = f"select * from ({LINES}) lines where lines.site = $1 and lines.month = $2 order by lines.place"

_CORRECTIONS = """
select figure, side, value::int as value, reason, corrector, corrected_at from report_correction
where site = $1 and month = $2 order by corrected_at desc, id desc
"""

# $1 month; $2 search, $3 region, $4 `off` or `right`; $5 limit, $6 offset.
_MONTH = f"""
with held as materialized (
    select lines.*, {VARIANCE} as variance from ({LINES}) lines where hq_value is not null and lines.month = $1
), reports as (
    select site, min(submitted_at) as submitted_at, count(*)::int as compared, max(variance) as worst_variance,
           round(100 - 100 * sum(variance) / count(*), 4) as accuracy,
           (array_agg(figure order by variance desc, place))[1] as worst,
           (array_agg(site_value::int order by variance desc, place))[1] as worst_site,
           (array_agg(hq_value::int order by variance desc, place))[1] as worst_hq
    from held group by site
), found as (
    select s.code as site, s.name, s.name_zh, r.path as region, x.submitted_at, x.compared, x.worst_variance,
           x.accuracy, x.worst_site, x.worst_hq, case when x.worst_variance > 0 then x.worst end as worst,
           (select count(*)::int from report_correction c where c.site = s.id and c.month = $1) as corrections
    from reports x join site s on s.id = x.site left join region r on r.id = s.region
    where ($2 = '' or s.code ilike $2 or s.name ilike $2 or s.name_zh ilike $2)
      and ($3 = '' or r.path = $3 or starts_with(r.path, $3 || '/'))
      and ($4 = '' or ($4 = 'off') = (x.worst_variance > 0))
)
select f.*, count(*) over ()::int as total, round(avg(f.accuracy) over (), 4) as mean
from found f order by {{order}} limit $5 offset $6
"""


async def reconciliation(actor: Actor, code: str, month: Month) -> ReconciliationOut:
    """A site's month beside its second sources. SiteNotFound; NothingToReconcile before a report is submitted."""
    actor.require(Permission.READ_REPORTS)
    async with transaction(actor, read_only=True, snapshot=True):
        site = await site_row(code)
        rows = await fetch(_SITE, site["id"], month.first)
        corrections = await fetch(_CORRECTIONS, site["id"], month.first)
    if not rows:
        raise NothingToReconcile(month=current().month(month.year, month.number))
    return ReconciliationOut(
        site=code,
        month=str(month),
        nil=rows[0]["nil"],
        submitted_at=rows[0]["submitted_at"],
        accuracy=accuracy(map(_held, rows)),
        lines=[_line(row) for row in rows],
        corrections=[CorrectionOut(**dict(row)) for row in corrections],
    )


async def list_reconciliations(
    actor: Actor, month: Month, state: ListState, *, limit: int | None = None
) -> ReconciliationsOut:
    """A page of the submitted reports of a month that can be compared. With `limit` the first so many, for an export.

    Searches sites; sorting keys are `SORTS`.
    """
    actor.require(Permission.DECIDE_REPORTS)
    key = "name_zh" if state.sort == "name" and current().code == "zh_CN" else state.sort
    order = f"{SORTS[key]} {'desc' if state.descending else 'asc'} nulls last, f.site"
    asked = (month.first, contains(state.q), state.filters.get("region", ""), state.filters.get("found", ""))
    async with transaction(actor, read_only=True):
        sql = _MONTH.format(order=order)
        rows = await fetch(sql, *asked, limit or state.limit, 0 if limit else state.offset)
        if not rows and state.offset and not limit:
            rows = await fetch(sql, *asked, state.limit, 0)
            state = state.within(len(rows))
    total = rows[0]["total"] if rows else 0
    return ReconciliationsOut(
        month=str(month),
        items=[ReconciledOut(**{name: row[name] for name in ReconciledOut.model_fields}) for row in rows],
        total=total,
        page=state.within(total).page,
        size=state.size,
        mean=rows[0]["mean"] if rows else None,
    )


def _held(row: Record) -> Line:
    return Line(
        row["figure"], Decimal(row["site_value"]), None if row["hq_value"] is None else Decimal(row["hq_value"])
    )


def _line(row: Record) -> LineOut:
    line = _held(row)
    return LineOut(
        figure=line.figure,
        reported=int(row["reported"]),
        known=row["known"],
        site=int(line.site),
        hq=None if line.hq is None else int(line.hq),
        tolerance=None if line.hq is None else tolerance(SOURCES[line.figure], line.hq),
        variance=variance(line),
    )
