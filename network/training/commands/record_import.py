"""Importing what people passed before: read in a child process, staged, checked and added in SQL, all or nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch, transaction
from network.foundation.intake.merging import Merged
from network.foundation.intake.staging import failing, stage
from network.foundation.intake.turns import writing_records
from network.foundation.tabular.limits import Limits
from network.foundation.tabular.profile import Profile
from network.foundation.tabular.read import Parsed, read_async
from network.sites.commands.files import imported_before, keep_file, keep_outcome
from network.sites.commands.outcomes import DryRun, outcome_of, with_errors, with_result
from network.sites.schemas.sites import ImportOutcome
from network.training.errors.record_files import RecordsOverlapped
from network.training.record_files import ARRIVED, CHECKS, KIND, RECORDS_LAYOUT, STORED
from network.training.rules.giving import RecordSource, new_record_number


@dataclass(frozen=True, slots=True)
class RecordFile:
    """What is asked of an import. `name` is the file's own name; `on_progress` hears the rows read so far.

    `file`: the id of the file's record, when one was made at its upload.
    """

    path: Path
    name: str
    now: datetime
    workdir: Path
    profile: Profile | None = None
    dry_run: bool = False
    file: UUID | None = None
    limits: Limits = field(default_factory=Limits)
    on_progress: Callable[[int], None] | None = None
    on_stage: Callable[[str], None] = lambda _stage: None


async def import_training(actor: Actor, asked: RecordFile) -> ImportOutcome:
    """Add the records of a file that are not there yet. With errors nothing is done and the outcome lists them.

    What is recorded never changes: a row that says the same is counted as unchanged, one that says otherwise is an
    error. Whoever trains some regions imports for the sites of these only.
    """
    actor.require(Permission.TRAIN_SITES)
    parsed = await read_async(asked.path, RECORDS_LAYOUT, asked.profile, asked.limits, asked.workdir, asked.on_progress)
    try:
        async with transaction(actor):
            outcome = await _imported(actor, asked, parsed)
            if asked.dry_run or outcome.errors or not outcome.new:
                raise DryRun(replace(outcome, file=None))
    except DryRun as ended:
        return ended.outcome
    except asyncpg.UniqueViolationError as error:
        raise RecordsOverlapped() from error
    finally:
        parsed.copy_file.unlink(missing_ok=True)
    return outcome


async def _imported(actor: Actor, asked: RecordFile, parsed: Parsed) -> ImportOutcome:
    outcome = outcome_of(KIND, asked.name, parsed)
    await writing_records()
    asked.on_stage("checking")
    await stage(parsed, RECORDS_LAYOUT)
    await _arrive(actor, asked.now)
    errors, count = await failing(CHECKS, parsed, asked.limits.detailed_errors)
    if found := (*parsed.errors, *errors):
        return with_errors(outcome, found, parsed.error_count + count)
    asked.on_stage("merging")
    before = await imported_before(KIND, parsed.sha256)
    file = asked.file or uuid4()
    await keep_file(actor, file, KIND, asked.name, parsed, asked.now)
    merged = await _add(actor, asked.now, parsed)
    if merged.new:
        await _tell(actor, parsed, asked.name)
    await keep_outcome(file, {"new": merged.new, "changed": 0, "unchanged": merged.unchanged})
    return replace(with_result(outcome, merged), file=file, imported_before=before)


async def _arrive(actor: Actor, now: datetime) -> None:
    """Make the temporary table `arrived`: one row a record, its site, course, person and stored record found."""
    regions = actor.held_rights.get(Permission.TRAIN_SITES, frozenset())
    reach = "" if regions is None else "{" + ",".join(map(str, sorted(regions))) + "}"
    # CREATE TABLE AS takes no parameters, so the values travel as settings of the transaction.
    await execute("select set_config('app.now', $1, true), set_config('app.regions', $2, true)", now.isoformat(), reach)
    await execute(ARRIVED)
    await execute("analyze arrived")
    await execute(STORED)


async def _add(actor: Actor, now: datetime, parsed: Parsed) -> Merged:
    """Insert what is not stored yet, each with a number of its own."""
    rows = await fetch("select row_number, passed_on from arrived where stored is null order by row_number")
    await execute(
        "update arrived a set number = n.number from unnest($1::integer[], $2::text[]) n (row_number, number) "
        "where a.row_number = n.row_number",
        [row["row_number"] for row in rows],
        [new_record_number(row["passed_on"].year) for row in rows],
    )
    await execute(
        "insert into training_record (id, person, course, site, source, passed_on, valid_from, valid_to, number, "
        "issuer, recorded_by, recorded_at) "
        "select gen_random_uuid(), person, course, site, $1, passed_on, passed_on, valid_to, number, issuer, $2, $3 "
        "from arrived where stored is null order by row_number",
        RecordSource.IMPORTED.value,
        actor.name,
        now,
    )
    return Merged(len(rows), 0, parsed.rows - len(rows), ())


async def _tell(actor: Actor, parsed: Parsed, name: str) -> None:
    """One event in the chain of each site: how many records of its people this file brought."""
    await execute(
        "insert into trail_event (site, actor, account, action, subject, body) "
        "select site, $1, $2, 'record.imported', $3, json_build_object('file', $4::text, 'records', count(*))::text "
        "from arrived where stored is null group by site order by site",
        actor.name,
        actor.account,
        f"file:{parsed.sha256}",
        name,
    )
