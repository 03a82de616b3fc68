"""Filing monthly reports: kept as a draft, submitted, corrected. What was submitted is never changed but replaced."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, transaction
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import current
from network.foundation.periods import Month
from network.foundation.trail import record as trail
from network.repairs.errors.reports import BadReport, MonthRuns, NothingToCorrect, ReportIsIn, SentenceNeeded
from network.repairs.queries.report_known import known_of_month
from network.repairs.queries.reports import Duty, duty_of, history_of, revisions_of
from network.repairs.rules.report_figures import FIGURES
from network.repairs.rules.report_questions import open_questions
from network.repairs.rules.reports import IN_FORCE, Content, Receipt, ReportState, Way, fingerprint, hard_problems
from network.repairs.schemas.reports import ReportIn, RevisionOut
from network.sites.queries.site_files import site_id
from network.web.versions import check_version

# Of two who file the same report at once, the second sees what the first did.
TURN = "select pg_advisory_xact_lock(hashtextextended('report ' || $1::text || ' ' || $2::text, 0))"

_INSERT = """
insert into monthly_report (id, site, month, revision, state, nil, figures, explanations, words, way, started_at,
    submitted_at, submitted_by, submitter, sha256, version, changed_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1, $11)
"""
_UPDATE = """
update monthly_report set state = $4, nil = $5, figures = $6, explanations = $7, words = $8, way = $9,
    changed_at = $10, submitted_at = $11, submitted_by = $12, submitter = $13, sha256 = $14
where site = $1 and month = $2 and revision = $3
"""
_REPLACE = """
update monthly_report set state = 'superseded', changed_at = $3 where site = $1 and month = $2 and state = any ($4)
"""
_RECEIPT = """
insert into report_receipt (id, site, month, revision, way, name, sha256, received_at, account, sender, outcome)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""


@dataclass(frozen=True, slots=True)
class Handed:
    """What was handed in: how, under which name, and the SHA-256 of its bytes in hex."""

    way: Way
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Filed:
    """What came of it: `revision` is the one that holds this content, `version` that of the whole report now."""

    outcome: Receipt
    revision: int
    version: int


@dataclass(frozen=True, slots=True)
class _Open:
    """A month's report, in this transaction's hands."""

    duty: Duty
    revisions: list[RevisionOut]
    version: int

    @property
    def draft(self) -> RevisionOut | None:
        return next((each for each in self.revisions if each.state is ReportState.DRAFT), None)

    @property
    def in_force(self) -> RevisionOut | None:
        return next((each for each in self.revisions if each.state in IN_FORCE), None)

    @property
    def next_revision(self) -> int:
        return self.revisions[0].revision + 1 if self.revisions else 1

    def check(self, version: int | None) -> None:
        """Raises PreconditionFailed, with what the newest revision says by field."""
        newest = self.revisions[0].content() if self.revisions else Content()
        check_version(version, self.version, flat(newest))


def flat(content: Content) -> dict[str, Any]:
    """A report as plain values by the names of its fields on the form, for showing two versions beside each other."""
    return {
        "nil": content.nil,
        **{key: str(content.figures[key]) for key in FIGURES if key in content.figures},
        **{f"why-{key}": text for key, text in content.explanations.items()},
        **{f"words-{section}": text for section, text in content.words.items()},
    }


async def save_draft(
    actor: Actor,
    code: str,
    month: Month,
    wanted: ReportIn,
    version: int | None,
    now: datetime,
    handed: Handed | None = None,
) -> Filed:
    """Keep what was filled in so far, whatever it is; with `handed` there is a receipt of it.

    SiteNotFound, no duty in that month (`duty_of`), ReportIsIn, PreconditionFailed.
    """
    actor.require(Permission.FILE_REPORTS)
    async with transaction(actor):
        held = await _open(code, month, now)
        if held.in_force and not held.draft:
            raise ReportIsIn()
        way = handed.way if handed else Way.WEB
        filed = await _save(held, wanted.content(), version, way, now)
        if handed:
            await _receipt(actor, held.duty.site, month, handed, filed.outcome, filed.revision, now)
    return filed


async def _save(held: _Open, content: Content, version: int | None, way: Way, now: datetime) -> Filed:
    if held.draft and fingerprint(held.draft.content()) == fingerprint(content):
        return Filed(Receipt.UNCHANGED, held.draft.revision, held.version)
    held.check(version)
    await _write(held, content, ReportState.DRAFT, way, now)
    return Filed(Receipt.SAVED, held.draft.revision if held.draft else held.next_revision, held.version + 1)


async def submit(
    actor: Actor, code: str, month: Month, wanted: ReportIn, version: int | None, now: datetime, handed: Handed
) -> Filed:
    """Submit a report made from this version (None: from whatever it is now). There is a receipt, refused or not.

    The content that is in force already changes nothing: `unchanged`, whatever the version. SiteNotFound; no duty in
    that month (`duty_of`); MonthRuns; PreconditionFailed; BadReport; SentenceNeeded.
    """
    actor.require(Permission.FILE_REPORTS)
    refusal: ServicemarkError | None = None
    async with transaction(actor):
        site = await site_id(code)
        try:
            filed = await _submit(actor, await _open(code, month, now), wanted.content(), version, now, handed)
        except ServicemarkError as error:
            # Raised only when the receipt is in: that something was handed in holds, whatever came of it.
            refusal = error
            await _receipt(actor, site, month, handed, Receipt.REFUSED, None, now)
    if refusal is not None:
        raise refusal
    return filed


async def _submit(
    actor: Actor, held: _Open, content: Content, version: int | None, now: datetime, handed: Handed
) -> Filed:
    duty, month = held.duty, held.duty.month
    if not duty.over(now):
        raise MonthRuns(month=current().month(month.year, month.number))
    sha256, before = fingerprint(content), held.in_force
    if before and before.sha256 == sha256:
        await _receipt(actor, duty.site, month, handed, Receipt.UNCHANGED, before.revision, now)
        return Filed(Receipt.UNCHANGED, before.revision, held.version)
    held.check(version)
    await _judge(duty, content)
    revision = held.draft.revision if held.draft else held.next_revision
    await execute(_REPLACE, duty.site, month.first, now, list(IN_FORCE))
    await _write(
        held, content.whole(), ReportState.SUBMITTED, handed.way, now, (now, actor.account, actor.name, sha256)
    )
    await _receipt(actor, duty.site, month, handed, Receipt.SUBMITTED, revision, now)
    facts = {"revision": revision, "nil": content.nil, "way": handed.way, "sha256": sha256}
    await trail.record(actor, "report.submitted", f"report:{duty.code}/{month}", facts, site=duty.site)
    return Filed(Receipt.SUBMITTED, revision, held.version + (2 if before else 1))


async def _judge(duty: Duty, content: Content) -> None:
    """BadReport, SentenceNeeded."""
    known = await known_of_month(duty.site, duty.month.first)
    if problems := hard_problems(content, known, duty.days):
        raise BadReport(problems)
    if asked := open_questions(content, known, await history_of(duty)):
        raise SentenceNeeded(asked)


async def open_correction(actor: Actor, code: str, month: Month, version: int | None, now: datetime) -> int:
    """Begin a draft from what is in force, or go on with the one begun; the number of its revision.

    SiteNotFound, no duty in that month (`duty_of`), NothingToCorrect, PreconditionFailed.
    """
    actor.require(Permission.FILE_REPORTS)
    async with transaction(actor):
        held = await _open(code, month, now)
        if held.draft:
            return held.draft.revision
        if held.in_force is None:
            raise NothingToCorrect()
        held.check(version)
        await _write(held, held.in_force.content(), ReportState.DRAFT, Way.WEB, now)
        return held.next_revision


async def _open(code: str, month: Month, now: datetime) -> _Open:
    duty = await duty_of(code, month, now)
    await execute(TURN, str(duty.site), str(month))
    revisions, version = await revisions_of(duty)
    return _Open(duty, revisions, version)


_NOT_YET: tuple[None, ...] = (None, None, None, None)


async def _write(
    held: _Open, content: Content, state: ReportState, way: Way, now: datetime, submitted: tuple[object, ...] = _NOT_YET
) -> None:
    """Into the draft if there is one, else as the next revision. `submitted`: when, by whom, under which name, hash."""
    place = (held.duty.site, held.duty.month.first)
    said = (state.value, content.nil, *map(_json, (content.figures, content.explanations, content.words)), way.value)
    if held.draft:
        await execute(_UPDATE, *place, held.draft.revision, *said, now, *submitted)
    else:
        await execute(_INSERT, uuid4(), *place, held.next_revision, *said, now, *submitted)


def _json(values: Mapping[str, object]) -> str:
    return json.dumps({key: str(value) for key, value in values.items()})


async def _receipt(
    actor: Actor, site: int, month: Month, handed: Handed, outcome: Receipt, revision: int | None, now: datetime
) -> None:
    made = (uuid4(), site, month.first, revision, handed.way.value, handed.name, handed.sha256, now)
    await execute(_RECEIPT, *made, actor.account, actor.name, outcome.value)
