"""Importing repair orders and returns to HQ: read in a child process, staged, checked and merged in SQL."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import asyncpg

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch, transaction
from network.foundation.intake.merging import Merged, Target, merge
from network.foundation.intake.staging import Check, failing, stage
from network.foundation.tabular.layout import Layout
from network.foundation.tabular.limits import Limits
from network.foundation.tabular.profile import Profile
from network.foundation.tabular.read import Parsed, read_async
from network.repairs.errors import ImportOverlapped
from network.repairs.layouts import (
    ORDER_CHECKS,
    ORDER_TIMES,
    ORDERS_LAYOUT,
    RETURN_CHECKS,
    RETURN_TIMES,
    RETURNS_LAYOUT,
    time_checks,
)
from network.sites.commands.files import imported_before, keep_file, keep_outcome
from network.sites.commands.importing import DryRun, create_missing_sites, outcome_of, with_result
from network.sites.schemas import ImportOutcome


@dataclass(frozen=True, slots=True)
class Intake:
    """One kind of file and where its rows go."""

    kind: str
    noun: str
    table: str
    layout: Layout
    number: str
    times: tuple[str, ...]
    checks: Sequence[Check]


ORDERS = Intake("orders", "order", "repair_order", ORDERS_LAYOUT, "order_no", ORDER_TIMES, ORDER_CHECKS)
RETURNS = Intake("hq_returns", "return", "hq_return", RETURNS_LAYOUT, "return_no", RETURN_TIMES, RETURN_CHECKS)


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of an import. `name` is the file's own name; `on_progress` hears the rows read so far."""

    path: Path
    name: str
    now: datetime
    workdir: Path
    profile: Profile | None = None
    create_sites: bool = False
    dry_run: bool = False
    limits: Limits = field(default_factory=Limits)
    on_progress: Callable[[int], None] | None = None
    on_stage: Callable[[str], None] = lambda _stage: None


async def import_records(actor: Actor, intake: Intake, request: Request) -> ImportOutcome:
    """Add new records and update changed ones; all or nothing. With errors nothing is done and the outcome lists them.

    The same file again changes nothing: the outcome has no `file` then. An actor imports for its own sites only.
    """
    actor.require(Permission.IMPORT_RECORDS)
    if request.create_sites:
        actor.require(Permission.IMPORT_SITES)
    parsed = await read_async(
        request.path, intake.layout, request.profile, request.limits, request.workdir, request.on_progress
    )
    try:
        async with transaction(actor):
            outcome = await _imported(actor, intake, request, parsed)
            if request.dry_run or outcome.errors or not (outcome.new or outcome.changed):
                raise DryRun(replace(outcome, file=None))
    except DryRun as ended:
        return ended.outcome
    except asyncpg.UniqueViolationError as error:
        raise ImportOverlapped() from error
    finally:
        parsed.copy_file.unlink(missing_ok=True)
    return outcome


async def _imported(actor: Actor, intake: Intake, request: Request, parsed: Parsed) -> ImportOutcome:
    outcome = outcome_of(intake.kind, request.name, parsed)
    await _alone()
    request.on_stage("checking")
    await stage(parsed, intake.layout)
    if request.create_sites:
        created = await create_missing_sites(request.profile.sites if request.profile else None)
        outcome = replace(outcome, created_sites=created)
    file = uuid4()
    await _arrive(intake, request.profile, file)
    checks = [*intake.checks, *time_checks(intake.times, await _clocks_move(intake))]
    errors, count = await failing(checks, parsed, request.limits.detailed_errors, request.now)
    if errors or parsed.error_count:
        ordered = tuple(sorted((*parsed.errors, *errors), key=lambda error: error.row))
        return replace(outcome, errors=ordered, error_count=parsed.error_count + count)
    request.on_stage("merging")
    before = await imported_before(intake.kind, parsed.sha256)
    await keep_file(actor, file, intake.kind, request.name, parsed, request.now)
    merged = await _merged(actor, intake, parsed)
    if merged.new or merged.changed:
        await execute("select link_serials(array(select distinct serial_no from arrived where serial_no is not null))")
        await _tell(actor, intake, parsed, file, request.name)
    await keep_outcome(file, {"new": merged.new, "changed": merged.changed, "unchanged": merged.unchanged})
    return replace(with_result(outcome, merged), file=file, imported_before=before)


async def _alone() -> None:
    """Imports wait for each other: a serial number may be at two sites. They may take longer than a page's request."""
    await execute("select set_config('statement_timeout', '0', true)")
    await execute("select pg_advisory_xact_lock(hashtextextended('import', 0))")


async def _arrive(intake: Intake, profile: Profile | None, file: UUID) -> None:
    """Make the temporary table `arrived`: one row a record, its site found, its times as instants."""
    zone = profile.formats.time_zone if profile else None
    # CREATE TABLE AS takes no parameters, so the values travel as settings of the transaction.
    await execute(
        "select set_config('app.file_zone', $1, true), set_config('app.file', $2, true)", zone or "", str(file)
    )
    plain = [column.name for column in intake.layout.columns if column.name not in (*intake.times, "site")]
    values = [f"s.{name}" for name in plain]
    values += [f"coalesce(s.{time}, s.{time}_local at time zone z.zone) as {time}" for time in intake.times]
    await execute(
        "create temp table arrived on commit drop as "
        f"select s.row_number, s.has_error, s.site as site_code, site.id as site, z.zone, {', '.join(values)}, "
        "current_setting('app.file')::uuid as import_file, s.row_number as import_row, now() as changed_at "
        "from staged s left join site on site.code = s.site "
        "cross join lateral (select coalesce(nullif(current_setting('app.file_zone'), ''), site.time_zone) as zone) z"
    )
    await execute("analyze arrived")


async def _clocks_move(intake: Intake) -> bool:
    """Whether the clocks of any zone are put forward or back between the first and the last time without an offset."""
    locals_ = ", ".join(f"s.{time}_local" for time in intake.times)
    rows = await fetch(
        f"select a.zone, min(least({locals_})) as first, max(greatest({locals_})) as last "
        "from staged s join arrived a using (row_number) where a.zone is not null group by a.zone"
    )
    return any(row["first"] is not None and _moves(ZoneInfo(row["zone"]), row["first"], row["last"]) for row in rows)


def _moves(zone: ZoneInfo, first: datetime, last: datetime) -> bool:
    days = (last - first).days + 4
    start = first.replace(tzinfo=zone) - timedelta(days=1)
    return len({(start + timedelta(days=day)).utcoffset() for day in range(days)}) > 1


async def _merged(actor: Actor, intake: Intake, parsed: Parsed) -> Merged:
    """What the file does not have stays as it is; a new record gets the default."""
    names = [column.name for column in intake.layout.columns if column.name not in ("site", intake.number)]
    constants = {each.column.name for each in parsed.plan.fields if each.constant is not None}
    given = tuple(name for name in names if name in parsed.sources or name in constants)
    return await merge(
        actor,
        Target(
            table=intake.table,
            noun=intake.noun,
            key=("site", intake.number),
            columns=given,
            chain="t.site",
            subject=f"'{intake.noun}:' || t.{intake.number}",
            stamped=("import_file", "import_row", "changed_at"),
            inserted=tuple(name for name in names if name not in given),
        ),
    )


async def _tell(actor: Actor, intake: Intake, parsed: Parsed, file: UUID, name: str) -> None:
    """One event in the chain of each site: how many of its records this file wrote."""
    await execute(
        "insert into trail_event (site, actor, account, action, subject, body) "
        "select a.site, $1, $2, $3, $4, json_build_object('file', $5::text, 'records', count(*))::text "
        f"from arrived a join {intake.table} t on t.site = a.site and t.{intake.number} = a.{intake.number} "
        "where t.import_file = $6 group by a.site order by a.site",
        actor.name,
        actor.account,
        f"{intake.kind}.imported",
        f"file:{parsed.sha256}",
        name,
        file,
    )
