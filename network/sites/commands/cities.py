"""Importing the cities that the network means to serve."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch, fetch_value, transaction
from network.foundation.intake.merging import EXAMPLES, Merged
from network.foundation.intake.staging import Check, failing, stage
from network.foundation.intake.turns import writing_records
from network.foundation.tabular.limits import Limits
from network.foundation.tabular.profile import Profile
from network.foundation.tabular.read import Parsed, read_async
from network.foundation.trail.record import record
from network.sites.commands.checks import PLACE_CHECKS, REGION_CHECKS
from network.sites.commands.files import imported_before, keep_file, keep_outcome
from network.sites.commands.outcomes import DryRun, outcome_of, with_errors, with_result
from network.sites.commands.places import CLEAN_PATH, make_regions, tell_renamed
from network.sites.schemas.sites import CITIES_LAYOUT, ImportOutcome


def _(message: str) -> str:
    """Marks a text for extraction; it is translated when it is shown."""
    return message


CHECKS = (
    Check(
        "name",
        "duplicate_city",
        _("The city “%(value)s” stands more than once in the file (also in row %(other)s). Keep one row."),
        "select row_number, name as value, first_row as other from ("
        "select row_number, name, min(row_number) over (partition by name) as first_row from staged "
        "where name is not null) x where row_number <> first_row",
    ),
    *REGION_CHECKS,
    *PLACE_CHECKS,
)

# What a column of the file becomes; what the file does not have stays as it is.
_VALUES = {
    "name_zh": "coalesce(s.name_zh, s.name)",
    "region": "r.id",
    "tier": "s.tier::smallint",
    "population": "s.population::integer",
    "latitude": "s.latitude",
    "longitude": "s.longitude",
}


async def import_cities(
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
    """Add the cities of a file and update those that changed; all or nothing. With errors the outcome lists them.

    `file`: the id of the file's record, when one was made at its upload.
    """
    actor.require(Permission.IMPORT_SITES)
    parsed = await read_async(path, CITIES_LAYOUT, profile, limits, workdir, on_progress)
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
    outcome = outcome_of("cities", name, parsed)
    await writing_records()
    await stage(parsed, CITIES_LAYOUT)
    errors, count = await failing(CHECKS, parsed, limits.detailed_errors)
    if found := (*parsed.errors, *errors):
        return with_errors(outcome, found, parsed.error_count + count)
    before = await imported_before("cities", parsed.sha256)
    await keep_file(actor, file, "cities", name, parsed, now)
    regions = await fetch("select distinct region, region_zh from staged where region is not null order by 1, 2")
    await tell_renamed(actor, await make_regions((row["region"], row["region_zh"]) for row in regions))
    merged = await _merged(tuple(column for column in _VALUES if column in parsed.sources))
    counts = {"new": merged.new, "changed": merged.changed, "unchanged": merged.unchanged}
    await keep_outcome(file, counts)
    await record(actor, "cities.imported", f"file:{parsed.sha256}", {"file": name, **counts})
    return replace(with_result(outcome, merged), file=file, imported_before=before)


async def _merged(columns: tuple[str, ...]) -> Merged:
    values = ", ".join(f"{value} as {column}" for column, value in _VALUES.items())
    await execute(
        f"create temp table arrived on commit drop as select s.name, {values} "
        f"from staged s left join region r on r.path = {CLEAN_PATH.format('s.region')}"
    )
    total = await fetch_value("select count(*) from arrived")
    changed = await _update(columns) if columns else []
    names = ", ".join(("name", *_VALUES))
    added = await execute(
        f"insert into city ({names}) select {names} from arrived order by name on conflict (name) do nothing"
    )
    new = int(added.rsplit(" ", 1)[-1])
    return Merged(new, len(changed), total - new - len(changed), tuple(changed[:EXAMPLES]))


async def _update(columns: tuple[str, ...]) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Write the given columns of known cities; what each was and is, as text."""
    sets = ", ".join(f"{column} = a.{column}" for column in columns)
    before, after = (", ".join(f"{alias}.{column}" for column in columns) for alias in ("b", "a"))
    rows = await fetch(
        f"update city c set {sets} from arrived a join city b on b.name = a.name "
        f"where c.id = b.id and ({before}) is distinct from ({after}) "
        f"returning c.name, array[{_texts('b', columns)}] as before, array[{_texts('c', columns)}] as after"
    )
    return [_change(columns, *row) for row in sorted(rows, key=lambda row: str(row["name"]))]


def _texts(alias: str, columns: tuple[str, ...]) -> str:
    """Each column as text; a region by its path."""
    return ", ".join(
        f"(select path from region where id = {alias}.region)" if column == "region" else f"{alias}.{column}::text"
        for column in columns
    )


def _change(
    columns: tuple[str, ...], name: str, before: list[str | None], after: list[str | None]
) -> tuple[str, dict[str, Any], dict[str, Any]]:
    differing = [place for place in range(len(columns)) if before[place] != after[place]]
    was, became = ({columns[place]: texts[place] for place in differing} for texts in (before, after))
    return f"city:{name}", was, became
