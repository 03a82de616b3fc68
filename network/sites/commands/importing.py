"""Importing sites from a file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4
from zoneinfo import available_timezones

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch, transaction
from network.foundation.intake.merging import EXAMPLES, Merged, Target, merge
from network.foundation.intake.staging import failing, stage
from network.foundation.intake.turns import writing_records
from network.foundation.tabular.limits import Limits
from network.foundation.tabular.profile import Profile
from network.foundation.tabular.read import Parsed, read_async
from network.foundation.trail.record import record
from network.sites.commands.calendars import read_calendars
from network.sites.commands.checks import SITE_CHECKS, unprintable
from network.sites.commands.files import imported_before, keep_file, keep_outcome
from network.sites.commands.outcomes import DryRun, outcome_of, with_errors, with_result
from network.sites.commands.places import CLEAN_PATH, Renamed, make_operators, make_regions, tell_renamed
from network.sites.schemas.sites import SITES_LAYOUT, ImportOutcome

# What a scorecard prints of a site.
PRINTED = ("code", "name", "name_zh", "city", "city_zh", "region", "region_zh", "operator", "operator_zh")

# The columns of `site` that a column of the file fills; what the file does not have stays as it is.
FILLS = {
    "name": "name",
    "name_zh": "name_zh",
    "kind": "kind",
    "city": "city",
    "city_zh": "city_zh",
    "city_tier": "city_tier",
    "region": "region",
    "operator": "operator",
    "timezone": "time_zone",
    "opened_on": "opened_on",
    "closed_on": "closed_on",
    "opening_hours": "opening_hours",
    "holidays": "holidays",
    "make_up_days": "make_up_days",
    "address": "address",
    "address_zh": "address_zh",
    "phone": "phone",
    "latitude": "latitude",
    "longitude": "longitude",
}


async def import_sites(
    actor: Actor,
    path: Path,
    *,
    name: str,
    profile: Profile | None,
    dry_run: bool,
    now: datetime,
    limits: Limits,
    workdir: Path,
    file: UUID | None = None,
    on_progress: Callable[[int], None] | None = None,
) -> ImportOutcome:
    """Add the sites of a file and update those that changed; all or nothing. With errors the outcome lists them.

    A site whose region or operator gets another Chinese name counts as changed. `file`: the id of the file's record,
    when one was made at its upload.
    """
    actor.require(Permission.IMPORT_SITES)
    parsed = await read_async(path, SITES_LAYOUT, profile, limits, workdir, on_progress)
    try:
        async with transaction(actor):
            outcome = await _imported(actor, parsed, name, file or uuid4(), now, limits)
            if dry_run or outcome.errors or not (outcome.new or outcome.changed):
                raise DryRun(replace(outcome, file=None))
    except DryRun as ended:
        return ended.outcome
    finally:
        parsed.copy_file.unlink(missing_ok=True)
    return outcome


async def _imported(
    actor: Actor, parsed: Parsed, name: str, file: UUID, now: datetime, limits: Limits
) -> ImportOutcome:
    outcome = outcome_of("sites", name, parsed)
    await writing_records()
    await stage(parsed, SITES_LAYOUT)
    errors, count = await failing(SITE_CHECKS, parsed, limits.detailed_errors, sorted(available_timezones()))
    more = [*await unprintable(parsed, PRINTED), *await read_calendars(parsed)]
    if found := (*parsed.errors, *errors, *more):
        return with_errors(outcome, found, parsed.error_count + count + len(more))
    before = await imported_before("sites", parsed.sha256)
    await keep_file(actor, file, "sites", name, parsed, now)
    renamed = await _make_places()
    await tell_renamed(actor, renamed)
    touched = await _touched(renamed)
    merged = await _with_renamed(await _merged(actor, parsed, now), touched)
    counts = {"new": merged.new, "changed": merged.changed, "unchanged": merged.unchanged}
    await keep_outcome(file, counts)
    await record(actor, "sites.imported", f"file:{parsed.sha256}", {"file": name, **counts})
    return replace(with_result(outcome, merged), file=file, imported_before=before)


async def _make_places() -> list[Renamed]:
    regions = await fetch("select distinct region, region_zh from staged where region is not null order by 1, 2")
    operators = await fetch(
        "select operator, max(operator_zh) as operator_zh from staged where operator is not null group by 1 order by 1"
    )
    return [
        *await make_regions((row["region"], row["region_zh"]) for row in regions),
        *await make_operators((row["operator"], row["operator_zh"]) for row in operators),
    ]


# An empty cell of an existing site keeps a text empty that is empty; else a Chinese text falls back to the English.
_ARRIVED = f"""
create temp table arrived on commit drop as
select t.id as stored, s.code, coalesce(s.name, case when t.name = '' then '' end, s.code) as name,
       coalesce(s.name_zh, case when t.name_zh = '' then '' end, s.name, s.code) as name_zh, s.kind,
       coalesce(s.city, '') as city, coalesce(s.city_zh, case when t.city_zh = '' then '' end, s.city, '') as city_zh,
       s.city_tier::smallint as city_tier, r.id as region, o.id as operator, s.timezone as time_zone, s.opened_on,
       k.closed_on, coalesce(h.read, '{{}}') as opening_hours, coalesce(d.read, '[]') as holidays,
       coalesce(m.read, '[]') as make_up_days, coalesce(s.address, '') as address,
       coalesce(s.address_zh, '') as address_zh, coalesce(s.phone, '') as phone, s.latitude, s.longitude,
       case when k.closed_on < current_setting('app.today')::date then 'closed'
            when s.status in ('listed', 'closed') then s.status else 'active' end as status
from staged s left join region r on r.path = {CLEAN_PATH.format("s.region")}
left join operator o on o.name = s.operator left join site t on t.code = s.code
left join calendar h on h.name = 'opening_hours' and h.written = s.opening_hours
left join calendar d on d.name = 'holidays' and d.written = s.holidays
left join calendar m on m.name = 'make_up_days' and m.written = s.make_up_days
cross join lateral (
    select case when current_setting('app.closed_given')::boolean then s.closed_on else t.closed_on end as closed_on) k
"""


async def _merged(actor: Actor, parsed: Parsed, now: datetime) -> Merged:
    given = {column for column in FILLS if column in parsed.sources}
    columns = tuple(FILLS[column] for column in FILLS if column in given)
    # CREATE TABLE AS takes no parameters, so the values travel as settings of the transaction.
    await execute(
        "select set_config('app.today', $1, true), set_config('app.closed_given', $2, true)",
        *(now.date().isoformat(), str("closed_on" in given)),
    )
    await execute(_ARRIVED)
    new_only = tuple(column for column in FILLS.values() if column not in columns)
    return await merge(
        actor,
        Target(
            table="site",
            noun="site",
            key=("code",),
            columns=(*columns, "status"),
            chain="t.id",
            subject="'site:' || t.code",
            inserted=new_only,
        ),
    )


# Known sites of the file whose region, or one above it, or operator is among those with another Chinese name.
_TOUCHED = f"""
select 'site:' || s.code as subject, n.noun, n.before, n.after
from staged s join site t on t.code = s.code
join unnest($1::text[], $2::text[], $3::text[], $4::text[]) as n (noun, name, before, after) on case n.noun
    when 'operator' then n.name = s.operator
    else starts_with({CLEAN_PATH.format("s.region")} || '/', n.name || '/') end
order by 1, 2, n.name
"""


async def _touched(renamed: Sequence[Renamed]) -> dict[str, tuple[dict[str, str], dict[str, str]]]:
    """By subject: what was and what becomes of the Chinese names that a site shows. To be asked before merging."""
    if not renamed:
        return {}
    columns = zip(*((each.noun, each.name, each.before, each.after) for each in renamed), strict=True)
    found: dict[str, tuple[dict[str, str], dict[str, str]]] = {}
    for row in await fetch(_TOUCHED, *map(list, columns)):
        before, after = found.setdefault(row["subject"], ({}, {}))
        before[f"{row['noun']}_zh"], after[f"{row['noun']}_zh"] = row["before"], row["after"]
    return found


async def _with_renamed(merged: Merged, touched: Mapping[str, tuple[dict[str, str], dict[str, str]]]) -> Merged:
    """With those sites among the changed ones of which nothing else changed."""
    changing = {row["subject"] for row in await fetch("select subject from changing")} if touched else set()
    more = [(subject, *names) for subject, names in touched.items() if subject not in changing]
    examples = (*merged.examples, *more)[:EXAMPLES]
    return Merged(merged.new, merged.changed + len(more), merged.unchanged - len(more), examples)
