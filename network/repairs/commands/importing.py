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
from network.foundation.intake.staging import TYPES, Check, failing, stage
from network.foundation.intake.turns import writing_records
from network.foundation.periods import Month
from network.foundation.tabular.faults import CellError
from network.foundation.tabular.layout import Column, Layout
from network.foundation.tabular.limits import Limits
from network.foundation.tabular.profile import Profile
from network.foundation.tabular.read import Parsed, read_async
from network.repairs import open_twice
from network.repairs.errors.records import ImportOverlapped
from network.repairs.errors.report_files import MonthForOrdersOnly, MonthNotBegun
from network.repairs.layouts import (
    ORDER_CHECKS,
    ORDER_TIMES,
    ORDERS_LAYOUT,
    PART_CHECKS,
    PART_TIMES,
    PARTS_LAYOUT,
    RETURN_CHECKS,
    RETURN_TIMES,
    RETURNS_LAYOUT,
    time_checks,
)
from network.repairs.month_bound import month_check
from network.repairs.rules.report_files import latest_month
from network.repairs.schemas.records import IMPORTING, FileKind
from network.sites.commands.files import imported_before, keep_file, keep_outcome
from network.sites.commands.missing_sites import create_missing_sites
from network.sites.commands.outcomes import DryRun, outcome_of, with_errors, with_result
from network.sites.schemas.sites import ImportOutcome


@dataclass(frozen=True, slots=True)
class Intake:
    """One kind of file and where its rows go. `numbers`: the columns that, beside its site, tell a record from others.

    `derived` is the column that `link_serials` fills, of records that have a serial number; `prepare` is SQL that the
    checks want to have run first.
    """

    kind: str
    noun: str
    table: str
    layout: Layout
    numbers: tuple[str, ...]
    times: tuple[str, ...]
    checks: Sequence[Check]
    derived: str = ""
    prepare: str = ""

    @property
    def matching(self) -> str:
        """SQL: that the staged row `s` has the numbers of the stored record `t`."""
        return " and ".join(f"t.{number} = s.{number}" for number in self.numbers)


ORDERS = Intake(
    kind="orders",
    noun="order",
    table="repair_order",
    layout=ORDERS_LAYOUT,
    numbers=("order_no",),
    times=ORDER_TIMES,
    checks=ORDER_CHECKS,
    derived="came_back_at",
    prepare=open_twice.FIND,
)
RETURNS = Intake(
    kind="hq_returns",
    noun="return",
    table="hq_return",
    layout=RETURNS_LAYOUT,
    numbers=("return_no",),
    times=RETURN_TIMES,
    checks=RETURN_CHECKS,
    derived="reversed_at",
)
PARTS = Intake(
    kind="parts",
    noun="part",
    table="part_shipment",
    layout=PARTS_LAYOUT,
    numbers=("shipment_no", "part_no"),
    times=PART_TIMES,
    checks=PART_CHECKS,
)


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of an import. `name` is the file's own name; `on_progress` hears the rows read so far.

    `file`: the id of the file's record, when one was made at its upload. `month`: the file is said to hold the orders
    of this month only; rows of other months are errors.
    """

    path: Path
    name: str
    now: datetime
    workdir: Path
    profile: Profile | None = None
    create_sites: bool = False
    dry_run: bool = False
    file: UUID | None = None
    month: Month | None = None
    limits: Limits = field(default_factory=Limits)
    on_progress: Callable[[int], None] | None = None
    on_stage: Callable[[str], None] = lambda _stage: None


async def import_records(actor: Actor, intake: Intake, request: Request) -> ImportOutcome:
    """Add new records and update changed ones; all or nothing. With errors nothing is done and the outcome lists them.

    The same file again changes nothing: the outcome has no `file` then. An actor imports for its own sites only.
    """
    actor.require(IMPORTING[FileKind(intake.kind)])
    check_month(FileKind(intake.kind), request.month, request.now)
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


def check_month(kind: FileKind, month: Month | None, now: datetime) -> None:
    """MonthForOrdersOnly, MonthNotBegun."""
    if month is None:
        return
    if kind is not FileKind.ORDERS:
        raise MonthForOrdersOnly()
    if month > latest_month(now):
        raise MonthNotBegun(month=str(month))


async def _imported(actor: Actor, intake: Intake, request: Request, parsed: Parsed) -> ImportOutcome:
    outcome = outcome_of(intake.kind, request.name, parsed)
    await writing_records()
    request.on_stage("checking")
    await stage(parsed, intake.layout)
    unprintable: list[CellError] = []
    if request.create_sites:
        created, unprintable = await create_missing_sites(actor, parsed, request.profile)
        outcome = replace(outcome, created_sites=created)
    file = request.file or uuid4()
    await _arrive(intake, parsed, request.profile, file)
    if intake.prepare:
        await execute(intake.prepare)
    checks = [*intake.checks, *time_checks(intake.times, await _clocks_move(intake))]
    if request.month:
        checks.append(month_check(request.month))
    errors, count = await failing(checks, parsed, request.limits.detailed_errors, request.now)
    if found := (*parsed.errors, *unprintable, *errors):
        return with_errors(outcome, found, parsed.error_count + len(unprintable) + count)
    request.on_stage("merging")
    before = await imported_before(intake.kind, parsed.sha256)
    await keep_file(actor, file, intake.kind, request.name, parsed, request.now)
    merged = await _merged(actor, intake, parsed)
    if merged.new or merged.changed:
        if intake.derived:
            await _link_serials()
        await _tell(actor, intake, parsed, request.name)
    await keep_outcome(file, {"new": merged.new, "changed": merged.changed, "unchanged": merged.unchanged})
    return replace(with_result(outcome, merged), file=file, imported_before=before)


def _given(parsed: Parsed) -> frozenset[str]:
    """The columns that the file, or a constant of its profile, gives values for."""
    constants = {each.column.name for each in parsed.plan.fields if each.constant is not None}
    return frozenset(parsed.sources) | constants


async def _arrive(intake: Intake, parsed: Parsed, profile: Profile | None, file: UUID) -> None:
    """Make the temporary table `arrived`: one row a record as it will be, its site found, its times as instants.

    What the file does not have is as it is stored, so that the checks see the whole record; the default when it is new.
    """
    zone = profile.formats.time_zone if profile else None
    # CREATE TABLE AS takes no parameters, so the values travel as settings of the transaction.
    await execute(
        "select set_config('app.file_zone', $1, true), set_config('app.file', $2, true)", zone or "", str(file)
    )
    given = _given(parsed)
    columns = [column for column in intake.layout.columns if column.name != "site"]
    values = [_value(column.name, intake.times) if column.name in given else _kept(column) for column in columns]
    await execute(
        "create temp table arrived on commit drop as "
        "select t.id as stored, s.row_number, s.has_error, s.site as site_code, site.id as site, z.zone, "
        f"{', '.join(values)}, "
        "current_setting('app.file')::uuid as import_file, s.row_number as import_row, now() as changed_at "
        "from staged s left join site on site.code = s.site "
        f"left join {intake.table} t on t.site = site.id and {intake.matching} "
        "cross join lateral (select coalesce(nullif(current_setting('app.file_zone'), ''), site.time_zone) as zone) z"
    )
    told_apart = ("stored", "row_number", "site", "site_code", *intake.numbers)
    serial = ("serial_no",) if intake.derived else ()
    await execute(f"analyze arrived ({', '.join((*told_apart, *serial))})")


def _value(name: str, times: tuple[str, ...]) -> str:
    return f"coalesce(s.{name}, s.{name}_local at time zone z.zone) as {name}" if name in times else f"s.{name}"


def _kept(column: Column) -> str:
    # Cast, so that every import's `arrived` has the same types: statements over it stay prepared on the connection.
    name, kind = column.name, TYPES[column.kind]
    return f"(case when t.id is null then s.{name} else t.{name} end)::{kind} as {name}"


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
    names = [column.name for column in intake.layout.columns if column.name not in ("site", *intake.numbers)]
    given = _given(parsed)
    return await merge(
        actor,
        Target(
            table=intake.table,
            noun=intake.noun,
            key=("site", *intake.numbers),
            columns=tuple(name for name in names if name in given),
            chain="t.site",
            subject=f"'{intake.noun}:' || " + " || '/' || ".join(f"t.{number}" for number in intake.numbers),
            stamped=("import_file", "import_row", "changed_at"),
            inserted=tuple(name for name in names if name not in given),
            cleared=(intake.derived,) if intake.derived else (),
        ),
    )


async def _link_serials() -> None:
    """Find anew what came back and what was reversed, for every serial number that a row has or had until now."""
    await execute(
        "select link_serials(array(select serial_no from arrived where serial_no is not null "
        "union select before ->> 'serial_no' from changing where before ->> 'serial_no' is not null))"
    )


async def _tell(actor: Actor, intake: Intake, parsed: Parsed, name: str) -> None:
    """One event in the chain of each site: how many of its records this file wrote."""
    await execute(
        "insert into trail_event (site, actor, account, action, subject, body) "
        "select site, $1, $2, $3, $4, json_build_object('file', $5::text, 'records', count(*))::text "
        "from (select site from arrived where stored is null union all select chain from changing) written (site) "
        "group by site order by site",
        actor.name,
        actor.account,
        f"{intake.kind}.imported",
        f"file:{parsed.sha256}",
        name,
    )
