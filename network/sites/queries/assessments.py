"""Reading assessments. What the other assessor found stays hidden until it is open: row security sees to it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from network.foundation.access import GRANTS, Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.sites.errors.assessments import ApplicationUnknown, AssessmentNotFound
from network.sites.queries.criteria import set_of
from network.sites.rules.assessments import CHOOSING, may_assess, next_place
from network.sites.rules.criteria import CriteriaDocument
from network.sites.rules.criteria_scoring import Outcome, combine, score
from network.sites.schemas.assessments import (
    Assessed,
    AssessmentLine,
    Candidate,
    EvidenceFile,
    MarkOut,
    MyAssessment,
    Panel,
    Seat,
)

_LINES = """
select a.id, a.application as application_id, p.number, p.state as application_state, p.site_name, p.site_name_zh,
       p.operator_name, p.operator_name_zh, p.city, p.city_zh, a.place, a.assigned_at, a.submitted_at,
       (select count(*) from jsonb_each(m.marks) mark where mark.value ->> 'level' is not null) as marked,
       (select count(*) from jsonb_path_query(c.document, '$.groups[*].criteria[*]')) as criteria,
       p.criteria_set, p.details, m.marks, m.visited_on, m.remarks, m.total, m.version
from assessment a
join application p on p.id = a.application
left join criteria_set c on c.id = p.criteria_set
left join assessment_marks m on m.assessment = a.id
where a.assessor = (select my_account())
"""


async def my_assessments(actor: Actor) -> list[AssessmentLine]:
    """Those that this actor is to write, the oldest first, then those handed in, the newest first."""
    actor.require(Permission.ASSESS_APPLICATIONS)
    async with transaction(actor, read_only=True):
        rows = await fetch(
            f"{_LINES} order by a.submitted_at is not null, a.submitted_at desc, a.assigned_at, a.id limit 500"
        )
    return [_line(row) for row in rows]


async def my_assessment(actor: Actor, assessment_id: UUID) -> MyAssessment:
    """One of this actor's own, with what the applicant handed in. AssessmentNotFound."""
    actor.require(Permission.ASSESS_APPLICATIONS)
    async with transaction(actor, read_only=True):
        return await find_own(assessment_id)


async def find_own(assessment_id: UUID) -> MyAssessment:
    """Inside a transaction: the same. AssessmentNotFound, too, for an application that is no longer in reach."""
    row = await fetch_row(f"{_LINES} and a.id = $1", assessment_id)
    if row is None or row["criteria_set"] is None:
        raise AssessmentNotFound()
    evidence = await fetch(
        "select id, criterion, file_name, file_kind from application_document"
        " where application = $1 and removed_at is null order by added_at, id",
        row["application_id"],
    )
    return MyAssessment(
        line=_line(row),
        criteria=await set_of(row["criteria_set"]),
        details=json.loads(row["details"]),
        marks=_marks(row["marks"] or "{}"),
        visited_on=row["visited_on"],
        remarks=row["remarks"] or "",
        total=row["total"],
        version=row["version"] or 1,
        evidence=tuple(EvidenceFile(**dict(file)) for file in evidence),
    )


def _line(row: Record) -> AssessmentLine:
    return AssessmentLine(**{name: row[name] for name in AssessmentLine.model_fields})


def _marks(kept: str) -> dict[str, MarkOut]:
    return {key: MarkOut(**mark) for key, mark in json.loads(kept).items()}


async def panel(actor: Actor, application_id: UUID, at: datetime) -> Panel:
    """Who assesses an application and, once that is open, what they found. ApplicationUnknown.

    `at`: the moment at which someone must be able to be asked, to be a candidate.
    """
    actor.require(Permission.READ_APPLICATIONS)
    async with transaction(actor, read_only=True):
        application = await fetch_row(
            "select id, region, applicant, state, criteria_set from application where id = $1 and state <> 'draft'",
            application_id,
        )
        if application is None:
            raise ApplicationUnknown()
        criteria = await set_of(application["criteria_set"]) if application["criteria_set"] else None
        seats = await seats_of(application_id)
        assessed = await assessed_of(application_id, criteria.document) if criteria else ()
        place = _place_to_fill(application, seats)
        may_choose = actor.holds(Permission.SELECT_SITES, application["region"])
        asked = await candidates(application, seats, at) if place and may_choose else ()
    return Panel(
        application_id=application_id,
        criteria=criteria.document if criteria else None,
        seats=seats,
        assessed=assessed,
        outcome=_outcome(criteria.document, assessed) if criteria else None,
        next_place=place,
        candidates=asked,
        may_choose=may_choose,
    )


async def outcome_of(application_id: UUID) -> Outcome | None:
    """Inside a transaction: what the assessors of an application come to; None until their marks are open."""
    kept = await fetch_row("select criteria_set from application where id = $1", application_id)
    if kept is None or kept["criteria_set"] is None:
        return None
    criteria = await set_of(kept["criteria_set"])
    return _outcome(criteria.document, await assessed_of(application_id, criteria.document))


async def assessors_of(application_id: UUID) -> frozenset[UUID]:
    """Inside a transaction: the accounts that assess an application."""
    return frozenset(seat.assessor_id for seat in await seats_of(application_id))


async def seats_of(application_id: UUID) -> tuple[Seat, ...]:
    """Inside a transaction: who assesses an application, by place."""
    rows = await fetch(
        "select id as assessment_id, assessor as assessor_id, assessor_name as assessor, place, assigned_at,"
        " submitted_at from assessment where application = $1 order by place",
        application_id,
    )
    return tuple(Seat(**dict(row)) for row in rows)


async def candidates(application: Mapping[str, Any], seats: tuple[Seat, ...], at: datetime) -> tuple[Candidate, ...]:
    """Inside a transaction: who may be asked to assess it next. `application`: its `region` and `applicant`."""
    roles = [role.value for role, granted in GRANTS.items() if Permission.ASSESS_APPLICATIONS in granted]
    rows = await fetch(
        "select id as account, name, role from assessor_candidates($1, $2, $3) order by name, id",
        application["region"],
        roles,
        at,
    )
    taken = frozenset(seat.assessor_id for seat in seats)
    return tuple(Candidate(**dict(row)) for row in rows if may_assess(row["account"], application["applicant"], taken))


async def assessed_of(application_id: UUID, document: CriteriaDocument) -> tuple[Assessed, ...]:
    """Inside a transaction: what the assessors found, by place; nothing until it is open."""
    rows = await fetch(
        "select a.assessor_name, a.place, m.marks, m.visited_on, m.remarks"
        " from assessment_marks m join assessment a on a.id = m.assessment"
        " where m.application = $1 and m.open order by a.place",
        application_id,
    )
    return tuple(_assessed(row, document) for row in rows)


def _assessed(row: Record, document: CriteriaDocument) -> Assessed:
    marks = _marks(row["marks"])
    levels = {key: mark.level for key, mark in marks.items() if mark.level is not None}
    return Assessed(
        row["assessor_name"], row["place"], marks, row["visited_on"], row["remarks"], score(document, levels)
    )


def _outcome(document: CriteriaDocument, assessed: tuple[Assessed, ...]) -> Outcome | None:
    return combine(document, [each.score for each in assessed]) if assessed else None


def _place_to_fill(application: Mapping[str, Any], seats: tuple[Seat, ...]) -> int | None:
    if application["state"] not in CHOOSING:
        return None
    submitted = sum(seat.submitted_at is not None for seat in seats)
    return next_place({seat.place for seat in seats}, submitted)
