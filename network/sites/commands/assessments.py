"""Assessing applications: assessors are chosen, write down what they find, and hand it in, each on their own."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch_row, fetch_value, transaction
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.sites.errors.assessments import (
    ApplicationUnknown,
    AssessmentIncomplete,
    AssessmentNotFound,
    AssessmentSubmitted,
    MarksWrong,
    MayNotAssess,
    NoAssessorNeeded,
    NotBeingAssessed,
)
from network.sites.queries.assessments import candidates, find_own, seats_of
from network.sites.rules.assessments import ASSESSING, CHOOSING, missing_from, next_place, visit_possible
from network.sites.rules.criteria import CriteriaDocument
from network.sites.rules.criteria_scoring import WIDEST, Score, score
from network.sites.schemas.assessments import MarksIn, MyAssessment, SubmittedOut
from network.web.versions import check_version


async def assign_assessor(actor: Actor, application_id: UUID, account_id: UUID, at: datetime) -> UUID:
    """Ask someone to assess an application; the id of the assessment.

    Raises MayNotAssess for the applicant, for who assesses it already, and for who is no assessor there;
    NoAssessorNeeded beyond two, unless their results call for a third.
    """
    actor.require(Permission.READ_APPLICATIONS)
    async with transaction(actor):
        application = await _locked(application_id)
        actor.require_right(Permission.SELECT_SITES, application["region"])
        if application["state"] not in CHOOSING:
            raise NotBeingAssessed()
        return await seat_assessor(actor, application, account_id, at)


async def seat_assessor(actor: Actor, application: Mapping[str, Any], account_id: UUID, at: datetime) -> UUID:
    """The same inside a transaction that holds the application: its `id`, `number`, `region` and `applicant`."""
    seats = await seats_of(application["id"])
    submitted = sum(seat.submitted_at is not None for seat in seats)
    place = next_place({seat.place for seat in seats}, submitted)
    if place is None:
        raise NoAssessorNeeded()
    known = {each.account: each.name for each in await candidates(application, seats, at)}
    if account_id not in known:
        raise MayNotAssess({"account": _("Choose someone else.")})
    made = uuid4()
    await execute(
        "insert into assessment (id, application, region, assessor, assessor_name, place, assigned_at)"
        " values ($1, $2, $3, $4, $5, $6, $7)",
        made,
        application["id"],
        application["region"],
        account_id,
        known[account_id],
        place,
        at,
    )
    facts = {"assessor": known[account_id], "account": account_id, "place": place}
    await trail.record(actor, "assessment.assigned", f"application:{application['number']}", facts)
    return made


async def release_assessor(actor: Actor, application_id: UUID, assessment_id: UUID) -> None:
    """Take back the asking of someone who has not handed in; what they wrote so far is gone. AssessmentSubmitted."""
    actor.require(Permission.READ_APPLICATIONS)
    async with transaction(actor):
        application = await _locked(application_id)
        actor.require_right(Permission.SELECT_SITES, application["region"])
        seat = next((each for each in await seats_of(application_id) if each.assessment_id == assessment_id), None)
        if seat is None:
            raise AssessmentNotFound()
        if seat.submitted_at is not None:
            raise AssessmentSubmitted()
        await execute("delete from assessment where id = $1", assessment_id)
        facts = {"assessor": seat.assessor, "place": seat.place}
        await trail.record(actor, "assessment.released", f"application:{application['number']}", facts)


async def save_marks(actor: Actor, assessment_id: UUID, given: MarksIn, version: int | None, at: datetime) -> int:
    """Keep what the assessor has written so far, complete or not; the new version.

    Raises MarksWrong, AssessmentSubmitted, NotBeingAssessed, or PreconditionFailed when it was made from another
    version. `version` None: whatever is there now.
    """
    actor.require(Permission.ASSESS_APPLICATIONS)
    async with transaction(actor):
        mine = await _open_own(assessment_id, CHOOSING)
        check_version(version, mine.version)
        _check(mine.criteria.document, given, at)
        saved: int = await fetch_value(
            "insert into assessment_marks (id, assessment, application, region, assessor, marks, visited_on, remarks,"
            " version) select gen_random_uuid(), a.id, a.application, a.region, a.assessor, $2, $3, $4, 2"
            " from assessment a where a.id = $1 and a.assessor = (select my_account())"
            " on conflict (assessment) do update set marks = excluded.marks, visited_on = excluded.visited_on,"
            " remarks = excluded.remarks, version = assessment_marks.version + 1 returning version",
            assessment_id,
            json.dumps({key: mark.model_dump() for key, mark in given.marks.items()}, ensure_ascii=False),
            given.visited_on,
            given.remarks,
        )
    return saved


async def submit_assessment(actor: Actor, assessment_id: UUID, version: int | None, at: datetime) -> SubmittedOut:
    """Hand in what was saved: it never changes after that, and opens to others with the last one.

    Raises AssessmentIncomplete with every criterion named that lacks something.
    """
    actor.require(Permission.ASSESS_APPLICATIONS)
    async with transaction(actor):
        mine = await _open_own(assessment_id, ASSESSING)
        check_version(version, mine.version)
        result = _complete(mine)
        await execute(
            "update assessment_marks set total = $2, knocked_out = $3 where assessment = $1",
            assessment_id,
            result.total,
            result.knocked_out,
        )
        await execute("update assessment set submitted_at = $2 where id = $1", assessment_id, at)
        # What the other found is in the dark for this transaction; a function of the database compares them.
        settled: str = await fetch_value(
            "select settle_assessments($1, $2, $3)", mine.line.application_id, WIDEST, actor.name
        )
        facts = {"place": mine.line.place, "settled": settled, "visited_on": mine.visited_on}
        await trail.record(actor, "assessment.submitted", f"application:{mine.line.number}", facts)
    return SubmittedOut(total=result.total, knocked_out=result.knocked_out, settled=settled)


async def _locked(application_id: UUID) -> Record:
    row = await fetch_row(
        "select id, number, region, applicant, state from application where id = $1 and state <> 'draft' for update",
        application_id,
    )
    if row is None:
        raise ApplicationUnknown()
    return row


async def _open_own(assessment_id: UUID, states: tuple[str, ...]) -> MyAssessment:
    """The actor's own assessment, locked, while it may be written in these states of the application."""
    await fetch_row(
        "select id from assessment where id = $1 and assessor = (select my_account()) for update", assessment_id
    )
    mine = await find_own(assessment_id)
    if not mine.written:
        raise AssessmentSubmitted()
    if mine.line.application_state not in states:
        raise NotBeingAssessed()
    return mine


def _check(document: CriteriaDocument, given: MarksIn, at: datetime) -> None:
    """Raises MarksWrong with the fields named: `marks.<criterion>`, `visited_on`."""
    levels = {criterion.key: len(criterion.levels) for criterion in document.criteria}
    wrong: dict[str, Text] = {}
    for key, mark in given.marks.items():
        if key not in levels:
            wrong[f"marks.{key}"] = _("There is no such criterion in this set.")
        elif mark.level is not None and mark.level > levels[key]:
            wrong[f"marks.{key}"] = _("This criterion has no such level.")
    if given.visited_on and not visit_possible(given.visited_on, at):
        wrong["visited_on"] = _("A visit lies in the past, or is today.")
    if wrong:
        raise MarksWrong(wrong)


def _complete(mine: MyAssessment) -> Score:
    """The score of what was saved; AssessmentIncomplete names all that is missing."""
    document = mine.criteria.document
    if missing := missing_from(document, mine.levels, mine.notes, visited=mine.visited_on is not None):
        raise AssessmentIncomplete(missing)
    return score(document, mine.levels)
