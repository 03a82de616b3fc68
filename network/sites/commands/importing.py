"""Importing sites from a file, and making sites that other files name."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import available_timezones

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch, transaction
from network.foundation.intake.merging import Merged, Target, merge
from network.foundation.intake.staging import Check, failing, stage
from network.foundation.intake.turns import writing_records
from network.foundation.tabular.faults import CellError, excerpt
from network.foundation.tabular.limits import Limits
from network.foundation.tabular.profile import Profile
from network.foundation.tabular.read import Parsed, read_async
from network.foundation.trail.record import record
from network.sites.commands.calendars import read_calendars
from network.sites.commands.files import imported_before, keep_file, keep_outcome
from network.sites.errors.sites import CreatingSitesNeedsZone, UnknownSiteKind
from network.sites.rules.sites import SiteKind
from network.sites.schemas.sites import SITES_LAYOUT, ImportOutcome
from reports.typeface import missing_glyphs


def _(message: str) -> str:
    """Marks a text for extraction; it is translated when it is shown."""
    return message


CHECKS = (
    Check(
        "code",
        "slashed_code",
        _("The code “%(value)s” has a slash, which an address cannot carry. Write another sign, such as a hyphen."),
        "select row_number, code as value from staged where code like '%/%'",
    ),
    Check(
        "code",
        "duplicate_site",
        _("Site %(value)s stands more than once in the file (also in row %(other)s). Keep one row."),
        "select row_number, code as value, first_row as other from ("
        "select row_number, code, min(row_number) over (partition by code) as first_row from staged "
        "where code is not null) x where row_number <> first_row",
    ),
    Check(
        "timezone",
        "unknown_zone",
        _("“%(value)s” is not a time zone. Write an IANA name such as Asia/Shanghai."),
        # Known to both: Python and PostgreSQL may have time zones of different years.
        "select row_number, timezone as value from staged "
        "where timezone <> all ($1::text[]) or timezone not in (select name from pg_timezone_names)",
    ),
    Check(
        "closed_on",
        "closed_before_opened",
        _("The closing date %(value)s is before the opening date %(opened)s. Correct one of them."),
        "select row_number, closed_on as value, opened_on as opened from staged where closed_on < opened_on",
    ),
)

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
}


class DryRun(Exception):
    """Rolls back what a dry run has done; carries what it would have done."""

    def __init__(self, outcome: ImportOutcome) -> None:
        super().__init__()
        self.outcome = outcome


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

    `file`: the id of the file's record, when one was made at its upload.
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


def outcome_of(kind: str, name: str, parsed: Parsed) -> ImportOutcome:
    """What is known from reading alone."""
    return ImportOutcome(
        kind=kind,
        name=name,
        sha256=parsed.sha256,
        size=parsed.size,
        rows=parsed.rows,
        errors=parsed.errors,
        error_count=parsed.error_count,
        unread_columns=parsed.unread_columns,
        encoding=parsed.encoding,
        delimiter=parsed.delimiter,
    )


def with_result(outcome: ImportOutcome, merged: Merged) -> ImportOutcome:
    return replace(outcome, new=merged.new, changed=merged.changed, unchanged=merged.unchanged, changes=merged.examples)


async def _imported(
    actor: Actor, parsed: Parsed, name: str, file: UUID, now: datetime, limits: Limits
) -> ImportOutcome:
    outcome = outcome_of("sites", name, parsed)
    await writing_records()
    await stage(parsed, SITES_LAYOUT)
    errors, count = await failing(CHECKS, parsed, limits.detailed_errors, sorted(available_timezones()))
    more = [*await _unprintable(parsed, PRINTED), *await read_calendars(parsed)]
    if found := (*parsed.errors, *errors, *more):
        return with_errors(outcome, found, parsed.error_count + count + len(more))
    await _make_regions()
    await _make_operators()
    before = await imported_before("sites", parsed.sha256)
    await keep_file(actor, file, "sites", name, parsed, now)
    merged = await _merged(actor, parsed, now)
    counts = {"new": merged.new, "changed": merged.changed, "unchanged": merged.unchanged}
    await keep_outcome(file, counts)
    await record(actor, "sites.imported", f"file:{parsed.sha256}", {"file": name, **counts})
    return replace(with_result(outcome, merged), file=file, imported_before=before)


def with_errors(outcome: ImportOutcome, errors: Iterable[CellError], count: int) -> ImportOutcome:
    """The outcome of a file that was refused, its errors in the order of rows."""
    return replace(outcome, errors=tuple(sorted(errors, key=lambda error: error.row)), error_count=count)


async def _unprintable(parsed: Parsed, columns: Sequence[str], where: str = "true") -> list[CellError]:
    """Names with characters that the scorecard's typeface lacks, such as emoji: refused now rather than at printing."""
    rows = await fetch(f"select row_number, {', '.join(columns)} from staged s where {where} order by row_number")
    message = _("The characters %(missing)s cannot be printed on a scorecard. Write the name without them.")
    return [
        CellError(
            row["row_number"],
            parsed.sources.get(column, column),
            excerpt(row[column]),
            "unprintable",
            {"message": message, "missing": missing},
        )
        for row in rows
        for column in columns
        if row[column] and (missing := missing_glyphs(row[column]))
    ]


async def _make_regions() -> None:
    rows = await fetch("select distinct region, region_zh from staged where region is not null")
    await make_regions([(row["region"], row["region_zh"]) for row in rows])


async def make_regions(paths: list[tuple[str, str | None]]) -> None:
    """Add the regions with these paths (`East China/Shanghai`, Chinese path or None), and all above them."""
    nodes: dict[str, tuple[str, str]] = {}
    for path, path_zh in paths:
        parts = _parts(path)
        parts_zh = _parts(path_zh or "")
        for depth, part in enumerate(parts, start=1):
            part_zh = parts_zh[depth - 1] if len(parts_zh) == len(parts) else part
            nodes["/".join(parts[:depth])] = (part, part_zh)
    await execute(
        "insert into region (path, name, name_zh) select * from unnest($1::text[], $2::text[], $3::text[]) "
        "on conflict (path) do update set name_zh = excluded.name_zh "
        "where excluded.name_zh <> excluded.name and region.name_zh <> excluded.name_zh",
        list(nodes),
        [name for name, _zh in nodes.values()],
        [zh for _name, zh in nodes.values()],
    )
    await execute(
        "update region r set parent = p.id from region p "
        "where p.path = regexp_replace(r.path, '/[^/]*$', '') and p.id <> r.id and r.parent is distinct from p.id"
    )


def _parts(path: str) -> list[str]:
    return [part.strip() for part in path.split("/") if part.strip()]


async def _make_operators() -> None:
    await execute(
        "insert into operator (name, name_zh) select operator, coalesce(max(operator_zh), operator) from staged "
        "where operator is not null group by operator on conflict (name) do update set name_zh = excluded.name_zh "
        "where excluded.name_zh <> excluded.name and operator.name_zh <> excluded.name_zh"
    )


async def _merged(actor: Actor, parsed: Parsed, now: datetime) -> Merged:
    given = {column for column in FILLS if column in parsed.sources}
    columns = tuple(FILLS[column] for column in FILLS if column in given)
    # CREATE TABLE AS takes no parameters, so the date travels as a setting of the transaction.
    await execute("select set_config('app.today', $1, true)", now.date().isoformat())
    await execute(
        "create temp table arrived on commit drop as "
        "select s.code, coalesce(s.name, s.code) as name, coalesce(s.name_zh, s.name, s.code) as name_zh, s.kind, "
        "coalesce(s.city, '') as city, coalesce(s.city_zh, s.city, '') as city_zh, "
        "s.city_tier::smallint as city_tier, r.id as region, o.id as operator, s.timezone as time_zone, s.opened_on, "
        "k.closed_on, coalesce(h.read, '{}') as opening_hours, coalesce(d.read, '[]') as holidays, "
        "case when k.closed_on < current_setting('app.today')::date then 'closed' else 'active' end as status "
        "from staged s left join region r on r.path = regexp_replace(btrim(s.region, '/ '), '(\\s*/\\s*)+', '/', 'g') "
        "left join operator o on o.name = s.operator left join site t on t.code = s.code "
        "left join calendar h on h.name = 'opening_hours' and h.written = s.opening_hours "
        "left join calendar d on d.name = 'holidays' and d.written = s.holidays "
        f"cross join lateral (select {'s' if 'closed_on' in given else 't'}.closed_on) k"
    )
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


async def create_missing_sites(actor: Actor, parsed: Parsed, profile: Profile | None) -> tuple[int, list[CellError]]:
    """Add the sites that `staged.site` names and nobody knows, as listed ones, inside the transaction.

    How many, and what is wrong with their names. Raises CreatingSitesNeedsZone, UnknownSiteKind.
    """
    zone, kind = _of_new_sites(profile)
    unprintable = await _unprintable(parsed, ("site", "site_name", "site_region"), _NEW)
    wanted: list[Any] = await fetch(
        "select s.site as code, max(s.site_name) as name, max(s.site_region) as region from staged s "
        f"where {_NEW} group by s.site order by s.site"
    )
    paths = ["/".join(_parts(row["region"] or "")) for row in wanted]
    await make_regions(sorted({(path, None) for path in paths if path}))
    made = await fetch(
        "insert into site (code, name, name_zh, kind, city, city_zh, region, time_zone, status) "
        "select w.code, coalesce(w.name, w.code), coalesce(w.name, w.code), $4, '', '', r.id, $5, 'listed' "
        "from unnest($1::text[], $2::text[], $3::text[]) as w (code, name, region) "
        "left join region r on r.path = w.region order by w.code returning id",
        [row["code"] for row in wanted],
        [row["name"] for row in wanted],
        paths,
        kind,
        zone,
    )
    await execute(
        "insert into trail_event (site, actor, account, action, subject, body) "
        "select id, $2, $3, 'site.listed', 'site:' || code, json_build_object('sha256', $4::text)::text "
        "from site where id = any ($1::int[]) order by id",
        [row["id"] for row in made],
        actor.name,
        actor.account,
        parsed.sha256,
    )
    return len(made), unprintable


_NEW = "s.site is not null and not exists (select from site t where t.code = s.site)"


def _of_new_sites(profile: Profile | None) -> tuple[str, str]:
    """Time zone and kind of sites that are made while importing."""
    said = profile.sites if profile else None
    if said is None or said.time_zone is None:
        raise CreatingSitesNeedsZone()
    kind = said.kind or SiteKind.FRANCHISED
    if kind not in tuple(SiteKind):
        raise UnknownSiteKind(kind=kind, kinds=", ".join(SiteKind))
    return said.time_zone, kind
