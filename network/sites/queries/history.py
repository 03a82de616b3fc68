"""Reading what was true of a site over time, and on a day."""

from datetime import date

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, transaction
from network.sites.queries.documents import documents_of
from network.sites.queries.site_files import site_id
from network.sites.queries.staff import staff_of
from network.sites.rules.documents import in_force
from network.sites.rules.history import Period, Standing, periods
from network.sites.schemas.history import PeriodOut, SiteOnOut

# An operator is not told who ran its site before: row security hides that name, and the join finds none.
_HISTORY = """
select h.since, h.region, h.operator, h.status, h.kind, r.path as region_path, o.name as operator_name,
       o.name_zh as operator_name_zh,
       (select string_agg(up.name_zh, '/' order by length(up.path)) from region up
        where r.path = up.path or starts_with(r.path, up.path || '/')) as region_path_zh
from site_history h
left join region r on r.id = h.region
left join operator o on o.id = h.operator
where h.site = $1 order by h.id
"""


async def site_history(actor: Actor, code: str) -> list[PeriodOut]:
    """The periods of a site in which region, operator, state and kind were the same, oldest first. SiteNotFound."""
    actor.require(Permission.READ_SITE_FILES)
    async with transaction(actor, read_only=True):
        return await _periods(await site_id(code))


async def site_on(actor: Actor, code: str, day: date) -> SiteOnOut:
    """What was true of a site on a day: standing, the people there, the documents in force. SiteNotFound."""
    actor.require(Permission.READ_SITE_FILES)
    async with transaction(actor, read_only=True):
        site = await site_id(code)
        told = [each for each in await _periods(site) if each.since <= day]
        staff = await staff_of(site, day)
        documents = in_force(await documents_of(site), day)
    return SiteOnOut(code=code, on=day, standing=told[-1] if told else None, staff=staff, documents=documents)


async def _periods(site: int) -> list[PeriodOut]:
    rows = await fetch(_HISTORY, site)
    standings = [Standing(row["since"], row["region"], row["operator"], row["status"], row["kind"]) for row in rows]
    regions = {row["region"]: row for row in rows}
    operators = {row["operator"]: row for row in rows}
    return [
        _period_out(each, regions[each.standing.region], operators[each.standing.operator])
        for each in periods(standings)
    ]


def _period_out(period: Period, region: Record, operator: Record) -> PeriodOut:
    standing = period.standing
    return PeriodOut(
        since=standing.since,
        until=period.until,
        region=region["region_path"],
        region_zh=region["region_path_zh"],
        operator=operator["operator_name"],
        operator_zh=operator["operator_name_zh"],
        other_operator=standing.operator is not None and operator["operator_name"] is None,
        status=standing.status,
        kind=standing.kind,
    )
