"""Taking a report's workbook back: kept, read in a child process, and submitted whole or not at all."""

from datetime import datetime
from pathlib import Path
from uuid import uuid4

from network.foundation import files
from network.foundation.access import Actor, Permission
from network.foundation.database import execute, transaction
from network.foundation.i18n import current
from network.foundation.periods import Month
from network.foundation.tabular.errors import FileRefused
from network.foundation.tabular.grid import Grid, read_grid
from network.repairs.commands.reports import Filed, Handed, flat, submit
from network.repairs.errors.report_files import (
    CellProblem,
    WorkbookHasMacros,
    WorkbookLocked,
    WorkbookNotTaken,
    WorkbookOfOldExcel,
    WorkbookOvertaken,
    WorkbookRefused,
    WorkbookTooOld,
    WorkbookUnreadable,
)
from network.repairs.errors.reports import BadReport
from network.repairs.queries.reports import Duty, duty_of
from network.repairs.report_workbook import Workbook, entered, in_order, opened
from network.repairs.rules.report_files import MONTHS_TAKEN, is_too_old
from network.repairs.rules.reports import Receipt, Way, hard_problems
from network.repairs.schemas.reports import ReportIn
from network.web.uploads import SentFile
from network.web.versions import PreconditionFailed

# A filled-in workbook has some 20 kB.
MOST_MEGABYTES = 2

_REFUSALS: dict[str, type[WorkbookNotTaken]] = {
    "encrypted": WorkbookLocked,
    "macros": WorkbookHasMacros,
    "old_excel": WorkbookOfOldExcel,
}
_REFUSED = """
insert into report_receipt (id, site, month, way, name, sha256, received_at, account, sender, outcome)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""


async def hand_in_workbook(
    actor: Actor, code: str, month: Month, sent: SentFile, folder: Path, now: datetime, version: int | None = None
) -> tuple[Filed, Handed]:
    """Submit the report that a workbook holds. It is kept below `folder`, and there is a receipt of it, taken or not.

    `version`: the one that the sender has seen and wants to replace, instead of the one the workbook was made from.
    SiteNotFound; no duty in that month (`duty_of`); FileTooLarge; a WorkbookNotTaken; WorkbookOvertaken; MonthRuns.
    """
    actor.require(Permission.FILE_REPORTS)
    async with transaction(actor, read_only=True):
        duty = await duty_of(code, month, now)
    kept = await files.keep(folder, sent.blocks, MOST_MEGABYTES)
    handed = Handed(Way.XLSX, sent.name, kept.sha256)
    try:
        workbook, wanted = await _read(kept.path, duty, now)
    except WorkbookNotTaken:
        await _keep_refusal(actor, duty, handed, now)
        raise
    made_from = workbook.version if version is None else version
    try:
        return await submit(actor, code, month, wanted, made_from, now, handed), handed
    except BadReport as refusal:
        raise workbook.refused(refusal.problems, refusal.place) from None
    except PreconditionFailed as stale:
        raise WorkbookOvertaken(stale, flat(wanted.content())) from None


async def _read(path: Path, duty: Duty, now: datetime) -> tuple[Workbook, ReportIn]:
    """WorkbookNotTaken; WorkbookRefused names everything that is wrong at once."""
    workbook = opened(await _grid(path), duty.code, duty.month)
    if is_too_old(duty.month, now):
        month = current().month(duty.month.year, duty.month.number)
        raise WorkbookTooOld(month=month, most=MONTHS_TAKEN)
    wanted, problems = entered(workbook)
    if problems:
        raise WorkbookRefused(workbook.sheet, in_order([*problems, *_ruled_out(workbook, wanted, duty, problems)]))
    return workbook, wanted


async def _grid(path: Path) -> Grid:
    try:
        return await read_grid(path)
    except FileRefused as refusal:
        raise _REFUSALS.get(refusal.code, WorkbookUnreadable)() from None


def _ruled_out(workbook: Workbook, wanted: ReportIn, duty: Duty, told: list[CellProblem]) -> list[CellProblem]:
    """What the hard rules have against the rest of a workbook that is refused anyway, so that it is put right once."""
    fields = {problem.field for problem in told}
    problems = tuple(hard_problems(wanted.content(), {}, duty.days))
    return [problem for problem in workbook.refused(problems, BadReport.place).problems if problem.field not in fields]


async def _keep_refusal(actor: Actor, duty: Duty, handed: Handed, now: datetime) -> None:
    made = (handed.way.value, handed.name, handed.sha256, now, actor.account, actor.name, Receipt.REFUSED.value)
    async with transaction(actor):
        await execute(_REFUSED, uuid4(), duty.site, duty.month.first, *made)
