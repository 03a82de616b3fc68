"""Headquarters decides about a complaint, and sees to it that the customer is content afterwards."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from network.feedback.commands.answering import care_day
from network.feedback.commands.complaints import locked_complaint
from network.feedback.commands.steps import add_step
from network.feedback.errors.complaints import (
    AnswererDecides,
    ComplaintDecided,
    ComplaintUnlocated,
    ComplaintWrong,
    NoCareDue,
)
from network.feedback.queries.problems import problem_of
from network.feedback.rules.complaints import SHARES, ComplaintState, Severity, Step, may_decide, next_care
from network.feedback.schemas.complaints import CareIn, DecisionIn
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch_value, transaction
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.identity.rules.notices import NoticeKind
from network.identity.telling import tell_site
from network.improvement.commands.findings import keep_finding
from network.improvement.rules.findings import Grade
from network.improvement.schemas.findings import FindingIn


async def decide_complaint(actor: Actor, complaint_id: UUID, given: DecisionIn, at: datetime) -> None:
    """Whether it is substantiated and who had to answer for it, once; a substantiated one may raise a finding.

    ComplaintNotFound, ComplaintDecided, ComplaintUnlocated, AnswererDecides, ComplaintWrong.
    """
    actor.require(Permission.HANDLE_COMPLAINTS)
    async with transaction(actor):
        row = await locked_complaint(complaint_id)
        if row["decided_at"] is not None:
            raise ComplaintDecided()
        if row["site"] is None:
            raise ComplaintUnlocated()
        if not may_decide(actor.account, row["answered_by"]):
            raise AnswererDecides()
        _check(given)
        finding = await _raised(actor, row, given.finding, given.reason, at) if given.finding else None
        closes = row["state"] == ComplaintState.ANSWERED
        care = await care_day(row, at) if closes and given.substantiated else None
        await execute(
            "update complaint set substantiated = $2, responsible = $3, decided_at = $4, decided_by = $5, "
            "decider = $6, decision = $7, resolution = $8, finding = $9, state = $10, closed_at = $11, "
            "care_on = $12 where id = $1",
            *(complaint_id, given.substantiated, given.responsible, at, actor.account, actor.name, given.reason),
            *(given.resolution or None, finding, ComplaintState.CLOSED if closes else row["state"]),
            *(at if closes else None, care),
        )
        await add_step(actor, complaint_id, row["site"], Step.DECIDED, given.reason, at)
        facts = {"number": row["complaint_no"], **given.model_dump()}
        await trail.record(actor, "complaint.decided", f"complaint:{complaint_id}", facts, site=row["site"])
        told = {"number": row["complaint_no"]}
        link = f"/complaints/{complaint_id}"
        await tell_site(row["site"], NoticeKind.COMPLAINT_DECIDED, str(complaint_id), link, told)


async def call_again(actor: Actor, complaint_id: UUID, given: CareIn, at: datetime) -> None:
    """The customer was called: satisfied three times in a row is enough. ComplaintNotFound, NoCareDue."""
    actor.require(Permission.HANDLE_COMPLAINTS)
    async with transaction(actor):
        row = await locked_complaint(complaint_id)
        if row["care_on"] is None:
            raise NoCareDue()
        zone = ZoneInfo(await fetch_value("select time_zone from site where id = $1", row["site"]))
        well, due = next_care(row["care_well"], satisfied=given.satisfied, today=at.astimezone(zone).date())
        await execute("update complaint set care_well = $2, care_on = $3 where id = $1", complaint_id, well, due)
        await add_step(actor, complaint_id, row["site"], Step.CARED, given.note, at)
        facts = {"number": row["complaint_no"], "satisfied": given.satisfied, "note": given.note}
        await trail.record(actor, "complaint.cared", f"complaint:{complaint_id}", facts, site=row["site"])


def _check(given: DecisionIn) -> None:
    if given.finding and not (given.substantiated and given.responsible in SHARES):
        raise ComplaintWrong(
            {"finding": _("A finding is for what the site had to answer for. Leave it out, or change the decision.")}
        )


async def _raised(actor: Actor, row: Record, grade: Severity, reason: str, at: datetime) -> UUID:
    """A finding at the site, in the words of the problem tree."""
    _branch, problem = problem_of(row["problem"], row["tree_version"])
    zone = ZoneInfo(await fetch_value("select time_zone from site where id = $1", row["site"]))
    wanted = FindingIn(
        title=f"{row['complaint_no']}: {problem.label.en} / {problem.label.zh_CN}",
        detail=reason,
        grade=Grade(grade),
        found_on=row["received_at"].astimezone(zone).date(),
    )
    return await keep_finding(actor, row["site"], wanted, at)
