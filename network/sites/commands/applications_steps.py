"""What headquarters does with an application, step by step, up to the decision."""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch_row, fetch_value, transaction
from network.foundation.i18n import current
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.sites.commands.applications import keep_step
from network.sites.commands.assessments import seat_assessor
from network.sites.errors.applications import (
    AlreadyDecided,
    AlreadyWithdrawn,
    BelowMinimum,
    KnockedOut,
    NotAnAssessor,
    NothingAskedFor,
    NotTakingEvidence,
    ReasonNeeded,
    StepNotPossible,
)
from network.sites.errors.assessments import AssessorDecides, MayNotAssess, NoAssessorNeeded
from network.sites.queries.applications import criteria_of, submitted_row
from network.sites.queries.assessments import assessors_of, outcome_of
from network.sites.rules.applications import STATE_LABELS, TAKING_EVIDENCE, ApplicationState, may_move
from network.sites.rules.assessments import INDEPENDENT, may_decide
from network.sites.rules.criteria import CriteriaDocument
from network.sites.schemas.applications import ApprovalIn, RejectionIn, ReviewIn, VisitIn, WantIn
from network.web.versions import check_version

_S = ApplicationState


async def take_into_review(
    actor: Actor, application_id: UUID, version: int | None, given: ReviewIn, now: datetime
) -> None:
    """Begin the desk review, with two people who assess independently of each other.

    ApplicationNotFound, PreconditionFailed, StepNotPossible, NotAnAssessor.
    """
    async with transaction(actor):
        row = await locked(actor, application_id, version, _S.DESK_REVIEW)
        await _seat(actor, row, given.assessors, now)
        await move(actor, row, _S.DESK_REVIEW, "", now)


async def _seat(actor: Actor, row: Record, assessors: Sequence[UUID], now: datetime) -> None:
    """Two seats in all: some may have been given before the review began."""
    seated = len(await assessors_of(row["id"]))
    asked = {"id": row["id"], "number": row["number"], "region": row["region_id"], "applicant": row["applicant"]}
    if seated + len(assessors) != INDEPENDENT:
        raise NotAnAssessor({"first": _("Choose two different people.")})
    for field, account in zip(("first", "second"), assessors, strict=False):
        try:
            await seat_assessor(actor, asked, account, now)
        except (MayNotAssess, NoAssessorNeeded) as refusal:
            raise NotAnAssessor(
                {field: _("This person cannot assess this application. Choose someone else.")}
            ) from refusal


async def start_site_visit(
    actor: Actor, application_id: UUID, version: int | None, given: VisitIn, now: datetime
) -> None:
    """The papers are in order; now the place is looked at. ApplicationNotFound, PreconditionFailed, StepNotPossible."""
    async with transaction(actor):
        row = await locked(actor, application_id, version, _S.SITE_VISIT)
        await move(actor, row, _S.SITE_VISIT, given.reason, now)


async def ask_for_evidence(
    actor: Actor, application_id: UUID, version: int | None, wants: Sequence[WantIn], now: datetime
) -> None:
    """Ask the applicant for more; it reads the words.

    ApplicationNotFound, PreconditionFailed, NotTakingEvidence, NothingAskedFor.
    """
    async with transaction(actor):
        row = await _locked_row(actor, application_id)
        if row["state"] not in TAKING_EVIDENCE:
            raise NotTakingEvidence(state=STATE_LABELS[row["state"]])
        check_version(version, row["version"], {"state": row["state"]})
        criteria = await criteria_of(row["criteria_set"])
        keys = {"", *(criteria.document.keys if criteria else ())}
        if not wants or any(want.criterion not in keys for want in wants):
            raise NothingAskedFor({"criterion": _("Choose a criterion of the list.")})
        asked = [{**want.model_dump(), "at": now.isoformat()} for want in wants]
        await execute(
            "update application set asked_for = asked_for || $2::jsonb, version = version + 1 where id = $1",
            application_id,
            json.dumps(asked, ensure_ascii=False),
        )
        facts = {"wants": [want.model_dump() for want in wants]}
        await trail.record(actor, "application.evidence_asked", f"application:{row['number']}", facts)


async def approve(actor: Actor, application_id: UUID, version: int | None, given: ApprovalIn, now: datetime) -> None:
    """Decide that the site may join; by a manager of the region who has not assessed it.

    ApplicationNotFound, PreconditionFailed, StepNotPossible, ReasonNeeded, AssessorDecides, KnockedOut, BelowMinimum.
    """
    _need_reason(given.reason)
    async with transaction(actor):
        row = await locked(actor, application_id, version, _S.DECISION)
        await _check_decider(actor, application_id)
        await _check_outcome(row)
        await _decide(actor, row, now)
        await move(actor, row, _S.DECISION, given.reason, now)


async def reject(actor: Actor, application_id: UUID, version: int | None, given: RejectionIn, now: datetime) -> None:
    """Turn it down for good; the applicant reads why. A site that was to open under it is closed.

    ApplicationNotFound, PreconditionFailed, StepNotPossible, ReasonNeeded, AssessorDecides.
    """
    _need_reason(given.reason)
    async with transaction(actor):
        row = await locked(actor, application_id, version, _S.REJECTED)
        await _check_decider(actor, application_id)
        await _decide(actor, row, now)
        await move(actor, row, _S.REJECTED, given.reason, now, reason_code=given.reason_code)
        if row["site"]:
            await _close_site(actor, row["site"], row["number"], now)


async def locked(actor: Actor, application_id: UUID, version: int | None, to: ApplicationState) -> Record:
    """Inside a transaction: the application, which nobody else moves until it ends, and which may be moved there.

    The state is looked at before the version: that somebody has decided says more than that something has changed.
    Raises ApplicationNotFound, Forbidden, StepNotPossible, PreconditionFailed.
    """
    row = await _locked_row(actor, application_id)
    if not may_move(row["state"], to, by_applicant=False):
        raise await _not_possible(row)
    check_version(version, row["version"], {"state": row["state"]})
    return row


async def _locked_row(actor: Actor, application_id: UUID) -> Record:
    actor.require(Permission.READ_APPLICATIONS)
    await fetch_value("select id from application where id = $1 for update", application_id)
    row = await submitted_row(application_id)
    actor.require_right(Permission.SELECT_SITES, row["region_id"])
    return row


async def _not_possible(row: Record) -> StepNotPossible:
    """Why the step cannot be made, as precisely as it is known."""
    state = STATE_LABELS[row["state"]]
    if row["state"] == _S.WITHDRAWN:
        return AlreadyWithdrawn(state=state)
    last = await fetch_row(
        "select actor from application_step where application = $1 and to_state in ('decision', 'rejected') "
        "order by at desc, id desc limit 1",
        row["id"],
    )
    return AlreadyDecided(state=state, who=last["actor"]) if last else StepNotPossible(state=state)


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonNeeded({"reason": _("Give the reason; the applicant reads it.")})


async def _check_decider(actor: Actor, application_id: UUID) -> None:
    if not may_decide(actor.account, await assessors_of(application_id)):
        raise AssessorDecides()


async def _check_outcome(row: Record) -> None:
    """Raises KnockedOut, BelowMinimum, with names in the reader's language."""
    criteria, outcome = await criteria_of(row["criteria_set"]), await outcome_of(row["id"])
    if criteria is None or outcome is None:
        raise StepNotPossible(state=STATE_LABELS[row["state"]])
    if outcome.knocked_out:
        raise KnockedOut(criteria=_names(criteria.document, tuple(outcome.knock_outs)))
    if outcome.short or outcome.low:
        raise BelowMinimum(
            groups=_names(criteria.document, outcome.short) or criteria.document.title.in_language(_code())
        )


def _names(document: CriteriaDocument, keys: tuple[str, ...]) -> str:
    labels = {group.key: group.label for group in document.groups} | {
        each.key: each.label for each in document.criteria
    }
    return ", ".join(labels[key].in_language(_code()) for key in keys)


def _code() -> str:
    return current().code


async def _decide(actor: Actor, row: Record, now: datetime) -> None:
    await execute(
        "update application set decided_by = $2, decided_at = $3 where id = $1", row["id"], actor.account, now
    )


async def move(
    actor: Actor, row: Record, to: ApplicationState, reason: str, now: datetime, *, reason_code: str = ""
) -> None:
    """Inside a transaction: bring a locked application to its next state, on record."""
    await execute("update application set state = $2, version = version + 1 where id = $1", row["id"], to.value)
    await keep_step(actor, row, to, reason, now, reason_code=reason_code)


async def _close_site(actor: Actor, site: int, number: str, now: datetime) -> None:
    await execute("select set_config('app.effective_on', $1, true)", now.date().isoformat())
    code = await fetch_value(
        "update site set status = 'closed', closed_on = $2, version = version + 1 where id = $1 returning code",
        site,
        now.date(),
    )
    facts = {"application": number, "before": {"status": "listed"}, "after": {"status": "closed"}}
    await trail.record(actor, "site.changed", f"site:{code}", facts, site=site)
