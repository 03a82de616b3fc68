"""What headquarters says to a submitted report: accepted, or sent back with a reason at each figure that is wrong."""

import json
from collections.abc import Mapping
from datetime import datetime

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch, transaction
from network.foundation.i18n import gettext as _
from network.foundation.periods import Month
from network.foundation.trail import record as trail
from network.repairs.commands.reports import TURN, flat
from network.repairs.errors.reports import NotWaiting, ReasonsNeeded
from network.repairs.queries.reports import Duty, duty_of, revisions_of
from network.repairs.rules.report_figures import FIGURES, WRITTEN
from network.repairs.rules.reports import IN_FORCE, ReportState
from network.repairs.schemas.reports import ReturnIn, RevisionOut
from network.repairs.telling import tell_of_return
from network.web.versions import check_version

_DECIDE = """
update monthly_report set state = $4, decided_at = $5, decided_by = $6, decider = $7, returned = $8, material = $9,
    changed_at = $5
where site = $1 and month = $2 and revision = $3
"""

# Accepted at one go: what was submitted as the records have it, without a word that somebody should read.
_UNREMARKED = """
update monthly_report r set state = 'accepted', decided_at = $2, decided_by = $3, decider = $4, changed_at = $2
from site s
where s.id = r.site and r.month = $1 and r.state = 'submitted' and r.explanations = '{}' and r.words = '{}'
returning r.site, s.code, r.revision
"""


async def accept_report(actor: Actor, code: str, month: Month, version: int | None, now: datetime) -> None:
    """Take what was submitted as it is. SiteNotFound, no duty in that month, NotWaiting, PreconditionFailed."""
    actor.require(Permission.DECIDE_REPORTS)
    async with transaction(actor):
        duty, report = await _waiting(code, month, version, now, (ReportState.SUBMITTED,))
        await _decide(actor, duty, report, ReportState.ACCEPTED, now)
        await trail.record(actor, "report.accepted", _subject(duty), {"revision": report.revision}, site=duty.site)


async def return_report(
    actor: Actor, code: str, month: Month, version: int | None, wanted: ReturnIn, now: datetime
) -> None:
    """Send a report back with reasons by figure or section; also one that was accepted, when it turns out wrong.

    When the error is material, only what is submitted after this counts for being on time. SiteNotFound, no duty in
    that month, NotWaiting, PreconditionFailed, ReasonsNeeded.
    """
    actor.require(Permission.DECIDE_REPORTS)
    reasons = _reasons(wanted)
    async with transaction(actor):
        duty, report = await _waiting(code, month, version, now, (ReportState.SUBMITTED, ReportState.ACCEPTED))
        await _decide(actor, duty, report, ReportState.RETURNED, now, reasons, material=wanted.material)
        facts = {"revision": report.revision, "reasons": reasons, "material": wanted.material}
        await trail.record(actor, "report.returned", _subject(duty), facts, site=duty.site)
        await tell_of_return(duty.site, month, report.revision)


async def accept_unremarked(actor: Actor, month: Month, now: datetime) -> list[str]:
    """Accept all reports of a month in reach that wait and hold no explanation and no words; the codes of their sites.

    A figure unlike the records has an explanation, so these are as the records have them.
    """
    actor.require(Permission.DECIDE_REPORTS)
    async with transaction(actor):
        rows = await fetch(_UNREMARKED, month.first, now, actor.account, actor.name)
        for row in rows:
            facts = {"revision": row["revision"]}
            await trail.record(actor, "report.accepted", f"report:{row['code']}/{month}", facts, site=row["site"])
    return sorted(row["code"] for row in rows)


def _reasons(wanted: ReturnIn) -> dict[str, str]:
    """Raises ReasonsNeeded, with what cannot have a reason named."""
    places = {*FIGURES, *WRITTEN}
    if unknown := wanted.reasons.keys() - places:
        raise ReasonsNeeded({f"reasons.{name}": _("A report has no figure of this name.") for name in unknown})
    reasons = {name: reason for name, reason in wanted.reasons.items() if reason}
    if not reasons:
        raise ReasonsNeeded()
    return reasons


async def _waiting(
    code: str, month: Month, version: int | None, now: datetime, states: tuple[ReportState, ...]
) -> tuple[Duty, RevisionOut]:
    """The revision in force, in this transaction's hands."""
    duty = await duty_of(code, month, now)
    await execute(TURN, str(duty.site), str(month))
    revisions, current = await revisions_of(duty)
    report = next((each for each in revisions if each.state in IN_FORCE), None)
    if report is None:
        raise NotWaiting()
    check_version(version, current, flat(report.content()))
    if report.state not in states:
        raise NotWaiting()
    return duty, report


async def _decide(
    actor: Actor,
    duty: Duty,
    report: RevisionOut,
    state: ReportState,
    now: datetime,
    reasons: Mapping[str, str] | None = None,
    *,
    material: bool = False,
) -> None:
    place = (duty.site, duty.month.first, report.revision)
    await execute(_DECIDE, *place, state.value, now, actor.account, actor.name, json.dumps(reasons or {}), material)


def _subject(duty: Duty) -> str:
    return f"report:{duty.code}/{duty.month}"
